/* lib/overlay: masks and packed planes. */
#include <stdlib.h>

#include "../tap.h"
#include "overlay.h"

static struct netrt_err e;

static void
set(struct netrt_mask *m, unsigned r, unsigned c)
{
	m->bits[r * m->stride + c / 64] |= (uint64_t)1 << c % 64;
	m->first = 0;
	m->end = m->rows;
}

/*
 *	3 columns   # . #      byte 0: bits 0, 2, 4, 5 -> 0x35
 *	            . # #              and 6, 7        -> 0xf5
 *	            # # #      byte 1: bit 0           -> 0x01
 */
static void
across(void)
{
	struct netrt_mask m;
	uint8_t out[2];

	if (netrt_mask_init(&m, 3, 3, &e) != NETRT_OK)
		ok(0, "%s", e.msg);
	set(&m, 0, 0);
	set(&m, 0, 2);
	set(&m, 1, 1);
	set(&m, 1, 2);
	set(&m, 2, 0);
	set(&m, 2, 1);
	set(&m, 2, 2);
	ok(netrt_overlay_len(3, 3) == 2, "9 pixels are 2 bytes");
	netrt_overlay_pack(&m, out);
	ok(out[0] == 0xf5 && out[1] == 0x01, "packed across rows: %02x %02x",
	    out[0], out[1]);
	netrt_mask_free(&m);
}

static void
there_and_back(unsigned rows, unsigned cols)
{
	struct netrt_mask m, back;
	size_t n = netrt_overlay_len(rows, cols), bad = 0, bit = 0;
	uint8_t *out = malloc(n);

	if (out == NULL || netrt_mask_init(&m, rows, cols, &e) != NETRT_OK ||
	    netrt_mask_init(&back, rows, cols, &e) != NETRT_OK) {
		ok(0, "no memory");
		return;
	}
	for (unsigned r = 0; r < rows; r++)
		for (unsigned c = 0; c < cols; c++)
			if (rand() % 3 == 0)
				set(&m, r, c);
	netrt_overlay_pack(&m, out);
	for (unsigned r = 0; r < rows; r++)
		for (unsigned c = 0; c < cols; c++, bit++)
			bad += netrt_mask_get(&m, r, c) !=
			    (out[bit / 8] >> bit % 8 & 1);
	for (; bit < n * 8; bit++)
		bad += out[bit / 8] >> bit % 8 & 1;
	ok(bad == 0, "%u x %u: each bit in its place", rows, cols);
	ok(netrt_overlay_unpack(out, n, &back, &e) == NETRT_OK &&
	    netrt_mask_same(&m, &back), "%u x %u: and back", rows, cols);
	ok(n % 2 == 0, "%u x %u: %zu bytes are even", rows, cols, n);
	netrt_mask_free(&m);
	netrt_mask_free(&back);
	free(out);
}

int
main(void)
{
	struct netrt_mask m;
	uint8_t few[2] = { 0 };

	across();
	there_and_back(90, 115);
	there_and_back(3, 3);
	there_and_back(1, 1);
	there_and_back(16, 64);
	there_and_back(7, 130);
	there_and_back(512, 512);
	if (netrt_mask_init(&m, 5, 5, &e) != NETRT_OK)
		ok(0, "%s", e.msg);
	ok(netrt_overlay_unpack(few, 2, &m, &e) == NETRT_DATA,
	    "too few bytes");
	netrt_mask_free(&m);
	return done();
}
