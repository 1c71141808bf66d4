/* One RTSTRUCT of a study: see plan.h. */
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "plan.h"

static enum netrt_rc
choose(struct netrt_plan *p, const struct netrt_config *cfg,
    struct netrt_err *e)
{
	const struct netrt_rtstruct *rs = p->rs;
	const char *name = netrt_object_name(rs->path);
	size_t closed = 0;

	if (netrt_selection_init(&p->sel, rs, cfg, e) != NETRT_OK)
		return e->rc;
	p->use = p->sel.use;
	p->nuse = p->sel.nuse;
	for (size_t i = 0; i < rs->nrois; i++)
		closed += p->use[i] ? rs->roi[i].nclosed : 0;
	if (rs->nrois == 0)
		netrt_err_set(&p->nothing, NETRT_DATA, "%s: (3006,0020): it "
		    "has no ROI", name);
	else if (p->nuse == 0)
		netrt_err_set(&p->nothing, NETRT_DATA, "%s: (3006,0026): no "
		    "ROI left: all %zu are left out by name (netrt.yaml(5), "
		    "processing)", name, rs->nrois);
	else if (closed == 0)
		netrt_err_set(&p->nothing, NETRT_DATA, "%s: (3006,0040): no "
		    "closed contour in the %zu of %zu ROIs that are used",
		    name, p->nuse, rs->nrois);
	return NETRT_OK;
}

static enum netrt_rc
locate(struct netrt_plan *p, struct netrt_err *e)
{
	const struct netrt_series *s = p->pair.series;
	enum netrt_rc rc;

	p->nelsewhere = netrt_pair_exclude(&p->pair, p->rs, p->use);
	p->nuse -= p->nelsewhere;
	for (size_t i = 0; i < p->rs->nrois; i++)
		if (!p->use[i] && p->sel.why[i] == NULL)
			p->sel.why[i] = "another frame of reference";
	rc = netrt_place_init(&p->place, s, p->rs, p->use, e);
	if (rc == NETRT_OK && p->place.count[NETRT_PLACE_DRAWN] == 0)
		rc = netrt_err_set(e, NETRT_DATA, "%s: (3006,0050): none of "
		    "its contours lies on a slice of series %s: %zu beyond "
		    "the slices, %zu not parallel to them, %zu ROIs in "
		    "another frame of reference",
		    netrt_object_name(p->rs->path), s->uid,
		    p->place.count[NETRT_PLACE_OFF],
		    p->place.count[NETRT_PLACE_TILTED], p->nelsewhere);
	return rc;
}

enum netrt_rc
netrt_plan_init(struct netrt_plan *p, const struct netrt_rtstruct *rs,
    const struct netrt_series_list *l, const struct netrt_config *cfg,
    struct netrt_err *e)
{
	enum netrt_rc rc;

	memset(p, 0, sizeof *p);
	p->rs = rs;
	rc = choose(p, cfg, e);
	if (rc == NETRT_OK && p->nothing.rc != NETRT_OK)
		return NETRT_OK;
	if (rc == NETRT_OK)
		rc = netrt_pair_find(rs, l, cfg, &p->pair, e);
	if (rc == NETRT_OK)
		rc = locate(p, e);
	netrt_spread_drop(rs);
	if (rc != NETRT_OK)
		netrt_plan_free(p);
	return rc;
}

void
netrt_plan_free(struct netrt_plan *p)
{
	netrt_place_free(&p->place);
	netrt_selection_free(&p->sel);
	memset(p, 0, sizeof *p);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* ROIs in use with the name of another one. */
static size_t
namesakes(const struct netrt_plan *p)
{
	const char **name = calloc(p->rs->nrois + 1, sizeof *name);
	size_t n = 0, twice = 0;

	for (size_t i = 0; name != NULL && i < p->rs->nrois; i++)
		if (p->use[i] && p->sel.name[i][0] != '\0')
			name[n++] = p->sel.name[i];
	if (n > 0)
		qsort(name, n, sizeof *name, by_text);
	for (size_t i = 1; i < n; i++)
		twice += strcmp(name[i - 1], name[i]) == 0;
	free(name);
	return twice;
}

void
netrt_plan_warnings(const struct netrt_plan *p,
    void (*visit)(void *ctx, const struct netrt_warning *w), void *ctx)
{
	const struct netrt_pair *pair = &p->pair;
	const struct netrt_placement *at = &p->place;
	const struct netrt_warning all[] = {
		{ "images-missing", TAG_ContourImageSequence, pair->missing,
		    "images that the RTSTRUCT names are missing" },
		{ "images-left-out", TAG_SeriesInstanceUID, pair->others,
		    "images of the series have another size, orientation, "
		    "frame of reference or phase and are left out" },
		{ "roi-in-other-frame", TAG_ReferencedFrameOfReferenceUID,
		    p->nelsewhere, "ROIs lie in another frame of reference "
		    "and are not drawn" },
		{ "contour-tilted", TAG_ContourData,
		    at->count[NETRT_PLACE_TILTED], "contours are not "
		    "parallel to the slices and are not drawn" },
		{ "contour-off-slices", TAG_ContourData,
		    at->count[NETRT_PLACE_OFF], "contours lie on no slice "
		    "that is here and are not drawn" },
		{ "contour-superseded", TAG_ContourData,
		    at->count[NETRT_PLACE_SUPERSEDED], "contours lie between "
		    "slices that have nearer ones and are not drawn" },
		{ "contour-names-other-slice", TAG_ContourImageSequence,
		    at->contradict, "contours lie on another slice than they "
		    "name; geometry decides" },
		{ "point-count-wrong", TAG_NumberOfContourPoints,
		    p->rs->nwrong, "contours say a wrong number of points; "
		    "the data decide" },
		{ "frame-differs", TAG_FrameOfReferenceUID,
		    pair->frame_differs, "RTSTRUCT has another frame of "
		    "reference than its series" },
		{ "paired-by-position", TAG_FrameOfReferenceUID,
		    pair->level == 4, "RTSTRUCT was paired by position alone: "
		    "no frame of reference, no known reference" },
		{ "paired-by-count", TAG_SeriesInstanceUID, pair->chosen,
		    "series was chosen of several that fit, for the most "
		    "contours (processing.on_ambiguous_series)" },
		{ "roi-name-twice", TAG_ROIName, namesakes(p), "ROIs have the "
		    "name of another one; each stays by itself" },
		{ "same-position", TAG_ImagePositionPatient,
		    pair->series->n - pair->series->nplanes, "images lie at "
		    "the position of another one of the series; each gets "
		    "the mask of its plane" },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i].n > 0)
			visit(ctx, &all[i]);
}
