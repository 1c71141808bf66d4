/* Polygons into masks: see raster.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "raster.h"

static unsigned
lower(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned
upper(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

/* The first whole number not below v, kept within 0..max. */
static unsigned
ceil_within(double v, unsigned max)
{
	if (!(v > 0))
		return 0;
	v = ceil(v);
	return v >= (double)max ? max : (unsigned)v;
}

static uint64_t *
row_of(const struct netrt_mask *m, unsigned row)
{
	return m->bits + (size_t)row * m->stride;
}

enum netrt_rc
netrt_mask_init(struct netrt_mask *m, unsigned rows, unsigned cols,
    struct netrt_err *e)
{
	memset(m, 0, sizeof *m);
	if (rows == 0 || cols == 0 || rows > 65535 || cols > 65535)
		return netrt_err_set(e, NETRT_DATA, "%u rows of %u columns: "
		    "no image that can hold a mask", rows, cols);
	m->rows = rows;
	m->cols = cols;
	m->stride = (cols + 63u) / 64;
	m->bits = calloc(rows * m->stride, sizeof *m->bits);
	if (m->bits == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for a mask");
	return NETRT_OK;
}

void
netrt_mask_free(struct netrt_mask *m)
{
	free(m->bits);
	memset(m, 0, sizeof *m);
}

void
netrt_mask_clear(struct netrt_mask *m)
{
	if (m->first < m->end)
		memset(row_of(m, m->first), 0,
		    (m->end - m->first) * m->stride * sizeof *m->bits);
	m->first = m->end = 0;
}

/*
 * Where an edge crosses a row at x, all pixels from ceil(x) on change sides.
 * Only the first of them is flipped here; spread() does the rest:
 *
 *	crossings      x=1.3        x=4.0
 *	flipped     .    .    1    .    1    .    .
 *	spread      .    .    1    1    .    .    .
 */
static void
flip(struct netrt_mask *m, const struct netrt_point *a,
    const struct netrt_point *b)
{
	unsigned r0 = ceil_within(fmin(a->row, b->row), m->rows);
	unsigned r1 = ceil_within(fmax(a->row, b->row), m->rows);

	for (unsigned r = r0; r < r1; r++) {
		double x = a->col + (r - a->row) * (b->col - a->col) /
		    (b->row - a->row);
		unsigned c = ceil_within(x, m->cols);

		if (c < m->cols)
			row_of(m, r)[c / 64] ^= (uint64_t)1 << c % 64;
	}
	if (r0 < r1) {
		m->first = m->first == m->end ? r0 : lower(m->first, r0);
		m->end = upper(m->end, r1);
	}
}

/* Each pixel becomes the parity of the flips at and before it. */
static void
spread(struct netrt_mask *m)
{
	uint64_t last = m->cols % 64 == 0 ? ~(uint64_t)0 :
	    ((uint64_t)1 << m->cols % 64) - 1;

	for (unsigned r = m->first; r < m->end; r++) {
		uint64_t *w = row_of(m, r), carry = 0;

		for (size_t i = 0; i < m->stride; i++) {
			uint64_t v = w[i];

			v ^= v << 1;
			v ^= v << 2;
			v ^= v << 4;
			v ^= v << 8;
			v ^= v << 16;
			v ^= v << 32;
			w[i] = v ^ carry;
			carry = (w[i] >> 63) != 0 ? ~(uint64_t)0 : 0;
		}
		w[m->stride - 1] &= last;
	}
}

void
netrt_mask_fill(struct netrt_mask *m, const struct netrt_point *p, size_t n)
{
	if (n < 3)
		return;
	for (size_t i = 0; i < n; i++)
		flip(m, &p[i], &p[i + 1 < n ? i + 1 : 0]);
	spread(m);
}

void
netrt_mask_xor(struct netrt_mask *a, const struct netrt_mask *b)
{
	if (b->first == b->end)
		return;
	uint64_t *to = row_of(a, b->first), *from = row_of(b, b->first);
	size_t n = (b->end - b->first) * b->stride;

	for (size_t i = 0; i < n; i++)
		to[i] ^= from[i];
	a->first = a->first == a->end ? b->first : lower(a->first, b->first);
	a->end = upper(a->end, b->end);
}

void
netrt_mask_or(struct netrt_mask *a, const struct netrt_mask *b)
{
	if (b->first == b->end)
		return;
	uint64_t *to = row_of(a, b->first), *from = row_of(b, b->first);
	size_t n = (b->end - b->first) * b->stride;

	for (size_t i = 0; i < n; i++)
		to[i] |= from[i];
	a->first = a->first == a->end ? b->first : lower(a->first, b->first);
	a->end = upper(a->end, b->end);
}

bool
netrt_mask_get(const struct netrt_mask *m, unsigned row, unsigned col)
{
	return row_of(m, row)[col / 64] >> col % 64 & 1;
}

bool
netrt_mask_same(const struct netrt_mask *a, const struct netrt_mask *b)
{
	return a->rows == b->rows && a->cols == b->cols &&
	    memcmp(a->bits, b->bits,
	    a->rows * a->stride * sizeof *a->bits) == 0;
}

size_t
netrt_mask_count(const struct netrt_mask *m)
{
	size_t n = 0;

	for (unsigned r = m->first; r < m->end; r++)
		for (size_t i = 0; i < m->stride; i++)
			n += (size_t)__builtin_popcountll(row_of(m, r)[i]);
	return n;
}

size_t
netrt_mask_common(const struct netrt_mask *a, const struct netrt_mask *b)
{
	unsigned first = upper(a->first, b->first);
	unsigned end = lower(a->end, b->end);
	size_t n = 0;

	for (unsigned r = first; r < end; r++)
		for (size_t i = 0; i < a->stride; i++)
			n += (size_t)__builtin_popcountll(row_of(a, r)[i] &
			    row_of(b, r)[i]);
	return n;
}

/* Rows of zeros add nothing, so that the range of rows does not count. */
uint64_t
netrt_mask_hash(const struct netrt_mask *m)
{
	uint64_t h = 0;

	for (size_t i = m->first * m->stride; i < m->end * m->stride; i++)
		if (m->bits[i] != 0) {
			uint64_t v = m->bits[i] +
			    (i + 1) * 0x9E3779B97F4A7C15u;

			v = (v ^ v >> 31) * 0xBF58476D1CE4E5B9u;
			h += v ^ v >> 29;
		}
	return h;
}
