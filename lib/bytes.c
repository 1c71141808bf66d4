/* A file read forwards, as it is or inflated: see bytes.h. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "bytes.h"

enum { ROOM = 1 << 14 };

struct netrt_bytes {
	int fd;
	long long pos, end;		/* of the file: next to read, last */
	long long offset;		/* given to the caller so far */
	size_t at, have;		/* of buf: next to give, filled */

	bool inflated, ended;		/* ended: the deflate stream has */
	long long left;			/* bytes that may still come out */
	z_stream z;

	uint8_t buf[ROOM], in[ROOM];	/* last: they are not zeroed */
};

/* Up to size bytes of the file at b->pos; *n is 0 at its end. */
static enum netrt_rc
fetch(struct netrt_bytes *b, uint8_t *p, size_t size, size_t *n,
    struct netrt_err *e)
{
	ssize_t got;

	*n = 0;
	if (b->pos >= b->end)
		return NETRT_OK;
	if ((long long)size > b->end - b->pos)
		size = (size_t)(b->end - b->pos);
	do
		got = pread(b->fd, p, size, (off_t)b->pos);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return netrt_err_errno(e, "read");
	*n = (size_t)got;
	b->pos += got;
	return NETRT_OK;
}

/* Inflate into the buffer behind b->have; nothing when the stream ended. */
static enum netrt_rc
inflate_more(struct netrt_bytes *b, struct netrt_err *e)
{
	b->z.next_out = b->buf + b->have;
	b->z.avail_out = (uInt)(ROOM - b->have);
	while (!b->ended && b->z.avail_out == ROOM - b->have) {
		if (b->z.avail_in == 0) {
			size_t n;
			enum netrt_rc rc = fetch(b, b->in, ROOM, &n, e);

			if (rc != NETRT_OK)
				return rc;
			if (n == 0)
				return netrt_err_set(e, NETRT_DATA,
				    "the deflated data set is cut off");
			b->z.next_in = b->in;
			b->z.avail_in = (uInt)n;
		}
		int z = inflate(&b->z, Z_NO_FLUSH);

		if (z == Z_STREAM_END)
			b->ended = true;
		else if (z == Z_MEM_ERROR)
			return netrt_err_set(e, NETRT_TEMP, "out of memory");
		else if (z != Z_OK)
			return netrt_err_set(e, NETRT_DATA,
			    "the deflated data set is damaged");
	}
	size_t got = ROOM - b->have - b->z.avail_out;

	if ((long long)got > b->left) {
		b->left = -1;	/* and every call from now on */
		return netrt_err_set(e, NETRT_DATA,
		    "the deflated data set inflates to more than is allowed");
	}
	b->left -= (long long)got;
	b->have += got;
	return NETRT_OK;
}

/* Have at least n bytes in the buffer, or all that there are. */
static enum netrt_rc
fill(struct netrt_bytes *b, size_t n, struct netrt_err *e)
{
	if (b->have - b->at >= n)
		return NETRT_OK;
	memmove(b->buf, b->buf + b->at, b->have - b->at);
	b->have -= b->at;
	b->at = 0;
	while (b->have < n) {
		size_t before = b->have, got = 0;
		enum netrt_rc rc;

		if (b->inflated)
			rc = inflate_more(b, e);
		else
			rc = fetch(b, b->buf + b->have, ROOM - b->have, &got,
			    e);
		if (rc != NETRT_OK)
			return rc;
		b->have += got;
		if (b->have == before)
			return NETRT_OK;
	}
	return NETRT_OK;
}

static enum netrt_rc
ends(const struct netrt_bytes *b, struct netrt_err *e)
{
	return netrt_err_set(e, NETRT_DATA, "%s ends at byte %lld",
	    b->inflated ? "the inflated data set" : "the file",
	    b->inflated ? b->offset + (long long)(b->have - b->at) : b->end);
}

enum netrt_rc
netrt_bytes_open(int fd, long long begin, long long end, bool inflated,
    long long limit, struct netrt_bytes **out, struct netrt_err *e)
{
	struct netrt_bytes *b = malloc(sizeof *b);

	*out = NULL;
	if (b == NULL)
		return netrt_err_errno(e, "read");
	memset(b, 0, offsetof(struct netrt_bytes, buf));
	b->fd = fd;
	b->pos = begin;
	b->end = end;
	b->offset = inflated ? 0 : begin;
	b->inflated = inflated;
	b->left = limit;
	if (inflated && inflateInit2(&b->z, -MAX_WBITS) != Z_OK) {
		free(b);
		return netrt_err_set(e, NETRT_TEMP, "out of memory");
	}
	*out = b;
	return NETRT_OK;
}

void
netrt_bytes_close(struct netrt_bytes *b)
{
	if (b == NULL)
		return;
	if (b->inflated)
		inflateEnd(&b->z);
	free(b);
}

long long
netrt_bytes_offset(const struct netrt_bytes *b)
{
	return b->offset;
}

enum netrt_rc
netrt_bytes_peek(struct netrt_bytes *b, void *p, size_t n,
    struct netrt_err *e)
{
	enum netrt_rc rc = fill(b, n, e);

	if (rc != NETRT_OK)
		return rc;
	if (b->have - b->at < n)
		return ends(b, e);
	memcpy(p, b->buf + b->at, n);
	return NETRT_OK;
}

enum netrt_rc
netrt_bytes_get(struct netrt_bytes *b, void *p, size_t n,
    struct netrt_err *e)
{
	uint8_t *to = p;

	while (n > 0) {
		size_t part = n < ROOM ? n : ROOM;
		enum netrt_rc rc = fill(b, part, e);

		if (rc != NETRT_OK)
			return rc;
		if (b->have - b->at < part)
			return ends(b, e);
		memcpy(to, b->buf + b->at, part);
		b->at += part;
		b->offset += (long long)part;
		to += part;
		n -= part;
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_bytes_skip(struct netrt_bytes *b, long long n, struct netrt_err *e)
{
	while (n > 0) {
		long long here = (long long)(b->have - b->at);

		if (here == 0 && !b->inflated) {
			/* a plain file: nothing need be read */
			if (n > b->end - b->pos)
				return ends(b, e);
			b->pos += n;
			b->offset += n;
			return NETRT_OK;
		}
		if (here == 0) {
			enum netrt_rc rc = fill(b, 1, e);

			if (rc != NETRT_OK)
				return rc;
			if (b->have == b->at)
				return ends(b, e);
			continue;
		}
		if (here > n)
			here = n;
		b->at += (size_t)here;
		b->offset += here;
		n -= here;
	}
	return NETRT_OK;
}

/*
 * What follows a deflate stream in the file: the CRC and length of gzip,
 * which some writers leave there, then a byte of padding; either or none.
 */
static enum netrt_rc
trailer(struct netrt_bytes *b, struct netrt_err *e)
{
	long long rest = (long long)b->z.avail_in + b->end - b->pos;
	uint8_t p[9] = { 0 };
	uint32_t size;

	for (long long i = 0; i < rest && i < (long long)sizeof p; i++) {
		size_t n = 1;
		enum netrt_rc rc = NETRT_OK;

		if (b->z.avail_in > 0) {
			p[i] = *b->z.next_in++;
			b->z.avail_in--;
		} else {
			rc = fetch(b, &p[i], 1, &n, e);
		}
		if (rc != NETRT_OK)
			return rc;
	}
	size = (uint32_t)p[7] << 24 | (uint32_t)p[6] << 16 |
	    (uint32_t)p[5] << 8 | p[4];
	if (rest == 0 || (rest == 1 && p[0] == 0) ||
	    ((rest == 8 || rest == 9) && p[8] == 0 &&
	    size == (uint32_t)b->z.total_out))
		return NETRT_OK;
	return netrt_err_set(e, NETRT_DATA,
	    "%lld bytes are left over after the deflated data set", rest);
}

enum netrt_rc
netrt_bytes_more(struct netrt_bytes *b, bool *more, struct netrt_err *e)
{
	enum netrt_rc rc = fill(b, 1, e);

	*more = false;
	if (rc != NETRT_OK)
		return rc;
	*more = b->have > b->at;
	if (*more || !b->inflated)
		return NETRT_OK;
	return trailer(b, e);
}
