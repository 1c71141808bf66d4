/*
 * Prints each study that is complete, due and unlocked.
 *
 * inotify(7) says when to look, a scan says what there is: an event only
 * sets a time, so that none of them matters much.  Where there is no inotify
 * (NFS, too few watches) the scan comes every polling interval.
 */
#define _GNU_SOURCE
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "away.h"
#include "clock.h"
#include "study.h"
#include "tool.h"
#include "waiting.h"
#include "watchmap.h"
#include "working.h"

/* Scan this often where there is no inotify. */
#define POLLING_S	1.0

#define ENTRIES	(IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)

/* What is watched of a study, and for what. */
static const struct {
	const char *name;
	uint32_t mask;
} rooms[NETRT_WATCHES] = {
	{ ".", IN_CREATE | IN_MOVED_TO },
	{ NETRT_DIR_IMAGES, ENTRIES | IN_CLOSE_WRITE },
	{ NETRT_DIR_STRUCTS, ENTRIES | IN_CLOSE_WRITE },
	{ ".netrt", IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE },
};

struct watch {
	struct netrt_tool *t;
	struct netrt_working w;
	struct netrt_waiting *q;
	bool once;			/* -1 */
	double polling_s;		/* 0: inotify alone */
	double rescan;			/* when all is looked at again */
	int fd;				/* of inotify; -1: none */
	int root;			/* the watch on WORKING */
	int marks;			/* on those of destinations, in it */
	struct netrt_watchmap map;	/* what each watch is of */
};

/* Nothing needs to be put in order: a path is written whole or not. */
static void
stop(int sig)
{
	(void)sig;
	_exit(0);
}

/* Watch no more: the scan does it all. */
static void
give_up(struct watch *x, const char *why)
{
	if (x->polling_s > 0)
		return;
	x->polling_s = POLLING_S;
	netrt_tool_say(x->t, NETRT_WARNING, "%s: not enough inotify watches "
	    "(%s): scanning every %.0f s instead; more by sysctl "
	    "fs.inotify.max_user_watches", x->w.path, why, POLLING_S);
}

/* Watch what there is of a study. */
static void
came(void *ctx, struct netrt_waiting_study *s)
{
	struct watch *x = ctx;
	char path[PATH_MAX + NAME_MAX + 16];
	const char *why;

	for (unsigned i = 0; x->fd >= 0 && i < NETRT_WATCHES; i++) {
		if (s->wd[i] >= 0)
			continue;
		snprintf(path, sizeof path, "%s/%s/%s", x->w.path, s->name,
		    rooms[i].name);
		s->wd[i] = inotify_add_watch(x->fd, path,
		    rooms[i].mask | IN_ONLYDIR | IN_DONT_FOLLOW);
		if (s->wd[i] < 0) {
			if (errno == ENOSPC || errno == ENOMEM)
				give_up(x, strerror(errno));
			continue;
		}
		why = netrt_watchmap_set(&x->map, s->wd[i], i, s);
		if (why != NULL)
			give_up(x, why);
	}
}

static void
gone(void *ctx, struct netrt_waiting_study *s)
{
	struct watch *x = ctx;

	for (unsigned i = 0; i < NETRT_WATCHES; i++) {
		const struct netrt_watched *m = s->wd[i] < 0 ? NULL :
		    netrt_watchmap_find(&x->map, s->wd[i]);

		if (m == NULL || m->s != s)
			continue;
		/* a study that was moved is still watched where it is now */
		inotify_rm_watch(x->fd, s->wd[i]);
		netrt_watchmap_del(&x->map, s->wd[i]);
	}
}

static enum netrt_rc
ready(void *ctx, const char *path, struct netrt_err *e)
{
	struct watch *x = ctx;

	/* one write(2), which a pipe takes whole */
	printf("%s%c", path, x->t->nul ? '\0' : '\n');
	if (fflush(stdout) != 0)
		return netrt_err_errno(e, "standard output");
	return NETRT_OK;
}

static void
trouble(void *ctx, const char *name, const char *why)
{
	struct watch *x = ctx;

	netrt_tool_say(x->t, NETRT_WARNING, "%s: %s", name, why);
}

/* Has the reader taken what was printed?  If not, once more is too much. */
static bool
drained(void)
{
	struct stat st;
	int n = 0;

	if (fstat(STDOUT_FILENO, &st) != 0 || !S_ISFIFO(st.st_mode) ||
	    ioctl(STDOUT_FILENO, FIONREAD, &n) != 0)
		return true;
	return n == 0;
}

/* One event in a study. */
static void
in_study(struct watch *x, const struct inotify_event *ev, double now)
{
	const struct netrt_watched *m = netrt_watchmap_find(&x->map, ev->wd);
	struct netrt_waiting_study *s = m == NULL ? NULL : m->s;
	const char *name = ev->len > 0 ? ev->name : "";

	if (s == NULL)
		return;
	if (ev->mask & IN_IGNORED) {	/* the directory is no more */
		s->wd[m->room] = -1;
		netrt_watchmap_del(&x->map, ev->wd);
		netrt_waiting_touch(s, false, now);
	} else if (m->room == 0) {
		for (unsigned i = 1; i < NETRT_WATCHES; i++) {
			if (strcmp(rooms[i].name, name) != 0)
				continue;
			came(x, s);
			netrt_waiting_touch(s, i < 3, now);
		}
	} else if (m->room < 3) {
		netrt_waiting_touch(s, true, now);
	} else if (strcmp(name, "lock") == 0 ||
	    strcmp(name, "receiving") == 0 ||
	    strcmp(name, "not-before") == 0) {
		netrt_waiting_touch(s, false, now);
	}
}

/* Take all events that are there. */
static enum netrt_rc
events(struct watch *x, struct netrt_err *e)
{
	_Alignas(struct inotify_event) char buf[65536];
	enum netrt_rc rc = NETRT_OK;
	ssize_t n;

	while (rc == NETRT_OK && (n = read(x->fd, buf, sizeof buf)) > 0) {
		double now = netrt_clock_get();
		const struct inotify_event *ev;

		for (char *p = buf; rc == NETRT_OK && p < buf + n;
		    p += sizeof *ev + ev->len) {
			ev = (const void *)p;
			if (ev->mask & IN_Q_OVERFLOW)
				rc = netrt_waiting_scan(x->q, now, false, e);
			else if (ev->wd == x->marks)
				netrt_waiting_marks(x->q, now);
			else if (ev->wd != x->root)
				in_study(x, ev, now);
			else if (ev->mask & (IN_DELETE_SELF | IN_MOVE_SELF |
			    IN_IGNORED | IN_UNMOUNT))
				rc = netrt_err_set(e, NETRT_TEMP,
				    "%s: was moved or removed", x->w.path);
			else if (ev->len > 0)
				rc = netrt_waiting_entry(x->q, ev->name, now,
				    e);
		}
	}
	return rc;
}

static enum netrt_rc
start(struct watch *x, struct netrt_err *e)
{
	const char *env = getenv("WATCHDOG_USE_POLLING");
	char marks[PATH_MAX + 32];
	const struct netrt_waiting_fns fns = {
		.came = came, .gone = gone, .ready = ready,
		.trouble = trouble, .ctx = x
	};

	x->polling_s = x->t->cfg->watcher.polling_s;
	if (x->polling_s <= 0 && env != NULL && strcasecmp(env, "true") == 0)
		x->polling_s = POLLING_S;
	if (x->polling_s <= 0 && !x->once) {
		x->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
		if (x->fd >= 0)
			x->root = inotify_add_watch(x->fd, x->w.path,
			    ENTRIES | IN_DELETE_SELF | IN_MOVE_SELF |
			    IN_ONLYDIR);
		if (x->root < 0)
			give_up(x, strerror(errno));
		snprintf(marks, sizeof marks, "%s/" NETRT_AWAY_DIR, x->w.path);
		x->marks = inotify_add_watch(x->fd, marks,
		    IN_MOVED_TO | IN_DELETE | IN_ONLYDIR);
	}
	return netrt_waiting_open(x->t->cfg, &x->w, &fns, &x->q, e);
}

/* Sleep until something happens or is to be looked at. */
static enum netrt_rc
sleep_until(struct watch *x, double until, struct netrt_err *e)
{
	struct pollfd p = { .fd = x->root < 0 ? -1 : x->fd, .events = POLLIN };
	double ms = (until - netrt_clock_get()) * 1000 + 1;
	int timeout = until == NETRT_NEVER ? -1 : ms < 0 ? 0 :
	    ms > 3600000 ? 3600000 : (int)ms;

	if (poll(&p, 1, timeout) > 0)
		return events(x, e);
	return NETRT_OK;
}

static enum netrt_rc
watch(struct watch *x, struct netrt_err *e)
{
	double every = x->t->cfg->watcher.rescan_s;
	enum netrt_rc rc = netrt_waiting_scan(x->q, netrt_clock_get(), true,
	    e);

	x->rescan = netrt_clock_get() + every;
	while (rc == NETRT_OK) {
		double now = netrt_clock_get(), next;

		if ((rc = netrt_waiting_run(x->q, now, e)) != NETRT_OK ||
		    x->once)
			break;
		next = netrt_waiting_next(x->q);
		if (netrt_waiting_count(x->q) > 0 && x->rescan < next)
			next = x->rescan;
		if (x->polling_s > 0 && now + x->polling_s < next)
			next = now + x->polling_s;
		if ((rc = sleep_until(x, next, e)) != NETRT_OK)
			break;
		now = netrt_clock_get();
		if (now >= x->rescan) {
			rc = netrt_waiting_scan(x->q, now, drained(), e);
			x->rescan = now + every;
		} else if (x->polling_s > 0 && now >= next) {
			rc = netrt_waiting_scan(x->q, now, false, e);
		}
	}
	return rc;
}

static enum netrt_rc
option(struct netrt_tool *t, int letter, const char *arg, struct netrt_err *e)
{
	struct watch *x = t->ctx;

	(void)letter;
	(void)arg;
	(void)e;
	x->once = true;
	return NETRT_OK;
}

static const char usage[] =
    "[-01nv] [-c FILE] [-o section.key=VALUE]...";

int
main(int argc, char **argv)
{
	struct watch x = { .w = { .fd = -1 }, .fd = -1, .root = -1,
	    .marks = -1 };
	struct netrt_tool t = {
		.name = "netrt-watch", .usage = usage, .letters = "1",
		.option = option, .ctx = &x
	};
	struct netrt_err e;
	int status;

	x.t = &t;
	if (netrt_tool_parse(&t, argc, argv, &status))
		return status;
	if (optind < argc) {
		fprintf(stderr, "usage: %s %s\n", t.name, usage);
		return netrt_tool_end(&t, NETRT_USAGE);
	}
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	e.rc = netrt_working_open(t.cfg, &x.w, &e);
	if (e.rc == NETRT_OK)
		e.rc = start(&x, &e);
	if (e.rc == NETRT_OK)
		e.rc = watch(&x, &e);
	if (e.rc != NETRT_OK)
		netrt_tool_say(&t, NETRT_ERROR, "%s", e.msg);
	netrt_waiting_close(x.q);
	netrt_working_close(&x.w);
	netrt_watchmap_free(&x.map);
	return netrt_tool_end(&t, e.rc);
}
