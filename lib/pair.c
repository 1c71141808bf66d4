/* Which series an RTSTRUCT belongs to: see pair.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claim.h"
#include "object.h"
#include "spread.h"
#include "pair.h"

/* What to do comes first: of the candidates only as many as have room. */
static enum netrt_rc
ambiguous(const struct netrt_rtstruct *rs, const struct netrt_claim *c,
    size_t n, size_t closed, struct netrt_err *e)
{
	netrt_err_set(e, NETRT_DATA, "%s: %zu series fit it (netrt-validate "
	    "-j lists them): keep one, or set processing.on_ambiguous_series",
	    netrt_object_name(rs->path), n);
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(e->msg);
		int more = snprintf(e->msg + len, sizeof e->msg - len,
		    "%s%s%s%s, %zu of %zu contours", i == 0 ? ": " : "; ",
		    c[i].series->uid, c[i].series->phase[0] ? ", " : "",
		    c[i].series->phase, c[i].placed, closed);

		if (more >= (int)(sizeof e->msg - len)) {
			e->msg[len] = '\0';
			break;
		}
	}
	return e->rc;
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
			meant = strcmp(rs->uids.uid[rs->ref[k]],
			    sl->sop) == 0;
		if (meant)
			return sl;
	}
	return NULL;
}

enum netrt_rc
netrt_pair_unusable(const struct netrt_slice *sl, struct netrt_err *e)
{
	bool many = sl->kind == NETRT_IMAGE_MULTIFRAME;
	char tag[64];

	if (many && sl->tag == TAG_NumberOfFrames)
		return netrt_err_set(e, NETRT_DATA, "%s: (0028,0008): a "
		    "multi-frame image without functional groups (PS3.3 "
		    "C.7.6.16), so where its frames lie is unknown: send "
		    "single-frame images", netrt_object_name(sl->path));
	if (many && sl->tag == TAG_ConcatenationUID)
		return netrt_err_set(e, NETRT_DATA, "%s: (0020,9161): part of "
		    "a concatenation (PS3.3 C.7.6.16.2.2.4): send the "
		    "multi-frame image whole, or single-frame images",
		    netrt_object_name(sl->path));
	netrt_tag_format(sl->tag, tag, sizeof tag);
	return netrt_err_set(e, NETRT_DATA, "%s: (%04X,%04X): %s is missing "
	    "or wrong, so where the image lies is unknown: send the series "
	    "again, or take the image away",
	    netrt_object_name(sl->path), sl->tag >> 16, sl->tag & 0xffff,
	    tag);
}

/* Add where one of the contours lies that are on no slice of s, and where the
 * slices lie. */
static void
where(const struct netrt_rtstruct *rs, const struct netrt_series *s,
    struct netrt_err *e)
{
	const struct netrt_slice *last = &s->slice[s->n - 1];
	char roi[64], from[64], to[64];
	const struct netrt_spread *of;
	struct netrt_err none;
	size_t n = strlen(e->msg);

	if (netrt_spread_get(rs, s->normal, &of, &none) != NETRT_OK)
		return;
	for (size_t i = 0; i < rs->ncontours; i++) {
		const struct netrt_contour *c = &rs->contour[i];
		size_t near = netrt_series_nearest(s, of[i].at_mm);
		double mm[3];

		if (c->type != NETRT_CONTOUR_CLOSED || c->n < 3 ||
		    netrt_series_owns(s, near, of[i].at_mm))
			continue;
		for (int k = 0; k < 3; k++)
			mm[k] = (double)of[i].middle[k];
		netrt_position_format(s->normal, mm, roi, sizeof roi);
		netrt_position_format(s->normal, s->slice[0].frame.origin,
		    from, sizeof from);
		netrt_position_format(s->normal, last->frame.origin, to,
		    sizeof to);
		if (snprintf(e->msg + n, sizeof e->msg - n, "; ROI %ld lies "
		    "at %s, the slices from %s to %s",
		    rs->roi[c->roi].number, roi, from, to) >=
		    (int)(sizeof e->msg - n))
			e->msg[n] = '\0';	/* half of it would mislead */
		return;
	}
}

/* The study that it names, when that is neither its own nor one of which an
 * image is here, or NULL. */
static const char *
other_study(const struct netrt_rtstruct *rs, const struct netrt_series_list *l)
{
	for (size_t i = 0; i < rs->nstudies; i++) {
		if (strcmp(rs->studies[i], rs->study) == 0)
			return NULL;
		for (size_t k = 0; k < l->nslices; k++)
			if (strcmp(rs->studies[i], l->slice[k].study) == 0)
				return NULL;
	}
	return rs->nstudies > 0 ? rs->studies[0] : NULL;
}

/* No level holds: say why.  What is only missing may yet come. */
static enum netrt_rc
nothing(const struct netrt_rtstruct *rs, const struct netrt_series_list *l,
    const struct netrt_claim *c, size_t closed, struct netrt_err *e)
{
	const char *name = netrt_object_name(rs->path);
	bool names = rs->nrefs > 0 || rs->nlisted > 0 || rs->nseries > 0;
	const struct netrt_slice *bad = unusable(rs, l);
	const char *study = other_study(rs, l);
	size_t unequal = 0, best = 0, n = l->n;

	if (study != NULL)
		return netrt_err_set(e, NETRT_NOINPUT, "%s: it names images "
		    "of study %s, which is not here: send that study; the "
		    "RTSTRUCT is linked into it by itself", name, study);
	if (bad != NULL)
		return netrt_pair_unusable(bad, e);
	if (n == 0)
		return netrt_err_set(e, NETRT_NOINPUT, "%s: no image: CT, MR "
		    "or PET images with position, orientation and spacing "
		    "are needed: send them", name);
	for (size_t i = 0; i < n; i++) {
		unequal += c[i].frame == -1;
		best = c[i].placed > c[best].placed ? i : best;
	}
	if (unequal == n)
		return netrt_err_set(e, NETRT_DATA, "%s: (3006,0024): its "
		    "frame of reference is that of none of the %zu series "
		    "here, and no image or series that it names is here: "
		    "export it again with the images it was drawn on", name,
		    n);
	if (names)
		netrt_err_set(e, NETRT_NOINPUT, "%s: no image or series that "
		    "it names is here, and at most %zu of its %zu contours "
		    "lie on slices here: send the images it was drawn on",
		    name, c[best].placed, closed);
	else
		netrt_err_set(e, NETRT_DATA, "%s: it names no image, and at "
		    "most %zu of its %zu contours lie on slices here: send "
		    "one that was drawn on them", name, c[best].placed,
		    closed);
	where(rs, c[best].series, e);
	return e->rc;
}

/* ---- missing images ---- */

static bool
elsewhere(const struct netrt_series_list *l, const struct netrt_series *s,
    const char *sop)
{
	for (size_t i = 0; i < l->n; i++)
		if (&l->series[i] != s &&
		    netrt_series_find(&l->series[i], sop, 0) != NULL)
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
    const struct netrt_claim *c, struct netrt_pair *p, struct netrt_err *e)
{
	bool *named = calloc(rs->uids.n + 1, sizeof *named);

	if (named == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; c->named > 0 && i < rs->nrefs; i++)
		named[rs->ref[i]] = true;
	for (size_t i = 0; c->listed > 0 && i < rs->nlisted; i++)
		if (strcmp(rs->uids.uid[rs->listed[i].series],
		    p->series->uid) == 0)
			named[rs->listed[i].sop] = true;
	for (size_t i = 0; i < rs->uids.n; i++) {
		if (!named[i])
			continue;
		if (netrt_series_find(p->series, rs->uids.uid[i], 0) != NULL)
			p->named++;
		else if (!elsewhere(l, p->series, rs->uids.uid[i]))
			p->missing++;
	}
	free(named);
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

/* Can nobody say which of those that hold is meant? */
static bool
tied(const struct netrt_claim *c, size_t kept, const struct netrt_config *cfg)
{
	return kept > 1 && (cfg->processing.on_ambiguous_series !=
	    NETRT_AMBIGUOUS_MOST || c[0].placed == c[1].placed);
}

static enum netrt_rc
decide(const struct netrt_rtstruct *rs, const struct netrt_series_list *l,
    struct netrt_claim *c, const struct netrt_config *cfg,
    struct netrt_pair *out, struct netrt_err *e)
{
	size_t kept = netrt_claims_hold(c, l->n, out->closed, cfg, &out->level);

	if (kept == 0)
		return nothing(rs, l, c, out->closed, e);
	if (tied(c, kept, cfg))
		return ambiguous(rs, c, kept, out->closed, e);
	out->chosen = kept > 1;
	out->series = c[0].series;
	out->placed = c[0].placed;
	out->stranger = out->level >= 3 && other_study(rs, l) != NULL;
	out->frame_differs = c[0].frame == -1;
	for (size_t i = 0; i < l->n; i++)
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
	struct netrt_claim *c;
	enum netrt_rc rc;

	memset(out, 0, sizeof *out);
	if (l->n == 0)
		return nothing(rs, l, NULL, 0, e);
	out->closed = netrt_claims_closed(rs);
	if ((c = netrt_claims(rs, l, e)) == NULL)
		return e->rc;
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

enum netrt_rc
netrt_pair_candidates(const struct netrt_rtstruct *rs,
    const struct netrt_series_list *l, const struct netrt_config *cfg,
    void (*visit)(void *ctx, const struct netrt_candidate *k), void *ctx,
    struct netrt_err *e)
{
	struct netrt_candidate k = { .closed = netrt_claims_closed(rs) };
	struct netrt_claim *c;
	unsigned level;
	size_t n;

	if (l->n == 0)
		return NETRT_OK;
	if ((c = netrt_claims(rs, l, e)) == NULL)
		return e->rc;
	n = netrt_claims_hold(c, l->n, k.closed, cfg, &level);
	for (size_t i = 0; i < n && tied(c, n, cfg); i++) {
		k.series = c[i].series;
		k.named = c[i].named > 0 ? c[i].named : c[i].listed;
		k.placed = c[i].placed;
		visit(ctx, &k);
	}
	free(c);
	return NETRT_OK;
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
				    rs->uids.uid[rs->ref[c->first_ref + j]],
				    rs->ref_frame[c->first_ref + j]) != NULL;
		}
		if (!named) {
			use[i] = false;
			n++;
		}
	}
	return n;
}
