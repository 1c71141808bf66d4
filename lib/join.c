/* Join and requeue: see mover.h; the work on objects is unite.c's. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attempt.h"
#include "fs.h"
#include "lock.h"
#include "mover.h"
#include "unite.h"

#define REASON	".netrt/reason"

static void
log_join(const struct netrt_unite *j, const char *event, const char *from,
    const char *to)
{
	char linked[24], conflicts[24];

	snprintf(linked, sizeof linked, "%zu", j->linked);
	snprintf(conflicts, sizeof conflicts, "%zu", j->conflicts);
	netrt_log_event(j->m->tool->log, event, "study", j->uid, "from",
	    from, "to", to, "objects", linked, "conflicts", conflicts, NULL);
	netrt_tool_say(j->m->tool, NETRT_INFO, "UID_%s: %zu objects of %s "
	    "joined %s", j->uid, j->linked, from, to);
}

/* The directory quarantine/name, opened and locked. */
static enum netrt_rc
open_twin(const struct netrt_mover *m, const char *name,
    struct netrt_study *s, struct netrt_err *e)
{
	char path[PATH_MAX + NAME_MAX + 2];
	enum netrt_rc rc;

	snprintf(path, sizeof path, "%s/%s/%s", m->w->path, m->w->quarantine,
	    name);
	rc = netrt_study_open(path, s, e);
	if (rc == NETRT_OK)
		rc = netrt_study_lock(s, e);
	if (rc != NETRT_OK) {
		netrt_study_close(s);
		netrt_err_prefix(e, "%s/%s", m->w->quarantine, name);
	}
	return rc;
}

/* quarantine/twin and UID_x become one, in the direction that into says. */
static enum netrt_rc
unite(const struct netrt_mover *m, const struct netrt_found *f,
    const struct netrt_study *s, const char *twin, bool into_working,
    const char *event, struct netrt_err *e)
{
	char name[PATH_MAX], aside[PATH_MAX];
	struct netrt_study q;
	struct netrt_unite j = {
		.m = m, .uid = f->uid, .aside = aside,
		.from = into_working ? &q : s, .to = into_working ? s : &q
	};
	enum netrt_rc rc = open_twin(m, twin, &q, e);

	if (rc != NETRT_OK)
		return rc;
	snprintf(name, sizeof name, "%s/%s", m->w->quarantine, twin);
	snprintf(aside, sizeof aside, "%s.conflict", name);
	rc = netrt_unite(&j, into_working ? name : s->name, e);
	if (rc == NETRT_OK) {
		log_join(&j, event, into_working ? name : s->name,
		    into_working ? s->name : name);
		netrt_mover_empty(m, j.trash);
	}
	netrt_study_close(&q);
	return rc;
}

/* The newest twin that waits for a hand, or NULL: all of them lack
 * something, and try again by themselves. */
static const char *
that_waits(const struct netrt_mover *m, const struct netrt_names *twins)
{
	for (size_t i = twins->n; i-- > 0; ) {
		char path[PATH_MAX];
		struct netrt_reason why;

		snprintf(path, sizeof path, "%s/%s/.netrt/reason",
		    m->w->quarantine, twins->name[i]);
		if (!netrt_reason_read(m->w->fd, path, &why) ||
		    why.code != NETRT_NOINPUT)
			return twins->name[i];
	}
	return NULL;
}

enum netrt_rc
netrt_mover_join(const struct netrt_mover *m, const struct netrt_found *f,
    bool *go, struct netrt_err *e)
{
	struct netrt_mover by_hand = *m;
	struct netrt_names twins = { NULL, 0 };
	struct netrt_study s;
	const char *waits;
	bool gone = false;
	enum netrt_rc rc;

	*go = true;
	if (f->where == NETRT_IN_QUARANTINE)
		return netrt_err_set(e, NETRT_USAGE, "lies in quarantine: "
		    "netrt-study requeue brings it back");
	by_hand.run = NULL;	/* the newest run takes over: it is this one */
	if ((rc = netrt_mover_open(&by_hand, f, &s, e)) != NETRT_OK)
		return rc;
	if (f->where == NETRT_IN_WORKING)
		rc = netrt_working_twins(m->w, f->uid, &twins, e);
	if (rc == NETRT_OK && (waits = that_waits(m, &twins)) != NULL) {
		*go = false;
		rc = unite(m, f, &s, waits, false, "JOIN", e);
	}
	for (size_t i = 0; rc == NETRT_OK && *go && i < twins.n; i++)
		rc = unite(m, f, &s, twins.name[i], true, "JOIN", e);
	/* of a quarantine or requeue that was killed half-way */
	if (rc == NETRT_OK && *go && f->where == NETRT_IN_WORKING)
		rc = netrt_fs_unlink(s.fd, REASON, e);
	if (rc == NETRT_OK && *go && f->where == NETRT_IN_WORKING)
		rc = netrt_mover_fetch(m, f, &s, e);
	if (rc == NETRT_OK && *go && f->where == NETRT_IN_WORKING)
		rc = netrt_mover_give(m, f, &s, &gone, e);
	*go = *go && !gone;
	if (rc == NETRT_OK && *go && m->run != NULL)
		rc = netrt_attempt_begin(&s, m->run, e);
	netrt_names_free(&twins);
	netrt_study_close(&s);
	return rc;
}

/* What it failed of, how often, that it was delivered, and that it was going
 * to expire: no more. */
static enum netrt_rc
forget(const struct netrt_study *s, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_attempt_clear(s, e);

	if (rc == NETRT_OK)
		rc = netrt_fs_unlink(s->fd, ".netrt/delivered", e);
	if (rc == NETRT_OK)
		rc = netrt_fs_unlink(s->fd, ".netrt/expires", e);
	return rc != NETRT_OK ? rc : netrt_fs_sync(s->fd, ".netrt", e);
}

/* quarantine/name becomes UID_x, which is not in WORKING; *moved false: it
 * is, by now. */
static enum netrt_rc
bring_back(const struct netrt_mover *m, const struct netrt_found *f,
    bool *moved, struct netrt_err *e)
{
	char from[PATH_MAX], to[NAME_MAX + 1];
	struct netrt_study q;
	struct stat st;
	int lock;
	enum netrt_rc rc = open_twin(m, f->name, &q, e);

	*moved = false;
	if (rc != NETRT_OK)
		return rc;
	snprintf(from, sizeof from, "%s/%s", m->w->quarantine, f->name);
	snprintf(to, sizeof to, "UID_%s", f->uid);
	/* first forget, then move: else it might come back worn out */
	rc = forget(&q, e);
	if (rc == NETRT_OK)
		rc = netrt_lock_working(m->w->fd, true, &lock, e);
	if (rc == NETRT_OK) {
		if (fstatat(m->w->fd, to, &st, AT_SYMLINK_NOFOLLOW) != 0) {
			rc = netrt_mover_rename(m->w, from, to, e);
			*moved = rc == NETRT_OK;
		}
		close(lock);
	}
	if (*moved) {
		rc = netrt_fs_unlink(q.fd, REASON, e);
		netrt_log_event(m->tool->log, "REQUEUE", "study", f->uid,
		    "from", from, "to", to, NULL);
	}
	netrt_study_close(&q);
	return rc;
}

enum netrt_rc
netrt_mover_requeue(const struct netrt_mover *m, const struct netrt_found *f,
    char path[PATH_MAX], struct netrt_err *e)
{
	struct netrt_names twins = { NULL, 0 };
	struct netrt_found there;
	struct netrt_study s;
	char name[NAME_MAX + 1];
	bool moved = false;
	enum netrt_rc rc = NETRT_OK;

	if (f->where == NETRT_ELSEWHERE)
		return netrt_err_set(e, NETRT_USAGE, "not in %s", m->w->path);
	if (f->where == NETRT_IN_QUARANTINE)
		rc = bring_back(m, f, &moved, e);
	snprintf(name, sizeof name, "UID_%s", f->uid);
	snprintf(path, PATH_MAX, "%s/%s", m->w->path, name);
	if (rc == NETRT_OK)
		rc = netrt_working_find(m->w, path, &there, e);
	if (rc == NETRT_OK)
		rc = netrt_mover_open(m, &there, &s, e);
	if (rc != NETRT_OK)
		return rc;
	/* a directory kept aside is joined when it is named, not else */
	if (f->where == NETRT_IN_QUARANTINE && !moved)
		rc = unite(m, &there, &s, f->name, true, "REQUEUE", e);
	if (rc == NETRT_OK)
		rc = netrt_working_twins(m->w, f->uid, &twins, e);
	for (size_t i = 0; rc == NETRT_OK && i < twins.n; i++)
		rc = unite(m, &there, &s, twins.name[i], true, "REQUEUE", e);
	if (rc == NETRT_OK)
		rc = netrt_fs_unlink(s.fd, REASON, e);
	if (rc == NETRT_OK)
		rc = forget(&s, e);
	netrt_names_free(&twins);
	netrt_study_close(&s);
	return rc;
}
