/*
 * Overlays in the unused bits of the pixel words, as old scanners and film
 * stations wrote them: see deid_priv.h.  Their group goes in the mode
 * comprehensive, and the drawing, a name perhaps, would stay.
 *
 *	bit	15 14 13 12 | 11 ............ 0
 *		 overlays   |  Bits Stored 12, High Bit 11
 */
#include "deid_priv.h"

/* The bits of the word that overlays claim.  One with data of its own
 * (60xx,3000) has one bit allocated; what is no number claims none. */
static uint32_t
claimed(struct netrt_item *root)
{
	struct netrt_err ignored;
	uint32_t bits = 0;

	for (uint32_t g = 0; g < 0x200000; g += 0x20000) {
		long allocated, at;

		if (netrt_item_get_int(root, TAG_OverlayBitsAllocated + g, 0,
		    &allocated, &ignored) == NETRT_OK && allocated > 1 &&
		    netrt_item_get_int(root, TAG_OverlayBitPosition + g, 0,
		    &at, &ignored) == NETRT_OK && at >= 0 && at < 32)
			bits |= UINT32_C(1) << at;
	}
	return bits;
}

/* Without those that are part of a sample.  size: bytes of a word; one of
 * another size than 1, 2 or 4 has none to spare. */
static enum netrt_rc
unused(struct netrt_item *root, uint32_t *bits, size_t *size,
    struct netrt_err *e)
{
	long allocated, stored = 0, high = 0;
	enum netrt_rc rc = netrt_item_get_int(root, TAG_BitsAllocated, 0,
	    &allocated, e);

	if (rc == NETRT_OK)
		rc = netrt_item_get_int(root, TAG_BitsStored, allocated,
		    &stored, e);
	if (rc == NETRT_OK)
		rc = netrt_item_get_int(root, TAG_HighBit, stored - 1, &high,
		    e);
	if (rc != NETRT_OK)
		return rc;
	*size = (size_t)allocated / 8;
	if (allocated != 8 && allocated != 16 && allocated != 32)
		*bits = 0;
	for (long i = 0; i < 32; i++)
		if (i >= allocated || (i <= high && i > high - stored))
			*bits &= ~(UINT32_C(1) << i);
	return NETRT_OK;
}

enum netrt_rc
netrt_deid_embedded(struct netrt_deid *d, struct netrt_dcm *dcm,
    struct netrt_err *e)
{
	struct netrt_item *root = netrt_dcm_root(dcm);
	uint32_t bits = claimed(root);
	uint8_t *p = NULL;
	size_t n = 0, size = 1;
	enum netrt_rc rc;

	if (bits == 0 || !netrt_item_has(root, TAG_PixelData))
		return NETRT_OK;
	if ((rc = unused(root, &bits, &size, e)) != NETRT_OK || bits == 0)
		return rc;
	if (netrt_dcm_encapsulated(dcm))
		return d->cfg->anonymization.allow_burned_in ? NETRT_OK :
		    netrt_err_set(e, NETRT_DATA, "(60xx,0102): an overlay "
		    "stands in bits of the compressed pixel data, and may show "
		    "text: decompress it where it comes from, or let it pass "
		    "(anonymization.allow_burned_in)");
	if ((rc = netrt_dcm_pixels(dcm, &p, &n, e)) != NETRT_OK)
		return rc;
	for (size_t i = 0; i < n; i++)	/* little endian */
		p[i] &= (uint8_t)~(bits >> 8 * (i % size));
	return netrt_deid_count(d, TAG_PixelData, NETRT_DEID_CLEANED, e);
}
