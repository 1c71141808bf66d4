/*
 * The masks of the ROIs on one slice: the contours that lie on it (place.h),
 * even-odd over the contours of a ROI.
 *
 *	ROI 1:  outline ^ hole        ROI 2:  outline
 *	        ######                              ....
 *	        #    #                            ......
 *	        ######                            ......
 *
 * CLOSED_PLANAR contours of one ROI that rasterise alike count once, however
 * often and in whatever order of points they are written (netrt-study(5),
 * QUIRKS 1): with even-odd alone, a contour written twice would vanish.  Those
 * that overlap in part, neither inside the other, cancel where they overlap,
 * as inner contours must; it is told, since nobody knows what was meant.
 *
 * CLOSEDPLANAR_XOR contours are combined as PS3.3 C.8.8.6.3 says, by exclusive
 * disjunction of all of them, whatever their order: two that are alike
 * cancel, and that is told.
 *
 * The placement is only read: several threads may each have a struct
 * netrt_fill of their own on one placement.
 */
#ifndef NETRT_FILL_H
#define NETRT_FILL_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "place.h"
#include "raster.h"

struct netrt_fill {
	const struct netrt_placement *place;
	struct netrt_mask roi, one, again;
	struct netrt_points mm;		/* of the contour it is at */
	struct netrt_point *point;	/* of the largest contour */
	struct netrt_outlined *drawn;	/* contours of a ROI so far */
	size_t n, pairs;		/* of them; how many were compared */
};

/* A ROI on a slice. */
struct netrt_filled {
	size_t roi;			/* index */
	const struct netrt_mask *mask;	/* until the next visit */
	size_t contours;		/* of it that lie there */
	size_t duplicates;		/* of them, that counted for nothing */
	size_t empty;			/* of them, that enclose no pixel
					 * centre */
	size_t cancelled;		/* XOR: alike with one before */
	bool overlaps;			/* some overlap in part */
	bool unchecked;			/* there are too many to look at all
					 * pairs for that */
};

/* Only memory can fail; sizes come from the series. */
enum netrt_rc netrt_fill_init(struct netrt_fill *f,
    const struct netrt_placement *place, struct netrt_err *e) NETRT_MUST;
void netrt_fill_free(struct netrt_fill *f);

/* Visit each ROI that has a contour on slice i of the series, in the order
 * of the RTSTRUCT.  The errors are those of netrt_rtstruct_points(). */
enum netrt_rc netrt_fill_each(struct netrt_fill *f, size_t i,
    void (*visit)(void *ctx, const struct netrt_filled *r), void *ctx,
    struct netrt_err *e) NETRT_MUST;

#endif
