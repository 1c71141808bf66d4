/* What draw.c and draw_canvas.c share: see draw.h.  Only they see cairo. */
#ifndef NETRT_DRAW_PRIV_H
#define NETRT_DRAW_PRIV_H

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>

#include "draw.h"

#define RUN_MOST	1024	/* bytes of text drawn at once */

/* The font at a size in px; the caller destroys it. */
cairo_scaled_font_t *netrt_font_scaled(const struct netrt_font *f,
    double size);

/* The text as a string; false when it is too long. */
bool netrt_run_copy(char *buf, size_t size, const char *s, size_t len);

#endif
