/* The PROXY header: its form, and reading it from a connection. */
#include <sys/socket.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "admit.h"
#include "proxy.h"
#include "../tap.h"

#define GOOD	"PROXY TCP4 192.0.2.7 127.0.0.1 40000 104"

/* What a line says, or "refused". */
static const char *
parsed(const char *line)
{
	static char address[NETRT_ADDRESS_LEN];
	struct netrt_err e;

	strcpy(address, "127.0.0.1");
	return netrt_proxy_parse(line, address, &e) == NETRT_OK ? address :
	    "refused";
}

static void
forms(void)
{
	static const char *const bad[] = {
		"", "PROXY", "PROXY ", "proxy TCP4 192.0.2.7 127.0.0.1 1 1",
		"PROXY TCP4 192.0.2.7 127.0.0.1 40000",
		"PROXY TCP4 192.0.2.7 127.0.0.1 40000 104 ",
		"PROXY TCP4 192.0.2.7 127.0.0.1 40000 104 1",
		"PROXY TCP4  192.0.2.7 127.0.0.1 40000 104",
		"PROXY  TCP4 192.0.2.7 127.0.0.1 40000 104",
		"PROXY TCP4 192.0.2.7\t127.0.0.1 40000 104",
		"PROXY TCP4 x 127.0.0.1 40000 104",
		"PROXY TCP4 192.0.2.7 x 40000 104",
		"PROXY TCP4 2001:db8::7 ::1 40000 104",
		"PROXY TCP6 192.0.2.7 127.0.0.1 40000 104",
		"PROXY TCP5 192.0.2.7 127.0.0.1 40000 104",
		"PROXY TCP4 192.0.2.7 127.0.0.1 65536 104",
		"PROXY TCP4 192.0.2.7 127.0.0.1 -1 104",
		"PROXY TCP4 192.0.2.7 127.0.0.1 040 104",
		"PROXY TCP4 192.0.2.7 127.0.0.1 1 +1",
		"PROXY TCP4 192.0.2.256 127.0.0.1 1 1",
		"PROXY UNKNOWNS", "PROXY LOCAL", "GET / HTTP/1.1"
	};

	is(parsed(GOOD), "192.0.2.7", "IPv4");
	is(parsed("PROXY TCP4 255.255.255.255 255.255.255.255 65535 0"),
	    "255.255.255.255", "the longest of IPv4");
	is(parsed("PROXY TCP6 2001:DB8::7 ::1 40000 104"), "2001:db8::7",
	    "IPv6");
	is(parsed("PROXY TCP6 ::ffff:192.0.2.7 ::1 40000 104"), "192.0.2.7",
	    "a mapped address is what it is");
	is(parsed("PROXY UNKNOWN"), "unknown", "UNKNOWN is not the proxy");
	is(parsed("PROXY UNKNOWN 192.0.2.7 127.0.0.1 1 1"), "unknown",
	    "whatever stands behind it");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		is(parsed(bad[i]), "refused", bad[i]);
}

/* Each n bytes of a good one leave hope, until it is whole. */
static void
looks(void)
{
	static const char good[] = GOOD "\r\n";
	const size_t len = sizeof good - 1;
	char longest[NETRT_PROXY_MAX + 2] = "PROXY UNKNOWN ";
	bool hope = true;

	for (size_t n = 0; n < len; n++)
		hope = hope && netrt_proxy_look(good, n) == NETRT_PROXY_MORE;
	ok(hope, "byte by byte");
	ok(netrt_proxy_look(good, len) == NETRT_PROXY_WHOLE, "whole");
	memset(longest + 14, 'x', NETRT_PROXY_MAX - 14);
	ok(netrt_proxy_look(longest, NETRT_PROXY_MAX) == NETRT_PROXY_NONE,
	    "107 bytes without an end");
	memcpy(longest + NETRT_PROXY_MAX - 2, "\r\n", 2);
	ok(netrt_proxy_look(longest, NETRT_PROXY_MAX) == NETRT_PROXY_WHOLE,
	    "107 bytes");
	memcpy(longest + NETRT_PROXY_MAX - 2, "x\r\n", 3);
	ok(netrt_proxy_look(longest, NETRT_PROXY_MAX) == NETRT_PROXY_NONE,
	    "108 bytes");
	ok(netrt_proxy_look("PROXY X\n", 8) == NETRT_PROXY_NONE, "LF alone");
	ok(netrt_proxy_look("PROXY \0", 7) == NETRT_PROXY_NONE, "a NUL");
	ok(netrt_proxy_look("\1", 1) == NETRT_PROXY_NONE, "a PDU");
}

/* What becomes of these bytes, written in pieces with pauses between them,
 * on a listener with proxy or without. */
static const char *
admitted(bool proxy, const char *bytes, size_t n, size_t piece, long pause_ms,
    struct netrt_guest *g)
{
	struct netrt_config cfg = { .listener.acse_timeout_s = 0.5 };
	struct netrt_listener l = { .proxy = proxy };
	const struct timespec t = { .tv_nsec = pause_ms * 1000000 };
	struct netrt_admission a;
	pid_t pid;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return "socketpair";
	fflush(NULL);
	if ((pid = fork()) == 0) {
		close(pair[0]);
		for (size_t i = 0; i < n; i += piece) {
			if (write(pair[1], bytes + i, piece < n - i ? piece :
			    n - i) < 0)
				break;
			nanosleep(&t, NULL);
		}
		/* until it is closed */
		(void)!read(pair[1], &(char){ 0 }, 1);
		_exit(0);
	}
	close(pair[1]);
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	*g = (struct netrt_guest){ .fd = pair[0], .stop = -1,
	    .finish = -1, .peer = "127.0.0.1" };
	a = netrt_admit_read(&cfg, &l, g);
	close(pair[0]);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	free(g->pdu);
	return a.why == NULL ? "admitted" : a.why;
}

/* A whole request, behind nothing, one or two headers. */
static size_t
request(char *out, const char *head)
{
	static const unsigned char fixed[74] = { 1, 0, 0, 0, 0, 68, 0, 1 };
	size_t n = strlen(head);

	memcpy(out, head, n);
	memcpy(out + n, fixed, sizeof fixed);
	memset(out + n + 10, 'A', 32);
	return n + sizeof fixed;
}

static void
reads(void)
{
	struct netrt_guest g;
	char p[512];
	size_t n = request(p, GOOD "\r\n");
	const char *whole = admitted(true, p, n, n, 0, &g), *bytes;

	is(whole, "malformed-request", "the request behind it is read, and empty");
	is(g.peer, "192.0.2.7", "the peer behind the proxy");
	bytes = admitted(true, p, n, 1, 0, &g);
	is(bytes, whole, "byte by byte it is the same");
	is(g.peer, "192.0.2.7", "the same peer");
	n = request(p, "");
	is(admitted(false, p, n, n, 0, &g), whole,
	    "and as without one elsewhere");
	is(admitted(true, p, n, n, 0, &g), "proxy-header", "no header");
	n = request(p, GOOD "\r\n" GOOD "\r\n");
	is(admitted(true, p, n, n, 0, &g), "no-association-request",
	    "a second header is no request");
	is(g.peer, "192.0.2.7", "and does not change the peer");
	n = request(p, GOOD "\r\n");
	is(admitted(false, p, n, n, 0, &g), "no-association-request",
	    "a header where none belongs");
	is(g.peer, "127.0.0.1", "does not change the peer either");
	is(admitted(true, "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\xc", 16, 16, 0,
	    &g), "proxy-version-2", "version 2 has a reason of its own");
	is(admitted(true, GOOD, 12, 12, 0, &g), "timeout",
	    "half a header: one deadline");
	is(admitted(true, p, n, 1, 20, &g), "timeout",
	    "bytes that come slowly do not extend it");
	is(admitted(true, "", 0, 1, 0, &g), "timeout", "nothing");
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	forms();
	looks();
	reads();
	return done();
}
