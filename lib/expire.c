/* What goes by age: see expire.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "expire.h"
#include "fs.h"
#include "snapshot.h"
#include "spool.h"

#define DAY	86400LL
#define EXPIRES	".netrt/expires"

struct expiring {
	const struct netrt_mover *m;
	enum netrt_rc worst;
	struct netrt_err *e;		/* of the worst */
};

/* What failed is said, and the rest goes on. */
static void
done(struct expiring *x, const char *what, enum netrt_rc rc,
    const struct netrt_err *e)
{
	if (rc == NETRT_OK)
		return;
	netrt_tool_say(x->m->tool, NETRT_WARNING, "%s: %s", what, e->msg);
	if (x->worst == NETRT_OK)
		*x->e = *e;
	x->worst = netrt_rc_worst(x->worst, rc);
}

/* dir/name below WORKING is removed, with this to be said. */
static void
drop(struct expiring *x, enum netrt_level level, const char *path,
    const char *why)
{
	char trash[NETRT_TRASH_LEN];
	struct netrt_err e;
	enum netrt_rc rc;

	if (x->m->tool->dry) {
		netrt_tool_say(x->m->tool, NETRT_WARNING,
		    "%s: would be removed: %s", path, why);
		return;
	}
	netrt_tool_say(x->m->tool, level, "%s: removed: %s", path, why);
	rc = netrt_mover_trash(x->m, path, NULL, NULL, trash, &e);
	if (rc == NETRT_OK)
		netrt_mover_empty(x->m, trash);
	done(x, path, rc, &e);
}

static long long
mtime_of(const struct expiring *x, const char *path)
{
	struct stat st;

	return fstatat(x->m->w->fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 ?
	    (long long)st.st_mtim.tv_sec : x->m->now;
}

/* Visit each name in a directory below WORKING. */
static void
each(struct expiring *x, const char *dir,
    void (*visit)(struct expiring *x, const char *path, const char *name))
{
	struct netrt_names names;
	struct netrt_err e;
	enum netrt_rc rc = netrt_fs_list(x->m->w->fd, dir, &names, &e);

	if (rc == NETRT_NOINPUT)
		return;
	done(x, dir, rc, &e);
	for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof path, "%s/%s", dir, names.name[i]);
		visit(x, path, names.name[i]);
	}
	netrt_names_free(&names);
}

static void
kept(struct expiring *x, const char *path, const char *name)
{
	double days = x->m->tool->cfg->retention.days;
	struct netrt_delivered d;
	long long since = mtime_of(x, path);
	int fd = openat(x->m->w->fd, path, O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC | O_NOFOLLOW);

	(void)name;
	if (fd >= 0) {
		if (netrt_delivered_read(fd, &d) && d.time < since)
			since = d.time;
		close(fd);
	}
	if ((double)(x->m->now - since) >= days * (double)DAY)
		drop(x, NETRT_INFO, path, "retention.days have passed");
}

static void
remembered(struct expiring *x, const char *path, const char *name)
{
	double days = x->m->tool->cfg->retention.ledger_days;
	struct netrt_err e;

	(void)name;
	if (days > 0 && !x->m->tool->dry &&
	    (double)(x->m->now - mtime_of(x, path)) >= days * (double)DAY)
		done(x, path, netrt_fs_unlink(x->m->w->fd, path, &e), &e);
}

static void
rubbish(struct expiring *x, const char *path, const char *name)
{
	struct netrt_err e;

	(void)name;
	if (!x->m->tool->dry)
		done(x, path, netrt_fs_remove(x->m->w->fd, path, &e), &e);
}

/* Bytes of the regular files below; a file with two names counts twice. */
static long long
bytes_of(int dirfd, const char *path)
{
	struct netrt_names names;
	struct netrt_err e;
	struct stat st;
	long long sum = 0;

	if (fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	if (!S_ISDIR(st.st_mode))
		return S_ISREG(st.st_mode) ? (long long)st.st_blocks * 512 :
		    0;
	if (netrt_fs_list(dirfd, path, &names, &e) != NETRT_OK)
		return 0;
	for (size_t i = 0; i < names.n; i++) {
		char sub[PATH_MAX];

		if (snprintf(sub, sizeof sub, "%s/%s", path, names.name[i]) <
		    (int)sizeof sub)
			sum += bytes_of(dirfd, sub);
	}
	netrt_names_free(&names);
	return sum;
}

struct held {
	char path[PATH_MAX];
	long long since, bytes;
};

static int
by_age(const void *a, const void *b)
{
	const struct held *x = a, *y = b;

	return x->since < y->since ? -1 : x->since > y->since;
}

/* "UID_1.2_20260102T030405Z": when it was put away; else its mtime. */
static long long
put_away(const struct expiring *x, const char *path, const char *name)
{
	const char *p = strchr(name + 4, '_');
	struct tm tm = { .tm_isdst = 0 };

	if (p != NULL && sscanf(p, "_%4d%2d%2dT%2d%2d%2dZ", &tm.tm_year,
	    &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min,
	    &tm.tm_sec) == 6) {
		long y = tm.tm_year - (tm.tm_mon <= 2), era = y / 400;
		long yoe = y - era * 400;
		long doy = (153 * (tm.tm_mon + (tm.tm_mon > 2 ? -3 : 9)) +
		    2) / 5 + tm.tm_mday - 1;
		long days = era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 +
		    doy - 719468;

		return days * DAY + tm.tm_hour * 3600 + tm.tm_min * 60 +
		    tm.tm_sec;
	}
	return mtime_of(x, path);
}

/* The time that .netrt/expires announces; 0: nothing was announced. */
static long long
announced(const struct expiring *x, const char *path)
{
	char name[PATH_MAX + 32], *buf;
	struct netrt_err e;
	size_t len;
	long long v;

	snprintf(name, sizeof name, "%s/" EXPIRES, path);
	if (netrt_fs_read(x->m->w->fd, name, 64, &buf, &len, &e) != NETRT_OK)
		return 0;
	v = atoll(buf);
	free(buf);
	return v;
}

/* Unless somebody works on it just now, or objects have joined it since it
 * was announced: they are announced anew. */
static void
remove_held(struct expiring *x, const struct held *h, const char *why,
    long long when)
{
	char path[2 * PATH_MAX];
	struct netrt_study s;
	struct netrt_err e;

	snprintf(path, sizeof path, "%s/%s", x->m->w->path, h->path);
	if (netrt_study_open(path, &s, &e) == NETRT_OK &&
	    netrt_study_lock(&s, &e) != NETRT_OK) {
		done(x, h->path, e.rc, &e);
	} else if (announced(x, h->path) == when) {
		if (!x->m->tool->dry)
			netrt_log_event(x->m->tool->log, "EXPIRE", "study",
			    strrchr(h->path, '/') + 1, "reason", why, NULL);
		drop(x, NETRT_WARNING, h->path, why);
	}
	netrt_study_close(&s);
}

/* It has to go; but a day after the warning, not sooner. */
static void
doom(struct expiring *x, const struct held *h, const char *why)
{
	long long when = announced(x, h->path);
	char name[PATH_MAX + 32], text[32], iso[NETRT_WHEN_LEN];
	struct netrt_err e;
	int n;

	if (when > 0 && when <= x->m->now) {
		remove_held(x, h, why, when);
		return;
	}
	if (when == 0) {
		when = x->m->now + DAY;
		n = snprintf(text, sizeof text, "%lld\n", when);
		snprintf(name, sizeof name, "%s/" EXPIRES, h->path);
		if (!x->m->tool->dry)
			done(x, h->path, netrt_fs_write(x->m->w->fd, name,
			    text, (size_t)n, &e), &e);
	}
	netrt_when_format((time_t)when, iso);
	netrt_tool_say(x->m->tool, NETRT_WARNING, "%s: will be removed after "
	    "%s: %s; netrt-study requeue, or move it away, to keep it",
	    h->path, iso, why);
}

static void
reprieve(struct expiring *x, const struct held *h)
{
	char name[PATH_MAX + 32];
	struct netrt_err e;

	snprintf(name, sizeof name, "%s/" EXPIRES, h->path);
	if (announced(x, h->path) > 0 && !x->m->tool->dry)
		done(x, h->path, netrt_fs_unlink(x->m->w->fd, name, &e), &e);
}

/* All of quarantine, the oldest first. */
static struct held *
held(struct expiring *x, size_t *n)
{
	const char *dir = x->m->w->quarantine;
	struct netrt_names names;
	struct netrt_err e;
	struct held *h = NULL;
	enum netrt_rc rc = netrt_fs_list(x->m->w->fd, dir, &names, &e);

	*n = 0;
	if (rc == NETRT_OK && names.n > 0 &&
	    (h = calloc(names.n, sizeof *h)) == NULL)
		rc = netrt_err_errno(&e, "%s", dir);
	done(x, dir, rc == NETRT_NOINPUT ? NETRT_OK : rc, &e);
	for (size_t i = 0; h != NULL && i < names.n; i++) {
		struct held *one = &h[*n];

		if (strncmp(names.name[i], "UID_", 4) != 0)
			continue;
		snprintf(one->path, sizeof one->path, "%s/%s", dir,
		    names.name[i]);
		one->since = put_away(x, one->path, names.name[i]);
		one->bytes = bytes_of(x->m->w->fd, one->path);
		(*n)++;
	}
	if (*n > 1)
		qsort(h, *n, sizeof *h, by_age);
	netrt_names_free(&names);
	return h;
}

static void
quarantine(struct expiring *x)
{
	double days = x->m->tool->cfg->retention.quarantine_days;
	long long max = (long long)x->m->tool->cfg->retention.
	    quarantine_max_mb << 20, sum = 0;
	struct held *h;
	size_t n;

	if (days <= 0 && max <= 0)
		return;
	h = held(x, &n);
	for (size_t i = 0; i < n; i++)
		sum += h[i].bytes;
	for (size_t i = 0; i < n; i++) {
		/* announced in time to go on its last day */
		bool old = days > 0 && (double)(x->m->now - h[i].since +
		    DAY) >= days * (double)DAY;
		bool large = max > 0 && sum > max;

		if (old || large)
			doom(x, &h[i], old ? "retention.quarantine_days" :
			    "retention.quarantine_max_mb");
		else
			reprieve(x, &h[i]);
		if (old || large)
			sum -= h[i].bytes;
	}
	free(h);
}

/* Under WORKING/.lock: has it no object at all? */
static enum netrt_rc
is_empty(void *ctx, struct netrt_err *e)
{
	const struct netrt_study *s = ctx;
	static const char *const rooms[] = {
		NETRT_DIR_IMAGES, NETRT_DIR_STRUCTS
	};
	size_t files = 0;

	for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
		struct netrt_names names;
		enum netrt_rc rc = netrt_fs_list(s->fd, rooms[i], &names, e);

		files += names.n;
		netrt_names_free(&names);
		if (rc != NETRT_OK && rc != NETRT_NOINPUT)
			return rc;
	}
	return files == 0 ? NETRT_OK : netrt_err_set(e, NETRT_TEMP,
	    "it has objects");
}

/* What is left when the first object of a study was not committed. */
static void
hollow(struct expiring *x, const char *path, const char *name)
{
	char full[2 * PATH_MAX], uid[NETRT_UID_LEN], trash[NETRT_TRASH_LEN];
	struct netrt_study s;
	struct netrt_err e;

	snprintf(full, sizeof full, "%s/%s", x->m->w->path, name);
	if (!netrt_working_name(name, uid) || x->m->tool->dry ||
	    x->m->now - mtime_of(x, path) < DAY ||
	    netrt_study_open(full, &s, &e) != NETRT_OK)
		return;
	/* .trash is emptied right after */
	if (is_empty(&s, &e) == NETRT_OK &&
	    netrt_study_lock(&s, &e) == NETRT_OK)
		done(x, name, netrt_mover_trash(x->m, name, is_empty, &s,
		    trash, &e), &e);
	netrt_study_close(&s);
}

enum netrt_rc
netrt_expire(const struct netrt_mover *m, struct netrt_err *e)
{
	struct expiring x = { .m = m, .worst = NETRT_OK, .e = e };
	struct netrt_err why;
	unsigned n;

	each(&x, ".", hollow);
	each(&x, "done", kept);
	quarantine(&x);
	each(&x, ".ledger", remembered);
	each(&x, ".trash", rubbish);
	if (!m->tool->dry) {
		done(&x, ".incoming", netrt_spool_sweep(m->w->fd, &n, &why),
		    &why);
		done(&x, ".config", netrt_snapshot_expire(m->w,
		    m->tool->cfg->path, m->now, &why), &why);
	}
	return x.worst;
}
