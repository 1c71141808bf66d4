/* One association between a peer and storescp: see relay.h. */
#define _GNU_SOURCE
#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "dialog.h"

enum { TICK_MS = 500, RELEASE_S = 2 };

struct state {
	struct netrt_relay *r;
	struct netrt_dialog d;
	bool peer_eof, scp_eof;
	bool told;			/* to finish */
	bool over;			/* the caller knows of the end */
	double told_at, release_at;
	/* Monotonic seconds: when the peer was last heard of and took what
	 * was for it; when storescp last took or said something. */
	double heard, sent, scp_moved;
};

/* Read what there is; false at the end of the stream. */
static bool
fill(int fd, struct netrt_buffer *b, long long *count)
{
	ssize_t n;

	if (b->n == b->room)
		return true;
	n = recv(fd, b->p + b->n, b->room - b->n, 0);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	b->n += (size_t)n;
	*count += n;
	return n > 0;
}

/* Write what may be passed on; false when nobody reads it any more. */
static bool
drain(int fd, struct netrt_buffer *b, double *moved)
{
	ssize_t n = send(fd, b->p, b->ready, MSG_NOSIGNAL);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	netrt_buffer_pass(b, (size_t)n);
	*moved = netrt_clock_get();
	return true;
}

/*
 * The answer to a whole object will never come because the disk is full:
 * storescp hangs, or has ended, after a failed last write (DCMTK 3.6.7).
 */
static bool
full(struct state *s)
{
	if (!netrt_dialog_owed(&s->d) || !s->r->full(s->r->ctx))
		return false;
	netrt_err_set(s->d.e, NETRT_TEMP, "the disk is full");
	netrt_dialog_answer(&s->d, s->r->store(s->r->ctx, &s->d.rq,
	    s->d.object, 0xA700));
	netrt_dialog_abort(&s->d, NETRT_END_FULL, 0);
	return true;
}

/* storescp is gone. */
static void
scp_ended(struct state *s)
{
	struct netrt_dialog *d = &s->d;

	s->scp_eof = true;
	d->up.ready = d->up.n = 0;
	if (d->ended || full(s))
		return;
	if (d->releasing || d->released || d->rejected)
		return;		/* once the peer has been told */
	netrt_err_set(d->e, NETRT_SOFTWARE,
	    "storescp ended in the middle of the association");
	netrt_dialog_abort(d, NETRT_END_STORESCP, 0);
}

static void
check_timers(struct state *s)
{
	struct netrt_dialog *d = &s->d;
	bool scp = d->phase == NETRT_WAITING || d->up.ready > 0;
	double t = netrt_clock_get();

	if (d->releasing) {
		if (s->peer_eof || t - s->release_at >= RELEASE_S)
			netrt_dialog_finish(d, NETRT_END_FINISHED);
		return;
	}
	/* storescp would now wait for the peer to hang up */
	if (d->released && d->down.ready == 0)
		netrt_dialog_finish(d, NETRT_END_RELEASED);
	if (d->rejected && d->down.ready == 0)
		netrt_dialog_finish(d, NETRT_END_REJECTED);
	/* nothing more comes, and nothing that is whole is under way */
	if (s->peer_eof && d->phase != NETRT_WAITING && d->up.ready == 0 &&
	    d->type != NETRT_PDU_RELEASE_RQ)
		netrt_dialog_finish(d, NETRT_END_CLOSED);
	if (d->ended || (scp && t - s->scp_moved >= 1 && full(s)))
		return;
	/* it waits for the peer to hang up when it cannot parse a request */
	if (!s->r->accepted && !d->rejected &&
	    t - s->scp_moved >= s->r->answer_s) {
		netrt_err_set(d->e, NETRT_DATA, "storescp did not answer this "
		    "A-ASSOCIATE-RQ within %.0f s", s->r->answer_s);
		netrt_dialog_abort(d, NETRT_END_STORESCP, 0);
	} else if (scp && t - s->scp_moved >= s->r->scp_s) {
		netrt_err_set(d->e, NETRT_SOFTWARE,
		    "storescp did nothing for %.0f s", s->r->scp_s);
		netrt_dialog_abort(d, NETRT_END_STORESCP, 0);
	} else if (d->down.ready > 0 && t - s->sent >= s->r->idle_s) {
		netrt_dialog_finish(d, NETRT_END_STALLED);
	} else if (!scp && d->down.ready == 0 &&
	    t - s->heard >= s->r->idle_s) {
		netrt_dialog_abort(d, NETRT_END_IDLE, 0);
	}
}

/* Milliseconds until a timer may have run out. */
static int
patience(const struct state *s)
{
	const struct netrt_dialog *d = &s->d;
	double left = s->heard + s->r->idle_s - netrt_clock_get();

	if (s->told || d->phase == NETRT_WAITING || d->up.ready > 0 ||
	    d->down.ready > 0 || !s->r->accepted || left > 3600)
		return TICK_MS;
	return left > 0 ? (int)(1000 * left) + 1 : 0;
}

/* Told to finish: is this the moment? */
static void
check_finish(struct state *s)
{
	double t = netrt_clock_get();

	if (!s->told || s->d.releasing || !s->r->accepted ||
	    !netrt_dialog_idle(&s->d))
		return;
	if (t - s->told_at < s->r->grace_s &&
	    (t - s->heard < s->r->quiet_s || t - s->told_at < s->r->quiet_s))
		return;
	netrt_dialog_release(&s->d);
	s->release_at = t;
}

/* What to wait for.  The buffers bound everything: who does not read is not
 * read from. */
static void
watch(const struct state *s, struct pollfd f[4])
{
	const struct netrt_dialog *d = &s->d;

	f[0] = (struct pollfd){ .fd = s->r->peer };
	f[1] = (struct pollfd){ .fd = s->scp_eof ? -1 : s->r->scp };
	f[2] = (struct pollfd){ .fd = s->r->stop, .events = POLLIN };
	f[3] = (struct pollfd){ .fd = s->told ? -1 : s->r->finish,
	    .events = POLLIN };
	if (!s->peer_eof && d->up.n < d->up.room)
		f[0].events |= POLLIN;
	if (d->down.ready > 0)
		f[0].events |= POLLOUT;
	if (f[0].events == 0)
		f[0].fd = -1;		/* or POLLHUP would spin */
	if (d->down.n < d->down.room)
		f[1].events |= POLLIN;
	if (d->up.ready > 0)
		f[1].events |= POLLOUT;
}

static void
from_peer(struct state *s)
{
	static const int one = 1;

	if (!fill(s->r->peer, &s->d.up, &s->r->bytes))
		s->peer_eof = true;
	/* the kernel forgets it: measured */
	setsockopt(s->r->peer, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof one);
	s->heard = netrt_clock_get();
}

static void
upwards(struct state *s)
{
	struct netrt_dialog *d = &s->d;
	enum netrt_phase before;

	/* again when all is passed on: the next PDV may have waited for that */
	do {
		before = d->phase;
		/* each request begins here: what follows one waits for its
		 * answer */
		if (before == NETRT_READY && d->up.ready < d->up.n)
			s->r->begun = netrt_clock_get();
		netrt_dialog_up(d);
		if (before != NETRT_WAITING && d->phase == NETRT_WAITING)
			s->scp_moved = netrt_clock_get();
		if (d->up.ready == 0)
			return;
		/* the end of storescp will come as EOF */
		if (d->releasing ||
		    !drain(s->r->scp, &d->up, &s->scp_moved))
			d->up.ready = d->up.n = 0;
	} while (d->up.ready == 0);
}

static void
downwards(struct state *s)
{
	struct netrt_dialog *d = &s->d;
	enum netrt_phase before = d->phase;
	long long ignored = 0;
	bool more = fill(s->r->scp, &d->down, &ignored);

	size_t ready = d->down.ready;

	netrt_dialog_down(d);
	s->scp_moved = netrt_clock_get();
	/* the peer waited for us */
	if (before != d->phase || ready != d->down.ready)
		s->heard = s->scp_moved;
	if (!more)
		scp_ended(s);
}

/* What is said from here on tells the peer that the association has ended. */
static void
over(struct state *s)
{
	if (!s->over)
		s->r->over(s->r->ctx);
	s->over = true;
}

static void
turn(struct state *s)
{
	struct netrt_dialog *d = &s->d;
	struct pollfd f[4];

	watch(s, f);
	if (poll(f, 4, patience(s)) < 0)
		return;
	if (f[3].revents != 0) {
		s->told = true;
		s->told_at = netrt_clock_get();
	}
	if (f[2].revents != 0)
		netrt_dialog_abort(d, NETRT_END_STOPPED, 0);
	if (f[0].revents != 0 && (f[0].events & POLLIN) != 0)
		from_peer(s);
	if (f[1].revents != 0 && !d->ended)
		downwards(s);
	upwards(s);	/* a response may have set the next request free */
	if (d->released || d->rejected || d->ended)
		over(s);
	if (d->down.ready > 0 &&
	    !drain(s->r->peer, &d->down, &s->sent)) {
		d->down.ready = d->down.n = 0;
		netrt_dialog_finish(d, d->released ? NETRT_END_RELEASED :
		    NETRT_END_CLOSED);
	}
	check_timers(s);
	check_finish(s);
}

/* What is still to be said to the peer, for a short while. */
static void
last_words(struct state *s)
{
	struct pollfd f = { .fd = s->r->peer, .events = POLLOUT };
	double until = netrt_clock_get() + 2;

	while (s->d.down.ready > 0 && netrt_clock_get() < until)
		if (poll(&f, 1, TICK_MS) > 0 &&
		    !drain(s->r->peer, &s->d.down, &s->sent))
			return;
}

enum netrt_rc
netrt_relay_run(struct netrt_relay *r, const uint8_t *rq, size_t n,
    enum netrt_end *end, struct netrt_err *e)
{
	struct state *s = calloc(1, sizeof *s);
	uint8_t *p = malloc(NETRT_SPACE);

	if (s == NULL || p == NULL || n > NETRT_UP) {
		free(s);
		free(p);
		return netrt_err_set(e, NETRT_TEMP, "out of memory");
	}
	e->msg[0] = '\0';
	s->r = r;
	s->d.r = r;
	s->d.e = e;
	netrt_dialog_init(&s->d, p);
	memcpy(s->d.up.p, rq, n);
	s->d.up.n = s->d.up.ready = n;
	s->heard = s->sent = s->scp_moved = netrt_clock_get();
	while (!s->d.ended)
		turn(s);
	over(s);
	last_words(s);
	*end = s->d.end;
	r->unfinished = s->d.phase != NETRT_READY;
	free(s);
	free(p);
	return NETRT_OK;
}

const char *
netrt_end_name(enum netrt_end end)
{
	static const char *const name[] = {
		"released", "finished", "rejected", "aborted", "closed", "idle",
		"stalled", "invalid", "too-large", "storescp", "full",
		"stopped"
	};

	return name[end];
}
