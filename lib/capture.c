/* A picture as a Secondary Capture image: see capture.h. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "uid.h"

#define TAG_PatientAge		0x00101010u
#define TAG_PatientSize		0x00101020u
#define TAG_PatientWeight	0x00101030u
#define TAG_Laterality		0x00200060u

/* Patient and study: those of type 2 are there, empty if need be. */
static const struct {
	uint32_t tag;
	bool type2;
} kept[] = {
	{ TAG_SpecificCharacterSet, false },	/* first: texts need it */
	{ TAG_StudyDate, true },
	{ TAG_StudyTime, true },
	{ TAG_AccessionNumber, true },
	{ TAG_ReferringPhysicianName, true },
	{ TAG_StudyDescription, false },
	{ TAG_PatientName, true },
	{ TAG_PatientID, true },
	{ TAG_IssuerOfPatientID, false },
	{ TAG_PatientBirthDate, true },
	{ TAG_PatientSex, true },
	{ TAG_PatientAge, false },
	{ TAG_PatientSize, false },
	{ TAG_PatientWeight, false },
	{ TAG_PatientIdentityRemoved, false },
	{ TAG_DeidentificationMethod, false },
	{ TAG_DeidentificationMethodCodeSequence, false },
	{ TAG_StudyInstanceUID, false },
	{ TAG_StudyID, true },
	{ TAG_LongitudinalTemporalInformationModified, false },
	{ TAG_LossyImageCompression, false },
	{ TAG_LossyImageCompressionRatio, false },
	{ TAG_LossyImageCompressionMethod, false },
};

static enum netrt_rc
inherit(struct netrt_item *it, struct netrt_item *source, struct netrt_err *e)
{
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
		uint32_t tag = kept[i].tag;
		enum netrt_rc rc = NETRT_OK;

		if (netrt_item_has(source, tag))
			rc = netrt_item_copy(it, source, tag, e);
		else if (kept[i].type2)
			rc = netrt_item_set_empty(it, tag, e);
		if (rc != NETRT_OK)
			return rc;
	}
	return NETRT_OK;
}

static enum netrt_rc
identify(const struct netrt_capture *c, struct netrt_item *it,
    struct netrt_err *e)
{
	char series[16], number[16];
	const struct {
		uint32_t tag;
		const char *value;
	} set[] = {
		{ TAG_ImageType, "DERIVED\\SECONDARY" },
		{ TAG_SOPClassUID, NETRT_SOP_SECONDARY_CAPTURE },
		{ TAG_SOPInstanceUID, c->sop },
		{ TAG_Modality, "OT" },
		{ TAG_ConversionType, "WSD" },
		{ TAG_Manufacturer, "netrt" },
		{ TAG_SeriesInstanceUID, c->series },
		{ TAG_SeriesNumber, series },
		{ TAG_InstanceNumber, number },
	};

	snprintf(series, sizeof series, "%ld", c->series_number);
	snprintf(number, sizeof number, "%ld", c->number);
	for (size_t i = 0; i < sizeof set / sizeof set[0]; i++)
		if (netrt_item_set_str(it, set[i].tag, set[i].value, e) !=
		    NETRT_OK)
			return e->rc;
	/* required, since there is no Image Orientation, and the body part may
	 * be a paired one */
	if (netrt_item_set_empty(it, TAG_PatientOrientation, e) != NETRT_OK ||
	    netrt_item_set_empty(it, TAG_Laterality, e) != NETRT_OK ||
	    netrt_item_set_text(it, TAG_SeriesDescription,
	    c->series_description, 64, e) != NETRT_OK)
		return e->rc;
	return netrt_item_set_text(it, TAG_DerivationDescription, c->how,
	    1024, e);
}

static enum netrt_rc
set_dates(const struct netrt_capture *c, struct netrt_item *it,
    struct netrt_err *e)
{
	static const uint32_t tag[][2] = {
		{ TAG_InstanceCreationDate, TAG_InstanceCreationTime },
		{ TAG_ContentDate, TAG_ContentTime },
		{ TAG_SeriesDate, TAG_SeriesTime },
	};
	char moved[32];

	if (netrt_item_get_value(it,
	    TAG_LongitudinalTemporalInformationModified, 0, moved,
	    sizeof moved, e) != NETRT_OK)
		return e->rc;
	if (strcmp(moved, "REMOVED") == 0 || strcmp(moved, "MODIFIED") == 0)
		return NETRT_OK;
	for (size_t i = 0; i < sizeof tag / sizeof tag[0]; i++)
		if (netrt_item_set_str(it, tag[i][0], c->date, e) !=
		    NETRT_OK ||
		    netrt_item_set_str(it, tag[i][1], c->time, e) != NETRT_OK)
			return e->rc;
	return NETRT_OK;
}

static enum netrt_rc
refer(struct netrt_item *it, struct netrt_item *source, struct netrt_err *e)
{
	char class[NETRT_UID_LEN], sop[NETRT_UID_LEN];
	struct netrt_item *ref;

	if (netrt_item_get_value(source, TAG_SOPClassUID, 0, class,
	    sizeof class, e) != NETRT_OK ||
	    netrt_item_get_value(source, TAG_SOPInstanceUID, 0, sop,
	    sizeof sop, e) != NETRT_OK ||
	    netrt_item_add(it, TAG_SourceImageSequence, &ref, e) !=
	    NETRT_OK ||
	    netrt_item_set_str(ref, TAG_ReferencedSOPClassUID, class, e) !=
	    NETRT_OK)
		return e->rc;
	return netrt_item_set_str(ref, TAG_ReferencedSOPInstanceUID, sop, e);
}

static enum netrt_rc
set_pixels(const struct netrt_capture *c, struct netrt_dcm *d,
    struct netrt_err *e)
{
	struct netrt_item *it = netrt_dcm_root(d);
	const struct {
		uint32_t tag;
		unsigned value;
	} set[] = {
		{ TAG_SamplesPerPixel, 3 },
		{ TAG_PlanarConfiguration, 0 },
		{ TAG_Rows, c->rows },
		{ TAG_Columns, c->cols },
		{ TAG_BitsAllocated, 8 },
		{ TAG_BitsStored, 8 },
		{ TAG_HighBit, 7 },
		{ TAG_PixelRepresentation, 0 },
	};
	size_t n = (size_t)c->rows * c->cols * 3;
	enum netrt_rc rc;

	for (size_t i = 0; i < sizeof set / sizeof set[0]; i++)
		if (netrt_item_set_us(it, set[i].tag,
		    &(uint16_t){ (uint16_t)set[i].value }, 1, e) != NETRT_OK)
			return e->rc;
	if (netrt_item_set_str(it, TAG_PhotometricInterpretation, "RGB", e) !=
	    NETRT_OK)
		return e->rc;
	if (n % 2 == 0)
		return netrt_dcm_set_pixels(d, false, c->rgb, n, e);
	uint8_t *even = calloc(1, n + 1);
	if (even == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for pixels");
	memcpy(even, c->rgb, n);
	rc = netrt_dcm_set_pixels(d, false, even, n + 1, e);
	free(even);
	return rc;
}

enum netrt_rc
netrt_capture_write(const struct netrt_capture *c, struct netrt_item *source,
    const char *path, struct netrt_err *e)
{
	struct netrt_dcm *d;
	struct netrt_item *it;
	enum netrt_rc rc;

	if ((rc = netrt_dcm_new(&d, e)) != NETRT_OK)
		return rc;
	it = netrt_dcm_root(d);
	if ((rc = inherit(it, source, e)) == NETRT_OK &&
	    (rc = identify(c, it, e)) == NETRT_OK &&
	    (rc = set_dates(c, it, e)) == NETRT_OK &&
	    (rc = refer(it, source, e)) == NETRT_OK &&
	    (rc = set_pixels(c, d, e)) == NETRT_OK)
		rc = netrt_dcm_write(d, path, NETRT_TS_EXPLICIT, e);
	netrt_dcm_close(d);
	return rc;
}
