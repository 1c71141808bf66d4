/*
 * Text in the form in which names are compared: lower case, letters without
 * their marks (Latin, Greek, Cyrillic, kana: "Müller" and "MULLER" are one),
 * full-width letters, half-width kana and katakana as their common forms,
 * Arabic and Indian digits as the others, nothing for what is not seen (soft
 * hyphens) and for marks of vowels (Hebrew, Arabic), and one space for any run of
 * what is neither letter nor digit.
 */
#ifndef NETRT_FOLD_H
#define NETRT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/* A folded character and the bytes of the text that it stands for. */
struct netrt_fold_char {
	uint32_t cp;
	size_t from, to;
};

struct netrt_fold {
	struct netrt_fold_char *c;
	size_t n;
};

/* utf8: malformed bytes count as letters, all the same one.  Free out->c. */
enum netrt_rc netrt_fold_text(const char *utf8, struct netrt_fold *out,
    struct netrt_err *e) NETRT_MUST;

/* The capital of a character, and the small letter. */
uint32_t netrt_fold_upper(uint32_t cp);
uint32_t netrt_fold_lower(uint32_t cp);

/* Is it written without blanks between words (CJK)? */
bool netrt_fold_wide(uint32_t cp);

#endif
