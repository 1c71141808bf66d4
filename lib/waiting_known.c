/*
 * Which studies there are in WORKING, and what is known of each: see
 * waiting_priv.h.  Nothing here asks whether one is due.
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fs.h"
#include "study.h"
#include "uid.h"
#include "waiting_priv.h"

static long long
ns(const struct timespec *t)
{
	return (long long)t->tv_sec * 1000000000LL + t->tv_nsec;
}

long long
netrt_waiting_real_ns(void)
{
	struct timespec t;

	return clock_gettime(CLOCK_REALTIME, &t) == 0 ? ns(&t) : 0;
}

long long
netrt_waiting_mtime(int dir, const char *study, const char *name)
{
	char path[NAME_MAX + 64];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", study, name);
	return fstatat(dir, path, &st, 0) == 0 ? ns(&st.st_mtim) : 0;
}

long long
netrt_waiting_age_ns(const struct netrt_waiting_study *s)
{
	long long newest = s->mtime[0] > s->mtime[1] ? s->mtime[0] :
	    s->mtime[1];

	return netrt_waiting_real_ns() - newest;
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

void
netrt_waiting_forget(struct netrt_waiting *q, size_t i)
{
	struct netrt_waiting_study *s = q->s[i];

	if (q->fns.gone != NULL)
		q->fns.gone(q->fns.ctx, s);
	memmove(q->s + i, q->s + i + 1, (q->n - i - 1) * sizeof *q->s);
	q->n--;
	free(s->name);
	free(s);
}

/*
 * A study that is seen for the first time has been quiet for as long as its
 * directories are old: a restart delays nobody.  A time ahead of the clock
 * counts as now.
 */
static double
first_change(const struct netrt_waiting_study *s, double now)
{
	long long age = netrt_waiting_age_ns(s);

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
	s->mtime[0] = netrt_waiting_mtime(q->w->fd, name, NETRT_DIR_IMAGES);
	s->mtime[1] = netrt_waiting_mtime(q->w->fd, name, NETRT_DIR_STRUCTS);
	s->changed = first_change(s, now);
	s->deadline = now;
	return NETRT_OK;
}

bool
netrt_waiting_refresh(struct netrt_waiting *q, struct netrt_waiting_study *s,
    double now)
{
	long long m0, m1;
	struct stat st;

	if (fstatat(q->w->fd, s->name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISDIR(st.st_mode))
		return false;
	m0 = netrt_waiting_mtime(q->w->fd, s->name, NETRT_DIR_IMAGES);
	m1 = netrt_waiting_mtime(q->w->fd, s->name, NETRT_DIR_STRUCTS);
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
	if (there && !netrt_waiting_refresh(q, q->s[at], now)) {
		netrt_waiting_forget(q, at);
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
		    netrt_waiting_refresh(q, q->s[k], now)) {
			q->s[k]->deadline = now;
			if (again)
				q->s[k]->printed = false;
			k++;
		} else {
			netrt_waiting_forget(q, k);
		}
	}
	for (size_t k = 0; rc == NETRT_OK && k < names.n; k++)
		rc = netrt_waiting_entry(q, names.name[k], now, e);
	netrt_names_free(&names);
	return rc;
}
