/* The way to a destination: see tunnel.h. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "owner.h"
#include "pass.h"
#include "stunnel.h"
#include "tunnel.h"

#define LOOPBACK	"127.0.0.1"
#define STRANGER	"tunnel: "
#define END_MS		2000	/* to say goodbye to the peer */

/* Is it of a process of our user?  The kernel may leave a line of its table
 * out while others come and go, so it is asked more than once. */
static bool
ours(const struct sockaddr_in *from, const struct sockaddr_in *at)
{
	uid_t uid;

	for (int i = 0; i < 5; i++)
		if (netrt_owner_find(from->sin_port, at->sin_port, &uid))
			return uid == geteuid();
	return false;
}

/* The connection of a process of our user; others are closed.  -1: the port
 * was shut. */
static int
take(int listening, int log)
{
	for (;;) {
		struct sockaddr_in from, at;
		socklen_t n = sizeof from, m = sizeof at;
		int fd = accept4(listening, (struct sockaddr *)&from, &n,
		    SOCK_CLOEXEC);

		if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0)
			return -1;
		if (getsockname(fd, (struct sockaddr *)&at, &m) == 0 &&
		    ours(&from, &at))
			return fd;
		dprintf(log, STRANGER "a connection was turned away: it was "
		    "not of our user, or /proc is not there\n");
		close(fd);
	}
}

/* In the child; does not return. */
static void
become(const struct netrt_tunnel *t, int conf, double connect_s, pid_t parent)
{
	static const int on = 1;
	sigset_t none;
	int fd;

	/* our parent may have died before prctl() */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(126);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if ((fd = take(t->listening, t->log)) < 0)
		_exit(0);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || dup2(t->log, 2) < 0)
		_exit(126);
	if (conf < 0) {
		/* nothing of our parent's is to stay open in here */
		close_range(3, ~0u, 0);
		netrt_pass(0, t->to->host, t->to->port, connect_s, 2);
		_exit(0);
	}
	if (dup2(conf, 3) < 0 || fcntl(3, F_SETFD, 0) != 0)
		_exit(126);
	close_range(4, ~0u, 0);
	execlp(NETRT_STUNNEL, NETRT_STUNNEL, "-fd", "3", (char *)NULL);
	_exit(127);
}

/* Can storescu, which knows IPv4 only, go there by itself?  Also when there
 * is no such host: then it says so. */
static bool
direct(const char *host)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *all = NULL;
	bool v4 = false;

	if (getaddrinfo(host, NULL, &hints, &all) != 0)
		return true;
	for (const struct addrinfo *ai = all; ai != NULL; ai = ai->ai_next)
		v4 = v4 || ai->ai_family == AF_INET;
	freeaddrinfo(all);
	return v4;
}

/* A free port of 127.0.0.1. */
static enum netrt_rc
listen_on(struct netrt_tunnel *t, struct netrt_err *e)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;

	t->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (t->listening < 0 ||
	    bind(t->listening, (struct sockaddr *)&at, n) != 0 ||
	    listen(t->listening, 16) != 0 ||
	    getsockname(t->listening, (struct sockaddr *)&at, &n) != 0) {
		netrt_err_errno(e, "a port for the tunnel");
		return e->rc = NETRT_TEMP;
	}
	t->host = LOOPBACK;
	t->port = ntohs(at.sin_port);
	return NETRT_OK;
}

static void
release(struct netrt_tunnel *t)
{
	if (t->listening >= 0)
		close(t->listening);
	if (t->pidfd >= 0)
		close(t->pidfd);
	if (t->log >= 0)
		close(t->log);
	t->listening = t->pidfd = t->log = -1;
	t->pid = -1;
}

static enum netrt_rc
start(struct netrt_tunnel *t, int conf, struct netrt_err *e)
{
	pid_t me = getpid();

	if ((t->log = memfd_create("tunnel", MFD_CLOEXEC)) < 0)
		return netrt_err_errno(e, "tunnel");
	fflush(NULL);
	if ((t->pid = fork()) < 0)
		return netrt_err_errno(e, "tunnel: fork");
	if (t->pid == 0)
		become(t, conf, t->extra_s, me);
	if ((t->pidfd = pidfd_open(t->pid, 0)) < 0) {
		netrt_err_errno(e, "tunnel: pidfd_open");
		kill(t->pid, SIGKILL);
		waitpid(t->pid, NULL, 0);
		return e->rc;
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_tunnel_open(const struct netrt_config *cfg,
    const struct netrt_destination *to, struct netrt_tunnel *t,
    struct netrt_err *e)
{
	int conf = -1;
	enum netrt_rc rc;

	*t = (struct netrt_tunnel){ .to = to, .host = to->host,
	    .port = to->port, .pid = -1, .pidfd = -1, .listening = -1,
	    .log = -1 };
	if (!to->tls && direct(to->host))
		return NETRT_OK;
	t->extra_s = cfg->sending.connect_timeout_s;
	if (to->tls &&
	    ((rc = netrt_stunnel_files(to, e)) != NETRT_OK ||
	    (rc = netrt_stunnel_config(cfg, to, &conf, e)) != NETRT_OK))
		return rc;
	if ((rc = listen_on(t, e)) == NETRT_OK)
		rc = start(t, conf, e);
	if (conf >= 0)
		close(conf);
	if (rc != NETRT_OK)
		release(t);
	return rc;
}

/* What the process said, and how it ended. */
static enum netrt_rc
verdict(const struct netrt_tunnel *t, int status, struct netrt_err *e)
{
	char *text = netrt_stunnel_log(t->log), first[128];
	enum netrt_rc rc = NETRT_OK;

	if (text == NULL)
		return netrt_err_errno(e, "log of the tunnel");
	snprintf(first, sizeof first, "%.*s", (int)strcspn(text, "\n"),
	    text);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		rc = netrt_stunnel_missing(e);
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 126)
		rc = netrt_err_set(e, NETRT_TEMP, "the tunnel was not "
		    "started");
	else if (t->to->tls)
		rc = netrt_stunnel_why(t->to, text, e);
	/* what our own process had to say, and no stunnel */
	if (rc == NETRT_OK && *first != '\0' && (!t->to->tls ||
	    strncmp(first, STRANGER, strlen(STRANGER)) == 0))
		rc = netrt_err_set(e, NETRT_TEMP, "%s", first);
	free(text);
	return rc;
}

enum netrt_rc
netrt_tunnel_close(struct netrt_tunnel *t, struct netrt_err *e)
{
	struct pollfd p = { .fd = t->pidfd, .events = POLLIN };
	int status = 0;
	enum netrt_rc rc;

	if (t->pid < 0)
		return NETRT_OK;
	/* it may still wait for somebody to come */
	shutdown(t->listening, SHUT_RDWR);
	if (poll(&p, 1, END_MS) <= 0)
		kill(t->pid, SIGKILL);
	while (waitpid(t->pid, &status, 0) < 0 && errno == EINTR)
		;
	rc = verdict(t, status, e);
	release(t);
	return rc;
}
