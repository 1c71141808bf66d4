/*
 * Which directory of which study an inotify(7) watch is of.
 *
 * The kernel numbers watches upwards, so that a new one goes to the end of a
 * sorted list; a number comes again only when its directory is still watched.
 */
#ifndef NETRT_WATCHMAP_H
#define NETRT_WATCHMAP_H

#include <stddef.h>

#include "err.h"

struct netrt_waiting_study;

struct netrt_watched {
	int wd;
	unsigned room;			/* the caller's number of a directory */
	struct netrt_waiting_study *s;	/* NULL: no longer watched */
};

/* Begins with all 0. */
struct netrt_watchmap {
	struct netrt_watched *list;	/* sorted by wd */
	size_t n, room;
	size_t dead;			/* of them, no longer watched */
};

/* What a watch is, or was, of; NULL: unknown.  Until the next _set(). */
const struct netrt_watched *netrt_watchmap_find(
    const struct netrt_watchmap *m, int wd);
/* From now on wd is of that.  NULL, or why that cannot be noted. */
const char *netrt_watchmap_set(struct netrt_watchmap *m, int wd,
    unsigned room, struct netrt_waiting_study *s)
    NETRT_MUST;
/* It is no longer watched. */
void netrt_watchmap_del(struct netrt_watchmap *m, int wd);
void netrt_watchmap_free(struct netrt_watchmap *m);

#endif
