/* One image and where it lies: see slice.h. */
#include <string.h>

#include "slice.h"

static bool
text(struct netrt_item *root, uint32_t tag, char *buf, size_t size)
{
	struct netrt_err none;

	if (netrt_item_get_value(root, tag, 0, buf, size, &none) !=
	    NETRT_OK)
		buf[0] = '\0';
	return buf[0] != '\0';
}

/* Image Type, value 3 (PS3.3 C.8.2.1.1.1 and C.8.3.1.1.1). */
static bool
localizer(struct netrt_item *root)
{
	char type[17];
	struct netrt_err none;

	return netrt_item_get_value(root, TAG_ImageType, 2, type,
	    sizeof type, &none) == NETRT_OK && strcmp(type, "LOCALIZER") == 0;
}

/* One whole number of 1..65535, or 0. */
static unsigned
size_of(struct netrt_item *root, uint32_t tag)
{
	struct netrt_err none;
	long v;

	if (netrt_item_get_int(root, tag, 0, &v, &none) != NETRT_OK ||
	    v < 1 || v > 65535)
		return 0;
	return (unsigned)v;
}

static bool
vector(struct netrt_item *root, uint32_t tag, double *v, size_t n)
{
	struct netrt_err none;
	bool found;

	return netrt_item_get_vector(root, tag, v, n, &found, &none) ==
	    NETRT_OK && found;
}

/* Numbers that may tell phases apart (phase.h). */
static void
phases(struct netrt_item *root, struct netrt_slice *s)
{
	static const uint32_t tag[NETRT_NPHASES] = {
		TAG_TemporalPositionIdentifier, TAG_AcquisitionNumber
	};
	struct netrt_err none;

	for (size_t i = 0; i < NETRT_NPHASES; i++)
		if (netrt_item_get_int(root, tag[i], -1, &s->phase[i],
		    &none) != NETRT_OK || s->phase[i] < 0)
			s->phase[i] = -1;
}

uint32_t
netrt_slice_place(struct netrt_slice *s, struct netrt_item *root,
    struct netrt_item *at, struct netrt_item *axes, struct netrt_item *size)
{
	double origin[3], cosines[6], spacing[2];
	struct netrt_err why;

	if (!vector(at, TAG_ImagePositionPatient, origin, 3))
		return TAG_ImagePositionPatient;
	if (!vector(axes, TAG_ImageOrientationPatient, cosines, 6))
		return TAG_ImageOrientationPatient;
	if (!vector(size, TAG_PixelSpacing, spacing, 2))
		return TAG_PixelSpacing;
	if ((s->rows = size_of(root, TAG_Rows)) == 0)
		return TAG_Rows;
	if ((s->cols = size_of(root, TAG_Columns)) == 0)
		return TAG_Columns;
	if (!vector(size, TAG_SliceThickness, &s->thickness_mm, 1) ||
	    !(s->thickness_mm > 0))
		s->thickness_mm = 0;
	if (netrt_frame_init(&s->frame, origin, cosines, spacing, &why) !=
	    NETRT_OK)
		return strstr(why.msg, "(0020,0037)") != NULL ?
		    TAG_ImageOrientationPatient :
		    strstr(why.msg, "(0028,0030)") != NULL ?
		    TAG_PixelSpacing : TAG_ImagePositionPatient;
	return 0;
}

/*
 * More than one frame; or one, whose geometry is in the functional groups of
 * an enhanced object (PS3.3 C.7.6.16) and not at the top level.  A single
 * frame with its geometry at the top is a slice, whatever its SOP class.
 */
static bool
multiframe(struct netrt_item *root)
{
	struct netrt_err none;
	long frames;

	if (netrt_item_get_int(root, TAG_NumberOfFrames, 1, &frames, &none) !=
	    NETRT_OK || frames > 1)
		return true;
	return !netrt_item_has(root, TAG_ImagePositionPatient) &&
	    (netrt_item_has(root, TAG_SharedFunctionalGroupsSequence) ||
	    netrt_item_has(root, TAG_PerFrameFunctionalGroupsSequence));
}

/* The overlay groups are 6000 to 601E, even (PS3.5 section 7.6). */
static enum netrt_rc
overlay(void *ctx, struct netrt_item *root, const struct netrt_element *el,
    struct netrt_err *e)
{
	unsigned group = el->tag >> 16, *used = ctx;

	(void)root;
	(void)e;
	if (group >= 0x6000 && group <= 0x601e && group % 2 == 0)
		*used |= 1u << (group - 0x6000) / 2;
	return NETRT_OK;
}

void
netrt_slice_get(struct netrt_slice *s, struct netrt_item *root)
{
	text(root, TAG_SOPClassUID, s->sop_class, sizeof s->sop_class);
	text(root, TAG_SOPInstanceUID, s->sop, sizeof s->sop);
	text(root, TAG_SeriesInstanceUID, s->series, sizeof s->series);
	text(root, TAG_StudyInstanceUID, s->study, sizeof s->study);
	text(root, TAG_FrameOfReferenceUID, s->frame_of_reference,
	    sizeof s->frame_of_reference);
	text(root, TAG_Modality, s->modality, sizeof s->modality);
	s->kind = NETRT_IMAGE_OTHER;
	s->tag = TAG_Modality;
	if (strcmp(s->modality, "CT") != 0 &&
	    strcmp(s->modality, "MR") != 0 && strcmp(s->modality, "PT") != 0)
		return;
	struct netrt_err none;
	(void)!netrt_item_each(root, overlay, &s->overlays, &none);
	s->localizer = localizer(root);
	s->tag = TAG_PixelData;
	if (!netrt_item_has(root, TAG_PixelData))
		return;
	s->kind = NETRT_IMAGE_PLACELESS;
	if (!netrt_uid_valid(s->sop)) {
		s->tag = TAG_SOPInstanceUID;
	} else if (!netrt_uid_valid(s->series)) {
		s->tag = TAG_SeriesInstanceUID;
	} else if (multiframe(root)) {
		s->kind = NETRT_IMAGE_MULTIFRAME;
		s->tag = netrt_frames_check(root);
	} else {
		phases(root, s);
		s->tag = netrt_slice_place(s, root, root, root, root);
		if (s->tag == 0)
			s->kind = NETRT_IMAGE_SLICE;
	}
}
