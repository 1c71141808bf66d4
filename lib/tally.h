/*
 * The numbers of a run, for each ROI and for all of them merged, and what is
 * said of them.
 *
 *	netrt_tally_init(&t, &plan, e)		one for each thread
 *	netrt_tally_roi(&t, i, &filled)...	for each slice, then
 *	netrt_tally_slice(&t, i, merged)
 *	netrt_tally_add(&sum, &t)		when the threads are done
 */
#ifndef NETRT_TALLY_H
#define NETRT_TALLY_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "fill.h"
#include "plan.h"
#include "planes.h"
#include "step.h"

struct netrt_amount {
	size_t planes;			/* that have a voxel */
	size_t voxels;
	double mm3;
	size_t duplicates;		/* contours that counted for nothing */
	size_t empty;			/* that enclose no pixel centre */
};

/* How often something was met, and where first. */
struct netrt_met {
	size_t n;
	size_t plane, roi;
};

struct netrt_tally {
	const struct netrt_plan *plan;
	struct netrt_amount *roi;	/* one for each of the RTSTRUCT */
	struct netrt_amount merged;	/* of the planes as they are written */
	bool lossy;			/* netrt_bits.lossy */
	struct netrt_met overlaps, unchecked;	/* planes of a ROI */
	struct netrt_met cancelled;	/* contours */
	struct netrt_met undone;	/* contours with pixels, of a ROI of
					 * whose pixels on the plane none is
					 * left */
};

/* Only memory can fail. */
enum netrt_rc netrt_tally_init(struct netrt_tally *t,
    const struct netrt_plan *plan, struct netrt_err *e) NETRT_MUST;
void netrt_tally_free(struct netrt_tally *t);

/* A ROI on slice i; the merged mask of slice i.  Of images that share a plane
 * only the first counts. */
void netrt_tally_roi(struct netrt_tally *t, size_t i,
    const struct netrt_filled *r);
void netrt_tally_slice(struct netrt_tally *t, size_t i,
    const struct netrt_mask *merged);
/* All slices, when nothing is written of them. */
enum netrt_rc netrt_tally_count(struct netrt_tally *t, struct netrt_err *e)
    NETRT_MUST;
void netrt_tally_add(struct netrt_tally *to, const struct netrt_tally *from);

/* DATA: no ROI that is used has a pixel; e says why. */
enum netrt_rc netrt_tally_check(const struct netrt_tally *t,
    struct netrt_err *e) NETRT_MUST;

/* What a human should know of it, as netrt_plan_warnings(). */
void netrt_tally_warnings(const struct netrt_tally *t,
    void (*visit)(void *ctx, const struct netrt_warning *w), void *ctx);

/* The lines of .netrt/report.mask.  series: the new one; planes may be NULL:
 * only the ROIs then. */
void netrt_tally_report(const struct netrt_tally *t, struct netrt_step *s,
    const char *series, const struct netrt_planes *planes);

#endif
