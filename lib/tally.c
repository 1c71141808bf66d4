/* The numbers of a run: see tally.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "tally.h"

enum netrt_rc
netrt_tally_init(struct netrt_tally *t, const struct netrt_plan *plan,
    struct netrt_err *e)
{
	memset(t, 0, sizeof *t);
	t->plan = plan;
	t->roi = calloc(plan->rs->nrois + 1, sizeof *t->roi);
	return t->roi != NULL ? NETRT_OK :
	    netrt_err_set(e, NETRT_TEMP, "no memory");
}

void
netrt_tally_free(struct netrt_tally *t)
{
	free(t->roi);
	memset(t, 0, sizeof *t);
}

/* The plane that slice i counts for, or NULL. */
static const struct netrt_plane *
counted(const struct netrt_tally *t, size_t i)
{
	const struct netrt_series *s = t->plan->pair.series;
	const struct netrt_plane *p = &s->plane[s->slice[i].plane];

	return p->first == i ? p : NULL;
}

/* How many pixels. */
static size_t
measure(struct netrt_tally *t, size_t i, struct netrt_amount *to,
    const struct netrt_mask *m)
{
	const struct netrt_plane *p = counted(t, i);
	const struct netrt_frame *f = &t->plan->pair.series->slice[i].frame;
	size_t n = p != NULL ? netrt_mask_count(m) : 0;

	if (n == 0)
		return 0;
	to->voxels += n;
	to->planes++;
	/* to 2^-20: then a sum is the same in whatever order it is added */
	to->mm3 += ldexp(round(ldexp((double)n * f->row_mm * f->col_mm *
	    p->thick_mm, 20)), -20);
	return n;
}

/* The threads meet things in any order: the first is that of the lowest
 * plane. */
static void
meet(struct netrt_met *m, size_t n, size_t plane, size_t roi)
{
	if (n > 0 && (m->n == 0 || plane < m->plane ||
	    (plane == m->plane && roi < m->roi))) {
		m->plane = plane;
		m->roi = roi;
	}
	m->n += n;
}

void
netrt_tally_roi(struct netrt_tally *t, size_t i, const struct netrt_filled *r)
{
	size_t n = measure(t, i, &t->roi[r->roi], r->mask);

	if (counted(t, i) != NULL) {
		size_t plane = t->plan->pair.series->slice[i].plane;

		meet(&t->overlaps, r->overlaps, plane, r->roi);
		meet(&t->unchecked, r->unchecked, plane, r->roi);
		meet(&t->cancelled, r->cancelled, plane, r->roi);
		if (n == 0 && t->plan->use[r->roi])
			meet(&t->undone, r->contours - r->empty, plane,
			    r->roi);
		t->roi[r->roi].duplicates += r->duplicates;
		t->roi[r->roi].empty += r->empty;
		t->merged.duplicates += r->duplicates;
		t->merged.empty += r->empty;
	}
}

void
netrt_tally_slice(struct netrt_tally *t, size_t i,
    const struct netrt_mask *merged)
{
	measure(t, i, &t->merged, merged);
}

/* What is at work on all slices. */
struct counting {
	struct netrt_tally *t;
	struct netrt_mask merged;
	size_t slice;
};

static void
count(void *ctx, const struct netrt_filled *r)
{
	struct counting *c = ctx;

	netrt_mask_or(&c->merged, r->mask);
	netrt_tally_roi(c->t, c->slice, r);
}

enum netrt_rc
netrt_tally_count(struct netrt_tally *t, struct netrt_err *e)
{
	const struct netrt_series *s = t->plan->pair.series;
	struct counting c = { .t = t };
	struct netrt_fill fill = { .place = NULL };
	enum netrt_rc rc = netrt_mask_init(&c.merged, s->rows, s->cols, e);

	if (rc == NETRT_OK)
		rc = netrt_fill_init(&fill, &t->plan->place, e);
	for (; rc == NETRT_OK && c.slice < s->n; c.slice++) {
		netrt_mask_clear(&c.merged);
		rc = netrt_fill_each(&fill, c.slice, count, &c, e);
		if (rc == NETRT_OK)
			netrt_tally_slice(t, c.slice, &c.merged);
	}
	netrt_fill_free(&fill);
	netrt_mask_free(&c.merged);
	return rc;
}

static void
add(struct netrt_amount *to, const struct netrt_amount *from)
{
	to->planes += from->planes;
	to->voxels += from->voxels;
	to->mm3 += from->mm3;
	to->duplicates += from->duplicates;
	to->empty += from->empty;
}

void
netrt_tally_add(struct netrt_tally *to, const struct netrt_tally *from)
{
	for (size_t i = 0; i < to->plan->rs->nrois; i++)
		add(&to->roi[i], &from->roi[i]);
	add(&to->merged, &from->merged);
	to->lossy = to->lossy || from->lossy;
	meet(&to->overlaps, from->overlaps.n, from->overlaps.plane,
	    from->overlaps.roi);
	meet(&to->unchecked, from->unchecked.n, from->unchecked.plane,
	    from->unchecked.roi);
	meet(&to->cancelled, from->cancelled.n, from->cancelled.plane,
	    from->cancelled.roi);
	meet(&to->undone, from->undone.n, from->undone.plane,
	    from->undone.roi);
}

/* "ROI 3 at z = -102.5 mm" */
static void
put_met(const struct netrt_tally *t, const struct netrt_met *m, char *buf,
    size_t size)
{
	const struct netrt_series *s = t->plan->pair.series;
	char at[64];

	netrt_position_format(s->normal,
	    s->slice[s->plane[m->plane].first].frame.origin, at, sizeof at);
	snprintf(buf, size, "ROI %ld at %s", t->plan->rs->roi[m->roi].number,
	    at);
}

enum netrt_rc
netrt_tally_check(const struct netrt_tally *t, struct netrt_err *e)
{
	const struct netrt_placement *p = &t->plan->place;
	size_t drawn = p->count[NETRT_PLACE_DRAWN];
	size_t gone = t->undone.n;
	char first[96];

	for (size_t i = 0; i < p->rs->nrois; i++)
		if (t->plan->use[i] && t->roi[i].voxels > 0)
			return NETRT_OK;
	if (gone > 0)
		put_met(t, &t->undone, first, sizeof first);
	else
		netrt_spot_format(&p->first[NETRT_PLACE_DRAWN], p->rs,
		    p->series->normal, first, sizeof first);
	return netrt_err_set(e, NETRT_DATA, "%s: the mask is empty: of %zu "
	    "contours on slices %zu lie wholly outside the image, "
	    "%zu enclose no pixel centre and %zu cancel each other "
	    "(first%s: %s)", netrt_object_name(p->rs->path), drawn,
	    p->outside, drawn - p->outside - gone, gone, gone > 0 ?
	    " of those" : "", first);
}

static void
tell(const struct netrt_tally *t, const struct netrt_met *m,
    const char *code, const char *what,
    void (*visit)(void *ctx, const struct netrt_warning *w), void *ctx)
{
	struct netrt_warning w = { code, TAG_ContourData, m->n, NULL };
	char at[96], text[256];

	if (m->n == 0)
		return;
	put_met(t, m, at, sizeof at);
	snprintf(text, sizeof text, "%s (first: %s)", what, at);
	w.text = text;
	visit(ctx, &w);
}

/* ROIs in use with contours inside the image, but without a pixel.  Where no
 * ROI has one, that is an error, or nothing was counted. */
static struct netrt_met
empty(const struct netrt_tally *t)
{
	const struct netrt_placement *p = &t->plan->place;
	const struct netrt_contour *c = p->rs->contour;
	struct netrt_met m = { 0, 0, 0 };

	for (size_t i = 0; t->merged.voxels > 0 && i < p->rs->nrois; i++)
		if (t->plan->use[i] && p->inside[i] > 0 &&
		    t->roi[i].voxels == 0 && m.n++ == 0)
			m.roi = i;
	for (size_t i = 0; m.n > 0 && i < p->rs->ncontours; i++)
		if (c[i].roi == m.roi &&
		    p->contour[i].where == NETRT_PLACE_DRAWN) {
			m.plane = p->contour[i].plane;
			break;
		}
	return m;
}

void
netrt_tally_warnings(const struct netrt_tally *t,
    void (*visit)(void *ctx, const struct netrt_warning *w), void *ctx)
{
	static const struct netrt_warning lossy = {
		"label-not-in-character-set", TAG_SpecificCharacterSet, 1,
		"RTSTRUCT has ROI names that the character set of the images "
		"cannot hold; what it has not is \"?\" in the overlay labels"
	};

	const struct netrt_met none = empty(t);

	if (t->lossy)
		visit(ctx, &lossy);
	tell(t, &t->overlaps, "contours-overlap", "planes have outlines of "
	    "one ROI that overlap in part; where they overlap is outside",
	    visit, ctx);
	tell(t, &t->unchecked, "contours-many", "planes have so many "
	    "outlines of one ROI that not all were looked at for overlaps",
	    visit, ctx);
	tell(t, &t->cancelled, "contours-cancel", "CLOSEDPLANAR_XOR contours "
	    "are alike with another one and cancel it, as PS3.3 C.8.8.6.3 "
	    "has it", visit, ctx);
	tell(t, &none, "roi-empty", "ROIs have closed contours, but they "
	    "enclose no pixel centre or cancel each other: not a pixel is "
	    "drawn of them", visit, ctx);
}

/* ---- the report ---- */

static void
rois(const struct netrt_tally *t, struct netrt_step *s)
{
	const struct netrt_plan *p = t->plan;
	const struct netrt_rtstruct *rs = p->rs;
	size_t *drawn = calloc(rs->nrois + 1, sizeof *drawn);

	for (size_t i = 0; drawn != NULL && i < rs->ncontours; i++)
		drawn[rs->contour[i].roi] += p->place.contour != NULL &&
		    p->place.contour[i].where == NETRT_PLACE_DRAWN;
	for (size_t i = 0; i < rs->nrois; i++) {
		const struct netrt_amount *n = &t->roi[i];

		if (p->use[i])
			netrt_step_report(s, "roi %ld used: %zu contours, "
			    "%zu drawn, %zu of them twice, %zu without a "
			    "pixel, %zu planes, %zu voxels, %.3f mL: %s",
			    rs->roi[i].number, rs->roi[i].ncontours,
			    drawn != NULL ? drawn[i] : 0, n->duplicates,
			    n->empty, n->planes, n->voxels, n->mm3 / 1000,
			    p->sel.name[i]);
		else
			netrt_step_report(s, "roi %ld left out: %zu contours, "
			    "0 drawn, %s: %s", rs->roi[i].number,
			    rs->roi[i].ncontours, p->sel.why[i],
			    p->sel.name[i]);
	}
	free(drawn);
}

static void
contours(const struct netrt_tally *t, struct netrt_step *s)
{
	const struct netrt_placement *p = &t->plan->place;

	netrt_step_report(s, "contours_drawn %zu",
	    p->count[NETRT_PLACE_DRAWN]);
	netrt_step_report(s, "contours_duplicate %zu", t->merged.duplicates);
	netrt_step_report(s, "contours_point_or_open %zu",
	    p->count[NETRT_PLACE_OPEN]);
	netrt_step_report(s, "contours_below_3_points %zu",
	    p->count[NETRT_PLACE_FEW]);
	netrt_step_report(s, "contours_tilted %zu",
	    p->count[NETRT_PLACE_TILTED]);
	netrt_step_report(s, "contours_off_the_slices %zu",
	    p->count[NETRT_PLACE_OFF]);
	netrt_step_report(s, "contours_superseded %zu",
	    p->count[NETRT_PLACE_SUPERSEDED]);
	netrt_step_report(s, "contours_between_slices %zu", p->between);
	netrt_step_report(s, "largest_distance_mm %.3f", p->off_mm);
	netrt_step_report(s, "contours_outside_image %zu", p->outside);
	netrt_step_report(s, "contours_naming_another_slice %zu",
	    p->contradict);
}

void
netrt_tally_report(const struct netrt_tally *t, struct netrt_step *s,
    const char *series, const struct netrt_planes *planes)
{
	const struct netrt_plan *p = t->plan;
	const struct netrt_pair *pair = &p->pair;

	if (planes == NULL) {
		rois(t, s);
		return;
	}
	netrt_step_report(s, "rtstruct %s", netrt_object_name(p->rs->path));
	netrt_step_report(s, "series %s", series);
	netrt_step_report(s, "source_series %s", pair->series->uid);
	netrt_step_report(s, "pairing_level %u", pair->level);
	netrt_step_report(s, "images %zu", pair->series->n);
	netrt_step_report(s, "images_named %zu", pair->named + pair->missing);
	netrt_step_report(s, "images_missing %zu", pair->missing);
	for (size_t i = 0; i < planes->n; i++) {
		const struct netrt_layer *l = &planes->layer[i];

		if (l->roi == NETRT_PLANES_MERGED)
			netrt_step_report(s, "overlay_group %04X", l->group);
		else
			netrt_step_report(s, "overlay_group %04X roi %ld",
			    l->group, p->rs->roi[l->roi].number);
	}
	netrt_step_report(s, "rois_used %zu", p->nuse);
	netrt_step_report(s, "rois_left_out %zu", p->rs->nrois - p->nuse);
	contours(t, s);
	netrt_step_report(s, "voxels %zu", t->merged.voxels);
	netrt_step_report(s, "slices %zu", t->merged.planes);
	netrt_step_report(s, "volume_ml %.3f", t->merged.mm3 / 1000);
	rois(t, s);
}
