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
	free(f->point);
	free(f->hash);
	memset(f, 0, sizeof *f);
}

/* Contour c, seen from the slice, into an empty mask. */
static void
contour(struct netrt_fill *f, const struct netrt_slice *sl, size_t c,
    struct netrt_mask *m)
{
	const struct netrt_rtstruct *rs = f->place->rs;
	const struct netrt_contour *k = &rs->contour[c];

	for (size_t i = 0; i < k->n; i++)
		netrt_frame_to_pixel(&sl->frame, rs->mm + 3 * (k->first + i),
		    &f->point[i].row, &f->point[i].col);
	netrt_mask_clear(m);
	netrt_mask_fill(m, f->point, k->n);
}

/*
 * Is f->one what one of the n contours before it was?  Equal hashes are not
 * trusted: such a contour is drawn again and compared.  Keeping every mask
 * instead would need memory for all contours of a slice.
 */
static bool
seen(struct netrt_fill *f, const struct netrt_slice *sl, const size_t *order,
    size_t n)
{
	uint64_t h = netrt_mask_hash(&f->one);

	f->hash[n] = h;
	for (size_t i = 0; i < n; i++) {
		if (f->hash[i] != h)
			continue;
		contour(f, sl, order[i], &f->again);
		if (netrt_mask_same(&f->one, &f->again))
			return true;
	}
	return false;
}

/* The contours order[0..n) of one ROI, into f->roi. */
static struct netrt_filled
fill_roi(struct netrt_fill *f, const struct netrt_slice *sl,
    const size_t *order, size_t n)
{
	struct netrt_filled r = {
		.roi = f->place->rs->contour[order[0]].roi,
		.mask = &f->roi, .contours = n
	};

	netrt_mask_clear(&f->roi);
	for (size_t k = 0; k < n; k++) {
		contour(f, sl, order[k], &f->one);
		/* an empty one is nobody's duplicate, and does nothing */
		if (netrt_mask_count(&f->one) == 0)
			f->hash[k] = 0;
		else if (seen(f, sl, order, k))
			r.duplicates++;
		else
			netrt_mask_xor(&f->roi, &f->one);
	}
	return r;
}

void
netrt_fill_each(struct netrt_fill *f, size_t i,
    void (*visit)(void *ctx, const struct netrt_filled *r), void *ctx)
{
	const struct netrt_placement *p = f->place;
	const struct netrt_contour *c = p->rs->contour;
	const struct netrt_slice *sl = &p->series->slice[i];
	const size_t *order = p->order + p->start[sl->plane];
	size_t n = p->start[sl->plane + 1] - p->start[sl->plane];

	for (size_t first = 0, k; first < n; first = k) {
		for (k = first; k < n && c[order[k]].roi ==
		    c[order[first]].roi; k++)
			;
		struct netrt_filled r = fill_roi(f, sl, order + first,
		    k - first);
		visit(ctx, &r);
	}
}
