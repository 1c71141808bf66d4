/*
 * The studies in WORKING, and when to look at each: what netrt-watch knows.
 *
 *	netrt_waiting_open() -> _scan() -> loop: _run(), sleep until _next(),
 *	_touch() what has changed -> _close()
 *
 * Level-triggered: nothing is remembered that a scan would not find again.
 * What is remembered saves work: a study is listed only when its directories
 * have changed and it has been quiet.  Times called now are seconds of the
 * monotonic clock.
 */
#ifndef NETRT_WAITING_H
#define NETRT_WAITING_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "complete.h"
#include "config.h"
#include "err.h"
#include "working.h"

#define NETRT_WATCHES	4		/* directories to watch in a study */
#define NETRT_NEVER	1e300		/* no time at all */

struct netrt_waiting_study {
	char *name;			/* "UID_1.2.3" */
	int wd[NETRT_WATCHES];		/* of the caller; -1 at first */

	/* private */
	unsigned long long ino;
	long long mtime[2];		/* DCM and Structure, ns; 0: absent */
	long long inputs;		/* mtime of the inputs compared with */
	double changed;			/* when the last object came */
	double deadline;		/* when to look again */
	struct netrt_look look;
	bool looked;			/* look is of these directories */
	bool same;			/* as .netrt/inputs */
	bool foreign;			/* of another user */
	bool printed;			/* and nothing has changed since */
	bool awaits;			/* destinations, which are away */
	long long until;		/* its not-before, once put off */
	bool again;			/* a lock was busy: look once more */
};

struct netrt_waiting;

struct netrt_waiting_fns {
	/* A study was found or is gone.  May be NULL. */
	void (*came)(void *ctx, struct netrt_waiting_study *s);
	void (*gone)(void *ctx, struct netrt_waiting_study *s);
	/* It is complete, due and unlocked. */
	enum netrt_rc (*ready)(void *ctx, const char *name,
	    struct netrt_err *e);
	/* Something about one study that is no reason to stop. */
	void (*trouble)(void *ctx, const char *name, const char *why);
	void *ctx;
};

enum netrt_rc netrt_waiting_open(const struct netrt_config *cfg,
    const struct netrt_working *w, const struct netrt_waiting_fns *fns,
    struct netrt_waiting **out, struct netrt_err *e) NETRT_MUST;
void netrt_waiting_close(struct netrt_waiting *q);

/*
 * Compare with what WORKING has now.  again: what was printed before may be
 * printed once more.
 */
enum netrt_rc netrt_waiting_scan(struct netrt_waiting *q, double now,
    bool again, struct netrt_err *e) NETRT_MUST;

/* The directory entry of this name in WORKING was made, moved or removed. */
enum netrt_rc netrt_waiting_entry(struct netrt_waiting *q, const char *name,
    double now, struct netrt_err *e) NETRT_MUST;

/* Something happened in a study: an object came (arrived), or its state did
 * change (a lock was let go, it was put off). */
void netrt_waiting_touch(struct netrt_waiting_study *s, bool arrived,
    double now);

/* What is known of destinations that are away has changed. */
void netrt_waiting_marks(struct netrt_waiting *q, double now);

/* Look at every study whose time has come. */
enum netrt_rc netrt_waiting_run(struct netrt_waiting *q, double now,
    struct netrt_err *e) NETRT_MUST;

/* When the next study is to be looked at, or NETRT_NEVER; how many there
 * are. */
double netrt_waiting_next(const struct netrt_waiting *q);
size_t netrt_waiting_count(const struct netrt_waiting *q);

#endif
