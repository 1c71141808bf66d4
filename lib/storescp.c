/* storescp as a child: see storescp.h. */
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "dictionary.h"
#include "relay.h"
#include "storescp.h"

#define MEMORY	(1ul << 30)		/* it needs 15 MB */
#define CPU_S	14400			/* one object costs milliseconds */
#define END_MS	2000

static const char logger[] =
    "log4cplus.rootLogger = WARN, F\n"
    "log4cplus.appender.F = log4cplus::FileAppender\n"
    "log4cplus.appender.F.File = log\n"
    "log4cplus.appender.F.layout = log4cplus::PatternLayout\n"
    "log4cplus.appender.F.layout.ConversionPattern = %m%n\n";

static void
limit(int what, rlim_t n)
{
	struct rlimit r = { n, n };

	if (setrlimit(what, &r) != 0 && errno != EPERM)
		_exit(126);
}

/* In the child; does not return. */
static void
become(const struct netrt_spool *spool, int sock, const char *seconds,
    long long max_object, pid_t parent)
{
	const char *const argv[] = { "storescp", "--inetd", "+B", "-xf",
		"profile", "Default", "-pdu", "131072", "-dhl", "-ts",
		seconds, "-ta", "10", "-td", seconds, "-uf", "-lc", "logger",
		"-od", "in", NULL };
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	/* our parent may have died before prctl() */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(126);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, CPU_S);
	limit(RLIMIT_NOFILE, 64);
	limit(RLIMIT_FSIZE, (rlim_t)max_object + 65536);
	signal(SIGXFSZ, SIG_IGN);	/* as a full disk: A700 */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* with it set, every association on a socketpair fails */
	unsetenv("TCP_NODELAY");
	setenv("DCMDICTPATH", "dictionary", 1);
	if (null < 0 || fchdir(spool->fd) != 0 || dup2(sock, 0) < 0 ||
	    dup2(null, 1) < 0 || dup2(null, 2) < 0)
		_exit(126);
	/* last: what takes memory of ours, which may be more, was before */
	limit(RLIMIT_AS, MEMORY);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

enum netrt_rc
netrt_storescp_start(const struct netrt_spool *spool, const char *profile,
    double idle_s, long long max_object, struct netrt_storescp *out,
    struct netrt_err *e)
{
	char seconds[16];
	int pair[2] = { -1, -1 }, room = 1 << 20;
	pid_t me = getpid();
	enum netrt_rc rc;

	*out = (struct netrt_storescp){ .pid = -1, .pidfd = -1, .sock = -1 };
	/* ours runs out first */
	snprintf(seconds, sizeof seconds, "%.0f", ceil(idle_s) + 5);
	if ((rc = netrt_spool_write(spool, "profile", profile, e)) !=
	    NETRT_OK ||
	    (rc = netrt_spool_write(spool, "logger", logger, e)) != NETRT_OK ||
	    (rc = netrt_spool_write(spool, "dictionary", netrt_dictionary,
	    e)) != NETRT_OK)
		return rc;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return netrt_err_errno(e, "socketpair");
	setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	fflush(NULL);
	if ((out->pid = fork()) == 0)
		become(spool, pair[1], seconds, max_object, me);
	if (out->pid < 0)
		rc = netrt_err_errno(e, "storescp: fork");
	else if ((out->pidfd = pidfd_open(out->pid, 0)) < 0)
		rc = netrt_err_errno(e, "storescp: pidfd_open");
	close(pair[1]);
	out->sock = pair[0];
	if (rc != NETRT_OK)
		(void)netrt_storescp_end(out);
	return rc;
}

int
netrt_storescp_end(struct netrt_storescp *s)
{
	struct pollfd p = { .fd = s->pidfd, .events = POLLIN };
	int status = 0;
	bool killed = false;

	if (s->sock >= 0)
		close(s->sock);
	if (s->pid > 0) {
		if (s->pidfd < 0 || poll(&p, 1, END_MS) <= 0) {
			kill(s->pid, SIGKILL);
			killed = true;
		}
		while (waitpid(s->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	if (s->pidfd >= 0)
		close(s->pidfd);
	*s = (struct netrt_storescp){ .pid = -1, .pidfd = -1, .sock = -1 };
	return !killed && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}
