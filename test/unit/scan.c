/* Many patterns at once, against a plain search. */
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "scan.h"
#include "../tap.h"

static struct netrt_err e;

static struct netrt_scan *
of(const char *const *p, enum netrt_bound bound)
{
	struct netrt_scan *s;

	if (netrt_scan_open(&s, &e) != NETRT_OK)
		exit(99);
	for (; *p != NULL; p++)
		if (netrt_scan_add(s, *p, strlen(*p), bound, 1, &e) != NETRT_OK)
			exit(99);
	if (netrt_scan_build(s, &e) != NETRT_OK)
		exit(99);
	return s;
}

static bool
has(const struct netrt_scan *s, const char *text)
{
	return netrt_scan_find(s, text, strlen(text));
}

static bool
plain(const char *const *p, const char *text)
{
	for (; *p != NULL; p++)
		if (strstr(text, *p) != NULL)
			return true;
	return false;
}

/* All short texts over a small alphabet. */
static void
exhaustive(void)
{
	static const char *const p[] = { "abc", "bd", "aab", "dd", "cabca",
	    NULL };
	struct netrt_scan *s = of(p, NETRT_BOUND_ANY);
	int bad = 0;

	for (unsigned i = 0; i < 1u << 16; i++) {
		char text[9] = "";

		for (int k = 0; k < 8; k++)
			text[k] = (char)('a' + (i >> 2 * k) % 4);
		bad += has(s, text) != plain(p, text);
	}
	ok(bad == 0, "as a plain search on 65536 texts (%d differ)", bad);
	netrt_scan_close(s);
}

static void
bounds(void)
{
	static const char *const lee[] = { "lee", NULL },
	    *const num[] = { "1234567", NULL };
	struct netrt_scan *s = of(lee, NETRT_BOUND_WORD);

	ok(has(s, "LEE") && has(s, "x lee,") && has(s, "_Lee^") &&
	    !has(s, "fleece") && !has(s, "lee2"), "a word of its own");
	netrt_scan_close(s);
	s = of(num, NETRT_BOUND_DIGIT);
	ok(has(s, "MRN1234567x") && !has(s, "01234567") &&
	    !has(s, "12345678"), "no part of a longer number");
	netrt_scan_close(s);
	s = of(num, NETRT_BOUND_NUMBER);
	ok(has(s, "\\1234567\\") && !has(s, "0.1234567") &&
	    !has(s, "-1234567") && !has(s, "1234567.5") && !has(s, "a1234567"),
	    "a number of its own");
	netrt_scan_close(s);
	if (netrt_scan_open(&s, &e) != NETRT_OK || netrt_scan_add(s,
	    "L\0e\0e\0", 6, NETRT_BOUND_WORD, 2, &e) != NETRT_OK ||
	    netrt_scan_build(s, &e) != NETRT_OK)
		exit(99);
	ok(netrt_scan_find(s, "x\0 \0L\0E\0E\0 \0", 12) &&
	    !netrt_scan_find(s, "x\0F\0L\0E\0E\0 \0", 12), "UTF-16");
	netrt_scan_close(s);
}

/* Across the pieces in which a file is read. */
static void
files(void)
{
	static const char *const p[] = { "Zyxwandr", NULL };
	char path[] = "/tmp/netrt-scan.XXXXXX", *buf;
	size_t n = ((size_t)1 << 18) + 4000;
	struct netrt_scan *s = of(p, NETRT_BOUND_WORD);
	int fd = mkstemp(path), bad = 0;
	bool found;

	buf = malloc(n);
	if (fd < 0 || buf == NULL)
		exit(99);
	for (size_t at = (1u << 18) - 40; at < (1u << 18) + 40; at++) {
		for (int whole = 0; whole < 2; whole++) {
			memset(buf, whole ? '.' : 'x', n);
			memcpy(buf + at, "zYXWANDR", 8);
			if (pwrite(fd, buf, n, 0) != (ssize_t)n)
				exit(99);
			if (netrt_scan_fd(s, fd, 0, -1, &found, &e) != NETRT_OK)
				exit(99);
			bad += found != whole;
		}
	}
	ok(bad == 0, "found wherever it lies in a file (%d wrong)", bad);
	memset(buf, '.', n);
	memcpy(buf + n - 8, "zYXWANDR", 8);
	if (pwrite(fd, buf, n, 0) != (ssize_t)n)
		exit(99);
	ok(netrt_scan_fd(s, fd, 0, -1, &found, &e) == NETRT_OK && found,
	    "at its very end");
	memcpy(buf, "zYXWANDR", 8);
	if (pwrite(fd, buf, n, 0) != (ssize_t)n || ftruncate(fd, 8) != 0)
		exit(99);
	ok(netrt_scan_fd(s, fd, 0, -1, &found, &e) == NETRT_OK && found,
	    "and when it is all");
	memset(buf, '.', n);
	memcpy(buf + 100, "zyxwandr", 8);
	if (pwrite(fd, buf, n, 0) != (ssize_t)n)
		exit(99);
	ok(netrt_scan_fd(s, fd, 0, 107, &found, &e) == NETRT_OK && !found &&
	    netrt_scan_fd(s, fd, 101, -1, &found, &e) == NETRT_OK && !found &&
	    netrt_scan_fd(s, fd, 100, 108, &found, &e) == NETRT_OK && found,
	    "a part of a file");
	unlink(path);
	close(fd);
	free(buf);
	netrt_scan_close(s);
}

int
main(void)
{
	exhaustive();
	bounds();
	files();
	return done();
}
