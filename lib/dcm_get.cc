/* Reading values through the C++ face: see dcm.h. */
#include "dcm_priv.h"

#include <cstring>

#include "charset.h"

OFCondition
bytes(DcmElement *el, uint8_t **p, size_t *n)
{
	OFCondition c = EC_IllegalCall;
	Uint32 len = 0;
	char *s = nullptr;
	Uint8 *b = nullptr;
	Uint16 *w = nullptr;
	Float32 *f = nullptr;
	Float64 *d = nullptr;
	Uint32 *l = nullptr;
	Uint64 *v = nullptr;

	*p = nullptr;
	*n = 0;
	if (el->getLengthField() == DCM_UndefinedLength)
		return EC_RepresentationNotFound;	/* fragments */
	if (el->getTag().getVR().isaString()) {
		c = el->getString(s, len);
		*p = reinterpret_cast<uint8_t *>(s);
		*n = s == nullptr ? 0 : len;
		return c;
	}
	switch (el->getVR()) {
	case EVR_OW:
		if ((c = el->getUint16Array(w)).good())
			*p = reinterpret_cast<uint8_t *>(w);
		break;
	case EVR_OF:
		if ((c = el->getFloat32Array(f)).good())
			*p = reinterpret_cast<uint8_t *>(f);
		break;
	case EVR_OD:
		if ((c = el->getFloat64Array(d)).good())
			*p = reinterpret_cast<uint8_t *>(d);
		break;
	case EVR_OL:
		if ((c = el->getUint32Array(l)).good())
			*p = reinterpret_cast<uint8_t *>(l);
		break;
	case EVR_OV:
		if ((c = el->getUint64Array(v)).good())
			*p = reinterpret_cast<uint8_t *>(v);
		break;
	default:	/* OB, UN and their kin; fails for all others */
		if ((c = el->getUint8Array(b)).good())
			*p = b;
	}
	if (*p != nullptr)
		*n = el->getLength();
	return c;
}

std::string
charset(struct netrt_item *it)
{
	for (DcmItem *i = inner(it); i != nullptr; i = i->getParentItem()) {
		DcmElement *el = element(outer(i), TAG_SpecificCharacterSet);
		char *s = nullptr;

		if (el == nullptr)
			continue;
		if (el->getString(s).bad() || s == nullptr)
			return "";
		return s;
	}
	return "";
}

bool
netrt_item_has(struct netrt_item *it, uint32_t tag)
{
	return must([&] { return element(it, tag) != nullptr; });
}

size_t
stored(DcmElement *el)
{
	if (el->ident() == EVR_SQ)
		return 0;
	if (el->getLengthField() != DCM_UndefinedLength)
		return el->getLengthField();
	/* fragments: their lengths with headers */
	DcmItem *root = el->getRootItem();
	if (root == nullptr || root->ident() != EVR_dataset)
		return 0;
	return el->getLength(
	    static_cast<DcmDataset *>(root)->getOriginalXfer());
}

size_t
netrt_item_len(struct netrt_item *it, uint32_t tag)
{
	return must([&] {
		DcmElement *el = element(it, tag);

		return el == nullptr ? 0 : stored(el);
	});
}

enum netrt_rc
text_of(DcmElement *el, const char **p, size_t *n, struct netrt_err *e)
{
	uint8_t *b = nullptr;

	*p = "";
	*n = 0;
	if (el == nullptr)
		return NETRT_OK;
	OFCondition c = bytes(el, &b, n);
	if (c.bad())
		return failed(e, number(el->getTag()), c);
	if (*n == 0)
		return NETRT_OK;
	*p = reinterpret_cast<const char *>(b);
	while (*n > 0 && ((*p)[*n - 1] == ' ' || (*p)[*n - 1] == '\0'))
		--*n;
	return NETRT_OK;
}

/* The same, of binary numbers too: "1\2", in s. */
static enum netrt_rc
any_text(DcmElement *el, OFString &s, const char **p, size_t *n,
    struct netrt_err *e)
{
	OFCondition c;

	switch (el == nullptr ? EVR_UN : el->getVR()) {
	case EVR_US: case EVR_SS: case EVR_UL: case EVR_SL: case EVR_FL:
	case EVR_FD: case EVR_AT: case EVR_UV: case EVR_SV: case EVR_xs:
		if ((c = el->getOFStringArray(s)).bad())
			return failed(e, number(el->getTag()), c);
		*p = s.c_str();
		*n = s.length();
		return NETRT_OK;
	default:
		return text_of(el, p, n, e);
	}
}

static enum netrt_rc
fill(uint32_t tag, const char *p, size_t n, char *buf, size_t size,
    struct netrt_err *e)
{
	if (n >= size)
		return netrt_err_set(e, NETRT_DATA, "%s: %zu bytes, at most "
		    "%zu expected", tagname(tag).s, n, size - 1);
	memcpy(buf, p, n);
	buf[n] = '\0';
	return NETRT_OK;
}

enum netrt_rc
netrt_item_get_str(struct netrt_item *it, uint32_t tag, char *buf,
    size_t size, struct netrt_err *e)
{
	buf[0] = '\0';
	return guard(e, [&] {
		OFString s;
		const char *p;
		size_t n;

		if (any_text(element(it, tag), s, &p, &n, e) != NETRT_OK)
			return e->rc;
		return fill(tag, p, n, buf, size, e);
	});
}

enum netrt_rc
netrt_item_get_value(struct netrt_item *it, uint32_t tag, unsigned i,
    char *buf, size_t size, struct netrt_err *e)
{
	buf[0] = '\0';
	return guard(e, [&] {
		OFString s;
		const char *p, *end;
		size_t n;

		if (any_text(element(it, tag), s, &p, &n, e) != NETRT_OK)
			return e->rc;
		for (end = p + n; i > 0 && p < end; p++)
			i -= *p == '\\';
		if (i > 0)
			return NETRT_OK;	/* there is no such value */
		const void *bs = memchr(p, '\\',
		    static_cast<size_t>(end - p));
		if (bs != nullptr)
			end = static_cast<const char *>(bs);
		while (p < end && *p == ' ')
			p++;
		while (p < end && (end[-1] == ' ' || end[-1] == '\0'))
			end--;
		return fill(tag, p, static_cast<size_t>(end - p), buf, size,
		    e);
	});
}

enum netrt_rc
netrt_item_get_text_as(struct netrt_item *it, uint32_t tag, const char *sets,
    char **text, struct netrt_err *e)
{
	*text = nullptr;
	return guard(e, [&] {
		const char *p;
		size_t n;

		if (text_of(element(it, tag), &p, &n, e) != NETRT_OK)
			return e->rc;
		return netrt_charset_decode(sets, p, n, text, e);
	});
}

enum netrt_rc
netrt_item_get_text(struct netrt_item *it, uint32_t tag, char **text,
    struct netrt_err *e)
{
	*text = nullptr;
	return guard(e, [&] {
		return netrt_item_get_text_as(it, tag, charset(it).c_str(),
		    text, e);
	});
}

enum netrt_rc
netrt_item_get_bytes(struct netrt_item *it, uint32_t tag, const void **p,
    size_t *n, struct netrt_err *e)
{
	*p = nullptr;
	*n = 0;
	return guard(e, [&] {
		DcmElement *el = element(it, tag);
		uint8_t *b = nullptr;

		if (el == nullptr)
			return NETRT_OK;
		OFCondition c = bytes(el, &b, n);
		*p = b;
		return c.bad() ? failed(e, tag, c) : NETRT_OK;
	});
}

/* The sequence, or nullptr. */
static DcmSequenceOfItems *
sequence(struct netrt_item *it, uint32_t tag)
{
	DcmElement *el = element(it, tag);

	return el == nullptr || el->ident() != EVR_SQ ? nullptr :
	    static_cast<DcmSequenceOfItems *>(el);
}

size_t
netrt_item_count(struct netrt_item *it, uint32_t tag)
{
	return must([&]() -> size_t {
		DcmSequenceOfItems *sq = sequence(it, tag);

		return sq == nullptr ? 0 : sq->card();
	});
}

struct netrt_item *
netrt_item_at(struct netrt_item *it, uint32_t tag, size_t i)
{
	return must([&] {
		DcmSequenceOfItems *sq = sequence(it, tag);

		return outer(sq == nullptr || i >= sq->card() ? nullptr :
		    sq->getItem(i));
	});
}

struct netrt_item *
netrt_item_next(struct netrt_item *it, uint32_t tag, struct netrt_item *prev)
{
	return must([&] {
		DcmSequenceOfItems *sq = sequence(it, tag);

		return outer(sq == nullptr ? nullptr : static_cast<DcmItem *>(
		    sq->nextInContainer(prev == nullptr ? nullptr :
		    inner(prev))));
	});
}
