/*
 * DICOM character sets (PS3.3 C.12.1.1.2, PS3.5 6.1) and UTF-8, on
 * iconv(3).  DCMTK's own conversion is not used: built on glibc it knows no
 * ISO 2022 IR 87, and one byte that it cannot convert fails the whole text.
 *
 * sets is the value of (0008,0005): defined terms with backslashes between
 * them; "" is ASCII.  Escape sequences of ISO 2022 are followed whatever
 * the terms are, except in ISO_IR 192, GB18030 and GBK, which have none.
 */
#ifndef NETRT_CHARSET_H
#define NETRT_CHARSET_H

#include <stddef.h>

#include "err.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Text to UTF-8.  What cannot be converted becomes U+FFFD; only memory can
 * fail (TEMP).  The caller frees *utf8.
 */
enum netrt_rc netrt_charset_decode(const char *sets, const char *p, size_t n,
    char **utf8, struct netrt_err *e) NETRT_MUST;

/*
 * The first max characters of UTF-8 text in the sets: the first, and where
 * others are named (ISO 2022) those by escape sequences, which end with the
 * text.  What no set has becomes '?'.  The caller frees *out.
 */
enum netrt_rc netrt_charset_encode(const char *sets, const char *utf8,
    size_t max, char **out, struct netrt_err *e) NETRT_MUST;

#ifdef __cplusplus
}
#endif

#endif
