/* Which contour lies on which slice: see place.h. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"

#define ONE_PLANE_MM	0.05	/* contours of a ROI this near: one plane */
#define IN_PLANE_MM	0.01
#define TIE_MM		1e-6

/* A contour on its way: where it is along the normal. */
struct item {
	double at_mm;
	size_t contour, roi;
};

static int
by_roi_and_place(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;

	if (a->roi != b->roi)
		return a->roi < b->roi ? -1 : 1;
	if (a->at_mm != b->at_mm)
		return a->at_mm < b->at_mm ? -1 : 1;
	return a->contour < b->contour ? -1 : a->contour > b->contour;
}

/* ---- one contour ---- */

/*
 * Its mean place along the normal; false when it is tilted: when a point is
 * so far from the mean that it would belong to another slice.
 */
static bool
flat(const struct netrt_placement *p, const struct netrt_contour *c,
    double *at_mm)
{
	const struct netrt_series *s = p->series;
	const double *mm = p->rs->mm + 3 * c->first;
	double sum = 0, lo = INFINITY, hi = -INFINITY;

	for (size_t i = 0; i < c->n; i++) {
		double at = netrt_along_mm(s->normal, mm + 3 * i);

		sum += at;
		lo = fmin(lo, at);
		hi = fmax(hi, at);
	}
	*at_mm = sum / (double)c->n;
	const struct netrt_plane *near =
	    s->plane + netrt_series_nearest(s, *at_mm);
	double reach = fmax(near->below_mm, near->above_mm) + 1e-6;

	return hi - *at_mm <= reach && *at_mm - lo <= reach;
}

/* Does the contour's box miss the whole image? */
static bool
outside(const struct netrt_placement *p, const struct netrt_contour *c,
    const struct netrt_slice *sl)
{
	double r0 = INFINITY, r1 = -INFINITY, c0 = INFINITY, c1 = -INFINITY;

	for (size_t i = 0; i < c->n; i++) {
		double row, col;

		netrt_frame_to_pixel(&sl->frame,
		    p->rs->mm + 3 * (c->first + i), &row, &col);
		r0 = fmin(r0, row);
		r1 = fmax(r1, row);
		c0 = fmin(c0, col);
		c1 = fmax(c1, col);
	}
	return r1 < -0.5 || c1 < -0.5 || r0 > sl->rows - 0.5 ||
	    c0 > sl->cols - 0.5;
}

/* Does it name images of this series, and none of the plane it is on? */
static bool
contradicts(const struct netrt_placement *p, const struct netrt_contour *c,
    size_t plane)
{
	bool known = false;

	for (size_t i = 0; i < c->nrefs; i++) {
		const struct netrt_slice *sl = netrt_series_find(p->series,
		    p->rs->ref[c->first_ref + i]);

		if (sl != NULL && sl->plane == plane)
			return false;
		known = known || sl != NULL;
	}
	return known;
}

static enum netrt_place
first_look(const struct netrt_placement *p, size_t i, const bool *use,
    double *at_mm)
{
	const struct netrt_contour *c = &p->rs->contour[i];

	if (use != NULL && !use[c->roi])
		return NETRT_PLACE_UNUSED;
	if (c->type != NETRT_CONTOUR_CLOSED)
		return NETRT_PLACE_OPEN;
	if (c->n < 3)
		return NETRT_PLACE_FEW;
	return flat(p, c, at_mm) ? NETRT_PLACE_DRAWN : NETRT_PLACE_TILTED;
}

/* ---- the planes of one ROI ---- */

/*
 * it[0..n): the flat contours of one ROI, sorted.  at[k]: where its plane
 * number k is; of[i]: the plane of it[i].
 */
static size_t
own_planes(const struct item *it, size_t n, double *at, size_t *of)
{
	size_t planes = 0;

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
settle(struct netrt_placement *p, const struct item *it, size_t n,
    double *at, size_t *of)
{
	const struct netrt_series *s = p->series;
	size_t planes = own_planes(it, n, at, of);

	for (size_t i = 0; i < n; i++) {
		struct netrt_placed *to = &p->contour[it[i].contour];
		double mm = at[of[i]];

		to->plane = netrt_series_nearest(s, mm);
		to->off_mm = fabs(mm - s->plane[to->plane].at_mm);
		if (!netrt_series_owns(s, to->plane, mm))
			to->where = NETRT_PLACE_OFF;
		else if (!nearest(at, planes, of[i],
		    s->plane[to->plane].at_mm))
			to->where = NETRT_PLACE_SUPERSEDED;
	}
}

static enum netrt_rc
settle_all(struct netrt_placement *p, const bool *use, struct netrt_err *e)
{
	size_t n = p->rs->ncontours, flats = 0;
	struct item *it = calloc(n + 1, sizeof *it);
	double *at = calloc(n + 1, sizeof *at);
	size_t *of = calloc(n + 1, sizeof *of);
	enum netrt_rc rc = NETRT_OK;

	if (it == NULL || at == NULL || of == NULL) {
		rc = netrt_err_set(e, NETRT_TEMP, "no memory for %zu "
		    "contours", n);
		goto out;
	}
	for (size_t i = 0; i < n; i++) {
		struct item *to = &it[flats];

		p->contour[i].where = first_look(p, i, use, &to->at_mm);
		to->contour = i;
		to->roi = p->rs->contour[i].roi;
		flats += p->contour[i].where == NETRT_PLACE_DRAWN;
	}
	qsort(it, flats, sizeof *it, by_roi_and_place);
	for (size_t i = 0, k; i < flats; i = k) {
		for (k = i; k < flats && it[k].roi == it[i].roi; k++)
			;
		settle(p, it + i, k - i, at, of);
	}
out:
	free(it);
	free(at);
	free(of);
	return rc;
}

/* ---- the whole ---- */

static void
count(struct netrt_placement *p, size_t i)
{
	const struct netrt_contour *c = &p->rs->contour[i];
	const struct netrt_placed *at = &p->contour[i];
	const struct netrt_plane *pl = &p->series->plane[at->plane];

	p->count[at->where]++;
	if (at->where != NETRT_PLACE_DRAWN)
		return;
	p->start[at->plane + 1]++;
	p->outside += outside(p, c, &p->series->slice[pl->first]);
	p->contradict += contradicts(p, c, at->plane);
	if (at->off_mm > IN_PLANE_MM) {
		p->between++;
		p->off_mm = fmax(p->off_mm, at->off_mm);
	}
}

/* Bucket sort: by plane; within it by ROI, then as in the file. */
static enum netrt_rc
sort(struct netrt_placement *p, struct netrt_err *e)
{
	const struct netrt_rtstruct *rs = p->rs;
	size_t planes = p->series->nplanes, n = 0;
	size_t *next = calloc(rs->nrois + 2, sizeof *next);
	size_t *by_roi = calloc(rs->ncontours + 1, sizeof *by_roi);
	size_t *fill = calloc(planes + 1, sizeof *fill);
	enum netrt_rc rc = NETRT_OK;

	if (next == NULL || by_roi == NULL || fill == NULL) {
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
		goto out;
	}
	for (size_t i = 0; i < rs->ncontours; i++)
		next[rs->contour[i].roi + 1]++;
	for (size_t i = 0; i < rs->nrois; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < rs->ncontours; i++, n++)
		by_roi[next[rs->contour[i].roi]++] = i;
	for (size_t k = 0; k < planes; k++) {
		p->planes += p->start[k + 1] > 0;
		p->start[k + 1] += p->start[k];
		fill[k] = p->start[k];
	}
	for (size_t i = 0; i < n; i++)
		if (p->contour[by_roi[i]].where == NETRT_PLACE_DRAWN)
			p->order[fill[p->contour[by_roi[i]].plane]++] =
			    by_roi[i];
out:
	free(next);
	free(by_roi);
	free(fill);
	return rc;
}

enum netrt_rc
netrt_place_init(struct netrt_placement *p, const struct netrt_series *s,
    const struct netrt_rtstruct *rs, const bool *use, struct netrt_err *e)
{
	memset(p, 0, sizeof *p);
	p->series = s;
	p->rs = rs;
	p->contour = calloc(rs->ncontours + 1, sizeof *p->contour);
	p->order = calloc(rs->ncontours + 1, sizeof *p->order);
	p->start = calloc(s->nplanes + 1, sizeof *p->start);
	if (p->contour == NULL || p->order == NULL || p->start == NULL) {
		netrt_place_free(p);
		return netrt_err_set(e, NETRT_TEMP, "no memory for %zu "
		    "contours", rs->ncontours);
	}
	enum netrt_rc rc = settle_all(p, use, e);
	for (size_t i = 0; rc == NETRT_OK && i < rs->ncontours; i++)
		count(p, i);
	if (rc == NETRT_OK)
		rc = sort(p, e);
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
	memset(p, 0, sizeof *p);
}
