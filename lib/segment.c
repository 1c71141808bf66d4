/* The Segmentation object of an RTSTRUCT: see segment.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "segcode.h"
#include "segment_priv.h"
#include "version.h"

/* ---- which frames there are ---- */

static void
count(void *ctx, const struct netrt_filled *r)
{
	struct netrt_segment_work *w = ctx;

	if (w->no_memory || netrt_mask_count(r->mask) == 0)
		return;
	if (w->n == w->room) {
		size_t room = w->room == 0 ? 256 : 2 * w->room;
		struct netrt_segment_frame *p = realloc(w->frame,
		    room * sizeof *p);

		if (p == NULL) {
			w->no_memory = true;
			return;
		}
		w->frame = p;
		w->room = room;
	}
	w->frame[w->n++] = (struct netrt_segment_frame){ r->roi, w->plane,
	    0 };
}

static int
by_roi(const void *a, const void *b)
{
	const struct netrt_segment_frame *x = a, *y = b;

	if (x->roi != y->roi)
		return x->roi < y->roi ? -1 : 1;
	return x->plane < y->plane ? -1 : x->plane > y->plane;
}

/* Images that share a plane have one mask: the first stands for them. */
static enum netrt_rc
each_plane(struct netrt_segment_work *w,
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
find_frames(struct netrt_segment_work *w, struct netrt_err *e)
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
	struct netrt_segment_work *w = ctx;
	const struct netrt_segment_frame key = { r->roi, w->plane, 0 };
	const struct netrt_segment_frame *f = bsearch(&key, w->frame, w->n,
	    sizeof *w->frame, by_roi);

	if (f != NULL)
		pack(r->mask, w->bits, (size_t)(f - w->frame) *
		    w->series->rows * w->series->cols);
}

static enum netrt_rc
pixels(struct netrt_segment_work *w, struct netrt_dcm *d,
    struct netrt_err *e)
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

/* The skeleton, with the first frame. */
static enum netrt_rc
make(const struct netrt_segment_work *w, struct netrt_dcm **d,
    struct netrt_err *e)
{
	const struct netrt_slice *first = netrt_segment_slice(w, &w->frame[0]);
	const char *const parts[] = { "dimensions", w->s->sop, NULL };
	struct netrt_seg_segment *segment = calloc(w->nrois, sizeof *segment);
	char dimension[NETRT_UID_LEN], number[24];
	netrt_ds position[3];
	struct netrt_seg what = {
		.model = "netrt-mask", .version = NETRT_VERSION,
		.serial = "NONE", .number = number, .segment = segment,
		.nsegments = w->nrois,
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
	netrt_segment_position(first, position);
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
build(struct netrt_segment_work *w, struct netrt_dcm **d,
    struct netrt_err *e)
{
	struct netrt_dcm *image = NULL;
	enum netrt_rc rc = netrt_fill_init(&w->fill, &w->s->plan->place, e);

	if (rc == NETRT_OK)
		rc = find_frames(w, e);
	if (rc == NETRT_OK)
		rc = netrt_segment_rois(w->s, w->roi, w->nrois, e);
	if (rc == NETRT_OK) {
		netrt_segment_measure(w);
		rc = make(w, d, e);
	}
	if (rc == NETRT_OK)
		rc = netrt_object_open(netrt_segment_slice(w,
		    &w->frame[0])->path, &image, e);
	if (rc == NETRT_OK)
		rc = netrt_segment_head(w->s, netrt_dcm_root(*d),
		    netrt_dcm_root(image), w->roi, w->nrois, e);
	netrt_dcm_close(image);
	if (rc == NETRT_OK)
		rc = netrt_segment_references(w, netrt_dcm_root(*d), e);
	if (rc == NETRT_OK)
		rc = netrt_segment_frames(w, netrt_dcm_root(*d), e);
	return rc != NETRT_OK ? rc : pixels(w, *d, e);
}

enum netrt_rc
netrt_segment_write(struct netrt_segment *s, const char *path,
    struct netrt_err *e)
{
	struct netrt_segment_work w = {
		.s = s, .series = s->plan->pair.series
	};
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
