/* Pixel data through the C++ face: see dcm.h. */
#include "dcm_priv.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "dcmtk/dcmdata/dcpixel.h"
#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"

/* How an image was compressed with loss, as (0028,2114) names it; nullptr
 * for lossless syntaxes. */
static const char *
lossy_method(E_TransferSyntax x)
{
	switch (x) {
	case EXS_JPEGProcess1: case EXS_JPEGProcess2_4:
	case EXS_JPEGProcess3_5: case EXS_JPEGProcess6_8:
	case EXS_JPEGProcess7_9: case EXS_JPEGProcess10_12:
	case EXS_JPEGProcess11_13:
		return "ISO_10918_1";
	case EXS_JPEGLSLossy:
		return "ISO_14495_1";
	default:
		return nullptr;
	}
}

static bool
decodable(E_TransferSyntax x)
{
	switch (x) {
	case EXS_JPEGProcess14: case EXS_JPEGProcess14SV1:
	case EXS_JPEGLSLossless: case EXS_RLELossless:
		return true;
	default:
		return lossy_method(x) != nullptr;
	}
}

/* Once lossy, always lossy: PS3.3 C.7.6.1.1.5. */
static OFCondition
keep_history(DcmDataset *ds, const char *method, double packed)
{
	OFString s;
	OFCondition c = EC_Normal;
	DcmElement *el = nullptr;
	char ratio[17];

	ds->findAndGetOFString(DCM_LossyImageCompression, s);
	if (s != "01")
		c = ds->putAndInsertString(DCM_LossyImageCompression, "01");
	if (c.good() && !ds->tagExistsWithValue(
	    DCM_LossyImageCompressionMethod))
		c = ds->putAndInsertString(DCM_LossyImageCompressionMethod,
		    method);
	if (c.bad() || ds->tagExistsWithValue(DCM_LossyImageCompressionRatio))
		return c;
	c = ds->findAndGetElement(DCM_PixelData, el);
	if (c.bad() || packed <= 0)
		return c;
	snprintf(ratio, sizeof ratio, "%.6g", el->getLength() / packed);
	return ds->putAndInsertString(DCM_LossyImageCompressionRatio, ratio);
}

enum netrt_rc
netrt_dcm_decode(struct netrt_dcm *d, struct netrt_err *e)
{
	return guard(e, [&] {
		DcmDataset *ds = d->ff->getDataset();
		E_TransferSyntax x = ds->getOriginalXfer();

		if (!netrt_dcm_encapsulated(d))
			return NETRT_OK;
		if (!decodable(x))
			return netrt_err_set(e, NETRT_DATA, "%s: %s cannot be "
			    "decoded here", tagname(TAG_PixelData).s,
			    DcmXfer(x).getXferName());
		double packed = static_cast<double>(netrt_item_len(
		    netrt_dcm_root(d), TAG_PixelData));
		OFCondition c = ds->chooseRepresentation(
		    EXS_LittleEndianExplicit, nullptr);
		if (c.good()) {
			ds->removeAllButCurrentRepresentations();
			d->decoded = true;
			if (lossy_method(x) != nullptr)
				c = keep_history(ds, lossy_method(x), packed);
		}
		if (c.bad())
			return netrt_err_set(e, c == EC_MemoryExhausted ?
			    NETRT_TEMP : NETRT_DATA, "%s: not decoded: %s",
			    tagname(TAG_PixelData).s, c.text());
		return NETRT_OK;
	});
}

enum netrt_rc
netrt_dcm_pixels(struct netrt_dcm *d, uint8_t **p, size_t *n,
    struct netrt_err *e)
{
	*p = nullptr;
	*n = 0;
	return guard(e, [&] {
		DcmElement *el = element(netrt_dcm_root(d), TAG_PixelData);

		if (el == nullptr || netrt_dcm_encapsulated(d))
			return netrt_err_set(e, NETRT_DATA, "%s: %s",
			    tagname(TAG_PixelData).s, el == nullptr ?
			    "no pixel data" : "compressed");
		OFCondition c = bytes(el, p, n);
		if (c.bad())
			return failed(e, TAG_PixelData, c);
		if (*p == nullptr)
			return netrt_err_set(e, NETRT_DATA, "%s: empty",
			    tagname(TAG_PixelData).s);
		return NETRT_OK;
	});
}

/* The fragments, without the offset table; nullptr when not encapsulated. */
static DcmPixelSequence *
fragments(struct netrt_dcm *d)
{
	DcmDataset *ds = d->ff->getDataset();
	DcmElement *el = element(netrt_dcm_root(d), TAG_PixelData);
	DcmPixelData *px = dynamic_cast<DcmPixelData *>(el);
	DcmPixelSequence *seq = nullptr;

	if (px == nullptr || !netrt_dcm_encapsulated(d) ||
	    px->getEncapsulatedRepresentation(ds->getOriginalXfer(), nullptr,
	    seq).bad())
		return nullptr;
	return seq;
}

enum netrt_rc
netrt_dcm_frame(struct netrt_dcm *d, size_t i, size_t frames, uint8_t **p,
    size_t *n, struct netrt_err *e)
{
	*p = nullptr;
	*n = 0;
	return guard(e, [&] {
		DcmPixelSequence *seq = fragments(d);
		std::string all;

		if (seq == nullptr || seq->card() < 2)
			return netrt_err_set(e, NETRT_DATA, "%s: no "
			    "fragments", tagname(TAG_PixelData).s);
		size_t parts = seq->card() - 1;
		if (i >= frames || (frames > 1 && parts != frames))
			return netrt_err_set(e, NETRT_DATA, "%s: %zu "
			    "fragments for %zu frames",
			    tagname(TAG_PixelData).s, parts, frames);
		for (size_t k = frames > 1 ? i : 0; k < parts; k++) {
			DcmPixelItem *item = nullptr;
			Uint8 *bytes = nullptr;
			OFCondition c = seq->getItem(item,
			    static_cast<unsigned long>(k + 1));

			if (c.good())
				c = item->getUint8Array(bytes);
			if (c.bad())
				return failed(e, TAG_PixelData, c);
			if (bytes != nullptr)
				all.append(reinterpret_cast<char *>(bytes),
				    item->getLength());
			if (frames > 1)
				break;
		}
		*p = static_cast<uint8_t *>(malloc(all.size() + 1));
		if (*p == nullptr)
			throw std::bad_alloc();
		memcpy(*p, all.data(), all.size());
		*n = all.size();
		return NETRT_OK;
	});
}

enum netrt_rc
netrt_dcm_set_pixels(struct netrt_dcm *d, bool ow, const void *p, size_t n,
    struct netrt_err *e)
{
	return guard(e, [&] {
		auto px = std::make_unique<DcmPixelData>(
		    DcmTag(DCM_PixelData, ow ? EVR_OW : EVR_OB));
		OFCondition c = ow ?
		    px->putUint16Array(static_cast<const Uint16 *>(p),
		    static_cast<unsigned long>(n / 2)) :
		    px->putUint8Array(static_cast<const Uint8 *>(p),
		    static_cast<unsigned long>(n));

		if (c.good())
			c = d->ff->getDataset()->insert(px.get(), OFTrue);
		if (c.bad())
			return failed(e, TAG_PixelData, c);
		px.release();
		d->decoded = true;
		return NETRT_OK;
	});
}
