/* Elements and items in a file, without DCMTK: see nest.h. */
#include <string.h>

#include "nest.h"
#include "part10.h"

#define TAG_ITEM	0xFFFEE000u
#define TAG_ITEM_END	0xFFFEE00Du
#define TAG_SEQ_END	0xFFFEE0DDu

static bool
at_end(struct netrt_bytes *b, const struct netrt_nest *in)
{
	return in->end >= 0 && netrt_bytes_offset(b) >= in->end;
}

enum netrt_rc
netrt_nest_element(struct netrt_bytes *b, const struct netrt_nest *in,
    struct netrt_header *h, bool *more, struct netrt_err *e)
{
	*more = false;
	if (at_end(b, in))
		return NETRT_OK;
	if (netrt_header_read(b, &in->c, h, e) != NETRT_OK)
		return e->rc;
	if (h->tag == TAG_ITEM_END && in->end < 0)
		return NETRT_OK;
	if (h->tag >> 16 == 0xFFFEu)
		return netrt_header_bad(h, e, "is out of place");
	*more = true;
	return NETRT_OK;
}

enum netrt_rc
netrt_nest_item(struct netrt_bytes *b, const struct netrt_nest *seq,
    struct netrt_nest *item, bool *more, struct netrt_err *e)
{
	struct netrt_header h;

	*more = false;
	if (at_end(b, seq))
		return NETRT_OK;
	if (netrt_header_read(b, &seq->c, &h, e) != NETRT_OK)
		return e->rc;
	if (h.tag == TAG_SEQ_END && seq->end < 0)
		return NETRT_OK;
	if (h.tag != TAG_ITEM)
		return netrt_header_bad(&h, e, "stands where an item must be");
	*item = *seq;
	item->end = -1;
	if (h.len != NETRT_UNDEFINED)
		item->end = item->c.limit = netrt_bytes_offset(b) + h.len;
	*more = true;
	return NETRT_OK;
}

enum netrt_rc
netrt_nest_enter(struct netrt_bytes *b, const struct netrt_nest *in,
    const struct netrt_header *h, struct netrt_nest *seq, struct netrt_err *e)
{
	*seq = *in;
	seq->end = -1;
	if (h->len != NETRT_UNDEFINED)
		seq->end = seq->c.limit = netrt_bytes_offset(b) + h->len;
	if (strcmp(h->code, "UN") == 0)
		seq->c.vr = false;
	else if (h->code[0] != '\0' && strcmp(h->code, "SQ") != 0)
		return netrt_header_bad(h, e, "is no sequence");
	return NETRT_OK;
}

/* Encapsulated pixel data: fragments, up to the delimiter. */
static enum netrt_rc
skip_fragments(struct netrt_bytes *b, const struct netrt_nest *in,
    struct netrt_err *e)
{
	struct netrt_nest all = *in, one;
	bool more;
	enum netrt_rc rc;

	all.end = -1;
	while ((rc = netrt_nest_item(b, &all, &one, &more, e)) == NETRT_OK &&
	    more) {
		if (one.end < 0)
			return netrt_err_set(e, NETRT_DATA, "a fragment at "
			    "byte %lld has an undefined length",
			    netrt_bytes_offset(b));
		rc = netrt_bytes_skip(b, one.end - netrt_bytes_offset(b), e);
		if (rc != NETRT_OK)
			return rc;
	}
	return rc;
}

/* The recursion is bounded by depth, as the structure was by the check. */
static enum netrt_rc
skip(struct netrt_bytes *b, const struct netrt_nest *in,
    const struct netrt_header *h, unsigned depth, struct netrt_err *e)
{
	struct netrt_nest seq, item;
	struct netrt_header inner;
	bool more, another;
	enum netrt_rc rc;

	if (h->len != NETRT_UNDEFINED)
		return netrt_bytes_skip(b, h->len, e);
	if (strcmp(h->code, "OB") == 0 || strcmp(h->code, "OW") == 0)
		return skip_fragments(b, in, e);
	if (depth == 0)
		return netrt_header_bad(h, e, "is nested too deep");
	if (netrt_nest_enter(b, in, h, &seq, e) != NETRT_OK)
		return e->rc;
	while ((rc = netrt_nest_item(b, &seq, &item, &more, e)) == NETRT_OK &&
	    more) {
		while ((rc = netrt_nest_element(b, &item, &inner, &another,
		    e)) == NETRT_OK && another)
			if (skip(b, &item, &inner, depth - 1, e) != NETRT_OK)
				return e->rc;
		if (rc != NETRT_OK)
			return rc;
	}
	return rc;
}

enum netrt_rc
netrt_nest_skip(struct netrt_bytes *b, const struct netrt_nest *in,
    const struct netrt_header *h, struct netrt_err *e)
{
	return skip(b, in, h, NETRT_PART10_DEPTH, e);
}
