/*
 * scpfake: a storage SCP that does what its script says.
 *
 *	scpfake [-l LOG] [-m COMMENT] [-p PORT] [-t SYNTAX] WORD...
 *
 * It listens on 127.0.0.1, prints the port, and serves one association after
 * the other until it is killed.  Each event takes the next WORD that is
 * meant for it; the last word stays for ever.
 *
 * For an association (when such a word is next):
 *	rj-temp		A-ASSOCIATE-RJ, transient (2/3/1)
 *	rj-perm		A-ASSOCIATE-RJ, permanent (1/1/1)
 *	rj-ae		A-ASSOCIATE-RJ, called AE title not recognized (1/1/7)
 *	close		the connection is closed
 *	mute		nothing is answered
 *	none		accepted, with no presentation context accepted
 * For a C-STORE:
 *	XXXX		status, hexadecimal
 *	die		the connection is closed in the middle of the data set
 *	lost		the object is taken and the connection closed
 *	abort		the object is taken and answered by A-ABORT
 *	hang		nothing is answered any more
 *
 * -t accepts only contexts that propose SYNTAX (else: the first proposed);
 * -m adds an Error Comment; LOG gets a line for each event.
 */
#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PDU_MAX	131072u

static char **word;
static int nwords;
static const char *syntax, *comment = "";
static int logfd = -1;
static uint8_t pdu[PDU_MAX + 6];
static uint8_t answer[65536];

/* One association. */
static struct {
	int s;
	char sop[65], class[65];	/* of the C-STORE being received */
	unsigned command, id;
	const char *verdict;
} as;

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
note(const char *what, const char *a, const char *b)
{
	if (logfd >= 0 && dprintf(logfd, "%s %s %s\n", what, a, b) < 0)
		die("log");
}

/* Take the next word; the last one stays. */
static const char *
take(void)
{
	return nwords > 1 ? nwords--, *word++ : *word;
}

static bool
is(const char *w, const char *list)
{
	char in[16];

	snprintf(in, sizeof in, " %s ", w);
	return strstr(list, in) != NULL;
}

static bool
get(uint8_t *p, size_t n)
{
	while (n > 0) {
		ssize_t r = read(as.s, p, n);

		if (r <= 0)
			return false;
		p += r;
		n -= (size_t)r;
	}
	return true;
}

static bool
put(const uint8_t *p, size_t n)
{
	return send(as.s, p, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static unsigned
be16(const uint8_t *p)
{
	return (unsigned)(p[0] << 8 | p[1]);
}

static unsigned
le16(const void *p)
{
	const uint8_t *b = p;

	return (unsigned)(b[0] | b[1] << 8);
}

static size_t
be32(const uint8_t *p)
{
	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 |
	    p[3];
}

static void
set32(uint8_t *p, size_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (uint8_t)v;
}

/* Read one PDU; false at the end of the connection. */
static bool
pdu_read(size_t *len)
{
	if (!get(pdu, 6))
		return false;
	*len = be32(pdu + 2);
	return *len <= PDU_MAX && get(pdu + 6, *len);
}

/* An item of an A-ASSOCIATE-AC behind p; returns the new end. */
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

/* Answer the presentation context item at p, n bytes long (PS3.8 9.3.2.2). */
static uint8_t *
context(uint8_t *out, const uint8_t *p, size_t n, bool none)
{
	const uint8_t *ts = NULL;
	size_t tslen = 0;
	uint8_t body[80] = { p[0], 0, 0, 0 };

	for (size_t i = 4; i + 4 <= n; i += 4 + be16(p + i + 2)) {
		size_t len = be16(p + i + 2);

		if (p[i] != 0x40 || ts != NULL)
			continue;
		if (syntax == NULL || (len == strlen(syntax) &&
		    memcmp(p + i + 4, syntax, len) == 0)) {
			ts = p + i + 4;
			tslen = len;
		}
	}
	if (none || ts == NULL || tslen > 64) {
		body[2] = none ? 3 : 4;	/* abstract, transfer syntax */
		ts = (const uint8_t *)"1.2.840.10008.1.2";
		tslen = 17;
	}
	return item(out, 0x21, body, (size_t)(item(body + 4, 0x40, ts, tslen) -
	    body));
}

static bool
accept_ac(size_t len, bool none)
{
	static const uint8_t user[] = { 0x51, 0, 0, 4, 0, 2, 0, 0,
	    0x52, 0, 0, 6, '1', '.', '2', '.', '3', '4' };
	uint8_t *out = answer + 74;

	memset(answer, 0, 74);
	answer[0] = 2;
	memcpy(answer + 6, pdu + 6, 68);
	out = item(out, 0x10, "1.2.840.10008.3.1.1.1", 21);
	for (size_t i = 74; i + 4 <= len + 6; i += 4 + be16(pdu + i + 2))
		if (pdu[i] == 0x20)
			out = context(out, pdu + i + 4, be16(pdu + i + 2),
			    none);
	out = item(out, 0x50, user, sizeof user);
	set32(answer + 2, (size_t)(out - answer) - 6);
	return put(answer, (size_t)(out - answer));
}

/* Read until the peer goes away. */
static bool
hang(void)
{
	while (read(as.s, answer, sizeof answer) > 0)
		;
	return false;
}

static bool
reject(uint8_t result, uint8_t source, uint8_t reason)
{
	uint8_t rj[] = { 3, 0, 0, 0, 0, 4, 0, result, source, reason };

	if (put(rj, sizeof rj))
		shutdown(as.s, SHUT_WR);
	return hang();
}

/* The A-ASSOCIATE-RQ; true when the association is open. */
static bool
associate(size_t len)
{
	char called[17] = "", calling[17] = "";
	const char *w = "accept";

	memcpy(called, pdu + 10, 16);
	memcpy(calling, pdu + 26, 16);
	called[strcspn(called, " ")] = calling[strcspn(calling, " ")] = '\0';
	if (is(word[0], " rj-temp rj-perm rj-ae close mute none "))
		w = take();
	note("associate", calling, called);
	if (*w == 'r')
		return strcmp(w, "rj-temp") == 0 ? reject(2, 3, 1) :
		    reject(1, 1, strcmp(w, "rj-ae") == 0 ? 7 : 1);
	if (*w == 'm')
		return hang();
	return *w != 'c' && accept_ac(len, *w == 'n');
}

/* An element of a command set: Implicit VR LE. */
static uint8_t *
element(uint8_t *p, unsigned el, const void *v, size_t n)
{
	size_t even = n + (n & 1);
	uint8_t head[8] = { 0, 0, (uint8_t)el, (uint8_t)(el >> 8),
	    (uint8_t)even, (uint8_t)(even >> 8) };

	memcpy(p, head, 8);
	p[7 + even] = el == 0x902 ? ' ' : '\0';
	memcpy(p + 8, v, n);
	return p + 8 + even;
}

#define U16(v)	(uint8_t[]){ (uint8_t)(v), (uint8_t)((v) >> 8) }, 2
static bool
respond(unsigned status, uint8_t pc)
{
	uint8_t *cmd = answer + 12, *p = cmd + 12;

	p = element(p, 2, as.class, strlen(as.class));
	p = element(p, 0x100, U16(as.command | 0x8000));
	p = element(p, 0x120, U16(as.id));
	p = element(p, 0x800, U16(0x101));
	p = element(p, 0x900, U16(status));
	if (status != 0 && *comment != '\0') {
		p = element(p, 0x901, "\x10\0\x20\0", 4);
		p = element(p, 0x902, comment, strlen(comment));
	}
	if (*as.sop)
		p = element(p, 0x1000, as.sop, strlen(as.sop));
	size_t n = (size_t)(p - cmd) - 12;
	element(cmd, 0, (uint8_t[]){ (uint8_t)n, (uint8_t)(n >> 8), 0, 0 }, 4);
	answer[0] = 4;
	set32(answer + 2, (size_t)(p - answer) - 6);
	set32(answer + 6, (size_t)(p - answer) - 10);
	answer[10] = pc;
	answer[11] = 3;
	return put(answer, (size_t)(p - answer));
}

/* A whole command set in one PDV. */
static bool
command(const uint8_t *p, size_t n, uint8_t pc)
{
	*as.sop = '\0';
	for (size_t i = 0; i + 8 <= n;) {
		unsigned el = le16(p + i + 2), len = le16(p + i + 4);
		const char *v = (const char *)p + i + 8;

		if (el == 0x2)
			snprintf(as.class, 65, "%.*s", (int)len, v);
		else if (el == 0x100)
			as.command = le16(v);
		else if (el == 0x110)
			as.id = le16(v);
		else if (el == 0x1000)
			snprintf(as.sop, 65, "%.*s", (int)len, v);
		i += 8 + len;
	}
	if (as.command == 0x30) {
		note("echo", "-", "-");
		return respond(0, pc);
	}
	as.verdict = take();
	if (strcmp(as.verdict, "die") != 0)
		return true;
	note("store", as.sop, as.verdict);
	return false;
}

/* The data set is whole. */
static bool
stored(uint8_t pc)
{
	static const uint8_t abort_pdu[] = { 7, 0, 0, 0, 0, 4, 0, 0, 2, 0 };

	note("store", as.sop, as.verdict);
	if (strcmp(as.verdict, "abort") == 0)
		put(abort_pdu, sizeof abort_pdu);
	if (strcmp(as.verdict, "lost") == 0)
		return false;
	if (strspn(as.verdict, "0123456789abcdef") != 4)
		return hang();
	return respond((unsigned)strtoul(as.verdict, NULL, 16), pc);
}

static bool
data(size_t len)
{
	for (size_t i = 6; i + 6 <= len + 6; i += 4 + be32(pdu + i)) {
		uint8_t pc = pdu[i + 4], flags = pdu[i + 5];

		if ((flags & 1) != 0 &&
		    !command(pdu + i + 6, be32(pdu + i) - 2, pc))
			return false;
		if (flags == 2 && !stored(pc))
			return false;
	}
	return true;
}

static void
serve(void)
{
	static const uint8_t release[] = { 6, 0, 0, 0, 0, 4, 0, 0, 0, 0 };
	size_t len;

	while (pdu_read(&len))
		if (!(pdu[0] == 1 && associate(len)) &&
		    !(pdu[0] == 4 && data(len)))
			break;
	if (pdu[0] == 5) {
		note("release", "-", "-");
		put(release, sizeof release);
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t alen = sizeof a;
	int c, one = 1, l = socket(AF_INET, SOCK_STREAM, 0);

	while ((c = getopt(argc, argv, "l:m:p:t:")) != -1) {
		if (c == 'l' && (logfd = open(optarg, O_WRONLY | O_CREAT |
		    O_APPEND, 0600)) < 0)
			die(optarg);
		if (c == 'm')
			comment = optarg;
		if (c == 'p')
			a.sin_port = htons((uint16_t)atoi(optarg));
		if (c == 't')
			syntax = optarg;
	}
	word = argv + optind;
	if ((nwords = argc - optind) < 1)
		return 2;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (l < 0 || bind(l, (struct sockaddr *)&a, alen) != 0 ||
	    listen(l, 16) != 0 || getsockname(l, (struct sockaddr *)&a,
	    &alen) != 0)
		die("listen");
	printf("%u\n", (unsigned)ntohs(a.sin_port));
	fflush(stdout);
	for (;;) {
		if ((as.s = accept(l, NULL, NULL)) < 0)
			die("accept");
		setsockopt(as.s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		serve();
		close(as.s);
	}
}
