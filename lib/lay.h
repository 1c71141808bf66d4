/*
 * The overlay planes of an RTSTRUCT laid over a copy of its series: each
 * image is read, changed as derive.h says, given the planes of its slice, and
 * written; on two threads where there are two processors.  The memory does
 * not grow with the number of slices.
 *
 *	netrt_lay_init(&l, s, &plan, made, e) -> netrt_lay_slices(&l, &sum, e)
 */
#ifndef NETRT_LAY_H
#define NETRT_LAY_H

#include <stddef.h>

#include "err.h"
#include "plan.h"
#include "planes.h"
#include "step.h"
#include "tally.h"
#include "uid.h"

/* One RTSTRUCT on its series: made by netrt_lay_init(), then only read. */
struct netrt_lay {
	struct netrt_step *s;
	const struct netrt_plan *plan;
	struct netrt_planes planes;
	char series[NETRT_UID_LEN];	/* the new one */
	char how[512];			/* Derivation Description */
	long number;			/* Series Number */
};

/* made: how many series of the study came before.  DATA: not enough overlay
 * groups are free. */
enum netrt_rc netrt_lay_init(struct netrt_lay *l, struct netrt_step *s,
    const struct netrt_plan *plan, size_t made, struct netrt_err *e)
    NETRT_MUST;

/* All slices, into the first result directory of the step; sum is what they
 * come to, also after an error.  DATA: no pixel is in the mask. */
enum netrt_rc netrt_lay_slices(const struct netrt_lay *l,
    struct netrt_tally *sum, struct netrt_err *e) NETRT_MUST;

#endif
