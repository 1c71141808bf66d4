/*
 * Bring the objects of a set to one destination, each once.
 *
 *	netrt_sender_open() -> netrt_deliver()... -> netrt_sender_close()
 */
#ifndef NETRT_DELIVER_H
#define NETRT_DELIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "outbox.h"
#include "sendrun.h"

/* What came of netrt_deliver(). */
struct netrt_tally {
	size_t objects;			/* that were to be sent, with those
					 * that a killed run brought there */
	size_t accepted;		/* of them, with those of the next
					 * line */
	size_t warnings, duplicates;	/* with a warning; with 0111 */
	size_t coerced;			/* of the warnings: B000, B006, B007 */
	size_t refused, later, unknown;	/* for good, for now, no answer */
	char warning[256];		/* the first */
	enum netrt_rc rc;
	char why[320];			/* the first failure of the class rc */
	bool stop;			/* no use to try another set now */
	enum netrt_scu_link link;	/* the last association */
	bool mute;			/* it was opened, and not one object
					 * answered in time */
};

/* *n: how many objects of the set has the peer not taken yet?  Memory alone
 * can fail. */
enum netrt_rc netrt_deliver_pending(struct netrt_sender *d,
    const struct netrt_outset *set, size_t *n, struct netrt_err *e)
    NETRT_MUST;

/*
 * Of a retry: DATA when the peer has refused, or lost, objects of the set for
 * good, which are not sent again; and which.
 */
enum netrt_rc netrt_deliver_refused(const struct netrt_sender *d,
    const struct netrt_outset *set, struct netrt_err *e) NETRT_MUST;

/*
 * Count what the journal has of a kind of series and no event has (sent.h,
 * untold): objects to unknown, and the first warning.  Returns how many that
 * are.
 */
size_t netrt_deliver_untold(const struct netrt_sent *j, const char *series,
    struct netrt_tally *t);

/*
 * Send what is pending.  OK: the peer has every object of the set.  TEMP:
 * it may take the rest later.  DATA: it never will.  Others: errors of ours.
 * t is filled in any case, and counts what is untold: this run's and what a
 * killed one left; the message has the destination and t->why.
 */
enum netrt_rc netrt_deliver(struct netrt_sender *d,
    const struct netrt_outset *set, struct netrt_tally *t,
    struct netrt_err *e) NETRT_MUST;

#endif
