/*
 * netrt-validate: can this study be processed, and if not, exactly why not.
 * It also freezes the inputs, as the first step of the chain.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "finding.h"
#include "object.h"
#include "patient.h"
#include "plan.h"
#include "step.h"
#include "tool.h"

#define FINDINGS	".netrt/findings"

/* Of the tool: -j, and whether the last study was looked at. */
struct own {
	bool json, ran;
};

struct check {
	struct netrt_step *s;
	struct netrt_findings f;
	struct netrt_patient patient;
	struct netrt_series_list l;
	bool *paired;			/* series of the list */
	bool unsorted;			/* the list could not be made: pairing
					 * would only tell of that again */
	size_t drawable;		/* RTSTRUCTs that can be drawn */
	netrt_uid_text *sop;		/* of the RTSTRUCTs */
	size_t nsops;
	const char *file;		/* of the warnings */
};

static void
fault(struct check *c, const char *code, const char *file, uint32_t tag,
    const struct netrt_err *e)
{
	netrt_finding_add(&c->f, NETRT_ERROR, e->rc, code, file, tag, "%s",
	    e->msg);
}

/* ---- images ---- */

/* Uncompressed pixel data must hold the whole image. */
static void
pixels(struct check *c, const char *path, struct netrt_dcm *d)
{
	struct netrt_item *root = netrt_dcm_root(d);
	const uint32_t tag[4] = {
		TAG_Rows, TAG_Columns, TAG_SamplesPerPixel, TAG_BitsAllocated
	};
	struct netrt_err none;
	double want = 0.125;
	size_t have = netrt_item_len(root, TAG_PixelData);

	if (netrt_dcm_encapsulated(d) || !netrt_item_has(root, TAG_PixelData))
		return;
	for (int i = 0; i < 4; i++) {
		long v;

		if (netrt_item_get_int(root, tag[i], 1, &v, &none) !=
		    NETRT_OK)
			return;		/* told as having no place */
		want *= (double)v;
	}
	if ((double)have < want)
		netrt_finding_add(&c->f, NETRT_ERROR, NETRT_DATA,
		    "pixel-data-short", path, TAG_PixelData, "%zu bytes of "
		    "pixel data, %.0f needed: the image was cut off before "
		    "it was sent", have, want);
}

static void
kind(struct check *c, const struct netrt_slice *sl)
{
	char tag[64];

	netrt_tag_format(sl->tag, tag, sizeof tag);
	switch (sl->kind) {
	case NETRT_IMAGE_SLICE:
		break;
	case NETRT_IMAGE_MULTIFRAME:
		netrt_finding_add(&c->f, NETRT_WARNING, NETRT_OK,
		    "multi-frame", sl->path, sl->tag, "a multi-frame image "
		    "cannot carry overlay planes of slices");
		break;
	case NETRT_IMAGE_PLACELESS:
		netrt_finding_add(&c->f, NETRT_WARNING, NETRT_OK, "no-place",
		    sl->path, sl->tag, "%s is missing or wrong: this image "
		    "cannot carry a mask", tag);
		break;
	case NETRT_IMAGE_OTHER:
		netrt_finding_add(&c->f, NETRT_INFO, NETRT_OK, "not-an-image",
		    sl->path, sl->tag, "no CT, MR or PET image with pixel "
		    "data: ignored");
		break;
	}
}

static enum netrt_rc
image(struct check *c, const char *path, struct netrt_err *e)
{
	const struct netrt_slice *sl;
	struct netrt_dcm *d = NULL;
	struct netrt_item *root;
	enum netrt_rc rc = netrt_object_open(path, &d, e);

	if (rc == NETRT_DATA) {
		fault(c, "unreadable", path, 0, e);
		return NETRT_OK;
	}
	if (rc != NETRT_OK)
		return rc;
	root = netrt_dcm_root(d);
	netrt_patient_check(&c->patient, path, root, &c->f);
	if (netrt_rtstruct_is(root)) {
		netrt_finding_add(&c->f, NETRT_ERROR, NETRT_DATA,
		    "rtstruct-among-images", path, TAG_Modality, "an "
		    "RTSTRUCT in DCM: move it to Structure");
	} else {
		rc = netrt_series_add(&c->l, path, root, &sl, e);
		if (rc == NETRT_OK) {
			kind(c, sl);
			if (sl->kind != NETRT_IMAGE_OTHER)
				pixels(c, path, d);
		}
	}
	netrt_dcm_close(d);
	return rc;
}

static enum netrt_rc
images(struct check *c, struct netrt_err *e)
{
	const struct netrt_names *all = &c->s->images;
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && i < all->n; i++) {
		rc = image(c, all->name[i], e);
		netrt_tool_progress(c->s->tool, c->s->study->name, i + 1,
		    all->n);
	}
	if (rc != NETRT_OK)
		return rc;
	rc = netrt_series_sort(&c->l, e);
	if (rc == NETRT_DATA) {
		fault(c, "duplicate-instance", NULL, TAG_SOPInstanceUID, e);
		netrt_series_free(&c->l);
		c->unsorted = true;
		rc = NETRT_OK;
	}
	c->paired = calloc(c->l.n + 1, sizeof *c->paired);
	if (rc == NETRT_OK && c->paired == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	return rc;
}

/* ---- RTSTRUCTs ---- */

static void
warn(void *ctx, const struct netrt_warning *w)
{
	struct check *c = ctx;

	netrt_finding_add(&c->f, NETRT_WARNING, NETRT_OK, w->code, c->file,
	    w->tag, "%zu %s", w->n, w->text);
}

static enum netrt_rc
plan(struct check *c, const char *path, const struct netrt_rtstruct *rs,
    struct netrt_err *e)
{
	struct netrt_plan p;
	enum netrt_rc rc = netrt_plan_init(&p, rs, &c->l, c->s->cfg, e);

	if (rc == NETRT_DATA || rc == NETRT_NOINPUT) {
		fault(c, rc == NETRT_DATA ? "not-paired" : "images-missing",
		    path, TAG_ReferencedFrameOfReferenceSequence, e);
		return NETRT_OK;
	}
	if (rc != NETRT_OK)
		return rc;
	if (p.nothing.rc != NETRT_OK) {
		netrt_finding_add(&c->f, NETRT_WARNING, NETRT_OK,
		    "nothing-to-draw", path, TAG_ROIContourSequence, "%s",
		    p.nothing.msg);
	} else {
		c->file = path;
		c->drawable++;
		c->paired[p.pair.series - c->l.series] = true;
		netrt_plan_warnings(&p, warn, c);
	}
	netrt_plan_free(&p);
	return NETRT_OK;
}

/* Two of one UID are two contents under one name: no series could say which
 * of them it was made of. */
static void
unique(struct check *c, const char *path, const struct netrt_rtstruct *rs)
{
	for (size_t i = 0; i < c->nsops; i++)
		if (strcmp(c->sop[i], rs->sop) == 0)
			netrt_finding_add(&c->f, NETRT_ERROR, NETRT_DATA,
			    "duplicate-instance", path, TAG_SOPInstanceUID,
			    "the same SOP Instance UID as another RTSTRUCT: "
			    "remove one");
	memcpy(c->sop[c->nsops++], rs->sop, sizeof rs->sop);
}

static enum netrt_rc
structure(struct check *c, const char *path, struct netrt_err *e)
{
	struct netrt_rtstruct *rs = NULL;
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc = netrt_object_open(path, &d, e);

	if (rc == NETRT_OK) {
		netrt_patient_check(&c->patient, path, netrt_dcm_root(d),
		    &c->f);
		rc = netrt_rtstruct_parse(path, netrt_dcm_root(d), &rs, e);
	}
	netrt_dcm_close(d);
	if (rc == NETRT_DATA) {
		fault(c, "unreadable", path, 0, e);
		return NETRT_OK;
	}
	if (rc == NETRT_OK)
		unique(c, path, rs);
	if (rc == NETRT_OK && !c->unsorted)
		rc = plan(c, path, rs, e);
	netrt_rtstruct_free(rs);
	return rc;
}

static enum netrt_rc
structures(struct check *c, struct netrt_err *e)
{
	const struct netrt_names *all = &c->s->structs;
	enum netrt_rc rc = NETRT_OK;

	if (all->n == 0)
		netrt_finding_add(&c->f, NETRT_ERROR, NETRT_NOINPUT,
		    "no-rtstruct", NULL, 0, "no RTSTRUCT: send it");
	if (c->s->images.n == 0)
		netrt_finding_add(&c->f, NETRT_ERROR, NETRT_NOINPUT,
		    "no-image", NULL, 0, "no image: send the images");
	c->sop = calloc(all->n + 1, sizeof *c->sop);
	if (c->sop == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; rc == NETRT_OK && i < all->n; i++)
		rc = structure(c, all->name[i], e);
	return rc;
}

/* What only the whole study tells. */
static void
whole(struct check *c)
{
	struct netrt_err e;

	netrt_patient_end(&c->patient, &c->f);
	for (size_t i = 0; i < c->l.n; i++)
		if (!c->paired[i] && c->drawable > 0)
			netrt_finding_add(&c->f, NETRT_INFO, NETRT_OK,
			    "series-unused", NULL, TAG_SeriesInstanceUID,
			    "series %s, %zu images: no RTSTRUCT belongs to "
			    "it; it gets no mask", c->l.series[i].uid,
			    c->l.series[i].n);
	if (c->drawable == 0 && c->s->structs.n > 0 &&
	    netrt_findings_rc(&c->f, &e) == NETRT_OK)
		netrt_finding_add(&c->f, NETRT_ERROR, NETRT_DATA,
		    "nothing-to-draw", NULL, TAG_ROIContourSequence,
		    "no RTSTRUCT has a closed contour of a ROI that is "
		    "wanted (the warnings say why)");
}

/* ---- the step ---- */

static enum netrt_rc
tell(struct check *c, struct netrt_err *e)
{
	struct netrt_step *s = c->s;
	char *text = NULL;
	size_t len, errors = 0;
	enum netrt_rc rc = netrt_findings_json(&c->f, s->study->name, &text,
	    &len, e);

	for (size_t i = 0; i < c->f.n; i++)
		errors += c->f.list[i].rc != NETRT_OK;
	for (size_t i = 0; i < c->f.n; i++) {
		const struct netrt_finding *p = &c->f.list[i];
		bool named = p->file[0] != '\0' &&
		    strstr(p->text, p->file) == NULL;

		/* a single error is the verdict: it is said once */
		if (p->rc == NETRT_OK || errors > 1)
			netrt_tool_say(s->tool, p->level, "%s: %s%s%s%s",
			    s->study->name, named ? p->file : "",
			    named ? ": " : "", p->text,
			    p->more > 0 ? " (and more like it)" : "");
		netrt_step_report(s, "%s %s: %s%s%s", netrt_severity_name(
		    p->level), p->code, named ? p->file : "",
		    named ? ": " : "", p->text);
	}
	if (rc == NETRT_OK)
		rc = netrt_fs_write(s->study->fd, FINDINGS, text, len, e);
	free(text);
	return rc;
}

static enum netrt_rc
run(struct netrt_step *s, struct netrt_err *e)
{
	struct check c = { .s = s };
	struct own *own = s->tool->ctx;
	enum netrt_rc rc = netrt_dcm_init(e);

	if (rc == NETRT_OK)
		rc = images(&c, e);
	if (rc == NETRT_OK)
		rc = structures(&c, e);
	if (rc == NETRT_OK) {
		whole(&c);
		rc = tell(&c, e);
	}
	if (rc == NETRT_OK) {
		own->ran = true;
		rc = netrt_findings_rc(&c.f, e);
	}
	free(c.paired);
	free(c.sop);
	netrt_series_free(&c.l);
	netrt_patient_free(&c.patient);
	netrt_findings_free(&c.f);
	return rc;
}

/* The findings of this run, or of the run that the study is done by. */
static enum netrt_rc
print(const char *study, struct netrt_err *e)
{
	char path[PATH_MAX + sizeof FINDINGS], *text;
	size_t len;
	enum netrt_rc rc;

	snprintf(path, sizeof path, "%s/" FINDINGS, study);
	rc = netrt_fs_read(AT_FDCWD, path, 16 << 20, &text, &len, e);
	if (rc != NETRT_OK)
		return rc;
	fwrite(text, 1, len, stdout);
	free(text);
	return NETRT_OK;
}

static enum netrt_rc
one(struct netrt_tool *t, const char *study, struct netrt_err *e)
{
	static const struct netrt_step_fns fns = { .run = run };
	struct own *own = t->ctx;
	struct netrt_err other;
	enum netrt_rc rc, printed;

	own->ran = false;
	rc = netrt_step_run(t, "validate", study, &fns, e);
	if (!own->json || t->dry || (rc != NETRT_OK && !own->ran))
		return rc;
	printed = print(study, &other);
	if (printed == NETRT_OK || rc != NETRT_OK)
		return rc;
	*e = other;
	return printed;
}

static enum netrt_rc
option(struct netrt_tool *t, int letter, const char *arg, struct netrt_err *e)
{
	struct own *own = t->ctx;

	(void)letter;
	(void)arg;
	(void)e;
	own->json = t->silent = true;
	return NETRT_OK;
}

int
main(int argc, char **argv)
{
	struct own own = { false, false };
	struct netrt_tool t = {
		.name = "netrt-validate",
		.usage = "[-0fjnv] [-c FILE] [-o section.key=VALUE] "
		    "[STUDY...]",
		.letters = "j", .option = option, .ctx = &own
	};

	return netrt_tool_run(&t, argc, argv, one);
}
