/* A C face over libdcmseg: see dcm_seg.h. */
#include "dcm_priv.h"

#include <cstring>

#include "dcmtk/dcmfg/fgderimg.h"
#include "dcmtk/dcmfg/fgfracon.h"
#include "dcmtk/dcmfg/fgpixmsr.h"
#include "dcmtk/dcmfg/fgplanor.h"
#include "dcmtk/dcmfg/fgplanpo.h"
#include "dcmtk/dcmseg/segdoc.h"
#include "dcmtk/dcmseg/segment.h"

#include "dcm_seg.h"

/* The first condition that was bad. */
struct outcome {
	OFCondition c = EC_Normal;
	void operator()(const OFCondition &next) {
		if (c.good())
			c = next;
	}
};

static CodeSequenceMacro
code_of(const struct netrt_code &c)
{
	return CodeSequenceMacro(c.value, c.scheme, c.meaning,
	    c.version == nullptr ? "" : c.version);
}

static OFCondition
add_segment(DcmSegmentation &seg, const struct netrt_seg_segment &s)
{
	static const DcmSegTypes::E_SegmentAlgoType how[] = {
		DcmSegTypes::SAT_MANUAL, DcmSegTypes::SAT_SEMIAUTOMATIC,
		DcmSegTypes::SAT_AUTOMATIC
	};
	DcmSegment *p = nullptr;
	Uint16 number;
	outcome o;

	o(DcmSegment::create(p, "segment", code_of(s.category),
	    code_of(s.type), how[s.how],
	    s.how == NETRT_SEG_MANUAL ? "" : s.algorithm));
	std::unique_ptr<DcmSegment> owned(p);
	if (o.c.good() && s.has_color)
		o(p->setRecommendedDisplayCIELabValue(s.lab[0], s.lab[1],
		    s.lab[2]));
	if (o.c.good()) {
		o(p->setTrackingID("segment"));
		o(p->setTrackingUID(s.tracking));
	}
	if (o.c.good())
		o(seg.addSegment(p, number));
	if (o.c.good())
		owned.release();
	return o.c;
}

static OFCondition
add_orientation(DcmSegmentation &seg, OFVector<FGBase *> *frame,
    const netrt_ds *v, std::unique_ptr<FGBase> &keep)
{
	keep.reset(FGPlaneOrientationPatient::createMinimal(v[0], v[1], v[2],
	    v[3], v[4], v[5]));
	if (!keep)
		return EC_InvalidValue;
	if (frame == nullptr)
		return seg.addForAllFrames(*keep);
	frame->push_back(keep.get());
	return EC_Normal;
}

static OFCondition
add_measures(DcmSegmentation &seg, const struct netrt_seg &s)
{
	FGPixelMeasures m;
	outcome o;

	o(m.setPixelSpacing(OFString(s.spacing[0]) + "\\" + s.spacing[1]));
	if (*s.thickness != '\0')
		o(m.setSliceThickness(s.thickness));
	if (*s.between != '\0')
		o(m.setSpacingBetweenSlices(s.between));
	o(seg.addForAllFrames(m));
	return o.c;
}

/* One pixel of a segment, with the groups of the first frame. */
static OFCondition
add_frame(DcmSegmentation &seg, const struct netrt_seg &s, Uint16 segment)
{
	const netrt_ds *at = s.first_position;
	std::unique_ptr<FGBase> position(FGPlanePosPatient::createMinimal(
	    at[0], at[1], at[2])), derivation, orientation;
	OFVector<ImageSOPInstanceReferenceMacro> from;
	OFVector<FGBase *> groups;
	ImageSOPInstanceReferenceMacro ref;
	FGFrameContent content;
	Uint8 pixel = 1;
	outcome o;

	o(content.setDimensionIndexValues(segment, 0));
	o(content.setDimensionIndexValues(1, 1));
	o(ref.setReferencedSOPClassUID(s.first_class));
	o(ref.setReferencedSOPInstanceUID(s.first_sop));
	from.push_back(ref);
	derivation.reset(DcmSegmentation::createDerivationImageFG(from, ""));
	if (o.c.bad() || !position || !derivation)
		return o.c.bad() ? o.c : EC_InvalidValue;
	groups.push_back(&content);
	groups.push_back(position.get());
	groups.push_back(derivation.get());
	if (s.orientation == nullptr)
		o(add_orientation(seg, &groups, s.first_orientation,
		    orientation));
	o(seg.addFrame(&pixel, segment, groups));
	return o.c;
}

static OFCondition
complete(DcmSegmentation &seg, const struct netrt_seg &s)
{
	std::unique_ptr<FGBase> orientation;
	outcome o;

	o(seg.getDimensions().addDimensionIndex(DCM_ReferencedSegmentNumber,
	    s.dimension, DCM_SegmentIdentificationSequence,
	    "Segment Number"));
	o(seg.getDimensions().addDimensionIndex(DCM_ImagePositionPatient,
	    s.dimension, DCM_PlanePositionSequence, "Image Position"));
	o(seg.getSegmentationSeriesModule().setSeriesNumber(s.number));
	/* the library insists on one: see drop() */
	o(seg.getFrameOfReference().setFrameOfReferenceUID(
	    *s.frame_of_reference != '\0' ? s.frame_of_reference :
	    s.dimension));
	o(add_measures(seg, s));
	if (s.orientation != nullptr)
		o(add_orientation(seg, nullptr, s.orientation, orientation));
	for (size_t i = 0; o.c.good() && i < s.nsegments; i++)
		o(add_segment(seg, s.segment[i]));
	/* it wants no fewer frames than segments */
	for (size_t i = 0; o.c.good() && i < s.nsegments; i++)
		o(add_frame(seg, s, static_cast<Uint16>(i + 1)));
	return o.c;
}

/* The items of the first frame alone stay, and no Frame of Reference that
 * the images do not have. */
static void
drop(struct netrt_dcm *d, const struct netrt_seg &s)
{
	struct netrt_item *root = netrt_dcm_root(d);
	const uint32_t tag = TAG_PerFrameFunctionalGroupsSequence;

	for (size_t n = netrt_item_count(root, tag); n > 1; n--)
		netrt_item_del_at(root, tag, n - 1);
	if (*s.frame_of_reference == '\0') {
		netrt_item_del(root, TAG_FrameOfReferenceUID);
		netrt_item_del(root, TAG_PositionReferenceIndicator);
	}
}

enum netrt_rc
netrt_seg_new(const struct netrt_seg *s, struct netrt_dcm **out,
    struct netrt_err *e)
{
	*out = nullptr;
	return guard(e, [&] {
		IODGeneralEquipmentModule::EquipmentInfo made("netrt",
		    s->model, s->serial, s->version);
		ContentIdentificationMacro what("1", "SEGMENTATION",
		    "", "");
		std::unique_ptr<netrt_dcm> d(new netrt_dcm());
		DcmSegmentation *p = nullptr;
		outcome o;

		o(DcmSegmentation::createBinarySegmentation(p, 1, 1, made,
		    what));
		std::unique_ptr<DcmSegmentation> seg(p);
		if (o.c.good())
			o(complete(*seg, *s));
		d->ff.reset(new DcmFileFormat());
		if (o.c.good())
			o(seg->writeDataset(*d->ff->getDataset()));
		if (o.c.bad())
			return netrt_err_set(e, NETRT_SOFTWARE,
			    "Segmentation: %s", o.c.text());
		drop(d.get(), *s);
		*out = d.release();
		return NETRT_OK;
	});
}

enum netrt_rc
netrt_seg_pixels(struct netrt_dcm *d, size_t n, uint8_t **p,
    struct netrt_err *e)
{
	*p = nullptr;
	return guard(e, [&] {
		/* a value has a length of 32 bits, and it is even */
		if (n % 2 != 0 || n > 0xfffffffe)
			return netrt_err_set(e, NETRT_DATA, "(7FE0,0010): a "
			    "Segmentation of %zu bytes is more than DICOM "
			    "can hold: leave ROIs out "
			    "(processing.exclude_roi)", n);
		std::unique_ptr<DcmPixelData> px(new DcmPixelData(
		    DcmTag(DCM_PixelData, EVR_OB)));
		OFCondition c = px->createUint8Array(
		    static_cast<Uint32>(n), *p);
		if (c.good())
			memset(*p, 0, n);
		if (c.good())
			c = d->ff->getDataset()->insert(px.get(), OFTrue);
		if (c.bad())
			return failed(e, TAG_PixelData, c);
		px.release();
		return NETRT_OK;
	});
}
