/*
 * The Segmentation object of one RTSTRUCT (DICOM PS3.3 A.51, C.8.20): each
 * ROI that has a pixel in the images is a segment, each of its slices that
 * has one is a frame of one bit a pixel.
 *
 *	Segment Number	1 1 1 1 2 2 2 ...	frames by segment, then along
 *	plane		3 4 5 6 4 5 6 ...	the normal of the series
 *
 * The masks are those of the overlay planes (fill.h), unmerged.  All frames'
 * bits are in memory, once, and a few KiB for the items of each frame.
 *
 * The frames refer to the images that are delivered: to those of the overlay
 * series, or to what netrt-burnin will make of them, or, when there is no
 * overlay series, to the images themselves.
 */
#ifndef NETRT_SEGMENT_H
#define NETRT_SEGMENT_H

#include <stddef.h>

#include "config.h"
#include "err.h"
#include "plan.h"
#include "step.h"

struct netrt_segment {
	const struct netrt_plan *plan;
	const struct netrt_config *cfg;
	const char *overlay, *burnin;	/* series that are made; "": none */
	const char *series, *sop;	/* of the object */
	long number;			/* Series Number */
	const char *date, *time;	/* of the processing: DA, TM */
	/* the outcome */
	size_t nsegments, nframes;
};

/*
 * Write it to path.  DATA: no ROI has a pixel, or there are more than DICOM
 * can hold.  Dates obey the rule of derive.h; Content Date, which must be
 * there, is then that of the (shifted) image or study, or 19600101.
 */
enum netrt_rc netrt_segment_write(struct netrt_segment *s, const char *path,
    struct netrt_err *e) NETRT_MUST;

/*
 * The Segmentation of a step (mask) into its second result directory: names,
 * UIDs, report.  overlay: the series that was made of the plan; "": the
 * images can bear none.  made: how many of the study came before.
 */
enum netrt_rc netrt_segment_step(struct netrt_step *s,
    const struct netrt_plan *plan, const char *overlay, size_t made,
    struct netrt_err *e) NETRT_MUST;

/* What decides a Segmentation's bytes beside the keys: the version of what
 * netrt-burnin draws with.  For struct netrt_step_fns. */
enum netrt_rc netrt_segment_salt(struct netrt_step *s, char **text,
    struct netrt_err *e) NETRT_MUST;

#endif
