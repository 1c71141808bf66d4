/* The Segmentation object of an RTSTRUCT: see segment.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fill.h"
#include "object.h"
#include "segcode.h"
#include "segment_priv.h"
#include "step.h"
#include "version.h"

/* A ROI on a plane where it has a pixel. */
struct frame {
	size_t roi, plane;		/* indices */
	size_t segment;			/* Segment Number */
};

struct work {
	struct netrt_segment *s;
	const struct netrt_series *series;
	struct netrt_fill fill;
	struct frame *frame;
	size_t n, room;
	size_t *rank;			/* of a plane among those used, from 1 */
	struct netrt_segment_roi *roi;	/* one for each segment */
	size_t nrois;
	netrt_ds orientation[6], spacing[2];
	char thickness[17], between[17];
	bool turned;			/* orientations differ in their text */
	bool no_memory;
	size_t plane;			/* being filled */
	uint8_t *bits;
};

/* ---- which frames there are ---- */

static void
count(void *ctx, const struct netrt_filled *r)
{
	struct work *w = ctx;

	if (w->no_memory || netrt_mask_count(r->mask) == 0)
		return;
	if (w->n == w->room) {
		size_t room = w->room == 0 ? 256 : 2 * w->room;
		struct frame *p = realloc(w->frame, room * sizeof *p);

		if (p == NULL) {
			w->no_memory = true;
			return;
		}
		w->frame = p;
		w->room = room;
	}
	w->frame[w->n++] = (struct frame){ r->roi, w->plane, 0 };
}

static int
by_roi(const void *a, const void *b)
{
	const struct frame *x = a, *y = b;

	if (x->roi != y->roi)
		return x->roi < y->roi ? -1 : 1;
	return x->plane < y->plane ? -1 : x->plane > y->plane;
}

/* Images that share a plane have one mask: the first stands for them. */
static enum netrt_rc
each_plane(struct work *w,
    void (*visit)(void *ctx, const struct netrt_filled *r),
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	for (w->plane = 0; rc == NETRT_OK && w->plane < w->series->nplanes;
	    w->plane++)
		rc = netrt_fill_each(&w->fill,
		    w->series->plane[w->plane].first, visit, w, e);
	return rc;
}

static enum netrt_rc
find_frames(struct work *w, struct netrt_err *e)
{
	size_t rank = 0;

	if (each_plane(w, count, e) != NETRT_OK)
		return e->rc;
	w->rank = calloc(w->series->nplanes + 1, sizeof *w->rank);
	w->roi = calloc(w->n + 1, sizeof *w->roi);
	if (w->no_memory || w->rank == NULL || w->roi == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for %zu "
		    "frames", w->n);
	if (w->n == 0)
		return netrt_err_set(e, NETRT_DATA, "no ROI encloses a pixel "
		    "centre: there is no segment");
	qsort(w->frame, w->n, sizeof *w->frame, by_roi);
	for (size_t i = 0; i < w->n; i++) {
		if (i == 0 || w->frame[i].roi != w->frame[i - 1].roi)
			w->roi[w->nrois++].roi = w->frame[i].roi;
		w->frame[i].segment = w->nrois;
		w->rank[w->frame[i].plane] = 1;
	}
	for (size_t p = 0; p < w->series->nplanes; p++)
		if (w->rank[p] != 0)
			w->rank[p] = ++rank;
	if (w->nrois > 65534 || w->n > INT32_MAX)
		return netrt_err_set(e, NETRT_DATA, "%zu ROIs on %zu slices "
		    "are more than a Segmentation can hold", w->nrois, w->n);
	return NETRT_OK;
}

/* ---- geometry ---- */

/* A DS has 16 characters: as many digits as fit, and no more than are needed
 * to read the same number again. */
static void
ds(double v, char out[17])
{
	char buf[40];

	memset(out, 0, 17);	/* they are compared as bytes */
	snprintf(out, 17, "%.6g", v);
	for (int digits = 1; digits <= 17; digits++) {
		int n = snprintf(buf, sizeof buf, "%.*g", digits, v);

		if (n > 16)
			return;
		memcpy(out, buf, (size_t)n);
		memset(out + n, 0, 17 - (size_t)n);
		if (strtod(out, NULL) == v)
			return;
	}
}

static void
position_of(const struct netrt_slice *sl, netrt_ds v[3])
{
	for (int i = 0; i < 3; i++)
		ds(sl->frame.origin[i], v[i]);
}

static void
orientation_of(const struct netrt_slice *sl, netrt_ds v[6])
{
	for (int i = 0; i < 3; i++) {
		ds(sl->frame.x[i], v[i]);
		ds(sl->frame.y[i], v[i + 3]);
	}
}

static const struct netrt_slice *
slice_of(const struct work *w, const struct frame *f)
{
	return &w->series->slice[w->series->plane[f->plane].first];
}

/* The distance of the planes where there is one: all gaps are it, or (slices
 * are missing) a multiple of it.  0: there is none. */
static double
gap_mm(const struct netrt_series *s)
{
	double least = 0;

	for (size_t i = 1; i < s->nplanes; i++) {
		double gap = s->plane[i].at_mm - s->plane[i - 1].at_mm;

		if (least == 0 || gap < least)
			least = gap;
	}
	for (size_t i = 1; least > 0 && i < s->nplanes; i++) {
		double n = (s->plane[i].at_mm - s->plane[i - 1].at_mm) /
		    least;

		if (fabs(n - round(n)) > 0.02)
			return 0;
	}
	return least;
}

static void
measure(struct work *w)
{
	const struct netrt_slice *first = slice_of(w, &w->frame[0]);
	double gap = gap_mm(w->series);
	netrt_ds other[6];

	orientation_of(first, w->orientation);
	for (size_t i = 1; i < w->n; i++) {
		orientation_of(slice_of(w, &w->frame[i]), other);
		w->turned = w->turned ||
		    memcmp(other, w->orientation, sizeof other) != 0;
	}
	ds(first->frame.row_mm, w->spacing[0]);
	ds(first->frame.col_mm, w->spacing[1]);
	if (first->thickness_mm > 0)
		ds(first->thickness_mm, w->thickness);
	else
		ds(w->series->plane[w->frame[0].plane].thick_mm,
		    w->thickness);
	if (gap > 0)
		ds(gap, w->between);
}

/* ---- frames ---- */

enum netrt_rc
netrt_segment_image(const struct netrt_segment *s,
    const struct netrt_slice *sl, char sop[NETRT_UID_LEN],
    struct netrt_err *e)
{
	char overlay[NETRT_UID_LEN];

	if (*s->overlay == '\0') {
		memcpy(sop, sl->sop, NETRT_UID_LEN);
		return NETRT_OK;
	}
	if (netrt_step_instance(s->overlay, sl->sop, overlay, e) != NETRT_OK)
		return e->rc;
	if (*s->burnin != '\0')
		return netrt_step_instance(s->burnin, overlay, sop, e);
	memcpy(sop, overlay, NETRT_UID_LEN);
	return NETRT_OK;
}

static enum netrt_rc
refer(const struct netrt_segment *s, struct netrt_item *it,
    const struct netrt_slice *sl, struct netrt_err *e)
{
	char sop[NETRT_UID_LEN];
	enum netrt_rc rc = netrt_segment_image(s, sl, sop, e);

	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_ReferencedSOPClassUID,
		    sl->sop_class, e);
	return rc != NETRT_OK ? rc : netrt_item_set_str(it,
	    TAG_ReferencedSOPInstanceUID, sop, e);
}

/* All images of the plane are the source of the frame. */
static enum netrt_rc
sources(const struct work *w, struct netrt_item *it, const struct frame *f,
    struct netrt_err *e)
{
	const struct netrt_plane *p = &w->series->plane[f->plane];
	struct netrt_item *from = netrt_item_at(it,
	    TAG_DerivationImageSequence, 0), *one;
	enum netrt_rc rc = NETRT_OK;

	if (from == NULL)
		return netrt_err_set(e, NETRT_SOFTWARE, "no derivation");
	for (size_t n = netrt_item_count(from, TAG_SourceImageSequence);
	    n > p->n; n--)
		netrt_item_del_at(from, TAG_SourceImageSequence, n - 1);
	for (size_t i = 0; rc == NETRT_OK && i < p->n; i++) {
		one = netrt_item_at(from, TAG_SourceImageSequence, i);
		if (one == NULL)
			rc = netrt_item_dup(from, TAG_SourceImageSequence, 0,
			    &one, e);
		if (rc == NETRT_OK)
			rc = refer(w->s, one, &w->series->slice[p->first + i],
			    e);
	}
	return rc;
}

/* Set one value in the one item of a sequence. */
static enum netrt_rc
set_in(struct netrt_item *it, uint32_t sequence, uint32_t tag,
    const netrt_ds *v, size_t n, struct netrt_err *e)
{
	struct netrt_item *in = netrt_item_at(it, sequence, 0);
	char text[6 * 17];
	size_t len = 0;

	if (in == NULL)
		return netrt_err_set(e, NETRT_SOFTWARE, "(%04X,%04X): "
		    "no item", sequence >> 16, sequence & 0xffff);
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
		    "%s%s", i > 0 ? "\\" : "", v[i]);
	return netrt_item_set_str(in, tag, text, e);
}

static enum netrt_rc
frame(const struct work *w, struct netrt_item *it, const struct frame *f,
    struct netrt_err *e)
{
	const struct netrt_slice *sl = slice_of(w, f);
	struct netrt_item *content = netrt_item_at(it,
	    TAG_FrameContentSequence, 0), *segment = netrt_item_at(it,
	    TAG_SegmentIdentificationSequence, 0);
	uint16_t number = (uint16_t)f->segment;
	uint32_t index[2] = { number, (uint32_t)w->rank[f->plane] };
	netrt_ds v[6];
	enum netrt_rc rc;

	if (content == NULL || segment == NULL)
		return netrt_err_set(e, NETRT_SOFTWARE, "no frame content");
	rc = netrt_item_set_ul(content, TAG_DimensionIndexValues, index, 2,
	    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_us(segment, TAG_ReferencedSegmentNumber,
		    &number, 1, e);
	position_of(sl, v);
	if (rc == NETRT_OK)
		rc = set_in(it, TAG_PlanePositionSequence,
		    TAG_ImagePositionPatient, v, 3, e);
	orientation_of(sl, v);
	if (rc == NETRT_OK && w->turned)
		rc = set_in(it, TAG_PlaneOrientationSequence,
		    TAG_ImageOrientationPatient, v, 6, e);
	return rc != NETRT_OK ? rc : sources(w, it, f, e);
}

static enum netrt_rc
frames(const struct work *w, struct netrt_item *root, struct netrt_err *e)
{
	char number[16];
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && i < w->n; i++) {
		struct netrt_item *it = netrt_item_at(root,
		    TAG_PerFrameFunctionalGroupsSequence, 0);

		if (i > 0)
			rc = netrt_item_dup(root,
			    TAG_PerFrameFunctionalGroupsSequence, 0, &it, e);
		if (rc == NETRT_OK)
			rc = frame(w, it, &w->frame[i], e);
	}
	snprintf(number, sizeof number, "%zu", w->n);
	return rc != NETRT_OK ? rc : netrt_item_set_str(root,
	    TAG_NumberOfFrames, number, e);
}

/* ---- pixels ---- */

/*
 * PS3.5 8.1.1, 8.2: the pixels of all frames in one row of bits, the first
 * the lowest bit of the first byte; neither rows nor frames begin at a byte.
 */
static void
pack(const struct netrt_mask *m, uint8_t *out, size_t first)
{
	for (unsigned r = m->first; r < m->end; r++)
		for (size_t k = 0; k < m->stride; k++) {
			uint64_t v = m->bits[r * m->stride + k];
			size_t at = first + (size_t)r * m->cols + 64 * k;
			unsigned shift = at % 8;
			uint8_t *p = out + at / 8;

			for (uint64_t low = v << shift; low != 0; low >>= 8)
				*p++ |= (uint8_t)low;
			if (shift > 0 && v >> (64 - shift) != 0)
				out[at / 8 + 8] |=
				    (uint8_t)(v >> (64 - shift));
		}
}

static void
put(void *ctx, const struct netrt_filled *r)
{
	struct work *w = ctx;
	const struct frame key = { r->roi, w->plane, 0 }, *f = bsearch(&key,
	    w->frame, w->n, sizeof *w->frame, by_roi);

	if (f != NULL)
		pack(r->mask, w->bits, (size_t)(f - w->frame) *
		    w->series->rows * w->series->cols);
}

static enum netrt_rc
pixels(struct work *w, struct netrt_dcm *d, struct netrt_err *e)
{
	size_t one = (size_t)w->series->rows * w->series->cols, len;
	uint16_t rows = (uint16_t)w->series->rows;
	uint16_t cols = (uint16_t)w->series->cols;
	struct netrt_item *root = netrt_dcm_root(d);
	enum netrt_rc rc;

	len = w->n > SIZE_MAX / 8 / one ? SIZE_MAX - 1 :
	    (w->n * one + 15) / 16 * 2;
	rc = netrt_seg_pixels(d, len, &w->bits, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_us(root, TAG_Rows, &rows, 1, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_us(root, TAG_Columns, &cols, 1, e);
	return rc != NETRT_OK ? rc : each_plane(w, put, e);
}

/* ---- the object ---- */

/* Common Instance Reference (PS3.3 C.12.2): the series that is delivered. */
static enum netrt_rc
references(const struct work *w, struct netrt_item *root,
    struct netrt_err *e)
{
	const struct netrt_segment *s = w->s;
	struct netrt_item *it, *one;
	enum netrt_rc rc;

	netrt_item_del(root, TAG_ReferencedSeriesSequence);
	rc = netrt_item_add(root, TAG_ReferencedSeriesSequence, &it, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_SeriesInstanceUID,
		    *s->burnin != '\0' ? s->burnin : *s->overlay != '\0' ?
		    s->overlay : w->series->uid, e);
	for (size_t i = 0; rc == NETRT_OK && i < w->series->n; i++) {
		rc = netrt_item_add(it, TAG_ReferencedInstanceSequence, &one,
		    e);
		if (rc == NETRT_OK)
			rc = refer(s, one, &w->series->slice[i], e);
	}
	return rc;
}

/* The skeleton, with the first frame. */
static enum netrt_rc
make(const struct work *w, struct netrt_dcm **d, struct netrt_err *e)
{
	const struct netrt_slice *first = slice_of(w, &w->frame[0]);
	const char *const parts[] = { "dimensions", w->s->sop, NULL };
	struct netrt_seg_segment *segment = calloc(w->nrois, sizeof *segment);
	char dimension[NETRT_UID_LEN], number[24];
	netrt_ds position[3];
	struct netrt_seg what = {
		.model = "netrt-mask", .version = NETRT_VERSION,
		.serial = "NONE", .number = number, .segment = segment, .nsegments = w->nrois,
		.frame_of_reference = w->series->frame_of_reference,
		.dimension = dimension, .spacing = w->spacing,
		.orientation = w->turned ? NULL : w->orientation,
		.thickness = w->thickness, .between = w->between,
		.first_position = position, .first_class = first->sop_class,
		.first_orientation = w->orientation, .first_sop = first->sop,
	};
	enum netrt_rc rc = NETRT_OK;

	if (segment == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	position_of(first, position);
	snprintf(number, sizeof number, "%ld", w->s->number);
	for (size_t i = 0; i < w->nrois; i++) {
		const struct netrt_segment_roi *r = &w->roi[i];
		const struct netrt_roi *roi =
		    &w->s->plan->rs->roi[r->roi];

		segment[i] = (struct netrt_seg_segment){
			.category = r->category, .type = r->type,
			.how = r->how, .tracking = r->uid,
			.algorithm = "algorithm", .has_color = roi->has_color
		};
		netrt_segcode_lab(roi->color, segment[i].lab);
	}
	rc = netrt_uid_map(parts, NULL, 0, dimension, e);
	if (rc == NETRT_OK)
		rc = netrt_seg_new(&what, d, e);
	free(segment);
	return rc;
}

static enum netrt_rc
build(struct work *w, struct netrt_dcm **d, struct netrt_err *e)
{
	struct netrt_dcm *image = NULL;
	enum netrt_rc rc = netrt_fill_init(&w->fill, &w->s->plan->place, e);

	if (rc == NETRT_OK)
		rc = find_frames(w, e);
	if (rc == NETRT_OK)
		rc = netrt_segment_rois(w->s, w->roi, w->nrois, e);
	if (rc == NETRT_OK) {
		measure(w);
		rc = make(w, d, e);
	}
	if (rc == NETRT_OK)
		rc = netrt_object_open(slice_of(w, &w->frame[0])->path,
		    &image, e);
	if (rc == NETRT_OK)
		rc = netrt_segment_head(w->s, netrt_dcm_root(*d),
		    netrt_dcm_root(image), w->roi, w->nrois, e);
	netrt_dcm_close(image);
	if (rc == NETRT_OK)
		rc = references(w, netrt_dcm_root(*d), e);
	if (rc == NETRT_OK)
		rc = frames(w, netrt_dcm_root(*d), e);
	return rc != NETRT_OK ? rc : pixels(w, *d, e);
}

enum netrt_rc
netrt_segment_write(struct netrt_segment *s, const char *path,
    struct netrt_err *e)
{
	struct work w = { .s = s, .series = s->plan->pair.series };
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc = build(&w, &d, e);

	if (rc != NETRT_OK)
		netrt_err_prefix(e, "%s: Segmentation",
		    netrt_object_name(s->plan->rs->path));
	else
		rc = netrt_dcm_write(d, path, NETRT_TS_EXPLICIT, e);
	s->nsegments = w.nrois;
	s->nframes = w.n;
	netrt_dcm_close(d);
	netrt_segment_rois_free(w.roi, w.nrois);
	free(w.rank);
	free(w.frame);
	netrt_fill_free(&w.fill);
	return rc;
}
