/* lib/raster: polygons into masks. */
#include <math.h>
#include <stdlib.h>

#include "../tap.h"
#include "raster.h"

#define N(a) (sizeof (a) / sizeof (a)[0])

static struct netrt_err e;

/* The mask as a drawing: '#' in, '.' out, rows ended by '/'. */
static const char *
drawn(const struct netrt_mask *m)
{
	static char s[512];
	size_t n = 0;

	for (unsigned r = 0; r < m->rows; r++) {
		for (unsigned c = 0; c < m->cols; c++)
			s[n++] = netrt_mask_get(m, r, c) ? '#' : '.';
		s[n++] = '/';
	}
	s[n] = '\0';
	return s;
}

static void
draws(const struct netrt_point *p, size_t n, const char *want,
    const char *what)
{
	struct netrt_mask m;

	if (netrt_mask_init(&m, 5, 6, &e) != NETRT_OK) {
		ok(0, "%s", e.msg);
		return;
	}
	netrt_mask_fill(&m, p, n);
	is(drawn(&m), want, what);
	netrt_mask_free(&m);
}

static void
shapes(void)
{
	/* corners on pixel centres: upper and left edges are in */
	const struct netrt_point square[] = {
		{ 1, 1 }, { 1, 4 }, { 4, 4 }, { 4, 1 }
	};
	draws(square, N(square), "....../.###../.###../.###../....../",
	    "half-open edges");
	const struct netrt_point back[] = {
		{ 4, 1 }, { 4, 4 }, { 1, 4 }, { 1, 1 }
	};
	draws(back, N(back), "....../.###../.###../.###../....../",
	    "the other way round");
	const struct netrt_point closed[] = {
		{ 1, 1 }, { 1, 4 }, { 4, 4 }, { 4, 1 }, { 1, 1 }
	};
	draws(closed, N(closed), "....../.###../.###../.###../....../",
	    "the first point again at the end");
	/* shares the edge column 4 with the square, and no pixel */
	const struct netrt_point next[] = {
		{ 1, 4 }, { 1, 5.5 }, { 4, 5.5 }, { 4, 4 }
	};
	draws(next, N(next), "....../....##/....##/....##/....../",
	    "a neighbour");
	/*
	 * A keyhole: outside, in by the slit at row 2, round the hole, back.
	 *
	 *	+---------+
	 *	|  +---+  |
	 *	+==|   |  |
	 *	|  +---+  |
	 *	+---------+
	 */
	const struct netrt_point keyhole[] = {
		{ -0.5, -0.5 }, { -0.5, 5.5 }, { 4.5, 5.5 }, { 4.5, -0.5 },
		{ 2, -0.5 }, { 2, 1.5 }, { 3.5, 1.5 }, { 3.5, 3.5 },
		{ 0.5, 3.5 }, { 0.5, 1.5 }, { 2, 1.5 }, { 2, -0.5 }
	};
	draws(keyhole, N(keyhole),
	    "######/##..##/##..##/##..##/######/", "a keyhole");
	/* a bow tie: two triangles that touch, left and right */
	const struct netrt_point bow[] = {
		{ -0.4, 0 }, { 4.4, 5 }, { -0.4, 5 }, { 4.4, 0 }
	};
	draws(bow, N(bow), "#...../##..#./#####./##..#./#...../",
	    "a bow tie");
}

static void
clipped(void)
{
	const struct netrt_point round[] = {
		{ -9, -9 }, { -9, 99 }, { 99, 99 }, { 99, -9 }
	};
	draws(round, N(round), "######/######/######/######/######/",
	    "all around the image");
	const struct netrt_point left[] = {
		{ 1, -20 }, { 1, 1.5 }, { 3, 1.5 }, { 3, -20 }
	};
	draws(left, N(left), "....../##..../##..../....../....../",
	    "over the left edge: cut, not wrapped");
	const struct netrt_point right[] = {
		{ 1, 3.5 }, { 1, 20 }, { 3, 20 }, { 3, 3.5 }
	};
	draws(right, N(right), "....../....##/....##/....../....../",
	    "over the right edge");
	const struct netrt_point beyond[] = {
		{ 1, 7 }, { 1, 9 }, { 3, 9 }, { 3, 7 }
	};
	draws(beyond, N(beyond), "....../....../....../....../....../",
	    "wholly outside");
	const struct netrt_point far[] = {
		{ -1e100, -1e100 }, { -1e100, 1e100 }, { 1e100, 0 }
	};
	draws(far, N(far), "######/######/######/######/######/",
	    "very far away");
	const struct netrt_point thin[] = {
		{ 1.2, 0 }, { 1.2, 5 }, { 1.8, 5 }, { 1.8, 0 }
	};
	draws(thin, N(thin), "....../....../....../....../....../",
	    "thinner than a pixel");
	draws(round, 2, "....../....../....../....../....../", "two points");
	draws(NULL, 0, "....../....../....../....../....../", "no point");
}

/* The plain rule, pixel by pixel, to compare with. */
static int
inside(const struct netrt_point *p, size_t n, unsigned r, unsigned c)
{
	int in = 0;

	for (size_t i = 0; i < n; i++) {
		const struct netrt_point *a = &p[i], *b = &p[(i + 1) % n];

		if ((a->row <= r) == (b->row <= r))
			continue;
		double x = a->col + (r - a->row) * (b->col - a->col) /
		    (b->row - a->row);
		in ^= x <= c;
	}
	return in;
}

static void
against_rule(unsigned rows, unsigned cols)
{
	struct netrt_point p[40];
	struct netrt_mask m;
	size_t bad = 0, n = 0;

	if (netrt_mask_init(&m, rows, cols, &e) != NETRT_OK) {
		ok(0, "%s", e.msg);
		return;
	}
	srand(1);
	for (int k = 0; k < 50; k++) {
		for (size_t i = 0; i < N(p); i++) {
			p[i].row = rand() % (int)(rows * 8) / 4. - rows / 2.;
			p[i].col = rand() % (int)(cols * 8) / 4. - cols / 2.;
		}
		netrt_mask_clear(&m);
		netrt_mask_fill(&m, p, N(p));
		for (unsigned r = 0; r < rows; r++)
			for (unsigned c = 0; c < cols; c++) {
				int in = inside(p, N(p), r, c);

				n += (size_t)in;
				bad += in != netrt_mask_get(&m, r, c);
			}
	}
	ok(bad == 0 && n > rows * cols, "%u x %u: %zu pixels differ from the "
	    "rule", rows, cols, bad);
	size_t words = rows * m.stride, stray = 0;
	for (size_t i = m.stride - 1; i < words; i += m.stride)
		if (cols % 64 != 0)
			stray += (m.bits[i] >> cols % 64) != 0;
	ok(stray == 0, "%u x %u: unused bits stay 0", rows, cols);
	netrt_mask_free(&m);
}

/*
 *	a  ####..    b  ..####    a ^ b  ##..##    a | b  ######
 */
static void
combined(void)
{
	const struct netrt_point pa[] = {
		{ 0, 0 }, { 0, 4 }, { 2, 4 }, { 2, 0 }
	}, pb[] = {
		{ 1, 2 }, { 1, 6 }, { 3, 6 }, { 3, 2 }
	};
	struct netrt_mask a, b, c;

	if (netrt_mask_init(&a, 3, 6, &e) != NETRT_OK ||
	    netrt_mask_init(&b, 3, 6, &e) != NETRT_OK ||
	    netrt_mask_init(&c, 3, 6, &e) != NETRT_OK) {
		ok(0, "%s", e.msg);
		return;
	}
	netrt_mask_fill(&a, pa, N(pa));
	netrt_mask_fill(&b, pb, N(pb));
	ok(!netrt_mask_same(&a, &b), "two masks differ");
	ok(netrt_mask_hash(&a) != netrt_mask_hash(&b), "so do their hashes");
	ok(netrt_mask_common(&a, &b) == 2 && netrt_mask_common(&b, &a) ==
	    2 && netrt_mask_common(&a, &c) == 0, "pixels in both");
	netrt_mask_xor(&c, &a);
	ok(netrt_mask_same(&a, &c), "xor on nothing is a copy");
	ok(netrt_mask_hash(&a) == netrt_mask_hash(&c), "with its hash");
	netrt_mask_xor(&c, &b);
	is(drawn(&c), "####../##..##/..####/", "xor");
	ok(netrt_mask_count(&c) == 12, "counted");
	netrt_mask_or(&c, &b);
	is(drawn(&c), "####../######/..####/", "or");
	netrt_mask_xor(&c, &c);
	ok(netrt_mask_count(&c) == 0, "xor with itself");
	netrt_mask_clear(&a);
	is(drawn(&a), "....../....../....../", "cleared");
	netrt_mask_free(&a);
	netrt_mask_free(&b);
	netrt_mask_free(&c);
}

/* A disc of many points has the area of the disc. */
static void
area(void)
{
	struct netrt_point p[720];
	struct netrt_mask m;
	double pi = acos(-1);

	for (size_t i = 0; i < N(p); i++) {
		p[i].row = 250.3 + 200 * sin(2 * pi * (double)i / N(p));
		p[i].col = 249.6 + 200 * cos(2 * pi * (double)i / N(p));
	}
	if (netrt_mask_init(&m, 512, 512, &e) != NETRT_OK)
		ok(0, "%s", e.msg);
	netrt_mask_fill(&m, p, N(p));
	double got = (double)netrt_mask_count(&m), want = pi * 200 * 200;
	ok(fabs(got / want - 1) < 0.001, "a disc has %g pixels, not %g", got,
	    want);
	netrt_mask_free(&m);
}

int
main(void)
{
	struct netrt_mask m;

	shapes();
	clipped();
	against_rule(13, 70);
	against_rule(20, 128);
	against_rule(31, 63);
	combined();
	area();
	ok(netrt_mask_init(&m, 0, 5, &e) == NETRT_DATA, "no rows");
	ok(netrt_mask_init(&m, 5, 70000, &e) == NETRT_DATA, "too wide");
	return done();
}
