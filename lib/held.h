/*
 * The studies that one association stored into and holds
 * (.netrt/receiving), each once.  A descriptor each: as many as the hard
 * limit of open files allows, less NETRT_HELD_SPARE, and NETRT_HELD_MAX.
 */
#ifndef NETRT_HELD_H
#define NETRT_HELD_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

#include "uid.h"

#define NETRT_HELD_MAX		16384
#define NETRT_HELD_SPARE	64	/* descriptors for all else */

struct netrt_held {
	dev_t dev;
	ino_t ino;			/* 0: it could not be locked */
	int lock;			/* or -1 */
	char dir[NETRT_UID_LEN + 4];	/* UID_... */
	unsigned long objects;		/* committed into it */
};

/* All zero at first; free(v) at the end. */
struct netrt_helds {
	struct netrt_held *v;
	size_t n, room;
	size_t most;			/* 0 until the first is held */
	size_t oldest;			/* when there are most of them */
};

/* NULL: it is not held. */
struct netrt_held *netrt_helds_find(struct netrt_helds *h, dev_t dev,
    ino_t ino);

/*
 * Where one more goes.  *old: it is that of the study held longest, which the
 * caller lets go, for more cannot be held; else it is empty.  NULL: no
 * memory at all.
 */
struct netrt_held *netrt_helds_next(struct netrt_helds *h, bool *old);

#endif
