/* Samples of an image: see pixels.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pixels.h"

#define APART	4095	/* black and white of a constant image */

/* The stored range. */
static int32_t
least(const struct netrt_pixels *px)
{
	return px->is_signed ? -(1 << (px->stored - 1)) : 0;
}

static int32_t
most(const struct netrt_pixels *px)
{
	return (1 << (px->stored - px->is_signed)) - 1;
}

static bool
padding(const struct netrt_pixels *px, int32_t v)
{
	return px->padded && v >= px->pad_low && v <= px->pad_high;
}

static size_t
count(const struct netrt_pixels *px)
{
	return (size_t)px->rows * px->cols * px->samples * px->frames;
}

enum netrt_rc
netrt_pixels_check(const struct netrt_pixels *px, struct netrt_err *e)
{
	size_t need;

	if (px->rows == 0 || px->cols == 0 || px->frames == 0)
		return netrt_err_set(e, NETRT_DATA, "the image has no rows, "
		    "columns or frames");
	if (px->samples != (px->photo == NETRT_PHOTO_GREY ? 1 : 3))
		return netrt_err_set(e, NETRT_DATA, "%u samples per pixel do "
		    "not go with the photometric interpretation",
		    px->samples);
	if (px->allocated != 8 && px->allocated != 16)
		return netrt_err_set(e, NETRT_DATA, "%u bits allocated are "
		    "not supported (8 and 16 are)", px->allocated);
	if (px->stored == 0 || px->stored > px->allocated ||
	    px->high >= px->allocated || px->high + 1 < px->stored)
		return netrt_err_set(e, NETRT_DATA, "%u bits stored with high "
		    "bit %u do not fit into %u bits allocated", px->stored,
		    px->high, px->allocated);
	if (px->is_signed && px->photo != NETRT_PHOTO_GREY)
		return netrt_err_set(e, NETRT_DATA, "signed colour samples "
		    "are not supported");
	if (__builtin_mul_overflow((size_t)px->rows * px->cols,
	    (size_t)px->frames * px->samples * (px->allocated / 8), &need) ||
	    need > px->n)
		return netrt_err_set(e, NETRT_DATA, "the pixel data is too "
		    "short: %zu bytes for %u frames of %u rows and %u "
		    "columns", px->n, px->frames, px->rows, px->cols);
	return NETRT_OK;
}

static unsigned
load(const struct netrt_pixels *px, size_t i)
{
	if (px->allocated == 8)
		return px->p[i];
	return px->p[2 * i] | (unsigned)px->p[2 * i + 1] << 8;
}

static void
store(struct netrt_pixels *px, size_t i, unsigned word)
{
	if (px->allocated == 8) {
		px->p[i] = (uint8_t)word;
	} else {
		px->p[2 * i] = (uint8_t)word;
		px->p[2 * i + 1] = (uint8_t)(word >> 8);
	}
}

/*
 *	 15    high                      0
 *	+------+------------------+-------+
 *	| keep | stored bits      | below |
 *	+------+------------------+-------+
 */
static int32_t
value(const struct netrt_pixels *px, unsigned word)
{
	unsigned below = px->high + 1 - px->stored;
	int32_t v = (int32_t)(word >> below & ((1u << px->stored) - 1));

	return px->is_signed && v >> (px->stored - 1) ?
	    v - (1 << px->stored) : v;
}

int32_t
netrt_pixels_get(const struct netrt_pixels *px, size_t i)
{
	return value(px, load(px, i));
}

/* The word with another stored value. */
static unsigned
replace(const struct netrt_pixels *px, unsigned word, int32_t v)
{
	unsigned below = px->high + 1 - px->stored;
	unsigned mask = ((1u << px->stored) - 1) << below;
	unsigned above = ~((2u << px->high) - 1);
	unsigned sign = value(px, word) < 0 ? above : 0;

	if (px->is_signed && !px->keep &&
	    ((word ^ sign) & above & (px->allocated == 8 ? 0xFFu : 0xFFFFu)) ==
	    0)
		word = (word & ~above) | (v < 0 ? above : 0);
	return (word & ~mask) | ((unsigned)v << below & mask);
}

/* Extremes of what is no padding; false when all is. */
static bool
extremes(const struct netrt_pixels *px, int32_t *low, int32_t *high)
{
	size_t n = count(px);

	*low = INT32_MAX;
	*high = INT32_MIN;
	for (size_t i = 0; i < n; i++) {
		int32_t v = value(px, load(px, i));

		if (padding(px, v))
			continue;
		if (v < *low)
			*low = v;
		if (v > *high)
			*high = v;
	}
	return *low <= *high;
}

static int32_t
clamp(const struct netrt_pixels *px, double v)
{
	return v <= least(px) ? least(px) : v >= most(px) ? most(px) :
	    (int32_t)v;
}

/* Both ends of the window as stored values. */
static void
ends(const struct netrt_pixels *px, int32_t *low, int32_t *high)
{
	double mid = px->voi == NETRT_VOI_LINEAR ? px->center - 0.5 :
	    px->center;
	double half = (px->voi == NETRT_VOI_LINEAR ? px->width - 1 :
	    px->width) / 2;
	double a = (mid - half - px->intercept) / px->slope;
	double b = (mid + half - px->intercept) / px->slope;

	*low = clamp(px, floor(fmin(a, b)));
	*high = clamp(px, ceil(fmax(a, b)));
}

/* Step over the padding, inwards when possible. */
static int32_t
avoid(const struct netrt_pixels *px, int32_t v, bool up)
{
	if (!padding(px, v))
		return v;
	if (px->pad_high >= most(px))
		up = false;
	else if (px->pad_low <= least(px))
		up = true;
	return up ? clamp(px, px->pad_high + 1.0) :
	    clamp(px, px->pad_low - 1.0);
}

void
netrt_pixels_tones(const struct netrt_pixels *px, int32_t *black,
    int32_t *white)
{
	int32_t low, high, a, b, range = most(px) - least(px);

	if (px->photo != NETRT_PHOTO_GREY) {
		*black = 0;
		*white = most(px);
		return;
	}
	if (!extremes(px, &low, &high))
		low = high = netrt_pixels_get(px, 0);
	if (px->voi != NETRT_VOI_NONE) {
		ends(px, &a, &b);
		low = low < a ? low : a;
		high = high > b ? high : b;
	}
	if (high <= low || (px->voi == NETRT_VOI_NONE &&
	    high - low < range / 256)) {
		int32_t apart = range < APART ? range : APART;

		if (most(px) - low >= apart)
			high = low + apart;
		else if (high - least(px) >= apart)
			low = high - apart;
		else
			low = most(px) - apart, high = most(px);
	}
	low = avoid(px, low, true);
	high = avoid(px, high, false);
	if (px->inverse != (px->slope < 0)) {
		*black = high;
		*white = low;
	} else {
		*black = low;
		*white = high;
	}
}

/* The value of channel k at each coverage. */
static void
ramp(const struct netrt_pixels *px, unsigned k, int32_t black, int32_t white,
    int32_t to[256])
{
	if (px->photo == NETRT_PHOTO_YBR && k > 0)	/* no colour */
		black = white = 1 << (px->stored - 1);
	for (int i = 0; i < 256; i++) {
		double v = black + (white - black) * (i / 255.0);

		to[i] = (int32_t)lround(v);
		if (px->photo == NETRT_PHOTO_GREY)
			to[i] = avoid(px, to[i], white > black);
	}
}

void
netrt_pixels_blit(struct netrt_pixels *px, const struct netrt_label *l,
    int32_t black, int32_t white)
{
	size_t area = (size_t)px->rows * px->cols;
	int32_t to[256];

	for (unsigned k = 0; k < px->samples * px->frames; k++) {
		unsigned channel = k % px->samples;
		/* the first sample of this channel, and the step to the next
		 * pixel */
		size_t base = px->planar ? k * area :
		    k / px->samples * area * px->samples + channel;
		size_t step = px->planar ? 1 : px->samples;
		const uint8_t *cover = l->cover;

		ramp(px, channel, black, white, to);
		for (size_t i = l->row; i < l->row + l->rows; i++)
			for (size_t j = l->col; j < l->col + l->cols; j++) {
				size_t at = base +
				    (i * px->cols + j) * step;

				store(px, at, replace(px, load(px, at),
				    to[*cover++]));
			}
	}
}

/* ---- grey ---- */

/* A window between percentiles of the stored values. */
static void
percentiles(const struct netrt_pixels *px, size_t base, size_t n,
    double *center, double *width)
{
	int32_t low = least(px), high = most(px);
	size_t all = 0, sum = 0;
	uint32_t *bin = calloc((size_t)(high - low) + 1, sizeof *bin);

	for (size_t i = 0; bin != NULL && i < n; i++) {
		int32_t v = value(px, load(px, base + i));

		if (!padding(px, v)) {
			bin[v - low]++;
			all++;
		}
	}
	if (all > 0) {
		int32_t a = 0, b = 0;

		while ((sum += bin[a]) * 100 <= all)
			a++;
		for (sum = 0; (sum += bin[b]) * 1000 < all * 995; b++)
			;
		high = low + b;
		low += a;
	}
	free(bin);
	*center = (low + high) / 2.0;
	*width = high > low ? high - low : 1;
}

static double
shade(const struct netrt_pixels *px, double x)
{
	double mid = px->center, width = px->width;

	if (px->voi == NETRT_VOI_SIGMOID)
		return 1 / (1 + exp(-4 * (x - mid) / width));
	if (px->voi == NETRT_VOI_LINEAR) {
		mid -= 0.5;
		width -= 1;
	}
	if (x <= mid - width / 2)
		return 0;
	if (x > mid + width / 2)
		return 1;
	return (x - mid) / width + 0.5;
}

enum netrt_rc
netrt_pixels_grey(const struct netrt_pixels *px, unsigned frame,
    uint8_t *grey, struct netrt_err *e)
{
	struct netrt_pixels w = *px;
	size_t n = (size_t)px->rows * px->cols, base = n * frame;
	int32_t low = least(px), high = most(px);
	uint8_t *lut;

	if (px->photo != NETRT_PHOTO_GREY)
		return netrt_err_set(e, NETRT_DATA, "(0028,0004): the image "
		    "is in colour; only grey ones are shown");
	if (frame >= px->frames)
		return netrt_err_set(e, NETRT_DATA, "(0028,0008): no such "
		    "frame");
	if ((lut = malloc((size_t)(high - low) + 1)) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for a window");
	if (w.voi == NETRT_VOI_NONE) {
		percentiles(px, base, n, &w.center, &w.width);
		w.voi = NETRT_VOI_EXACT;
		w.slope = px->slope < 0 ? -1 : 1;
		w.center *= w.slope;
		w.intercept = 0;
	}
	for (int32_t v = low; v <= high; v++) {
		double y = shade(&w, v * w.slope + w.intercept);

		if (px->inverse)
			y = 1 - y;
		lut[v - low] = padding(px, v) ? 0 : (uint8_t)(y * 255 + 0.5);
	}
	for (size_t i = 0; i < n; i++)
		grey[i] = lut[value(px, load(px, base + i)) - low];
	free(lut);
	return NETRT_OK;
}
