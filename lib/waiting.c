/* The studies in WORKING and when to look at each: see waiting.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "attempt.h"
#include "await.h"
#include "fs.h"
#include "lock.h"
#include "study.h"
#include "twins.h"
#include "waiting.h"

/* The event of a closing file comes just before its lock goes. */
#define LOCK_GOES_S	0.02
#define LOCK_AGAIN_S	0.25
/* A directory that changed so lately may get another file at that time. */
#define RACY_NS		100000000LL

struct netrt_waiting {
	const struct netrt_config *cfg;
	const struct netrt_working *w;
	struct netrt_waiting_fns fns;
	struct netrt_twins twins;
	struct netrt_waiting_study **s;		/* sorted by name */
	size_t n, room;
	struct netrt_await_turn *turn;		/* of each destination */
};

static long long
ns(const struct timespec *t)
{
	return (long long)t->tv_sec * 1000000000LL + t->tv_nsec;
}

static long long
real_ns(void)
{
	struct timespec t;

	return clock_gettime(CLOCK_REALTIME, &t) == 0 ? ns(&t) : 0;
}

/* The mtime of a name in a study; 0 when it is not there. */
static long long
mtime_of(int dir, const char *study, const char *name)
{
	char path[NAME_MAX + 64];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", study, name);
	return fstatat(dir, path, &st, 0) == 0 ? ns(&st.st_mtim) : 0;
}

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

/* Where name is, or would be put. */
static size_t
position(const struct netrt_waiting *q, const char *name, bool *there)
{
	size_t lo = 0, hi = q->n;

	*there = false;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = strcmp(q->s[mid]->name, name);

		if (c == 0) {
			*there = true;
			return mid;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void
forget(struct netrt_waiting *q, size_t i)
{
	struct netrt_waiting_study *s = q->s[i];

	if (q->fns.gone != NULL)
		q->fns.gone(q->fns.ctx, s);
	memmove(q->s + i, q->s + i + 1, (q->n - i - 1) * sizeof *q->s);
	q->n--;
	free(s->name);
	free(s);
}

static long long
newest(const struct netrt_waiting_study *s)
{
	return s->mtime[0] > s->mtime[1] ? s->mtime[0] : s->mtime[1];
}

/*
 * A study that is seen for the first time has been quiet for as long as its
 * directories are old: a restart delays nobody.  A time ahead of the clock
 * counts as now.
 */
static double
first_change(const struct netrt_waiting_study *s, double now)
{
	long long age = real_ns() - newest(s);

	return age > 0 ? now - (double)age / 1e9 : now;
}

static enum netrt_rc
learn(struct netrt_waiting *q, const char *name, size_t at, double now,
    struct netrt_err *e)
{
	struct netrt_waiting_study *s = calloc(1, sizeof *s);
	char *copy = strdup(name);
	size_t want = q->n < q->room ? q->room : q->room + 256;
	void *p = want == q->room ? q->s : realloc(q->s, want * sizeof *q->s);

	if (p != NULL) {
		q->s = p;
		q->room = want;
	}
	if (s == NULL || copy == NULL || p == NULL) {
		free(s);
		free(copy);
		return netrt_err_set(e, NETRT_TEMP, "studies: no memory");
	}
	s->name = copy;
	memset(s->wd, -1, sizeof s->wd);
	memmove(q->s + at + 1, q->s + at, (q->n - at) * sizeof *q->s);
	q->s[at] = s;
	q->n++;
	/* first the watch, then the look: nothing falls between them */
	if (q->fns.came != NULL)
		q->fns.came(q->fns.ctx, s);
	s->mtime[0] = mtime_of(q->w->fd, name, NETRT_DIR_IMAGES);
	s->mtime[1] = mtime_of(q->w->fd, name, NETRT_DIR_STRUCTS);
	s->changed = first_change(s, now);
	s->deadline = now;
	return NETRT_OK;
}

/* Has it changed since it was last looked at?  false: it is gone. */
static bool
refresh(struct netrt_waiting *q, struct netrt_waiting_study *s, double now)
{
	long long m0, m1;
	struct stat st;

	if (fstatat(q->w->fd, s->name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISDIR(st.st_mode))
		return false;
	m0 = mtime_of(q->w->fd, s->name, NETRT_DIR_IMAGES);
	m1 = mtime_of(q->w->fd, s->name, NETRT_DIR_STRUCTS);
	if (s->ino != 0 && s->ino != (unsigned long long)st.st_ino)
		return false;	/* another study of the same name */
	s->ino = (unsigned long long)st.st_ino;
	if (st.st_uid != geteuid() && !s->foreign)
		q->fns.trouble(q->fns.ctx, s->name, "belongs to another user: "
		    "left alone; chown -R it");
	s->foreign = st.st_uid != geteuid();
	if (m0 != s->mtime[0] || m1 != s->mtime[1]) {
		s->mtime[0] = m0;
		s->mtime[1] = m1;
		s->changed = now;
		s->looked = s->same = s->printed = false;
	}
	return true;
}

enum netrt_rc
netrt_waiting_entry(struct netrt_waiting *q, const char *name, double now,
    struct netrt_err *e)
{
	char uid[NETRT_UID_LEN];
	struct stat st;
	bool there;
	size_t at = position(q, name, &there);

	if (!netrt_working_name(name, uid))
		return NETRT_OK;
	if (there && !refresh(q, q->s[at], now)) {
		forget(q, at);
		there = false;
	}
	if (there || fstatat(q->w->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISDIR(st.st_mode))
		return NETRT_OK;
	return learn(q, name, at, now, e);
}

enum netrt_rc
netrt_waiting_scan(struct netrt_waiting *q, double now, bool again,
    struct netrt_err *e)
{
	struct netrt_names names;
	enum netrt_rc rc = netrt_fs_list(q->w->fd, ".", &names, e);
	size_t i = 0;

	if (rc != NETRT_OK)
		return netrt_err_prefix(e, "%s", q->w->path);
	/* both lists are sorted: one pass finds what is gone */
	for (size_t k = 0; k < q->n; ) {
		while (i < names.n && strcmp(names.name[i],
		    q->s[k]->name) < 0)
			i++;
		if (i < names.n && strcmp(names.name[i], q->s[k]->name) == 0 &&
		    refresh(q, q->s[k], now)) {
			q->s[k]->deadline = now;
			if (again)
				q->s[k]->printed = false;
			k++;
		} else {
			forget(q, k);
		}
	}
	for (size_t k = 0; rc == NETRT_OK && k < names.n; k++)
		rc = netrt_waiting_entry(q, names.name[k], now, e);
	netrt_names_free(&names);
	return rc;
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
	long long until = netrt_attempt_until(path), real = real_ns(), inputs;
	double turn;

	s->awaits = false;
	if (!netrt_complete_deferred(q->cfg, until, real / 1000000000LL))
		return false;
	inputs = mtime_of(q->w->fd, s->name, ".netrt/inputs");
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
		s->looked = real_ns() - newest(s) > RACY_NS;
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

	*gone = !refresh(q, s, now);
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
		forget(q, i);
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
