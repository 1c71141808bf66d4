/*
 * Where the contours of an RTSTRUCT lie along a direction: all that placing
 * them needs, so that several series with one normal cost one reading of the
 * points.  Reading them the first time already tells of the direction of
 * axial slices.
 */
#ifndef NETRT_SPREAD_H
#define NETRT_SPREAD_H

#include <stddef.h>

#include "err.h"

struct netrt_rtstruct;

struct netrt_spread {
	double at_mm;			/* the mean of its points */
	float off_mm;			/* from there to the farthest */
	float middle[3];		/* the mean of its points, patient mm */
};

/* Of all contours along one direction. */
struct netrt_spreads {
	double normal[3];
	struct netrt_spread *of;	/* NULL: not known now */
};

/* Of n points, 3 n coordinates. */
void netrt_spread_of(const double *mm, size_t n, const double normal[3],
    struct netrt_spread *out);

/*
 * *of, one for each contour, belongs to the RTSTRUCT, until it is asked for
 * another normal, or netrt_spread_drop().  One thread at a time.  The errors
 * are those of netrt_rtstruct_points().
 */
enum netrt_rc netrt_spread_get(const struct netrt_rtstruct *rs,
    const double normal[3], const struct netrt_spread **of,
    struct netrt_err *e) NETRT_MUST;
/* Forget them: memory for what comes after placing. */
void netrt_spread_drop(const struct netrt_rtstruct *rs);

#endif
