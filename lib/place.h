/*
 * Which contour lies on which slice.  Geometry decides: a contour belongs
 * to the nearest plane, when that is within its reach (series.h) and no
 * other plane of the same ROI is nearer to the slice.
 *
 *	slices      |       |       |       |
 *	contours    x    x  x    x          x
 *	            |    ^superseded: both slices have a nearer one
 *	                    |    ^ no nearer one: drawn on its left slice,
 *	                           if it is at most half the gap away
 *
 * Planes of contours of one ROI within 0.05 mm are one plane.  A contour
 * that is not parallel to the slices, so that its points would belong to
 * several, is never drawn.
 */
#ifndef NETRT_PLACE_H
#define NETRT_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "rtstruct.h"
#include "series.h"

enum netrt_place {
	NETRT_PLACE_DRAWN,	/* on the slices of its plane */
	NETRT_PLACE_UNUSED,	/* of a ROI that is not used */
	NETRT_PLACE_OPEN,	/* POINT, OPEN_* and other types */
	NETRT_PLACE_FEW,	/* closed, of fewer than 3 points */
	NETRT_PLACE_TILTED,	/* not parallel to the slices */
	NETRT_PLACE_OFF,	/* on no slice: beyond the stack or in a hole */
	NETRT_PLACE_SUPERSEDED,	/* between slices, others are nearer */
	NETRT_NPLACES
};

struct netrt_placed {
	enum netrt_place where;
	uint32_t plane;		/* of the series, when DRAWN */
	float off_mm;		/* distance from it, when DRAWN */
};

/* The first contour of a kind, in the order of the file. */
struct netrt_spot {
	size_t roi;		/* index */
	double mm[3];		/* the middle of its points */
	bool known;		/* it has points */
};

struct netrt_placement {
	const struct netrt_series *series;
	const struct netrt_rtstruct *rs;
	struct netrt_placed *contour;	/* one for each of the RTSTRUCT */
	/* the DRAWN by plane: those of plane p are order[start[p]] up to
	 * order[start[p + 1]], by ROI, then as in the file */
	uint32_t *order;
	size_t *start;
	size_t count[NETRT_NPLACES];
	size_t *inside;		/* of each ROI: DRAWN, not wholly outside */
	size_t planes;		/* planes with a contour */
	size_t outside;		/* DRAWN, but wholly outside the image */
	size_t between;		/* DRAWN, more than 0.01 mm off the plane */
	double off_mm;		/* the largest such distance */
	size_t contradict;	/* DRAWN, on another slice than they name */
	struct netrt_spot first[NETRT_NPLACES];
	struct netrt_spot first_outside, first_contradict;
	struct netrt_spot first_unseen;	/* closed, of the first ROI in use that
					 * has such, but none inside */
	size_t unseen;		/* such ROIs */
};

/* "ROI 3 at z = -102.5 mm"; ROI by its number. */
void netrt_spot_format(const struct netrt_spot *w,
    const struct netrt_rtstruct *rs, const double normal[3], char *buf,
    size_t size);

/* use: which ROIs (nrois of them); NULL: all.  The errors are those of
 * netrt_rtstruct_points(). */
enum netrt_rc netrt_place_init(struct netrt_placement *p,
    const struct netrt_series *s, const struct netrt_rtstruct *rs,
    const bool *use, struct netrt_err *e) NETRT_MUST;
void netrt_place_free(struct netrt_placement *p);

#endif
