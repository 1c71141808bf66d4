/* lib/geometry: slice frames. */
#include <math.h>

#include "../tap.h"
#include "geometry.h"

static struct netrt_err e;

static int
near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

/*
 * Axial, 2 mm between rows, 3 mm between columns:
 *
 *	(10,20,30) *---> x   3 mm a column
 *	           |
 *	           v  y      2 mm a row
 */
static void
axial(void)
{
	double pos[3] = { 10, 20, 30 }, sp[2] = { 2, 3 };
	double iop[6] = { 1, 0, 0, 0, 1, 0 }, mm[3] = { 40, 26, 35 };
	struct netrt_frame f;
	double row, col;

	ok(netrt_frame_init(&f, pos, iop, sp, &e) == NETRT_OK, "axial");
	netrt_frame_to_pixel(&f, mm, &row, &col);
	ok(near(row, 3) && near(col, 10), "row by row spacing, column by "
	    "column spacing");
	ok(near(f.normal[2], 1), "the normal is z");
	ok(near(netrt_frame_distance_mm(&f, mm), 5), "5 mm above the plane");
	netrt_frame_to_mm(&f, 3, 10, mm);
	ok(near(mm[0], 40) && near(mm[1], 26) && near(mm[2], 30),
	    "and back, into the plane");
}

/* Feet first: x runs to the patient's right, the normal to the feet. */
static void
flipped(void)
{
	double pos[3] = { 100, -100, 7 }, sp[2] = { 1, 1 };
	double iop[6] = { -1, 0, 0, 0, 1, 0 }, mm[3] = { 90, -95, 7 };
	struct netrt_frame f;
	double row, col;

	ok(netrt_frame_init(&f, pos, iop, sp, &e) == NETRT_OK, "flipped");
	netrt_frame_to_pixel(&f, mm, &row, &col);
	ok(near(row, 5) && near(col, 10), "columns run to the right");
	ok(near(f.normal[2], -1), "the normal is -z");
}

/*
 * Tilted by 30 degrees about x:
 *
 *	     ^ z   /  y axis of the image
 *	     |   /
 *	     | / 30 degrees
 *	     *----------> y
 */
static void
tilted(void)
{
	double c = cos(acos(-1) / 6), s = 0.5;
	double pos[3] = { 0, 0, 0 }, sp[2] = { 2, 2 };
	double iop[6] = { 1, 0, 0, 0, c, s };
	double mm[3] = { 4, 10 * c - 3 * s, 10 * s + 3 * c };
	struct netrt_frame f, g;
	double row, col;

	ok(netrt_frame_init(&f, pos, iop, sp, &e) == NETRT_OK, "tilted");
	netrt_frame_to_pixel(&f, mm, &row, &col);
	ok(near(row, 5) && near(col, 2), "along the tilted axis");
	ok(near(netrt_frame_distance_mm(&f, mm), 3), "3 mm off the plane");
	ok(near(netrt_along_mm(f.normal, mm), 3), "along the normal");
	double flat[6] = { 1, 0, 0, 0, 1, 0 };
	ok(netrt_frame_init(&g, pos, flat, sp, &e) == NETRT_OK, "flat");
	ok(!netrt_frame_same_axes(&f, &g), "another orientation");
	flat[1] = 1e-4;
	ok(netrt_frame_init(&g, pos, flat, sp, &e) == NETRT_OK, "nearly flat");
	double exact[6] = { 1, 0, 0, 0, 1, 0 };
	ok(netrt_frame_init(&f, pos, exact, sp, &e) == NETRT_OK, "flat again");
	ok(netrt_frame_same_axes(&f, &g), "the same but for rounding");
}

/* Rounded cosines: pixel -> mm -> pixel must still be exact. */
static void
rounded(void)
{
	double pos[3] = { 1, 2, 3 }, sp[2] = { 3.5, 2.5 };
	double iop[6] = { .954, -.208, .215, .279, .88, -.384 };
	struct netrt_frame f;
	double mm[3], row, col;

	ok(netrt_frame_init(&f, pos, iop, sp, &e) == NETRT_OK, "rounded");
	netrt_frame_to_mm(&f, 49, 99, mm);
	netrt_frame_to_pixel(&f, mm, &row, &col);
	ok(near(row, 49) && near(col, 99), "the inverse is exact");
}

static void
refused(void)
{
	double pos[3] = { 0, 0, 0 }, sp[2] = { 1, 1 };
	double iop[6] = { 1, 0, 0, 0, 1, 0 };
	double skew[6] = { 1, 0, 0, 0.5, 0.866, 0 };
	double longer[6] = { 2, 0, 0, 0, 1, 0 }, zero[6] = { 0 };
	double nan_pos[3] = { 0, NAN, 0 }, flat[2] = { 1, 0 };
	double minus[2] = { -1, 1 }, huge[2] = { 1, INFINITY };
	struct netrt_frame f;

	ok(netrt_frame_init(&f, pos, skew, sp, &e) == NETRT_DATA, "skew axes");
	ok(strstr(e.msg, "(0020,0037)") != NULL, "the tag is named");
	ok(netrt_frame_init(&f, pos, longer, sp, &e) == NETRT_DATA,
	    "an axis of length 2");
	ok(netrt_frame_init(&f, pos, zero, sp, &e) == NETRT_DATA, "no axes");
	ok(netrt_frame_init(&f, nan_pos, iop, sp, &e) == NETRT_DATA,
	    "no position");
	ok(netrt_frame_init(&f, pos, iop, flat, &e) == NETRT_DATA,
	    "spacing 0");
	ok(netrt_frame_init(&f, pos, iop, minus, &e) == NETRT_DATA,
	    "spacing -1");
	ok(netrt_frame_init(&f, pos, iop, huge, &e) == NETRT_DATA,
	    "spacing without end");
}

static void
place_is(double x, double y, double z, const char *want)
{
	double normal[3] = { x, y, z }, mm[3] = { 10, -20.004, -102.5 };
	char text[64];

	netrt_position_format(normal, mm, text, sizeof text);
	is(text, want, "a place, in words");
}

static void
places(void)
{
	double s = sin(0.5 / 57.29578), c = cos(0.5 / 57.29578);
	double s2 = sin(1.5 / 57.29578), c2 = cos(1.5 / 57.29578);

	place_is(0, 0, 1, "z = -102.5 mm");
	place_is(0, 0, -1, "z = -102.5 mm");
	place_is(0, 1, 0, "y = -20 mm");
	place_is(-1, 0, 0, "x = 10 mm");
	place_is(0, s, c, "z = -102.5 mm");
	place_is(0, s2, c2, "-102.99 mm along the slice normal");
	place_is(0, sqrt(0.5), -sqrt(0.5), "58.33 mm along the slice normal");
}

static void
directions(void)
{
	static const double left[3] = { 0.9, -0.3, 0.3 };
	static const double front[3] = { 0.2, -0.9, 0.4 };
	static const double head[3] = { -0.1, 0.1, 1 };

	is(netrt_direction_letter(left, 1), "L", "to the left");
	is(netrt_direction_letter(left, -1), "R", "and its opposite");
	is(netrt_direction_letter(front, 1), "A", "to the front");
	is(netrt_direction_letter(front, -1), "P", "and its opposite");
	is(netrt_direction_letter(head, 1), "H", "to the head");
	is(netrt_direction_letter(head, -1), "F", "and its opposite");
}

int
main(void)
{
	places();
	directions();
	axial();
	flipped();
	tilted();
	rounded();
	refused();
	return done();
}
