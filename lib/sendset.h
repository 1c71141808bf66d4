/*
 * One kind of series to one destination: sent, looked up there when that is
 * wanted, and told.
 */
#ifndef NETRT_SENDSET_H
#define NETRT_SENDSET_H

#include <stdbool.h>

#include "err.h"
#include "outbox.h"
#include "sendrun.h"
#include "sendtell.h"

/*
 * *stop: no use to try another set now.  A side product that the destination
 * refuses is OK, with a warning.  d->tick counts up to *all.
 */
enum netrt_rc netrt_sendset(const struct netrt_sendtell *s,
    struct netrt_sender *d, const struct netrt_outset *set, size_t *all,
    bool *stop, struct netrt_err *e) NETRT_MUST;

/*
 * Log what a killed run did and did not log, of a set that is not sent now:
 * why, with rc, or rc OK.  always: that it is not sent is logged as well.
 */
enum netrt_rc netrt_sendset_untold(const struct netrt_sendtell *s,
    struct netrt_sender *d, const struct netrt_outset *set, bool always,
    enum netrt_rc rc, const char *why, struct netrt_err *e) NETRT_MUST;

/* A line on stdout for each object that would be sent; at its end "find" for
 * one that would be looked up. */
enum netrt_rc netrt_sendset_show(struct netrt_sender *d,
    const struct netrt_outset *set, struct netrt_err *e) NETRT_MUST;

#endif
