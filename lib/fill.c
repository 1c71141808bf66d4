/* The masks of the ROIs on one slice: see fill.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fill.h"

/* Pairs of contours of a ROI in one plane that are looked at for overlaps:
 * 64 contours, each with each; drawing each again costs microseconds. */
#define PAIRS	2016

/* A contour that is in the mask of its ROI. */
struct netrt_outlined {
	uint64_t hash;
	size_t area;			/* pixels */
	double left, right;		/* columns of its box */
	unsigned top, end;		/* rows, as in struct netrt_mask */
	uint32_t contour;		/* index */
	bool exclusive;
};

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
	f->drawn = calloc(contours + 1, sizeof *f->drawn);
	if (f->point == NULL || f->drawn == NULL)
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
	free(f->drawn);
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

/* The contour that is in f->one and its points in f->point. */
static struct netrt_outlined
outline(const struct netrt_fill *f, uint32_t c)
{
	struct netrt_outlined o = {
		.contour = c, .area = netrt_mask_count(&f->one),
		.hash = netrt_mask_hash(&f->one),
		.exclusive = f->place->rs->contour[c].exclusive,
		.left = INFINITY, .right = -INFINITY
	};

	for (size_t i = 0; i < f->mm.n; i++) {
		o.left = fmin(o.left, f->point[i].col);
		o.right = fmax(o.right, f->point[i].col);
	}
	o.top = f->one.first;
	o.end = f->one.end;
	return o;
}

static bool
apart(const struct netrt_outlined *a, const struct netrt_outlined *b)
{
	return a->end <= b->top || b->end <= a->top || a->right < b->left ||
	    b->right < a->left;
}

/*
 * Is *o, which is in f->one, alike with one that was drawn before?  And does
 * it overlap one in part?  Equal hashes are not trusted: such a contour is
 * drawn again and compared.  Keeping every mask instead would need memory for
 * all contours of a slice; but where there is only one yet, it is f->roi.
 */
static enum netrt_rc
compare(struct netrt_fill *f, const struct netrt_slice *sl,
    const struct netrt_outlined *o, struct netrt_filled *r, bool *again,
    struct netrt_err *e)
{
	*again = false;
	for (size_t i = 0; i < f->n && !*again; i++) {
		const struct netrt_outlined *p = &f->drawn[i];
		const struct netrt_mask *m = &f->roi;

		if (p->exclusive != o->exclusive || apart(o, p))
			continue;
		if (p->hash != o->hash) {
			if (o->exclusive || r->overlaps || r->unchecked)
				continue;
			r->unchecked = ++f->pairs == PAIRS;
		}
		if (f->n > 1) {
			m = &f->again;
			if (contour(f, sl, p->contour, &f->again, e) !=
			    NETRT_OK)
				return e->rc;
		}
		size_t common = netrt_mask_common(&f->one, m);
		*again = common == o->area && common == p->area;
		if (!o->exclusive && common > 0 && common < o->area &&
		    common < p->area)
			r->overlaps = true;
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
	f->n = f->pairs = 0;
	netrt_mask_clear(&f->roi);
	for (size_t k = 0; k < n; k++) {
		struct netrt_outlined o;

		if (contour(f, sl, order[k], &f->one, e) != NETRT_OK)
			return e->rc;
		o = outline(f, order[k]);
		/* an empty one is nobody's duplicate, and does nothing */
		if (o.area == 0) {
			r->empty++;
			continue;
		}
		if (compare(f, sl, &o, r, &again, e) != NETRT_OK)
			return e->rc;
		if (again && !o.exclusive) {
			r->duplicates++;
			continue;
		}
		r->cancelled += again;
		netrt_mask_xor(&f->roi, &f->one);
		f->drawn[f->n++] = o;
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
