/* Pixel data through the C++ face: see dcm.h. */
#include "dcm_priv.h"

#include <cstdio>

#include "dcmtk/dcmdata/dcpixel.h"
#include "dcmtk/dcmdata/dcpixseq.h"

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
