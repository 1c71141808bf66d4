/*
 * netrt-mask: the contours of each RTSTRUCT as overlay planes in a copy of
 * its image series.  Slice by slice: the memory does not grow with their
 * number.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "fill.h"
#include "object.h"
#include "overlay.h"
#include "plan.h"
#include "step.h"
#include "tool.h"

/* One RTSTRUCT on its series. */
struct job {
	struct netrt_step *s;
	const struct netrt_rtstruct *rs;
	struct netrt_plan plan;
	struct netrt_fill fill;
	unsigned group;			/* 0x6000 ... */
	uint8_t *plane;			/* packed */
	char series[NETRT_UID_LEN];
	char how[256], what[65];	/* Derivation, Overlay Description */
	long number;
	size_t voxels, slices;
	double mm3;
};

/* ---- what is to be said ---- */

static void
report_rois(const struct job *j)
{
	const struct netrt_rtstruct *rs = j->rs;
	size_t *drawn = calloc(rs->nrois + 1, sizeof *drawn);

	for (size_t i = 0; drawn != NULL && i < rs->ncontours; i++)
		drawn[rs->contour[i].roi] +=
		    j->plan.place.contour != NULL &&
		    j->plan.place.contour[i].where == NETRT_PLACE_DRAWN;
	for (size_t i = 0; i < rs->nrois; i++)
		netrt_step_report(j->s, "roi %ld %s: %zu contours, %zu drawn:"
		    " %s", rs->roi[i].number,
		    j->plan.use[i] ? "used" : "left out", rs->roi[i].ncontours,
		    drawn != NULL ? drawn[i] : 0, rs->roi[i].name);
	free(drawn);
}

static void
report(const struct job *j)
{
	const struct netrt_placement *p = &j->plan.place;
	const struct netrt_pair *pair = &j->plan.pair;
	struct netrt_step *s = j->s;

	netrt_step_report(s, "rtstruct %s", netrt_object_name(j->rs->path));
	netrt_step_report(s, "series %s", j->series);
	netrt_step_report(s, "source_series %s", pair->series->uid);
	netrt_step_report(s, "pairing_level %u", pair->level);
	netrt_step_report(s, "images %zu", pair->series->n);
	netrt_step_report(s, "images_named %zu", pair->named +
	    pair->missing);
	netrt_step_report(s, "images_missing %zu", pair->missing);
	netrt_step_report(s, "overlay_group %04X", j->group);
	netrt_step_report(s, "rois_used %zu", j->plan.nuse);
	netrt_step_report(s, "rois_left_out %zu", j->rs->nrois - j->plan.nuse);
	netrt_step_report(s, "contours_drawn %zu",
	    p->count[NETRT_PLACE_DRAWN]);
	netrt_step_report(s, "contours_duplicate %zu", j->fill.duplicates);
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
	netrt_step_report(s, "contours_between_slices %zu",
	    p->between);
	netrt_step_report(s, "largest_distance_mm %.3f", p->off_mm);
	netrt_step_report(s, "contours_outside_image %zu", p->outside);
	netrt_step_report(s, "contours_naming_another_slice %zu",
	    p->contradict);
	netrt_step_report(s, "voxels %zu", j->voxels);
	netrt_step_report(s, "slices %zu", j->slices);
	netrt_step_report(s, "volume_ml %.3f", j->mm3 / 1000);
	report_rois(j);
}

/* A warning, in log and report. */
static void
warn(void *ctx, const struct netrt_warning *w)
{
	const struct job *j = ctx;

	netrt_tool_say(j->s->tool, NETRT_WARNING, "%s: %s: %zu %s",
	    j->s->study->name, netrt_object_name(j->rs->path), w->n,
	    w->text);
	netrt_step_report(j->s, "warning %s: %zu %s", w->code, w->n,
	    w->text);
}

static void
summary(const struct job *j)
{
	const struct netrt_placement *p = &j->plan.place;

	netrt_tool_say(j->s->tool, NETRT_INFO, "%s: mask: %zu contours on "
	    "%zu slices, %.1f mL; %zu of %zu ROIs; %zu contours counted once "
	    "with their duplicates, %zu point or open", j->s->study->name,
	    p->count[NETRT_PLACE_DRAWN], j->slices, j->mm3 / 1000, j->plan.nuse,
	    j->rs->nrois, j->fill.duplicates, p->count[NETRT_PLACE_OPEN]);
}

/* ---- before the first slice ---- */

/* The lowest overlay group that no image of the series uses. */
static enum netrt_rc
free_group(struct job *j, struct netrt_err *e)
{
	unsigned used = 0, i = 0;

	for (size_t k = 0; k < j->plan.pair.series->n; k++)
		used |= j->plan.pair.series->slice[k].overlays;
	while (i < 16 && (used >> i & 1) != 0)
		i++;
	if (i == 16)
		return netrt_err_set(e, NETRT_DATA, "all 16 overlay groups "
		    "of the series are in use");
	j->group = 0x6000 + 2 * i;
	return NETRT_OK;
}

static void
describe(struct job *j)
{
	const struct netrt_pair *pair = &j->plan.pair;
	char some[64] = "";

	if (pair->missing > 0)
		snprintf(some, sizeof some, "; %zu of %zu images",
		    pair->named, pair->named + pair->missing);
	snprintf(j->what, sizeof j->what, "%zu of %zu ROIs merged%s",
	    j->plan.nuse, j->rs->nrois, some);
	snprintf(j->how, sizeof j->how, "Mask of %zu of %zu ROIs of RT "
	    "Structure Set %s in overlay group %04X%s; pixel data unchanged",
	    j->plan.nuse, j->rs->nrois, j->rs->sop, j->group, some);
}

static enum netrt_rc
prepare(struct job *j, struct netrt_err *e)
{
	const struct netrt_series *s = j->plan.pair.series;
	enum netrt_rc rc = free_group(j, e);

	if (rc == NETRT_OK)
		rc = netrt_fill_init(&j->fill, &j->plan.place, e);
	if (rc == NETRT_OK)
		rc = netrt_step_series(j->s, "overlay", s->uid, j->rs->sop,
		    j->series, e);
	j->plane = calloc(1, netrt_overlay_len(s->rows, s->cols));
	if (rc == NETRT_OK && j->plane == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	describe(j);
	return rc;
}

/* ---- slices ---- */

static enum netrt_rc
overlay(struct netrt_item *root, const struct job *j, struct netrt_err *e)
{
	const struct netrt_series *s = j->plan.pair.series;
	uint32_t g = (uint32_t)(j->group - 0x6000) << 16;
	uint16_t rows = (uint16_t)s->rows, cols = (uint16_t)s->cols;
	const uint16_t one = 1, zero = 0;
	const int16_t origin[2] = { 1, 1 };
	enum netrt_rc rc = netrt_item_set_us(root, TAG_OverlayRows + g, &rows,
	    1, e);

	if (rc == NETRT_OK)
		rc = netrt_item_set_us(root, TAG_OverlayColumns + g, &cols, 1,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_text(root, TAG_OverlayDescription + g,
		    j->what, 64, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_OverlayType + g, "R", e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_ss(root, TAG_OverlayOrigin + g, origin, 2,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_us(root, TAG_OverlayBitsAllocated + g,
		    &one, 1, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_us(root, TAG_OverlayBitPosition + g,
		    &zero, 1, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_OverlayLabel + g,
		    "RTSTRUCT mask", e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_bytes(root, TAG_OverlayData + g, true,
		    j->plane, netrt_overlay_len(s->rows, s->cols), e);
	return rc;
}

/* Images that share a plane are one volume: the first counts. */
static void
measure(struct job *j, size_t i)
{
	const struct netrt_slice *sl = &j->plan.pair.series->slice[i];
	const struct netrt_plane *p = &j->plan.pair.series->plane[sl->plane];
	size_t n = netrt_mask_count(&j->fill.mask);

	if (p->first != i)
		return;
	j->voxels += n;
	j->slices += n > 0;
	j->mm3 += (double)n * sl->frame.row_mm * sl->frame.col_mm *
	    p->thick_mm;
}

static enum netrt_rc
slice(struct job *j, size_t i, struct netrt_err *e)
{
	const struct netrt_slice *sl = &j->plan.pair.series->slice[i];
	const struct netrt_config *cfg = j->s->cfg;
	char sop[NETRT_UID_LEN], path[2 * PATH_MAX];
	struct netrt_derive to = {
		.tool = "netrt-mask", .series = j->series, .sop = sop,
		.contribution = "Contours laid over as an overlay plane",
		.how = j->how, .series_number = j->number,
		.series_description =
		    cfg->processing.overlay_series_description,
		.study_id = cfg->processing.overlay_study_id,
		.date = j->s->date, .time = j->s->time,
	};
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc;

	netrt_fill_slice(&j->fill, i);
	netrt_overlay_pack(&j->fill.mask, j->plane);
	measure(j, i);
	rc = netrt_step_instance(j->series, sl->sop, sop, e);
	if (rc == NETRT_OK)
		rc = netrt_dcm_open(sl->path, &d, e);
	if (rc == NETRT_OK)
		rc = netrt_derive(netrt_dcm_root(d), &to, e);
	if (rc == NETRT_OK)
		rc = overlay(netrt_dcm_root(d), j, e);
	if (rc != NETRT_OK) {
		netrt_dcm_close(d);
		return netrt_err_prefix(e, "%s", netrt_object_name(sl->path));
	}
	snprintf(path, sizeof path, "%s/%s.dcm", j->s->out[0], sop);
	rc = netrt_dcm_write(d, path, NULL, e);
	netrt_dcm_close(d);
	return rc;
}

static enum netrt_rc
slices(struct job *j, struct netrt_err *e)
{
	size_t n = j->plan.pair.series->n;
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && i < n; i++) {
		rc = slice(j, i, e);
		netrt_tool_progress(j->s->tool, j->s->study->name, i + 1, n);
	}
	if (rc == NETRT_OK && j->voxels == 0)
		rc = netrt_err_set(e, NETRT_DATA, "%s: the mask is empty: %zu "
		    "contours lie on slices, %zu of them wholly outside the "
		    "image, and the others enclose no pixel centre",
		    netrt_object_name(j->rs->path),
		    j->plan.place.count[NETRT_PLACE_DRAWN],
		    j->plan.place.outside);
	return rc;
}

/* ---- the step ---- */

/*
 * One RTSTRUCT.  *made counts the series.  One that has nothing to draw is
 * passed over with a warning, *reason says why: that is an error only when
 * no other RTSTRUCT of the study has something.
 */
static enum netrt_rc
one_struct(struct netrt_step *s, const char *path,
    const struct netrt_series_list *l, size_t *made,
    struct netrt_err *reason, struct netrt_err *e)
{
	struct netrt_rtstruct *rs = NULL;
	struct job j = { .s = s };
	enum netrt_rc rc = netrt_rtstruct_read(path, &rs, e);

	if (rc != NETRT_OK)
		return rc;
	j.rs = rs;
	j.number = (long)s->cfg->processing.overlay_series_number +
	    1000 * (long)*made;
	if (j.number > INT32_MAX)	/* an IS has no more */
		j.number -= INT32_MAX;
	rc = netrt_plan_init(&j.plan, rs, l, s->cfg, e);
	if (rc != NETRT_OK)
		goto out;
	if (j.plan.nothing.rc != NETRT_OK) {
		*reason = j.plan.nothing;
		netrt_tool_say(s->tool, NETRT_WARNING, "%s: %s",
		    s->study->name, reason->msg);
		netrt_step_report(s, "warning nothing-to-draw: %s",
		    reason->msg);
		report_rois(&j);
		goto out;
	}
	rc = prepare(&j, e);
	if (rc == NETRT_OK)
		rc = slices(&j, e);
	report(&j);
	netrt_plan_warnings(&j.plan, warn, &j);
	if (rc == NETRT_OK) {
		summary(&j);
		++*made;
	}
out:
	netrt_fill_free(&j.fill);
	netrt_plan_free(&j.plan);
	free(j.plane);
	netrt_rtstruct_free(rs);
	return rc;
}

static enum netrt_rc
run(struct netrt_step *s, struct netrt_err *e)
{
	struct netrt_series_list l = { 0 };
	struct netrt_err reason = { NETRT_OK, "" };
	size_t made = 0;
	enum netrt_rc rc = netrt_dcm_init(e);

	if (rc == NETRT_OK && s->structs.n == 0)
		rc = netrt_err_set(e, NETRT_NOINPUT, "no RTSTRUCT: send it");
	if (rc == NETRT_OK)
		rc = netrt_series_read(&s->images, &l, e);
	for (size_t i = 0; rc == NETRT_OK && i < s->structs.n; i++)
		rc = one_struct(s, s->structs.name[i], &l, &made, &reason, e);
	if (rc == NETRT_OK && made == 0) {
		*e = reason;
		rc = e->rc;
	}
	netrt_series_free(&l);
	return rc;
}

static enum netrt_rc
one(struct netrt_tool *t, const char *study, struct netrt_err *e)
{
	static const struct netrt_step_fns fns = { .run = run };

	return netrt_step_run(t, "mask", study, &fns, e);
}

int
main(int argc, char **argv)
{
	struct netrt_tool t = {
		.name = "netrt-mask",
		.usage = "[-0fnv] [-c FILE] [-o section.key=VALUE] [STUDY...]"
	};

	return netrt_tool_run(&t, argc, argv, one);
}
