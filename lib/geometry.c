/* Where a slice lies in the patient: see geometry.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "geometry.h"

#define AXIS_TOLERANCE	1e-2	/* files round cosines to two or three digits */
#define EXACT		1e-6
#define LEAST_MM	1e-6	/* a nanometre is no pixel */
#define ONE_DEGREE	0.99984769515639	/* its cosine */
#define SAME_AXES	1e-3	/* radians, nearly */

static double
dot(const double a[3], const double b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void
cross(const double a[3], const double b[3], double out[3])
{
	out[0] = a[1] * b[2] - a[2] * b[1];
	out[1] = a[2] * b[0] - a[0] * b[2];
	out[2] = a[0] * b[1] - a[1] * b[0];
}

static void
scale(double a[3], double by)
{
	for (int i = 0; i < 3; i++)
		a[i] *= by;
}

/* Set v to a unit vector; false when it was not nearly one. */
static bool
unit(double v[3])
{
	double len = sqrt(dot(v, v));

	if (!(fabs(len - 1) <= AXIS_TOLERANCE))
		return false;
	scale(v, 1 / len);
	return true;
}

/*
 * The axes may be off by rounding, then mm -> pixel must still be the exact
 * inverse of pixel -> mm, which is not the projection on x and y:
 *
 *	p = x s + y t,  g = x.y   =>   s = (p.x - g p.y) / (1 - g g)
 *
 * Up to EXACT the projection is as good, on the vectors as they are: every
 * further operation would only add noise to contours that run through pixel
 * centres.
 */
static void
invert(struct netrt_frame *f, const double orientation[6])
{
	double g = dot(f->x, f->y), k = 1 / (1 - g * g);
	bool exact = fabs(g) < EXACT &&
	    fabs(dot(orientation, orientation) - 1) < EXACT &&
	    fabs(dot(orientation + 3, orientation + 3) - 1) < EXACT;

	for (int i = 0; i < 3; i++) {
		f->u[i] = exact ? orientation[i] :
		    (f->x[i] - g * f->y[i]) * k;
		f->v[i] = exact ? orientation[3 + i] :
		    (f->y[i] - g * f->x[i]) * k;
	}
}

enum netrt_rc
netrt_frame_init(struct netrt_frame *f, const double position[3],
    const double orientation[6], const double spacing[2],
    struct netrt_err *e)
{
	memset(f, 0, sizeof *f);
	for (int i = 0; i < 3; i++) {
		if (!(fabs(position[i]) <= NETRT_FARTHEST_MM))
			return netrt_err_set(e, NETRT_DATA, "(0020,0032): the "
			    "image position is not three numbers within a "
			    "kilometre");
		f->origin[i] = position[i];
		f->x[i] = orientation[i];
		f->y[i] = orientation[3 + i];
	}
	if (!unit(f->x) || !unit(f->y) ||
	    fabs(dot(f->x, f->y)) > AXIS_TOLERANCE)
		return netrt_err_set(e, NETRT_DATA, "(0020,0037): the image "
		    "orientation is not two unit vectors at right angles");
	f->row_mm = spacing[0];
	f->col_mm = spacing[1];
	if (!(f->row_mm >= LEAST_MM && f->row_mm <= NETRT_FARTHEST_MM &&
	    f->col_mm >= LEAST_MM && f->col_mm <= NETRT_FARTHEST_MM))
		return netrt_err_set(e, NETRT_DATA, "(0028,0030): the pixel "
		    "spacing is not two positive numbers");
	cross(f->x, f->y, f->normal);
	scale(f->normal, 1 / sqrt(dot(f->normal, f->normal)));
	invert(f, orientation);
	return NETRT_OK;
}

void
netrt_frame_to_pixel(const struct netrt_frame *f, const double mm[3],
    double *row, double *col)
{
	double p[3];

	for (int i = 0; i < 3; i++)
		p[i] = mm[i] - f->origin[i];
	*row = dot(p, f->v) / f->row_mm;
	*col = dot(p, f->u) / f->col_mm;
}

void
netrt_frame_to_mm(const struct netrt_frame *f, double row, double col,
    double mm[3])
{
	for (int i = 0; i < 3; i++)
		mm[i] = f->origin[i] + f->x[i] * (col * f->col_mm) +
		    f->y[i] * (row * f->row_mm);
}

double
netrt_along_mm(const double normal[3], const double mm[3])
{
	return dot(normal, mm);
}

void
netrt_position_format(const double normal[3], const double mm[3], char *buf,
    size_t size)
{
	for (int i = 0; i < 3; i++)
		if (fabs(normal[i]) >= ONE_DEGREE) {
			snprintf(buf, size, "%c = %.7g mm", "xyz"[i],
			    round(100 * mm[i]) / 100 + 0.0);
			return;
		}
	snprintf(buf, size, "%.7g mm along the slice normal",
	    round(100 * dot(normal, mm)) / 100 + 0.0);
}

const char *
netrt_direction_letter(const double v[3], double sign)
{
	static const char *const name[3][2] = {
		{ "R", "L" }, { "A", "P" }, { "F", "H" }
	};
	int axis = 0;

	for (int i = 1; i < 3; i++)
		if (fabs(v[i]) > fabs(v[axis]))
			axis = i;
	return name[axis][v[axis] * sign > 0];
}

double
netrt_frame_distance_mm(const struct netrt_frame *f, const double mm[3])
{
	return dot(f->normal, mm) - dot(f->normal, f->origin);
}

bool
netrt_frame_same_axes(const struct netrt_frame *a,
    const struct netrt_frame *b)
{
	for (int i = 0; i < 3; i++)
		if (fabs(a->x[i] - b->x[i]) > SAME_AXES ||
		    fabs(a->y[i] - b->y[i]) > SAME_AXES)
			return false;
	return true;
}
