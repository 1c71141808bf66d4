/* The masks of the ROIs on one slice: see fill.h. */
#include <stdlib.h>
#include <string.h>

#include "fill.h"

enum netrt_rc
netrt_fill_init(struct netrt_fill *f, const struct netrt_placement *place,
    struct netrt_err *e)
{
	const struct netrt_series *s = place->series;
	struct netrt_mask *all[] = { &f->roi, &f->one, &f->again };
	size_t points = 0, contours = 0;
	enum netrt_rc rc = NETRT_OK;

	memset(f, 0, sizeof *f);
	f->place = place;
	for (size_t i = 0; i < place->rs->ncontours; i++)
		if (place->rs->contour[i].n > points)
			points = place->rs->contour[i].n;
	for (size_t k = 0; k < s->nplanes; k++)
		if (place->start[k + 1] - place->start[k] > contours)
			contours = place->start[k + 1] - place->start[k];
	f->point = calloc(points + 1, sizeof *f->point);
	f->hash = calloc(contours + 1, sizeof *f->hash);
	if (f->point == NULL || f->hash == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory for a contour "
		    "of %zu points", points);
	for (size_t i = 0; rc == NETRT_OK && i < 3; i++)
		rc = netrt_mask_init(all[i], s->rows, s->cols, e);
	if (rc != NETRT_OK)
		netrt_fill_free(f);
	return rc;
}

void
netrt_fill_free(struct netrt_fill *f)
{
	netrt_mask_free(&f->roi);
	netrt_mask_free(&f->one);
	netrt_mask_free(&f->again);
	netrt_points_free(&f->mm);
	free(f->point);
	free(f->hash);
	memset(f, 0, sizeof *f);
}

/* Contour c, seen from the slice, into an empty mask. */
static enum netrt_rc
contour(struct netrt_fill *f, const struct netrt_slice *sl, size_t c,
    struct netrt_mask *m, struct netrt_err *e)
{
	if (netrt_rtstruct_points(f->place->rs, c, &f->mm, e) != NETRT_OK)
		return e->rc;
	for (size_t i = 0; i < f->mm.n; i++)
		netrt_frame_to_pixel(&sl->frame, f->mm.mm + 3 * i,
		    &f->point[i].row, &f->point[i].col);
	netrt_mask_clear(m);
	netrt_mask_fill(m, f->point, f->mm.n);
	return NETRT_OK;
}

/*
 * Is f->one what one of the n contours before it was?  Equal hashes are not
 * trusted: such a contour is drawn again and compared.  Keeping every mask
 * instead would need memory for all contours of a slice.
 */
static enum netrt_rc
seen(struct netrt_fill *f, const struct netrt_slice *sl, const uint32_t *order,
    size_t n, bool *yes, struct netrt_err *e)
{
	uint64_t h = netrt_mask_hash(&f->one);

	*yes = false;
	f->hash[n] = h;
	for (size_t i = 0; i < n && !*yes; i++) {
		if (f->hash[i] != h)
			continue;
		if (contour(f, sl, order[i], &f->again, e) != NETRT_OK)
			return e->rc;
		*yes = netrt_mask_same(&f->one, &f->again);
	}
	return NETRT_OK;
}

/* The contours order[0..n) of one ROI, into f->roi. */
static enum netrt_rc
fill_roi(struct netrt_fill *f, const struct netrt_slice *sl,
    const uint32_t *order, size_t n, struct netrt_filled *r,
    struct netrt_err *e)
{
	bool again;

	*r = (struct netrt_filled){
		.roi = f->place->rs->contour[order[0]].roi,
		.mask = &f->roi, .contours = n
	};
	netrt_mask_clear(&f->roi);
	for (size_t k = 0; k < n; k++) {
		if (contour(f, sl, order[k], &f->one, e) != NETRT_OK)
			return e->rc;
		/* an empty one is nobody's duplicate, and does nothing */
		if (netrt_mask_count(&f->one) == 0) {
			f->hash[k] = 0;
			r->empty++;
			continue;
		}
		if (seen(f, sl, order, k, &again, e) != NETRT_OK)
			return e->rc;
		if (again)
			r->duplicates++;
		else
			netrt_mask_xor(&f->roi, &f->one);
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_fill_each(struct netrt_fill *f, size_t i,
    void (*visit)(void *ctx, const struct netrt_filled *r), void *ctx,
    struct netrt_err *e)
{
	const struct netrt_placement *p = f->place;
	const struct netrt_contour *c = p->rs->contour;
	const struct netrt_slice *sl = &p->series->slice[i];
	const uint32_t *order = p->order + p->start[sl->plane];
	size_t n = p->start[sl->plane + 1] - p->start[sl->plane];

	for (size_t first = 0, k; first < n; first = k) {
		for (k = first; k < n && c[order[k]].roi ==
		    c[order[first]].roi; k++)
			;
		struct netrt_filled r;

		if (fill_roi(f, sl, order + first, k - first, &r, e) !=
		    NETRT_OK)
			return e->rc;
		visit(ctx, &r);
	}
	return NETRT_OK;
}
