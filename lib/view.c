/* A set as one destination gets it: see view.h. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "contexts.h"
#include "dcm.h"
#include "plain.h"
#include "view.h"

static bool
decompresses(const struct netrt_sender *d)
{
	return d->to->on_no_context == NETRT_CONTEXT_DECOMPRESS;
}

const char *
netrt_view_uid(const struct netrt_outgoing *o)
{
	return o->as[0] != '\0' ? o->as : o->sop;
}

enum netrt_rc
netrt_view_prepare(struct netrt_sender *d, const struct netrt_outset *set,
    struct netrt_err *e)
{
	const char *syntaxes[NETRT_PROFILE_SYNTAXES];
	char uid[NETRT_UID_LEN];
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && decompresses(d) && i < set->n;
	    i++) {
		const struct netrt_outgoing *o = &set->o[i];
		const struct netrt_sent_entry *n = netrt_sent_find(&d->sent,
		    o->sop, o->id);

		if (!netrt_plain_can(o->syntax) ||
		    (n != NULL && n->copy[0] != '\0') ||
		    netrt_contexts_find(d->to, o->syntax, syntaxes) > 0)
			continue;
		rc = netrt_plain_uid(o, uid, e);
		if (rc == NETRT_OK)
			rc = netrt_sent_copy(&d->sent, o->sop, o->id, uid,
			    e);
	}
	return rc;
}

/* What goes in the place of o. */
static enum netrt_rc
change(const struct netrt_sender *d, struct netrt_outgoing *o,
    struct netrt_err *e)
{
	const struct netrt_sent_entry *n = netrt_sent_find(&d->sent, o->sop,
	    o->id);

	if (n != NULL && n->copy[0] != '\0' && netrt_plain_can(o->syntax)) {
		memcpy(o->as, n->copy, sizeof o->as);
		memcpy(o->syntax, NETRT_TS_EXPLICIT,
		    sizeof NETRT_TS_EXPLICIT);
		return NETRT_OK;
	}
	return netrt_plain_refers(o) ? netrt_plain_refer(o, &d->sent, e) :
	    NETRT_OK;
}

enum netrt_rc
netrt_view_open(const struct netrt_sender *d, const struct netrt_outset *set,
    struct netrt_outset *view, struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	*view = *set;
	view->o = malloc((set->n + 1) * sizeof *view->o);
	if (view->o == NULL)
		return netrt_err_errno(e, "sending");
	if (set->n > 0)
		memcpy(view->o, set->o, set->n * sizeof *view->o);
	for (size_t i = 0; rc == NETRT_OK && decompresses(d) && i < view->n;
	    i++)
		rc = change(d, &view->o[i], e);
	if (rc != NETRT_OK)
		netrt_view_close(view);
	return rc;
}

void
netrt_view_close(struct netrt_outset *view)
{
	free(view->o);
	view->o = NULL;
	view->n = 0;
}
