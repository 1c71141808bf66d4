/* Headers of elements and items: see header.h. */
#include <string.h>

#include "header.h"

uint16_t
netrt_get16(const uint8_t *p, bool big)
{
	return (uint16_t)(big ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

uint32_t
netrt_get32(const uint8_t *p, bool big)
{
	uint32_t a = netrt_get16(p, big), b = netrt_get16(p + 2, big);

	return big ? a << 16 | b : b << 16 | a;
}

uint32_t
netrt_get_tag(const uint8_t *p, bool big)
{
	return (uint32_t)netrt_get16(p, big) << 16 |
	    netrt_get16(p + 2, big);
}

enum netrt_rc
netrt_header_bad(const struct netrt_header *h, struct netrt_err *e,
    const char *what)
{
	return netrt_err_set(e, NETRT_DATA, "(%04X,%04X) at byte %lld: %s",
	    h->tag >> 16, h->tag & 0xFFFFu, h->at, what);
}

/*
 * Does a 32 bit length follow the VR after two reserved bytes?  These VRs
 * have 16 bits; all others, and every VR still to be added, have 32 (PS3.5
 * 7.1.2).  DATA: no VR at all.
 */
static enum netrt_rc
long_vr(const struct netrt_header *h, bool *is_long, struct netrt_err *e)
{
	static const char brief[][3] = {
		"AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS",
		"LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL",
		"US", "??"	/* in old files; DCMTK reads it so too */
	};

	*is_long = false;
	for (size_t i = 0; i < sizeof brief / sizeof brief[0]; i++)
		if (memcmp(brief[i], h->code, 2) == 0)
			return NETRT_OK;
	if (h->code[0] < 'A' || h->code[0] > 'Z' ||
	    h->code[1] < 'A' || h->code[1] > 'Z')
		return netrt_header_bad(h, e, "has no VR where one must be");
	*is_long = true;
	return NETRT_OK;
}

/* The VR and length in p[4..8), and in four bytes more when it is long. */
static enum netrt_rc
read_vr(struct netrt_bytes *b, const struct netrt_coding *c, uint8_t *p,
    struct netrt_header *h, struct netrt_err *e)
{
	bool is_long;
	enum netrt_rc rc;

	memcpy(h->code, p + 4, 2);
	h->len = netrt_get16(p + 6, c->big);
	if ((rc = long_vr(h, &is_long, e)) != NETRT_OK || !is_long)
		return rc;
	if (c->limit >= 0 && c->limit - h->at < 12)
		return netrt_header_bad(h, e, "is cut off");
	if ((rc = netrt_bytes_get(b, p + 8, 4, e)) != NETRT_OK)
		return rc;
	h->len = netrt_get32(p + 8, c->big);
	return NETRT_OK;
}

enum netrt_rc
netrt_header_read(struct netrt_bytes *b, const struct netrt_coding *c,
    struct netrt_header *h, struct netrt_err *e)
{
	uint8_t p[12];
	enum netrt_rc rc;

	*h = (struct netrt_header){ .at = netrt_bytes_offset(b) };
	if (c->limit >= 0 && c->limit - h->at < 8)
		return netrt_err_set(e, NETRT_DATA,
		    "%lld bytes at byte %lld are no element",
		    c->limit - h->at, h->at);
	if ((rc = netrt_bytes_get(b, p, 8, e)) != NETRT_OK)
		return rc;
	h->tag = netrt_get_tag(p, c->big);
	h->len = netrt_get32(p + 4, c->big);
	if (c->vr && h->tag >> 16 != 0xFFFEu &&
	    (rc = read_vr(b, c, p, h, e)) != NETRT_OK)
		return rc;
	if (h->len == NETRT_UNDEFINED)
		return NETRT_OK;
	if ((h->len & 1) != 0 && !c->odd)
		return netrt_header_bad(h, e, "has an odd length");
	if (c->limit >= 0 && h->len > c->limit - netrt_bytes_offset(b))
		return netrt_header_bad(h, e,
		    "its value is longer than what is left");
	return NETRT_OK;
}
