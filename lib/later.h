/*
 * A delivered study that a destination which is not required still lacks:
 * .netrt/pending
 *
 *	since EPOCH	of the first failure
 *	next EPOCH	it is tried again then
 *	delay SECONDS	the present back-off
 *
 * It holds no delivery back, only the retirement: the study is kept for
 * another try, for at most sending.best_effort_hours.  The lock is held.
 */
#ifndef NETRT_LATER_H
#define NETRT_LATER_H

#include <stdbool.h>

#include "config.h"
#include "err.h"
#include "study.h"

struct netrt_later {
	long long since, next;
	long long delay;
};

/* false: there is none. */
bool netrt_later_read(int dirfd, struct netrt_later *out);

/*
 * A try was in vain now.  *over: it was the last one, the time is up, and
 * there is no file any more; else *out says when the next one is.
 */
enum netrt_rc netrt_later_note(const struct netrt_study *s,
    const struct netrt_config *cfg, long long now, struct netrt_later *out,
    bool *over, struct netrt_err *e) NETRT_MUST;

/* Nothing is lacking. */
enum netrt_rc netrt_later_clear(const struct netrt_study *s,
    struct netrt_err *e) NETRT_MUST;

/* The delay after this one (0: the first): it doubles, between
 * sending.retry_initial_seconds and .retry_max_seconds. */
long long netrt_later_delay(const struct netrt_config *cfg, long long delay);

#endif
