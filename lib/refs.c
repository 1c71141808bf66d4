/* The images that an RTSTRUCT lists: see refs.h. */
#include <sys/stat.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "refs.h"
#include "tag.h"
#include "uid.h"

#define ITEM		0xFFFEE000u
#define ITEM_END	0xFFFEE00Du
#define SEQUENCE_END	0xFFFEE0DDu
#define UNDEFINED	0xFFFFFFFFu
#define DEPTH		32

/* The way down: the elements of an item at level i lead on by way[i]. */
static const uint32_t listed[] = {
	TAG_ReferencedFrameOfReferenceSequence,
	TAG_RTReferencedStudySequence,
	TAG_RTReferencedSeriesSequence,
	TAG_ContourImageSequence,
};
static const uint32_t contours[] = {
	TAG_ROIContourSequence,
	TAG_ContourSequence,
	TAG_ContourImageSequence,
};
/* Levels of the items of listed: */
#define STUDY	2
#define SERIES	3
#define ASTRAY	5		/* level of everything off the way */

struct walk {
	const uint8_t *p, *end;		/* what is left */
	bool explicit_vr;
	const uint32_t *way;
	unsigned image;			/* level of items that name images */
	unsigned series;
	void (*study)(void *ctx, const char *uid);	/* or NULL */
	void (*visit)(void *ctx, unsigned series, const char *uid);
	void *ctx;
	struct netrt_err *e;
};

struct element {
	uint32_t tag;
	uint32_t len;
	char vr[2];
};

static enum netrt_rc
bad(struct walk *w, const char *what)
{
	return netrt_err_set(w->e, NETRT_DATA, "image references: %s", what);
}

static uint32_t
u16(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
u32(const uint8_t *p)
{
	return u16(p) | u16(p + 2) << 16;
}

static size_t
left(const struct walk *w)
{
	return (size_t)(w->end - w->p);
}

/* Tag, VR and length of the next element (PS3.5 7.1). */
static enum netrt_rc
header(struct walk *w, struct element *el)
{
	static const char long_form[] = "OBODOFOLOVOWSQSVUCUNURUTUV";
	bool is_long = false;

	if (left(w) < 8)
		return bad(w, "the file ends inside an element");
	el->tag = u16(w->p) << 16 | u16(w->p + 2);
	memcpy(el->vr, "  ", 2);
	if (!w->explicit_vr || el->tag >> 16 == 0xFFFE) {
		el->len = u32(w->p + 4);
		w->p += 8;
		return NETRT_OK;
	}
	memcpy(el->vr, w->p + 4, 2);
	for (const char *v = long_form; *v != '\0'; v += 2)
		is_long = is_long || memcmp(v, el->vr, 2) == 0;
	if (!is_long) {
		el->len = u16(w->p + 6);
		w->p += 8;
		return NETRT_OK;
	}
	if (left(w) < 12)
		return bad(w, "the file ends inside an element");
	el->len = u32(w->p + 8);
	w->p += 12;
	return NETRT_OK;
}

/* A Referenced SOP Instance UID, of an item at this level. */
static void
name(struct walk *w, const struct element *el, unsigned level)
{
	char uid[NETRT_UID_LEN];
	size_t n = el->len;

	while (n > 0 && (w->p[n - 1] == '\0' || w->p[n - 1] == ' '))
		n--;
	if (n >= sizeof uid)
		return;
	memcpy(uid, w->p, n);
	uid[n] = '\0';
	if (!netrt_uid_valid(uid))
		return;
	if (level == w->image)
		w->visit(w->ctx, w->series, uid);
	else if (level == STUDY && w->study != NULL)
		w->study(w->ctx, uid);
}

static enum netrt_rc sequence(struct walk *w, const struct element *el,
    unsigned level, unsigned depth);

/*
 * The elements of an item or data set: up to w->end, or to an item delimiter
 * when the item has no length.
 */
static enum netrt_rc
elements(struct walk *w, bool delimited, unsigned level, unsigned depth)
{
	struct element el;
	enum netrt_rc rc;

	while (left(w) > 0) {
		if ((rc = header(w, &el)) != NETRT_OK)
			return rc;
		if (el.tag == ITEM_END && delimited)
			return NETRT_OK;
		/* the data set is in the order of its tags: nothing comes */
		if (level == 0 && el.tag > w->way[0])
			return NETRT_OK;
		if (level < w->image && el.tag == w->way[level]) {
			rc = sequence(w, &el, level + 1, depth + 1);
		} else if (el.len == UNDEFINED) {
			rc = sequence(w, &el, ASTRAY, depth + 1);
		} else if (el.len > left(w)) {
			rc = bad(w, "an element runs past the end");
		} else {
			if (el.tag == TAG_ReferencedSOPInstanceUID)
				name(w, &el, level);
			w->p += el.len;
		}
		if (rc != NETRT_OK)
			return rc;
		if (level == 0 && el.tag == w->way[0])
			return NETRT_OK;
	}
	return delimited || level == 0 ? bad(w, "the end is missing") :
	    NETRT_OK;
}

/* One item, whose header has been read. */
static enum netrt_rc
item(struct walk *w, const struct element *it, unsigned level, unsigned depth)
{
	const uint8_t *end = w->end;
	enum netrt_rc rc;

	if (it->len == UNDEFINED)
		return elements(w, true, level, depth);
	if (it->len > left(w))
		return bad(w, "an item runs past the end");
	if (level == ASTRAY) {
		w->p += it->len;
		return NETRT_OK;
	}
	w->end = w->p + it->len;
	rc = elements(w, false, level, depth);
	w->end = end;
	return rc;
}

static enum netrt_rc
sequence(struct walk *w, const struct element *el, unsigned level,
    unsigned depth)
{
	const uint8_t *end = w->end;
	bool was_explicit = w->explicit_vr;
	struct element it;
	enum netrt_rc rc = NETRT_OK;

	if (depth > DEPTH)
		return bad(w, "nested too deeply");
	if (el->len != UNDEFINED) {
		if (el->len > left(w))
			return bad(w, "a sequence runs past the end");
		w->end = w->p + el->len;
	}
	/* PS3.5 6.2.2: what is in a UN sequence has implicit VR */
	if (memcmp(el->vr, "UN", 2) == 0)
		w->explicit_vr = false;
	while (rc == NETRT_OK && (el->len == UNDEFINED || left(w) > 0)) {
		if ((rc = header(w, &it)) != NETRT_OK)
			break;
		if (it.tag == SEQUENCE_END && el->len == UNDEFINED)
			break;
		if (it.tag != ITEM) {
			rc = bad(w, "something other than an item");
			break;
		}
		w->series += level == SERIES && w->way == listed;
		rc = item(w, &it, level, depth);
	}
	w->explicit_vr = was_explicit;
	w->end = end;
	return rc;
}

/* Skip preamble and group 0002, which gives the transfer syntax. */
static enum netrt_rc
meta(struct walk *w)
{
	char syntax[NETRT_UID_LEN] = "";
	struct element el;
	enum netrt_rc rc;

	if (left(w) < 132 || memcmp(w->p + 128, "DICM", 4) != 0)
		return bad(w, "not a DICOM file");
	w->p += 132;
	w->explicit_vr = true;
	while (left(w) >= 8 && u16(w->p) == 0x0002) {
		if ((rc = header(w, &el)) != NETRT_OK)
			return rc;
		if (el.len > left(w))
			return bad(w, "an element runs past the end");
		if (el.tag == 0x00020010u && el.len < sizeof syntax) {
			memcpy(syntax, w->p, el.len);
			syntax[el.len] = '\0';
			syntax[strcspn(syntax, " ")] = '\0';
		}
		w->p += el.len;
	}
	if (strcmp(syntax, "1.2.840.10008.1.2") == 0)
		w->explicit_vr = false;
	else if (strcmp(syntax, "1.2.840.10008.1.2.1") != 0)
		return bad(w, "not read in this transfer syntax");
	return NETRT_OK;
}

enum netrt_rc
netrt_refs_head(int dirfd, const char *path, uint8_t **buf, size_t *n,
    struct netrt_err *e)
{
	struct stat st;
	size_t want;
	int fd;
	enum netrt_rc rc = netrt_fs_open(dirfd, path, &fd, &st, e);

	*buf = NULL;
	*n = 0;
	if (rc != NETRT_OK)
		return rc;
	want = (size_t)st.st_size < NETRT_REFS_HEAD ? (size_t)st.st_size :
	    NETRT_REFS_HEAD;
	if ((*buf = malloc(want + 1)) == NULL)
		rc = netrt_err_errno(e, "%s", path);
	while (rc == NETRT_OK && *n < want) {
		ssize_t got = read(fd, *buf + *n, want - *n);

		if (got <= 0)
			break;
		*n += (size_t)got;
	}
	close(fd);
	return rc;
}

static enum netrt_rc
walk(struct walk *w, const uint8_t *p, size_t n)
{
	enum netrt_rc rc;

	w->p = p;
	w->end = p + n;
	rc = meta(w);
	return rc != NETRT_OK ? rc : elements(w, false, 0, 0);
}

enum netrt_rc
netrt_refs_studies(const uint8_t *p, size_t n,
    void (*study)(void *ctx, const char *uid),
    void (*visit)(void *ctx, unsigned series, const char *uid), void *ctx,
    struct netrt_err *e)
{
	struct walk w = {
		.way = listed, .image = 4, .study = study, .visit = visit,
		.ctx = ctx, .e = e
	};

	return walk(&w, p, n);
}

enum netrt_rc
netrt_refs_each(const uint8_t *p, size_t n,
    void (*visit)(void *ctx, unsigned series, const char *uid), void *ctx,
    struct netrt_err *e)
{
	return netrt_refs_studies(p, n, NULL, visit, ctx, e);
}

enum netrt_rc
netrt_refs_contours(const uint8_t *p, size_t n,
    void (*visit)(void *ctx, unsigned series, const char *uid), void *ctx,
    struct netrt_err *e)
{
	struct walk w = {
		.way = contours, .image = 3, .visit = visit, .ctx = ctx,
		.e = e
	};

	return walk(&w, p, n);
}
