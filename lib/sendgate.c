/* What may go to a destination: see sendgate.h. */
#include <stdio.h>

#include "contexts.h"
#include "sendgate.h"
#include "sendset.h"

/* May the set go there?  why has room for a message. */
static enum netrt_rc
may_go(const struct netrt_destination *to, const struct netrt_outset *set,
    struct netrt_err *why)
{
	if (set->rc != NETRT_OK)
		return netrt_err_set(why, set->rc, "%s", set->why);
	return netrt_contexts_check(to, set, why);
}

enum netrt_rc
netrt_sendgate_ready(struct netrt_sendtell *s,
    const struct netrt_destination *to, const struct netrt_outbox *box,
    bool skip[NETRT_OUTBOX_SETS],
    char why[NETRT_OUTBOX_SETS][NETRT_SENDTELL_WHY], struct netrt_err *e)
{
	size_t objects = 0;

	for (size_t i = 0; i < NETRT_OUTBOX_SETS; i++) {
		const struct netrt_outset *set = &box->set[i];
		struct netrt_err no;
		enum netrt_rc rc;

		skip[i] = (to->series & set->series) == 0;
		if (skip[i])
			continue;
		objects += set->n;
		if ((rc = may_go(to, set, &no)) == NETRT_OK)
			continue;
		if (!set->optional)
			return netrt_err_set(e, rc, "destination %s: "
			    "%s is not sent: %s", to->name, set->name,
			    no.msg);
		skip[i] = true;
		snprintf(why[i], sizeof why[i], "left out: %s", no.msg);
		netrt_tool_say(s->tool, NETRT_WARNING, "%s: destination %s: "
		    "%s is left out: %s", s->path, to->name, set->name,
		    no.msg);
	}
	if (objects == 0)
		return netrt_err_set(e, NETRT_NOINPUT, "destination %s: "
		    "there is nothing to send", to->name);
	return NETRT_OK;
}

/* Segmentations may be asked for and not made. */
static bool
is_something(const struct netrt_outset *set)
{
	return set->rc != NETRT_OK || set->n > 0;
}

void
netrt_sendgate_shut(struct netrt_sendtell *s, struct netrt_sender *d,
    const struct netrt_outbox *box,
    char why[NETRT_OUTBOX_SETS][NETRT_SENDTELL_WHY],
    const struct netrt_err *e)
{
	struct netrt_err other;
	bool nothing = true;

	for (size_t i = 0; i < NETRT_OUTBOX_SETS; i++)
		nothing = nothing && !(d->to->series & box->set[i].series &&
		    is_something(&box->set[i]));
	for (size_t i = 0; i < NETRT_OUTBOX_SETS; i++) {
		const struct netrt_outset *set = &box->set[i];

		if ((d->to->series & set->series) == 0)
			continue;
		s->why = why[i];
		if (netrt_sendset_untold(s, d, set, nothing ||
		    is_something(set), e->rc, e->msg, &other) != NETRT_OK)
			netrt_tool_say(s->tool, NETRT_WARNING, "%s: %s",
			    s->path, other.msg);
	}
}

enum netrt_rc
netrt_sendgate_before(struct netrt_sendtell *s, struct netrt_sender *d,
    const struct netrt_outbox *box, const bool skip[NETRT_OUTBOX_SETS],
    struct netrt_err *e)
{
	char why[NETRT_SENDTELL_WHY];
	enum netrt_rc rc = NETRT_OK;

	s->why = why;
	for (size_t i = 0; i < NETRT_OUTBOX_SETS && rc == NETRT_OK; i++)
		if (s->tool->force || skip[i])
			rc = netrt_sendset_untold(s, d, &box->set[i], false,
			    NETRT_OK, "", e);
	return rc;
}
