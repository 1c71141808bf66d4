/* One RTSTRUCT of a study: see plan.h. */
#include <stdint.h>
#include <string.h>

#include "object.h"
#include "plan.h"

static enum netrt_rc
choose(struct netrt_plan *p, const struct netrt_config *cfg,
    struct netrt_err *e)
{
	const struct netrt_rtstruct *rs = p->rs;
	const char *name = netrt_object_name(rs->path);
	size_t closed = 0, used = SIZE_MAX;

	if (netrt_selection_init(&p->sel, rs, cfg, e) != NETRT_OK)
		return e->rc;
	p->use = p->sel.use;
	p->nuse = p->sel.nuse;
	for (size_t i = 0; i < rs->nrois; i++)
		if (p->use[i]) {
			closed += rs->roi[i].nclosed;
			used = i < used ? i : used;
		}
	if (rs->nrois == 0)
		netrt_err_set(&p->nothing, NETRT_DATA, "%s: (3006,0020): it "
		    "has no ROI", name);
	else if (p->nuse == 0)
		netrt_err_set(&p->nothing, NETRT_DATA, "%s: (3006,0026): no "
		    "ROI left: all %zu are left out by name (netrt.yaml(5), "
		    "processing)", name, rs->nrois);
	else if (closed == 0)
		netrt_err_set(&p->nothing, NETRT_DATA, "%s: (3006,0040): no "
		    "closed contour of three points or more in the %zu of "
		    "%zu ROIs that are used (first: ROI %ld)", name, p->nuse,
		    rs->nrois, rs->roi[used].number);
	return NETRT_OK;
}

static enum netrt_rc
none_drawn(const struct netrt_plan *p, struct netrt_err *e)
{
	static const enum netrt_place kind[] = {
		NETRT_PLACE_OFF, NETRT_PLACE_TILTED, NETRT_PLACE_FEW,
		NETRT_PLACE_OPEN
	};
	const struct netrt_placement *at = &p->place;
	char first[96] = "";

	for (size_t i = 0; first[0] == '\0' && i < 4; i++)
		if (at->count[kind[i]] > 0)
			netrt_spot_format(&at->first[kind[i]], p->rs,
			    at->series->normal, first, sizeof first);
	return netrt_err_set(e, NETRT_DATA, "%s: (3006,0050): none of its "
	    "contours lies on a slice of series %s: %zu beyond the slices, "
	    "%zu not parallel to them, %zu ROIs in another frame of "
	    "reference%s%s%s", netrt_object_name(p->rs->path),
	    at->series->uid, at->count[NETRT_PLACE_OFF],
	    at->count[NETRT_PLACE_TILTED], p->nelsewhere,
	    first[0] != '\0' ? " (first: " : "", first,
	    first[0] != '\0' ? ")" : "");
}

static enum netrt_rc
locate(struct netrt_plan *p, const struct netrt_config *cfg,
    struct netrt_err *e)
{
	const struct netrt_series *s = p->pair.series;
	enum netrt_rc rc;

	p->nelsewhere = netrt_pair_exclude(&p->pair, p->rs, p->use);
	p->nuse -= p->nelsewhere;
	for (size_t i = 0; i < p->rs->nrois; i++)
		if (!p->use[i] && p->sel.why[i] == NULL)
			p->sel.why[i] = NETRT_ELSEWHERE;
	if (s->frames && !cfg->segmentation.enabled)
		return netrt_err_set(e, NETRT_DATA, "%s: series %s is of "
		    "multi-frame images, which can have no overlay planes "
		    "(PS3.3): have Segmentations made of it "
		    "(feature_flags.enable_segmentation_export), or send the "
		    "classic series", netrt_object_name(p->rs->path), s->uid);
	rc = netrt_place_init(&p->place, s, p->rs, p->use, e);
	if (rc != NETRT_OK || p->place.count[NETRT_PLACE_DRAWN] > 0)
		return rc;
	return none_drawn(p, e);
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
		rc = locate(p, cfg, e);
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
