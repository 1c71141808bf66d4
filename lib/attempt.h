/*
 * What a chain leaves behind in a study for the next one, in .netrt:
 *
 * attempt	"run X": the netrt-run that works on it; "step X", "count N"
 *		in turns: steps begun and not known to have ended well;
 *		"deferred X EPOCH": the step that was put off, and since when
 * not-before	seconds since the epoch: nothing is tried sooner
 * delay	the back-off in seconds that led to it
 *
 * The newest run takes a study over; an older one that is still alive finds
 * out at its next call (TEMP) and leaves it, so that a verdict about inputs
 * of yesterday never moves the study of today.
 *
 * All but netrt_attempt_until() are called with the lock of the study held.
 */
#ifndef NETRT_ATTEMPT_H
#define NETRT_ATTEMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "err.h"
#include "study.h"

#define NETRT_DELAY_MIN	10	/* seconds; for the step send there are keys */
#define NETRT_DELAY_MAX	3600

/* This run takes the study over. */
enum netrt_rc netrt_attempt_begin(const struct netrt_study *s,
    const char *run, struct netrt_err *e) NETRT_MUST;

/* TEMP when another run than this has taken the study over.  run NULL: by
 * hand, always OK. */
enum netrt_rc netrt_attempt_check(const struct netrt_study *s,
    const char *run, struct netrt_err *e) NETRT_MUST;

/*
 * Count a beginning of the step, durably; *count is how many there were
 * without a good end.  That it begins says that the steps before it ended
 * well: they are forgotten, and the back-off with them.
 */
enum netrt_rc netrt_attempt_count(const struct netrt_study *s,
    const char *step, unsigned *count, struct netrt_err *e) NETRT_MUST;

/* Take the last beginning of the step back: it ended for a reason that lies
 * outside the study. */
enum netrt_rc netrt_attempt_undo(const struct netrt_study *s,
    const char *step, struct netrt_err *e) NETRT_MUST;

/* Was it put off because of this step, and has it not been begun anew? */
bool netrt_attempt_deferred(const struct netrt_study *s, const char *step);

/* Something went well: the back-off, not the time of the first deferral,
 * begins anew. */
enum netrt_rc netrt_attempt_progress(const struct netrt_study *s,
    struct netrt_err *e) NETRT_MUST;

/*
 * Put the study off because of this step: 10 s, then twice as long each time,
 * up to an hour; for send what sending.retry_initial_seconds and
 * .retry_max_seconds say.  A study that waits for a destination (await.h) is
 * put off for the longest of these, its own back-off begins anew: it is due
 * before that, when the destination is back.  DATA: send has been put off for longer than
 * sending.retry_limit_hours.
 */
enum netrt_rc netrt_attempt_defer(const struct netrt_study *s,
    const char *step, const struct netrt_config *cfg, long long now,
    long long *until, struct netrt_err *e) NETRT_MUST;

/* Put the study off until then. */
enum netrt_rc netrt_attempt_wait(const struct netrt_study *s,
    long long until, struct netrt_err *e) NETRT_MUST;

/* The chain came to its good end: nothing counts any more. */
enum netrt_rc netrt_attempt_done(const struct netrt_study *s,
    struct netrt_err *e) NETRT_MUST;

/* Forget all of it. */
enum netrt_rc netrt_attempt_clear(const struct netrt_study *s,
    struct netrt_err *e) NETRT_MUST;

/* The not-before of a study directory; 0 when there is none. */
long long netrt_attempt_until(const char *path);

#endif
