/* A copy of an image becomes a derived image: see derive.h. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "text.h"
#include "uid.h"
#include "version.h"

#define ST_MOST	1024	/* characters of the VR */

struct code {
	const char *value, *scheme, *meaning;
};

/* PS3.16 CID 7005 and CID 7202 */
static const struct code equipment = {
	"109102", "DCM", "Processing Equipment"
};
static const struct code purpose[] = {
	{ "121322", "DCM", "Source image for image processing operation" },
	{ "121330", "DCM", "Lossy compressed predecessor" },
};

static enum netrt_rc
set_code(struct netrt_item *it, uint32_t tag, const struct code *c,
    struct netrt_err *e)
{
	struct netrt_item *to;
	enum netrt_rc rc = netrt_item_add(it, tag, &to, e);

	if (rc == NETRT_OK)
		rc = netrt_item_set_str(to, TAG_CodeValue, c->value, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(to, TAG_CodingSchemeDesignator,
		    c->scheme, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(to, TAG_CodeMeaning, c->meaning, e);
	return rc;
}

/*
 * Values 1 and 2 change, the rest stays.  PET and the classes with functional
 * groups (PS3.3 C.7.6.16) know PRIMARY only.
 */
static enum netrt_rc
image_type(struct netrt_item *root, bool pet, struct netrt_err *e)
{
	bool primary = pet ||
	    netrt_item_has(root, TAG_SharedFunctionalGroupsSequence);
	char old[256], new[300];
	const char *rest = old;
	enum netrt_rc rc = netrt_item_get_str(root, TAG_ImageType, old,
	    sizeof old, e);

	if (rc != NETRT_OK)
		return rc;
	for (int i = 0; i < 2 && rest != NULL; i++)
		if ((rest = strchr(rest, '\\')) != NULL)
			rest++;
	snprintf(new, sizeof new, "DERIVED\\%s%s%s",
	    primary ? "PRIMARY" : "SECONDARY", rest != NULL ? "\\" : "",
	    rest != NULL ? rest : "");
	return netrt_item_set_str(root, TAG_ImageType, new, e);
}

static enum netrt_rc
dates(struct netrt_item *root, const struct netrt_derive *d, bool pet,
    struct netrt_err *e)
{
	static const uint32_t tag[3][2] = {
		{ TAG_InstanceCreationDate, TAG_InstanceCreationTime },
		{ TAG_ContentDate, TAG_ContentTime },
		{ TAG_SeriesDate, TAG_SeriesTime },
	};
	enum netrt_rc rc = NETRT_OK;

	for (int i = 0; rc == NETRT_OK && i < (pet ? 2 : 3); i++) {
		rc = netrt_item_set_str(root, tag[i][0], d->date, e);
		if (rc == NETRT_OK)
			rc = netrt_item_set_str(root, tag[i][1], d->time, e);
	}
	return rc;
}

enum netrt_rc
netrt_derive_from(struct netrt_item *root, bool lossy, struct netrt_err *e)
{
	char class[NETRT_UID_LEN], sop[NETRT_UID_LEN];
	struct netrt_item *it;
	enum netrt_rc rc = netrt_item_get_value(root, TAG_SOPClassUID, 0,
	    class, sizeof class, e);

	if (rc == NETRT_OK)
		rc = netrt_item_get_value(root, TAG_SOPInstanceUID, 0, sop,
		    sizeof sop, e);
	if (rc == NETRT_OK)
		rc = netrt_item_add(root, TAG_SourceImageSequence, &it, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_ReferencedSOPClassUID, class,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_ReferencedSOPInstanceUID, sop,
		    e);
	if (rc == NETRT_OK)
		rc = set_code(it, TAG_PurposeOfReferenceCodeSequence,
		    &purpose[lossy], e);
	return rc;
}

enum netrt_rc
netrt_derive_append(struct netrt_item *root, const char *how,
    struct netrt_err *e)
{
	size_t room = ST_MOST - strlen(how) - 2, len = 0, k;
	char *old, *text;
	uint32_t cp;
	enum netrt_rc rc;

	rc = netrt_item_get_text(root, TAG_DerivationDescription, &old, e);
	if (rc != NETRT_OK)
		return rc;
	for (; room > 0 && (k = netrt_text_next(old + len, &cp)) != 0; room--)
		len += k;
	if ((text = malloc(len + strlen(how) + 3)) == NULL) {
		rc = netrt_err_set(e, NETRT_TEMP, "no memory for text");
	} else {
		memcpy(text, old, len);
		sprintf(text + len, "%s%s", len > 0 ? "; " : "", how);
		rc = netrt_item_set_text(root, TAG_DerivationDescription,
		    text, ST_MOST, e);
	}
	free(text);
	free(old);
	return rc;
}

static enum netrt_rc
contributing(struct netrt_item *root, const struct netrt_derive *d,
    bool dated, struct netrt_err *e)
{
	char when[32];
	struct netrt_item *it;
	enum netrt_rc rc = netrt_item_add(root,
	    TAG_ContributingEquipmentSequence, &it, e);

	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_Manufacturer, "netrt", e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_ManufacturerModelName,
		    d->tool, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_SoftwareVersions,
		    NETRT_VERSION, e);
	snprintf(when, sizeof when, "%s%s", d->date, d->time);
	if (rc == NETRT_OK && dated)
		rc = netrt_item_set_str(it, TAG_ContributionDateTime, when,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_ContributionDescription,
		    d->contribution, e);
	if (rc == NETRT_OK)
		rc = set_code(it, TAG_PurposeOfReferenceCodeSequence,
		    &equipment, e);
	return rc;
}

static enum netrt_rc
identity(struct netrt_item *root, const struct netrt_derive *d,
    struct netrt_err *e)
{
	char number[16];
	enum netrt_rc rc = netrt_item_set_str(root, TAG_SOPInstanceUID,
	    d->sop, e);

	snprintf(number, sizeof number, "%ld", d->series_number);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_SeriesInstanceUID,
		    d->series, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_SeriesNumber, number, e);
	if (rc == NETRT_OK && d->series_description[0] != '\0')
		rc = netrt_item_set_text(root, TAG_SeriesDescription,
		    d->series_description, 64, e);
	if (rc == NETRT_OK && d->study_id[0] != '\0')
		rc = netrt_item_set_text(root, TAG_StudyID, d->study_id, 16,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_text(root, TAG_DerivationDescription,
		    d->how, 1024, e);
	return rc;
}

enum netrt_rc
netrt_derive(struct netrt_item *root, const struct netrt_derive *d,
    struct netrt_err *e)
{
	char modality[17], moved[17];
	bool pet, dated;
	enum netrt_rc rc = netrt_item_get_value(root, TAG_Modality, 0,
	    modality, sizeof modality, e);

	if (rc == NETRT_OK)
		rc = netrt_item_get_value(root,
		    TAG_LongitudinalTemporalInformationModified, 0, moved,
		    sizeof moved, e);
	if (rc != NETRT_OK)
		return rc;
	pet = strcmp(modality, "PT") == 0;
	dated = strcmp(moved, "REMOVED") != 0 &&
	    strcmp(moved, "MODIFIED") != 0;
	netrt_item_del(root, TAG_IconImageSequence);
	netrt_item_del(root, TAG_DigitalSignaturesSequence);
	netrt_item_del(root, TAG_MACParametersSequence);
	netrt_item_del(root, TAG_SourceImageSequence);
	rc = image_type(root, pet, e);
	if (rc == NETRT_OK && dated)
		rc = dates(root, d, pet, e);
	if (rc == NETRT_OK)
		rc = netrt_derive_from(root, false, e);
	if (rc == NETRT_OK)
		rc = contributing(root, d, dated, e);
	if (rc == NETRT_OK)
		rc = identity(root, d, e);
	return rc;
}
