/*
 * Between sendrun.c, which sends, and sendsettle.c, which enters what came of
 * it.
 */
#ifndef NETRT_SENDRUN_PRIV_H
#define NETRT_SENDRUN_PRIV_H

#include "sendrun.h"

/* Names of a run, and the table that its log is read into. */
enum netrt_rc netrt_sendrun_table(struct netrt_sendrun *r,
    struct netrt_err *e) NETRT_MUST;

/* Could the peer have had the object before?  was: its entry then. */
bool netrt_sendrun_maybe(const struct netrt_sender *d,
    const struct netrt_sent_entry *was, const char *id);

/*
 * Enter the outcome of each object of the run, then remove its traces, the
 * private directory dir; when there was trouble, what storescu said is kept
 * for whoever looks into it.  d->dry: only enter it.
 */
enum netrt_rc netrt_sendrun_settle(struct netrt_sender *d,
    const struct netrt_sendrun *r, int dir, struct netrt_err *e) NETRT_MUST;

#endif
