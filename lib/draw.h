/*
 * Drawing: text into 8-bit coverage bitmaps, and an RGB canvas for pictures.
 * Only draw*.c see cairo and FreeType.  Knows no DICOM.
 *
 * Text is drawn with one font file, named by the caller, through FreeType:
 * fontconfig and what is installed do not matter, so that the same font file
 * gives the same bytes.  Glyphs stand one after the other, from left to
 * right, without shaping; label.h says what can be drawn so.
 *
 *	netrt_font_open(path, &f, e)
 *	-> netrt_draw_runs() (label.h does the layout)
 *	-> netrt_canvas_open() -> _grey(), _line(), _text()... -> _rgb()
 *	-> netrt_canvas_close() -> netrt_font_close(f)
 *
 * Pixel coordinates: x to the right, y down, (0, 0) is the upper left corner
 * of the upper left pixel, its centre (0.5, 0.5).
 */
#ifndef NETRT_DRAW_H
#define NETRT_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/* Versions of cairo and FreeType: others may draw other pixels. */
const char *netrt_draw_version(void);

/* ---- fonts ---- */

struct netrt_font;

/* Missing, unreadable or no scalable font: CONFIG. */
enum netrt_rc netrt_font_open(const char *path, struct netrt_font **out,
    struct netrt_err *e) NETRT_MUST;
void netrt_font_close(struct netrt_font *f);

/* Has the font a glyph for this character? */
bool netrt_font_has(struct netrt_font *f, uint32_t cp);

/* ---- coverage bitmaps ---- */

/* The size of the first len bytes of a text in a font of size px. */
struct netrt_extent {
	double advance;		/* px to the right */
	double above, below;	/* px of ink above and below the baseline */
};
void netrt_font_measure(struct netrt_font *f, double size, const char *utf8,
    size_t len, struct netrt_extent *out);

/* A piece of text and where its baseline begins. */
struct netrt_run {
	const char *utf8;
	size_t len;
	double x, y;
};

/*
 * Draw n runs into a new bitmap of rows x cols, row-major: 0 where there is
 * no ink, 255 where a pixel is wholly covered.  The caller frees *cover.
 * TEMP: no memory.
 */
enum netrt_rc netrt_draw_runs(struct netrt_font *f, double size,
    const struct netrt_run *run, size_t n, unsigned rows, unsigned cols,
    uint8_t **cover, struct netrt_err *e) NETRT_MUST;

/* ---- pictures ---- */

struct netrt_rgb {
	uint8_t r, g, b;
};

struct netrt_canvas;

/* A black canvas.  TEMP: no memory.  f may be NULL when no text is drawn,
 * and must outlive the canvas. */
enum netrt_rc netrt_canvas_open(unsigned rows, unsigned cols,
    struct netrt_font *f, struct netrt_canvas **out, struct netrt_err *e)
    NETRT_MUST;
void netrt_canvas_close(struct netrt_canvas *c);

/* What is drawn from now on is cut off outside this rectangle (px); w 0:
 * no longer. */
void netrt_canvas_clip(struct netrt_canvas *c, double x, double y, double w,
    double h);

/* A grey image of rows x cols into the rectangle (x, y, w, h): bilinear, or
 * averaged when it becomes smaller. */
void netrt_canvas_grey(struct netrt_canvas *c, const uint8_t *grey,
    unsigned rows, unsigned cols, double x, double y, double w, double h);

void netrt_canvas_rect(struct netrt_canvas *c, double x, double y, double w,
    double h, struct netrt_rgb colour);

/* A coverage bitmap of rows x cols in one colour. */
void netrt_canvas_cover(struct netrt_canvas *c, const uint8_t *cover,
    unsigned rows, unsigned cols, double x, double y,
    struct netrt_rgb colour);

/*
 * A line through the n points (x, y pairs), back to the first when closed,
 * width px wide, anti-aliased; a single point is a dot.  A rim of so many px
 * sets it off from the image: dark, or light around a dark colour.
 */
void netrt_canvas_line(struct netrt_canvas *c, const double *xy, size_t n,
    bool closed, double width, double rim_px, struct netrt_rgb colour);

/*
 * One line of text, its baseline at y, beginning at x, or ending there when
 * right; size is the font's in px.  No wider than limit (0: any): the end is
 * cut and "..." put there.  A rim sets it off, when wanted.
 */
void netrt_canvas_text(struct netrt_canvas *c, double x, double y, bool right,
    double size, double limit, const char *utf8, struct netrt_rgb colour,
    bool rimmed);

/*
 * The picture: rows * cols * 3 bytes, R G B, owned by the canvas, until it is
 * drawn on again.  TEMP when any of the drawing failed.
 */
enum netrt_rc netrt_canvas_rgb(struct netrt_canvas *c, const uint8_t **rgb,
    struct netrt_err *e) NETRT_MUST;

#endif
