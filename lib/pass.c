/* Pass the bytes of a connection on: see pass.h. */
#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pass.h"

#define ROOM	131072
#define LAST_MS	1000		/* for what a side still says */

/* One direction; what is in p[at..n) is still to be written. */
struct way {
	int from, to;
	size_t at, n;
	bool ended;		/* and that was passed on */
	char p[ROOM];
};

/* A connected socket that does not block, or -1 and errno. */
static int
reach(const struct addrinfo *ai, double connect_s)
{
	static const int on = 1;
	int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK |
	    SOCK_CLOEXEC, 0);
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int err = 0;
	socklen_t n = sizeof err;

	if (fd < 0)
		return -1;
	if (connect(fd, ai->ai_addr, ai->ai_addrlen) != 0) {
		err = errno;
		if (err == EINPROGRESS && poll(&p, 1,
		    (int)(1000 * connect_s)) == 1)
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &n);
		else if (err == EINPROGRESS)
			err = ETIMEDOUT;
	}
	if (err != 0) {
		close(fd);
		errno = err;
		return -1;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

static int
reach_any(const char *host, unsigned port, double connect_s, int log)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV };
	struct addrinfo *all = NULL;
	char number[8];
	int fd = -1;

	snprintf(number, sizeof number, "%u", port);
	int err = getaddrinfo(host, number, &hints, &all);

	if (err != 0) {
		dprintf(log, "unknown host: %s\n", gai_strerror(err));
		return -1;
	}
	for (const struct addrinfo *ai = all; ai != NULL && fd < 0;
	    ai = ai->ai_next)
		fd = reach(ai, connect_s);
	if (fd < 0)
		dprintf(log, "cannot connect: %s\n", strerror(errno));
	freeaddrinfo(all);
	return fd;
}

/* Move what can be moved; false: the connection is gone. */
static bool
move(struct way *w)
{
	ssize_t n;

	if (w->at == w->n && !w->ended) {
		n = recv(w->from, w->p, sizeof w->p, 0);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		w->at = 0;
		w->n = (size_t)n;
		if (n == 0) {
			w->ended = true;
			shutdown(w->to, SHUT_WR);
		}
	}
	if (w->at < w->n) {
		n = send(w->to, w->p + w->at, w->n - w->at, MSG_NOSIGNAL);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		w->at += (size_t)n;
	}
	return true;
}

/* What a way waits for, added to the descriptors of both sides. */
static void
watch(const struct way *w, struct pollfd *from, struct pollfd *to)
{
	if (w->at < w->n)
		to->events |= POLLOUT;
	else if (!w->ended)
		from->events |= POLLIN;
}

void
netrt_pass(int fd, const char *host, unsigned port, double connect_s,
    int log)
{
	static struct way up, down;
	int peer = reach_any(host, port, connect_s, log);

	if (peer < 0)
		return;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	up = (struct way){ .from = fd, .to = peer };
	down = (struct way){ .from = peer, .to = fd };
	while (!up.ended || !down.ended) {
		struct pollfd p[2] = { { .fd = fd }, { .fd = peer } };

		watch(&up, &p[0], &p[1]);
		watch(&down, &p[1], &p[0]);
		/* a side nothing is wanted of would wake us with POLLHUP */
		for (int i = 0; i < 2; i++)
			if (p[i].events == 0)
				p[i].fd = -1;
		if (poll(p, 2, up.ended || down.ended ? LAST_MS : -1) == 0 ||
		    !move(&up) || !move(&down))
			break;
	}
	close(peer);
}
