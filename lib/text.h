/*
 * Text to be drawn: UTF-8 and the breaking of lines.  Pure.
 *
 *	netrt_text_split(s, &w, &n, e)
 *	-> the caller measures each w[i].width
 *	-> netrt_text_wrap(w, n, space, limit, first)
 *	-> line i is the words first[i] .. first[i + 1] - 1
 */
#ifndef NETRT_TEXT_H
#define NETRT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/*
 * The character at s: its length in bytes, 0 at the end of the text.
 * Malformed, overlong and surrogate sequences (RFC 3629) are one byte long
 * and *cp is NETRT_TEXT_BAD.
 */
#define NETRT_TEXT_BAD	0xFFFFFFFFu
size_t netrt_text_next(const char *s, uint32_t *cp);

/* Write a character, at most 4 bytes and no NUL behind; how many it has. */
size_t netrt_text_put(uint32_t cp, char *p);

/*
 * Can this character be drawn one glyph after the other, from left to
 * right?  False for control characters, right-to-left scripts, and those
 * that need shaping or marks placed (combining marks, Arabic, Indic ...).
 */
bool netrt_text_simple(uint32_t cp);

enum netrt_glue {
	NETRT_GLUE_NONE,	/* may break here, nothing between (CJK) */
	NETRT_GLUE_SPACE,
	NETRT_GLUE_NEWLINE	/* must break here */
};

struct netrt_word {
	size_t off, len;		/* bytes of the text */
	enum netrt_glue before;
	double width;			/* px; set by the caller */
};

/*
 * The words of the text.  Blanks separate; between two characters of which
 * one is CJK (U+2E80 and up) a line may break as well; a dash by itself stays
 * with the word before it.  TEMP: no memory.
 * The caller frees *w (NULL when *n is 0).
 */
enum netrt_rc netrt_text_split(const char *s, struct netrt_word **w,
    size_t *n, struct netrt_err *e) NETRT_MUST;

/*
 * Break into lines not wider than limit, each as full as can be; first[]
 * has room for n.  Returns the number of lines; 0 when a word alone is
 * wider.
 */
size_t netrt_text_wrap(const struct netrt_word *w, size_t n, double space,
    double limit, size_t *first);

/*
 * The least limit (to a pixel) that gives no more lines than limit does:
 * lines of about the same length.
 */
double netrt_text_balance(const struct netrt_word *w, size_t n, double space,
    double limit, size_t *first);

#endif
