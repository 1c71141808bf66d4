/*
 * Rules between several settings: what is right in each by itself, and wrong
 * together.  Those of one listener or destination are in config_tls.c.
 */
#include <stdio.h>
#include <string.h>

#include "config_key.h"
#include "pattern.h"

/* What a new name takes out of the old one. */
static void
check_names(const struct netrt_config *cfg,
    void (*say)(void *ctx, const char *key, const char *text), void *ctx)
{
	for (unsigned i = 0; i < cfg->processing.nrename_roi; i++) {
		const struct netrt_rename *r = &cfg->processing.rename_roi[i];
		struct netrt_pattern *p = NULL;
		char item[64];
		struct netrt_err e;

		if (r->match == NULL || r->name == NULL ||
		    netrt_pattern_open(r->match, &p, &e) != NETRT_OK)
			continue;	/* said already */
		snprintf(item, sizeof item, "processing.rename_roi[%u].name",
		    i);
		if (netrt_pattern_check(p, r->name, &e) != NETRT_OK)
			say(ctx, item, e.msg);
		netrt_pattern_close(p);
	}
}

/* A value that has a fault of its own is NULL here. */
static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Who the patients are, and how that is found out, are apart. */
static void
check_files(const struct netrt_config *cfg,
    void (*say)(void *ctx, const char *key, const char *text), void *ctx)
{
	const char *file = cfg->anonymization.reidentification_file;

	if (same(cfg->anonymization.key_file,
	    cfg->anonymization.pid_mapping_file))
		say(ctx, "anonymization.key_file",
		    "must not be the mapping file");
	if (file != NULL && *file != '\0' &&
	    (same(file, cfg->anonymization.pid_mapping_file) ||
	    same(file, cfg->anonymization.key_file)))
		say(ctx, "anonymization.reidentification_file",
		    "must be a file of its own");
}

void
netrt_rule_all(const struct netrt_config *cfg,
    void (*say)(void *ctx, const char *key, const char *text), void *ctx)
{
	bool required = false;
	char text[NETRT_WHY_LEN];

	if (cfg->listener.n == 0)
		say(ctx, "listeners", "must not be empty");
	if (cfg->listener.sop_classes.n > 0 &&
	    cfg->listener.accepted_sop_classes.n > 0)
		say(ctx, "dicom_listener.sop_classes", "is the older name of "
		    "accepted_sop_classes: use only that");
	for (unsigned i = 0; i < cfg->listener.n; i++)
		for (unsigned j = 0; j < i; j++) {
			const struct netrt_listener *a, *b;

			a = &cfg->listener.list[i];
			b = &cfg->listener.list[j];
			if (a->port != b->port || a->port == 0 ||
			    !same(a->host, b->host))
				continue;
			snprintf(text, sizeof text,
			    "%.100s port %u stands there twice", a->host,
			    a->port);
			say(ctx, "listeners", text);
		}
	for (unsigned i = 0; i < cfg->ndestinations; i++) {
		required = required || cfg->destinations[i].required;
		if (cfg->destinations[i].series == 0)
			say(ctx, "destinations", "a destination wants no "
			    "series: take it out, or name its series");
		for (unsigned j = 0; j < i; j++) {
			if (!same(cfg->destinations[i].name,
			    cfg->destinations[j].name))
				continue;
			snprintf(text, sizeof text,
			    "two have the name \"%.64s\"",
			    cfg->destinations[i].name);
			say(ctx, "destinations", text);
		}
	}
	/* A study is retired when all required destinations have it. */
	if (!required)
		say(ctx, "destinations", "at least one must be required, or "
		    "studies would be removed without having been delivered");
	netrt_rule_tags("anonymization.rules.remove_tags",
	    &cfg->anonymization.remove_tags, say, ctx);
	netrt_rule_tags("anonymization.rules.blank_tags",
	    &cfg->anonymization.blank_tags, say, ctx);
	check_names(cfg, say, ctx);
	check_files(cfg, say, ctx);
	if ((cfg->anonymization.retain & NETRT_RETAIN_FULL_DATES) != 0 &&
	    (cfg->anonymization.retain & NETRT_RETAIN_MODIFIED_DATES) != 0)
		say(ctx, "anonymization.retain", "full_dates and "
		    "modified_dates exclude each other");
	netrt_rule_peers(cfg, say, ctx);
	if (same(cfg->directories.working, cfg->directories.logs))
		say(ctx, "directories.logs",
		    "must not be the working directory");
}
