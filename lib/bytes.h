/*
 * A file read forwards, once, as it is or inflated (RFC 1951).  The only
 * user of zlib.
 *
 *	netrt_bytes_open() -> _peek(), _get(), _skip()... -> _close()
 *
 * Bytes that are skipped in a plain file are never read.  Memory is constant.
 * Errors: DATA when the bytes end too early, the compressed stream is
 * damaged or its limit is reached; TEMP for the disk and memory.
 */
#ifndef NETRT_BYTES_H
#define NETRT_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

#define NETRT_BYTES_PEEK	16	/* most that _peek() can show */

struct netrt_bytes;

/* Read fd from offset begin to end (exclusive).  inflated true: they are a
 * raw deflate stream, of which at most limit bytes come out. */
enum netrt_rc netrt_bytes_open(int fd, long long begin, long long end,
    bool inflated, long long limit, struct netrt_bytes **out,
    struct netrt_err *e) NETRT_MUST;
void netrt_bytes_close(struct netrt_bytes *b);

/* Of the next byte: in the file, or in what comes out of the stream. */
long long netrt_bytes_offset(const struct netrt_bytes *b);

/* The next n bytes, n <= NETRT_BYTES_PEEK, without moving on. */
enum netrt_rc netrt_bytes_peek(struct netrt_bytes *b, void *p, size_t n,
    struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_bytes_get(struct netrt_bytes *b, void *p, size_t n,
    struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_bytes_skip(struct netrt_bytes *b, long long n,
    struct netrt_err *e) NETRT_MUST;

/* Is a byte left?  At the end of a deflate stream nothing may follow in the
 * file but one padding byte of zero (PS3.5 A.5) or the trailer of gzip: else
 * DATA.  Once false, not to be asked again. */
enum netrt_rc netrt_bytes_more(struct netrt_bytes *b, bool *more,
    struct netrt_err *e) NETRT_MUST;

#endif
