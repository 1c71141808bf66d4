/* Patient, study, series and texts of a Segmentation: see segment.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "segment_priv.h"

#define LO_MOST	64
#define SH_MOST	16
#define ANY	10000		/* as long as the source is */

/* Patient, Patient Study, General Study (PS3.3 C.7.1.1, C.7.2.1, C.7.2.2) and
 * what was done to hide the patient: as in the image. */
static const uint32_t kept[] = {
	TAG_StudyDate, TAG_StudyTime, TAG_AccessionNumber,
	TAG_ReferringPhysicianName, TAG_StudyDescription, TAG_PatientName,
	TAG_PatientID, TAG_IssuerOfPatientID, TAG_PatientBirthDate,
	TAG_PatientSex, TAG_PatientAge, TAG_PatientSize, TAG_PatientWeight,
	TAG_PatientIdentityRemoved, TAG_DeidentificationMethod,
	TAG_StudyInstanceUID, TAG_StudyID, TAG_PositionReferenceIndicator,
	TAG_LongitudinalTemporalInformationModified,
};
#define NKEPT (sizeof kept / sizeof kept[0])

/* A text that is to be set, when the character set is known. */
struct text {
	struct netrt_item *it;
	uint32_t tag;
	size_t max;
	char *utf8;
};

struct texts {
	struct text *t;
	size_t n, room;
};

/* utf8 belongs to the list from now on, also after a failure. */
static enum netrt_rc
add(struct texts *l, struct netrt_item *it, uint32_t tag, size_t max,
    char *utf8, struct netrt_err *e)
{
	if (utf8 != NULL && l->n == l->room) {
		size_t room = l->room == 0 ? 64 : 2 * l->room;
		struct text *p = realloc(l->t, room * sizeof *p);

		if (p == NULL) {
			free(utf8);
			utf8 = NULL;
		} else {
			l->t = p;
			l->room = room;
		}
	}
	if (utf8 == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for text");
	l->t[l->n++] = (struct text){ it, tag, max, utf8 };
	return NETRT_OK;
}

static enum netrt_rc
add_copy(struct texts *l, struct netrt_item *it, uint32_t tag, size_t max,
    const char *utf8, struct netrt_err *e)
{
	return add(l, it, tag, max, strdup(utf8), e);
}

/* ASCII needs no character set; else UTF-8, which has every name. */
static enum netrt_rc
set_all(const struct texts *l, struct netrt_item *root, struct netrt_err *e)
{
	bool wide = false;
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; i < l->n; i++)
		for (const char *p = l->t[i].utf8; *p != '\0'; p++)
			wide = wide || (unsigned char)*p >= 0x80;
	netrt_item_del(root, TAG_SpecificCharacterSet);
	if (wide)
		rc = netrt_item_set_str(root, TAG_SpecificCharacterSet,
		    "ISO_IR 192", e);
	for (size_t i = 0; rc == NETRT_OK && i < l->n; i++)
		rc = netrt_item_set_text(l->t[i].it, l->t[i].tag,
		    l->t[i].utf8, l->t[i].max, e);
	return rc;
}

static enum netrt_rc
patient(struct texts *l, const struct netrt_segment *s,
    struct netrt_item *root, struct netrt_item *image, struct netrt_err *e)
{
	const char *id = s->cfg->processing.overlay_study_id;
	enum netrt_rc rc = NETRT_OK;
	char *text;

	for (size_t i = 0; rc == NETRT_OK && i < NKEPT; i++) {
		if (!netrt_item_has(image, kept[i]) ||
		    (kept[i] == TAG_PositionReferenceIndicator &&
		    !netrt_item_has(root, TAG_FrameOfReferenceUID)))
			continue;
		rc = netrt_item_get_text(image, kept[i], &text, e);
		if (rc == NETRT_OK)
			rc = add(l, root, kept[i], ANY, text, e);
	}
	/* the same as in the overlay series */
	if (rc == NETRT_OK && *id != '\0')
		rc = add_copy(l, root, TAG_StudyID, SH_MOST, id, e);
	if (rc == NETRT_OK && netrt_item_count(image,
	    TAG_DeidentificationMethodCodeSequence) > 0)
		rc = netrt_item_copy(root, image,
		    TAG_DeidentificationMethodCodeSequence, e);
	return rc;
}

/* "{}" is the ROI, or how many there are. */
static enum netrt_rc
series(struct texts *l, const struct netrt_segment *s,
    struct netrt_item *root, const struct netrt_segment_roi *roi, size_t n,
    struct netrt_err *e)
{
	const char *form = s->cfg->segmentation.series_description;
	const char *at = strstr(form, "{}");
	char many[32], what[64], text[512];
	enum netrt_rc rc;

	snprintf(many, sizeof many, "%zu ROIs", n);
	if (at == NULL)
		snprintf(text, sizeof text, "%s", form);
	else
		snprintf(text, sizeof text, "%.*s%s%s", (int)(at - form),
		    form, n == 1 ? roi->name : many, at + 2);
	snprintf(what, sizeof what, "Contours of %s", n == 1 ? "1 ROI" :
	    many);
	rc = add_copy(l, root, TAG_SeriesDescription, LO_MOST, text, e);
	if (rc == NETRT_OK)
		rc = add_copy(l, root, TAG_ContentDescription, LO_MOST, what,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_SeriesInstanceUID,
		    s->series, e);
	return rc != NETRT_OK ? rc : netrt_item_set_str(root,
	    TAG_SOPInstanceUID, s->sop, e);
}

/*
 * Who made it, as far as is known.  Segmentation Algorithm Identification
 * wants a family (PS3.16 CID 7162): only that of contours drawn by hand is
 * known; for the others name and version are the Segment Algorithm Name.
 */
static enum netrt_rc
algorithm(struct texts *l, const struct netrt_segment *s,
    struct netrt_item *it, enum netrt_seg_how how, struct netrt_err *e)
{
	const char *name = s->cfg->segmentation.algorithm_name;
	const char *version = s->cfg->segmentation.algorithm_version;
	struct netrt_item *id, *family;
	char both[600];
	enum netrt_rc rc;

	if (*name == '\0')
		name = "unknown";
	if (how != NETRT_SEG_MANUAL) {
		snprintf(both, sizeof both, "%s%s%s", name,
		    *version != '\0' ? " " : "", version);
		return add_copy(l, it, TAG_SegmentAlgorithmName, LO_MOST,
		    both, e);
	}
	rc = netrt_item_add(it,
	    TAG_SegmentationAlgorithmIdentificationSequence, &id, e);
	if (rc == NETRT_OK)
		rc = netrt_item_add(id, TAG_AlgorithmFamilyCodeSequence,
		    &family, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(family, TAG_CodeValue, "123109", e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(family, TAG_CodingSchemeDesignator,
		    "DCM", e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(family, TAG_CodeMeaning,
		    "Manual Processing", e);
	if (rc == NETRT_OK)
		rc = add_copy(l, id, TAG_AlgorithmName, LO_MOST, name, e);
	return rc != NETRT_OK ? rc : add_copy(l, id, TAG_AlgorithmVersion,
	    LO_MOST, *version != '\0' ? version : "unknown", e);
}

static enum netrt_rc
segment(struct texts *l, const struct netrt_segment *s,
    struct netrt_item *it, const struct netrt_segment_roi *r,
    struct netrt_err *e)
{
	struct netrt_item *type;
	enum netrt_rc rc = add_copy(l, it, TAG_SegmentLabel, LO_MOST,
	    r->name, e);

	if (rc == NETRT_OK)
		rc = add_copy(l, it, TAG_TrackingID, ANY, r->tracking, e);
	if (rc == NETRT_OK)
		rc = algorithm(l, s, it, r->how, e);
	type = netrt_item_at(it, TAG_SegmentedPropertyTypeCodeSequence, 0);
	if (rc == NETRT_OK && r->meaning != NULL && type != NULL)
		rc = add_copy(l, type, TAG_CodeMeaning, LO_MOST, r->meaning,
		    e);
	return rc;
}

/*
 * A true date beside removed or shifted ones would give the shift away, and
 * yet Content Date must be there.
 */
static enum netrt_rc
dates(const struct netrt_segment *s, struct netrt_item *root,
    struct netrt_item *image, struct netrt_err *e)
{
	static const uint32_t tag[3][2] = {
		{ TAG_ContentDate, TAG_ContentTime },
		{ TAG_InstanceCreationDate, TAG_InstanceCreationTime },
		{ TAG_SeriesDate, TAG_SeriesTime },
	};
	char moved[17], date[32] = "";
	enum netrt_rc rc = NETRT_OK;
	bool dated;

	if (netrt_item_get_value(image,
	    TAG_LongitudinalTemporalInformationModified, 0, moved,
	    sizeof moved, e) != NETRT_OK)
		return e->rc;
	dated = strcmp(moved, "REMOVED") != 0 &&
	    strcmp(moved, "MODIFIED") != 0;
	if (strcmp(moved, "MODIFIED") == 0)
		rc = netrt_item_get_value(image, TAG_StudyDate, 0, date,
		    sizeof date, e);
	for (int i = 0; rc == NETRT_OK && i < 3; i++) {
		netrt_item_del(root, tag[i][0]);
		netrt_item_del(root, tag[i][1]);
		if (i > 0 && !dated)
			continue;
		rc = netrt_item_set_str(root, tag[i][0], dated ? s->date :
		    strlen(date) == 8 ? date : "19600101", e);
		if (rc == NETRT_OK)
			rc = netrt_item_set_str(root, tag[i][1], dated ?
			    s->time : "000000", e);
	}
	return rc;
}

enum netrt_rc
netrt_segment_head(const struct netrt_segment *s, struct netrt_item *root,
    struct netrt_item *image, const struct netrt_segment_roi *roi, size_t n,
    struct netrt_err *e)
{
	struct texts l = { .n = 0 };
	enum netrt_rc rc = patient(&l, s, root, image, e);

	if (rc == NETRT_OK)
		rc = series(&l, s, root, roi, n, e);
	for (size_t i = 0; rc == NETRT_OK && i < n; i++)
		rc = segment(&l, s, netrt_item_at(root, TAG_SegmentSequence,
		    i), &roi[i], e);
	if (rc == NETRT_OK)
		rc = set_all(&l, root, e);
	if (rc == NETRT_OK)
		rc = dates(s, root, image, e);
	for (size_t i = 0; i < l.n; i++)
		free(l.t[i].utf8);
	free(l.t);
	return rc;
}
