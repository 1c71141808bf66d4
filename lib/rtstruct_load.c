/*
 * The contours of an RTSTRUCT, out of the file without DCMTK, which would
 * keep the text of all points and more.  See rtstruct.h.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ds.h"
#include "nest.h"
#include "object.h"
#include "rtstruct_priv.h"

/* Lists that begin this large are mapped by malloc() and moved by the kernel
 * when they grow: they leave no holes, and what is not used costs nothing. */
#define ROOM	(1u << 15)

struct reader {
	struct netrt_rtstruct *rs;
	struct netrt_bytes *b;
	struct netrt_points pts;	/* of the contour it is at */
};

/* ---- values ---- */

/* The first value of a short text, blanks and padding trimmed. */
static enum netrt_rc
text(struct netrt_bytes *b, const struct netrt_header *h, char *buf,
    size_t size, struct netrt_err *e)
{
	size_t n = h->len, lead;

	if (n >= size) {
		buf[0] = '\0';
		return netrt_err_set(e, NETRT_DATA, "(%04X,%04X): %zu bytes, "
		    "at most %zu expected", h->tag >> 16, h->tag & 0xFFFFu, n,
		    size - 1);
	}
	if (netrt_bytes_get(b, buf, n, e) != NETRT_OK)
		return e->rc;
	buf[n] = '\0';
	n = strcspn(buf, "\\");
	while (n > 0 && buf[n - 1] == ' ')
		n--;
	buf[n] = '\0';
	lead = strspn(buf, " ");
	memmove(buf, buf + lead, n - lead + 1);
	return NETRT_OK;
}

/* An integer; def when it is empty. */
static enum netrt_rc
integer(struct netrt_bytes *b, const struct netrt_header *h, long def,
    long *out, struct netrt_err *e)
{
	char s[64];
	double v;

	*out = def;
	if (text(b, h, s, sizeof s, e) != NETRT_OK)
		return e->rc;
	if (s[0] == '\0')
		return NETRT_OK;
	if (netrt_ds_parse(s, strlen(s), &v, 1) != 1 || v != floor(v) ||
	    fabs(v) > 9007199254740992.0)
		return netrt_err_set(e, NETRT_DATA, "(%04X,%04X): not an "
		    "integer", h->tag >> 16, h->tag & 0xFFFFu);
	*out = (long)v;
	return NETRT_OK;
}

/* ---- a contour ---- */

static enum netrt_contour_type
type_of(const char *s)
{
	if (strcmp(s, "CLOSED_PLANAR") == 0 ||
	    strcmp(s, "CLOSEDPLANAR_XOR") == 0)
		return NETRT_CONTOUR_CLOSED;
	if (strcmp(s, "OPEN_PLANAR") == 0 || strcmp(s, "OPEN_NONPLANAR") == 0)
		return NETRT_CONTOUR_OPEN;
	return strcmp(s, "POINT") == 0 ? NETRT_CONTOUR_POINT :
	    NETRT_CONTOUR_OTHER;
}

/* A contour lies on one frame; a list of several says nothing. */
static uint32_t
frame_number(const char *s)
{
	char *end;
	long v = strtol(s, &end, 10);

	return end != s && *end == '\0' && v > 0 && v <= INT32_MAX ?
	    (uint32_t)v : 0;
}

/* An image that the contour names. */
static enum netrt_rc
reference(struct reader *r, const struct netrt_nest *item,
    struct netrt_err *e)
{
	struct netrt_rtstruct *rs = r->rs;
	netrt_uid_text uid = "";
	char frame[65] = "";
	struct netrt_header h;
	uint32_t *ref;
	bool more;
	enum netrt_rc rc;

	while ((rc = netrt_nest_element(r->b, item, &h, &more, e)) ==
	    NETRT_OK && more) {
		if (h.tag == TAG_ReferencedSOPInstanceUID)
			rc = text(r->b, &h, uid, sizeof uid, e);
		else if (h.tag == TAG_ReferencedFrameNumber &&
		    h.len < sizeof frame)
			rc = text(r->b, &h, frame, sizeof frame, e);
		else
			rc = netrt_nest_skip(r->b, item, &h, e);
		if (rc != NETRT_OK)
			return rc;
	}
	if (rc != NETRT_OK || uid[0] == '\0')
		return rc;
	if (rs->nrefs >= NETRT_CONTOUR_MOST)
		return netrt_err_set(e, NETRT_DATA, "(3006,0016): contours "
		    "name more images than can be counted");
	ref = netrt_rtstruct_grow(rs->ref, rs->nrefs, sizeof *ref, ROOM, e);
	if (ref == NULL)
		return e->rc;
	rs->ref = ref;
	ref = netrt_rtstruct_grow(rs->ref_frame, rs->nrefs, sizeof *ref, ROOM,
	    e);
	if (ref == NULL)
		return e->rc;
	rs->ref_frame = ref;
	ref[rs->nrefs] = frame_number(frame);
	ref = rs->ref;
	return netrt_uidset_add(&rs->uids, uid, &ref[rs->nrefs++], e);
}

/* The value of a sequence: each item is visited. */
static enum netrt_rc
items(struct reader *r, const struct netrt_nest *in,
    const struct netrt_header *h, enum netrt_rc (*visit)(struct reader *r,
    const struct netrt_nest *item, struct netrt_err *e), struct netrt_err *e)
{
	struct netrt_nest seq, item;
	bool more;
	enum netrt_rc rc = netrt_nest_enter(r->b, in, h, &seq, e);

	while (rc == NETRT_OK && (rc = netrt_nest_item(r->b, &seq, &item,
	    &more, e)) == NETRT_OK && more)
		rc = visit(r, &item, e);
	return rc;
}

static enum netrt_rc
data(struct reader *r, struct netrt_contour *c, const struct netrt_header *h,
    struct netrt_err *e)
{
	uint64_t at = (uint64_t)netrt_bytes_offset(r->b);

	if (h->len == NETRT_UNDEFINED || c->at != 0)
		return netrt_header_bad(h, e, c->at != 0 ?
		    "the element is there twice" : "has an undefined length");
	if (at >= NETRT_CONTOUR_AT_MOST)
		return netrt_header_bad(h, e, "lies too far into the file");
	c->at = at & (NETRT_CONTOUR_AT_MOST - 1);
	c->len = h->len;
	if (netrt_points_room(&r->pts, h->len, 0, e) != NETRT_OK ||
	    netrt_bytes_get(r->b, r->pts.text, h->len, e) != NETRT_OK ||
	    netrt_points_parse(&r->pts, h->len, e) != NETRT_OK)
		return e->rc;
	c->n = (uint32_t)r->pts.n;
	return NETRT_OK;
}

/* The elements of a contour into c. */
static enum netrt_rc
elements(struct reader *r, const struct netrt_nest *item,
    struct netrt_contour *c, struct netrt_err *e)
{
	struct netrt_header h;
	struct netrt_err none;
	char type[32] = "";
	long said = -1;
	bool more;
	enum netrt_rc rc;

	c->first_ref = (uint32_t)r->rs->nrefs;
	r->pts.n = 0;
	while ((rc = netrt_nest_element(r->b, item, &h, &more, e)) ==
	    NETRT_OK && more) {
		if (h.tag == TAG_ContourImageSequence)
			rc = items(r, item, &h, reference, e);
		else if (h.tag == TAG_ContourGeometricType)
			rc = text(r->b, &h, type, sizeof type, e);
		else if (h.tag == TAG_ContourData)
			rc = data(r, c, &h, e);
		else if (h.tag != TAG_NumberOfContourPoints || h.len > 32)
			rc = netrt_nest_skip(r->b, item, &h, e);
		else if (integer(r->b, &h, -1, &said, &none) != NETRT_OK)
			said = -2;	/* wrong, whatever it says */
		if (rc != NETRT_OK)
			return rc;
	}
	if (rc != NETRT_OK)
		return rc;
	c->type = type_of(type) & 0x7f;
	c->exclusive = strcmp(type, "CLOSEDPLANAR_XOR") == 0;
	c->nrefs = (r->rs->nrefs - c->first_ref) & (NETRT_CONTOUR_MOST - 1);
	/* a wrong count is harmless: the data decide */
	if (said != -1 && said != (long)c->n && r->rs->nwrong++ == 0)
		r->rs->first_wrong = r->rs->ncontours;
	return NETRT_OK;
}

/* Append a contour; whose it is, is not known yet. */
static enum netrt_rc
contour(struct reader *r, const struct netrt_nest *item, struct netrt_err *e)
{
	static const double up[3] = { 0, 0, 1 };
	struct netrt_rtstruct *rs = r->rs;
	struct netrt_contour *c = netrt_rtstruct_grow(rs->contour,
	    rs->ncontours, sizeof *c, ROOM, e);
	struct netrt_spread *s;

	if (c == NULL)
		return e->rc;
	rs->contour = c;
	s = netrt_rtstruct_grow(rs->spread->of, rs->ncontours, sizeof *s,
	    ROOM, e);
	if (s == NULL)
		return e->rc;
	rs->spread->of = s;
	if (elements(r, item, &c[rs->ncontours], e) != NETRT_OK)
		return e->rc;
	netrt_spread_of(r->pts.mm, r->pts.n, up, &s[rs->ncontours]);
	rs->ncontours++;
	return NETRT_OK;
}

/* ---- a ROI ---- */

/* Its number, colour, and where its contours are, which come before the
 * number in the file. */
struct whose {
	long number;
	double rgb[3];
	bool has_color;
	struct netrt_header contours;	/* tag 0: none */
	long long at;			/* of their value */
};

static enum netrt_rc
color(struct netrt_bytes *b, const struct netrt_header *h, struct whose *w,
    struct netrt_err *e)
{
	char s[64];

	if (h->len >= sizeof s)		/* no colour, whatever it is */
		return netrt_bytes_skip(b, h->len, e);
	if (netrt_bytes_get(b, s, h->len, e) != NETRT_OK)
		return e->rc;
	w->has_color = netrt_ds_count(s, h->len) == 3 &&
	    netrt_ds_parse(s, h->len, w->rgb, 3) == 3;
	return NETRT_OK;
}

static enum netrt_rc
whose(struct netrt_bytes *b, const struct netrt_nest *item, struct whose *w,
    struct netrt_err *e)
{
	struct netrt_header h;
	bool more;
	enum netrt_rc rc;

	*w = (struct whose){ .number = -1 };
	while ((rc = netrt_nest_element(b, item, &h, &more, e)) == NETRT_OK &&
	    more) {
		if (h.tag == TAG_ContourSequence) {
			if (w->contours.tag != 0)
				return netrt_header_bad(&h, e,
				    "the element is there twice");
			w->contours = h;
			w->at = netrt_bytes_offset(b);
		}
		if (h.tag == TAG_ReferencedROINumber)
			rc = integer(b, &h, -1, &w->number, e);
		else if (h.tag == TAG_ROIDisplayColor &&
		    h.len != NETRT_UNDEFINED)
			rc = color(b, &h, w, e);
		else
			rc = netrt_nest_skip(b, item, &h, e);
		if (rc != NETRT_OK)
			return rc;
	}
	return rc;
}

static void
paint(struct netrt_roi *roi, const struct whose *w)
{
	if (!w->has_color)
		return;
	roi->has_color = true;
	for (int i = 0; i < 3; i++)
		roi->color[i] = (uint8_t)(w->rgb[i] < 0 ? 0 :
		    w->rgb[i] > 255 ? 255 : w->rgb[i]);
}

/* The contours that w found, by a second look at the file. */
static enum netrt_rc
contours(struct netrt_rtstruct *rs, const struct netrt_nest *item,
    const struct whose *w, struct netrt_err *e)
{
	size_t first = rs->ncontours;
	struct netrt_roi *roi = netrt_rtstruct_roi(rs, w->number);
	struct reader r = { .rs = rs };
	enum netrt_rc rc = netrt_bytes_open(rs->source.fd, w->at,
	    rs->source.end, false, 0, &r.b, e);

	if (rc == NETRT_OK)
		rc = items(&r, item, &w->contours, contour, e);
	netrt_bytes_close(r.b);
	netrt_points_free(&r.pts);
	if (rc != NETRT_OK)
		return netrt_err_prefix(e, "ROI number %ld, contour %zu",
		    w->number, rs->ncontours - first + 1);
	if (roi == NULL && rs->ncontours > first)
		return netrt_err_set(e, NETRT_DATA, "(3006,0084): ROI "
		    "number %ld has contours (%zu), but (3006,0020) does not "
		    "list it", w->number, rs->ncontours - first);
	for (size_t i = first; i < rs->ncontours; i++) {
		struct netrt_contour *c = &rs->contour[i];

		c->roi = (uint32_t)(roi - rs->roi) & (NETRT_CONTOUR_MOST - 1);
		roi->ncontours++;
		roi->nclosed += c->type == NETRT_CONTOUR_CLOSED && c->n >= 3;
	}
	return NETRT_OK;
}

static enum netrt_rc
roi(struct reader *r, const struct netrt_nest *item, struct netrt_err *e)
{
	struct netrt_roi *roi;
	struct whose w;
	enum netrt_rc rc = whose(r->b, item, &w, e);

	if (rc != NETRT_OK)
		return rc;
	if ((roi = netrt_rtstruct_roi(r->rs, w.number)) != NULL)
		paint(roi, &w);
	return w.contours.tag == 0 ? NETRT_OK : contours(r->rs, item, &w, e);
}

/* ---- the whole ---- */

enum netrt_rc
netrt_rtstruct_load(struct netrt_rtstruct *rs, struct netrt_err *e)
{
	const struct netrt_source *s = &rs->source;
	struct netrt_nest top = {
		.c = { .vr = !s->implicit, .limit = s->end }, .end = s->end
	};
	struct reader r = { .rs = rs };
	struct netrt_header h;
	bool more;
	enum netrt_rc rc;

	rs->spread->normal[2] = 1;	/* what contour() finds out */
	if (s->contours < 0)
		return NETRT_OK;
	rc = netrt_bytes_open(s->fd, s->contours, s->end, false, 0, &r.b, e);
	if (rc == NETRT_OK)
		rc = netrt_nest_element(r.b, &top, &h, &more, e);
	if (rc == NETRT_OK)
		rc = items(&r, &top, &h, roi, e);
	netrt_bytes_close(r.b);
	if (rc == NETRT_OK)
		rc = netrt_rtstruct_unchanged(rs, e);
	if (rc != NETRT_OK)
		netrt_err_prefix(e, "%s", netrt_object_name(rs->path));
	return rc;
}
