/*
 * The headers of data elements and items (PS3.5 section 7.1 and 7.5): tag,
 * VR, length, in any of the three native encodings.
 */
#ifndef NETRT_HEADER_H
#define NETRT_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "err.h"

#define NETRT_UNDEFINED	0xFFFFFFFFu

/* How to read one. */
struct netrt_coding {
	bool big;		/* big endian */
	bool vr;		/* elements have a VR; items never have one */
	bool odd;		/* odd lengths are let pass */
	long long limit;	/* offset that no value passes; -1: unknown */
};

struct netrt_header {
	uint32_t tag, len;
	char code[3];		/* the VR; "" when there is none */
	long long at;		/* offset of its first byte */
};

uint16_t netrt_get16(const uint8_t *p, bool big);
uint32_t netrt_get32(const uint8_t *p, bool big);
uint32_t netrt_get_tag(const uint8_t *p, bool big);

/*
 * Read a header.  A defined length has been checked against the limit.
 * DATA: cut off, no VR, an odd length, a value that does not fit, a short VR
 * with an undefined length.
 */
enum netrt_rc netrt_header_read(struct netrt_bytes *b,
    const struct netrt_coding *c, struct netrt_header *h,
    struct netrt_err *e) NETRT_MUST;

/* DATA: "(gggg,eeee) at byte N: what". */
enum netrt_rc netrt_header_bad(const struct netrt_header *h,
    struct netrt_err *e, const char *what);

#endif
