/*
 * The structural walk of a DICOM file: see part10.h.
 *
 * The walk is a loop over a stack of frames, so that no file can exhaust
 * the stack of the process:
 *
 *	DATASET  elements, to the end of the file
 *	  SEQUENCE  items, to its end or its delimiter
 *	    ITEM      elements, to its end or its delimiter
 *	  FRAGMENTS  the fragments of encapsulated pixel data
 *
 * Implicit VR has no VR, and UN is none, so that a value of defined length may
 * or may not be a sequence: DCMTK asks its dictionary, and recurses.  A value
 * that begins with the tag of an item is walked as a guess: what turns out
 * not to be a sequence is skipped to its end, what is nested too deep is
 * refused.
 */
#include <sys/stat.h>

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"
#include "header.h"
#include "part10.h"
#include "tag.h"

#define TAG_ITEM	0xFFFEE000u
#define TAG_ITEM_END	0xFFFEE00Du
#define TAG_SEQ_END	0xFFFEE0DDu

enum kind { DATASET, SEQUENCE, ITEM, FRAGMENTS };

struct frame {
	enum kind kind;
	bool vr;		/* its elements have one */
	struct netrt_coding c;	/* odd: inside what may be no sequence */
	long long end;		/* offset; -1: at its delimiter */
};

struct walk {
	struct netrt_bytes *b;
	struct netrt_part10 *out;
	bool encapsulated;
	bool deep;		/* nested too deep: no guess excuses it */
	unsigned nested;	/* sequences that are open */
	unsigned seen;		/* bits: values of the table found */
	size_t n;
	struct frame f[2 * NETRT_PART10_DEPTH + 2];
};

/* The values that are kept. */
#define PLACE(tag, field) \
	{ tag, offsetof(struct netrt_part10, field), \
	  sizeof ((struct netrt_part10 *)0)->field }
static const struct place {
	uint32_t tag;
	size_t offset, size;
} places[] = {
	PLACE(0x00020002u, meta_sop_class),
	PLACE(0x00020003u, meta_sop_instance),
	PLACE(0x00020010u, syntax),
	PLACE(TAG_SOPClassUID, sop_class),
	PLACE(TAG_SOPInstanceUID, sop_instance),
	PLACE(TAG_Modality, modality),
	PLACE(TAG_StudyInstanceUID, study),
	PLACE(TAG_SeriesInstanceUID, series),
};

/*
 * Keep or skip a value of the top level.  Kept without its padding; "" when
 * it does not fit or holds NUL.  Twice the same tag: two readers could see
 * two different objects.
 */
static enum netrt_rc
keep(struct walk *w, const struct netrt_header *h, struct netrt_err *e)
{
	size_t i = 0, n = h->len;
	enum netrt_rc rc;

	while (i < sizeof places / sizeof places[0] &&
	    places[i].tag != h->tag)
		i++;
	if (i == sizeof places / sizeof places[0])
		return netrt_bytes_skip(w->b, h->len, e);
	if ((w->seen & 1u << i) != 0)
		return netrt_header_bad(h, e, "the element is there twice");
	w->seen |= 1u << i;
	if (n >= places[i].size)
		return netrt_bytes_skip(w->b, h->len, e);

	char *to = (char *)w->out + places[i].offset;

	if ((rc = netrt_bytes_get(w->b, to, n, e)) != NETRT_OK)
		return rc;
	while (n > 0 && (to[n - 1] == '\0' || to[n - 1] == ' '))
		n--;
	to[n] = '\0';
	if (strlen(to) != n)
		*to = '\0';
	return NETRT_OK;
}

/* Open a frame for the value of h, coded as the one it is in. */
static enum netrt_rc
push(struct walk *w, const struct netrt_header *h, enum kind kind,
    struct netrt_err *e)
{
	const struct frame *in = &w->f[w->n - 1];
	struct frame *f = &w->f[w->n];

	if (kind == SEQUENCE && w->nested == NETRT_PART10_DEPTH) {
		w->deep = true;
		return netrt_err_set(e, NETRT_DATA, "(%04X,%04X) at byte "
		    "%lld: sequences nested deeper than %d", h->tag >> 16,
		    h->tag & 0xFFFFu, h->at, NETRT_PART10_DEPTH);
	}
	*f = *in;
	f->kind = kind;
	f->c.vr = f->vr && kind == ITEM;
	f->end = -1;
	if (h->len != NETRT_UNDEFINED)
		f->end = f->c.limit = netrt_bytes_offset(w->b) + h->len;
	w->nested += kind == SEQUENCE;
	w->n++;
	return NETRT_OK;
}

/* The same, for what has implicit VR inside. */
static enum netrt_rc
push_implicit(struct walk *w, const struct netrt_header *h, bool guess,
    struct netrt_err *e)
{
	enum netrt_rc rc = push(w, h, SEQUENCE, e);

	if (rc == NETRT_OK) {
		w->f[w->n - 1].vr = false;
		w->f[w->n - 1].c.odd |= guess;
		w->f[w->n - 1].c.big = false;
	}
	return rc;
}

static void
pop(struct walk *w)
{
	w->n--;
	w->nested -= w->f[w->n].kind == SEQUENCE;
}

/* A value of defined length that is not known to be a sequence. */
static enum netrt_rc
value(struct walk *w, const struct frame *f, const struct netrt_header *h,
    struct netrt_err *e)
{
	uint8_t p[4];
	enum netrt_rc rc;

	if ((!f->vr || strcmp(h->code, "UN") == 0) && h->len >= 8) {
		if ((rc = netrt_bytes_peek(w->b, p, 4, e)) != NETRT_OK)
			return rc;
		if (netrt_get_tag(p, false) == TAG_ITEM)
			return push_implicit(w, h, true, e);
	}
	return w->n == 1 ? keep(w, h, e) : netrt_bytes_skip(w->b, h->len, e);
}

/* An element, or the delimiter of the item. */
static enum netrt_rc
element(struct walk *w, const struct frame *f, struct netrt_err *e)
{
	struct netrt_header h;
	enum netrt_rc rc = netrt_header_read(w->b, &f->c, &h, e);

	if (rc != NETRT_OK)
		return rc;
	if (h.tag == TAG_ITEM_END) {
		if (f->kind != ITEM || f->end >= 0 ||
		    (h.len != 0 && !f->c.odd))
			return netrt_header_bad(&h, e,
			    "ends an item where none is open");
		pop(w);
		return NETRT_OK;
	}
	if (h.tag >> 16 == 0xFFFEu || h.tag >> 16 == 0x0002u)
		return netrt_header_bad(&h, e, "is out of place");
	if (strcmp(h.code, "SQ") == 0)
		return push(w, &h, SEQUENCE, e);
	if (h.len != NETRT_UNDEFINED)
		return value(w, f, &h, e);
	if (h.tag != TAG_PixelData && (!f->vr || strcmp(h.code, "UN") == 0))
		/* UN is implicit VR little endian inside: PS3.5 6.2.2 */
		return push_implicit(w, &h, false, e);
	if (h.tag == TAG_PixelData && w->encapsulated &&
	    (strcmp(h.code, "OB") == 0 || strcmp(h.code, "OW") == 0))
		return push(w, &h, FRAGMENTS, e);
	return netrt_header_bad(&h, e, "has an undefined length");
}

/* An item of a sequence, a fragment, or the delimiter of either. */
static enum netrt_rc
item(struct walk *w, const struct frame *f, struct netrt_err *e)
{
	struct netrt_header h;
	enum netrt_rc rc = netrt_header_read(w->b, &f->c, &h, e);

	if (rc != NETRT_OK)
		return rc;
	if (h.tag == TAG_SEQ_END && f->end < 0 && (h.len == 0 || f->c.odd)) {
		pop(w);
		return NETRT_OK;
	}
	if (h.tag != TAG_ITEM)
		return netrt_header_bad(&h, e,
		    "stands where an item must be");
	if (f->kind == SEQUENCE)
		return push(w, &h, ITEM, e);
	if (h.len == NETRT_UNDEFINED)
		return netrt_header_bad(&h, e, "has an undefined length");
	return netrt_bytes_skip(w->b, h.len, e);
}

/* A guess was wrong: skip the value that was taken for a sequence.  Only a
 * guess has a sequence of defined length inside one. */
static enum netrt_rc
give_up(struct walk *w, struct netrt_err *e)
{
	for (;;) {
		const struct frame *f = &w->f[w->n - 1];
		long long end = f->kind == SEQUENCE ? f->end : -1;

		pop(w);
		if (end >= 0)
			return netrt_bytes_skip(w->b,
			    end - netrt_bytes_offset(w->b), e);
	}
}

static enum netrt_rc
walk(struct walk *w, struct netrt_err *e)
{
	for (;;) {
		const struct frame *f = &w->f[w->n - 1];
		bool more = true, guess = f->c.odd;
		enum netrt_rc rc = NETRT_OK;

		if (f->end >= 0 && netrt_bytes_offset(w->b) == f->end) {
			if (w->n == 1)
				return NETRT_OK;
			pop(w);
			continue;
		}
		if (w->n == 1 && f->end < 0)
			rc = netrt_bytes_more(w->b, &more, e);
		if (rc != NETRT_OK || !more)
			return rc;
		if (f->kind == DATASET || f->kind == ITEM)
			rc = element(w, f, e);
		else
			rc = item(w, f, e);
		if (rc == NETRT_DATA && guess && !w->deep)
			rc = give_up(w, e);
		if (rc != NETRT_OK)
			return rc;
	}
}

/* Group 0002, explicit VR little endian whatever follows (PS3.10 7.1), from
 * byte 132 of the file. */
static enum netrt_rc
meta(struct walk *w, long long size, struct netrt_err *e)
{
	struct netrt_coding c = { .vr = true, .limit = size };
	long long said = -1;
	uint8_t p[4];
	enum netrt_rc rc = NETRT_OK;

	while (rc == NETRT_OK &&
	    c.limit - netrt_bytes_offset(w->b) >= (long long)sizeof p) {
		struct netrt_header h;

		if ((rc = netrt_bytes_peek(w->b, p, 4, e)) != NETRT_OK)
			return rc;
		if (netrt_get16(p, false) != 0x0002)
			break;
		if ((rc = netrt_header_read(w->b, &c, &h, e)) != NETRT_OK)
			return rc;
		if (h.len == NETRT_UNDEFINED)
			return netrt_header_bad(&h, e,
			    "has an undefined length");
		if (h.tag != 0x00020000u || h.len != 4) {
			rc = keep(w, &h, e);
			continue;
		}
		if (said >= 0)
			return netrt_header_bad(&h, e,
			    "the element is there twice");
		rc = netrt_bytes_get(w->b, p, 4, e);
		said = netrt_bytes_offset(w->b) + netrt_get32(p, false);
		w->out->meta_end = said;
	}
	if (rc != NETRT_OK)
		return rc;
	w->out->data_offset = netrt_bytes_offset(w->b);
	if (said >= 0 && said != w->out->data_offset)
		return netrt_err_set(e, NETRT_DATA, "(0002,0000) says that "
		    "the file meta information ends at byte %lld, but it "
		    "ends at %lld", said, w->out->data_offset);
	if (w->out->syntax[0] == '\0')
		return netrt_err_set(e, NETRT_DATA,
		    "(0002,0010): no transfer syntax");
	return NETRT_OK;
}

/* As netrt_part10_meta(), and the size of the file. */
static enum netrt_rc
read_meta(int fd, struct netrt_part10 *out, long long *size,
    struct netrt_err *e)
{
	struct walk w = { .out = out };
	struct stat st;
	uint8_t p[4];
	enum netrt_rc rc;

	memset(out, 0, sizeof *out);
	if (fstat(fd, &st) != 0)
		return netrt_err_errno(e, "stat");
	*size = st.st_size;
	if (*size < 132)
		return netrt_err_set(e, NETRT_DATA,
		    "no DICOM file: only %lld bytes", *size);
	if (pread(fd, p, sizeof p, 128) != (ssize_t)sizeof p)
		return netrt_err_errno(e, "read");
	if (memcmp(p, "DICM", 4) != 0)
		return netrt_err_set(e, NETRT_DATA,
		    "no DICOM file: \"DICM\" is not at byte 128");
	if ((rc = netrt_bytes_open(fd, 132, *size, false, 0, &w.b, e)) ==
	    NETRT_OK)
		rc = meta(&w, *size, e);
	netrt_bytes_close(w.b);
	return rc;
}

enum netrt_rc
netrt_part10_meta(int fd, struct netrt_part10 *out, struct netrt_err *e)
{
	long long size;

	return read_meta(fd, out, &size, e);
}

static bool
is(const char *syntax, const char *suffix)
{
	static const char root[] = "1.2.840.10008.1.2";

	return strncmp(syntax, root, sizeof root - 1) == 0 &&
	    strcmp(syntax + sizeof root - 1, suffix) == 0;
}

enum netrt_rc
netrt_part10_check(int fd, long long max_inflated, struct netrt_part10 *out,
    struct netrt_err *e)
{
	struct walk w = { .out = out, .n = 1 };
	long long size;
	enum netrt_rc rc = read_meta(fd, out, &size, e);

	if (rc != NETRT_OK)
		return rc;
	/* PS3.5 A.5 and the two JPIP syntaxes with deflate, A.7 */
	bool deflated = is(out->syntax, ".1.99") || is(out->syntax, ".4.95") ||
	    is(out->syntax, ".4.205");

	out->deflated = deflated;
	out->implicit = is(out->syntax, "");
	out->big = is(out->syntax, ".2");
	w.f[0].kind = DATASET;
	w.f[0].vr = w.f[0].c.vr = !out->implicit;
	w.f[0].c.big = out->big;
	w.f[0].end = w.f[0].c.limit = deflated ? -1 : size;
	w.encapsulated = !deflated && w.f[0].vr && !w.f[0].c.big &&
	    !is(out->syntax, ".1");
	if (max_inflated == 0)
		max_inflated = 1LL << 32;
	if ((rc = netrt_bytes_open(fd, out->data_offset, size, deflated,
	    max_inflated, &w.b, e)) != NETRT_OK)
		return rc;
	rc = walk(&w, e);
	netrt_bytes_close(w.b);
	return rc;
}
