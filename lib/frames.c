/* Where the frames of an enhanced image lie: see slice.h. */
#include <string.h>

#include "slice.h"

/* The item of a functional group that holds for a frame: its own, else that
 * of all (PS3.3 C.7.6.16.1.1, .2). */
static struct netrt_item *
group(struct netrt_item *root, size_t i, uint32_t sequence)
{
	struct netrt_item *it = netrt_item_at(root,
	    TAG_PerFrameFunctionalGroupsSequence, i), *g = NULL;

	if (it != NULL)
		g = netrt_item_at(it, sequence, 0);
	if (g != NULL)
		return g;
	it = netrt_item_at(root, TAG_SharedFunctionalGroupsSequence, 0);
	return it == NULL ? NULL : netrt_item_at(it, sequence, 0);
}

uint32_t
netrt_frames_check(struct netrt_item *root)
{
	size_t n = netrt_item_count(root,
	    TAG_PerFrameFunctionalGroupsSequence);
	struct netrt_err none;
	long frames;

	if (netrt_item_get_int(root, TAG_NumberOfFrames, 1, &frames, &none) !=
	    NETRT_OK || frames < 1 || n == 0)
		return TAG_NumberOfFrames;
	if (netrt_item_has(root, TAG_ConcatenationUID))
		return TAG_ConcatenationUID;
	return n == (size_t)frames ? 0 : TAG_PerFrameFunctionalGroupsSequence;
}

uint32_t
netrt_frames_get(struct netrt_slice *s, struct netrt_item *root, size_t i)
{
	struct netrt_item *at = group(root, i, TAG_PlanePositionSequence);
	struct netrt_item *axes = group(root, i, TAG_PlaneOrientationSequence);
	struct netrt_item *size = group(root, i, TAG_PixelMeasuresSequence);
	struct netrt_item *when = group(root, i, TAG_FrameContentSequence);
	struct netrt_err none;
	uint32_t tag;

	if (at == NULL)
		return TAG_PlanePositionSequence;
	if (axes == NULL)
		return TAG_PlaneOrientationSequence;
	if (size == NULL)
		return TAG_PixelMeasuresSequence;
	for (size_t k = 0; k < NETRT_NPHASES; k++)
		s->phase[k] = -1;
	if (when != NULL && (netrt_item_get_int(when,
	    TAG_TemporalPositionIndex, -1, &s->phase[0], &none) !=
	    NETRT_OK || s->phase[0] < 0))
		s->phase[0] = -1;
	tag = netrt_slice_place(s, root, at, axes, size);
	if (tag != 0)
		return tag;
	s->frame_number = (unsigned)i + 1;
	s->kind = NETRT_IMAGE_SLICE;
	return 0;
}

/* A value of this frame's, and not of the one before. */
static enum netrt_rc
take(struct netrt_item *root, struct netrt_item *from, uint32_t tag,
    struct netrt_err *e)
{
	if (from == NULL)
		return NETRT_OK;
	netrt_item_del(root, tag);
	return netrt_item_has(from, tag) ?
	    netrt_item_copy(root, from, tag, e) : NETRT_OK;
}

enum netrt_rc
netrt_frames_flatten(struct netrt_item *root, unsigned number,
    struct netrt_err *e)
{
	static const uint32_t values[] = {
		TAG_RescaleIntercept, TAG_RescaleSlope, TAG_RescaleType
	}, window[] = {
		TAG_WindowCenter, TAG_WindowWidth, TAG_VOILUTFunction
	};
	struct netrt_item *v, *w;
	enum netrt_rc rc = NETRT_OK;

	if (number == 0)
		return NETRT_OK;
	v = group(root, number - 1, TAG_PixelValueTransformationSequence);
	w = group(root, number - 1, TAG_FrameVOILUTSequence);
	for (size_t i = 0; rc == NETRT_OK && i < 3; i++) {
		rc = take(root, v, values[i], e);
		if (rc == NETRT_OK)
			rc = take(root, w, window[i], e);
	}
	return rc;
}
