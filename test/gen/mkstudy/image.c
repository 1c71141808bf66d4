/* The images of mkstudy: see mkstudy.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkstudy.h"

static const char *const classes[] = { "1.2.840.10008.5.1.4.1.1.2",
    "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.128" };
static const char *const modalities[] = { "CT", "MR", "PT" };
#define DOSE_CLASS "1.2.840.10008.5.1.4.1.1.481.2"

/* What a tissue measures: HU; a T1-like MR signal; FDG in Bq/mL. */
static const double signal[3][SHAPE] = {
	/* AIR, FOAM, SHELL, SKIN, BONE, GREY, WHITE, CSF */
	{ -1000, -900, 60, 8, 1000, 50, 25, -2 },
	{ 15, 20, 20, 900, 110, 520, 680, 200 },
	{ 20, 30, 40, 900, 600, 9500, 5200, 1100 },
};
static const double noise[3] = { 5, 14, 120 };

/* How values are stored. */
struct coding {
	int bits, stored, is_signed, samples;
	double slope, intercept, centre, width;
};

static struct coding
coding(const struct study *s, int i)
{
	struct coding c = { 16, 16, 1, 1, 1, -1024, 40, 200 };

	if (s->mod == MR)
		c = (struct coding){ 16, 12, 0, 1, 1, 0, 450, 900 };
	if (s->mod == PT)	/* another slope in each image, as scanners do */
		c = (struct coding){ 16, 16, 0, 1, 0.5 + 0.01 * i, 0, 7500,
		    15000 };
	if (s->k & K_UNSIGNED && s->mod == CT)
		c.stored = 12, c.is_signed = 0;
	if (s->k & (K_8BIT | K_RGB)) {
		c.bits = c.stored = 8;
		c.is_signed = 0;
		c.slope = c.width / 255;
		c.intercept = c.centre - c.width / 2;
	}
	if (s->k & K_RGB)
		c.samples = 3;
	return c;
}

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xBF58476D1CE4E5B9u;
	x ^= x >> 27;
	x *= 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

/* Noise of about the standard deviation 1, the same for the same place. */
static double
grain(uint64_t x)
{
	uint64_t r = mix(x);
	double sum = 0;

	for (int i = 0; i < 4; i++, r >>= 16)
		sum += (double)(r & 0xffff) / 65536.0 - 0.5;
	return sum * 1.732;
}

static double
value(const struct study *s, double u, double v, double w)
{
	const struct shape *sh;
	enum tissue t = phantom_at(s, u, v, w, &sh);

	if (t != SHAPE)
		return signal[s->mod][t];
	return s->mod == CT ? sh->hu : s->mod == MR ? 250 + 6 * sh->hu :
	    4000 + 60 * sh->hu;
}

/* One pixel: what it covers in the plane, 2 x 2 samples if that is cheap. */
static double
sample(const struct study *s, int k, int r, int c)
{
	double u = (c - (s->cols - 1) / 2.0) * s->dc;
	double v = (r - (s->rows - 1) / 2.0) * s->dr + s->shift[k];
	double a = s->dc / 4, b = s->dr / 4, w = s->w[k];

	if (s->rows > 300)
		return value(s, u, v, w);
	return (value(s, u - a, v - b, w) + value(s, u + a, v - b, w) +
	    value(s, u - a, v + b, w) + value(s, u + a, v + b, w)) / 4;
}

static void
pixels(struct netrt_item *it, const struct study *s, int series, int k,
    const struct coding *c)
{
	size_t n = (size_t)s->rows * (size_t)s->cols * (size_t)c->samples *
	    (size_t)(c->bits / 8);
	unsigned char *p = calloc(1, n + 1), *q = p;
	uint64_t seed = 1469598103934665603u;
	double lo = c->is_signed ? -32768 : 0;
	double hi = c->is_signed ? 32767 : (double)((1 << c->stored) - 1);
	struct netrt_err e;

	if (p == NULL)
		abort();
	for (const char *t = s->seed; *t != '\0'; t++)
		seed = (seed ^ (unsigned char)*t) * 1099511628211u;
	seed = mix(seed + (uint64_t)(k * 2 + series));
	for (int r = 0; r < s->rows; r++)
		for (int x = 0; x < s->cols; x++) {
			double y = sample(s, k, r, x) + noise[s->mod] *
			    grain(seed + (uint64_t)r * 65536u + (uint64_t)x);
			long z;

			y = (y - c->intercept) / c->slope;
			y = y < lo ? lo : y > hi ? hi : y;
			z = (long)(y + 32768.5) - 32768;
			for (int i = 0; i < c->samples; i++) {
				*q++ = (unsigned char)z;
				if (c->bits == 16)
					*q++ = (unsigned char)(z >> 8);
			}
		}
	must(netrt_item_set_bytes(it, TAG_PixelData, c->bits == 16, p,
	    (n + 1) / 2 * 2, &e), &e);
	free(p);
}

/* Planes that are in use already: a frame around the picture. */
static void
overlay(struct netrt_item *it, const struct study *s)
{
	size_t n = ((size_t)s->rows * (size_t)s->cols + 15) / 16 * 2;
	unsigned char *p = calloc(1, n);
	struct netrt_err e;

	if (p == NULL)
		abort();
	for (int r = 0; r < s->rows; r++)
		for (int c = 0; c < s->cols; c++) {
			size_t i = (size_t)r * (size_t)s->cols + (size_t)c;

			if (r == 0 || c == 0 || r == s->rows - 1 ||
			    c == s->cols - 1)
				p[i / 8] |= (unsigned char)(1 << i % 8);
		}
	must(netrt_item_set_us(it, TAG_OverlayRows, (uint16_t[]){
	    (uint16_t)s->rows }, 1, &e), &e);
	must(netrt_item_set_us(it, TAG_OverlayColumns, (uint16_t[]){
	    (uint16_t)s->cols }, 1, &e), &e);
	must(netrt_item_set_str(it, TAG_OverlayType, "G", &e), &e);
	must(netrt_item_set_ss(it, TAG_OverlayOrigin, (int16_t[]){ 1, 1 }, 2,
	    &e), &e);
	must(netrt_item_set_us(it, TAG_OverlayBitsAllocated,
	    (uint16_t[]){ 1 }, 1, &e), &e);
	must(netrt_item_set_us(it, TAG_OverlayBitPosition, (uint16_t[]){ 0 },
	    1, &e), &e);
	must(netrt_item_set_str(it, TAG_OverlayLabel, "Frame", &e), &e);
	must(netrt_item_set_bytes(it, TAG_OverlayData, true, p, n, &e), &e);
	free(p);
}

static void
ct(struct netrt_item *it)
{
	put(it, "ImageType", "ORIGINAL\\PRIMARY\\AXIAL");
	put(it, "KVP", "120");
	put(it, "XRayTubeCurrent", "250");
	put(it, "ConvolutionKernel", "H30");
	put(it, "RescaleType", "HU");
}

static void
mr(struct netrt_item *it)
{
	put(it, "ImageType", "ORIGINAL\\PRIMARY\\OTHER");
	put(it, "ScanningSequence", "SE");
	put(it, "SequenceVariant", "NONE");
	put(it, "ScanOptions", "%s", "");
	put(it, "MRAcquisitionType", "2D");
	put(it, "RepetitionTime", "500");
	put(it, "EchoTime", "12");
	put(it, "EchoTrainLength", "1");
	put(it, "MagneticFieldStrength", "1.5");
}

static void
pt(struct netrt_item *it, const struct study *s, int i)
{
	struct netrt_item *drug, *patient;

	put(it, "ImageType", "ORIGINAL\\PRIMARY");
	put(it, "SeriesDate", "20260105");
	put(it, "SeriesTime", "101500");
	put(it, "AcquisitionDate", "20260105");
	put(it, "AcquisitionTime", "1020%02d", i % 60);
	put(it, "SeriesType", "WHOLE BODY\\IMAGE");
	put(it, "NumberOfSlices", "%d", s->n);
	put(it, "Units", "BQML");
	put(it, "CountsSource", "EMISSION");
	put(it, "CorrectedImage", "DECY\\ATTN");
	put(it, "DecayCorrection", "START");
	put(it, "CollimatorType", "NONE");
	put(it, "FrameReferenceTime", "%d", 1000 * i);
	put(it, "ActualFrameDuration", "120000");
	put(it, "DecayFactor", "1.01");
	put(it, "ImageIndex", "%d", i + 1);
	drug = add(it, "RadiopharmaceuticalInformationSequence");
	put(drug, "Radiopharmaceutical", "FDG");
	put(drug, "RadiopharmaceuticalStartTime", "091500");
	put(drug, "RadionuclideTotalDose", "350000000");
	put(drug, "RadionuclideHalfLife", "6586.2");
	put_code(drug, "RadionuclideCodeSequence", "77004003", "SCT",
	    "^18^Fluorine");
	patient = put_code(it, "PatientOrientationCodeSequence", "102538003",
	    "SCT", "recumbent");
	put_code(patient, "PatientOrientationModifierCodeSequence",
	    "40199007", "SCT", "supine");
	put_code(it, "PatientGantryRelationshipCodeSequence", "102540008",
	    "SCT", "headfirst");
}

static void
geometry(struct netrt_item *it, const struct study *s, int i)
{
	double p[3], along = s->k & K_REV_LOCATION ? -s->w[i] : s->w[i];

	place(s, -(s->cols - 1) / 2.0 * s->dc, -(s->rows - 1) / 2.0 * s->dr +
	    s->shift[i], s->w[i], p);
	put_ds(it, "ImagePositionPatient", p, 3);
	put_ds(it, "ImageOrientationPatient", s->dir[0], 6);
	put_ds(it, "PixelSpacing", (double[]){ s->dr, s->dc }, 2);
	put_ds(it, "SliceThickness", &s->distance, 1);
	if (!(s->k & K_NO_LOCATION))
		put_ds(it, "SliceLocation", &along, 1);
	if (s->mod != PT)
		put(it, "PatientPosition", "HFS");
}

static void
image_pixel(struct netrt_item *it, const struct study *s,
    const struct coding *c)
{
	put(it, "SamplesPerPixel", "%d", c->samples);
	put(it, "PhotometricInterpretation", s->k & K_RGB ? "RGB" :
	    s->k & K_MONOCHROME1 ? "MONOCHROME1" : "MONOCHROME2");
	if (c->samples == 3)
		put(it, "PlanarConfiguration", "0");
	put(it, "Rows", "%d", s->rows);
	put(it, "Columns", "%d", s->cols);
	put(it, "BitsAllocated", "%d", c->bits);
	put(it, "BitsStored", "%d", c->stored);
	put(it, "HighBit", "%d", c->stored - 1);
	put(it, "PixelRepresentation", "%d", c->is_signed);
	if (c->samples == 3)
		return;
	put_ds(it, "WindowCenter", &c->centre, 1);
	put_ds(it, "WindowWidth", &c->width, 1);
	if (s->mod == MR && c->bits == 16)
		return;		/* MR values have no unit */
	put_ds(it, "RescaleIntercept", &c->intercept, 1);
	put_ds(it, "RescaleSlope", &c->slope, 1);
}

const char *
image_class(const struct study *s)
{
	return classes[s->mod];
}

struct netrt_dcm *
image_make(const struct study *s, int series, int i)
{
	struct coding c = coding(s, i);
	struct netrt_err e;
	struct netrt_dcm *d = NULL;
	struct netrt_item *it;
	int number = s->k & K_FLIPPED ? s->n - i : i + 1;

	must(netrt_dcm_new(&d, &e), &e);
	it = netrt_dcm_root(d);
	put_common(it, s, classes[s->mod], image_uid(s, series, i),
	    modalities[s->mod], s->k & K_TWO_PATIENTS &&
	    i == s->n - 1);
	if (s->mod == CT)
		ct(it);
	else if (s->mod == MR)
		mr(it);
	else
		pt(it, s, i);
	put(it, "SeriesInstanceUID", "%s", uid(s, "series",
	    s->one_uid ? 0 : series));
	put(it, "SeriesNumber", "%d", series + 1);
	put(it, "SeriesDescription", "Head %s%s", modalities[s->mod],
	    series ? ", again" : "");
	put(it, "BodyPartExamined", "HEAD");
	put(it, "AcquisitionNumber", "%d", s->phases > 0 ? series + 1 : 1);
	put(it, "InstanceNumber", "%d", number);
	put(it, "ContentDate", "20260105");
	put(it, "ContentTime", "1016%02d", number % 60);
	if (!(s->k & K_NO_FRAME))
		put(it, "FrameOfReferenceUID", "%s", s->frame);
	put(it, "PositionReferenceIndicator", "%s", "");
	geometry(it, s, i);
	image_pixel(it, s, &c);
	if (s->k & K_PHI)
		put(it, "ImageComments", "%s on the couch", s->name);
	if (s->k & K_OVERLAY)
		overlay(it, s);
	pixels(it, s, series, i, &c);
	return d;
}

struct netrt_dcm *
dose_make(const struct study *s)
{
	struct netrt_err e;
	struct netrt_dcm *d = NULL;
	struct netrt_item *it;
	struct netrt_item *plan;
	uint16_t grid[2 * 16] = { 0, 1, 2, 3, 2, 5, 8, 4, 2, 6, 9, 3, 0, 1 };
	double p[3], spacing[2] = { 50, 50 };

	must(netrt_dcm_new(&d, &e), &e);
	it = netrt_dcm_root(d);
	put_common(it, s, DOSE_CLASS, uid(s, "dose", 0), "RTDOSE", false);
	put(it, "OperatorsName", "%s", "");
	put(it, "SeriesInstanceUID", "%s", uid(s, "doses", 0));
	put(it, "SeriesNumber", "900");
	put(it, "InstanceNumber", "1");
	put(it, "FrameOfReferenceUID", "%s", s->frame);
	put(it, "PositionReferenceIndicator", "%s", "");
	place(s, -75, -75, 0, p);
	put_ds(it, "ImagePositionPatient", p, 3);
	put_ds(it, "ImageOrientationPatient", s->dir[0], 6);
	put_ds(it, "PixelSpacing", spacing, 2);
	put(it, "SliceThickness", "%s", "");
	put(it, "SamplesPerPixel", "1");
	put(it, "PhotometricInterpretation", "MONOCHROME2");
	put(it, "NumberOfFrames", "2");
	put(it, "FrameIncrementPointer", "(3004,000c)");
	put(it, "Rows", "4");
	put(it, "Columns", "4");
	put(it, "BitsAllocated", "16");
	put(it, "BitsStored", "16");
	put(it, "HighBit", "15");
	put(it, "PixelRepresentation", "0");
	put(it, "DoseUnits", "GY");
	put(it, "DoseType", "PHYSICAL");
	put(it, "DoseSummationType", "PLAN");
	put(it, "GridFrameOffsetVector", "0\\10");
	put(it, "DoseGridScaling", "0.1");
	plan = add(it, "ReferencedRTPlanSequence");
	put(plan, "ReferencedSOPClassUID", "1.2.840.10008.5.1.4.1.1.481.5");
	put(plan, "ReferencedSOPInstanceUID", "%s", uid(s, "plan", 0));
	must(netrt_item_set_bytes(it, TAG_PixelData, true, grid, sizeof grid,
	    &e), &e);
	return d;
}
