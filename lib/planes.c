/* The overlay planes of a run: see planes.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "object.h"
#include "overlay.h"
#include "planes.h"

/* ---- which planes ---- */

static bool
has_plane(const struct netrt_plan *plan, size_t roi)
{
	return plan->use[roi] && plan->rs->roi[roi].nclosed > 0;
}

/* Give the layers the lowest groups that no image of the series uses. */
static enum netrt_rc
groups(struct netrt_planes *p, const struct netrt_plan *plan, size_t want,
    struct netrt_err *e)
{
	const struct netrt_series *s = plan->pair.series;
	unsigned used = 0;

	for (size_t k = 0; k < s->n; k++)
		used |= s->slice[k].overlays;
	for (unsigned i = 0; i < NETRT_PLANES_MAX && p->n < want; i++)
		if ((used >> i & 1) == 0)
			p->layer[p->n++].group = 0x6000 + 2 * i;
	if (p->n == want)
		return NETRT_OK;
	netrt_err_set(e, NETRT_DATA, "%s: %zu overlay planes are needed, "
	    "%zu of 16 (groups 6000 to 601E) are free in series %s",
	    netrt_object_name(plan->rs->path), want, p->n, s->uid);
	size_t len = strlen(e->msg);
	snprintf(e->msg + len, sizeof e->msg - len, "%s", p->n > 0 ?
	    ": choose ROIs (processing.include_roi, exclude_roi), merge them "
	    "(processing.overlay_mode: merged), or export them as a "
	    "Segmentation (feature_flags.enable_segmentation_export)" :
	    ": its images have overlays in all of them, which netrt does not "
	    "overwrite");
	return e->rc;
}

/* The first 64 characters of text; LO (PS3.5 6.2) has no backslash, which
 * parts values, and no control characters. */
static void
put_text(char *to, size_t size, const char *text)
{
	size_t n = 0, chars = 0;

	for (; *text != '\0' && n + 1 < size; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c & 0xc0) != 0x80 && ++chars > 64)
			break;
		to[n++] = (char)(c < ' ' || c == 0x7f || c == '\\' ? '?' :
		    c);
	}
	to[n] = '\0';
}

static void
name_merged(struct netrt_layer *l, const struct netrt_plan *plan,
    const char *some)
{
	l->roi = NETRT_PLANES_MERGED;
	snprintf(l->label, sizeof l->label, "RTSTRUCT mask");
	snprintf(l->description, sizeof l->description,
	    "%zu of %zu ROIs merged%s", plan->nuse, plan->rs->nrois, some);
}

static void
name_roi(struct netrt_layer *l, const struct netrt_plan *plan, size_t roi,
    const char *some)
{
	const struct netrt_roi *r = &plan->rs->roi[roi];
	const char *name = plan->sel.name[roi];
	char text[128];

	l->roi = roi;
	snprintf(text, sizeof text, "ROI %ld", r->number);
	name = name[0] != '\0' ? name : text;
	put_text(l->label, sizeof l->label, name);
	l->changed = strcmp(l->label, name) != 0;
	snprintf(text, sizeof text, "ROI %ld%s%s%s", r->number,
	    r->type[0] != '\0' ? ", " : "", r->type, some);
	put_text(l->description, sizeof l->description, text);
}

enum netrt_rc
netrt_planes_init(struct netrt_planes *p, const struct netrt_plan *plan,
    const struct netrt_config *cfg, struct netrt_err *e)
{
	enum netrt_overlay_mode mode = cfg->processing.overlay_mode;
	const struct netrt_pair *pair = &plan->pair;
	size_t want = mode != NETRT_OVERLAY_PER_ROI, n = 0;
	char some[64] = "";

	memset(p, 0, sizeof *p);
	p->rows = pair->series->rows;
	p->cols = pair->series->cols;
	for (size_t i = 0; mode != NETRT_OVERLAY_MERGED &&
	    i < plan->rs->nrois; i++)
		want += has_plane(plan, i);
	if (groups(p, plan, want, e) != NETRT_OK)
		return e->rc;
	if (pair->missing > 0)
		snprintf(some, sizeof some, "; %zu of %zu images",
		    pair->named, pair->named + pair->missing);
	if (mode != NETRT_OVERLAY_PER_ROI)
		name_merged(&p->layer[n++], plan, some);
	for (size_t i = 0; n < p->n && i < plan->rs->nrois; i++)
		if (has_plane(plan, i))
			name_roi(&p->layer[n++], plan, i, some);
	return NETRT_OK;
}

static void
tell(const struct netrt_plan *plan, const char *code, size_t n, size_t roi,
    const char *what, void (*visit)(void *ctx, const struct netrt_warning *w),
    void *ctx)
{
	char text[256];
	struct netrt_warning w = { code, TAG_ROIName, n, text };

	snprintf(text, sizeof text, "%s (first: ROI %ld)", what,
	    plan->rs->roi[roi].number);
	if (n > 0)
		visit(ctx, &w);
}

void
netrt_planes_warnings(const struct netrt_planes *p,
    const struct netrt_plan *plan,
    void (*visit)(void *ctx, const struct netrt_warning *w), void *ctx)
{
	size_t changed = 0, alike = 0, first = 0, like = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct netrt_layer *l = &p->layer[i];
		bool same = false;

		if (l->changed && changed++ == 0)
			first = l->roi;
		/* equal names are another warning */
		for (size_t k = 0; k < i && !same; k++)
			same = (l->changed || p->layer[k].changed) &&
			    strcmp(l->label, p->layer[k].label) == 0 &&
			    (p->layer[k].roi == NETRT_PLANES_MERGED ||
			    strcmp(plan->sel.name[l->roi],
			    plan->sel.name[p->layer[k].roi]) != 0);
		if (same && alike++ == 0)
			like = l->roi;
	}
	tell(plan, "label-changed", changed, first, "overlay labels are not "
	    "the whole ROI name: cut to 64 characters, or \"?\" for a "
	    "backslash or control character", visit, ctx);
	tell(plan, "label-twice", alike, like, "overlay labels so became "
	    "equal to another one: Overlay Description has the ROI number",
	    visit, ctx);
}

/* "group 6000", "groups 6000, 6004-600A" */
static void
list_groups(const struct netrt_layer *l, size_t n, char *buf, size_t size)
{
	size_t len = (size_t)snprintf(buf, size, "group%s",
	    n == 1 ? "" : "s");

	for (size_t i = 0, k; i < n && len < size; i = k) {
		for (k = i + 1; k < n && l[k].group == l[k - 1].group + 2; k++)
			;
		len += (size_t)snprintf(buf + len, size - len, "%s %04X",
		    i == 0 ? "" : ",", l[i].group);
		if (k > i + 1 && len < size)
			len += (size_t)snprintf(buf + len, size - len,
			    "-%04X", l[k - 1].group);
	}
}

void
netrt_planes_format(const struct netrt_planes *p,
    const struct netrt_plan *plan, char *buf, size_t size)
{
	bool merged = p->layer[0].roi == NETRT_PLANES_MERGED;
	size_t first = merged ? 1 : 0;
	char one[16] = "", each[128] = "";
	size_t n;

	if (merged)
		snprintf(one, sizeof one, "group %04X", p->layer[0].group);
	if (p->n > first)
		list_groups(p->layer + first, p->n - first, each,
		    sizeof each);
	snprintf(buf, size, "Mask of %zu of %zu ROIs of RT Structure Set %s "
	    "in overlay %s%s%s%s", plan->nuse, plan->rs->nrois, plan->rs->sop,
	    one, merged && p->n > 1 ? ", " : "", each,
	    p->n == first ? "" : p->n > first + 1 ?
	    " (one plane for each ROI)" : " (one ROI)");
	n = strlen(buf);
	if (plan->pair.missing > 0)
		n += (size_t)snprintf(buf + n, size - n,
		    "; %zu of %zu images", plan->pair.named,
		    plan->pair.named + plan->pair.missing);
	if (n < size)
		snprintf(buf + n, size - n, "; pixel data unchanged");
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
	if ((b->packed = calloc(p->n, b->len)) == NULL) {
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
	memset(b->packed, 0, b->planes->n * b->len);
	memset(b->area, 0, sizeof b->area);
}

static void
pack(struct netrt_bits *b, size_t i, const struct netrt_mask *m)
{
	netrt_overlay_pack(m, b->packed + i * b->len);
	b->area[i] = netrt_mask_count(m);
}

void
netrt_bits_add(struct netrt_bits *b, size_t roi, const struct netrt_mask *m)
{
	netrt_mask_or(&b->merged, m);
	for (size_t i = 0; i < b->planes->n; i++)
		if (b->planes->layer[i].roi == roi)
			pack(b, i, m);
}

/* Text, in the character set of the image.  A '?' more than before stands
 * for something that this set has not. */
static enum netrt_rc
text(struct netrt_bits *b, uint32_t tag, const char *utf8,
    struct netrt_item *root, struct netrt_err *e)
{
	char got[260];
	size_t want = 0, have = 0;
	bool ascii = true;

	if (netrt_item_set_text(root, tag, utf8, 64, e) != NETRT_OK)
		return e->rc;
	for (const char *p = utf8; *p != '\0'; p++) {
		ascii = ascii && (*p & 0x80) == 0;
		want += *p == '?';
	}
	if (ascii)
		return NETRT_OK;
	if (netrt_item_get_str(root, tag, got, sizeof got, e) != NETRT_OK)
		return e->rc;
	for (const char *p = got; *p != '\0'; p++)
		have += *p == '?';
	b->lossy = b->lossy || have > want;
	return NETRT_OK;
}

static enum netrt_rc
words(struct netrt_bits *b, size_t i, struct netrt_item *root,
    struct netrt_err *e)
{
	const struct netrt_layer *l = &b->planes->layer[i];
	uint32_t g = (uint32_t)(l->group - 0x6000) << 16;
	char area[24];
	enum netrt_rc rc = text(b, TAG_OverlayDescription + g,
	    l->description, root, e);

	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_OverlayType + g, "R", e);
	if (rc == NETRT_OK)
		rc = text(b, TAG_OverlayLabel + g, l->label, root, e);
	snprintf(area, sizeof area, "%zu", b->area[i]);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_ROIArea + g, area, e);
	return rc;
}

static enum netrt_rc
plane(struct netrt_bits *b, size_t i, struct netrt_item *root,
    struct netrt_err *e)
{
	uint32_t g = (uint32_t)(b->planes->layer[i].group - 0x6000) << 16;
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
		rc = netrt_item_set_ss(root, TAG_OverlayOrigin + g, origin, 2,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_us(root, TAG_OverlayBitsAllocated + g,
		    &one, 1, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_us(root, TAG_OverlayBitPosition + g,
		    &zero, 1, e);
	if (rc == NETRT_OK)
		rc = words(b, i, root, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_bytes(root, TAG_OverlayData + g, true,
		    b->packed + i * b->len, b->len, e);
	return rc;
}

enum netrt_rc
netrt_bits_write(struct netrt_bits *b, struct netrt_item *root,
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && i < b->planes->n; i++) {
		if (b->planes->layer[i].roi == NETRT_PLANES_MERGED)
			pack(b, i, &b->merged);
		rc = plane(b, i, root, e);
	}
	return rc;
}
