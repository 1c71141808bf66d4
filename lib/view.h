/*
 * A set as one destination gets it: with on_no_context: decompress, copies in
 * place of what it does not take, and what refers to them changed likewise
 * (plain.h).  Which objects these are is in the journal and nowhere else.
 */
#ifndef NETRT_VIEW_H
#define NETRT_VIEW_H

#include "err.h"
#include "outbox.h"
#include "sendrun.h"

/* o of the view is its own, the rest belongs to set. */
enum netrt_rc netrt_view_open(const struct netrt_sender *d,
    const struct netrt_outset *set, struct netrt_outset *view,
    struct netrt_err *e) NETRT_MUST;
void netrt_view_close(struct netrt_outset *view);

/*
 * Enter in the journal the copies of those objects that may not even be
 * offered as they are (transfer_syntaxes).  Before the view is opened.
 */
enum netrt_rc netrt_view_prepare(struct netrt_sender *d,
    const struct netrt_outset *set, struct netrt_err *e) NETRT_MUST;

/* The UID under which it goes. */
const char *netrt_view_uid(const struct netrt_outgoing *o);

#endif
