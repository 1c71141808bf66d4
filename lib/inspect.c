/* What netrt-validate finds in the objects of a study: see inspect.h. */
#include <stdlib.h>
#include <string.h>

#include "inspect.h"
#include "link.h"
#include "object.h"
#include "plan.h"
#include "planes.h"
#include "wants.h"

static void
fault(struct netrt_inspect *c, const char *code, const char *file, uint32_t tag,
    const struct netrt_err *e)
{
	netrt_finding_add(&c->f, NETRT_ERROR, e->rc, code, file, tag, "%s",
	    e->msg);
}

/* ---- images ---- */

/* Uncompressed pixel data must hold the whole image. */
static void
pixels(struct netrt_inspect *c, const char *path, struct netrt_dcm *d)
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
kind(struct netrt_inspect *c, const struct netrt_slice *sl)
{
	char tag[64];

	netrt_tag_format(sl->tag, tag, sizeof tag);
	switch (sl->kind) {
	case NETRT_IMAGE_SLICE:
		if (sl->frame_number > 0)
			netrt_finding_add(&c->f, NETRT_INFO, NETRT_OK,
			    "frames", sl->path, TAG_NumberOfFrames,
			    "an enhanced image: its frames are slices, but "
			    "can have no overlay planes (PS3.3)");
		break;
	case NETRT_IMAGE_MULTIFRAME:
		netrt_finding_add(&c->f, NETRT_WARNING, NETRT_OK,
		    "multi-frame", sl->path, sl->tag, "a multi-frame image "
		    "of which %s is missing or wrong: its frames have no "
		    "place", tag);
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
image(struct netrt_inspect *c, const char *path, struct netrt_err *e)
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
images(struct netrt_inspect *c, struct netrt_err *e)
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
	struct netrt_inspect *c = ctx;

	netrt_finding_add(&c->f, NETRT_WARNING, NETRT_OK, w->code, c->file,
	    w->tag, "%zu %s", w->n, w->text);
}

/* A series that an RTSTRUCT fits as well as others: all of them, for the
 * message of the error has no room. */
static void
candidate(void *ctx, const struct netrt_candidate *k)
{
	struct netrt_inspect *c = ctx;

	netrt_finding_put(&c->f, NETRT_INFO, NETRT_OK, "series-candidate",
	    c->file, TAG_SeriesInstanceUID, "fits series %s: %s%s%s, %ux%u, "
	    "%zu images, %zu of which it names; %zu of %zu closed contours "
	    "lie on its slices", k->series->uid, k->series->modality,
	    k->series->phase[0] ? ", " : "", k->series->phase,
	    k->series->rows, k->series->cols, k->series->n, k->named,
	    k->placed, k->closed);
}

/* The study of another patient whose images it names, as netrt-study found
 * out when this study began. */
static bool
refused(struct netrt_inspect *c, const char *path, char uid[NETRT_UID_LEN])
{
	struct netrt_wants *list;
	struct netrt_err none;
	size_t n;

	uid[0] = '\0';
	if (netrt_wants_read(c->s->study->fd, &list, &n, &none) != NETRT_OK)
		n = 0;
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].file, strrchr(path, '/') + 1) == 0)
			strcpy(uid, list[i].refused);
	free(list);
	return uid[0] != '\0';
}

/* Would there be an overlay plane for each that is wanted? */
static void
planes(struct netrt_inspect *c, const char *path, const struct netrt_plan *p)
{
	struct netrt_planes planes;
	struct netrt_err e;

	if (netrt_planes_init(&planes, p, c->s->cfg, &e) != NETRT_OK)
		fault(c, "no-overlay-plane", path, TAG_OverlayData, &e);
	else
		netrt_planes_warnings(&planes, p, warn, c);
}

static enum netrt_rc
plan(struct netrt_inspect *c, const char *path,
    const struct netrt_rtstruct *rs, struct netrt_err *e)
{
	struct netrt_plan p;
	char other[NETRT_UID_LEN];
	enum netrt_rc rc = netrt_plan_init(&p, rs, &c->l, c->s->cfg, e);

	c->file = path;
	if ((rc == NETRT_DATA || rc == NETRT_NOINPUT) &&
	    refused(c, path, other)) {
		netrt_finding_add(&c->f, NETRT_ERROR, NETRT_DATA,
		    "other-patient", path, TAG_PatientID, "of study %s, but "
		    "it names images of study %s, which is here, of another "
		    "Patient ID: never linked; correct it where it comes "
		    "from", rs->study, other);
		return NETRT_OK;
	}
	if (rc == NETRT_DATA || rc == NETRT_NOINPUT) {
		fault(c, rc == NETRT_DATA ? "not-paired" : "images-missing",
		    path, TAG_ReferencedFrameOfReferenceSequence, e);
		return rc == NETRT_DATA ? netrt_pair_candidates(rs, &c->l,
		    c->s->cfg, candidate, c, e) : NETRT_OK;
	}
	if (rc != NETRT_OK)
		return rc;
	if (p.nothing.rc != NETRT_OK) {
		netrt_finding_add(&c->f, NETRT_WARNING, NETRT_OK,
		    "nothing-to-draw", path, TAG_ROIContourSequence, "%s",
		    p.nothing.msg);
	} else {
		c->drawable++;
		c->paired[p.pair.series - c->l.series] = true;
		netrt_plan_warnings(&p, warn, c);
		if (!p.pair.series->frames)	/* those bear none at all */
			planes(c, path, &p);
	}
	netrt_plan_free(&p);
	return NETRT_OK;
}

/* Two of one UID are two contents under one name: no series could say which
 * of them it was made of. */
static void
unique(struct netrt_inspect *c, const char *path,
    const struct netrt_rtstruct *rs)
{
	for (size_t i = 0; i < c->nsops; i++)
		if (strcmp(c->sop[i], rs->sop) == 0)
			netrt_finding_add(&c->f, NETRT_ERROR, NETRT_DATA,
			    "duplicate-instance", path, TAG_SOPInstanceUID,
			    "the same SOP Instance UID as another RTSTRUCT: "
			    "remove one");
	memcpy(c->sop[c->nsops++], rs->sop, sizeof rs->sop);
}

/* left: why the configuration does not want it. */
static enum netrt_rc
structure(struct netrt_inspect *c, const char *path, enum netrt_left left,
    struct netrt_err *e)
{
	struct netrt_rtstruct *rs = NULL;
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc = netrt_rtstruct_open(path, &rs, &d, e);

	if (d != NULL)
		netrt_patient_check(&c->patient, path, netrt_dcm_root(d),
		    &c->f);
	netrt_dcm_close(d);
	if (rc == NETRT_OK)
		rc = netrt_rtstruct_load(rs, e);
	if (rc == NETRT_DATA) {
		fault(c, "unreadable", path, 0, e);
		netrt_rtstruct_free(rs);
		return NETRT_OK;
	}
	if (rc == NETRT_OK)
		unique(c, path, rs);
	if (rc == NETRT_OK && left != NETRT_LEFT_NOT)
		netrt_finding_add(&c->f, NETRT_INFO, NETRT_OK,
		    "rtstruct-left-out", path, left == NETRT_LEFT_OLDER ?
		    TAG_StructureSetDate : TAG_ApprovalStatus, "left out: %s",
		    netrt_left_text(left));
	else if (rc == NETRT_OK && !c->unsorted)
		rc = plan(c, path, rs, e);
	netrt_rtstruct_free(rs);
	return rc;
}

/* Which of them are wanted; when none is, or nobody knows which, that is the
 * finding. */
static enum netrt_rc
choose(struct netrt_inspect *c, struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	if (!c->unsorted)
		rc = netrt_choose(c->s, &c->l, &c->choice, e);
	if (rc == NETRT_DATA || rc == NETRT_NOINPUT) {
		fault(c, rc == NETRT_DATA ? "newest-unclear" : "not-approved",
		    NULL, rc == NETRT_DATA ? TAG_StructureSetDate :
		    TAG_ApprovalStatus, e);
		rc = NETRT_OK;
	}
	return rc;
}

static enum netrt_rc
structures(struct netrt_inspect *c, struct netrt_err *e)
{
	const struct netrt_names *all = &c->s->structs;
	enum netrt_rc rc = choose(c, e);

	if (all->n == 0)
		netrt_finding_add(&c->f, NETRT_ERROR, NETRT_NOINPUT,
		    "no-rtstruct", NULL, 0, "no RTSTRUCT: send it");
	c->sop = calloc(all->n + 1, sizeof *c->sop);
	if (c->sop == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; rc == NETRT_OK && i < all->n; i++)
		rc = structure(c, all->name[i], c->unsorted ?
		    NETRT_LEFT_NOT : c->choice.left[i], e);
	return rc;
}

/* RTSTRUCTs that were linked into other studies: "UID FILE" (link.h). */
static void
linked(struct netrt_inspect *c)
{
	struct netrt_err none;
	char *text, *p, *save = NULL;
	size_t len;

	if (netrt_fs_read(c->s->study->fd, NETRT_LINKED, 1 << 20, &text,
	    &len, &none) != NETRT_OK)
		return;
	for (p = strtok_r(text, "\n", &save); p != NULL;
	    p = strtok_r(NULL, "\n", &save))
		netrt_finding_add(&c->f, NETRT_INFO, NETRT_OK,
		    "rtstruct-linked", NULL, TAG_RTReferencedStudySequence,
		    "Structure/%s went to study %.*s, whose images it names",
		    strchr(p, ' ') != NULL ? strchr(p, ' ') + 1 : "",
		    (int)strcspn(p, " "), p);
	free(text);
}

/* What only the whole study tells. */
static void
whole(struct netrt_inspect *c)
{
	struct netrt_err e;

	/* an RTSTRUCT has said so already, and better */
	if (c->s->images.n == 0 &&
	    netrt_findings_rc(&c->f, &e) != NETRT_NOINPUT)
		netrt_finding_add(&c->f, NETRT_ERROR, NETRT_NOINPUT,
		    "no-image", NULL, 0, "no image: send the images");
	linked(c);
	netrt_patient_end(&c->patient, &c->f);
	for (size_t i = 0; i < c->l.n; i++)
		if (!c->paired[i] && c->drawable > 0)
			netrt_finding_add(&c->f, NETRT_INFO, NETRT_OK,
			    "series-unused", NULL, TAG_SeriesInstanceUID,
			    "series %s%s%s, %zu images: no RTSTRUCT belongs "
			    "to it; it gets no mask", c->l.series[i].uid,
			    c->l.series[i].phase[0] ? ", " : "",
			    c->l.series[i].phase, c->l.series[i].n);
	if (c->drawable == 0 && c->s->structs.n > 0 &&
	    netrt_findings_rc(&c->f, &e) == NETRT_OK)
		netrt_finding_add(&c->f, NETRT_ERROR, NETRT_DATA,
		    "nothing-to-draw", NULL, TAG_ROIContourSequence,
		    "no RTSTRUCT has a closed contour of a ROI that is "
		    "wanted (the warnings say why)");
}

enum netrt_rc
netrt_inspect(struct netrt_inspect *c, struct netrt_err *e)
{
	enum netrt_rc rc;

	c->patient.id_alone = c->s->cfg->processing.on_patient_mismatch ==
	    NETRT_MISSING_PROCESS;
	rc = images(c, e);
	if (rc == NETRT_OK)
		rc = structures(c, e);
	if (rc == NETRT_OK)
		whole(c);
	return rc;
}

void
netrt_inspect_free(struct netrt_inspect *c)
{
	free(c->paired);
	free(c->sop);
	netrt_choice_free(&c->choice);
	netrt_series_free(&c->l);
	netrt_patient_free(&c->patient);
	netrt_findings_free(&c->f);
}
