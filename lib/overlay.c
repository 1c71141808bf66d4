/* Masks and overlay planes: see overlay.h. */
#include <string.h>

#include "overlay.h"

size_t
netrt_overlay_len(unsigned rows, unsigned cols)
{
	return ((size_t)rows * cols + 15) / 16 * 2;
}

/*
 * A row of the mask begins at a bit of its own in the plane, so each byte of
 * the row is split over two bytes there:
 *
 *	mask row      h g f e d c b a
 *	plane      . . . . . h g f | e d c b a . . .     (shift 3)
 */
static void
put_row(const uint64_t *row, unsigned cols, uint8_t *out, size_t bit)
{
	unsigned shift = bit % 8;
	uint8_t *to = out + bit / 8;

	for (unsigned c = 0; c < cols; c += 8, to++) {
		unsigned v = (unsigned)(row[c / 64] >> c % 64) & 0xff;

		if (v == 0)
			continue;
		v <<= shift;
		to[0] = (uint8_t)(to[0] | (v & 0xff));
		if (v >> 8 != 0)
			to[1] = (uint8_t)(to[1] | v >> 8);
	}
}

void
netrt_overlay_pack(const struct netrt_mask *m, uint8_t *out)
{
	memset(out, 0, netrt_overlay_len(m->rows, m->cols));
	for (unsigned r = m->first; r < m->end; r++)
		put_row(m->bits + r * m->stride, m->cols, out,
		    (size_t)r * m->cols);
}

enum netrt_rc
netrt_overlay_unpack(const uint8_t *in, size_t n, struct netrt_mask *m,
    struct netrt_err *e)
{
	size_t bit = 0;

	if (n < ((size_t)m->rows * m->cols + 7) / 8)
		return netrt_err_set(e, NETRT_DATA, "(60xx,3000): %zu bytes "
		    "for %u rows of %u columns", n, m->rows, m->cols);
	memset(m->bits, 0, m->rows * m->stride * sizeof *m->bits);
	m->first = 0;
	m->end = m->rows;
	for (unsigned r = 0; r < m->rows; r++)
		for (unsigned c = 0; c < m->cols; c++, bit++)
			if ((in[bit / 8] >> bit % 8 & 1) != 0)
				m->bits[r * m->stride + c / 64] |=
				    (uint64_t)1 << c % 64;
	return NETRT_OK;
}
