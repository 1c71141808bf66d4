/* What a human should know of a plan: see plan.h. */
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

#define NOBODY	SIZE_MAX

/* A warning, and its first case: a contour, a ROI by its index, or an image. */
struct entry {
	struct netrt_warning w;
	const struct netrt_spot *spot;
	size_t roi;
	const struct netrt_slice *image;
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* ROIs in use with the name of another one; *roi is one of them. */
static size_t
namesakes(const struct netrt_plan *p, size_t *roi)
{
	const char **name = calloc(p->rs->nrois + 1, sizeof *name);
	const char *first = NULL;
	size_t n = 0, twice = 0;

	for (size_t i = 0; name != NULL && i < p->rs->nrois; i++)
		if (p->use[i] && p->sel.name[i][0] != '\0')
			name[n++] = p->sel.name[i];
	if (n > 0)
		qsort(name, n, sizeof *name, by_text);
	for (size_t i = 1; i < n; i++)
		if (strcmp(name[i - 1], name[i]) == 0 && twice++ == 0)
			first = name[i];
	*roi = NOBODY;
	for (size_t i = 0; first != NULL && *roi == NOBODY; i++)
		if (p->use[i] && strcmp(p->sel.name[i], first) == 0)
			*roi = i;
	free(name);
	return twice;
}

/* ROIs in use with contours of both closed types (PS3.3 C.8.8.6.3). */
static size_t
mixed(const struct netrt_plan *p, size_t *roi)
{
	const struct netrt_rtstruct *rs = p->rs;
	uint8_t *kind = calloc(rs->nrois + 1, 1);
	size_t n = 0;

	*roi = NOBODY;
	for (size_t i = 0; kind != NULL && i < rs->ncontours; i++) {
		const struct netrt_contour *c = &rs->contour[i];

		if (c->type == NETRT_CONTOUR_CLOSED && p->use[c->roi])
			kind[c->roi] |= c->exclusive ? 2 : 1;
	}
	for (size_t i = 0; kind != NULL && i < rs->nrois; i++)
		if (kind[i] == 3 && n++ == 0)
			*roi = i;
	free(kind);
	return n;
}

/* Contours of a ROI in use whose type is not one of PS3.3 C.8.8.6: nobody can
 * say whether they enclose anything. */
static size_t
untyped(const struct netrt_plan *p, size_t *roi)
{
	size_t n = 0;

	*roi = NOBODY;
	for (size_t i = 0; i < p->rs->ncontours; i++) {
		const struct netrt_contour *c = &p->rs->contour[i];

		if (c->type == NETRT_CONTOUR_OTHER && c->n > 0 &&
		    p->use[c->roi] && n++ == 0)
			*roi = c->roi;
	}
	return n;
}

static size_t
elsewhere(const struct netrt_plan *p)
{
	for (size_t i = 0; p->nelsewhere > 0 && i < p->rs->nrois; i++)
		if (p->sel.why[i] != NULL &&
		    strcmp(p->sel.why[i], NETRT_ELSEWHERE) == 0)
			return i;
	return NOBODY;
}

/* An image at the place of another one. */
static const struct netrt_slice *
twin(const struct netrt_series *s)
{
	for (size_t k = 0; k < s->nplanes; k++)
		if (s->plane[k].n > 1)
			return &s->slice[s->plane[k].first];
	return NULL;
}

static void
tell(const struct netrt_plan *p, const struct entry *t,
    void (*visit)(void *ctx, const struct netrt_warning *w), void *ctx)
{
	const double *normal = p->pair.series->normal;
	struct netrt_warning w = t->w;
	char first[96] = "", text[256];

	if (t->spot != NULL)
		netrt_spot_format(t->spot, p->rs, normal, first,
		    sizeof first);
	else if (t->roi != NOBODY)
		snprintf(first, sizeof first, "ROI %ld",
		    p->rs->roi[t->roi].number);
	else if (t->image != NULL)
		netrt_position_format(normal, t->image->frame.origin, first,
		    sizeof first);
	snprintf(text, sizeof text, "%s%s%s%s", w.text,
	    first[0] != '\0' ? " (first: " : "", first,
	    first[0] != '\0' ? ")" : "");
	w.text = text;
	visit(ctx, &w);
}

#define PLAIN	.roi = NOBODY
#define SPOT(k)	.spot = &at->first[k], .roi = NOBODY

void
netrt_plan_warnings(const struct netrt_plan *p,
    void (*visit)(void *ctx, const struct netrt_warning *w), void *ctx)
{
	const struct netrt_pair *pair = &p->pair;
	const struct netrt_placement *at = &p->place;
	size_t twice_roi, mixed_roi, untyped_roi;
	size_t twice = namesakes(p, &twice_roi), mix = mixed(p, &mixed_roi);
	size_t none = untyped(p, &untyped_roi);
	const struct entry all[] = {
		{ { "multi-frame", TAG_NumberOfFrames, pair->series->frames,
		    "series is of multi-frame images, which can have no "
		    "overlay planes (PS3.3): its Segmentation has the mask" },
		    PLAIN },
		{ { "images-missing", TAG_ContourImageSequence, pair->missing,
		    "images that the RTSTRUCT names are missing" }, PLAIN },
		{ { "images-left-out", TAG_SeriesInstanceUID, pair->others,
		    "images of the series have another size, orientation, "
		    "frame of reference or phase and are left out" }, PLAIN },
		{ { "roi-in-other-frame", TAG_ReferencedFrameOfReferenceUID,
		    p->nelsewhere, "ROIs lie in another frame of reference "
		    "and are not drawn" }, .roi = elsewhere(p) },
		{ { "contour-tilted", TAG_ContourData,
		    at->count[NETRT_PLACE_TILTED], "contours are not "
		    "parallel to the slices and are not drawn" },
		    SPOT(NETRT_PLACE_TILTED) },
		{ { "contour-off-slices", TAG_ContourData,
		    at->count[NETRT_PLACE_OFF], "contours lie on no slice "
		    "that is here and are not drawn" },
		    SPOT(NETRT_PLACE_OFF) },
		{ { "contour-superseded", TAG_ContourData,
		    at->count[NETRT_PLACE_SUPERSEDED], "contours lie between "
		    "slices that have nearer ones and are not drawn" },
		    SPOT(NETRT_PLACE_SUPERSEDED) },
		{ { "roi-empty", TAG_ContourData, at->unseen, "ROIs have "
		    "closed contours, but none inside an image that is here: "
		    "not a pixel is drawn of them" },
		    .spot = &at->first_unseen, .roi = NOBODY },
		{ { "contour-names-other-slice", TAG_ContourImageSequence,
		    at->contradict, "contours lie on another slice than they "
		    "name; geometry decides" }, .spot = &at->first_contradict,
		    .roi = NOBODY },
		{ { "point-count-wrong", TAG_NumberOfContourPoints,
		    p->rs->nwrong, "contours say a wrong number of points; "
		    "the data decide" }, .roi = p->rs->nwrong > 0 ?
		    p->rs->contour[p->rs->first_wrong].roi : NOBODY },
		{ { "frame-differs", TAG_FrameOfReferenceUID,
		    pair->frame_differs, "RTSTRUCT has another frame of "
		    "reference than its series" }, PLAIN },
		{ { "paired-by-position", TAG_FrameOfReferenceUID,
		    pair->level == 4, "RTSTRUCT was paired by position alone: "
		    "no frame of reference, no known reference" }, PLAIN },
		{ { "names-other-study", TAG_RTReferencedStudySequence,
		    pair->stranger, "RTSTRUCT names another study and no "
		    "image of this one, and is paired with these images by "
		    "their place; if it is meant, send that study" },
		    PLAIN },
		{ { "paired-by-count", TAG_SeriesInstanceUID, pair->chosen,
		    "series was chosen of several that fit, for the most "
		    "contours (processing.on_ambiguous_series)" }, PLAIN },
		{ { "roi-name-twice", TAG_ROIName, twice, "ROIs have the "
		    "name of another one; each stays by itself" },
		    .roi = twice_roi },
		{ { "contour-types-mixed", TAG_ContourGeometricType, mix,
		    "ROIs have CLOSED_PLANAR and CLOSEDPLANAR_XOR contours; "
		    "in a plane all of them are combined by exclusive or" },
		    .roi = mixed_roi },
		{ { "contour-type-unknown", TAG_ContourGeometricType, none,
		    "contours are of no known Contour Geometric Type and are "
		    "not drawn" }, .roi = untyped_roi },
		{ { "same-position", TAG_ImagePositionPatient,
		    pair->series->n - pair->series->nplanes, "images lie at "
		    "the position of another one of the series; each gets "
		    "the mask of its plane" }, .roi = NOBODY,
		    .image = twin(pair->series) },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i].w.n > 0)
			tell(p, &all[i], visit, ctx);
}
