/*
 * Where a slice lies in the patient (DICOM PS3.3 C.7.6.2.1.1): from patient
 * millimetres to rows and columns, and back.  Pure arithmetic.
 *
 *	netrt_frame_init(&f, position, orientation, spacing, e)
 *	netrt_frame_to_pixel(&f, mm, &row, &col)
 *
 * Patient axes are DICOM's LPS in mm.  Rows and columns are counted from 0
 * at the CENTRE of the first pixel, and are fractions: the first pixel
 * reaches from -0.5 to 0.5.
 *
 *	          x: along a row, to the next column
 *	origin *---------->
 *	       |  (0,0)  (0,1)  (0,2)        row_mm: from row to row
 *	       |                             col_mm: from column to column
 *	     y |  (1,0)  (1,1)  (1,2)        normal = x cross y
 *	       v
 */
#ifndef NETRT_GEOMETRY_H
#define NETRT_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

/* Nothing of a patient is farther from the origin than a kilometre; such a
 * number is garbage, and arithmetic with much larger ones overflows. */
#define NETRT_FARTHEST_MM	1e6

struct netrt_frame {
	double origin[3];	/* centre of the first pixel */
	double x[3], y[3];	/* unit vectors, as in the file */
	double normal[3];	/* unit vector */
	double u[3], v[3];	/* mm -> mm along a row, mm down a column */
	double row_mm, col_mm;
};

/*
 * position: Image Position (Patient).  orientation: Image Orientation
 * (Patient), three cosines of x and three of y.  spacing: Pixel Spacing, row
 * spacing first.  DATA when a number is beyond NETRT_FARTHEST_MM, a spacing not positive,
 * or the axes are not unit vectors at right angles, to 1 %.
 */
enum netrt_rc netrt_frame_init(struct netrt_frame *f,
    const double position[3], const double orientation[6],
    const double spacing[2], struct netrt_err *e) NETRT_MUST;

/* The pixel that the foot of mm on the plane falls on. */
void netrt_frame_to_pixel(const struct netrt_frame *f, const double mm[3],
    double *row, double *col);
void netrt_frame_to_mm(const struct netrt_frame *f, double row, double col,
    double mm[3]);

/* Where a point lies along a normal, in mm from the patient's origin. */
double netrt_along_mm(const double normal[3], const double mm[3]);
/*
 * Where the plane through mm is, for a human: along the patient axis that the
 * normal is within one degree of, whichever way it points, "z = -102.5 mm";
 * else "31.25 mm along the slice normal".
 */
void netrt_position_format(const double normal[3], const double mm[3],
    char *buf, size_t size);

/* Where in the patient v (sign 1) or its opposite (-1) points, along the axis
 * that it is nearest to: "L", "R", "P", "A", "H" or "F". */
const char *netrt_direction_letter(const double v[3], double sign);

/* Signed distance of a point from the plane of the slice, in mm. */
double netrt_frame_distance_mm(const struct netrt_frame *f,
    const double mm[3]);

/*
 * Are the planes parallel and the pixel axes the same, within about 0.06
 * degrees?  Only then can two slices belong to one stack.
 */
bool netrt_frame_same_axes(const struct netrt_frame *a,
    const struct netrt_frame *b);

#endif
