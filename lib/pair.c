/* Which series an RTSTRUCT belongs to: see pair.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "pair.h"
#include "place.h"

/* What speaks for one series. */
struct claim {
	const struct netrt_series *series;
	size_t named;		/* of its images, by contours */
	size_t listed;		/* of its images, by lists */
	bool series_named;
	int frame;		/* 1 equal, 0 absent on one side, -1 unequal */
	size_t placed;
};

static size_t
closed_of(const struct netrt_rtstruct *rs)
{
	size_t n = 0;

	for (size_t i = 0; i < rs->nrois; i++)
		n += rs->roi[i].nclosed;
	return n;
}

/* How many images of the series are named; by: 0 contours, 1 lists. */
static enum netrt_rc
resolve(const struct netrt_rtstruct *rs, const struct netrt_series *s, int by,
    size_t *out, struct netrt_err *e)
{
	size_t n = by == 0 ? rs->nrefs : rs->nlisted;
	bool *seen = calloc(s->n, sizeof *seen);

	*out = 0;
	if (seen == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; i < n; i++) {
		const struct netrt_slice *sl = netrt_series_find(s,
		    by == 0 ? rs->ref[i] : rs->listed[i].sop);

		if (sl == NULL || seen[sl - s->slice])
			continue;
		seen[sl - s->slice] = true;
		++*out;
	}
	free(seen);
	return NETRT_OK;
}

static enum netrt_rc
weigh(const struct netrt_rtstruct *rs, const struct netrt_series *s,
    struct claim *c, struct netrt_err *e)
{
	struct netrt_placement p;
	enum netrt_rc rc;

	memset(c, 0, sizeof *c);
	c->series = s;
	for (size_t i = 0; i < rs->nseries; i++)
		c->series_named |= strcmp(rs->series[i], s->uid) == 0;
	if (rs->nframes > 0 && s->frame_of_reference[0] != '\0')
		c->frame = -1;
	for (size_t i = 0; i < rs->nframes; i++)
		if (strcmp(rs->frame[i], s->frame_of_reference) == 0)
			c->frame = 1;
	if ((rc = resolve(rs, s, 0, &c->named, e)) != NETRT_OK ||
	    (rc = resolve(rs, s, 1, &c->listed, e)) != NETRT_OK ||
	    (rc = netrt_place_init(&p, s, rs, NULL, e)) != NETRT_OK)
		return rc;
	c->placed = p.count[NETRT_PLACE_DRAWN] - p.outside;
	netrt_place_free(&p);
	return NETRT_OK;
}

/* Does the claim hold at this level?  Level 0 is images named by contours,
 * level 1 images named by lists. */
static bool
holds(const struct claim *c, unsigned level, size_t closed)
{
	bool most = closed > 0 && c->placed * 20 >= closed * 19;

	switch (level) {
	case 0:
		return c->named > 0;
	case 1:
		return c->listed > 0;
	case 2:
		return c->series_named;
	case 3:
		return c->frame == 1 && c->placed > 0;
	case 4:
		return c->frame == 0 && most;
	default:
		return c->frame == -1 && most;
	}
}

/* Keep the claims that hold, the best first; where one has contours on its
 * slices, those without any fall away.  How many are left. */
static size_t
sieve(struct claim *c, size_t n, unsigned level, size_t closed)
{
	size_t kept = 0, with = 0;

	for (size_t i = 0; i < n; i++)
		if (holds(&c[i], level, closed)) {
			struct claim k = c[i];

			c[i] = c[kept];
			c[kept++] = k;
		}
	for (size_t i = 0; i < kept; i++)
		if (c[i].placed > 0) {
			struct claim k = c[i];

			c[i] = c[with];
			c[with++] = k;
		}
	if (with > 0)
		kept = with;
	for (size_t i = 1; i < kept; i++)	/* the most contours first */
		for (size_t k = i; k > 0 && c[k].placed > c[k - 1].placed;
		    k--) {
			struct claim t = c[k];

			c[k] = c[k - 1];
			c[k - 1] = t;
		}
	return kept;
}

static enum netrt_rc
ambiguous(const struct netrt_rtstruct *rs, const struct claim *c, size_t n,
    size_t closed, struct netrt_err *e)
{
	char list[320];
	size_t len = 0;

	list[0] = '\0';
	for (size_t i = 0; i < n && len < sizeof list - 110; i++)
		len += (size_t)snprintf(list + len, sizeof list - len,
		    "%s%s %ux%u, %zu images, %zu of %zu contours",
		    i > 0 ? "; " : "", c[i].series->uid,
		    c[i].series->rows, c[i].series->cols, c[i].series->n,
		    c[i].placed, closed);
	return netrt_err_set(e, NETRT_DATA, "%s: %zu series fit: %s; leave "
	    "one, or set processing.on_ambiguous_series",
	    netrt_object_name(rs->path), n, list);
}

/* An image that the RTSTRUCT may mean, but that can carry no mask. */
static const struct netrt_slice *
unusable(const struct netrt_rtstruct *rs, const struct netrt_series_list *l)
{
	for (size_t i = l->nplaced; i < l->nslices; i++) {
		const struct netrt_slice *sl = &l->slice[i];
		bool meant = l->n == 0;

		if (sl->kind == NETRT_IMAGE_OTHER)
			continue;
		for (size_t k = 0; !meant && k < rs->nseries; k++)
			meant = strcmp(rs->series[k], sl->series) == 0;
		for (size_t k = 0; !meant && k < rs->nrefs; k++)
			meant = strcmp(rs->ref[k], sl->sop) == 0;
		if (meant)
			return sl;
	}
	return NULL;
}

enum netrt_rc
netrt_pair_unusable(const struct netrt_slice *sl, struct netrt_err *e)
{
	char tag[64];

	if (sl->kind == NETRT_IMAGE_MULTIFRAME)
		return netrt_err_set(e, NETRT_DATA, "%s: (0028,0008): a "
		    "multi-frame image: overlay planes are not allowed in "
		    "enhanced objects (PS3.3 A.38, A.36): send the classic, "
		    "single-frame series", netrt_object_name(sl->path));
	netrt_tag_format(sl->tag, tag, sizeof tag);
	return netrt_err_set(e, NETRT_DATA, "%s: (%04X,%04X): %s is missing "
	    "or wrong, so where the image lies is unknown",
	    netrt_object_name(sl->path), sl->tag >> 16, sl->tag & 0xffff,
	    tag);
}

/* No level holds: say why.  What is only missing may yet come. */
static enum netrt_rc
nothing(const struct netrt_rtstruct *rs, const struct netrt_series_list *l,
    const struct claim *c, size_t closed, struct netrt_err *e)
{
	const char *name = netrt_object_name(rs->path);
	bool names = rs->nrefs > 0 || rs->nlisted > 0 || rs->nseries > 0;
	const struct netrt_slice *bad = unusable(rs, l);
	size_t unequal = 0, best = 0, n = l->n;

	if (bad != NULL)
		return netrt_pair_unusable(bad, e);
	if (n == 0)
		return netrt_err_set(e, NETRT_NOINPUT, "no image: CT, MR or "
		    "PET images with position, orientation and spacing are "
		    "needed");
	for (size_t i = 0; i < n; i++) {
		unequal += c[i].frame == -1;
		best = c[i].placed > best ? c[i].placed : best;
	}
	if (unequal == n)
		return netrt_err_set(e, NETRT_DATA, "%s: (3006,0024): its "
		    "frame of reference is that of none of the %zu series "
		    "here, and no image or series that it names is here",
		    name, n);
	if (names)
		return netrt_err_set(e, NETRT_NOINPUT, "%s: no image or "
		    "series that it names is here, and at most %zu of its "
		    "%zu contours lie on the slices of a series here: send "
		    "the images it was drawn on", name, best, closed);
	return netrt_err_set(e, NETRT_DATA, "%s: it names no image and no "
	    "series, and at most %zu of its %zu contours lie on the slices "
	    "of a series here", name, best, closed);
}

/* ---- missing images ---- */

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool
elsewhere(const struct netrt_series_list *l, const struct netrt_series *s,
    const char *sop)
{
	for (size_t i = 0; i < l->n; i++)
		if (&l->series[i] != s &&
		    netrt_series_find(&l->series[i], sop) != NULL)
			return true;
	return false;
}

/*
 * Images that the RTSTRUCT names for this series, and those of them that are
 * here.  Contours or lists of which no image is here name those of other,
 * lost objects (QUIRKS 2) and say nothing.
 */
static enum netrt_rc
missing(const struct netrt_rtstruct *rs, const struct netrt_series_list *l,
    const struct claim *c, struct netrt_pair *p, struct netrt_err *e)
{
	netrt_uid_text *all = calloc(rs->nrefs + rs->nlisted + 1, sizeof *all);
	size_t n = 0;

	if (all == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; c->named > 0 && i < rs->nrefs; i++)
		memcpy(all[n++], rs->ref[i], sizeof *all);
	for (size_t i = 0; c->listed > 0 && i < rs->nlisted; i++)
		if (strcmp(rs->listed[i].series, p->series->uid) == 0)
			memcpy(all[n++], rs->listed[i].sop, sizeof *all);
	qsort(all, n, sizeof *all, by_text);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && strcmp(all[i], all[i - 1]) == 0)
			continue;
		if (netrt_series_find(p->series, all[i]) != NULL)
			p->named++;
		else if (!elsewhere(l, p->series, all[i]))
			p->missing++;
	}
	free(all);
	return NETRT_OK;
}

/* ---- the levels ---- */

/* Every image of the series must have its place, or slices would be lost. */
static enum netrt_rc
complete(const struct netrt_series_list *l, const struct netrt_series *s,
    struct netrt_err *e)
{
	for (size_t i = l->nplaced; i < l->nslices; i++)
		if (l->slice[i].kind != NETRT_IMAGE_OTHER &&
		    strcmp(l->slice[i].series, s->uid) == 0)
			return netrt_pair_unusable(&l->slice[i], e);
	return NETRT_OK;
}

static enum netrt_rc
decide(const struct netrt_rtstruct *rs, const struct netrt_series_list *l,
    struct claim *c, const struct netrt_config *cfg, struct netrt_pair *out,
    struct netrt_err *e)
{
	unsigned last =
	    cfg->processing.allow_frame_of_reference_mismatch ? 5 : 4;
	size_t kept = 0, n = l->n;

	for (unsigned level = 0; kept == 0 && level <= last; level++) {
		kept = sieve(c, n, level, out->closed);
		out->level = level == 0 ? 1 : level;
	}
	if (kept == 0)
		return nothing(rs, l, c, out->closed, e);
	if (kept > 1) {
		if (cfg->processing.on_ambiguous_series !=
		    NETRT_AMBIGUOUS_MOST || c[0].placed == c[1].placed)
			return ambiguous(rs, c, kept, out->closed, e);
		out->chosen = true;
	}
	out->series = c[0].series;
	out->placed = c[0].placed;
	out->frame_differs = c[0].frame == -1;
	for (size_t i = 0; i < n; i++)
		if (&l->series[i] != out->series && strcmp(l->series[i].uid,
		    out->series->uid) == 0)
			out->others += l->series[i].n;
	if (complete(l, out->series, e) != NETRT_OK)
		return e->rc;
	return missing(rs, l, &c[0], out, e);
}

enum netrt_rc
netrt_pair_find(const struct netrt_rtstruct *rs,
    const struct netrt_series_list *l, const struct netrt_config *cfg,
    struct netrt_pair *out, struct netrt_err *e)
{
	struct claim *c = NULL;
	enum netrt_rc rc = NETRT_OK;

	memset(out, 0, sizeof *out);
	if (l->n == 0)
		return nothing(rs, l, NULL, 0, e);
	out->closed = closed_of(rs);
	if ((c = calloc(l->n, sizeof *c)) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; rc == NETRT_OK && i < l->n; i++)
		rc = weigh(rs, &l->series[i], &c[i], e);
	if (rc == NETRT_OK)
		rc = decide(rs, l, c, cfg, out, e);
	free(c);
	if (rc == NETRT_OK && out->missing > 0 &&
	    cfg->processing.on_missing_images == NETRT_MISSING_QUARANTINE)
		rc = netrt_err_set(e, NETRT_NOINPUT, "%s: %zu of the %zu "
		    "images it names are missing: send them (or set "
		    "processing.on_missing_images)",
		    netrt_object_name(rs->path), out->missing,
		    out->named + out->missing);
	return rc;
}

size_t
netrt_pair_exclude(const struct netrt_pair *p,
    const struct netrt_rtstruct *rs, bool *use)
{
	const char *frame = p->series->frame_of_reference;
	bool some = false;
	size_t n = 0;

	for (size_t i = 0; frame[0] != '\0' && i < rs->nrois; i++)
		some = some || strcmp(rs->roi[i].frame_of_reference,
		    frame) == 0;
	if (!some)
		return 0;
	for (size_t i = 0; i < rs->nrois; i++) {
		const char *own = rs->roi[i].frame_of_reference;
		bool named = false;

		if (!use[i] || own[0] == '\0' || strcmp(own, frame) == 0)
			continue;
		for (size_t k = 0; !named && k < rs->ncontours; k++) {
			const struct netrt_contour *c = &rs->contour[k];

			for (size_t j = 0; c->roi == i && j < c->nrefs; j++)
				named = named || netrt_series_find(p->series,
				    rs->ref[c->first_ref + j]) != NULL;
		}
		if (!named) {
			use[i] = false;
			n++;
		}
	}
	return n;
}
