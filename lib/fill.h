/*
 * The mask of one slice: the contours that lie on it (place.h), even-odd
 * over the contours of a ROI, then the union of the ROIs.
 *
 *	ROI 1:  outline ^ hole        ROI 2:  outline
 *	        ######                              ....
 *	        #    #                            ..####
 *	        ######                            ..####    mask: 1 or 2
 *
 * Contours of one ROI that rasterise alike count once, however often and in
 * whatever order of points they are written (netrt-study(5), QUIRKS 1): with
 * even-odd alone, a contour written twice would vanish.  Contours that
 * overlap in part cancel where they overlap, as CLOSEDPLANAR_XOR says
 * (PS3.3 C.8.8.6.3) and as inner contours must.
 */
#ifndef NETRT_FILL_H
#define NETRT_FILL_H

#include <stddef.h>

#include "err.h"
#include "place.h"
#include "raster.h"

struct netrt_fill {
	const struct netrt_placement *place;
	struct netrt_mask mask;		/* the result of netrt_fill_slice() */
	struct netrt_mask roi, one, again;
	struct netrt_point *point;	/* of the largest contour */
	uint64_t *hash;			/* of the contours of a ROI so far */
	size_t duplicates;		/* contours that counted for nothing,
					 * since netrt_fill_init() */
};

/* Only memory can fail; sizes come from the series. */
enum netrt_rc netrt_fill_init(struct netrt_fill *f,
    const struct netrt_placement *place, struct netrt_err *e) NETRT_MUST;
void netrt_fill_free(struct netrt_fill *f);

/* Fill f->mask for slice i of the series.  Nothing there: all 0. */
void netrt_fill_slice(struct netrt_fill *f, size_t i);

#endif
