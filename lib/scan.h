/*
 * Search bytes for many patterns at once (Aho and Corasick, 1975), without
 * regard to the case of ASCII letters.
 *
 *	netrt_scan_open() -> _add()... -> _build() -> _find() or _fd()
 */
#ifndef NETRT_SCAN_H
#define NETRT_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

/* What may stand before and behind a match. */
enum netrt_bound {
	NETRT_BOUND_ANY,
	NETRT_BOUND_DIGIT,	/* no ASCII digit */
	NETRT_BOUND_LETTER,	/* no letter: ASCII, and beside what is beyond
				 * ASCII all that is */
	NETRT_BOUND_WORD,	/* nor digit */
	NETRT_BOUND_NUMBER	/* nor '.', '+' or '-': a number of its own */
};

struct netrt_scan;

enum netrt_rc netrt_scan_open(struct netrt_scan **out, struct netrt_err *e)
    NETRT_MUST;
void netrt_scan_close(struct netrt_scan *s);

/* unit: bytes of a character, 1 or 2 (UTF-16), to find its neighbours. */
enum netrt_rc netrt_scan_add(struct netrt_scan *s, const void *p, size_t n,
    enum netrt_bound bound, unsigned unit, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_scan_build(struct netrt_scan *s, struct netrt_err *e)
    NETRT_MUST;

bool netrt_scan_find(const struct netrt_scan *s, const void *p, size_t n);
/* The bytes from..to of an open file; to -1: its end. */
enum netrt_rc netrt_scan_fd(const struct netrt_scan *s, int fd,
    long long from, long long to, bool *found, struct netrt_err *e)
    NETRT_MUST;

#endif
