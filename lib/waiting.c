/*
 * When to look at each study in WORKING, and what is found then: see
 * waiting.h.  Which studies there are is known by waiting_known.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attempt.h"
#include "await.h"
#include "lock.h"
#include "waiting_priv.h"

/* The event of a closing file comes just before its lock goes. */
#define LOCK_GOES_S	0.02
#define LOCK_AGAIN_S	0.25
/* A directory that changed so lately may get another file at that time. */
#define RACY_NS		100000000LL

enum netrt_rc
netrt_waiting_open(const struct netrt_config *cfg,
    const struct netrt_working *w, const struct netrt_waiting_fns *fns,
    struct netrt_waiting **out, struct netrt_err *e)
{
	struct netrt_waiting *q = calloc(1, sizeof *q);

	*out = q;
	if (q == NULL)
		return netrt_err_errno(e, "studies");
	*q = (struct netrt_waiting){ cfg, w, *fns, NETRT_TWINS_INIT, NULL, 0,
	    0, calloc(cfg->ndestinations + 1, sizeof *q->turn) };
	return q->turn != NULL ? NETRT_OK : netrt_err_errno(e, "studies");
}

void
netrt_waiting_close(struct netrt_waiting *q)
{
	if (q == NULL)
		return;
	for (size_t i = 0; i < q->n; i++) {
		free(q->s[i]->name);
		free(q->s[i]);
	}
	free(q->s);
	free(q->turn);
	netrt_twins_free(&q->twins);
	free(q);
}

void
netrt_waiting_touch(struct netrt_waiting_study *s, bool arrived, double now)
{
	if (arrived) {
		s->changed = now;
		s->looked = s->same = s->printed = false;
		s->deadline = now;
	} else if (s->deadline > now + LOCK_GOES_S) {
		s->deadline = now + LOCK_GOES_S;
	}
	s->again = true;
}

void
netrt_waiting_marks(struct netrt_waiting *q, double now)
{
	for (size_t i = 0; i < q->n; i++)
		if (q->s[i]->awaits)
			q->s[i]->deadline = now;
}

/* Put off until then: for a destination, may it try that now? */
static bool
due(struct netrt_waiting *q, struct netrt_waiting_study *s, int dir,
    long long *until, long long real_s, double now, double *when)
{
	unsigned which;

	s->awaits = netrt_await_is(dir);
	if (s->until != *until)	/* put off anew: to print it is news */
		s->printed = false;
	s->until = *until;
	*until = netrt_await_until(dir, q->w->fd, q->cfg, *until, real_s,
	    &which);
	*when = 0;
	return *until <= real_s && (which == NETRT_AWAIT_NONE ||
	    netrt_await_turn(&q->turn[which], *until, now, when));
}

/* Not due before *when? */
static bool
put_off(struct netrt_waiting *q, struct netrt_waiting_study *s, int dir,
    const char *path, double now, double *when)
{
	long long until = netrt_attempt_until(path);
	long long real = netrt_waiting_real_ns(), inputs;
	double turn;

	s->awaits = false;
	if (!netrt_complete_deferred(q->cfg, until, real / 1000000000LL))
		return false;
	inputs = netrt_waiting_mtime(q->w->fd, s->name, ".netrt/inputs");
	if (!s->same || inputs != s->inputs) {
		if (netrt_complete_changed(path))
			return false;
		s->same = true;
		s->inputs = inputs;
	}
	if (due(q, s, dir, &until, real / 1000000000LL, now, &turn))
		return false;
	*when = now + (double)until - (double)real / 1e9;
	if (*when < turn)
		*when = turn;
	s->printed = false;	/* when the time comes it is news */
	return true;
}

/* Is anybody at work in it?  After a closing event it is asked twice. */
static bool
busy(struct netrt_waiting_study *s, int dir, double now)
{
	if (!netrt_lock_busy(dir, ".netrt/receiving") &&
	    !netrt_lock_busy(dir, ".netrt/lock"))
		return false;
	s->deadline = s->again ? now + LOCK_AGAIN_S : NETRT_NEVER;
	s->again = false;
	return true;
}

/* Look at one study: sets its deadline, and *ready when it is to be
 * printed. */
static enum netrt_rc
consider(struct netrt_waiting *q, struct netrt_waiting_study *s, int dir,
    const char *path, double now, bool *ready, struct netrt_err *e)
{
	double wait = q->cfg->watcher.debounce_interval_s;
	enum netrt_rc rc;

	if (now < s->changed + wait) {
		s->deadline = s->changed + wait;
		return NETRT_OK;
	}
	if (!s->looked) {
		if ((rc = netrt_complete_look(dir, &s->look, e)) != NETRT_OK)
			return rc;
		s->looked = netrt_waiting_age_ns(s) > RACY_NS;
	}
	netrt_twins_look(&q->twins, q->w, s->name, &s->look);
	if ((wait = netrt_complete_wait(q->cfg, &s->look)) < 0)
		return NETRT_OK;
	if (now < s->changed + wait)
		s->deadline = s->changed + wait;
	else if (!put_off(q, s, dir, path, now, &s->deadline) && !s->printed &&
	    !busy(s, dir, now))
		*ready = s->printed = true;
	return NETRT_OK;
}

/* One study whose time has come; *gone when it is no more. */
static enum netrt_rc
look(struct netrt_waiting *q, struct netrt_waiting_study *s, double now,
    bool *gone, struct netrt_err *e)
{
	char path[PATH_MAX + NAME_MAX + 2];
	struct netrt_err why;
	bool ready = false;
	enum netrt_rc rc;
	int dir;

	*gone = !netrt_waiting_refresh(q, s, now);
	s->deadline = NETRT_NEVER;
	if (*gone || s->foreign)
		return NETRT_OK;
	snprintf(path, sizeof path, "%s/%s", q->w->path, s->name);
	dir = openat(q->w->fd, s->name,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (dir < 0 && (*gone = errno == ENOENT))
		return NETRT_OK;
	rc = dir < 0 ? netrt_err_errno(&why, "open") :
	    consider(q, s, dir, path, now, &ready, &why);
	if (dir >= 0)
		close(dir);
	if (rc != NETRT_OK) {
		q->fns.trouble(q->fns.ctx, s->name, why.msg);
		s->deadline = now + q->cfg->watcher.rescan_s;
	}
	return ready ? q->fns.ready(q->fns.ctx, path, e) : NETRT_OK;
}

enum netrt_rc
netrt_waiting_run(struct netrt_waiting *q, double now, struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && i < q->n; ) {
		char name[NAME_MAX + 1];
		bool gone = false;

		if (q->s[i]->deadline <= now)
			rc = look(q, q->s[i], now, &gone, e);
		if (!gone) {
			i++;
			continue;
		}
		/* another study may have its name by now */
		snprintf(name, sizeof name, "%s", q->s[i]->name);
		netrt_waiting_forget(q, i);
		rc = netrt_waiting_entry(q, name, now, e);
	}
	return rc;
}

double
netrt_waiting_next(const struct netrt_waiting *q)
{
	double next = NETRT_NEVER;

	for (size_t i = 0; i < q->n; i++)
		if (q->s[i]->deadline < next)
			next = q->s[i]->deadline;
	return next;
}

size_t
netrt_waiting_count(const struct netrt_waiting *q)
{
	return q->n;
}
