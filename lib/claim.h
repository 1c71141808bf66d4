/*
 * What speaks for each series when an RTSTRUCT is paired: inside of pair.h,
 * whose levels these are.
 */
#ifndef NETRT_CLAIM_H
#define NETRT_CLAIM_H

#include <stddef.h>

#include "config.h"
#include "err.h"
#include "rtstruct.h"
#include "series.h"

struct netrt_claim {
	const struct netrt_series *series;
	size_t named;		/* of its images, by contours */
	size_t listed;		/* of its images, by lists */
	bool series_named;
	int frame;		/* 1 equal, 0 absent on one side, -1 unequal */
	size_t placed;		/* contours that lie on its slices */
};

/* How many closed contours there are. */
size_t netrt_claims_closed(const struct netrt_rtstruct *rs);

/* The claims of all series; the caller frees them.  NULL: no memory. */
struct netrt_claim *netrt_claims(const struct netrt_rtstruct *rs,
    const struct netrt_series_list *l, struct netrt_err *e);

/*
 * Bring those to the front that hold at the first level at which one does,
 * the most contours first; where one has contours on its slices, those
 * without any fall away; so do localizers, when contours name no image.  How
 * many there are; *level: 1 to 5.
 */
size_t netrt_claims_hold(struct netrt_claim *c, size_t n, size_t closed,
    const struct netrt_config *cfg, unsigned *level);

#endif
