/* ROIs in the terms of a Segmentation: see segcode.h. */
#include <math.h>
#include <string.h>

#include "segcode.h"

#define DCM(v, m)	{ v, "DCM", NULL, m }
#define SCT(v, m)	{ v, "SCT", NULL, m }

/* CID 9502 */
#define TARGET		DCM("130041", "RT Target")
#define DOSE		DCM("130042", "RT Dose Calculation Structure")
#define GEOMETRY	DCM("130043", "RT Geometric Information")
#define POSITIONING	DCM("130044", "Fixation or Positioning Device")
#define BRACHY		DCM("130045", "Brachytherapy Device")
#define NONSPECIFIC	DCM("130046", "Non-specific Volume")
#define BODY		DCM("130047", "External Body Model")
/* CID 7150 */
#define ANATOMY		SCT("123037004", "Anatomical Structure")
#define OBJECT		SCT("260787004", "Physical object")
#define SUBSTANCE	SCT("105590001", "Substance")

/* The types are of CID 9534, 9535, 9504 to 9508, 9516, 7192, 7193, 7198;
 * where none fits, the category itself. */
static const struct netrt_segcode codes[] = {
	{ "EXTERNAL", BODY, DCM("130067", "Patient Anatomy Model"), false },
	{ "PTV", TARGET, SCT("228793007", "PTV"), false },
	{ "CTV", TARGET, SCT("228792002", "CTV"), false },
	{ "GTV", TARGET, SCT("228791009", "GTV"), false },
	{ "TREATED_VOLUME", TARGET, DCM("130059", "Treated Volume"), false },
	{ "IRRAD_VOLUME", TARGET, SCT("228790005", "Irradiated Volume"),
	    false },
	{ "BOLUS", OBJECT, SCT("228736002", "Surface Bolus"), false },
	{ "AVOIDANCE", DOSE, DCM("130058", "Avoidance Volume"), false },
	{ "ORGAN", ANATOMY, SCT("113343008", "Organ"), true },
	{ "MARKER", OBJECT, DCM("112171", "Fiducial mark"), false },
	{ "REGISTRATION", GEOMETRY, GEOMETRY, false },
	{ "ISOCENTER", GEOMETRY,
	    DCM("130073", "Isocentric Treatment Location Point"), false },
	{ "CONTRAST_AGENT", SUBSTANCE, SCT("7140000", "Contrast agent"),
	    false },
	{ "CAVITY", ANATOMY, ANATOMY, true },
	{ "BRACHY_CHANNEL", BRACHY, DCM("130080", "Brachytherapy channel"),
	    false },
	{ "BRACHY_ACCESSORY", BRACHY, BRACHY, false },
	{ "BRACHY_SRC_APP", BRACHY,
	    DCM("130078", "Brachytherapy source applicator"), false },
	{ "BRACHY_CHNL_SHLD", BRACHY,
	    DCM("130079", "Brachytherapy channel shield"), false },
	{ "SUPPORT", POSITIONING, SCT("86407004", "Table"), false },
	{ "FIXATION", POSITIONING, POSITIONING, false },
	{ "DOSE_REGION", DOSE, DOSE, false },
	{ "CONTROL", DOSE, DCM("130061", "Radiation Dose Shaping Volume"),
	    false },
	{ "DOSE_MEASUREMENT", OBJECT, OBJECT, false },
	{ "", NONSPECIFIC, DCM("130048", "Unclassified Volume"), true },
};
#define NCODES (sizeof codes / sizeof codes[0])

const struct netrt_code netrt_segcode_anatomy = ANATOMY;

const struct netrt_segcode *
netrt_segcode_find(const char *interpreted)
{
	size_t i = 0;

	while (i + 1 < NCODES &&
	    strcmp(codes[i].interpreted, interpreted) != 0)
		i++;
	return &codes[i];
}

/* IEC 61966-2-1 */
static double
linear(uint8_t v)
{
	double c = v / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* CIE 15: the cube root, and a line where it is too steep */
static double
f(double t)
{
	return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static uint16_t
scale(double v, double low, double high)
{
	double x = (v - low) / (high - low) * 65535;

	return (uint16_t)lround(fmin(fmax(x, 0), 65535));
}

void
netrt_segcode_lab(const uint8_t rgb[3], uint16_t lab[3])
{
	/* sRGB to XYZ, adapted from D65 to D50 (Bradford), over the white
	 * point of D50 */
	static const double m[3][3] = {
		{ 0.4360747, 0.3850649, 0.1430804 },
		{ 0.2225045, 0.7168786, 0.0606169 },
		{ 0.0139322, 0.0971045, 0.7141733 },
	};
	static const double white[3] = { 0.9642200, 1, 0.8252100 };
	double g[3];

	for (int i = 0; i < 3; i++)
		g[i] = f((m[i][0] * linear(rgb[0]) + m[i][1] *
		    linear(rgb[1]) + m[i][2] * linear(rgb[2])) / white[i]);
	lab[0] = scale(116 * g[1] - 16, 0, 100);
	lab[1] = scale(500 * (g[0] - g[1]), -128, 127);
	lab[2] = scale(200 * (g[1] - g[2]), -128, 127);
}
