/* What charset.c (reading) and charset_encode.c (writing) share. */
#ifndef NETRT_CHARSET_PRIV_H
#define NETRT_CHARSET_PRIV_H

#include <stdbool.h>
#include <stddef.h>

#include "charset.h"

struct netrt_set {
	const char *term;	/* behind "ISO_IR " or "ISO 2022 IR " */
	const char *escape;	/* what selects it, after ESC */
	const char *iconv;
};

/* The set of a number, as "87". */
const struct netrt_set *netrt_charset_find(const char *number, size_t n);

/*
 * The first value of sets: *whole is the name of a set that has no escape
 * sequences (UTF-8 ...), else *g1 what G1 holds from the beginning.
 */
void netrt_charset_first(const char *sets, const char **whole,
    const char **g1);

/* Behind these every set is as it was at the beginning (PS3.5 6.1.2.5.3);
 * '^' and '=' only do so in names, and do no harm elsewhere. */
bool netrt_charset_delimiter(char c);

/* Text that grows; p ends with a NUL.  false: no memory. */
struct netrt_text_buf {
	char *p;
	size_t n, room;
};
bool netrt_charset_put(struct netrt_text_buf *t, const char *p, size_t n);

#endif
