/*
 * Samples of an image: stored values -> 8-bit grey by rescale and window, and
 * a label drawn at the native depth.  Pure: image.h fills struct
 * netrt_pixels from a data set.
 *
 * The stored value of a sample is BitsStored wide, its top bit at HighBit,
 * two's complement when signed (PS3.5 section 8.1.1).  What shows is
 * stored * slope + intercept, through the window (PS3.3 C.11.1.1,
 * C.11.2.1.2).
 */
#ifndef NETRT_PIXELS_H
#define NETRT_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "label.h"

enum netrt_photo {
	NETRT_PHOTO_GREY,	/* MONOCHROME1, MONOCHROME2 */
	NETRT_PHOTO_RGB,
	NETRT_PHOTO_YBR		/* YBR_FULL: Y, Cb, Cr of each pixel */
};

enum netrt_voi {
	NETRT_VOI_NONE,		/* no window: between percentiles */
	NETRT_VOI_LINEAR,
	NETRT_VOI_EXACT,	/* LINEAR_EXACT */
	NETRT_VOI_SIGMOID
};

struct netrt_pixels {
	unsigned rows, cols, frames;
	unsigned samples;		/* a pixel: 1 or 3 */
	unsigned allocated;		/* bits: 8 or 16 */
	unsigned stored, high;		/* bits; number of the top bit */
	bool is_signed;
	bool planar;			/* colour by plane */
	bool keep;			/* the bits not stored hold something
					 * (an old overlay): leave them */
	enum netrt_photo photo;
	bool inverse;			/* MONOCHROME1: low is bright */
	double slope, intercept;	/* slope is not 0 */
	enum netrt_voi voi;
	double center, width;
	bool padded;			/* stored values low..high are no */
	int32_t pad_low, pad_high;	/* image (PS3.3 C.7.5.1.1.2) */
	uint8_t *p;			/* little endian */
	size_t n;			/* its bytes */
};

/* Is the layout one of those above, and are all samples there?  DATA, and
 * why, when not. */
enum netrt_rc netrt_pixels_check(const struct netrt_pixels *px,
    struct netrt_err *e) NETRT_MUST;

/* Stored value number i (in the order of the bytes). */
int32_t netrt_pixels_get(const struct netrt_pixels *px, size_t i);

/*
 * A grey frame as 8 bits a pixel, rows x cols, 0 black: window, or between
 * the first and the 99.5th percentile of what is no padding.  Padding is
 * black.  DATA: colour.
 */
enum netrt_rc netrt_pixels_grey(const struct netrt_pixels *px,
    unsigned frame, uint8_t *grey, struct netrt_err *e) NETRT_MUST;

/*
 * What is black and what is white in the image's own terms (stored values).
 *
 * Black is the darkest of the values in the image and the dark end of its
 * window, white the brightest: so they are black and white under the image's
 * own window, under one made from the extremes of the pixels, and near it
 * under any other; and a viewer that looks at the extremes finds those of
 * the image or of its window, no others.  Padding does not count and is not
 * used.  In an image without window that is (nearly) constant, where there is
 * nothing to go by, they are 4095 apart, or as far as BitsStored goes.
 */
void netrt_pixels_tones(const struct netrt_pixels *px, int32_t *black,
    int32_t *white);

/*
 * Draw the label into every frame: the box black, its text white, and what
 * is between in proportion.  No sample outside of the box is touched.  In
 * it, the bits below the stored ones are kept; those above are too, but for
 * signed samples that extend their sign (unless px->keep).  The label lies
 * inside of the image.
 */
void netrt_pixels_blit(struct netrt_pixels *px, const struct netrt_label *l,
    int32_t black, int32_t white);

#endif
