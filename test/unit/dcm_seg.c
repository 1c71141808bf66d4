/* The C face over libdcmseg, used from C. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tap.h"
#include "dcm_seg.h"

static struct netrt_err e;

static int
good(enum netrt_rc rc, const char *what)
{
	ok(rc == NETRT_OK, "%s%s%s", what, rc == NETRT_OK ? "" : ": ",
	    rc == NETRT_OK ? "" : e.msg);
	return rc == NETRT_OK;
}

static void
text(struct netrt_item *it, uint32_t tag, const char *want, const char *what)
{
	char buf[256] = "absent";

	if (it != NULL && netrt_item_get_str(it, tag, buf, sizeof buf, &e) !=
	    NETRT_OK)
		snprintf(buf, sizeof buf, "%s", e.msg);
	is(buf, want, what);
}

static const netrt_ds axes[6] = { "1", "0", "0", "0", "1", "0" };
static const netrt_ds spacing[2] = { "2", "1.5" }, at[3] = { "0", "-1", "7" };

static enum netrt_rc
make(struct netrt_dcm **d, bool shared, const char *frame)
{
	const struct netrt_code code = { "1", "99T", NULL, "Thing" };
	const struct netrt_seg_segment segment[2] = {
		{ code, code, NETRT_SEG_MANUAL, "", true, { 1, 2, 3 },
		    "2.25.5" },
		{ code, code, NETRT_SEG_AUTOMATIC, "Method", false, { 0 },
		    "2.25.6" },
	};
	const struct netrt_seg s = {
		.model = "test", .version = "0", .serial = "NONE",
		.number = "99", .frame_of_reference = frame,
		.dimension = "2.25.7", .orientation = shared ? axes : NULL,
		.spacing = spacing, .thickness = "3", .between = "",
		.first_position = at, .first_orientation = axes,
		.first_class = "1.2.840.10008.5.1.4.1.1.2",
		.first_sop = "2.25.8", .segment = segment, .nsegments = 2
	};

	return netrt_seg_new(&s, d, &e);
}

static void
object(void)
{
	const uint32_t index[2] = { 2, 1 };
	struct netrt_dcm *d = NULL;
	struct netrt_item *root, *it = NULL;
	uint8_t *p = NULL;
	bool zero = true;

	if (!good(make(&d, true, "2.25.9"), "made"))
		return;
	root = netrt_dcm_root(d);
	text(root, TAG_Modality, "SEG", "modality");
	text(root, TAG_SOPClassUID, NETRT_SOP_SEGMENTATION, "class");
	text(root, TAG_FrameOfReferenceUID, "2.25.9", "frame of reference");
	ok(netrt_item_count(root, TAG_SegmentSequence) == 2, "two segments");
	it = netrt_item_at(root, TAG_SegmentSequence, 1);
	text(it, TAG_SegmentAlgorithmName, "Method", "of this method");
	ok(netrt_item_count(root, TAG_PerFrameFunctionalGroupsSequence) == 1,
	    "the items of one frame");
	if (good(netrt_item_dup(root, TAG_PerFrameFunctionalGroupsSequence, 0,
	    &it, &e), "copied for another")) {
		it = netrt_item_at(it, TAG_FrameContentSequence, 0);
		good(netrt_item_set_ul(it, TAG_DimensionIndexValues, index,
		    2, &e), "its index");
		text(it, TAG_DimensionIndexValues, "2\\1", "is there");
	}
	it = netrt_item_at(root, TAG_PerFrameFunctionalGroupsSequence, 0);
	text(netrt_item_at(it, TAG_FrameContentSequence, 0),
	    TAG_DimensionIndexValues, "1\\1", "the first is as it was");
	if (good(netrt_seg_pixels(d, 4, &p, &e), "pixels"))
		for (int i = 0; i < 4; i++)
			zero = zero && p[i] == 0;
	ok(zero, "are 0");
	ok(netrt_seg_pixels(d, 3, &p, &e) == NETRT_DATA && p == NULL,
	    "an odd number of bytes");
	ok(netrt_seg_pixels(d, (size_t)1 << 32, &p, &e) == NETRT_DATA,
	    "more than a value can have");
	ok(netrt_item_dup(root, TAG_SegmentSequence, 7, &it, &e) ==
	    NETRT_SOFTWARE && it == NULL, "no such item");
	netrt_dcm_close(d);
}

static void
variants(void)
{
	struct netrt_dcm *d = NULL;
	struct netrt_item *it;

	if (!good(make(&d, false, ""), "turned, without a frame"))
		return;
	ok(!netrt_item_has(netrt_dcm_root(d), TAG_FrameOfReferenceUID),
	    "no Frame of Reference is made up");
	it = netrt_item_at(netrt_dcm_root(d),
	    TAG_PerFrameFunctionalGroupsSequence, 0);
	text(netrt_item_at(it, TAG_PlaneOrientationSequence, 0),
	    TAG_ImageOrientationPatient, "1\\0\\0\\0\\1\\0",
	    "each frame has its orientation");
	netrt_dcm_close(d);
}

int
main(void)
{
	if (good(netrt_dcm_init(&e), "initialised")) {
		object();
		variants();
	}
	return done();
}
