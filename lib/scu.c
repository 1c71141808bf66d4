/* A program of DCMTK as a child: see scu.h. */
#define _GNU_SOURCE
#include <sys/pidfd.h>
#include <sys/prctl.h>
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

#include "scu.h"

#define GRACE_S	60		/* beyond all of its own timeouts */

/* A log being read while it grows. */
struct tail {
	int fd;
	bool headed;
	off_t at;		/* the file offset is the writer's: pread */
	char line[1024];	/* longer ones are cut */
	size_t n;
};

/* ---- arguments ---- */

void
netrt_scu_add(struct netrt_scu_args *a, const char *flag, const char *value)
{
	a->v[a->n++] = flag;
	if (value != NULL)
		a->v[a->n++] = value;
}

static void
add_number(struct netrt_scu_args *a, const char *flag, unsigned v)
{
	char *p = a->number[a->nnumbers++];

	snprintf(p, sizeof a->number[0], "%u", v);
	netrt_scu_add(a, flag, p);
}

void
netrt_scu_add_time(struct netrt_scu_args *a, const char *flag, double s)
{
	add_number(a, flag, s <= 1 ? 1 : s >= 86400 ? 86400 :
	    (unsigned)ceil(s));
}

/*
 * DCMTK reads "-x" as an option and "@x" as a file of arguments, wherever
 * they stand.
 */
enum netrt_rc
netrt_scu_begin(struct netrt_scu_args *a, const char *tool,
    const struct netrt_config *cfg, const struct netrt_destination *to,
    const struct netrt_tunnel *way, struct netrt_err *e)
{
	const char *const text[] = { to->host, to->ae_title,
	    to->calling_ae_title };

	*a = (struct netrt_scu_args){ .n = 0 };
	for (size_t i = 0; i < 3; i++)
		if (*text[i] == '\0' || *text[i] == '-' || *text[i] == '@')
			return netrt_err_set(e, NETRT_CONFIG, "\"%s\" cannot "
			    "be a host or AE title: it is empty or begins "
			    "with '-' or '@'", text[i]);
	netrt_scu_add(a, tool, NULL);
	netrt_scu_add(a, "-aet", to->calling_ae_title);
	netrt_scu_add(a, "-aec", to->ae_title);
	netrt_scu_add_time(a, "-to", cfg->sending.connect_timeout_s);
	netrt_scu_add_time(a, "-ta", cfg->sending.acse_timeout_s +
	    way->extra_s);
	netrt_scu_add_time(a, "-td", cfg->sending.dimse_timeout_s);
	add_number(a, way->host, way->port);
	return NETRT_OK;
}

double
netrt_scu_limit(const struct netrt_config *cfg,
    const struct netrt_tunnel *way)
{
	return GRACE_S + cfg->sending.connect_timeout_s + way->extra_s +
	    cfg->sending.acse_timeout_s + 2 * cfg->sending.dimse_timeout_s;
}

/* ---- the child ---- */

enum netrt_rc
netrt_scu_put(int dir, const char *name, const char *text,
    struct netrt_err *e)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    0600);
	size_t n = strlen(text);

	errno = fd < 0 ? errno : ENOSPC;	/* for a short write */
	if (fd < 0 || write(fd, text, n) != (ssize_t)n) {
		netrt_err_errno(e, "%s", name);
		if (fd >= 0)
			close(fd);
		return e->rc;
	}
	if (close(fd) != 0)
		return netrt_err_errno(e, "%s", name);
	return NETRT_OK;
}

/* In the child; does not return. */
static void
become(const struct netrt_scu *r, pid_t parent)
{
	const char *const *argv = r->argv;
	int null = open("/dev/null", O_RDONLY);

	/* our parent may have died before prctl() */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(126);
	if (null < 0 || (r->dir >= 0 && fchdir(r->dir) != 0) ||
	    dup2(null, 0) < 0 || dup2(r->log, 1) < 0 || dup2(r->log, 2) < 0)
		_exit(126);
	/* storescu leaves Nagle on: 45 ms for each object otherwise */
	setenv("TCP_NODELAY", "1", 1);
	if (r->dictionary != NULL)
		setenv("DCMDICTPATH", r->dictionary, 1);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	perror(argv[0]);
	_exit(127);
}

static enum netrt_rc
start(const struct netrt_scu *r, pid_t *pid, int *pidfd, struct netrt_err *e)
{
	const char *const *argv = r->argv;
	pid_t me = getpid();

	fflush(NULL);
	if ((*pid = fork()) < 0)
		return netrt_err_errno(e, "%s: fork", argv[0]);
	if (*pid == 0)
		become(r, me);
	if ((*pidfd = pidfd_open(*pid, 0)) < 0) {
		netrt_err_errno(e, "%s: pidfd_open", argv[0]);
		kill(*pid, SIGKILL);
		waitpid(*pid, NULL, 0);
		return e->rc;
	}
	return NETRT_OK;
}

/* Does it still begin as it did? */
static bool
whole(const struct tail *t)
{
	char head[sizeof NETRT_SCU_HEAD - 1];

	return !t->headed || (pread(t->fd, head, sizeof head, 0) ==
	    sizeof head && memcmp(head, NETRT_SCU_HEAD, sizeof head) == 0);
}

static struct tail
tail_of(int fd, bool headed)
{
	return (struct tail){ .fd = fd, .headed = headed,
	    .at = headed ? (off_t)strlen(NETRT_SCU_HEAD) : 0 };
}

/* Feed what has been written since; true when it was anything. */
static bool
follow(struct tail *t, struct netrt_sculog *l)
{
	char buf[8192];
	off_t begun = t->at;
	ssize_t n = 1;

	while (n > 0 && !l->torn) {
		n = pread(t->fd, buf, sizeof buf, t->at);
		/* asked last: a log that begins right by now did so when it
		 * was read */
		l->torn = !whole(t);
		if (n <= 0 || l->torn)
			break;
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

void
netrt_scu_read(int fd, struct netrt_sculog *l)
{
	struct tail t = tail_of(fd, true);

	follow(&t, l);
}

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

/* Which limit it has reached, or NULL. */
static const char *
beyond(const struct netrt_scu *r, const struct tail *t, double begun,
    double sign)
{
	if (now_s() - sign > r->limit_s)
		return "gave no sign for too long";
	if (r->total_s > 0 && now_s() - begun > r->total_s)
		return "took too long";
	if (r->log_max > 0 && t->at > r->log_max)
		return "was told without an end";
	return NULL;
}

/* Watch the child until it ends.  *why: it was killed at this limit. */
static int
watch(const struct netrt_scu *r, pid_t pid, int pidfd, struct netrt_sculog *l,
    const char **why)
{
	struct pollfd p = { .fd = pidfd, .events = POLLIN };
	struct tail t = tail_of(r->log, r->headed);
	double begun = now_s(), sign = begun;
	bool killed = false;
	int status = 0;

	*why = NULL;
	while (!killed && poll(&p, 1, 1000) <= 0) {
		if (follow(&t, l))
			sign = now_s();
		if (r->tick != NULL)
			r->tick(r->ctx, l->answered);
		*why = l->torn ? "could not write its log (is the disk full?)" :
		    beyond(r, &t, begun, sign);
		killed = *why != NULL || l->link == NETRT_LINK_LOST;
	}
	if (killed)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	follow(&t, l);
	return killed && *why == NULL ? 0 : status;
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

enum netrt_rc
netrt_scu_run(const struct netrt_scu *r, struct netrt_sculog *l,
    int *status, struct netrt_err *e)
{
	const char *why;
	pid_t pid;
	int pidfd = -1;
	enum netrt_rc rc = start(r, &pid, &pidfd, e);

	if (rc != NETRT_OK)
		return rc;
	*status = watch(r, pid, pidfd, l, &why);
	close(pidfd);
	if (why != NULL)
		return netrt_err_set(e, NETRT_TEMP, "%s %s and was killed",
		    r->argv[0], why);
	return verdict(r->argv[0], *status, e);
}

enum netrt_rc
netrt_scu_leave(struct netrt_tunnel *way, struct netrt_sculog *l,
    enum netrt_rc rc, struct netrt_err *e)
{
	struct netrt_err own;
	enum netrt_rc was = netrt_tunnel_close(way, &own);

	if (was == NETRT_OK || (l->link != NETRT_LINK_FAILED &&
	    l->link != NETRT_LINK_NONE))
		return rc;
	snprintf(l->why, sizeof l->why, "%.159s", own.msg);
	if (was == NETRT_TEMP)
		return rc;
	*e = own;
	return was;
}
