/* Which contour lies on which slice: see place.h. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"
#include "spread.h"

#define ONE_PLANE_MM	0.05	/* contours of a ROI this near: one plane */
#define IN_PLANE_MM	0.01
#define TIE_MM		1e-6

/* A contour on its way: where it is along the normal. */
struct item {
	double at_mm;
	uint32_t contour;
};

struct work {
	struct netrt_placement *p;
	const struct netrt_spread *spread;
	struct netrt_points pts;
	/* contours by ROI, then as in the file; where a ROI's begin */
	uint32_t *by_roi, *start;
	/* of one ROI */
	struct item *item;
	double *at;
	uint32_t *of;
};

static int
by_place(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;

	if (a->at_mm != b->at_mm)
		return a->at_mm < b->at_mm ? -1 : 1;
	return a->contour < b->contour ? -1 : a->contour > b->contour;
}

/* ---- one contour ---- */

/* False when it is tilted: when a point is so far from the mean that it would
 * belong to another slice. */
static bool
flat(const struct netrt_placement *p, const struct netrt_spread *sp)
{
	const struct netrt_series *s = p->series;
	const struct netrt_plane *near =
	    s->plane + netrt_series_nearest(s, sp->at_mm);
	double reach = fmax(near->below_mm, near->above_mm) + 1e-6;

	return (double)sp->off_mm <= reach;
}

/*
 * Does the contour's box miss the whole image?  Its middle lies in the box:
 * only where that is not in the image must the points be looked at.
 */
static enum netrt_rc
outside(struct work *w, size_t i, const struct netrt_slice *sl, bool *out,
    struct netrt_err *e)
{
	double r0 = INFINITY, r1 = -INFINITY, c0 = INFINITY, c1 = -INFINITY;
	double row, col, middle[3];

	for (int k = 0; k < 3; k++)
		middle[k] = (double)w->spread[i].middle[k];
	netrt_frame_to_pixel(&sl->frame, middle, &row, &col);
	*out = false;
	if (row >= 0 && col >= 0 && row <= sl->rows - 1.0 &&
	    col <= sl->cols - 1.0)
		return NETRT_OK;
	if (netrt_rtstruct_points(w->p->rs, i, &w->pts, e) != NETRT_OK)
		return e->rc;
	for (size_t k = 0; k < w->pts.n; k++) {
		netrt_frame_to_pixel(&sl->frame, w->pts.mm + 3 * k, &row,
		    &col);
		r0 = fmin(r0, row);
		r1 = fmax(r1, row);
		c0 = fmin(c0, col);
		c1 = fmax(c1, col);
	}
	*out = r1 < -0.5 || c1 < -0.5 || r0 > sl->rows - 0.5 ||
	    c0 > sl->cols - 0.5;
	return NETRT_OK;
}

/* Does it name images of this series, and none of the plane it is on? */
static bool
contradicts(const struct netrt_placement *p, const struct netrt_contour *c,
    size_t plane)
{
	bool known = false;

	for (size_t i = 0; i < c->nrefs; i++) {
		size_t r = c->first_ref + i;
		const struct netrt_slice *sl = netrt_series_find(p->series,
		    p->rs->uids.uid[p->rs->ref[r]], p->rs->ref_frame[r]);

		if (sl != NULL && sl->plane == plane)
			return false;
		/* an enhanced image without a frame: any of them */
		known = known || (sl != NULL && (sl->frame_number == 0 ||
		    p->rs->ref_frame[r] != 0));
	}
	return known;
}

static enum netrt_place
first_look(const struct netrt_placement *p, size_t i, const bool *use,
    const struct netrt_spread *sp)
{
	const struct netrt_contour *c = &p->rs->contour[i];

	if (use != NULL && !use[c->roi])
		return NETRT_PLACE_UNUSED;
	if (c->type != NETRT_CONTOUR_CLOSED)
		return NETRT_PLACE_OPEN;
	if (c->n < 3)
		return NETRT_PLACE_FEW;
	return flat(p, sp) ? NETRT_PLACE_DRAWN : NETRT_PLACE_TILTED;
}

/* ---- the planes of one ROI ---- */

/*
 * it[0..n): the flat contours of one ROI, sorted.  at[k]: where its plane
 * number k is; of[i]: the plane of it[i].
 */
static size_t
own_planes(const struct item *it, size_t n, double *at, uint32_t *of)
{
	uint32_t planes = 0;

	for (size_t i = 0; i < n; i++) {
		if (i == 0 || it[i].at_mm - at[planes - 1] >= ONE_PLANE_MM)
			at[planes++] = it[i].at_mm;
		of[i] = planes - 1;
	}
	return planes;
}

/*
 * Is no other plane of the ROI nearer to the slice than plane k?  Its
 * neighbours decide; of two equally near ones the upper stays, so that planes
 * half-way between slices all go one way and none is lost.
 */
static bool
nearest(const double *at, size_t planes, size_t k, double slice_mm)
{
	double off = fabs(at[k] - slice_mm);

	return (k == 0 || fabs(at[k - 1] - slice_mm) > off - TIE_MM) &&
	    (k + 1 == planes || fabs(at[k + 1] - slice_mm) > off + TIE_MM);
}

static void
settle(const struct work *w, size_t n)
{
	struct netrt_placement *p = w->p;
	const struct netrt_series *s = p->series;
	const struct item *it = w->item;
	const double *at = w->at;
	const uint32_t *of = w->of;
	size_t planes = own_planes(it, n, w->at, w->of);

	for (size_t i = 0; i < n; i++) {
		struct netrt_placed *to = &p->contour[it[i].contour];
		double mm = at[of[i]];

		to->plane = (uint32_t)netrt_series_nearest(s, mm);
		to->off_mm = (float)fabs(mm - s->plane[to->plane].at_mm);
		if (!netrt_series_owns(s, to->plane, mm))
			to->where = NETRT_PLACE_OFF;
		else if (!nearest(at, planes, of[i],
		    s->plane[to->plane].at_mm))
			to->where = NETRT_PLACE_SUPERSEDED;
	}
}

/* Bucket sort: by ROI; within it as in the file.  Then room for the largest
 * ROI. */
static enum netrt_rc
by_roi(struct work *w, struct netrt_err *e)
{
	const struct netrt_rtstruct *rs = w->p->rs;
	size_t most = 0;

	w->by_roi = calloc(rs->ncontours + 1, sizeof *w->by_roi);
	w->start = calloc(rs->nrois + 2, sizeof *w->start);
	if (w->by_roi == NULL || w->start == NULL)
		goto none;
	/* start[i + 1]: first where ROI i begins, in the end where it ends */
	for (size_t i = 0; i < rs->nrois; i++) {
		w->start[i + 2] = w->start[i + 1] +
		    (uint32_t)rs->roi[i].ncontours;
		if (rs->roi[i].ncontours > most)
			most = rs->roi[i].ncontours;
	}
	for (size_t i = 0; i < rs->ncontours; i++)
		w->by_roi[w->start[rs->contour[i].roi + 1]++] = (uint32_t)i;
	w->item = calloc(most + 1, sizeof *w->item);
	w->at = calloc(most + 1, sizeof *w->at);
	w->of = calloc(most + 1, sizeof *w->of);
	if (w->item != NULL && w->at != NULL && w->of != NULL)
		return NETRT_OK;
none:
	return netrt_err_set(e, NETRT_TEMP, "no memory for %zu contours",
	    rs->ncontours);
}

static void
settle_all(struct work *w, const bool *use)
{
	struct netrt_placement *p = w->p;

	for (size_t roi = 0; roi < p->rs->nrois; roi++) {
		size_t flats = 0;

		for (size_t k = w->start[roi]; k < w->start[roi + 1]; k++) {
			uint32_t i = w->by_roi[k];

			p->contour[i].where = first_look(p, i, use,
			    &w->spread[i]);
			if (p->contour[i].where != NETRT_PLACE_DRAWN)
				continue;
			w->item[flats].at_mm = w->spread[i].at_mm;
			w->item[flats++].contour = i;
		}
		qsort(w->item, flats, sizeof *w->item, by_place);
		settle(w, flats);
	}
}

/* ---- the whole ---- */

static void
locate(const struct work *w, size_t i, struct netrt_spot *to)
{
	to->roi = w->p->rs->contour[i].roi;
	to->known = w->p->rs->contour[i].n > 0;
	for (int k = 0; k < 3; k++)
		to->mm[k] = (double)w->spread[i].middle[k];
}

static enum netrt_rc
count(struct work *w, size_t i, struct netrt_err *e)
{
	struct netrt_placement *p = w->p;
	const struct netrt_placed *at = &p->contour[i];
	const struct netrt_plane *pl = &p->series->plane[at->plane];
	bool out;

	if (p->count[at->where]++ == 0)
		locate(w, i, &p->first[at->where]);
	if (at->where != NETRT_PLACE_DRAWN)
		return NETRT_OK;
	if (outside(w, i, &p->series->slice[pl->first], &out, e) != NETRT_OK)
		return e->rc;
	p->start[at->plane + 1]++;
	if (out && p->outside++ == 0)
		locate(w, i, &p->first_outside);
	p->inside[p->rs->contour[i].roi] += !out;
	if (contradicts(p, &p->rs->contour[i], at->plane) &&
	    p->contradict++ == 0)
		locate(w, i, &p->first_contradict);
	if ((double)at->off_mm > IN_PLANE_MM) {
		p->between++;
		p->off_mm = fmax(p->off_mm, (double)at->off_mm);
	}
	return NETRT_OK;
}

/* Bucket sort: by plane; within it by ROI, then as in the file. */
static enum netrt_rc
sort(struct work *w, struct netrt_err *e)
{
	struct netrt_placement *p = w->p;
	size_t planes = p->series->nplanes;
	size_t *fill = calloc(planes + 1, sizeof *fill);

	if (fill == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t k = 0; k < planes; k++) {
		p->planes += p->start[k + 1] > 0;
		p->start[k + 1] += p->start[k];
		fill[k] = p->start[k];
	}
	for (size_t i = 0; i < p->rs->ncontours; i++) {
		const struct netrt_placed *at = &p->contour[w->by_roi[i]];

		if (at->where == NETRT_PLACE_DRAWN)
			p->order[fill[at->plane]++] = w->by_roi[i];
	}
	free(fill);
	return NETRT_OK;
}

/* The ROIs that should be seen and have nothing inside the image. */
static void
unseen(struct work *w, const bool *use)
{
	struct netrt_placement *p = w->p;

	for (size_t roi = 0; roi < p->rs->nrois; roi++) {
		size_t k = w->start[roi];

		if (p->inside[roi] > 0 || p->rs->roi[roi].nclosed == 0 ||
		    (use != NULL && !use[roi]))
			continue;
		while (p->contour[w->by_roi[k]].where == NETRT_PLACE_OPEN ||
		    p->contour[w->by_roi[k]].where == NETRT_PLACE_FEW)
			k++;
		if (p->unseen++ == 0)
			locate(w, w->by_roi[k], &p->first_unseen);
	}
}

static enum netrt_rc
place(struct work *w, const bool *use, struct netrt_err *e)
{
	struct netrt_placement *p = w->p;
	enum netrt_rc rc = netrt_spread_get(p->rs, p->series->normal,
	    &w->spread, e);

	if (rc == NETRT_OK)
		rc = by_roi(w, e);
	if (rc == NETRT_OK)
		settle_all(w, use);
	for (size_t i = 0; rc == NETRT_OK && i < p->rs->ncontours; i++)
		rc = count(w, i, e);
	if (rc == NETRT_OK)
		unseen(w, use);
	if (rc == NETRT_OK)
		rc = sort(w, e);
	netrt_points_free(&w->pts);
	free(w->by_roi);
	free(w->start);
	free(w->item);
	free(w->at);
	free(w->of);
	return rc;
}

enum netrt_rc
netrt_place_init(struct netrt_placement *p, const struct netrt_series *s,
    const struct netrt_rtstruct *rs, const bool *use, struct netrt_err *e)
{
	struct work w = { .p = p };
	enum netrt_rc rc;

	memset(p, 0, sizeof *p);
	p->series = s;
	p->rs = rs;
	p->contour = calloc(rs->ncontours + 1, sizeof *p->contour);
	p->order = calloc(rs->ncontours + 1, sizeof *p->order);
	p->start = calloc(s->nplanes + 1, sizeof *p->start);
	p->inside = calloc(rs->nrois + 1, sizeof *p->inside);
	if (p->contour == NULL || p->order == NULL || p->start == NULL ||
	    p->inside == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory for %zu "
		    "contours", rs->ncontours);
	else
		rc = place(&w, use, e);
	if (rc != NETRT_OK)
		netrt_place_free(p);
	return rc;
}

void
netrt_place_free(struct netrt_placement *p)
{
	free(p->contour);
	free(p->order);
	free(p->start);
	free(p->inside);
	memset(p, 0, sizeof *p);
}

void
netrt_spot_format(const struct netrt_spot *w,
    const struct netrt_rtstruct *rs, const double normal[3], char *buf,
    size_t size)
{
	char at[64];

	netrt_position_format(normal, w->mm, at, sizeof at);
	snprintf(buf, size, "ROI %ld%s%s", rs->roi[w->roi].number,
	    w->known ? " at " : "", w->known ? at : "");
}
