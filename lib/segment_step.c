/* The Segmentations of a step: see segment.h. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "draw.h"
#include "object.h"
#include "segment.h"
#include "tool.h"

/* A file of its own for each: its SOP Instance UID. */
enum netrt_rc
netrt_segment_step(struct netrt_step *s, const struct netrt_plan *plan,
    const char *overlay, size_t made, struct netrt_err *e)
{
	char series[NETRT_UID_LEN], sop[NETRT_UID_LEN];
	char burnin[NETRT_UID_LEN] = "", path[2 * PATH_MAX];
	struct netrt_segment g = {
		.plan = plan, .cfg = s->cfg, .overlay = overlay,
		.burnin = burnin, .series = series, .sop = sop,
		.number = (long)s->cfg->segmentation.series_number +
		    1000 * (long)made,
		.date = s->date, .time = s->time
	};
	enum netrt_rc rc = netrt_step_series(s, "segmentation",
	    plan->pair.series->uid, plan->rs->sop, series, e);

	if (g.number > INT32_MAX)	/* an IS has no more */
		g.number -= INT32_MAX;
	if (rc == NETRT_OK)
		rc = netrt_step_instance(series, plan->rs->sop, sop, e);
	if (rc == NETRT_OK && *overlay != '\0' &&
	    netrt_step_enabled(s->cfg, "burnin"))
		rc = netrt_step_burnin(s, netrt_draw_version(), overlay,
		    burnin, e);
	if (rc != NETRT_OK)
		return rc;
	snprintf(path, sizeof path, "%s/%s.dcm", s->out[1], sop);
	if ((rc = netrt_segment_write(&g, path, e)) != NETRT_OK)
		return rc;
	netrt_step_report(s, "segmentation %s", sop);
	netrt_step_report(s, "segmentation_series %s", series);
	netrt_step_report(s, "segments %zu", g.nsegments);
	netrt_step_report(s, "segment_frames %zu", g.nframes);
	netrt_tool_say(s->tool, NETRT_INFO, "%s: mask: Segmentation of %zu "
	    "segments, %zu frames", s->study->name, g.nsegments, g.nframes);
	return NETRT_OK;
}

enum netrt_rc
netrt_segment_salt(struct netrt_step *s, char **text, struct netrt_err *e)
{
	const char *what = s->cfg->segmentation.enabled &&
	    netrt_step_enabled(s->cfg, "burnin") ? netrt_draw_version() : "";

	if ((*text = strdup(what)) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for text");
	return NETRT_OK;
}
