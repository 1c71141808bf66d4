/*
 * Polygons into masks of one bit a pixel.  Pure; knows no DICOM.
 *
 * A pixel is inside when its centre is: pixel (r, c) is the point (r, c).
 * Even-odd: what a line from far away crosses an odd number of times is
 * inside, so a hole may be a second polygon or a keyhole in the first.  Edges
 * are half-open: a centre exactly on the upper or left edge is in, on the
 * lower or right edge out, so that polygons that share an edge share no
 * pixel.
 *
 *	0   1   2   3   4          the square (0,0)-(3,3), corners on centres:
 *	+---------------+ 0        rows 0, 1, 2, columns 0, 1, 2 are in;
 *	| #   #   #   . |          row 3 and column 3 are out: 9 pixels,
 *	| #   #   #   . | 1        as much as its area
 *	| #   #   #   . |
 *	+---------------+ 3
 */
#ifndef NETRT_RASTER_H
#define NETRT_RASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct netrt_mask {
	unsigned rows, cols;
	size_t stride;		/* words of a row; unused bits are 0 */
	uint64_t *bits;		/* pixel c: bit c % 64 of word c / 64 */
	unsigned first, end;	/* rows outside [first, end) are all 0 */
};

struct netrt_point {
	double row, col;
};

/* All pixels 0.  TEMP: no memory; DATA: rows or columns 0 or over 65535. */
enum netrt_rc netrt_mask_init(struct netrt_mask *m, unsigned rows,
    unsigned cols, struct netrt_err *e) NETRT_MUST;
void netrt_mask_free(struct netrt_mask *m);
void netrt_mask_clear(struct netrt_mask *m);

/*
 * Fill the polygon into an all-0 mask.  It is closed by itself; fewer than
 * three points leave the mask empty.  What lies outside the mask is cut off.
 */
void netrt_mask_fill(struct netrt_mask *m, const struct netrt_point *p,
    size_t n);

/* a ^= b, a |= b.  Both have the same rows and columns. */
void netrt_mask_xor(struct netrt_mask *a, const struct netrt_mask *b);
void netrt_mask_or(struct netrt_mask *a, const struct netrt_mask *b);

bool netrt_mask_get(const struct netrt_mask *m, unsigned row, unsigned col);
bool netrt_mask_same(const struct netrt_mask *a, const struct netrt_mask *b);
size_t netrt_mask_count(const struct netrt_mask *m);
/* Pixels that are in both, of the same rows and columns. */
size_t netrt_mask_common(const struct netrt_mask *a,
    const struct netrt_mask *b);
/* A hash of the pixels: equal for equal masks, nearly never for others. */
uint64_t netrt_mask_hash(const struct netrt_mask *m);

#endif
