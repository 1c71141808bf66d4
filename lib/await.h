/*
 * A study that waits for destinations which are away (away.h): .netrt/away
 * has their names, one a line.  It is due
 *
 *	- when one of them is no longer marked: it is back;
 *	- when the next try of one of them has come: one study tries, not all
 *	  that wait for it;
 *	- when its own .netrt/not-before has come: that is far, and is for the
 *	  case that all else fails.
 *
 * It is written after the marks and removed before a try, so that a study
 * which failed for another reason is not due at once.
 */
#ifndef NETRT_AWAIT_H
#define NETRT_AWAIT_H

#include <limits.h>
#include <stdbool.h>

#include "config.h"
#include "err.h"

#define NETRT_AWAIT_NONE	UINT_MAX

/* It waits for those of cfg->destinations whose element is set; none: for no
 * one.  studydir is locked. */
enum netrt_rc netrt_await_put(int studydir, const struct netrt_config *cfg,
    const bool *away, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_await_clear(int studydir, struct netrt_err *e)
    NETRT_MUST;

/* Does it wait for any? */
bool netrt_await_is(int studydir);

/*
 * When a study with this not-before is due, in seconds since the epoch; 0:
 * now.  *which: of the destination whose next try that is, or NONE.
 */
long long netrt_await_until(int studydir, int working,
    const struct netrt_config *cfg, long long not_before, long long now,
    unsigned *which);

/* Whose turn it is to try: one study for each next try of a destination, and
 * another one when nothing came of it in a minute. */
struct netrt_await_turn {
	long long next;
	double at;		/* seconds of the monotonic clock */
};

/* May a study try this one now?  Else *when is when to ask again. */
bool netrt_await_turn(struct netrt_await_turn *t, long long next, double now,
    double *when);

#endif
