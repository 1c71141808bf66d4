/* The key of a mapping of pseudonyms: see pidkey.h. */
#include <stdbool.h>
#include <string.h>

#include "hash.h"
#include "pidfind.h"
#include "pidkey.h"

static enum netrt_rc
check_value(const struct netrt_sitekey *key, char hex[NETRT_HEX_LEN],
    struct netrt_err *e)
{
	static const char *const parts[] = { "key-check", NULL };
	enum netrt_rc rc = netrt_sitekey_map(key, parts, hex, e);

	hex[32] = '\0';
	return rc;
}

/* The mapping names a key: it must be there, or be the one that a crash
 * kept from its name. */
static enum netrt_rc
key_known(const char *file, const char *map, const char *check,
    struct netrt_sitekey *key, bool found, bool dry, struct netrt_err *e)
{
	char hex[NETRT_HEX_LEN];
	bool is_new = false;
	enum netrt_rc rc;

	if (!found && (rc = netrt_sitekey_read_new(file, key, &is_new, e)) !=
	    NETRT_OK)
		return rc;
	if (!found && !is_new)
		return netrt_err_set(e, NETRT_CONFIG, "%s: the key file is "
		    "missing, but %s was made with one: restore it from its "
		    "backup (anonymization.key_file)", file, map);
	if ((rc = check_value(key, hex, e)) != NETRT_OK)
		return rc;
	if (strcmp(hex, check) != 0)
		return netrt_err_set(e, NETRT_CONFIG, "%s: not the key that %s "
		    "was made with: restore the right one from its backup",
		    file, map);
	return found || dry ? NETRT_OK : netrt_sitekey_publish(file, e);
}

/* The mapping names no key: is it new, or of NETRT, or what is left of ours? */
static enum netrt_rc
may_begin(const char *file, const char *map, const struct netrt_pidstore *s,
    bool found, struct netrt_err *e)
{
	if (netrt_pidstore_keyed(s))
		return netrt_err_set(e, NETRT_CONFIG, "%s: it has entries made "
		    "with a key, but the check value of the key is gone: "
		    "restore the file from its backup", map);
	if (netrt_pidstore_fresh(s) && found)
		return netrt_err_set(e, NETRT_CONFIG, "%s is gone but its key "
		    "file %s is there: restore it from its backup; to begin "
		    "anew on purpose, write {} into it", map, file);
	return NETRT_OK;
}

static enum netrt_rc
key_first(const char *file, struct netrt_pidstore *s,
    struct netrt_sitekey *key, bool found, unsigned number,
    struct netrt_err *e)
{
	char hex[NETRT_HEX_LEN];
	bool changed;
	enum netrt_rc rc;

	if (!found && (rc = netrt_sitekey_make(file, key, e)) != NETRT_OK)
		return rc;
	if ((rc = check_value(key, hex, e)) != NETRT_OK ||
	    (rc = netrt_pidstore_rekey(s, netrt_pidfind_rekey, key, &changed,
	    e)) != NETRT_OK || (rc = netrt_pidstore_set_check(s, hex, number, e)) != NETRT_OK)
		return rc;
	return found ? NETRT_OK : netrt_sitekey_publish(file, e);
}

/* A release before left the entries of NETRT under their unkeyed hashes until
 * the patient came again. */
static enum netrt_rc
rekey(struct netrt_pidstore *s, const struct netrt_sitekey *key,
    struct netrt_err *e)
{
	bool changed;
	enum netrt_rc rc = netrt_pidstore_rekey(s, netrt_pidfind_rekey, key,
	    &changed, e);

	return rc == NETRT_OK && changed ? netrt_pidstore_save(s, e) : rc;
}

enum netrt_rc
netrt_pidkey_read(const struct netrt_config *cfg, struct netrt_pidstore *s,
    unsigned number, bool dry, struct netrt_sitekey *key, bool *have,
    struct netrt_err *e)
{
	const char *file = cfg->anonymization.key_file;
	const char *map = cfg->anonymization.pid_mapping_file;
	const char *check = netrt_pidstore_check(s);
	enum netrt_rc rc = netrt_sitekey_read(file, key, have, e);

	if (rc == NETRT_OK && check != NULL) {
		rc = key_known(file, map, check, key, *have, dry, e);
		*have = true;
		if (rc == NETRT_OK && !dry)
			rc = rekey(s, key, e);
	} else if (rc == NETRT_OK && (rc = may_begin(file, map, s, *have,
	    e)) == NETRT_OK && !dry) {
		rc = key_first(file, s, key, *have, number, e);
		*have = true;
	}
	/* a study is not to be quarantined for what is wrong with the key */
	if (rc == NETRT_DATA || rc == NETRT_NOINPUT)
		rc = e->rc = NETRT_CONFIG;
	return rc;
}
