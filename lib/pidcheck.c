/* Is the mapping of pseudonyms in order?  See pidcheck.h. */
#define _DEFAULT_SOURCE
#include <sys/stat.h>

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "pidcheck.h"
#include "pidkey.h"
#include "pidname.h"
#include "pidstore.h"
#include "reident.h"

#define WARNING_LEN	(2 * PATH_MAX + 256)

struct ids {
	bool bare;		/* dates are left out */
	size_t n, room;
	char (*id)[NETRT_PID_LEN];
	bool full;		/* no memory */
};

static void
collect(void *ctx, const char *id)
{
	struct ids *l = ctx;

	if (l->n == l->room) {
		size_t room = 2 * l->room + 64;
		void *more = realloc(l->id, room * sizeof *l->id);

		if (more == NULL) {
			l->full = true;
			return;
		}
		l->id = more;
		l->room = room;
	}
	if (l->bare)
		netrt_pidname_bare(id, l->id[l->n++]);
	else
		snprintf(l->id[l->n++], NETRT_PID_LEN, "%s", id);
}

static int
compare(const void *a, const void *b)
{
	return strcasecmp(a, b);
}

/* Pseudonyms that two patients have, as they would leave. */
static enum netrt_rc
twice(const struct netrt_config *cfg, const struct netrt_pidstore *s,
    void (*warn)(void *ctx, const char *text), void *ctx, struct netrt_err *e)
{
	struct ids l = { .bare = netrt_config_hides_dates(cfg) };
	char text[WARNING_LEN];
	size_t same;

	netrt_pidstore_each(s, collect, &l);
	if (l.full) {
		free(l.id);
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	}
	if (l.n > 0)
		qsort(l.id, l.n, sizeof *l.id, compare);
	for (size_t i = 0; i < l.n; i += same) {
		for (same = 1; i + same < l.n &&
		    compare(l.id[i], l.id[i + same]) == 0; )
			same++;
		if (same == 1)
			continue;
		snprintf(text, sizeof text, "anonymization.pid_mapping_file: "
		    "%s: %zu patients have the pseudonym %s%s: their studies "
		    "will end with 78: give all but one another number",
		    cfg->anonymization.pid_mapping_file, same, l.id[i],
		    l.bare ? ", as it leaves" : "");
		warn(ctx, text);
	}
	free(l.id);
	return NETRT_OK;
}

/* Do both lie in one directory? */
static bool
beside(const char *a, const char *b)
{
	const char *end = strrchr(a, '/');
	size_t n = end != NULL ? (size_t)(end - a) + 1 : 0;

	return strncmp(a, b, n) == 0 && strchr(b + n, '/') == NULL;
}

/* Nothing has been begun, or it is another's and cannot be looked into. */
static bool
nothing_to_see(const struct netrt_config *cfg,
    void (*warn)(void *ctx, const char *text), void *ctx)
{
	const char *file[] = { cfg->anonymization.pid_mapping_file,
	    cfg->anonymization.key_file };
	char text[WARNING_LEN];
	bool there = false;
	struct stat st;

	for (size_t i = 0; i < 2; i++) {
		if (lstat(file[i], &st) != 0)
			continue;
		there = true;
		if (st.st_uid == geteuid())
			continue;
		snprintf(text, sizeof text, "%s belongs to user %lu: to have "
		    "it checked run this as that user", file[i],
		    (unsigned long)st.st_uid);
		warn(ctx, text);
		return true;
	}
	return !there;
}

static enum netrt_rc
mapping(const struct netrt_config *cfg,
    void (*warn)(void *ctx, const char *text), void *ctx, struct netrt_err *e)
{
	const char *map = cfg->anonymization.pid_mapping_file;
	const char *file = cfg->anonymization.key_file;
	char text[WARNING_LEN];
	struct netrt_pidstore *s = NULL;
	struct netrt_sitekey key;
	bool have = false;
	enum netrt_rc rc = netrt_pidstore_open(map, true, &s, e);

	if (rc == NETRT_OK)
		rc = netrt_pidkey_read(cfg, s, 0, true, &key, &have, e);
	explicit_bzero(&key, sizeof key);
	if (rc == NETRT_OK)
		rc = twice(cfg, s, warn, ctx, e);
	if (rc == NETRT_OK && have && beside(map, file)) {
		snprintf(text, sizeof text, "anonymization.key_file: %s lies "
		    "beside the mapping: who can read both can try who is "
		    "among the patients; a place of its own is better", file);
		warn(ctx, text);
	}
	netrt_pidstore_close(s);
	return rc;
}

enum netrt_rc
netrt_pidcheck(const struct netrt_config *cfg,
    void (*warn)(void *ctx, const char *text), void *ctx, struct netrt_err *e)
{
	const char *who = cfg->anonymization.reidentification_file;
	enum netrt_rc rc = NETRT_OK;

	if (!nothing_to_see(cfg, warn, ctx))
		rc = mapping(cfg, warn, ctx, e);
	if (rc != NETRT_OK || *who == '\0' || access(who, F_OK) != 0)
		return rc;
	if ((rc = netrt_reident_private(who, e)) != NETRT_OK)
		return netrt_err_prefix(e,
		    "anonymization.reidentification_file");
	return rc;
}
