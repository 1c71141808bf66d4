/* The overlay planes of a run: see planes.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "overlay.h"
#include "planes.h"

/* ---- which planes ---- */

/* The lowest overlay group that no image of the series uses. */
static enum netrt_rc
free_group(const struct netrt_series *s, unsigned *group, struct netrt_err *e)
{
	unsigned used = 0, i = 0;

	for (size_t k = 0; k < s->n; k++)
		used |= s->slice[k].overlays;
	while (i < NETRT_PLANES_MAX && (used >> i & 1) != 0)
		i++;
	if (i == NETRT_PLANES_MAX)
		return netrt_err_set(e, NETRT_DATA, "all 16 overlay groups "
		    "of the series are in use");
	*group = 0x6000 + 2 * i;
	return NETRT_OK;
}

enum netrt_rc
netrt_planes_init(struct netrt_planes *p, const struct netrt_plan *plan,
    struct netrt_err *e)
{
	const struct netrt_pair *pair = &plan->pair;
	struct netrt_layer *l = p->layer;
	char some[64] = "";

	memset(p, 0, sizeof *p);
	p->rows = pair->series->rows;
	p->cols = pair->series->cols;
	if (free_group(pair->series, &l->group, e) != NETRT_OK)
		return e->rc;
	if (pair->missing > 0)
		snprintf(some, sizeof some, "; %zu of %zu images",
		    pair->named, pair->named + pair->missing);
	snprintf(l->label, sizeof l->label, "RTSTRUCT mask");
	snprintf(l->description, sizeof l->description,
	    "%zu of %zu ROIs merged%s", plan->nuse, plan->rs->nrois, some);
	p->n = 1;
	return NETRT_OK;
}

/* ---- the bits of a slice ---- */

enum netrt_rc
netrt_bits_init(struct netrt_bits *b, const struct netrt_planes *p,
    struct netrt_err *e)
{
	memset(b, 0, sizeof *b);
	b->planes = p;
	b->len = netrt_overlay_len(p->rows, p->cols);
	if (netrt_mask_init(&b->merged, p->rows, p->cols, e) != NETRT_OK)
		return e->rc;
	if ((b->packed = calloc(1, b->len)) == NULL) {
		netrt_bits_free(b);
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	}
	return NETRT_OK;
}

void
netrt_bits_free(struct netrt_bits *b)
{
	netrt_mask_free(&b->merged);
	free(b->packed);
	memset(b, 0, sizeof *b);
}

void
netrt_bits_clear(struct netrt_bits *b)
{
	netrt_mask_clear(&b->merged);
}

void
netrt_bits_add(struct netrt_bits *b, size_t roi, const struct netrt_mask *m)
{
	(void)roi;
	netrt_mask_or(&b->merged, m);
}

/* One plane, of the bits in b->packed. */
static enum netrt_rc
plane(const struct netrt_bits *b, const struct netrt_layer *l,
    struct netrt_item *root, struct netrt_err *e)
{
	uint32_t g = (uint32_t)(l->group - 0x6000) << 16;
	uint16_t rows = (uint16_t)b->planes->rows;
	uint16_t cols = (uint16_t)b->planes->cols;
	const uint16_t one = 1, zero = 0;
	const int16_t origin[2] = { 1, 1 };
	enum netrt_rc rc = netrt_item_set_us(root, TAG_OverlayRows + g, &rows,
	    1, e);

	if (rc == NETRT_OK)
		rc = netrt_item_set_us(root, TAG_OverlayColumns + g, &cols, 1,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_text(root, TAG_OverlayDescription + g,
		    l->description, 64, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_OverlayType + g, "R", e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_ss(root, TAG_OverlayOrigin + g, origin, 2,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_us(root, TAG_OverlayBitsAllocated + g,
		    &one, 1, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_us(root, TAG_OverlayBitPosition + g,
		    &zero, 1, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_text(root, TAG_OverlayLabel + g,
		    l->label, 64, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_bytes(root, TAG_OverlayData + g, true,
		    b->packed, b->len, e);
	return rc;
}

enum netrt_rc
netrt_bits_write(struct netrt_bits *b, struct netrt_item *root,
    struct netrt_err *e)
{
	netrt_overlay_pack(&b->merged, b->packed);
	return plane(b, &b->planes->layer[0], root, e);
}
