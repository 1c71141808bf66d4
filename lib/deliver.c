/* Bring the objects of a set to one destination: see deliver.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "contexts.h"
#include "deliver.h"
#include "plain.h"
#include "view.h"

#define COPIES_MAX	100	/* of an association */

/* An object on its way, and how often it was tried in vain. */
struct pending {
	const struct netrt_outgoing *o;
	unsigned attempts;
	size_t at;
};

/* Why an object was not simply accepted. */
static void
explain(const struct netrt_sender *d, const struct netrt_scu_file *f,
    const struct netrt_outgoing *o, char buf[256])
{
	const struct netrt_sent_entry *n = netrt_sent_find(&d->sent, o->sop,
	    o->id);
	char status[64], tag[64] = "", times[32] = "";
	const char *hint = "";

	snprintf(status, sizeof status, "status %04X (%s)",
	    (unsigned)f->status, netrt_sent_meaning((unsigned)f->status));
	if (f->offending != 0)
		snprintf(tag, sizeof tag, ", offending element (%04X,%04X)",
		    f->offending >> 16, f->offending & 0xFFFF);
	if (n != NULL && n->attempts > 1)
		snprintf(times, sizeof times, ", attempt %u", n->attempts);
	if (f->no_context && d->to->on_no_context == NETRT_CONTEXT_REFUSE &&
	    netrt_plain_can(o->syntax))
		hint = " (on_no_context: decompress sends a copy)";
	snprintf(buf, 256, "%s: %s%s%s%s", o->sop, f->status >= 0 ? status :
	    *f->why ? f->why : "no answer", tag, times, hint);
}

/* Of several failures the worst class counts, and its first reason. */
static void
note(struct netrt_tally *t, enum netrt_rc rc, const char *why)
{
	if (netrt_rc_worst(t->rc, rc) == t->rc)
		return;
	t->rc = rc;
	snprintf(t->why, sizeof t->why, "%s", why);
}

/* Note the reason of one object, as it is in the journal by now. */
static void
reason(const struct netrt_sender *d, const struct netrt_sendrun *r,
    const struct netrt_outgoing *o, struct netrt_tally *t)
{
	const struct netrt_scu_file *f = netrt_sendrun_find(r, o);
	const struct netrt_sent_entry *n = netrt_sent_find(&d->sent, o->sop,
	    o->id);
	enum netrt_sent_state state;
	char why[256];

	if (f == NULL || n == NULL || !netrt_sculog_outcome(f, &state)) {
		/* the association has its own reason, when it broke */
		if (r->log.link == NETRT_LINK_OPEN)
			note(t, NETRT_TEMP, "storescu left objects out");
		return;
	}
	explain(d, f, o, why);
	switch (n->state) {
	case NETRT_SENT_WARNING:
		if (t->warning[0] == '\0')
			memcpy(t->warning, why, sizeof why);
		break;
	case NETRT_SENT_ACCEPTED:
	case NETRT_SENT_COPY:	/* it has its turn */
		break;
	case NETRT_SENT_REFUSED:
		note(t, NETRT_DATA, why);
		break;
	default:
		note(t, NETRT_TEMP, why);
	}
}

size_t
netrt_deliver_untold(const struct netrt_sent *j, const char *series,
    struct netrt_tally *t)
{
	size_t all = 0;

	t->accepted = t->warnings = t->duplicates = t->coerced = 0;
	t->refused = t->later = t->unknown = 0;
	for (size_t i = 0; i < j->n; i++) {
		const struct netrt_sent_entry *n = &j->entry[i];

		if (strcmp(n->untold, series) != 0)
			continue;
		all++;
		switch (n->state) {
		case NETRT_SENT_WARNING:
			if (t->warning[0] == '\0')
				snprintf(t->warning, sizeof t->warning,
				    "%s: status %04X (%s)", n->sop,
				    (unsigned)n->status, netrt_sent_meaning(
				    (unsigned)n->status));
			t->warnings++;
			t->coerced += netrt_sent_coercion(n->status);
			t->accepted++;
			break;
		case NETRT_SENT_REFUSED: t->refused++; break;
		case NETRT_SENT_FAILED: t->later++; break;
		case NETRT_SENT_UNKNOWN: t->unknown++; break;
		case NETRT_SENT_COPY: break;	/* it has its turn */
		default:
			t->duplicates += n->status ==
			    (int)NETRT_SENT_DUPLICATE;
			t->accepted++;
		}
	}
	return all;
}

/* Add the outcome of an association as a whole. */
static void
count_link(const struct netrt_sender *d, const struct netrt_sendrun *r,
    struct netrt_tally *t)
{
	char why[256];

	t->link = r->log.link;
	t->mute = (r->log.link == NETRT_LINK_OPEN ||
	    r->log.link == NETRT_LINK_LOST) && r->log.answered == 0 &&
	    r->seconds >= d->cfg->sending.dimse_timeout_s;
	switch (r->log.link) {
	case NETRT_LINK_FAILED:
		snprintf(why, sizeof why, "no association: %s", r->log.why);
		note(t, NETRT_TEMP, why);
		break;
	case NETRT_LINK_BUSY:
	case NETRT_LINK_REJECTED:
		snprintf(why, sizeof why, "association rejected: %s",
		    r->log.why);
		note(t, r->log.link == NETRT_LINK_BUSY ? NETRT_TEMP :
		    NETRT_DATA, why);
		break;
	case NETRT_LINK_LOST:
		note(t, NETRT_TEMP, "the connection was lost");
		break;
	default:
		return;
	}
	t->stop = true;
}

static int
by_attempts(const void *a, const void *b)
{
	const struct pending *x = a, *y = b;

	if (x->attempts != y->attempts)
		return x->attempts < y->attempts ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/*
 * The turns of a destination that gets copies: what is as it was or is known
 * to need one; what was found to need one in that turn; and what refers to
 * images, when it is known which of them are copies.
 */
enum turn { TURN_FIRST, TURN_COPIES, TURN_REFERRING, TURNS };

static bool
its_turn(const struct netrt_sender *d, const struct netrt_outgoing *o,
    const struct netrt_sent_entry *n, enum turn turn)
{
	if (d->to->on_no_context == NETRT_CONTEXT_REFUSE)
		return turn == TURN_FIRST;
	if (netrt_plain_refers(o))
		return turn == TURN_REFERRING;
	return turn == TURN_FIRST || (turn == TURN_COPIES && n != NULL &&
	    n->state == NETRT_SENT_COPY);
}

/* A retry is for others: this one waits for a hand. */
static bool
given_up(const struct netrt_sender *d, const struct netrt_outgoing *o)
{
	const struct netrt_sent_entry *n = netrt_sent_find(&d->sent, o->sop,
	    o->id);

	return d->retry && n != NULL && (n->state == NETRT_SENT_REFUSED ||
	    n->state == NETRT_SENT_LOST);
}

static bool
pending(const struct netrt_sender *d, const struct netrt_outgoing *o)
{
	return !netrt_sent_has(&d->sent, o->sop, o->id) && !given_up(d, o);
}

/*
 * What is pending, in order: an object at which the connection breaks each
 * time must not keep the others from being sent, so it comes last.
 */
static size_t
list(const struct netrt_sender *d, const struct netrt_outset *set,
    enum turn turn, struct pending *p)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++) {
		const struct netrt_outgoing *o = &set->o[i];
		const struct netrt_sent_entry *was = netrt_sent_find(
		    &d->sent, o->sop, o->id);

		if (pending(d, o) && its_turn(d, o, was, turn))
			p[n++] = (struct pending){ o,
			    was ? was->attempts : 0, i };
	}
	if (n > 0)
		qsort(p, n, sizeof *p, by_attempts);
	return n;
}

/* Is there a context for this SOP class, or room for one? */
static bool
admit(struct netrt_sendrun *r, const char *sop_class, size_t max)
{
	for (size_t i = 0; i < r->nclasses; i++)
		if (strcmp(r->sop_class[i], sop_class) == 0)
			return true;
	if (r->nclasses == max)
		return false;
	r->sop_class[r->nclasses++] = sop_class;
	return true;
}

/* Move the next association's worth from p, *n of them, to r. */
static void
take(const struct netrt_sender *d, struct pending *p, size_t *n,
    struct netrt_sendrun *r)
{
	const char *syntaxes[NETRT_PROFILE_SYNTAXES];
	const char *syntax = p[0].o->syntax;
	size_t each = netrt_contexts_find(d->to, syntax, syntaxes);
	size_t max = NETRT_PROFILE_CONTEXTS / (each > 0 ? each : 1);
	size_t left = 0, batch = d->cfg->sending.batch_objects;

	/* copies take room on the disk */
	if (p[0].o->as[0] != '\0' && batch > COPIES_MAX)
		batch = COPIES_MAX;
	for (size_t i = 0; i < *n; i++) {
		const struct netrt_outgoing *o = p[i].o;

		if (r->n >= batch || (o->as[0] == '\0') !=
		    (p[0].o->as[0] == '\0') ||
		    strcmp(o->syntax, syntax) != 0 ||
		    !admit(r, o->sop_class, max)) {
			p[left++] = p[i];
			continue;
		}
		r->o[r->n++] = o;
		r->all += o->size;
		if (o->size > r->largest)
			r->largest = o->size;
	}
	*n = left;
}

enum netrt_rc
netrt_deliver_pending(struct netrt_sender *d, const struct netrt_outset *set,
    size_t *n, struct netrt_err *e)
{
	struct netrt_outset view;
	enum netrt_rc rc = netrt_view_prepare(d, set, e);

	*n = 0;
	if (rc != NETRT_OK || (rc = netrt_view_open(d, set, &view, e)) !=
	    NETRT_OK)
		return rc;
	for (size_t i = 0; i < view.n; i++)
		*n += pending(d, &view.o[i]);
	netrt_view_close(&view);
	return NETRT_OK;
}

enum netrt_rc
netrt_deliver_refused(const struct netrt_sender *d,
    const struct netrt_outset *set, struct netrt_err *e)
{
	const struct netrt_sent_entry *first = NULL;
	struct netrt_outset view;
	char status[64] = "no status";
	size_t n = 0;
	enum netrt_rc rc = netrt_view_open(d, set, &view, e);

	if (rc != NETRT_OK)
		return rc;
	for (size_t i = 0; i < view.n; i++) {
		const struct netrt_outgoing *o = &view.o[i];

		if (given_up(d, o) && n++ == 0)
			first = netrt_sent_find(&d->sent, o->sop, o->id);
	}
	netrt_view_close(&view);
	if (n == 0)
		return NETRT_OK;
	if (first->status >= 0)
		snprintf(status, sizeof status, "status %04X (%s)",
		    (unsigned)first->status, netrt_sent_meaning(
		    (unsigned)first->status));
	return netrt_err_set(e, NETRT_DATA, "destination %s: %zu of %zu "
	    "objects were refused for good and wait for a hand: %s: %s, %s",
	    d->to->name, n, set->n, first->sop,
	    netrt_sent_name(first->state), status);
}

/* All that is pending in a turn. */
static enum netrt_rc
one_turn(struct netrt_sender *d, const struct netrt_outset *set,
    enum turn turn, struct netrt_tally *t, struct netrt_err *e)
{
	struct pending *p = calloc(set->n + 1, sizeof *p);
	struct netrt_sendrun *r = calloc(1, sizeof *r);
	struct netrt_outset view = { .o = NULL };
	size_t left = 0;
	enum netrt_rc rc = NETRT_OK;

	if (p == NULL || r == NULL)
		rc = netrt_err_errno(e, "sending");
	else if ((rc = netrt_view_open(d, set, &view, e)) == NETRT_OK)
		left = list(d, &view, turn, p);
	while (left > 0 && !t->stop && rc == NETRT_OK) {
		size_t n;

		take(d, p, &left, r);
		n = r->n;
		rc = netrt_sendrun_go(d, r, e);
		for (size_t i = 0; i < n && r->file != NULL; i++)
			reason(d, r, r->o[i], t);
		count_link(d, r, t);
		netrt_sendrun_free(r);
	}
	netrt_view_close(&view);
	free(p);
	free(r);
	return rc;
}

enum netrt_rc
netrt_deliver(struct netrt_sender *d, const struct netrt_outset *set,
    struct netrt_tally *t, struct netrt_err *e)
{
	char place[NETRT_PLACE_LEN];
	struct netrt_err refused;
	size_t before;
	enum netrt_rc rc;

	*t = (struct netrt_tally){ .rc = NETRT_OK };
	(void)netrt_deliver_untold(&d->sent, set->name, t);
	before = t->accepted;
	snprintf(d->sent.series, sizeof d->sent.series, "%s", set->name);
	rc = netrt_deliver_pending(d, set, &t->objects, e);
	for (int turn = TURN_FIRST; turn < TURNS && rc == NETRT_OK &&
	    !t->stop; turn++)
		rc = one_turn(d, set, (enum turn)turn, t, e);
	(void)netrt_deliver_untold(&d->sent, set->name, t);
	t->objects += before;
	if (netrt_deliver_refused(d, set, &refused) != NETRT_OK) {
		note(t, refused.rc, refused.msg);
		/* its message is the whole one */
		if (rc == NETRT_OK && t->rc == refused.rc) {
			*e = refused;
			return e->rc;
		}
	}
	if (rc != NETRT_OK) {
		note(t, rc, e->msg);
		netrt_err_prefix(e, "destination %s", d->to->name);
	} else if (t->rc != NETRT_OK) {
		rc = netrt_err_set(e, t->rc, "destination %s (%s at %s): "
		    "%zu of %zu objects are not accepted: %s", d->to->name,
		    d->to->ae_title, netrt_place_format(d->to->host,
		    d->to->port, place),
		    t->objects - t->accepted, t->objects, t->why);
	}
	return rc;
}
