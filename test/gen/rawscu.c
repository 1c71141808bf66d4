/*
 * rawscu [options] HOST PORT [FILE...]: a peer that sends DICOM files bit by
 * bit as they are, and misbehaves on request.
 *
 *	-a CALLED -c CALLING	AE titles
 *	-u UID -k UID	SOP instance, class in the command, if not the file's
 *	-s UID		class of the contexts, if not the file's
 *	-l LINE		say this line first (a PROXY header)
 *	-p BYTES	of a data PDV (16000)
 *	-x WHAT		how to misbehave:
 *	   silent	connect, wait to be closed
 *	   half-rq	send 40 bytes of the request, wait to be closed
 *	   stall-rq	all but its last byte, wait to be closed
 *	   look		hang up at once
 *	   garbage	no DICOM at all
 *	   huge-rq	a request of 4 GiB
 *	   old		protocol version 2 only
 *	   hold		associate, then wait for a line on stdin
 *	   hold-mid	half of the first object, wait for a line on stdin
 *	   abort-mid	half of an object, then A-ABORT
 *	   release-mid	half of an object, then A-RELEASE-RQ
 *	   close-mid	half of an object, then close
 *	   stall-mid	half of an object, then wait to be closed
 *	   huge-pdu	a P-DATA of 2 GiB
 *	   no-wait	all objects without waiting for responses
 *	   hold-end	wait to be closed when all are sent
 *	   for-ever	the first object again and again
 *
 * Prints what it hears, one a line: accepted, rejected RESULT SOURCE REASON,
 * status XXXX, released, release (asked for, which is answered), aborted
 * SOURCE REASON, closed.  Exit 0 when it came
 * to its end.
 */
#define _GNU_SOURCE
#include <sys/socket.h>
#include <sys/stat.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "part10.h"
#include "pdu.h"

static int sock;
static const char *called = "NETRT", *calling = "RAWSCU", *mode = "";
static const char *command_uid, *command_class, *context_class;
static size_t fragment = 16000;

struct object {
	struct netrt_part10 m;
	uint8_t *p;		/* the data set */
	size_t n;
};

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static int
is_mode(const char *m)
{
	return strcmp(mode, m) == 0;
}

/* ---- bytes ---- */

static void
put(const void *p, size_t n)
{
	const char *q = p;

	while (n > 0) {
		ssize_t k = send(sock, q, n, MSG_NOSIGNAL);

		if (k <= 0) {
			printf("closed\n");
			exit(0);
		}
		q += k;
		n -= (size_t)k;
	}
}

static void
head(uint8_t type, size_t n)
{
	const uint8_t p[6] = { type, 0, (uint8_t)(n >> 24),
		(uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };

	put(p, sizeof p);
}

static int
get(void *p, size_t n)
{
	return recv(sock, p, n, MSG_WAITALL) == (ssize_t)n;
}

/* Read a PDU and say what it is; its type, or 0 at the end. */
static int
hear(uint8_t *p, size_t room)
{
	struct netrt_command c;
	struct netrt_err e;
	uint32_t n;

	fflush(stdout);
	if (!get(p, 6) || (n = netrt_pdu_length(p)) > room - 6 ||
	    !get(p + 6, n)) {
		printf("closed\n");
		return 0;
	}
	if (p[0] == NETRT_PDU_RJ)
		printf("rejected %d %d %d\n", p[7], p[8], p[9]);
	if (p[0] == NETRT_PDU_ABORT)
		printf("aborted %d %d\n", p[8], p[9]);
	if (p[0] == NETRT_PDU_AC)
		printf("accepted\n");
	if (p[0] == NETRT_PDU_RELEASE_RQ)
		printf("release\n");
	if (p[0] == NETRT_PDU_RELEASE_RP)
		printf("released\n");
	if (p[0] == NETRT_PDU_DATA && n > 6 &&
	    netrt_command_parse(p + 12, n - 6, &c, &e) == NETRT_OK)
		printf("status %04X\n", c.status);
	fflush(stdout);
	return p[0];
}

static void
wait_line(void)
{
	int ch;

	printf("waiting\n");
	fflush(stdout);
	while ((ch = getchar()) != EOF && ch != '\n')
		;
}

/* An A-RELEASE-RP. */
static void
agree(void)
{
	uint8_t p[NETRT_SHORT_PDU];

	netrt_release_make(p);
	p[0] = NETRT_PDU_RELEASE_RP;
	put(p, sizeof p);
}

/* Hear to the end; a release that is asked for is agreed to. */
static void
wait_closed(void)
{
	static uint8_t p[1 << 16];
	int type;

	while ((type = hear(p, sizeof p)) != 0)
		if (type == NETRT_PDU_RELEASE_RQ)
			agree();
	exit(0);
}

/* ---- objects ---- */

static void
load(const char *path, struct object *o)
{
	struct netrt_err e;
	struct stat st;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &st) != 0)
		fail(path);
	if (netrt_part10_meta(fd, &o->m, &e) != NETRT_OK) {
		fprintf(stderr, "rawscu: %s: %s\n", path, e.msg);
		exit(1);
	}
	o->n = (size_t)(st.st_size - o->m.data_offset);
	if ((o->p = malloc(o->n + 1)) == NULL ||
	    pread(fd, o->p, o->n, o->m.data_offset) != (ssize_t)o->n)
		fail(path);
	close(fd);
	if (o->n % 2 != 0)	/* deflated: PS3.5 A.5 */
		o->p[o->n++] = 0;
}

static uint8_t *
item(uint8_t *p, uint8_t type, const void *v, size_t n)
{
	p[0] = type;
	p[1] = 0;
	p[2] = (uint8_t)(n >> 8);
	p[3] = (uint8_t)n;
	memcpy(p + 4, v, n);
	return p + 4 + n;
}

/* The request: one context for each file, or Verification. */
static size_t
request(uint8_t *p, const struct object *o, size_t n)
{
	static const uint8_t user[] = { 0x51, 0, 0, 4, 0, 0, 0x40, 0,
		0x52, 0, 0, 6, '2', '.', '2', '5', '.', '1' };
	uint8_t *q = p + 74;

	memset(p, 0, 74);
	p[0] = 1;
	p[7] = is_mode("old") ? 2 : 1;
	memset(p + 10, ' ', 32);
	memcpy(p + 10, called, strnlen(called, 16));
	memcpy(p + 26, calling, strnlen(calling, 16));
	q = item(q, 0x10, "1.2.840.10008.3.1.1.1", 21);
	for (size_t i = 0; i < n || i == 0; i++) {
		const char *class = context_class ? context_class :
		    n == 0 ? "1.2.840.10008.1.1" :
		    o[i].m.meta_sop_class;
		const char *ts = n == 0 ? "1.2.840.10008.1.2" :
		    o[i].m.syntax;
		uint8_t v[256] = { (uint8_t)(2 * i + 1) }, *w = v + 4;

		w = item(w, 0x30, class, strlen(class));
		w = item(w, 0x40, ts, strlen(ts));
		q = item(q, 0x20, v, (size_t)(w - v));
	}
	q = item(q, 0x50, user, sizeof user);
	size_t len = (size_t)(q - p) - 6;

	p[4] = (uint8_t)(len >> 8);
	p[5] = (uint8_t)len;
	return len + 6;
}

static uint8_t *
element(uint8_t *p, unsigned el, const void *v, size_t n)
{
	memset(p, 0, 8);
	p[2] = (uint8_t)el;
	p[3] = (uint8_t)(el >> 8);
	p[4] = (uint8_t)(n + n % 2);
	memcpy(p + 8, v, n);
	p[8 + n] = 0;
	return p + 8 + n + n % 2;
}

static void
command(const struct object *o, unsigned id)
{
	uint8_t p[512], *q = p + 12, set[4] = { 0 };
	uint8_t number[2] = { (uint8_t)id, (uint8_t)(id >> 8) };
	const char *uid = command_uid ? command_uid :
	    o->m.meta_sop_instance;
	const char *class = command_class ? command_class :
	    o->m.meta_sop_class;

	q = element(q + 12, 0x0002, class, strlen(class));
	q = element(q, 0x0100, "\1", 2);
	q = element(q, 0x0110, number, 2);
	q = element(q, 0x0700, "\0", 2);
	q = element(q, 0x0800, "\0", 2);
	q = element(q, 0x1000, uid, strlen(uid));
	size_t n = (size_t)(q - p) - 12;

	set[0] = (uint8_t)(n - 12);
	element(p + 12, 0x0000, set, 4);
	memset(p, 0, 12);
	p[0] = 4;
	p[5] = (uint8_t)(n + 6);
	p[9] = (uint8_t)(n + 2);
	p[10] = (uint8_t)(2 * id - 1);
	p[11] = 3;
	put(p, n + 12);
}

static void
misbehave(void)
{
	uint8_t last[NETRT_SHORT_PDU];

	if (is_mode("hold-mid"))
		wait_line();
	if (is_mode("stall-mid"))
		wait_closed();
	if (is_mode("close-mid"))
		exit(0);
	if (is_mode("abort-mid")) {
		netrt_abort_make(last, 0, 0);
		put(last, sizeof last);
		wait_closed();
	}
	if (is_mode("release-mid")) {
		netrt_release_make(last);
		put(last, sizeof last);
		wait_closed();
	}
	if (is_mode("huge-pdu")) {
		head(4, 0x7fffffff);
		wait_closed();
	}
}

static void
data(const struct object *o, unsigned id)
{
	size_t half = o->n / 4 * 2;	/* fragments are even */

	for (size_t at = 0; at < o->n; ) {
		size_t n = o->n - at < fragment ? o->n - at : fragment;
		int half_now = id == 1 && at < half && at + n >= half &&
		    (strstr(mode, "-mid") != NULL || is_mode("huge-pdu"));

		if (half_now)
			n = half - at;
		const uint8_t pdv[6] = { 0, 0, (uint8_t)((n + 2) >> 8),
			(uint8_t)(n + 2), (uint8_t)(2 * id - 1),
			at + n == o->n ? 2 : 0 };

		if (n + 2 > 0xffff)
			exit(64);
		head(4, n + 6);
		put(pdv, 6);
		put(o->p + at, n);
		at += n;
		if (half_now)
			misbehave();
	}
}

static void
stores(const struct object *o, size_t n)
{
	static uint8_t p[1 << 16];
	int wait = !is_mode("no-wait"), type;

	for (size_t i = 0; i < n; i++) {
		command(&o[i], (unsigned)i + 1);
		data(&o[i], (unsigned)i + 1);
		if (!wait || (type = hear(p, sizeof p)) == NETRT_PDU_DATA)
			continue;
		if (type == NETRT_PDU_RELEASE_RQ) {
			agree();
			wait_closed();
		}
		exit(0);
	}
	for (size_t i = 0; i < n && is_mode("no-wait"); i++)
		if (hear(p, sizeof p) != NETRT_PDU_DATA)
			exit(0);
}

static void
dial(const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *ai;
	int one = 1;

	if (getaddrinfo(host, port, &hints, &ai) != 0 ||
	    (sock = socket(ai->ai_family, SOCK_STREAM, 0)) < 0 ||
	    connect(sock, ai->ai_addr, ai->ai_addrlen) != 0)
		fail("connect");
	freeaddrinfo(ai);
	setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static void
talk(const struct object *o, size_t n)
{
	static uint8_t p[1 << 16];
	uint8_t release[NETRT_SHORT_PDU];
	size_t len = request(p, o, n);

	if (is_mode("look")) {
		shutdown(sock, SHUT_WR);
		wait_closed();
	}
	if (is_mode("silent"))
		wait_closed();
	if (is_mode("garbage")) {
		put("GET / HTTP/1.1\r\n\r\n", 18);
		wait_closed();
	}
	if (is_mode("huge-rq"))
		memset(p + 2, 0xff, 4);
	put(p, is_mode("half-rq") ? 40 : is_mode("stall-rq") ? len - 1 : len);
	if (is_mode("half-rq") || is_mode("stall-rq") || is_mode("huge-rq"))
		wait_closed();
	if (hear(p, sizeof p) != NETRT_PDU_AC)
		exit(0);
	if (is_mode("hold"))
		wait_line();
	do {
		stores(o, n);
	} while (is_mode("for-ever"));
	if (is_mode("hold-end")) {
		printf("waiting\n");
		wait_closed();
	}
	netrt_release_make(release);
	put(release, sizeof release);
	hear(p, sizeof p);
}

int
main(int argc, char **argv)
{
	static struct object *o;	/* static: exit(3) anywhere is no leak */
	const char *line = NULL;
	int ch;

	while ((ch = getopt(argc, argv, "a:c:u:k:s:l:p:x:")) != -1) {
		switch (ch) {
		case 'a': called = optarg; break;
		case 'c': calling = optarg; break;
		case 'u': command_uid = optarg; break;
		case 'k': command_class = optarg; break;
		case 's': context_class = optarg; break;
		case 'l': line = optarg; break;
		case 'p': fragment = strtoul(optarg, NULL, 10); break;
		case 'x': mode = optarg; break;
		default: return 64;
		}
	}
	if (argc - optind < 2 || argc - optind > 130)
		return 64;
	size_t n = (size_t)(argc - optind - 2);
	o = calloc(n + 1, sizeof *o);
	if (o == NULL)
		fail("calloc");
	for (size_t i = 0; i < n; i++)
		load(argv[optind + 2 + (int)i], &o[i]);
	signal(SIGPIPE, SIG_IGN);
	dial(argv[optind], argv[optind + 1]);
	if (line != NULL) {
		put(line, strlen(line));
		put("\r\n", 2);
	}
	talk(o, n);
	return 0;
}
