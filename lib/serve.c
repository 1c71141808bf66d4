/* The super-server: see serve.h. */
#define _GNU_SOURCE
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

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

#define HALF_MAX	32	/* connections not yet, or never, admitted */
#define HALF_S		1.0	/* what each is sure of when they are many */
#define GRACE_S		15	/* for open associations, at the end */
#define ABORT_S		5	/* for the sessions to abort them */

struct child {
	pid_t pid;
	int control;
	bool open;			/* its association was admitted */
	bool gave_way;			/* it was ended before that */
	double since;
	char peer[NETRT_ADDRESS_LEN];
};

struct netrt_serve {
	struct netrt_tool *tool;
	const struct netrt_working *working;
	struct netrt_socket socket[NETRT_SOCKETS_MAX];
	unsigned nsockets;
	int signals;
	struct child *child;
	struct pollfd *poll;
	unsigned n, room, open;		/* children; of them admitted */
	bool stopping;
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
	for (unsigned i = 0; i < s->n; i++)
		close(s->child[i].control);
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
	struct child *c = &s->child[s->n];
	pid_t me = getpid();
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		netrt_tool_say(s->tool, NETRT_ERROR, "connection from %s "
		    "closed: %s", peer, strerror(errno));
		return;
	}
	fflush(NULL);
	c->pid = fork();
	if (c->pid == 0) {
		close(pair[0]);
		session(s, fd, pair[1], l, peer, me);
	}
	close(pair[1]);
	if (c->pid < 0) {
		netrt_tool_say(s->tool, NETRT_ERROR, "connection from %s "
		    "closed: fork: %s", peer, strerror(errno));
		close(pair[0]);
		return;
	}
	c->control = pair[0];
	c->open = c->gave_way = false;
	c->since = netrt_clock_get();
	snprintf(c->peer, sizeof c->peer, "%s", peer);
	s->n++;
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

/* A session asks for a place. */
static void
answer(struct netrt_serve *s, struct child *c)
{
	char yes = NETRT_ROOM_YES;
	unsigned same = 0;

	if (recv(c->control, c->peer, sizeof c->peer, MSG_DONTWAIT) !=
	    (ssize_t)sizeof c->peer) {
		/* it ended: SIGCHLD follows */
		close(c->control);
		c->control = -1;
		return;
	}
	c->peer[sizeof c->peer - 1] = '\0';
	for (unsigned i = 0; i < s->n; i++)
		same += s->child[i].open &&
		    strcmp(s->child[i].peer, c->peer) == 0;
	if (s->stopping)
		yes = NETRT_ROOM_ENDING;
	else if (s->open >= s->tool->cfg->listener.max_associations)
		yes = NETRT_ROOM_FULL;
	else if (same >= s->tool->cfg->listener.max_associations_per_peer)
		yes = NETRT_ROOM_FULL_FOR_PEER;
	c->open = yes == NETRT_ROOM_YES;
	s->open += c->open;
	(void)!send(c->control, &yes, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void
log_death(const struct netrt_serve *s, const struct child *c, int sig)
{
	if (!c->gave_way) {
		netrt_tool_say(s->tool, NETRT_ERROR, "the session with %s "
		    "died of signal %d (%s)", c->peer, sig, strsignal(sig));
		return;
	}
	netrt_tool_say(s->tool, NETRT_WARNING, "connection from %s closed: no "
	    "association request within %.0f s, and others wait", c->peer,
	    HALF_S);
	netrt_log_event(s->tool->log, "ASSOCIATION_REFUSED", "peer", c->peer,
	    "reason", "crowded", NULL);
}

static void
reap(struct netrt_serve *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		unsigned i = 0;

		while (i < s->n && s->child[i].pid != pid)
			i++;
		if (i == s->n)
			continue;
		if (WIFSIGNALED(status))
			log_death(s, &s->child[i], WTERMSIG(status));
		s->open -= s->child[i].open;
		if (s->child[i].control >= 0)
			close(s->child[i].control);
		s->child[i] = s->child[--s->n];
	}
}

static void
signal_all(const struct netrt_serve *s, int sig)
{
	for (unsigned i = 0; i < s->n; i++)
		kill(s->child[i].pid, sig);
}

/* ---- the loop ---- */

static void
stop(struct netrt_serve *s)
{
	if (s->stopping)
		return;
	s->stopping = true;
	s->until = netrt_clock_get() + GRACE_S;
	for (unsigned i = 0; i < s->nsockets; i++)
		close(s->socket[i].fd);
	s->nsockets = 0;
	for (unsigned i = 0; i < s->n; i++)
		if (s->child[i].open)
			(void)!send(s->child[i].control, "", 1,
			    MSG_NOSIGNAL | MSG_DONTWAIT);
	if (s->n > 0)
		netrt_tool_say(s->tool, NETRT_INFO, "ending: %u associations "
		    "have %d s to finish", s->n, GRACE_S);
}

static void
take_signals(struct netrt_serve *s)
{
	struct signalfd_siginfo si;

	while (read(s->signals, &si, sizeof si) == (ssize_t)sizeof si)
		if (si.ssi_signo == SIGTERM || si.ssi_signo == SIGINT)
			stop(s);
	reap(s);
}

/*
 * When the places for those who have not asked for an association are all
 * taken, the oldest gives way: a few that keep silent must not shut out the
 * others for the whole acse_timeout_seconds.  Milliseconds until it does, or
 * -1.  There is nothing yet that KILL could harm.
 */
static int
make_way(struct netrt_serve *s)
{
	struct child *oldest = NULL;
	unsigned half = 0;
	double left;

	for (unsigned i = 0; i < s->n; i++) {
		struct child *c = &s->child[i];

		if (c->open || c->gave_way)
			continue;
		half++;
		if (oldest == NULL || c->since < oldest->since)
			oldest = c;
	}
	if (half < HALF_MAX)
		return -1;
	left = oldest->since + HALF_S - netrt_clock_get();
	if (left > 0)
		return (int)(1000 * left) + 1;
	oldest->gave_way = kill(oldest->pid, SIGKILL) == 0;
	return -1;
}

/* Signals, then the children, then the listeners while there is room. */
static unsigned
watch(struct netrt_serve *s)
{
	unsigned n = 0;

	s->poll[n++] = (struct pollfd){ .fd = s->signals, .events = POLLIN };
	for (unsigned i = 0; i < s->n; i++)
		s->poll[n++] = (struct pollfd){ .fd = s->child[i].control,
		    .events = POLLIN };
	if (s->n - s->open < HALF_MAX && s->n < s->room)
		for (unsigned i = 0; i < s->nsockets; i++)
			s->poll[n++] = (struct pollfd){
			    .fd = s->socket[i].fd, .events = POLLIN };
	return n;
}

static void
turn(struct netrt_serve *s)
{
	unsigned children = s->n, n = watch(s);
	int ms = s->stopping ? 200 : make_way(s);

	if (poll(s->poll, n, ms) <= 0)
		return;
	for (unsigned i = 0; i < children; i++)
		if (s->poll[1 + i].revents != 0)
			answer(s, &s->child[i]);
	for (unsigned i = 0; 1 + children + i < n; i++)
		if (s->poll[1 + children + i].revents != 0 &&
		    s->n < s->room)
			take_connection(s, &s->socket[i]);
	/* last: it moves children and may close the listeners */
	if (s->poll[0].revents != 0)
		take_signals(s);
}

enum netrt_rc
netrt_serve_run(struct netrt_serve *s, struct netrt_err *e)
{
	bool told = false;

	s->room = s->tool->cfg->listener.max_associations + HALF_MAX;
	s->child = calloc(s->room, sizeof *s->child);
	s->poll = calloc(1 + s->room + NETRT_SOCKETS_MAX, sizeof *s->poll);
	if (s->child == NULL || s->poll == NULL)
		return netrt_err_errno(e, "out of memory");
	while (!s->stopping || s->n > 0) {
		turn(s);
		if (!s->stopping || netrt_clock_get() < s->until)
			continue;
		signal_all(s, told ? SIGKILL : SIGTERM);
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
	free(s->child);
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
