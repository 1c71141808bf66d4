/* Changing values through the C++ face: see dcm.h. */
#include "dcm_priv.h"

#include <cstdlib>
#include <vector>

#include "charset.h"

/* A tag with the VR of the dictionary, or of the element that is there. */
static DcmTag
known(struct netrt_item *it, uint32_t tag)
{
	DcmTag t(key(tag));
	DcmElement *el;

	if ((t.getEVR() == EVR_UNKNOWN || t.getEVR() == EVR_UN) &&
	    (el = element(it, tag)) != nullptr)
		t.setVR(el->getTag().getVR());
	return t;
}

static enum netrt_rc
set(struct netrt_item *it, uint32_t tag, const char *value,
    struct netrt_err *e)
{
	DcmTag t = known(it, tag);

	if (t.getEVR() == EVR_UNKNOWN || t.getEVR() == EVR_UN)
		return netrt_err_set(e, NETRT_SOFTWARE, "%s: not in the "
		    "dictionary, cannot be set", tagname(tag).s);
	OFCondition c = inner(it)->putAndInsertString(t, value);
	return c.bad() ? failed(e, tag, c) : NETRT_OK;
}

enum netrt_rc
netrt_item_set_str(struct netrt_item *it, uint32_t tag, const char *value,
    struct netrt_err *e)
{
	return guard(e, [&] { return set(it, tag, value, e); });
}

enum netrt_rc
netrt_item_set_text(struct netrt_item *it, uint32_t tag, const char *utf8,
    size_t max, struct netrt_err *e)
{
	return guard(e, [&] {
		char *text;

		if (netrt_charset_encode(charset(it).c_str(), utf8, max,
		    &text, e) != NETRT_OK)
			return e->rc;
		enum netrt_rc rc = netrt_item_set_str(it, tag, text, e);
		free(text);
		return rc;
	});
}

enum netrt_rc
netrt_item_set_us(struct netrt_item *it, uint32_t tag, const uint16_t *v,
    size_t n, struct netrt_err *e)
{
	return guard(e, [&] {
		OFCondition c = inner(it)->putAndInsertUint16Array(
		    DcmTag(key(tag), EVR_US), v, n);

		return c.bad() ? failed(e, tag, c) : NETRT_OK;
	});
}

enum netrt_rc
netrt_item_set_ss(struct netrt_item *it, uint32_t tag, const int16_t *v,
    size_t n, struct netrt_err *e)
{
	return guard(e, [&] {
		OFCondition c = inner(it)->putAndInsertSint16Array(
		    DcmTag(key(tag), EVR_SS), v, n);

		return c.bad() ? failed(e, tag, c) : NETRT_OK;
	});
}

enum netrt_rc
netrt_item_set_ul(struct netrt_item *it, uint32_t tag, const uint32_t *v,
    size_t n, struct netrt_err *e)
{
	return guard(e, [&] {
		std::unique_ptr<DcmUnsignedLong> el(new DcmUnsignedLong(
		    DcmTag(key(tag), EVR_UL)));
		OFCondition c = el->putUint32Array(v, n);

		if (c.good())
			c = inner(it)->insert(el.get(), OFTrue);
		if (c.bad())
			return failed(e, tag, c);
		el.release();
		return NETRT_OK;
	});
}

enum netrt_rc
netrt_item_set_bytes(struct netrt_item *it, uint32_t tag, bool ow,
    const void *p, size_t n, struct netrt_err *e)
{
	return guard(e, [&] {
		OFCondition c;

		if (n % 2 != 0)
			return netrt_err_set(e, NETRT_SOFTWARE,
			    "%s: odd length %zu", tagname(tag).s, n);
		if (ow)
			c = inner(it)->putAndInsertUint16Array(
			    DcmTag(key(tag), EVR_OW),
			    static_cast<const Uint16 *>(p), n / 2);
		else
			c = inner(it)->putAndInsertUint8Array(
			    DcmTag(key(tag), EVR_OB),
			    static_cast<const Uint8 *>(p), n);
		return c.bad() ? failed(e, tag, c) : NETRT_OK;
	});
}

enum netrt_rc
netrt_item_set_empty(struct netrt_item *it, uint32_t tag,
    struct netrt_err *e)
{
	return guard(e, [&] {
		OFCondition c = inner(it)->insertEmptyElement(known(it, tag));

		return c.bad() ? failed(e, tag, c) : NETRT_OK;
	});
}

enum netrt_rc
netrt_item_add(struct netrt_item *it, uint32_t tag, struct netrt_item **out,
    struct netrt_err *e)
{
	*out = nullptr;
	return guard(e, [&] {
		DcmItem *item = nullptr;
		OFCondition c = inner(it)->findOrCreateSequenceItem(
		    DcmTag(key(tag), EVR_SQ), item, -2);

		if (c.bad())
			return failed(e, tag, c);
		*out = outer(item);
		return NETRT_OK;
	});
}

enum netrt_rc
netrt_item_dup(struct netrt_item *it, uint32_t tag, size_t i,
    struct netrt_item **out, struct netrt_err *e)
{
	*out = nullptr;
	return guard(e, [&] {
		DcmItem *from = inner(netrt_item_at(it, tag, i));

		if (from == nullptr)
			return netrt_err_set(e, NETRT_SOFTWARE,
			    "%s: no item %zu to be copied", tagname(tag).s,
			    i);
		std::unique_ptr<DcmItem> copy(new DcmItem(*from));
		OFCondition c = static_cast<DcmSequenceOfItems *>(
		    element(it, tag))->append(copy.get());
		if (c.bad())
			return failed(e, tag, c);
		*out = outer(copy.release());
		return NETRT_OK;
	});
}

enum netrt_rc
netrt_item_copy(struct netrt_item *to, struct netrt_item *from, uint32_t tag,
    struct netrt_err *e)
{
	return guard(e, [&] {
		DcmElement *el = element(from, tag);

		if (el == nullptr)
			return netrt_err_set(e, NETRT_SOFTWARE,
			    "%s: absent, cannot be copied", tagname(tag).s);
		if (to == from)
			return NETRT_OK;
		std::unique_ptr<DcmElement> copy(
		    static_cast<DcmElement *>(el->clone()));
		OFCondition c = inner(to)->insert(copy.get(), OFTrue);
		if (c.bad())
			return failed(e, tag, c);
		copy.release();
		return NETRT_OK;
	});
}

void
netrt_item_del(struct netrt_item *it, uint32_t tag)
{
	must([&] { delete inner(it)->remove(key(tag)); });
}

void
netrt_item_del_at(struct netrt_item *it, uint32_t tag, size_t i)
{
	if (i >= netrt_item_count(it, tag))
		return;
	must([&] {
		delete static_cast<DcmSequenceOfItems *>(element(it, tag))
		    ->remove(i);
	});
}

void
netrt_item_del_some(struct netrt_item *it, uint32_t tag, const bool *gone)
{
	size_t n = netrt_item_count(it, tag);

	if (n == 0)
		return;
	must([&] {
		auto *sq = static_cast<DcmSequenceOfItems *>(element(it, tag));

		/* the list goes round once: its ends are near */
		for (size_t i = 0; i < n; i++) {
			std::unique_ptr<DcmItem> first(sq->remove(0ul));

			if (!gone[i] && sq->append(first.get()).good())
				first.release();
		}
	});
}

void
netrt_item_del_group(struct netrt_item *it, uint16_t group)
{
	must([&] {
		DcmObject *o = inner(it)->nextInContainer(nullptr);

		while (o != nullptr) {
			DcmObject *next = inner(it)->nextInContainer(o);

			if (o->getGTag() == group)
				delete inner(it)->remove(o);
			o = next;
		}
	});
}
