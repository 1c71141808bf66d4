/* Geometry, sources and items of the frames: see segment.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "segment_priv.h"
#include "step.h"

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

void
netrt_segment_position(const struct netrt_slice *sl, netrt_ds v[3])
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

const struct netrt_slice *
netrt_segment_slice(const struct netrt_segment_work *w,
    const struct netrt_segment_frame *f)
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

void
netrt_segment_measure(struct netrt_segment_work *w)
{
	const struct netrt_slice *first = netrt_segment_slice(w, &w->frame[0]);
	double gap = gap_mm(w->series);
	netrt_ds other[6];

	orientation_of(first, w->orientation);
	for (size_t i = 1; i < w->n; i++) {
		orientation_of(netrt_segment_slice(w, &w->frame[i]), other);
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

static enum netrt_rc
image(const struct netrt_segment *s,
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
	enum netrt_rc rc = image(s, sl, sop, e);

	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_ReferencedSOPClassUID,
		    sl->sop_class, e);
	return rc != NETRT_OK ? rc : netrt_item_set_str(it,
	    TAG_ReferencedSOPInstanceUID, sop, e);
}

/* Add a frame of an enhanced image to those that the item names. */
static enum netrt_rc
add_number(struct netrt_item *it, unsigned number, bool first,
    struct netrt_err *e)
{
	char all[4096] = "";
	size_t len;

	if (!first && netrt_item_get_str(it, TAG_ReferencedFrameNumber, all,
	    sizeof all - 16, e) != NETRT_OK)
		return e->rc;
	len = strlen(all);
	snprintf(all + len, sizeof all - len, "%s%u", len > 0 ? "\\" : "",
	    number);
	return netrt_item_set_str(it, TAG_ReferencedFrameNumber, all, e);
}

/* All images of the plane are the source of the frame; several frames of one
 * image are one item. */
static enum netrt_rc
sources(const struct netrt_segment_work *w, struct netrt_item *it,
    const struct netrt_segment_frame *f, struct netrt_err *e)
{
	const struct netrt_plane *p = &w->series->plane[f->plane];
	struct netrt_item *from = netrt_item_at(it,
	    TAG_DerivationImageSequence, 0), *one = NULL;
	size_t n = 0;
	enum netrt_rc rc = NETRT_OK;

	if (from == NULL)
		return netrt_err_set(e, NETRT_SOFTWARE, "no derivation");
	for (size_t i = 0; rc == NETRT_OK && i < p->n; i++) {
		const struct netrt_slice *sl = &w->series->slice[p->first + i];
		bool first = i == 0 || strcmp(sl->sop, sl[-1].sop) != 0;

		if (first) {
			one = netrt_item_at(from, TAG_SourceImageSequence,
			    n++);
			if (one == NULL)
				rc = netrt_item_dup(from,
				    TAG_SourceImageSequence, 0, &one, e);
			if (rc == NETRT_OK)
				rc = refer(w->s, one, sl, e);
		}
		if (rc == NETRT_OK && sl->frame_number > 0)
			rc = add_number(one, sl->frame_number, first, e);
	}
	/* what the item that was copied had more */
	for (size_t k = netrt_item_count(from, TAG_SourceImageSequence);
	    k > n; k--)
		netrt_item_del_at(from, TAG_SourceImageSequence, k - 1);
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
frame(const struct netrt_segment_work *w, struct netrt_item *it,
    const struct netrt_segment_frame *f, struct netrt_err *e)
{
	const struct netrt_slice *sl = netrt_segment_slice(w, f);
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
	netrt_segment_position(sl, v);
	if (rc == NETRT_OK)
		rc = set_in(it, TAG_PlanePositionSequence,
		    TAG_ImagePositionPatient, v, 3, e);
	orientation_of(sl, v);
	if (rc == NETRT_OK && w->turned)
		rc = set_in(it, TAG_PlaneOrientationSequence,
		    TAG_ImageOrientationPatient, v, 6, e);
	return rc != NETRT_OK ? rc : sources(w, it, f, e);
}

enum netrt_rc
netrt_segment_frames(const struct netrt_segment_work *w,
    struct netrt_item *root, struct netrt_err *e)
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

/* Common Instance Reference (PS3.3 C.12.2): the series that is delivered. */
enum netrt_rc
netrt_segment_references(const struct netrt_segment_work *w,
    struct netrt_item *root, struct netrt_err *e)
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
		const struct netrt_slice *sl =
		    &w->series->slice[w->series->by_sop[i]];

		/* by object: its frames come one after the other */
		if (i > 0 && strcmp(sl->sop, w->series->slice[
		    w->series->by_sop[i - 1]].sop) == 0)
			continue;
		rc = netrt_item_add(it, TAG_ReferencedInstanceSequence, &one,
		    e);
		if (rc == NETRT_OK)
			rc = refer(s, one, sl, e);
	}
	return rc;
}
