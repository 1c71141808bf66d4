/* What the segments are: see segment.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "segcode.h"
#include "segment_priv.h"

/* The item of a sequence of the RTSTRUCT that is of a ROI number. */
static struct netrt_item *
find(struct netrt_item *root, uint32_t sequence, uint32_t tag, long number)
{
	size_t n = netrt_item_count(root, sequence);

	for (size_t i = 0; i < n; i++) {
		struct netrt_item *it = netrt_item_at(root, sequence, i);
		struct netrt_err none;
		long v;

		if (netrt_item_get_int(it, tag, number - 1, &v, &none) ==
		    NETRT_OK && v == number)
			return it;
	}
	return NULL;
}

/* A value of an optional attribute; what cannot be read is not there. */
static void
value(struct netrt_item *it, uint32_t tag, char *buf, size_t size)
{
	struct netrt_err none;

	if (it == NULL || netrt_item_get_value(it, tag, 0, buf, size,
	    &none) != NETRT_OK)
		buf[0] = '\0';
}

/* A text of one value without control characters: they, and the backslash
 * that would part it, become '/'. */
static enum netrt_rc
clean(const char *text, char **out, struct netrt_err *e)
{
	if ((*out = strdup(text)) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for text");
	for (char *p = *out; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == '\\' || *p == 0x7f)
			*p = '/';
	return NETRT_OK;
}

static bool
ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || (unsigned char)*s > '~')
			return false;
	return true;
}

/* RT ROI Identification Code Sequence, when it has a whole code. */
static enum netrt_rc
own_code(struct netrt_segment_roi *r, struct netrt_item *seen,
    struct netrt_err *e)
{
	struct netrt_item *it = netrt_item_at(seen,
	    TAG_RTROIIdentificationCodeSequence, 0);
	char v[17], scheme[17], version[17];
	char *meaning = NULL;
	enum netrt_rc rc;

	if (it == NULL)
		return NETRT_OK;
	value(it, TAG_CodeValue, v, sizeof v);
	value(it, TAG_CodingSchemeDesignator, scheme, sizeof scheme);
	value(it, TAG_CodingSchemeVersion, version, sizeof version);
	rc = netrt_item_get_text(it, TAG_CodeMeaning, &meaning, e);
	if (rc != NETRT_OK)
		return rc;
	if (v[0] != '\0' && scheme[0] != '\0' && meaning[0] != '\0' &&
	    ascii(v) && ascii(scheme) && ascii(version)) {
		rc = clean(meaning, &r->meaning, e);
		if (rc == NETRT_OK)
			rc = clean(v, &r->value, e);
		if (rc == NETRT_OK)
			rc = clean(scheme, &r->scheme, e);
		if (rc == NETRT_OK)
			rc = clean(version, &r->version, e);
	}
	free(meaning);
	return rc;
}

/*
 * RT ROI Interpreted Type decides.  A code of the ROI's own is of anatomy:
 * it says more where the type is an organ or nothing, and would contradict
 * it where that is a target or a device.
 */
static enum netrt_rc
code(struct netrt_segment_roi *r, struct netrt_item *root, long number,
    struct netrt_err *e)
{
	struct netrt_item *seen = find(root, TAG_RTROIObservationsSequence,
	    TAG_ReferencedROINumber, number);
	const struct netrt_segcode *c;
	char type[17];
	enum netrt_rc rc = NETRT_OK;

	value(seen, TAG_RTROIInterpretedType, type, sizeof type);
	c = netrt_segcode_find(type);
	r->category = c->category;
	r->type = c->type;
	if (seen != NULL && c->anatomy)
		rc = own_code(r, seen, e);
	if (rc != NETRT_OK || r->value == NULL)
		return rc;
	if (c->interpreted[0] == '\0')
		r->category = netrt_segcode_anatomy;
	/* the meaning may need a character set: it comes later */
	r->type = (struct netrt_code){ r->value, r->scheme,
	    r->version[0] != '\0' ? r->version : NULL, "meaning" };
	return NETRT_OK;
}

/* "FOR RESEARCH USE ONLY: NAME", or the name where "{}" is. */
static enum netrt_rc
track(struct netrt_segment_roi *r, const char *key, struct netrt_err *e)
{
	const char *at = strstr(key, "{}");
	size_t size = strlen(key) + strlen(r->name) + 3;

	if ((r->tracking = malloc(size)) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for text");
	if (at != NULL)
		snprintf(r->tracking, size, "%.*s%s%s", (int)(at - key), key,
		    r->name, at + 2);
	else
		snprintf(r->tracking, size, "%s%s%s", key, *key ? ": " : "",
		    r->name);
	return NETRT_OK;
}

static enum netrt_rc
one(const struct netrt_segment *s, struct netrt_segment_roi *r,
    struct netrt_item *root, struct netrt_err *e)
{
	const struct netrt_rtstruct *rs = s->plan->rs;
	const struct netrt_roi *roi = &rs->roi[r->roi];
	const char *said = s->plan->sel.name[r->roi];
	char how[17], number[24], name[40];
	const char *const parts[] = { "tracking", rs->study, rs->sop, number,
	    NULL };
	enum netrt_rc rc;

	value(find(root, TAG_StructureSetROISequence, TAG_ROINumber,
	    roi->number), TAG_ROIGenerationAlgorithm, how, sizeof how);
	r->how = strcmp(how, "AUTOMATIC") == 0 ? NETRT_SEG_AUTOMATIC :
	    strcmp(how, "SEMIAUTOMATIC") == 0 ? NETRT_SEG_SEMIAUTOMATIC :
	    NETRT_SEG_MANUAL;
	/* PS3.3 C.8.20.4: who made them must be named, unless by hand */
	snprintf(number, sizeof number, "%ld", roi->number);
	snprintf(name, sizeof name, "ROI %s", number);
	rc = clean(said[0] != '\0' ? said : name, &r->name, e);
	if (rc == NETRT_OK)
		rc = track(r, s->cfg->segmentation.tracking_id, e);
	if (rc == NETRT_OK)
		rc = netrt_uid_map(parts, NULL, 0, r->uid, e);
	return rc != NETRT_OK ? rc : code(r, root, roi->number, e);
}

enum netrt_rc
netrt_segment_rois(const struct netrt_segment *s,
    struct netrt_segment_roi *roi, size_t n, struct netrt_err *e)
{
	struct netrt_rtstruct *rs;
	struct netrt_dcm *d;
	enum netrt_rc rc = netrt_rtstruct_open(s->plan->rs->path, &rs, &d, e);

	if (rc != NETRT_OK)
		return rc;
	for (size_t i = 0; rc == NETRT_OK && i < n; i++)
		rc = one(s, &roi[i], netrt_dcm_root(d), e);
	netrt_dcm_close(d);
	netrt_rtstruct_free(rs);
	return rc;
}

void
netrt_segment_rois_free(struct netrt_segment_roi *roi, size_t n)
{
	for (size_t i = 0; roi != NULL && i < n; i++) {
		free(roi[i].name);
		free(roi[i].tracking);
		free(roi[i].value);
		free(roi[i].scheme);
		free(roi[i].version);
		free(roi[i].meaning);
	}
	free(roi);
}
