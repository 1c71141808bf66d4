/*
 * The disclaimer laid out for an image: a box for its lower right corner, with
 * the text in lines.  Knows no DICOM and no cairo (draw.h).
 *
 *	netrt_label_check(f, text, e)
 *	-> netrt_label_make(f, text, rows, cols, &l, e) -> netrt_label_free(&l)
 */
#ifndef NETRT_LABEL_H
#define NETRT_LABEL_H

#include <stdint.h>

#include "draw.h"
#include "err.h"

/* Can all of the text be drawn?  CONFIG: the message names the first
 * character that the font lacks or that needs a layout (text.h), or says
 * that it is no UTF-8. */
enum netrt_rc netrt_label_check(struct netrt_font *f, const char *utf8,
    struct netrt_err *e) NETRT_MUST;

/* The text with '?' for what cannot be drawn.  The caller frees *out. */
enum netrt_rc netrt_label_clean(struct netrt_font *f, const char *utf8,
    char **out, struct netrt_err *e) NETRT_MUST;

struct netrt_label {
	unsigned rows, cols;	/* of the box, with its border */
	unsigned row, col;	/* of its upper left pixel in the image */
	uint8_t *cover;		/* rows x cols, row-major: 0 the box, 255 the
				 * text */
};

/*
 * Lay the text out for an image of rows x cols: a font of 1/36 of the image's
 * shorter side (at least 9 px), on as few lines of about the same length as
 * fit; smaller, down to 7 px, rather than over more than a quarter of the
 * rows.  Only when that is not enough (images below 128 x 128) up to one half
 * of the rows is taken, at 7 px.
 *
 * DATA, with the sizes, when it does not fit then: what is smaller could not
 * be read.  CONFIG: an empty text.  netrt_label_check() has passed the text.
 */
enum netrt_rc netrt_label_make(struct netrt_font *f, const char *utf8,
    unsigned rows, unsigned cols, struct netrt_label *out,
    struct netrt_err *e) NETRT_MUST;
void netrt_label_free(struct netrt_label *l);

#endif
