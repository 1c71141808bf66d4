/*
 * The relay's timers, with a peer and a storescp of two sockets that do
 * nothing by themselves.
 */
#include <sys/socket.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "relay.h"
#include "../tap.h"

static int peer[2], scp[2];
static bool disk_full;
static unsigned overs;
static struct netrt_relay r;
static struct netrt_err err;
static enum netrt_end end;

static unsigned
store(void *ctx, const struct netrt_command *rq, long long bytes,
    unsigned status)
{
	(void)ctx, (void)rq, (void)bytes;
	return status;
}

static void
echo(void *ctx, unsigned status)
{
	(void)ctx, (void)status;
}

static bool
full(void *ctx)
{
	(void)ctx;
	return disk_full;
}

static void
over(void *ctx)
{
	uint8_t p[16];

	(void)ctx;
	/* the peer has not heard of it yet */
	overs += recv(peer[1], p, sizeof p, MSG_PEEK | MSG_DONTWAIT) < 0;
}

static void
begin(double idle_s, double scp_s)
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, peer) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, scp) != 0)
		exit(99);
	fcntl(peer[0], F_SETFL, O_NONBLOCK);
	fcntl(scp[0], F_SETFL, O_NONBLOCK);
	fcntl(peer[1], F_SETFL, O_NONBLOCK);
	r = (struct netrt_relay){ .peer = peer[0], .scp = scp[0], .stop = -1,
	    .finish = -1,
	    .idle_s = idle_s, .scp_s = scp_s, .answer_s = 30,
	    .max_object = 1 << 20, .store = store, .echo = echo, .full = full,
	    .over = over };
	overs = 0;
	disk_full = false;
}

static void
finish(void)
{
	for (int i = 0; i < 2; i++) {
		close(peer[i]);
		close(scp[i]);
	}
}

/* A C-STORE-RQ and its data set. */
static void
send_object(void)
{
	static const uint8_t pdu[] = {
		4, 0, 0, 0, 0, 46, 0, 0, 0, 42, 1, 3,
		0, 0, 0, 1, 2, 0, 0, 0, 1, 0,
		0, 0, 0x10, 1, 2, 0, 0, 0, 7, 0,
		0, 0, 0, 8, 2, 0, 0, 0, 0, 0,
		0, 0, 0, 0x10, 2, 0, 0, 0, '1', 0,
		4, 0, 0, 0, 0, 8, 0, 0, 0, 4, 1, 2, 'a', 'b',
	};

	if (write(peer[1], pdu, sizeof pdu) != (ssize_t)sizeof pdu)
		exit(99);
}

static void
run(void)
{
	if (netrt_relay_run(&r, (const uint8_t *)"rq", 2, &end, &err) !=
	    NETRT_OK)
		exit(99);
}

/* What the peer got, as types of PDUs. */
static const char *
heard(void)
{
	static char types[64];
	uint8_t p[4096];
	ssize_t n = read(peer[1], p, sizeof p);
	size_t k = 0;

	for (ssize_t at = 0; at + 6 <= n && k < sizeof types - 1;
	    at += 6 + (ssize_t)netrt_pdu_length(p + at))
		types[k++] = (char)('0' + p[at]);
	types[k] = '\0';
	return types;
}

static void
ends(enum netrt_end want, const char *pdus, const char *what)
{
	is(netrt_end_name(end), netrt_end_name(want), what);
	ok(overs == 1, "the caller knew of it first");
	is(heard(), pdus, "and what the peer hears");
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	begin(30, 0.3);
	send_object();
	run();
	ends(NETRT_END_STORESCP, "7", "storescp does not answer");
	finish();

	begin(30, 30);
	r.answer_s = 0.3;
	run();
	ends(NETRT_END_STORESCP, "7", "it does not answer the request");
	finish();

	begin(30, 30);
	disk_full = true;
	send_object();
	run();
	ends(NETRT_END_FULL, "47", "it does not, for the disk is full");
	finish();

	begin(30, 30);
	disk_full = true;
	send_object();
	fflush(stdout);
	if (fork() == 0) {	/* it ends when it has all */
		uint8_t p[66];
		size_t n = 0;

		while (n < sizeof p) {
			ssize_t k = read(scp[1], p, sizeof p - n);

			if (k <= 0)
				break;
			n += (size_t)k;
		}
		_exit(0);
	}
	close(scp[1]);
	scp[1] = -1;
	run();
	ends(NETRT_END_FULL, "47", "it has ended, for the disk is full");
	finish();

	begin(0.3, 30);
	run();
	ends(NETRT_END_IDLE, "7", "a silent peer");
	finish();

	begin(30, 30);
	shutdown(peer[1], SHUT_WR);
	run();
	ends(NETRT_END_CLOSED, "", "a peer that hangs up");
	finish();

	begin(30, 30);
	int stop[2];

	if (pipe(stop) != 0 || write(stop[1], "x", 1) != 1)
		exit(99);
	r.stop = stop[0];
	run();
	ends(NETRT_END_STOPPED, "7", "told to stop");
	finish();

	/* A peer that takes nothing: its side of the socket is full. */
	begin(0.3, 30);
	static uint8_t junk[1 << 20], rp[10] = { 2, 0, 0, 0, 0, 4 };

	while (write(peer[0], junk, sizeof junk) > 0)
		;
	if (write(scp[1], rp, sizeof rp) != (ssize_t)sizeof rp)
		exit(99);
	run();
	is(netrt_end_name(end), "stalled", "a peer that does not read");
	finish();
	return done();
}
