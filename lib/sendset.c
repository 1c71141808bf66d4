/* One kind of series to one destination: see sendset.h. */
#include <stdio.h>
#include <time.h>

#include "lookup.h"
#include "proof.h"
#include "sendset.h"
#include "view.h"

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

/* What does an association say of whether its peer is there? */
static enum netrt_away_word
word(const struct netrt_tally *t)
{
	return t->link == NETRT_LINK_FAILED || t->mute ? NETRT_AWAY_SILENT :
	    t->link == NETRT_LINK_BUSY ? NETRT_AWAY_BUSY : NETRT_AWAY_THERE;
}

/* All that the journal has of the set is in the log: so it may say. */
static enum netrt_rc
told(struct netrt_sender *d, const struct netrt_outset *set,
    struct netrt_err *e)
{
	return netrt_sent_told(&d->sent, set->name) == 0 ? NETRT_OK :
	    netrt_sent_write(&d->sent, d->study->fd, e);
}

enum netrt_rc
netrt_sendset_untold(const struct netrt_sendtell *s, struct netrt_sender *d,
    const struct netrt_outset *set, bool always, enum netrt_rc rc,
    const char *why, struct netrt_err *e)
{
	struct netrt_tally t = { .rc = rc };
	size_t n = netrt_deliver_untold(&d->sent, set->name, &t);

	if (n == 0 && !always)
		return NETRT_OK;
	t.objects = n;
	if (rc == NETRT_OK && t.accepted < n) {
		rc = NETRT_TEMP;
		why = "netrt-send was interrupted";
	}
	snprintf(t.why, sizeof t.why, "%s", why);
	netrt_sendtell_end(s, d, set, &t, rc, 0);
	return n == 0 ? NETRT_OK : told(d, set, e);
}

/* Send what is pending. */
static enum netrt_rc
deliver(const struct netrt_sendtell *s, struct netrt_sender *d,
    const struct netrt_outset *set, size_t *all, bool *stop,
    struct netrt_err *e)
{
	struct netrt_tally tally;
	struct netrt_err other;
	double begun = now_s();
	enum netrt_rc rc, sub;

	rc = netrt_deliver_pending(d, set, all, e);
	if (rc != NETRT_OK)
		return rc;
	if (*all == 0) {
		rc = netrt_deliver_refused(d, set, e);
		sub = netrt_sendset_untold(s, d, set, false, rc,
		    rc == NETRT_OK ? "" : e->msg, &other);
		if (sub != NETRT_OK)
			*e = other;
		return sub != NETRT_OK ? sub : rc;
	}
	if (d->to->required && (rc = netrt_proof_drop(d->study, e)) !=
	    NETRT_OK)
		return rc;
	if ((rc = netrt_away_ask(d->away, e)) != NETRT_OK) {
		*stop = true;
		sub = netrt_sendset_untold(s, d, set, false, rc, e->msg,
		    &other);
		if (sub != NETRT_OK)
			*e = other;
		return sub != NETRT_OK ? sub : rc;
	}
	netrt_sendtell_start(s, d->to, set, *all);
	rc = netrt_deliver(d, set, &tally, e);
	netrt_sendtell_end(s, d, set, &tally, rc, now_s() - begun);
	/* one that is to be asked is there when it has answered that, too */
	if (tally.link != NETRT_LINK_NONE && (rc != NETRT_OK ||
	    d->to->verify != NETRT_VERIFY_FIND))
		netrt_sendtell_away(s, d, word(&tally), tally.why);
	*stop = tally.stop;
	/* all is there, and yet an error of ours: the next run logs that */
	if (rc != NETRT_OK && tally.accepted == tally.objects)
		return rc;
	if ((sub = told(d, set, &other)) != NETRT_OK && rc == NETRT_OK) {
		*e = other;
		rc = sub;
	}
	return rc;
}

/* Look for what was accepted; *again: some of it is to be sent again. */
static enum netrt_rc
verify(const struct netrt_sendtell *s, struct netrt_sender *d,
    const struct netrt_outset *set, size_t *all, bool *again,
    struct netrt_err *e)
{
	struct netrt_lookup look;
	struct netrt_err other;
	bool answered;
	double begun = now_s();
	struct netrt_outset view;
	enum netrt_rc rc = netrt_view_open(d, set, &view, e);

	if (rc != NETRT_OK)
		return rc;
	*all = netrt_lookup_pending(d, &view);
	if (*all > 0 && (rc = netrt_away_ask(d->away, e)) != NETRT_OK)
		*all = 0;
	else if (*all > 0)
		rc = netrt_lookup(d, &view, &look, e);
	netrt_view_close(&view);
	if (*all == 0)
		return rc;
	answered = look.found + look.waiting + look.missing + look.lost > 0;
	/* one that gives no answer, but at once, holds nobody up */
	if (answered || rc != NETRT_TEMP)
		netrt_sendtell_away(s, d, NETRT_AWAY_THERE, "");
	else
		netrt_sendtell_away(s, d, now_s() - begun <
		    d->cfg->sending.connect_timeout_s ? NETRT_AWAY_BUSY :
		    NETRT_AWAY_SILENT, e->msg);
	netrt_sendtell_looked(s, d, set, &look, rc, e->msg, now_s() - begun);
	/* the journal last, see lookup.h */
	if (answered && netrt_sent_write(&d->sent, d->study->fd, &other) !=
	    NETRT_OK) {
		*e = other;
		return other.rc;
	}
	*again = look.missing > 0;
	if (rc != NETRT_OK && d->to->required &&
	    netrt_proof_drop(d->study, &other) != NETRT_OK) {
		*e = other;
		rc = other.rc;
	}
	return rc;
}

enum netrt_rc
netrt_sendset(const struct netrt_sendtell *s, struct netrt_sender *d,
    const struct netrt_outset *set, size_t *all, bool *stop,
    struct netrt_err *e)
{
	bool again = true;
	enum netrt_rc rc = NETRT_OK;

	*stop = false;
	/* what is missing is sent again at once, and looked up once more */
	for (int i = 0; i < 2 && again; i++) {
		again = false;
		rc = deliver(s, d, set, all, stop, e);
		if (rc == NETRT_OK)
			rc = verify(s, d, set, all, &again, e);
	}
	*stop = *stop || (rc != NETRT_OK && rc != NETRT_TEMP &&
	    rc != NETRT_DATA);
	if (rc != NETRT_DATA || !set->optional || *stop)
		return rc;
	netrt_tool_say(s->tool, NETRT_WARNING, "%s: %s is left out: %s",
	    s->path, set->name, e->msg);
	return NETRT_OK;
}

enum netrt_rc
netrt_sendset_show(struct netrt_sender *d, const struct netrt_outset *set,
    struct netrt_err *e)
{
	struct netrt_outset view;
	enum netrt_rc rc = netrt_view_prepare(d, set, e);

	if (rc != NETRT_OK || (rc = netrt_view_open(d, set, &view, e)) !=
	    NETRT_OK)
		return rc;
	for (size_t i = 0; i < view.n; i++) {
		const struct netrt_outgoing *o = &view.o[i];
		bool find = netrt_lookup_due(d, o);

		if (find || !netrt_sent_has(&d->sent, o->sop, o->id))
			printf("%s %s %s %s%s\n", d->to->name, set->name,
			    netrt_view_uid(o), o->path, find ? " find" : "");
	}
	netrt_view_close(&view);
	return NETRT_OK;
}
