/* Looking for what was accepted: see lookup.h. */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dcm.h"
#include "findscu.h"
#include "fs.h"
#include "lookup.h"
#include "view.h"

bool
netrt_lookup_due(const struct netrt_sender *d,
    const struct netrt_outgoing *o)
{
	const struct netrt_sent_entry *n = netrt_sent_find(&d->sent, o->sop,
	    o->id);

	return d->to->verify == NETRT_VERIFY_FIND && n != NULL &&
	    (n->state == NETRT_SENT_ACCEPTED ||
	    n->state == NETRT_SENT_WARNING);
}

size_t
netrt_lookup_pending(const struct netrt_sender *d,
    const struct netrt_outset *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += netrt_lookup_due(d, &set->o[i]);
	return n;
}

static bool
same_series(const struct netrt_outgoing *a, const struct netrt_outgoing *b)
{
	return strcmp(a->study, b->study) == 0 &&
	    strcmp(a->series, b->series) == 0;
}

static int
by_uid(const void *a, const void *b)
{
	return strcmp(a, b);
}

bool
netrt_lookup_at(const struct netrt_destination *to,
    struct netrt_destination *at)
{
	*at = *to;
	if (at->find_port > 0)
		at->port = at->find_port;
	if (at->find_ae_title != NULL && at->find_ae_title[0] != '\0')
		at->ae_title = at->find_ae_title;
	return at->port != to->port || at->ae_title != to->ae_title;
}

/* The peer's word on a series of n objects, sorted. */
static enum netrt_rc
query(const struct netrt_sender *d, const struct netrt_outgoing *of,
    size_t n, struct netrt_uidset *found, struct netrt_err *e)
{
	struct netrt_destination at;
	const char *dir = d->finding;
	char path[PATH_MAX];
	struct netrt_findscu f = { d->cfg, &at, path, n };
	struct netrt_err none;
	enum netrt_rc rc;

	/* an empty key or one with "*" asks for all that the archive has */
	if (!netrt_uid_valid(of->study) || !netrt_uid_valid(of->series))
		return netrt_err_set(e, NETRT_DATA, "%s: Study or Series "
		    "Instance UID is absent or not a UID: verify: find "
		    "cannot ask for it", of->sop);
	netrt_lookup_at(d->to, &at);
	snprintf(path, sizeof path, "%s/%s", d->study->path, dir);
	/* one of a run that was killed */
	if ((rc = netrt_fs_remove(d->study->fd, dir, e)) != NETRT_OK ||
	    (rc = netrt_fs_mkdir(d->study->fd, dir, e)) != NETRT_OK)
		return rc;
	rc = netrt_findscu_run(&f, of->study, of->series, found, e);
	(void)!netrt_fs_remove(d->study->fd, dir, &none);
	if (found->n > 0)
		qsort(found->uid, found->n, sizeof *found->uid, by_uid);
	return rc;
}

/* Look up one series: that of o[first], of which all are marked as done. */
static enum netrt_rc
one_series(struct netrt_sender *d, const struct netrt_outset *set,
    size_t first, bool *done, struct netrt_lookup *t, struct netrt_err *e)
{
	const struct netrt_outgoing *of = &set->o[first];
	struct netrt_uidset found = { 0 };
	size_t n = 0;
	enum netrt_rc rc;

	for (size_t i = first; i < set->n; i++)
		n += same_series(&set->o[i], of);
	rc = query(d, of, n, &found, e);
	for (size_t i = first; rc == NETRT_OK && i < set->n; i++) {
		const struct netrt_outgoing *o = &set->o[i];

		if (!netrt_lookup_due(d, o) || !same_series(o, of))
			continue;
		done[i] = true;
		bool there = found.n > 0 && bsearch(netrt_view_uid(o),
		    found.uid, found.n, sizeof *found.uid, by_uid) != NULL;
		switch (netrt_sent_look(&d->sent, o->sop, there,
		    d->cfg->sending.verify_wait_s,
		    d->cfg->sending.verify_attempts)) {
		case NETRT_SENT_FOUND: t->found++; break;
		case NETRT_SENT_MISSING: t->missing++; break;
		case NETRT_SENT_LOST: t->lost++; break;
		default: t->waiting++;
		}
	}
	netrt_uidset_free(&found);
	return rc;
}

static enum netrt_rc
conclude(const struct netrt_sender *d, const struct netrt_lookup *t,
    struct netrt_err *e)
{
	const struct netrt_destination *to = d->to;

	if (t->lost > 0)
		return netrt_err_set(e, NETRT_DATA, "destination %s: %zu of "
		    "%zu objects were accepted %u times and never found "
		    "there", to->name, t->lost, t->objects,
		    d->cfg->sending.verify_attempts);
	if (t->missing > 0)
		return netrt_err_set(e, NETRT_TEMP, "destination %s: %zu of "
		    "%zu objects were accepted and are not there: they are "
		    "sent again", to->name, t->missing, t->objects);
	if (t->waiting > 0)
		return netrt_err_set(e, NETRT_TEMP, "destination %s: %zu of "
		    "%zu objects were accepted and cannot be found there "
		    "yet", to->name, t->waiting, t->objects);
	return NETRT_OK;
}

enum netrt_rc
netrt_lookup(struct netrt_sender *d, const struct netrt_outset *set,
    struct netrt_lookup *t, struct netrt_err *e)
{
	bool *done = calloc(set->n + 1, sizeof *done);
	enum netrt_rc rc = NETRT_OK;

	*t = (struct netrt_lookup){ .objects = 0 };
	if (done == NULL)
		return netrt_err_errno(e, "looking up");
	for (size_t i = 0; i < set->n; i++) {
		bool is = netrt_lookup_due(d, &set->o[i]);

		t->objects += is;
		done[i] = !is;
	}
	if (t->objects > 0)
		rc = netrt_dcm_init(e);
	for (size_t i = 0; rc == NETRT_OK && i < set->n; i++) {
		if (done[i])
			continue;
		rc = one_series(d, set, i, done, t, e);
		if (d->tick != NULL)
			d->tick(d->ctx, t->found);
	}
	free(done);
	if (rc != NETRT_OK)
		return netrt_err_prefix(e, "destination %s: its objects "
		    "could not be looked up", d->to->name);
	return conclude(d, t, e);
}
