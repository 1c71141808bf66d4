/*
 * verify: find: is what a destination accepted really there?  Each series is
 * asked for (findscu.h), and the answer goes into the journal, which the
 * caller writes when he has logged it: a run that is killed before has it
 * asked once more, and nothing is silent.
 */
#ifndef NETRT_LOOKUP_H
#define NETRT_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "outbox.h"
#include "sendrun.h"

struct netrt_lookup {
	size_t objects;		/* that were looked up */
	size_t found;
	size_t waiting;		/* not there yet: too early to say more */
	size_t missing;		/* to be sent again */
	size_t lost;		/* missing sending.verify_attempts times */
};

/* Where the destination answers questions; false: where it takes objects. */
bool netrt_lookup_at(const struct netrt_destination *to,
    struct netrt_destination *at);

/* Was it accepted, and is not known to be there?  false when the destination
 * is believed (verify: status). */
bool netrt_lookup_due(const struct netrt_sender *d,
    const struct netrt_outgoing *o);
/* How many such objects there are in the set. */
size_t netrt_lookup_pending(const struct netrt_sender *d,
    const struct netrt_outset *set);

/*
 * Look them up.  OK: all are there.  TEMP: some are not, and it is too early
 * to say more or they are to be sent again; or the destination cannot answer:
 * that is never taken for a yes.  DATA: some are lost.  t is filled in any
 * case; the message has the destination.
 */
enum netrt_rc netrt_lookup(struct netrt_sender *d,
    const struct netrt_outset *set, struct netrt_lookup *t,
    struct netrt_err *e) NETRT_MUST;

#endif
