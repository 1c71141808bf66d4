/* What is asked of a configuration that was read: see config.h. */
#include <stdlib.h>

#include "config_key.h"

bool
netrt_config_maps_uids(const struct netrt_config *cfg)
{
	return cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE ?
	    (cfg->anonymization.retain & NETRT_RETAIN_UIDS) == 0 :
	    cfg->anonymization.uids == NETRT_UIDS_REMAP;
}

bool
netrt_config_hides_dates(const struct netrt_config *cfg)
{
	return cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE &&
	    (cfg->anonymization.retain & NETRT_RETAIN_FULL_DATES) == 0;
}

enum netrt_rc
netrt_config_get(const struct netrt_config *cfg, const char *key,
    char **text, struct netrt_err *e)
{
	const struct netrt_key *k = netrt_key_find(key);
	const char *near;

	*text = NULL;
	if (k == NULL || k->type == NETRT_K_NONE) {
		near = netrt_key_nearest(key);
		return netrt_err_set(e, NETRT_CONFIG,
		    "%.100s: %s key%s%s%s", key, k ? "a key without effect, "
		    "not a" : "unknown", near && !k ? "; the nearest is \"" :
		    "", near && !k ? near : "", near && !k ? "\"" : "");
	}
	*text = netrt_value_format(k, netrt_key_base(cfg, k), false);
	return *text != NULL ? NETRT_OK :
	    netrt_err_set(e, NETRT_TEMP, "%s: no memory", key);
}

void
netrt_config_each(const struct netrt_config *cfg,
    void (*visit)(void *ctx, const char *key, const char *value,
    const char *origin), void *ctx)
{
	const struct netrt_full *full =
	    (const struct netrt_full *)(const void *)cfg;

	for (const struct netrt_key *k = netrt_keys; k->name != NULL; k++) {
		char *text;

		if (k->type == NETRT_K_NONE)
			continue;
		text = netrt_value_format(k, netrt_key_base(cfg, k), true);
		visit(ctx, k->name, text != NULL ? text : "",
		    full->origin[k - netrt_keys]);
		free(text);
	}
}
