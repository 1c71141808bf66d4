/* storescu and echoscu as children: see storescu.h. */
#define _GNU_SOURCE
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fs.h"
#include "storescu.h"

#define NFIXED		32		/* arguments before the names */
#define GRACE_S		60		/* beyond all of its own timeouts */
#define SLOWEST		(64 * 1024)	/* bytes a second of a bad line */

/* A log being read while it grows. */
struct tail {
	int fd;
	off_t at;		/* the file offset is the writer's: pread */
	char line[1024];	/* longer ones are cut */
	size_t n;
};

/* The arguments of a child. */
struct args {
	const char *v[NFIXED];
	char number[5][16];
	size_t n, nnumbers;
};

static void
arg(struct args *a, const char *flag, const char *value)
{
	a->v[a->n++] = flag;
	if (value != NULL)
		a->v[a->n++] = value;
}

/* A time: whole seconds, at least 1 (0 would be: for ever). */
static unsigned
seconds(double s)
{
	return s <= 1 ? 1 : s >= 86400 ? 86400 : (unsigned)ceil(s);
}

static void
arg_number(struct args *a, const char *flag, unsigned v)
{
	char *p = a->number[a->nnumbers++];

	snprintf(p, sizeof a->number[0], "%u", v);
	arg(a, flag, p);
}

/*
 * What both tools take.  DCMTK reads "-x" as an option and "@x" as a file of
 * arguments, wherever they stand.
 */
static enum netrt_rc
arguments(struct args *a, const struct netrt_config *cfg,
    const struct netrt_destination *to, struct netrt_err *e)
{
	const char *const text[] = { to->host, to->ae_title,
	    to->calling_ae_title };

	for (size_t i = 0; i < 3; i++)
		if (*text[i] == '\0' || *text[i] == '-' || *text[i] == '@')
			return netrt_err_set(e, NETRT_CONFIG, "destination "
			    "%s: \"%s\" cannot be a host or AE title: it is "
			    "empty or begins with '-' or '@'", to->name,
			    text[i]);
	arg(a, "-aet", to->calling_ae_title);
	arg(a, "-aec", to->ae_title);
	arg_number(a, "-to", seconds(cfg->sending.connect_timeout_s));
	arg_number(a, "-ta", seconds(cfg->sending.acse_timeout_s));
	arg_number(a, "-td", seconds(cfg->sending.dimse_timeout_s));
	return NETRT_OK;
}

/* In the child; does not return. */
static void
become(const char *const *argv, int dir, int log, pid_t parent)
{
	int null = open("/dev/null", O_RDONLY);

	/* our parent may have died before prctl() */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(126);
	if (null < 0 || (dir >= 0 && fchdir(dir) != 0) ||
	    dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0)
		_exit(126);
	/* storescu leaves Nagle on: 45 ms for each object otherwise */
	setenv("TCP_NODELAY", "1", 1);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	perror(argv[0]);
	_exit(127);
}

static enum netrt_rc
start(const char *const *argv, int dir, int log, pid_t *pid, int *pidfd,
    struct netrt_err *e)
{
	pid_t me = getpid();

	fflush(NULL);
	if ((*pid = fork()) < 0)
		return netrt_err_errno(e, "%s: fork", argv[0]);
	if (*pid == 0)
		become(argv, dir, log, me);
	if ((*pidfd = pidfd_open(*pid, 0)) < 0) {
		netrt_err_errno(e, "%s: pidfd_open", argv[0]);
		kill(*pid, SIGKILL);
		waitpid(*pid, NULL, 0);
		return e->rc;
	}
	return NETRT_OK;
}

/* Feed what has been written since; true when it was anything. */
static bool
follow(struct tail *t, struct netrt_sculog *l)
{
	char buf[8192];
	off_t begun = t->at;
	ssize_t n;

	while ((n = pread(t->fd, buf, sizeof buf, t->at)) > 0) {
		t->at += n;
		for (ssize_t i = 0; i < n; i++) {
			if (buf[i] != '\n') {
				if (t->n < sizeof t->line - 1)
					t->line[t->n++] = buf[i];
				continue;
			}
			t->line[t->n] = '\0';
			netrt_sculog_line(l, t->line);
			t->n = 0;
		}
	}
	return t->at > begun;
}

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

/*
 * Watch the child until it ends.  *still: it was killed because it gave no
 * sign for longer than all of its own timeouts together.
 */
static int
watch(pid_t pid, int pidfd, double limit_s, struct tail *t,
    struct netrt_sculog *l, const struct netrt_storescu *r, bool *still)
{
	struct pollfd p = { .fd = pidfd, .events = POLLIN };
	double sign = now_s();
	bool killed = false;
	int status = 0;

	*still = false;
	while (!killed && poll(&p, 1, 1000) <= 0) {
		if (follow(t, l))
			sign = now_s();
		if (r != NULL && r->tick != NULL)
			r->tick(r->ctx, l->answered);
		*still = now_s() - sign > limit_s;
		killed = *still || l->link == NETRT_LINK_LOST;
	}
	if (killed)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	follow(t, l);
	return killed && !*still ? 0 : status;
}

/* Say how the child ended, when that was not by itself. */
static enum netrt_rc
verdict(const char *tool, int status, struct netrt_err *e)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return netrt_err_set(e, NETRT_CONFIG, "%s cannot be run: is "
		    "DCMTK installed, and in PATH?", tool);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 126)
		return netrt_err_set(e, NETRT_TEMP, "%s was not started",
		    tool);
	if (sig == SIGKILL || sig == SIGTERM || sig == SIGINT ||
	    sig == SIGHUP)
		return netrt_err_set(e, NETRT_TEMP, "%s was killed: signal "
		    "%d", tool, sig);
	if (sig != 0)
		return netrt_err_set(e, NETRT_SOFTWARE, "%s crashed: signal "
		    "%d", tool, sig);
	return NETRT_OK;
}

/* Which files were renamed. */
static enum netrt_rc
renamed(int dir, struct netrt_sculog *l, struct netrt_err *e)
{
	struct netrt_names names;
	enum netrt_rc rc = netrt_fs_list(dir, ".", &names, e);

	if (rc != NETRT_OK)
		return rc;
	for (size_t i = 0; i < names.n; i++) {
		const char *dot = strrchr(names.name[i], '.');
		struct netrt_scu_file *f = dot == NULL ? NULL :
		    netrt_sculog_find(l, names.name[i],
		    (size_t)(dot - names.name[i]));

		if (f != NULL) {
			f->done = f->done || (!f->other &&
			    strcmp(dot, ".done") == 0);
			f->bad = f->bad || strcmp(dot, ".bad") == 0;
		}
	}
	netrt_names_free(&names);
	return NETRT_OK;
}

static enum netrt_rc
run(const struct netrt_storescu *r, const char *const *argv, int log,
    struct netrt_sculog *l, struct netrt_err *e)
{
	struct tail t = { .fd = log };
	double limit_s = GRACE_S + r->cfg->sending.connect_timeout_s +
	    r->cfg->sending.acse_timeout_s +
	    2 * r->cfg->sending.dimse_timeout_s +
	    (double)r->largest / SLOWEST;
	struct netrt_err other;
	bool still;
	pid_t pid;
	int pidfd;
	enum netrt_rc rc = start(argv, r->dir, log, &pid, &pidfd, e);

	if (rc != NETRT_OK)
		return rc;
	int status = watch(pid, pidfd, limit_s, &t, l, r, &still);
	close(pidfd);
	rc = renamed(r->dir, l, &other);
	if (rc != NETRT_OK) {
		*e = other;
		return rc;
	}
	if (still)
		return netrt_err_set(e, NETRT_TEMP, "storescu gave no sign "
		    "for %.0f seconds and was killed", limit_s);
	if ((rc = verdict("storescu", status, e)) != NETRT_OK)
		return rc;
	if (l->link == NETRT_LINK_NONE)
		return netrt_err_set(e, NETRT_SOFTWARE, "storescu ended "
		    "before it asked for an association: %s", l->why);
	return NETRT_OK;
}

enum netrt_rc
netrt_storescu_run(const struct netrt_storescu *r, const char *const *name,
    size_t n, struct netrt_sculog *l, struct netrt_err *e)
{
	struct args a = { .n = 0 };
	char port[16];
	const char **argv = NULL;
	int log = -1;
	enum netrt_rc rc;

	snprintf(port, sizeof port, "%u", r->to->port);
	arg(&a, "storescu", NULL);
	if ((rc = arguments(&a, r->cfg, r->to, e)) != NETRT_OK)
		return rc;
	arg_number(&a, "-ts", seconds(r->cfg->sending.dimse_timeout_s));
	arg(&a, "-lc", "logger");
	arg(&a, "+fo", "+rn");
	arg(&a, "-nh", "-xf");
	arg(&a, "profile", "Default");
	arg(&a, r->to->host, port);
	if ((argv = calloc(a.n + n + 1, sizeof *argv)) == NULL) {
		rc = netrt_err_errno(e, "storescu");
		goto out;
	}
	memcpy(argv, a.v, a.n * sizeof *argv);
	for (size_t i = 0; i < n; i++)
		argv[a.n + i] = name[i];
	log = openat(r->dir, "log", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC,
	    0600);
	/* storescu inherits the lock with its stderr */
	if (log < 0 || flock(log, LOCK_EX | LOCK_NB) != 0) {
		rc = netrt_err_errno(e, "storescu's log");
		goto out;
	}
	rc = run(r, argv, log, l, e);
out:
	if (log >= 0)
		close(log);
	free(argv);
	return rc;
}

enum netrt_rc
netrt_storescu_read(int dir, struct netrt_sculog *l, struct netrt_err *e)
{
	struct tail t = { .fd = openat(dir, "log", O_RDONLY | O_CLOEXEC) };

	/* none: it was killed before storescu was started */
	if (t.fd >= 0) {
		follow(&t, l);
		close(t.fd);
	} else if (errno != ENOENT) {
		return netrt_err_errno(e, "storescu's log");
	}
	return renamed(dir, l, e);
}

enum netrt_rc
netrt_storescu_wait(int dir, struct netrt_err *e)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	int fd = openat(dir, "log", O_RDONLY | O_CLOEXEC);
	enum netrt_rc rc = NETRT_OK;

	if (fd < 0)
		return errno == ENOENT ? NETRT_OK :
		    netrt_err_errno(e, "storescu's log");
	/* it dies with its parent, but a moment later */
	for (int i = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
		if (i == 250) {
			rc = netrt_err_set(e, NETRT_TEMP, "busy: the storescu "
			    "of an earlier run is still at work");
			break;
		}
		nanosleep(&pause, NULL);
	}
	close(fd);
	return rc;
}

enum netrt_rc
netrt_storescu_echo(const struct netrt_config *cfg,
    const struct netrt_destination *to, struct netrt_err *e)
{
	struct args a = { .n = 0 };
	struct netrt_sculog l = { .file = NULL };
	struct tail t = { .fd = -1 };
	char port[16];
	bool still;
	pid_t pid;
	int pidfd;
	enum netrt_rc rc;

	snprintf(port, sizeof port, "%u", to->port);
	arg(&a, "echoscu", NULL);
	if ((rc = arguments(&a, cfg, to, e)) != NETRT_OK)
		return rc;
	arg(&a, to->host, port);
	if ((t.fd = memfd_create("echoscu", MFD_CLOEXEC)) < 0)
		return netrt_err_errno(e, "memfd_create");
	if ((rc = start(a.v, -1, t.fd, &pid, &pidfd, e)) != NETRT_OK)
		goto out;
	int status = watch(pid, pidfd, GRACE_S +
	    cfg->sending.connect_timeout_s + cfg->sending.acse_timeout_s +
	    2 * cfg->sending.dimse_timeout_s, &t, &l, NULL, &still);
	close(pidfd);
	rc = verdict("echoscu", status, e);
	if (rc == NETRT_OK && status != 0)
		rc = netrt_err_set(e, NETRT_TEMP, "%s", *l.why ? l.why :
		    "no answer");
out:
	close(t.fd);
	return rc;
}
