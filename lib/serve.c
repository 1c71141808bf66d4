/* The super-server: see serve.h. */
#define _GNU_SOURCE
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admit.h"
#include "bind.h"
#include "clock.h"
#include "fs.h"
#include "serve.h"
#include "session.h"
#include "sessions.h"

#define GRACE_S		15	/* for open associations, at the end */
#define ABORT_S		5	/* for the sessions to abort them */

struct netrt_serve {
	struct netrt_tool *tool;
	const struct netrt_working *working;
	struct netrt_socket socket[NETRT_SOCKETS_MAX];
	unsigned nsockets;
	int signals;
	struct netrt_sessions all;
	struct pollfd *poll;
	double until;			/* the end of their grace */
};

/* ---- sessions ---- */

/* In the child: nothing of the parent's is kept but the logs. */
static void
session(struct netrt_serve *s, int fd, int control,
    const struct netrt_listener *l, const char *peer, pid_t parent)
{
	struct netrt_session se = { .tool = s->tool, .working = s->working,
	    .listener = l, .fd = fd, .control = control };
	sigset_t term;

	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent)
		_exit(NETRT_TEMP);
	for (unsigned i = 0; i < s->nsockets; i++)
		close(s->socket[i].fd);
	for (unsigned i = 0; i < s->all.n; i++)
		if (s->all.child[i].control >= 0)
			close(s->all.child[i].control);
	close(s->signals);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	se.stop = signalfd(-1, &term, SFD_CLOEXEC | SFD_NONBLOCK);
	snprintf(se.peer, sizeof se.peer, "%s", peer);
	netrt_session_run(&se);
	_exit(0);
}

static void
start(struct netrt_serve *s, int fd, const struct netrt_listener *l,
    const char *peer)
{
	pid_t me = getpid(), pid;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		netrt_tool_say(s->tool, NETRT_ERROR, "connection from %s "
		    "closed: %s", peer, strerror(errno));
		return;
	}
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		session(s, fd, pair[1], l, peer, me);
	}
	close(pair[1]);
	if (pid < 0) {
		netrt_tool_say(s->tool, NETRT_ERROR, "connection from %s "
		    "closed: fork: %s", peer, strerror(errno));
		close(pair[0]);
		return;
	}
	netrt_sessions_add(&s->all, pid, pair[0], peer);
}

static void
take_connection(struct netrt_serve *s, const struct netrt_socket *from)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof sa;
	char peer[NETRT_ADDRESS_LEN];
	int fd = accept4(from->fd, (struct sockaddr *)&sa, &len,
	    SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;		/* gone again */
	netrt_address_format((struct sockaddr *)&sa, peer);
	if (from->listener->proxy || netrt_admit_address(s->tool->cfg,
	    peer).answer == NETRT_ADMIT) {
		start(s, fd, from->listener, peer);
	} else {
		netrt_tool_say(s->tool, NETRT_WARNING, "connection from %s "
		    "closed: not in dicom_listener.allowed_addresses", peer);
		netrt_log_event(s->tool->log, "ASSOCIATION_REFUSED", "peer",
		    peer, "reason", "address", NULL);
	}
	close(fd);
}

/* ---- the loop ---- */

static void
stop(struct netrt_serve *s)
{
	if (s->all.stopping)
		return;
	s->until = netrt_clock_get() + GRACE_S;
	for (unsigned i = 0; i < s->nsockets; i++)
		close(s->socket[i].fd);
	s->nsockets = 0;
	netrt_sessions_finish(&s->all);
	if (s->all.n > 0)
		netrt_tool_say(s->tool, NETRT_INFO, "ending: %u associations "
		    "have %d s to finish", s->all.n, GRACE_S);
}

static void
take_signals(struct netrt_serve *s)
{
	struct signalfd_siginfo si;

	while (read(s->signals, &si, sizeof si) == (ssize_t)sizeof si)
		if (si.ssi_signo == SIGTERM || si.ssi_signo == SIGINT)
			stop(s);
	netrt_sessions_reap(&s->all);
}

/* Signals, then the sessions, then the listeners while there is room. */
static unsigned
watch(struct netrt_serve *s)
{
	unsigned n = 0;

	s->poll[n++] = (struct pollfd){ .fd = s->signals, .events = POLLIN };
	for (unsigned i = 0; i < s->all.n; i++)
		s->poll[n++] = (struct pollfd){
		    .fd = s->all.child[i].control, .events = POLLIN };
	if (netrt_sessions_room(&s->all))
		for (unsigned i = 0; i < s->nsockets; i++)
			s->poll[n++] = (struct pollfd){
			    .fd = s->socket[i].fd, .events = POLLIN };
	return n;
}

static void
turn(struct netrt_serve *s)
{
	unsigned children = s->all.n, n = watch(s);
	int ms = s->all.stopping ? 200 : netrt_sessions_due_ms(&s->all);

	if (poll(s->poll, n, ms) < 0)
		return;
	netrt_sessions_hear(&s->all);
	for (unsigned i = 0; 1 + children + i < n; i++)
		if (s->poll[1 + children + i].revents != 0 &&
		    s->all.n < s->all.room)
			take_connection(s, &s->socket[i]);
	/* last: it moves children and may close the listeners */
	if (s->poll[0].revents != 0)
		take_signals(s);
}

enum netrt_rc
netrt_serve_run(struct netrt_serve *s, struct netrt_err *e)
{
	bool told = false;

	if (netrt_sessions_init(&s->all, s->tool, e) != NETRT_OK)
		return e->rc;
	s->poll = calloc(1 + s->all.room + NETRT_SOCKETS_MAX,
	    sizeof *s->poll);
	if (s->poll == NULL)
		return netrt_err_errno(e, "out of memory");
	while (!s->all.stopping || s->all.n > 0) {
		turn(s);
		if (!s->all.stopping || netrt_clock_get() < s->until)
			continue;
		netrt_sessions_signal(&s->all, told ? SIGKILL : SIGTERM);
		s->until = netrt_clock_get() + ABORT_S;
		told = true;
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_serve_open(struct netrt_tool *t, const struct netrt_working *w,
    struct netrt_serve **out, struct netrt_err *e)
{
	struct netrt_serve *s = calloc(1, sizeof *s);
	sigset_t set;
	enum netrt_rc rc;

	*out = NULL;
	if (s == NULL)
		return netrt_err_errno(e, "out of memory");
	s->tool = t;
	s->working = w;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	rc = s->signals < 0 ? netrt_err_errno(e, "signalfd") :
	    netrt_bind(t->cfg, s->socket, &s->nsockets, e);
	if (rc == NETRT_OK)
		*out = s;
	else
		netrt_serve_close(s);
	return rc;
}

void
netrt_serve_close(struct netrt_serve *s)
{
	if (s == NULL)
		return;
	for (unsigned i = 0; i < s->nsockets; i++)
		if (s->socket[i].fd >= 0)
			close(s->socket[i].fd);
	if (s->signals >= 0)
		close(s->signals);
	netrt_sessions_free(&s->all);
	free(s->poll);
	free(s);
}

enum netrt_rc
netrt_serve_announce(const struct netrt_serve *s, const char *file,
    struct netrt_err *e)
{
	char ports[NETRT_SOCKETS_MAX * 8], *p = ports;

	for (unsigned i = 0; i < s->nsockets; i++) {
		const struct netrt_socket *k = &s->socket[i];

		netrt_log_write(s->tool->log, NETRT_INFO,
		    "listening on %s port %u as %s", k->address, k->port,
		    k->listener->ae_title);
		if (!s->tool->cfg->logging.console)
			fprintf(stderr, "%s: listening on %s port %u as %s\n",
			    s->tool->name, k->address, k->port,
			    k->listener->ae_title);
		p += sprintf(p, "%u\n", k->port);
	}
	if (file == NULL || netrt_fs_write(AT_FDCWD, file, ports,
	    (size_t)(p - ports), e) == NETRT_OK)
		return NETRT_OK;
	if (e->rc == NETRT_DATA || e->rc == NETRT_NOINPUT)
		e->rc = NETRT_USAGE;	/* a path that leads nowhere */
	return netrt_err_prefix(e, "-p");
}
