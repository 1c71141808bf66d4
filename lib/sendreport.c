/* What each destination has: see sendreport.h. */
#include <stdlib.h>

#include "sendreport.h"
#include "view.h"

#define LINES	50		/* of single objects for each set */

struct sums {
	size_t accepted, found;
	size_t warnings, duplicates, copies, coerced;	/* of the accepted */
	size_t copying, refused, later, unknown, missing, lost;
	size_t untried;
};

/* What was taken, and how. */
static void
count_taken(const struct netrt_sent_entry *n, struct sums *t)
{
	t->accepted++;
	t->found += n->state == NETRT_SENT_FOUND;
	t->warnings += n->status > 0 &&
	    netrt_sent_class((unsigned)n->status) == NETRT_SENT_WARNING;
	t->duplicates += n->status == (int)NETRT_SENT_DUPLICATE;
	t->copies += n->copy[0] != '\0';
	t->coerced += netrt_sent_coercion(n->status);
}

static void
count(const struct netrt_sent_entry *n, struct sums *t)
{
	if (n == NULL) {
		t->untried++;
		return;
	}
	switch (n->state) {
	case NETRT_SENT_ACCEPTED:
	case NETRT_SENT_WARNING:
	case NETRT_SENT_FOUND: count_taken(n, t); break;
	case NETRT_SENT_REFUSED: t->refused++; break;
	case NETRT_SENT_FAILED: t->later++; break;
	case NETRT_SENT_UNKNOWN: t->unknown++; break;
	case NETRT_SENT_MISSING: t->missing++; break;
	case NETRT_SENT_LOST: t->lost++; break;
	case NETRT_SENT_COPY: t->copying++; break;
	}
}

/* The objects that are not simply accepted. */
static void
objects(FILE *f, const struct netrt_sender *d,
    const struct netrt_outset *set)
{
	size_t more = 0, lines = 0;

	for (size_t i = 0; i < set->n; i++) {
		const struct netrt_sent_entry *n = netrt_sent_find(&d->sent,
		    set->o[i].sop, set->o[i].id);

		if (n == NULL || ((n->state == NETRT_SENT_ACCEPTED ||
		    n->state == NETRT_SENT_FOUND) && n->status <= 0))
			continue;
		if (lines++ >= LINES)
			more++;
		else if (n->status < 0)
			fprintf(f, "  %s: %s\n", n->sop,
			    netrt_sent_name(n->state));
		else
			fprintf(f, "  %s: %s, status %04X (%s)\n", n->sop,
			    netrt_sent_name(n->state), (unsigned)n->status,
			    netrt_sent_meaning((unsigned)n->status));
	}
	if (more > 0)
		fprintf(f, "  and %zu more\n", more);
}

static void
sent(FILE *f, const struct sums *t)
{
	const struct {
		size_t n;
		const char *what;
	} part[] = {
		{ t->warnings, "of them with a warning" },
		{ t->duplicates, "of them were there already" },
		{ t->copies, "of them as decompressed copies" },
		{ t->copying, "to be decompressed for it" },
		{ t->refused, "refused for good" },
		{ t->later, "not taken now" },
		{ t->unknown, "without an answer" },
		{ t->missing, "accepted, missing there and to be sent again" },
		{ t->lost, "accepted and lost there" },
		{ t->untried, "not sent yet" },
	};

	for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
		if (part[i].n > 0)
			fprintf(f, ", %zu %s", part[i].n, part[i].what);
}

/* A line or two for a kind of series, and one for each such object. */
static void
one_set(FILE *f, const struct netrt_redact *r,
    struct netrt_sender *d, const struct netrt_outset *set, const char *why)
{
	const struct netrt_destination *to = d->to;
	const char *risk = netrt_sendreport_risk(d->cfg);
	char *safe = netrt_redact_text(r, why);
	struct netrt_outset view;
	struct netrt_err none;
	struct sums t = { .accepted = 0 };
	bool own = netrt_view_open(d, set, &view, &none) == NETRT_OK;
	const struct netrt_outset *v = own ? &view : set;

	for (size_t i = 0; i < v->n; i++)
		count(netrt_sent_find(&d->sent, v->o[i].sop, v->o[i].id),
		    &t);
	if (v->n == 0) {
		fprintf(f, "%s to %s: not sent", set->name, to->name);
	} else {
		fprintf(f, "%s to %s: %zu of %zu objects accepted",
		    set->name, to->name, t.accepted, v->n);
		sent(f, &t);
	}
	fprintf(f, "%s%s\n", why[0] == '\0' ? "" : "; ",
	    safe != NULL ? safe : "no memory");
	if (to->verify == NETRT_VERIFY_FIND &&
	    t.accepted + t.missing + t.lost > 0)
		fprintf(f, "%s at %s: %zu of %zu objects found, %zu not yet, "
		    "%zu missing\n", set->name, to->name, t.found, v->n,
		    t.accepted - t.found, t.missing + t.lost);
	objects(f, d, v);
	if (t.coerced > 0 && risk != NULL)
		fprintf(f, "  %zu objects coerced: %s\n", t.coerced, risk);
	if (own)
		netrt_view_close(&view);
	free(safe);
}

void
netrt_sendreport(FILE *f, const struct netrt_redact *r,
    struct netrt_sender *d, const struct netrt_outbox *box,
    char why[NETRT_OUTBOX_SETS][NETRT_SENDTELL_WHY])
{
	for (size_t i = 0; i < NETRT_OUTBOX_SETS; i++) {
		const struct netrt_outset *set = &box->set[i];

		if ((d->to->series & set->series) != 0 &&
		    (set->n > 0 || why[i][0] != '\0'))
			one_set(f, r, d, set, why[i]);
	}
}

const char *
netrt_sendreport_risk(const struct netrt_config *cfg)
{
	return !cfg->anonymization.enabled || netrt_config_maps_uids(cfg) ?
	    NULL : "the PatientID was replaced and the StudyInstanceUID "
	    "kept: the destination may hold the original study, and may have "
	    "filed these objects under the original patient";
}
