/*
 * The elements of a DICOM file and the items of those sequences that are
 * asked for, read forwards without DCMTK: what is large stays in the file.
 * The structure of the file has been checked (part10.h).
 *
 *	netrt_nest_element(b, &in, &h, &more, e), as long as there is more:
 *		netrt_nest_skip(b, &in, &h, e), or read its value, or
 *		netrt_nest_enter(b, &in, &h, &seq, e), then
 *		netrt_nest_item(b, &seq, &item, &more, e), as long ...:
 *			netrt_nest_element(b, &item, ...)
 *
 * Little endian.  Errors: DATA for what is no element, nested too deep, or
 * no sequence; those of bytes.h.
 */
#ifndef NETRT_NEST_H
#define NETRT_NEST_H

#include <stdbool.h>

#include "bytes.h"
#include "err.h"
#include "header.h"

/* An open data set, sequence or item. */
struct netrt_nest {
	struct netrt_coding c;
	long long end;		/* offset; -1: at its delimiter */
};

/* The next element of a data set or an item; its value is next in b, unless
 * *more is false. */
enum netrt_rc netrt_nest_element(struct netrt_bytes *b,
    const struct netrt_nest *in, struct netrt_header *h, bool *more,
    struct netrt_err *e) NETRT_MUST;

/* Go past the value of h, with all that is in it. */
enum netrt_rc netrt_nest_skip(struct netrt_bytes *b,
    const struct netrt_nest *in, const struct netrt_header *h,
    struct netrt_err *e) NETRT_MUST;

/* The value of h is known to be a sequence: one written as UN has implicit VR
 * inside (PS3.5 6.2.2). */
enum netrt_rc netrt_nest_enter(struct netrt_bytes *b,
    const struct netrt_nest *in, const struct netrt_header *h,
    struct netrt_nest *seq, struct netrt_err *e) NETRT_MUST;

/* The next item of the sequence. */
enum netrt_rc netrt_nest_item(struct netrt_bytes *b,
    const struct netrt_nest *seq, struct netrt_nest *item, bool *more,
    struct netrt_err *e) NETRT_MUST;

#endif
