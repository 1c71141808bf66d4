/* What the parts of the C++ face share: see dcm.h.  C++ only. */
#ifndef NETRT_DCM_PRIV_H
#define NETRT_DCM_PRIV_H

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>

#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmdata/dctk.h"

#include "dcm.h"

struct netrt_dcm {
	std::unique_ptr<DcmFileFormat> ff;
	std::string path;	/* of the source; empty for a new one */
	std::string syntax;	/* its transfer syntax UID */
	struct stat st;		/* of the source when it was opened */
	bool decoded;
};

/* Run f; no exception leaves. */
template <class F> enum netrt_rc
guard(struct netrt_err *e, F f) noexcept
{
	try {
		return f();
	} catch (const std::bad_alloc &) {
		return netrt_err_set(e, NETRT_TEMP, "out of memory");
	} catch (...) {
		return netrt_err_set(e, NETRT_SOFTWARE,
		    "unexpected exception from DCMTK");
	}
}

/* The same for what cannot report an error: it ends the process (SOFTWARE)
 * rather than call an element absent. */
template <class F> auto
must(F f) noexcept
{
	return f();
}

inline DcmItem *
inner(struct netrt_item *it)
{
	return reinterpret_cast<DcmItem *>(it);
}

inline struct netrt_item *
outer(DcmItem *it)
{
	return reinterpret_cast<struct netrt_item *>(it);
}

inline DcmTagKey
key(uint32_t tag)
{
	return DcmTagKey(static_cast<Uint16>(tag >> 16),
	    static_cast<Uint16>(tag & 0xffff));
}

inline uint32_t
number(const DcmTagKey &k)
{
	return static_cast<uint32_t>(k.getGroup()) << 16 | k.getElement();
}

/* The element, or nullptr. */
DcmElement *element(struct netrt_item *it, uint32_t tag);

/* The error of a DCMTK condition at a tag. */
enum netrt_rc failed(struct netrt_err *e, uint32_t tag,
    const OFCondition &c);

/* DATA when DCMTK cannot carry the transfer syntax. */
enum netrt_rc check_syntax(const OFString &uid, struct netrt_err *e);

/* "(3006,0050)" */
struct tagname {
	char s[12];
	explicit tagname(uint32_t tag);
};

/* Character sets that hold at this item, as (0008,0005) has them. */
std::string charset(struct netrt_item *it);

/*
 * The bytes of a value as they are in memory: text, OB, UN as stored, wider
 * words in the byte order of this machine (little endian).  Numbers (US, FD
 * ...) and sequences: EC_IllegalCall.
 */
OFCondition bytes(DcmElement *el, uint8_t **p, size_t *n);

/* Text without padding; *n 0 when empty or el is nullptr. */
enum netrt_rc text_of(DcmElement *el, const char **p, size_t *n,
    struct netrt_err *e);

/* Length as stored; 0 for a sequence. */
size_t stored(DcmElement *el);

#endif
