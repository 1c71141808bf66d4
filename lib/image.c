/* The pixel module of a data set: see image.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "j2k.h"

#define TAG_ModalityLUTSequence			0x00283000u
#define TAG_PresentationLUTShape		0x20500020u
#define TAG_SmallestPixelValueInSeries		0x00280108u
#define TAG_LargestPixelValueInSeries		0x00280109u

static enum netrt_rc
get_unsigned(struct netrt_item *it, uint32_t tag, long def, long max,
    unsigned *v, struct netrt_err *e)
{
	long k;

	if (netrt_item_get_int(it, tag, def, &k, e) != NETRT_OK)
		return e->rc;
	if (k < 0 || k > max)
		return netrt_err_set(e, NETRT_DATA, "(%04X,%04X): absent, or "
		    "not from 0 to %ld", (unsigned)(tag >> 16),
		    (unsigned)(tag & 0xFFFF), max);
	*v = (unsigned)k;
	return NETRT_OK;
}

static enum netrt_rc
get_layout(struct netrt_item *it, struct netrt_pixels *px,
    struct netrt_err *e)
{
	const struct {
		uint32_t tag;
		long def, max;
		unsigned *v;
	} field[] = {
		{ TAG_Rows, -1, 65535, &px->rows },
		{ TAG_Columns, -1, 65535, &px->cols },
		{ TAG_NumberOfFrames, 1, 1000000, &px->frames },
		{ TAG_SamplesPerPixel, 1, 4, &px->samples },
		{ TAG_BitsAllocated, -1, 64, &px->allocated },
		{ TAG_BitsStored, -1, 64, &px->stored },
		{ TAG_HighBit, -1, 63, &px->high },
	};
	unsigned v;

	for (size_t i = 0; i < sizeof field / sizeof field[0]; i++)
		if (get_unsigned(it, field[i].tag, field[i].def, field[i].max,
		    field[i].v, e) != NETRT_OK)
			return e->rc;
	if (get_unsigned(it, TAG_PixelRepresentation, 0, 1, &v, e) != NETRT_OK)
		return e->rc;
	px->is_signed = v == 1;
	if (get_unsigned(it, TAG_PlanarConfiguration, 0, 1, &v, e) != NETRT_OK)
		return e->rc;
	px->planar = v == 1 && px->samples > 1;
	return NETRT_OK;
}

static enum netrt_rc
get_photo(struct netrt_item *it, struct netrt_pixels *px,
    struct netrt_err *e)
{
	char s[64];

	if (netrt_item_get_str(it, TAG_PhotometricInterpretation, s, sizeof s,
	    e) != NETRT_OK)
		return e->rc;
	if (strcmp(s, "MONOCHROME1") == 0)
		px->inverse = true;
	else if (strcmp(s, "RGB") == 0)
		px->photo = NETRT_PHOTO_RGB;
	else if (strcmp(s, "YBR_FULL") == 0)
		px->photo = NETRT_PHOTO_YBR;
	else if (strcmp(s, "MONOCHROME2") != 0)
		return netrt_err_set(e, NETRT_DATA, "(0028,0004): photometric "
		    "interpretation \"%s\" is not supported", s);
	if (netrt_item_get_value(it, TAG_PresentationLUTShape, 0, s, sizeof s,
	    e) != NETRT_OK)
		return e->rc;
	if (strcmp(s, "INVERSE") == 0)
		px->inverse = true;
	return NETRT_OK;
}

/* Value 0 of a DS; def when absent. */
static enum netrt_rc
get_first(struct netrt_item *it, uint32_t tag, double def, double *v,
    bool *found, struct netrt_err *e)
{
	double *all;
	size_t n;

	*v = def;
	*found = false;
	if (netrt_item_get_doubles(it, tag, &all, &n, e) != NETRT_OK)
		return e->rc;
	if (n > 0) {
		*v = all[0];
		*found = true;
	}
	free(all);
	return NETRT_OK;
}

static enum netrt_rc
get_window(struct netrt_item *it, struct netrt_pixels *px,
    struct netrt_err *e)
{
	bool slope, intercept, center, width;
	char voi[32];

	if (netrt_item_has(it, TAG_ModalityLUTSequence))
		return netrt_err_set(e, NETRT_DATA, "(0028,3000): a Modality "
		    "LUT is not supported");
	if (get_first(it, TAG_RescaleSlope, 1, &px->slope, &slope, e) !=
	    NETRT_OK ||
	    get_first(it, TAG_RescaleIntercept, 0, &px->intercept, &intercept,
	    e) != NETRT_OK ||
	    get_first(it, TAG_WindowCenter, 0, &px->center, &center, e) !=
	    NETRT_OK ||
	    get_first(it, TAG_WindowWidth, 0, &px->width, &width, e) !=
	    NETRT_OK ||
	    netrt_item_get_value(it, TAG_VOILUTFunction, 0, voi, sizeof voi,
	    e) != NETRT_OK)
		return e->rc;
	if (px->slope == 0)	/* empty PET slices have it: nothing shows */
		px->slope = 1;
	else if (!center || !width)
		px->voi = NETRT_VOI_NONE;
	else if (strcmp(voi, "SIGMOID") == 0 && px->width > 0)
		px->voi = NETRT_VOI_SIGMOID;
	else if (strcmp(voi, "LINEAR_EXACT") == 0 && px->width > 0)
		px->voi = NETRT_VOI_EXACT;
	else if (px->width >= 1)
		px->voi = NETRT_VOI_LINEAR;
	return NETRT_OK;
}

/* A US or SS, whichever it was written as, by Pixel Representation. */
static int32_t
as_stored(const struct netrt_pixels *px, long v)
{
	return px->is_signed ? (int16_t)v : (uint16_t)v;
}

static enum netrt_rc
get_padding(struct netrt_item *it, struct netrt_pixels *px,
    struct netrt_err *e)
{
	long a, b;

	if (netrt_item_len(it, TAG_PixelPaddingValue) == 0)
		return NETRT_OK;
	if (netrt_item_get_int(it, TAG_PixelPaddingValue, 0, &a, e) !=
	    NETRT_OK ||
	    netrt_item_get_int(it, TAG_PixelPaddingRangeLimit, a, &b, e) !=
	    NETRT_OK)
		return e->rc;
	int32_t low = as_stored(px, a), high = as_stored(px, b);
	px->padded = true;
	px->pad_low = low < high ? low : high;
	px->pad_high = low < high ? high : low;
	return NETRT_OK;
}

/* Does an overlay lie in the unused bits (retired, PS3.5 section 8.1.2)? */
static bool
embedded(struct netrt_item *it)
{
	for (uint32_t k = 0; k < 16; k++) {
		uint32_t group = k * 0x00020000u;

		if (netrt_item_has(it, TAG_OverlayRows + group) &&
		    !netrt_item_has(it, TAG_OverlayData + group))
			return true;
	}
	return false;
}

/* ---- JPEG 2000 ---- */

static bool
is_j2k(struct netrt_dcm *d)
{
	const char *ts = netrt_dcm_syntax(d);

	return netrt_dcm_encapsulated(d) &&
	    (strcmp(ts, "1.2.840.10008.1.2.4.90") == 0 ||
	    strcmp(ts, "1.2.840.10008.1.2.4.91") == 0);
}

/*
 * The samples of one frame as words.  Some encoders call signed samples
 * unsigned: what the data set says holds, and the precision of the
 * codestream says where the sign is.
 */
static enum netrt_rc
put_frame(const struct netrt_pixels *px, const struct netrt_j2k *j,
    uint8_t *to, size_t n, struct netrt_err *e)
{
	int32_t top = 1 << (px->stored - px->is_signed);

	for (size_t i = 0; i < n; i++) {
		int32_t v = j->v[i];

		if (px->is_signed && v >> (j->bits - 1))
			v -= 1 << j->bits;
		if (v >= top || v < -top)
			return netrt_err_set(e, NETRT_DATA, "JPEG 2000: "
			    "samples of %u bits do not fit into %u bits "
			    "stored", j->bits, px->stored);
		*to++ = (uint8_t)v;
		if (px->allocated == 16)
			*to++ = (uint8_t)(v >> 8);
	}
	return NETRT_OK;
}

/* A colour transform was undone; and what was lossy is so for ever. */
static enum netrt_rc
keep_true(struct netrt_item *it, bool lossy, double ratio,
    struct netrt_err *e)
{
	char s[64];

	if (netrt_item_get_str(it, TAG_PhotometricInterpretation, s, sizeof s,
	    e) != NETRT_OK)
		return e->rc;
	if ((strcmp(s, "YBR_RCT") == 0 || strcmp(s, "YBR_ICT") == 0) &&
	    (netrt_item_set_str(it, TAG_PhotometricInterpretation, "RGB", e) !=
	    NETRT_OK || netrt_item_set_us(it, TAG_PlanarConfiguration,
	    &(uint16_t){ 0 }, 1, e) != NETRT_OK))
		return e->rc;
	if (!lossy)
		return NETRT_OK;
	snprintf(s, sizeof s, "%.6g", ratio);
	if (netrt_item_set_str(it, TAG_LossyImageCompression, "01", e) !=
	    NETRT_OK || (netrt_item_len(it, TAG_LossyImageCompressionRatio) ==
	    0 && netrt_item_set_str(it, TAG_LossyImageCompressionRatio, s,
	    e) != NETRT_OK))
		return e->rc;
	return netrt_item_len(it, TAG_LossyImageCompressionMethod) > 0 ?
	    NETRT_OK : netrt_item_set_str(it,
	    TAG_LossyImageCompressionMethod, "ISO_15444_1", e);
}

/* One frame of n samples to to; *size grows by its compressed bytes. */
static enum netrt_rc
decode_frame(struct netrt_dcm *d, const struct netrt_pixels *px, unsigned i,
    uint8_t *to, size_t n, bool *lossy, double *size, struct netrt_err *e)
{
	struct netrt_j2k j;
	uint8_t *p;
	size_t len;

	if (netrt_dcm_frame(d, i, px->frames, &p, &len, e) != NETRT_OK)
		return e->rc;
	enum netrt_rc rc = netrt_j2k_decode(p, len, px->rows, px->cols,
	    px->samples, &j, e);
	free(p);
	if (rc != NETRT_OK)
		return rc;
	*size += (double)len;
	*lossy = *lossy || !j.reversible;
	rc = put_frame(px, &j, to, n, e);
	free(j.v);
	return rc;
}

static enum netrt_rc
decode_j2k(struct netrt_dcm *d, struct netrt_err *e)
{
	struct netrt_pixels px = { .n = SIZE_MAX };
	bool lossy = false;
	double size = 0;
	enum netrt_rc rc = get_layout(netrt_dcm_root(d), &px, e);

	if (rc != NETRT_OK)
		return rc;
	px.photo = px.samples == 1 ? NETRT_PHOTO_GREY : NETRT_PHOTO_RGB;
	if ((rc = netrt_pixels_check(&px, e)) != NETRT_OK)
		return rc;
	if (px.high + 1 != px.stored)
		return netrt_err_set(e, NETRT_DATA, "(0028,0102): JPEG 2000 "
		    "with high bit %u of %u bits stored is not supported",
		    px.high, px.stored);
	size_t n = (size_t)px.rows * px.cols * px.samples;
	size_t bytes = n * (px.allocated / 8), all = bytes * px.frames;
	if (all > UINT32_MAX)
		return netrt_err_set(e, NETRT_DATA, "more than 4 GiB of "
		    "pixels");
	uint8_t *to = calloc(1, all + 1);
	if (to == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for pixels");
	for (unsigned i = 0; rc == NETRT_OK && i < px.frames; i++)
		rc = decode_frame(d, &px, i, to + i * bytes, n, &lossy, &size,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_dcm_set_pixels(d, px.allocated == 16, to,
		    all + all % 2, e);
	free(to);
	return rc != NETRT_OK ? rc : keep_true(netrt_dcm_root(d), lossy,
	    (double)all / size, e);
}

enum netrt_rc
netrt_image_decode(struct netrt_dcm *d, struct netrt_err *e)
{
	return is_j2k(d) ? decode_j2k(d, e) : netrt_dcm_decode(d, e);
}

enum netrt_rc
netrt_image_pixels(struct netrt_dcm *d, struct netrt_pixels *px,
    struct netrt_err *e)
{
	struct netrt_item *it = netrt_dcm_root(d);

	memset(px, 0, sizeof *px);
	if (!netrt_item_has(it, TAG_PixelData))
		return netrt_err_set(e, NETRT_DATA, "(7FE0,0010): no pixel "
		    "data");
	/* first: decoding may change the photometric interpretation */
	if (netrt_image_decode(d, e) != NETRT_OK ||
	    get_layout(it, px, e) != NETRT_OK ||
	    get_photo(it, px, e) != NETRT_OK ||
	    get_window(it, px, e) != NETRT_OK ||
	    get_padding(it, px, e) != NETRT_OK ||
	    netrt_dcm_pixels(d, &px->p, &px->n, e) != NETRT_OK)
		return e->rc;
	px->keep = embedded(it);
	return netrt_pixels_check(px, e);
}

static enum netrt_rc
extend(struct netrt_item *it, uint32_t tag, const struct netrt_pixels *px,
    int32_t v, bool up, struct netrt_err *e)
{
	long old;

	if (netrt_item_len(it, tag) == 0)
		return NETRT_OK;
	if (netrt_item_get_int(it, tag, 0, &old, e) != NETRT_OK)
		return e->rc;
	int32_t now = as_stored(px, old);
	if (up ? now >= v : now <= v)
		return NETRT_OK;
	if (px->is_signed)
		return netrt_item_set_ss(it, tag, &(int16_t){ (int16_t)v }, 1,
		    e);
	return netrt_item_set_us(it, tag, &(uint16_t){ (uint16_t)v }, 1, e);
}

enum netrt_rc
netrt_image_extend(struct netrt_dcm *d, const struct netrt_pixels *px,
    int32_t low, int32_t high, struct netrt_err *e)
{
	struct netrt_item *it = netrt_dcm_root(d);

	netrt_item_del(it, TAG_SmallestPixelValueInSeries);
	netrt_item_del(it, TAG_LargestPixelValueInSeries);
	if (extend(it, TAG_SmallestImagePixelValue, px, low, false, e) !=
	    NETRT_OK)
		return e->rc;
	return extend(it, TAG_LargestImagePixelValue, px, high, true, e);
}
