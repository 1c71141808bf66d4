/* PS3.15 table E.1-1: see deid_table.h. */
#include <stddef.h>
#include <stdlib.h>

#include "deid_table.h"

static const struct netrt_e11 rows[] = {
#include "deid_table.inc"	/* of deid_table.tsv */
};
#define NROWS	(sizeof rows / sizeof rows[0])

static int
by_tag(const void *a, const void *b)
{
	uint32_t x = ((const struct netrt_e11 *)a)->tag;
	uint32_t y = ((const struct netrt_e11 *)b)->tag;

	return (x > y) - (x < y);
}

const struct netrt_e11 *
netrt_e11_find(uint32_t tag)
{
	/* the table names 60xx,3000 and 60xx,4000 only; a label (60xx,1500)
	 * says as much as a comment, and bare numbers of an overlay that is
	 * gone say nothing */
	static const struct netrt_e11 group = { 0x50000000u, "OB",
	    NETRT_E11_X, 0, 0 };
	static const struct netrt_e11 private = { 0x00010000u, "UN",
	    NETRT_E11_X, 0, 0 };

	if (tag >> 16 & 1)
		return &private;
	if (tag >> 24 == 0x50 || tag >> 24 == 0x60)
		return &group;
	return bsearch(&(struct netrt_e11){ .tag = tag }, rows, NROWS,
	    sizeof rows[0], by_tag);
}

const struct netrt_e11 *
netrt_e11_at(unsigned i)
{
	return i < NROWS ? &rows[i] : NULL;
}
