/* Text about a study for readers outside: see outside.h. */
#define _DEFAULT_SOURCE	/* explicit_bzero */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "outside.h"
#include "remap.h"
#include "sitekey.h"
#include "uid.h"

/* Is it the original UID of the study, or of an object that came? */
static bool
original(const struct netrt_study *s, const char *study, const char *uid)
{
	static const char *const dirs[] = { NETRT_DIR_IMAGES,
	    NETRT_DIR_STRUCTS };
	char path[NETRT_UID_LEN + 32];
	struct stat st;

	if (strcmp(uid, study) == 0)
		return true;
	for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
		snprintf(path, sizeof path, "%s/%s.dcm", dirs[i], uid);
		if (fstatat(s->fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
			return true;
	}
	return false;
}

static enum netrt_rc
replace(struct netrt_remap *map, const struct netrt_study *s,
    const char *study, const char *text, FILE *f, struct netrt_err *e)
{
	static const char chars[] = "0123456789.";

	while (*text != '\0') {
		size_t n = strcspn(text, chars), len;
		char uid[NETRT_UID_LEN], new[NETRT_UID_LEN];
		enum netrt_rc rc;

		fwrite(text, 1, n, f);
		text += n;
		n = strspn(text, chars);
		for (len = n; len > 0 && text[len - 1] == '.'; len--)
			;		/* 1.2.3.dcm, or the end of a sentence */
		if (len > 0 && len < sizeof uid) {
			memcpy(uid, text, len);
			uid[len] = '\0';
			if (netrt_uid_valid(uid) && original(s, study, uid)) {
				rc = netrt_remap_uid(map, uid, new, e);
				if (rc != NETRT_OK)
					return rc;
				fputs(new, f);
				text += len;
				n -= len;
			}
		}
		fwrite(text, 1, n, f);
		text += n;
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_outside_text(const struct netrt_config *cfg,
    const struct netrt_study *s, const char *uid, const char *text,
    char **out, struct netrt_err *e)
{
	struct netrt_sitekey key;
	struct netrt_remap *map = NULL;
	bool found;
	size_t len;
	FILE *f;
	enum netrt_rc rc;

	*out = NULL;
	if (!cfg->anonymization.enabled || !netrt_config_maps_uids(cfg))
		return (*out = strdup(text)) != NULL ? NETRT_OK :
		    netrt_err_errno(e, "report");
	rc = netrt_sitekey_read(cfg->anonymization.key_file, &key, &found, e);
	if (rc == NETRT_OK && !found)
		rc = netrt_err_set(e, NETRT_CONFIG, "%s: the key file is "
		    "missing: what is outside cannot be named without it",
		    cfg->anonymization.key_file);
	if (rc != NETRT_OK)
		return rc;
	rc = netrt_remap_open(&key, &map, e);
	explicit_bzero(&key, sizeof key);
	if (rc != NETRT_OK)
		return rc;
	if ((f = open_memstream(out, &len)) == NULL) {
		rc = netrt_err_errno(e, "report");
	} else {
		rc = replace(map, s, uid, text, f, e);
		if (fclose(f) != 0 && rc == NETRT_OK)
			rc = netrt_err_errno(e, "report");
	}
	netrt_remap_close(map);
	if (rc != NETRT_OK) {
		free(*out);
		*out = NULL;
	}
	return rc;
}
