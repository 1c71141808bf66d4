/* The shapes: see shapes.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shapes.h"

/*
 *	sphere, hollow sphere	about the middle
 *	cube			edges along the patient's axes
 *	cylinder, straw, torus	about the z axis
 *	ellipsoid		semi-axes along the axes
 */
enum { SPHERE, CUBE, CYLINDER, ELLIPSOID, TORUS, HOLLOW, STRAW };

const char *const shape_name[NSHAPES] = {
	"sphere", "cube", "cylinder", "ellipsoid", "torus", "hollow-sphere",
	"straw"
};

#define PI		3.14159265358979324
#define BALL		25.
#define EDGE		20.		/* half of it, and half a height */
#define ROUND		18.
#define RING		22.		/* torus: to the middle of the tube */
#define TUBE		10.
#define OUTER		28.
#define INNER		16.
#define WIDE		20.		/* straw */
#define NARROW		11.

static const double axes[3] = { 30, 22, 17 };
static const double ball[3] = { BALL, BALL, BALL };
static const double outer[3] = { OUTER, OUTER, OUTER };
static const double inner[3] = { INNER, INNER, INNER };

double
shape_volume(int shape)
{
	switch (shape) {
	case SPHERE:
		return 4 / 3. * PI * pow(BALL, 3);
	case CUBE:
		return pow(2 * EDGE, 3);
	case CYLINDER:
		return PI * ROUND * ROUND * 2 * EDGE;
	case ELLIPSOID:
		return 4 / 3. * PI * axes[0] * axes[1] * axes[2];
	case TORUS:
		return 2 * PI * PI * RING * TUBE * TUBE;
	case HOLLOW:
		return 4 / 3. * PI * (pow(OUTER, 3) - pow(INNER, 3));
	default:
		return PI * (WIDE * WIDE - NARROW * NARROW) * 2 * EDGE;
	}
}

double
shape_far(int shape, const double p[3])
{
	double r = sqrt(dot(p, p)), round = sqrt(p[0] * p[0] + p[1] * p[1]);
	double high = fabs(p[2]) - EDGE, q = 0;

	switch (shape) {
	case SPHERE:
		return r - BALL;
	case CUBE:
		return fmax(fmax(fabs(p[0]), fabs(p[1])) - EDGE, high);
	case CYLINDER:
		return fmax(round - ROUND, high);
	case ELLIPSOID:
		for (int i = 0; i < 3; i++)
			q += p[i] * p[i] / axes[i] / axes[i];
		return (sqrt(q) - 1) * axes[2];
	case TORUS:
		round -= RING;
		return sqrt(round * round + p[2] * p[2]) - TUBE;
	case HOLLOW:
		return fmax(r - OUTER, INNER - r);
	default:
		return fmax(fmax(round - WIDE, NARROW - round), high);
	}
}

/* ---- sections ---- */

/*
 * An ellipsoid of these semi-axes: in units of them it is the unit sphere,
 * and the plane is D + s X + t Y, with X and Y no longer at right angles.
 */
static int
cut_ellipsoid(const double a[3], const struct stack *s, double d,
    struct loop *l)
{
	double X[3], Y[3], D[3], at[3];

	for (int i = 0; i < 3; i++) {
		X[i] = s->x[i] / a[i];
		Y[i] = s->y[i] / a[i];
		D[i] = d * s->normal[i] / a[i];
	}
	double A = dot(X, X), B = dot(X, Y), C = dot(Y, Y);
	double det = A * C - B * B;
	double s0 = (-C * dot(X, D) + B * dot(Y, D)) / det;
	double t0 = (B * dot(X, D) - A * dot(Y, D)) / det;

	for (int i = 0; i < 3; i++)
		at[i] = D[i] + s0 * X[i] + t0 * Y[i];
	if (dot(at, at) >= 1)
		return 0;
	double rho = sqrt(1 - dot(at, at));
	l->n = 360;
	for (size_t i = 0; i < l->n; i++) {
		double w = 2 * PI * (double)i / (double)l->n;
		double t = rho * sin(w) / sqrt(det / A);
		double u = (rho * cos(w) - B / sqrt(A) * t) / sqrt(A);

		for (int k = 0; k < 3; k++)
			l->p[i][k] = d * s->normal[k] + (s0 + u) * s->x[k] +
			    (t0 + t) * s->y[k];
	}
	return 1;
}

/* Leave of a convex loop what has a . p <= b. */
static void
clip(struct loop *l, const double a[3], double b)
{
	static double out[MAXPOINTS][3];
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		const double *p = l->p[i], *q = l->p[(i + 1) % l->n];
		double fp = dot(a, p) - b, fq = dot(a, q) - b;

		if (fp <= 0)
			memcpy(out[n++], p, sizeof out[0]);
		if ((fp < 0 && fq > 0) || (fp > 0 && fq < 0)) {
			for (int k = 0; k < 3; k++)
				out[n][k] = p[k] + fp / (fp - fq) *
				    (q[k] - p[k]);
			n++;
		}
	}
	memcpy(l->p, out, n * sizeof out[0]);
	l->n = n;
}

/*
 * A prism about z of so many sides, 2 EDGE high, its sides at distance r: a
 * cube of 4, a cylinder of 720 (which is 0.0002 mm too wide at its corners).
 */
static int
cut_prism(double r, int sides, const struct stack *s, double d,
    struct loop *l)
{
	static const double corner[4][2] = {
		{ -99, -99 }, { 99, -99 }, { 99, 99 }, { -99, 99 }
	};
	l->n = 4;
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 3; k++)
			l->p[i][k] = d * s->normal[k] + corner[i][0] * s->x[k]
			    + corner[i][1] * s->y[k];
	clip(l, (double[]){ 0, 0, 1 }, EDGE);
	clip(l, (double[]){ 0, 0, -1 }, EDGE);
	for (int i = 0; i < sides; i++) {
		double w = 2 * PI * i / sides;

		clip(l, (double[]){ cos(w), sin(w), 0 }, r);
	}
	return l->n >= 3;
}

/*
 * In the half plane at angle w about the axis, the plane is the line
 * a rho + nz z = d, and cuts the disc of the tube in a chord or not at all.
 * side: which end of it.  False when there is none.
 */
static int
chord(const struct stack *s, double d, double w, int side, double p[3])
{
	double a = s->normal[0] * cos(w) + s->normal[1] * sin(w);
	double nz = s->normal[2], len = hypot(a, nz);
	double off = (d - a * RING) / len;
	double half = TUBE * TUBE - off * off;

	if (!(half >= 0))
		return 0;
	half = side * sqrt(half);
	double rho = RING + off * a / len + half * nz / len;
	p[0] = rho * cos(w);
	p[1] = rho * sin(w);
	p[2] = off * nz / len - half * a / len;
	return 1;
}

/* Between lo, which has what chord() says of it, and hi, which has not. */
static double
turn(const struct stack *s, double d, double lo, double hi)
{
	double p[3];
	int in = chord(s, d, lo, 1, p);

	for (int i = 0; i < 60; i++) {
		double mid = (lo + hi) / 2;

		if (chord(s, d, mid, 1, p) == in)
			lo = mid;
		else
			hi = mid;
	}
	return chord(s, d, lo, 1, p) ? lo : hi;
}

/* Along one end of the chords from angle lo to hi, and back on the other;
 * points are dense where the ends meet. */
static void
lens(const struct stack *s, double d, double lo, double hi, struct loop *l)
{
	const int n = 300;

	l->n = 0;
	for (int i = 0; i <= 2 * n; i++) {
		double w = (lo + hi) / 2 - (hi - lo) / 2 * cos(PI * i / n);

		w = fmin(fmax(w, lo), hi);
		l->n += (size_t)chord(s, d, w, i <= n ? 1 : -1, l->p[l->n]);
	}
}

static int
cut_torus(const struct stack *s, double d, struct loop l[2])
{
	const int n = 7200;
	double p[3], from = -1, on = 0;
	int found = 0, before = 0;

	for (int i = 0; i < n && from < 0; i++)
		if (!chord(s, d, 2 * PI * i / n, 1, p))
			from = 2 * PI * i / n;
	if (from < 0) {		/* all the way round: two loops */
		l[0].n = l[1].n = 720;
		for (int i = 0; i < 720; i++)
			for (int k = 0; k < 2; k++)
				chord(s, d, 2 * PI * i / 720, 2 * k - 1,
				    l[k].p[i]);
		return 2;
	}
	for (int i = 1; i <= n; i++) {
		double w = from + 2 * PI * i / n, was = w - 2 * PI / n;
		int in = chord(s, d, w, 1, p);

		if (in && !before) {
			on = turn(s, d, was, w);
		} else if (!in && before) {
			if (found == 2)
				abort();
			lens(s, d, on, turn(s, d, was, w), &l[found++]);
		}
		before = in;
	}
	return found;
}

int
shape_cut(int shape, const struct stack *s, double d, struct loop l[2])
{
	switch (shape) {
	case SPHERE:
		return cut_ellipsoid(ball, s, d, l);
	case CUBE:
		return cut_prism(EDGE, 4, s, d, l);
	case CYLINDER:
		return cut_prism(ROUND, 720, s, d, l);
	case ELLIPSOID:
		return cut_ellipsoid(axes, s, d, l);
	case TORUS:
		return cut_torus(s, d, l);
	case HOLLOW:
		return cut_ellipsoid(outer, s, d, l) +
		    cut_ellipsoid(inner, s, d, l + 1);
	default:
		return cut_prism(WIDE, 720, s, d, l) +
		    cut_prism(NARROW, 720, s, d, l + 1);
	}
}
