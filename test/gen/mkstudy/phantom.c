/* The anatomy of mkstudy: see mkstudy.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkstudy.h"

#define PI	3.14159265358979323846
#define FIELD	256.0		/* mm across the longer side */
#define HEIGHT	120.0		/* mm of the stack, if planes are many */
#define THICKEST 20.0
#define CROWN	110.0		/* mm from the middle: the head ends */

static void
cross(const double a[3], const double b[3], double c[3])
{
	for (int i = 0; i < 3; i++)
		c[i] = a[(i + 1) % 3] * b[(i + 2) % 3] -
		    a[(i + 2) % 3] * b[(i + 1) % 3];
}

static void
directions(struct study *s)
{
	double (*d)[3] = s->dir;

	memset(s->dir, 0, sizeof s->dir);
	d[0][0] = 1;
	d[1][1] = 1;
	if (s->k & K_CORONAL) {
		d[1][1] = 0;
		d[1][2] = -1;
	} else if (s->k & K_SAGITTAL) {
		d[0][0] = 0;
		d[0][1] = 1;
		d[1][1] = 0;
		d[1][2] = -1;
	} else if (s->k & K_OBLIQUE) {
		double a = 20 * PI / 180, b = 12 * PI / 180;

		d[0][0] = cos(a);
		d[0][1] = sin(a);
		d[1][0] = -sin(a) * cos(b);
		d[1][1] = cos(a) * cos(b);
		d[1][2] = -sin(b);
	} else if (s->k & K_GANTRY) {
		d[1][1] = cos(15 * PI / 180);
		d[1][2] = -sin(15 * PI / 180);
	}
	cross(d[0], d[1], d[2]);
}

void
planes_init(struct study *s)
{
	int longer = s->rows > s->cols ? s->rows : s->cols, n = s->n;
	double d = s->distance, sum = 0;

	if (d <= 0)
		d = HEIGHT / n < THICKEST ? HEIGHT / n : THICKEST;
	s->distance = d;
	s->dc = FIELD / longer;
	s->dr = s->k & K_ANISOTROPIC ? 1.5 * s->dc : s->dc;
	directions(s);
	s->w = calloc((size_t)n, sizeof *s->w);
	s->shift = calloc((size_t)n, sizeof *s->shift);
	s->edge = calloc((size_t)n + 1, sizeof *s->edge);
	if (s->w == NULL || s->shift == NULL || s->edge == NULL)
		abort();
	for (int i = 1; i < n; i++) {
		double step = d;

		if (s->k & K_IRREGULAR)
			step *= i == (2 * n + 2) / 3 ? 2 : i % 2 ? 0.8 : 1.2;
		s->w[i] = s->w[i - 1] + step;
	}
	sum = s->w[n - 1];
	for (int i = 0; i < n; i++) {
		s->w[i] -= sum / 2;
		/* the table moves along z, not along the normal */
		if (s->k & K_GANTRY)
			s->shift[i] = -s->w[i] * tan(15 * PI / 180);
	}
	for (int i = 1; i < n; i++)
		s->edge[i] = (s->w[i - 1] + s->w[i]) / 2;
	s->edge[0] = n > 1 ? 2 * s->w[0] - s->edge[1] : -d / 2;
	s->edge[n] = n > 1 ? 2 * s->w[n - 1] - s->edge[n - 1] : d / 2;
}

void
planes_free(struct study *s)
{
	free(s->w);
	free(s->shift);
	free(s->edge);
}

/* Let a shape that has the same outline in all planes begin and end half
 * way between planes: its voxels are then exactly its volume. */
static void
snap_planes(const struct study *s, struct shape *sh, double half)
{
	int first = -1, last = -1;

	for (int i = 0; i < s->n; i++)
		if (fabs(s->w[i] - sh->w) < half) {
			last = i;
			first = first < 0 ? i : first;
		}
	sh->lo = first < 0 ? 0 : s->edge[first];
	sh->hi = first < 0 ? 0 : s->edge[last + 1];
}

/* The same for an edge of a box: half way between pixels. */
static double
snap(double x, int n, double d)
{
	double first = -(n - 1) / 2.0 * d;

	return first + (floor((x - first) / d + 0.5) - 0.5) * d;
}

static void
box(const struct study *s, struct shape *sh)
{
	double u0 = snap(sh->u - sh->a, s->cols, s->dc);
	double u1 = snap(sh->u + sh->a, s->cols, s->dc);
	double v0 = snap(sh->v - sh->b, s->rows, s->dr);
	double v1 = snap(sh->v + sh->b, s->rows, s->dr);

	sh->u = (u0 + u1) / 2;
	sh->v = (v0 + v1) / 2;
	sh->a = (u1 - u0) / 2;
	sh->b = (v1 - v0) / 2;
	snap_planes(s, sh, sh->c);
}

static const struct shape usual[] = {
	{ BOX, "Box", 28, -15, 0, 15, 18, 24, 0, 0, 100, { 0, 200, 255 } },
	{ BALL, "Sphere", -25, -20, 0, 20, 20, 20, 0, 0, 78,
	    { 255, 60, 60 } },
	{ RING, "Ring", 0, 38, 0, 24, 12, 31, 0, 0, 125, { 60, 220, 60 } },
	{ SKULL, "Skull", 0, 0, 0, 70, 92, 1e3, 0, 0, 0, { 250, 220, 90 } },
	{ EDGE, "Over-edge", 0, 0, 0, 0, 0, 1e3, 0, 0, 0,
	    { 200, 100, 255 } },
};

static struct shape *
append(struct study *s, const struct shape *sh)
{
	struct shape *p = &s->shape[s->nshapes++];

	*p = *sh;
	if (p->kind == BOX)
		box(s, p);
	else if (p->kind != BALL)
		snap_planes(s, p, p->c);
	return p;
}

/* Long ellipsoids on a grid in the brain; each meets about 117 of 200
 * planes. */
static void
spindles(struct study *s, int n)
{
	int across = (int)ceil(sqrt(n * 0.8));
	int down = (n + across - 1) / across;
	double du = 90.0 / across, dv = 120.0 / down;

	for (int i = 0; i < n; i++) {
		struct shape sh = { .kind = BALL, .hu = 60 + i % 30 * 6 };

		snprintf(sh.name, sizeof sh.name, "Target-%d", i + 1);
		sh.u = (i % across - (across - 1) / 2.0) * du;
		sh.v = (i / across - (down - 1) / 2.0) * dv;
		sh.a = sh.b = 0.42 * (du < dv ? du : dv);
		sh.c = 29 + i % 5 * 3;
		sh.w = (i % 7 - 3) * (59 - sh.c) / 4;
		for (int j = 0; j < 3; j++)
			sh.rgb[j] = (unsigned char)(80 + (i * 37 + j * 71) %
			    176);
		append(s, &sh);
	}
}

bool
shapes_init(struct study *s, const char *list, int many)
{
	static const char *const names[] = { "box", "sphere", "ring",
	    "skull" };

	s->nshapes = 0;
	if (many > 0)
		spindles(s, many);
	else if (list == NULL)
		list = "box,sphere,ring,skull";
	while (list != NULL && *list != '\0') {
		size_t n = strcspn(list, ","), i = 0;

		while (i < 4 && (strlen(names[i]) != n ||
		    memcmp(names[i], list, n) != 0))
			i++;
		if (i == 4 || s->nshapes >= 100)
			return false;
		append(s, &usual[i]);
		list += n + (list[n] == ',');
	}
	if (s->k & K_EDGE) {
		struct shape *p = append(s, &usual[4]);

		p->u = s->cols / 2.0 * s->dc;	/* half of it is outside */
		p->a = 20;
		p->b = 30;
	}
	return true;
}

/* How much narrower the head is at w. */
static double
narrow(double w)
{
	double x = w / CROWN;

	return x * x < 0.95 ? sqrt(1 - x * x) : 0;
}

double
shape_volume(const struct study *s, const struct shape *sh)
{
	double h = sh->hi - sh->lo, inside;

	switch (sh->kind) {
	case BOX:
		return 4 * sh->a * sh->b * h / 1000;
	case BALL:
		return 4 * PI / 3 * sh->a * sh->b * sh->c / 1000;
	case RING:
		return PI * (sh->a * sh->a - sh->b * sh->b) * h / 1000;
	case EDGE:	/* the half that lies in the image */
		inside = PI / 2 * sh->a * sh->b;
		return inside * h / 1000;
	case SKULL:
		break;
	}
	inside = 0;	/* as many planes as there are: not analytic */
	for (int i = 0; i < s->n; i++)
		inside += PI * sh->a * sh->b * narrow(s->w[i]) *
		    narrow(s->w[i]) * (s->edge[i + 1] - s->edge[i]);
	return inside / 1000;
}

/* Half axes at w; false: not there. */
static bool
section(const struct shape *sh, double w, double *a, double *b)
{
	double f = 1, x;

	if (sh->kind == BALL) {
		x = (w - sh->w) / sh->c;
		if (x * x >= 1)
			return false;
		f = sqrt(1 - x * x);
	} else if (w <= sh->lo || w >= sh->hi) {
		return false;
	} else if (sh->kind == SKULL) {
		f = narrow(w);
	}
	*a = sh->a * f;
	*b = sh->b * f;
	return *a > 0 && *b > 0;
}

/* An ellipse as a polygon of the same area; *n points. */
static void
ellipse(double u, double v, double a, double b, double *uv, size_t *n)
{
	size_t m = (size_t)(2 * PI * (a > b ? a : b));
	double grow;

	m = m < 32 ? 32 : m > 720 ? 720 : m;
	grow = sqrt(2 * PI / (double)m / sin(2 * PI / (double)m));
	for (size_t i = 0; i < m; i++) {
		double t = 2 * PI * (double)i / (double)m;

		*uv++ = u + a * grow * cos(t);
		*uv++ = v + b * grow * sin(t);
	}
	*n = m;
}

size_t
shape_loops(const struct study *s, const struct shape *sh, double w)
{
	double a, b;

	if (!section(sh, w, &a, &b))
		return 0;
	return sh->kind == RING && !(s->k & K_KEYHOLE) ? 2 : 1;
}

size_t
shape_outline(const struct study *s, const struct shape *sh, double w,
    size_t loop, double *uv)
{
	double a, b, u = sh->u, v = sh->v;
	size_t n = 0, m = 0;

	if (!section(sh, w, &a, &b))
		return 0;
	if (sh->kind == BOX) {
		double corner[8] = { u - a, v - b, u + a, v - b, u + a,
		    v + b, u - a, v + b };

		memcpy(uv, corner, sizeof corner);
		return 4;
	}
	if (sh->kind != RING) {
		ellipse(u, v, a, b, uv, &n);
		return n;
	}
	if (!(s->k & K_KEYHOLE)) {
		ellipse(u, v, loop == 0 ? a : b, loop == 0 ? a : b, uv, &n);
		return n;
	}
	/* out and round, back to the start, in, round the other way, out */
	ellipse(u, v, a, a, uv, &n);
	memcpy(uv + 2 * n, uv, 2 * sizeof *uv);
	n++;
	ellipse(u, v, b, b, uv + 2 * n, &m);
	double *in = uv + 2 * n;
	for (size_t i = 1; i < m - i; i++)
		for (size_t j = 0; j < 2; j++) {
			double t = in[2 * i + j];

			in[2 * i + j] = in[2 * (m - i) + j];
			in[2 * (m - i) + j] = t;
		}
	memcpy(in + 2 * m, in, 2 * sizeof *uv);
	return n + m + 1;
}

static bool
inside(const struct shape *sh, double u, double v, double w)
{
	double a, b, x, y;

	if (!section(sh, w, &a, &b))
		return false;
	x = u - sh->u;
	y = v - sh->v;
	if (sh->kind == BOX)
		return fabs(x) < a && fabs(y) < b;
	if (sh->kind == RING)
		return x * x + y * y < a * a && x * x + y * y > b * b;
	return x * x / a / a + y * y / b / b < 1;
}

static double
round_in(double x, double y, double a, double b)
{
	return x * x / a / a + y * y / b / b;
}

static enum tissue
brain(double x, double y, double w)
{
	double r = sqrt(round_in(x, y, 63, 85)), t = atan2(y, x);
	double fold = 0.84 + 0.05 * sin(13 * t + w / 9) +
	    0.03 * sin(29 * t - w / 5);
	double bend = fabs(x) - 7 - y * y / 160;

	if (r > 0.985 || (fabs(x) < 1.3 && r > 0.55))
		return CSF;
	if (fabs(w) < 35 && fabs(y + 4) < 26 && fabs(bend) < 4)
		return CSF;		/* the ventricles */
	if (r > fold || round_in(fabs(x) - 20, y - 4, 9, 15) < 1)
		return GREY;
	return WHITE;
}

enum tissue
phantom_at(const struct study *s, double u, double v, double w,
    const struct shape **sh)
{
	double f = narrow(w), x, y, rest;

	*sh = NULL;
	rest = round_in(u, v, 84, 108);
	if (v > 50 && rest > 1 && round_in(u, v, 92, 118) < 1)
		return round_in(u, v, 89, 114.5) < 1 ? FOAM : SHELL;
	if (f <= 0)
		return AIR;
	x = u / f;
	y = v / f;
	if (round_in(x, y, 76, 98) >= 1) {
		bool nose = round_in(x, y + 98, 11, 13) < 1 && fabs(w) < 22;
		bool ear = round_in(fabs(x) - 77, y - 4, 4, 15) < 1 &&
		    fabs(w) < 24;

		return nose || ear ? SKIN : AIR;
	}
	for (size_t i = 0; i < s->nshapes; i++)
		if (s->shape[i].kind < SKULL &&
		    inside(&s->shape[i], u, v, w)) {
			*sh = &s->shape[i];
			return SHAPE;
		}
	if (round_in(x, y, 70, 92) >= 1)
		return SKIN;
	if (round_in(x, y, 63, 85) >= 1)
		return round_in(x, y + 88, 14, 3) < 1 ? AIR : BONE;
	return brain(x, y, w);
}
