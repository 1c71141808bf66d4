/* Which ROIs the configuration lets through: see rtstruct.h. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "rtstruct.h"

/*
 * The lower case of UTF-8 text, in place, for Latin-1, Greek and Cyrillic:
 * pairs of bytes whose lower case has the same length.  Everything else
 * stays, and is then compared exactly.
 */
static void
lower(char *s)
{
	for (unsigned char *p = (unsigned char *)s; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z') {
			*p = (unsigned char)(*p + 32);
			continue;
		}
		if (*p < 0xc3 || *p > 0xd0 || (p[1] & 0xc0) != 0x80)
			continue;
		unsigned u = (*p & 0x1fu) << 6 | (p[1] & 0x3fu);
		if ((u >= 0xc0 && u <= 0xde && u != 0xd7) ||
		    (u >= 0x391 && u <= 0x3a9) || (u >= 0x410 && u <= 0x42f))
			u += 0x20;
		else if (u >= 0x400 && u <= 0x40f)
			u += 0x50;
		*p++ = (unsigned char)(0xc0 | u >> 6);
		*p = (unsigned char)(0x80 | (u & 0x3f));
	}
}

static enum netrt_rc
folded(const char *text, char **out, struct netrt_err *e)
{
	if ((*out = strdup(text)) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	lower(*out);
	return NETRT_OK;
}

/* Does name, in lower case, match one of the list? */
static enum netrt_rc
any(const struct netrt_strings *list, const char *name, bool pattern,
    bool *hit, struct netrt_err *e)
{
	char *want;

	*hit = false;
	for (unsigned i = 0; !*hit && i < list->n; i++) {
		if (folded(list->s[i], &want, e) != NETRT_OK)
			return e->rc;
		*hit = pattern ? fnmatch(want, name, 0) == 0 :
		    want[0] != '\0' && strstr(name, want) != NULL;
		free(want);
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_rtstruct_wanted(const struct netrt_config *cfg, const char *roi,
    bool *use, struct netrt_err *e)
{
	const struct netrt_strings *include =
	    &cfg->processing.include_contour_names;
	bool ignore, exclude, in = true;
	char *name;
	enum netrt_rc rc = folded(roi, &name, e);

	if (rc != NETRT_OK)
		return rc;
	rc = any(&cfg->processing.ignore_contour_names_containing, name,
	    false, &ignore, e);
	if (rc == NETRT_OK)
		rc = any(&cfg->processing.exclude_contour_names, name, true,
		    &exclude, e);
	if (rc == NETRT_OK && include->n > 0)
		rc = any(include, name, true, &in, e);
	if (rc == NETRT_OK)
		*use = in && !ignore && !exclude;
	free(name);
	return rc;
}

enum netrt_rc
netrt_rtstruct_select(const struct netrt_rtstruct *rs,
    const struct netrt_config *cfg, bool *use, size_t *n,
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	*n = 0;
	for (size_t i = 0; rc == NETRT_OK && i < rs->nrois; i++) {
		rc = netrt_rtstruct_wanted(cfg, rs->roi[i].name, &use[i], e);
		*n += rc == NETRT_OK && use[i];
	}
	return rc;
}
