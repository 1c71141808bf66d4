/*
 * Encodings that text is met in although another character set is declared,
 * or none: Shift JIS on a disk label, Windows-1251 in a comment.
 */
#ifndef NETRT_ENCODING_H
#define NETRT_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct netrt_encoding {
	const char *iconv;	/* NULL: JIS, with the escapes of ISO 2022 */
	unsigned unit;		/* bytes of a character, at least */
	/* the characters beyond ASCII that bytes read so must be; 0: they are
	 * never read so */
	uint32_t from, to;
};

/* The first NETRT_ENCODING_USUAL are what anything may be written in: UTF-8,
 * Latin 1, UTF-16. */
#define NETRT_ENCODING_USUAL	4
extern const struct netrt_encoding netrt_encodings[];
extern const size_t netrt_nencodings;

/*
 * Text as bytes of the encoding.  *n is 0 when it does not have all the
 * characters, or has them as UTF-8 does.  JIS ends in its set, without the
 * escape back.  The caller frees *out.
 */
enum netrt_rc netrt_encoding_write(const struct netrt_encoding *x,
    const char *utf8, char **out, size_t *n, struct netrt_err *e) NETRT_MUST;

/* Bytes as UTF-8; *utf8 is NULL when they are no text in it beyond ASCII.  A
 * character that is cut off at the end does not count.  The caller frees it. */
enum netrt_rc netrt_encoding_read(const struct netrt_encoding *x,
    const char *p, size_t n, char **utf8, struct netrt_err *e) NETRT_MUST;

/* Are all bytes ASCII, and no escapes? */
bool netrt_encoding_ascii(const char *p, size_t n);
/* Can it be told from text beyond ASCII, as it reads where it is declared, that
 * it is declared right? */
bool netrt_encoding_sure(const char *utf8);

#endif
