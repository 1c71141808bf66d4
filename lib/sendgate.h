/*
 * May a destination get all that it wants?  Nothing goes there before it may.
 */
#ifndef NETRT_SENDGATE_H
#define NETRT_SENDGATE_H

#include <stdbool.h>

#include "err.h"
#include "outbox.h"
#include "sendrun.h"
#include "sendtell.h"

/*
 * skip: what it does not want, and side products that are left out; of those
 * why is filled.  The message of an error has the destination.
 */
enum netrt_rc netrt_sendgate_ready(struct netrt_sendtell *s,
    const struct netrt_destination *to, const struct netrt_outbox *box,
    bool skip[NETRT_OUTBOX_SETS],
    char why[NETRT_OUTBOX_SETS][NETRT_SENDTELL_WHY], struct netrt_err *e)
    NETRT_MUST;

/* It may not, for e: logged for each kind of series, and filled in why. */
void netrt_sendgate_shut(struct netrt_sendtell *s, struct netrt_sender *d,
    const struct netrt_outbox *box,
    char why[NETRT_OUTBOX_SETS][NETRT_SENDTELL_WHY],
    const struct netrt_err *e);

/*
 * Log what a killed run did not, of all that is skipped; with -f of all,
 * since it is sent again.
 */
enum netrt_rc netrt_sendgate_before(struct netrt_sendtell *s,
    struct netrt_sender *d, const struct netrt_outbox *box,
    const bool skip[NETRT_OUTBOX_SETS], struct netrt_err *e) NETRT_MUST;

#endif
