/* Tables of the standard mode: see deid_rules.h. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "deid_rules.h"
#include "tag.h"

#define CT	NETRT_IOD_CT
#define MR	NETRT_IOD_MR
#define PET	NETRT_IOD_PET
#define STRUCT	NETRT_IOD_STRUCT
#define RT	NETRT_IOD_RT
#define SC	NETRT_IOD_SC
#define SEG	NETRT_IOD_SEG
#define ENH	NETRT_IOD_ENHANCED
#define OTHER	NETRT_IOD_OTHER
#define ANY	(CT | MR | PET | STRUCT | RT | SC | SEG | ENH | OTHER)

#define CONTROL_POINT_DATE	0x30080024u	/* of a treatment */
#define CONTROL_POINT_TIME	0x30080025u
#define TREATMENT_DATE		0x30080250u
#define TREATMENT_TIME		0x30080251u
#define MACHINE_NAME		0x300A00B2u	/* Treatment Machine Name */
#define SOURCE_DATE		0x300A022Cu	/* of its strength */
#define SOURCE_TIME		0x300A022Eu

enum netrt_iod
netrt_iod_find(const char *sop_class)
{
	static const struct {
		const char *prefix;
		enum netrt_iod iod;
	} known[] = {	/* below 1.2.840.10008.5.1.4.1.1. */
		{ "2.1", ENH }, { "2.2", ENH }, { "4.1", ENH },
		{ "4.2", ENH }, { "4.3", ENH }, { "4.4", ENH },
		{ "30", ENH }, { "128.1", ENH }, { "130", ENH },
		{ "2", CT }, { "4", MR }, { "7", SC }, { "66.4", SEG },
		{ "128", PET }, { "481.3", STRUCT }, { "481", RT },
	};
	static const char root[] = "1.2.840.10008.5.1.4.1.1.";

	if (strncmp(sop_class, root, sizeof root - 1) != 0)
		return OTHER;
	sop_class += sizeof root - 1;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		size_t n = strlen(known[i].prefix);

		if (strncmp(sop_class, known[i].prefix, n) == 0 &&
		    (sop_class[n] == '\0' || sop_class[n] == '.'))
			return known[i].iod;
	}
	return OTHER;
}

/*
 * Types 1 and 2, and 2C where the attribute is there (it then has its
 * condition).  Sorted by sequence and tag.
 */
static const struct rule {
	uint32_t sequence, tag;
	unsigned iods;
	const char *dummy;	/* type 1 */
} types[] = {
	{ 0, TAG_StudyDate, ANY, NULL },
	{ 0, TAG_SeriesDate, PET, "19600101" },
	{ 0, TAG_AcquisitionDate, PET, NULL },
	{ 0, TAG_ContentDate, SEG | ENH | OTHER, "19600101" },
	{ 0, TAG_ContentDate, CT | MR | PET | SC, NULL },
	{ 0, 0x0008002Au /* Acquisition DateTime: 1C */, ENH | OTHER,
	    "19600101000000" },
	{ 0, TAG_StudyTime, ANY, NULL },
	{ 0, TAG_SeriesTime, PET, "000000" },
	{ 0, TAG_AcquisitionTime, PET, NULL },
	{ 0, TAG_ContentTime, SEG | ENH | OTHER, "000000" },
	{ 0, TAG_ContentTime, CT | MR | PET | SC, NULL },
	{ 0, TAG_AccessionNumber, ANY, NULL },
	{ 0, TAG_Manufacturer, SEG | ENH, "REMOVED" },
	{ 0, TAG_Manufacturer, ANY & ~(SC | SEG | ENH), NULL },
	{ 0, TAG_ReferringPhysicianName, ANY, NULL },
	{ 0, 0x00081070u /* Operators' Name */, STRUCT | RT, NULL },
	{ 0, 0x00081090u /* Manufacturer's Model Name */, SEG | ENH,
	    "REMOVED" },
	{ 0, TAG_PatientName, ANY, NULL },
	{ 0, TAG_PatientID, ANY, NULL },
	{ 0, TAG_PatientBirthDate, ANY, NULL },
	{ 0, TAG_PatientSex, ANY, NULL },
	{ 0, 0x00102203u /* Patient's Sex Neutered */, ANY, NULL },
	{ 0, 0x00180010u /* Contrast/Bolus Agent */, CT | MR | SC, NULL },
	{ 0, TAG_SliceThickness, CT | MR | PET, NULL },
	{ 0, 0x00180060u /* KVP */, CT, NULL },
	{ 0, 0x00180080u /* Repetition Time */, MR, NULL },
	{ 0, 0x00180081u /* Echo Time */, MR, NULL },
	{ 0, 0x00180091u /* Echo Train Length */, MR, NULL },
	{ 0, 0x00181000u /* Device Serial Number */, SEG | ENH, "REMOVED" },
	{ 0, 0x00181020u /* Software Versions */, SEG | ENH, "REMOVED" },
	{ 0, 0x00185100u /* Patient Position */, CT | MR | PET, NULL },
	{ 0, TAG_StudyID, ANY, NULL },
	{ 0, TAG_SeriesNumber, ANY, NULL },
	{ 0, 0x00200012u /* Acquisition Number */, CT | MR, NULL },
	{ 0, TAG_InstanceNumber, ANY & ~PET, NULL },
	{ 0, TAG_PatientOrientation, CT | MR | PET | SC, NULL },
	{ 0, 0x00200060u /* Laterality */, ANY, NULL },
	{ 0, 0x00201040u /* Position Reference Indicator */, ANY, NULL },
	{ 0, 0x00700084u /* Content Creator's Name */, SEG, NULL },
	{ 0, 0x30020002u /* RT Image Label */, RT, "REMOVED" },
	{ 0, 0x30020020u /* Radiation Machine Name */, RT, NULL },
	{ 0, 0x30060002u /* Structure Set Label */, STRUCT, "RTSTRUCT" },
	{ 0, TAG_StructureSetDate, STRUCT, NULL },
	{ 0, 0x30060009u /* Structure Set Time */, STRUCT, NULL },
	{ 0, 0x30080054u /* First Treatment Date */, RT, NULL },
	{ 0, 0x30080056u /* Most Recent Treatment Date */, RT, NULL },
	{ 0, TREATMENT_DATE, RT, NULL },
	{ 0, TREATMENT_TIME, RT, NULL },
	{ 0, 0x300A0002u /* RT Plan Label */, RT, "REMOVED" },
	{ 0, 0x300A0006u /* RT Plan Date */, RT, NULL },
	{ 0, 0x300A0007u /* RT Plan Time */, RT, NULL },
	{ 0, 0x300E0004u /* Review Date */, STRUCT | RT, NULL },
	{ 0, 0x300E0005u /* Review Time */, STRUCT | RT, NULL },
	{ 0, 0x300E0008u /* Reviewer Name */, STRUCT | RT, NULL },
	{ TAG_StructureSetROISequence, 0x30060036u /* ROI Generation
	    Algorithm */, STRUCT, NULL },
	{ TAG_RTROIObservationsSequence, 0x300600A4u /* RT ROI Interpreted
	    Type */, STRUCT, NULL },
	{ TAG_RTROIObservationsSequence, 0x300600A6u /* ROI Interpreter */,
	    STRUCT, NULL },
	/* of delivered beams, ion beams and sources */
	{ 0x30080040u, CONTROL_POINT_DATE, RT, "19600101" },
	{ 0x30080040u, CONTROL_POINT_TIME, RT, "000000" },
	{ 0x30080041u, CONTROL_POINT_DATE, RT, "19600101" },
	{ 0x30080041u, CONTROL_POINT_TIME, RT, "000000" },
	{ 0x30080160u, CONTROL_POINT_DATE, RT, "19600101" },
	{ 0x30080160u, CONTROL_POINT_TIME, RT, "000000" },
	/* Recorded Source Sequence */
	{ 0x30080100u, 0x30080105u /* Source Serial Number */, RT, NULL },
	{ 0x30080100u, SOURCE_DATE, RT, "19600101" },
	{ 0x30080100u, SOURCE_TIME, RT, "000000" },
	/* Fraction Status Summary Sequence */
	{ 0x30080240u, TREATMENT_DATE, RT, NULL },
	{ 0x30080240u, TREATMENT_TIME, RT, NULL },
	/* Beam, Treatment Machine, Source, Ion Beam Sequence */
	{ 0x300A00B0u, MACHINE_NAME, RT, NULL },
	{ 0x300A0206u, TAG_Manufacturer, RT, NULL },
	{ 0x300A0206u, TAG_InstitutionName, RT, NULL },
	{ 0x300A0206u, 0x00081090u /* Manufacturer's Model Name */, RT, NULL },
	{ 0x300A0206u, 0x00181000u /* Device Serial Number */, RT, NULL },
	{ 0x300A0206u, MACHINE_NAME, RT, NULL },
	{ 0x300A0210u, SOURCE_DATE, RT, "19600101" },
	{ 0x300A0210u, SOURCE_TIME, RT, "000000" },
	{ 0x300A03A2u, MACHINE_NAME, RT, NULL },
};

static int
by_tag(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

#define IN(list, tag) (bsearch(&(uint32_t){ tag }, list, \
    sizeof list / sizeof list[0], sizeof list[0], by_tag) != NULL)

/* Sequences of the Person Identification Macro (PS3.3 10.1). */
static bool
person(uint32_t sequence)
{
	static const uint32_t list[] = {	/* sorted */
		0x00080096u,	/* Referring Physician */
		0x0008009Du,	/* Consulting Physician */
		0x00081049u,	/* Physician(s) of Record */
		0x00081052u,	/* Performing Physician */
		0x00081062u,	/* Physician(s) Reading Study */
		0x00081072u,	/* Operator */
		0x00321031u,	/* Requesting Physician */
		0x0040000Bu,	/* Scheduled Performing Physician */
		0x00401011u,	/* Intended Recipients of Results */
		0x00700086u,	/* Content Creator */
		0x3006004Du,	/* ROI Creator */
		0x3006004Eu,	/* ROI Interpreter */
	};

	return IN(list, sequence);
}

enum netrt_type
netrt_type_find(enum netrt_iod iod, uint32_t sequence, uint32_t tag,
    const char **dummy)
{
	*dummy = NULL;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		const struct rule *r = &types[i];

		if (r->sequence != sequence || r->tag != tag ||
		    (r->iods & iod) == 0)
			continue;
		*dummy = r->dummy;
		return r->dummy != NULL ? NETRT_TYPE_1 : NETRT_TYPE_2;
	}
	/* items of codes, and of persons (1C, when there is no code for the
	 * institution) */
	if (tag == TAG_CodeMeaning || tag == TAG_CodeValue ||
	    tag == TAG_CodingSchemeDesignator ||
	    (tag == TAG_InstitutionName && person(sequence))) {
		*dummy = "REMOVED";
		return NETRT_TYPE_1;
	}
	return NETRT_TYPE_3;
}

bool
netrt_deid_identifier(uint32_t tag)
{
	static const uint32_t list[] = {	/* sorted */
		0x00080051u,	/* Issuer of Accession Number Sequence */
		0x00100021u,	/* Issuer of Patient ID */
		0x00100024u,	/* Issuer of Patient ID Qualifiers Sequence */
		0x00100026u,	/* Source Patient Group Identification Seq. */
		0x00100027u,	/* Group of Patients Identification Seq. */
		0x00100032u,	/* Patient's Birth Time */
		0x00100033u,	/* Birth Date in Alternative Calendar */
		0x00100034u,	/* Death Date in Alternative Calendar */
		0x00100035u,	/* Patient's Alternative Calendar */
		0x00100050u,	/* Insurance Plan Code Sequence */
		0x00101000u,	/* Other Patient IDs */
		0x00101001u,	/* Other Patient Names */
		0x00101002u,	/* Other Patient IDs Sequence */
		0x00101005u,	/* Patient's Birth Name */
		0x00101040u,	/* Patient's Address */
		0x00101050u,	/* Insurance Plan Identification */
		0x00101060u,	/* Patient's Mother's Birth Name */
		0x00101090u,	/* Medical Record Locator */
		0x00101100u,	/* Referenced Patient Photo Sequence */
		0x00102154u,	/* Patient's Telephone Numbers */
		0x00102155u,	/* Patient's Telecom Information */
		0x00102297u,	/* Responsible Person */
		0x00380010u,	/* Admission ID */
		0x00380011u,	/* Issuer of Admission ID */
		0x00380014u,	/* Issuer of Admission ID Sequence */
		0x00380060u,	/* Service Episode ID */
		0x00380061u,	/* Issuer of Service Episode ID */
		0x00380064u,	/* Issuer of Service Episode ID Sequence */
	};

	return IN(list, tag);
}

bool
netrt_deid_needed(uint32_t tag)
{
	static const uint32_t list[] = {	/* sorted */
		TAG_SpecificCharacterSet, TAG_ImageType, TAG_SOPClassUID,
		TAG_SOPInstanceUID, TAG_Modality, TAG_ReferencedSOPClassUID,
		TAG_ReferencedSOPInstanceUID, TAG_PatientIdentityRemoved,
		TAG_DeidentificationMethod, TAG_StudyInstanceUID,
		TAG_SeriesInstanceUID, TAG_AcquisitionNumber,
		TAG_ImagePositionPatient, TAG_ImageOrientationPatient,
		TAG_FrameOfReferenceUID, TAG_TemporalPositionIdentifier,
		TAG_SamplesPerPixel, TAG_PhotometricInterpretation,
		TAG_PlanarConfiguration, TAG_NumberOfFrames, TAG_Rows,
		TAG_Columns, TAG_PixelSpacing, TAG_BitsAllocated,
		TAG_BitsStored, TAG_HighBit, TAG_PixelRepresentation,
		TAG_RescaleIntercept, TAG_RescaleSlope,
		TAG_ReferencedFrameOfReferenceSequence,
		TAG_RTReferencedStudySequence, TAG_RTReferencedSeriesSequence,
		TAG_ContourImageSequence, TAG_StructureSetROISequence,
		TAG_ROINumber, TAG_ReferencedFrameOfReferenceUID, TAG_ROIName,
		TAG_ROIContourSequence, TAG_ContourSequence,
		TAG_ContourGeometricType, TAG_NumberOfContourPoints,
		TAG_ContourData, TAG_RTROIObservationsSequence,
		TAG_ReferencedROINumber, TAG_PixelData,
	};

	return IN(list, tag);
}

static const char *const terms[] = {
	"ORIGINAL", "DERIVED", "PRIMARY", "SECONDARY", "AXIAL",
	"LOCALIZER", "RTSTRUCT", "POINT", "OPEN_PLANAR",
	"OPEN_NONPLANAR", "CLOSED_PLANAR", "CLOSED_PLANAR_XOR",
	"AUTOMATIC", "SEMIAUTOMATIC", "MANUAL", "ORGAN", "EXTERNAL",
	"PTV", "CTV", "GTV", "AVOIDANCE", "CONTROL", "SUPPORT",
	"MARKER", "CAVITY", "BOLUS", "HFS", "HFP", "FFS", "FFP",
	"HFDR", "HFDL", "FFDR", "FFDL", "MONOCHROME1", "MONOCHROME2",
	"RGB", "LINEAR", "APPROVED", "UNAPPROVED", "REJECTED",
	"YES", "NONE", "ACCEPTED", "DATE",
};
#define NTERMS	(sizeof terms / sizeof terms[0])

bool
netrt_deid_term(const char *cs)
{
	for (size_t i = 0; i < NTERMS; i++)
		if (strcmp(terms[i], cs) == 0)
			return true;
	return false;
}

bool
netrt_deid_in_term(const char *upper)
{
	for (size_t i = 0; i < NTERMS; i++)
		if (strstr(terms[i], upper) != NULL)
			return true;
	return false;
}

static int
by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

bool
netrt_deid_anatomy(const char *word)
{
	static const char *const list[] = {	/* sorted */
		"abdomen", "adrenal", "airway", "anal", "anus", "aorta",
		"arm", "artery", "atrium", "avoid", "axilla", "back",
		"bladder", "body", "bolus", "bone", "boost", "bowel", "box",
		"brachial", "brain", "brainstem", "breast", "bronchus",
		"canal", "cavity", "cerebellum", "cerebrum", "cervix",
		"cheek", "chest", "chiasm", "chin", "cochlea", "colon",
		"contour", "cord", "cornea", "coronary", "couch", "cranium",
		"ctv", "cube", "cyst", "dens", "dose", "duodenum", "ear",
		"ears", "elbow", "esophagus", "external", "eye", "eyes",
		"face", "femoral", "femur", "fiducial", "finger", "foot",
		"frontal", "gland", "glands", "glottis", "gtv", "hand",
		"head", "heart", "hilum", "hip", "hippocampus", "humerus",
		"ilium", "implant", "intestine", "iris", "itv", "jaw",
		"joint", "kidney", "kidneys", "knee", "lacrimal", "larynx",
		"leg", "lens", "lenses", "lesion", "lip", "lips", "liver",
		"lobe", "lung", "lungs", "mandible", "marker", "marrow",
		"mask", "mass", "maxilla", "mediastinum", "mouth", "muscle",
		"nasal", "neck", "nerve", "nipple", "node", "nodes", "nose",
		"oral", "orbit", "organ", "ovary", "palate", "pancreas",
		"parotid", "pelvis", "penis", "pericardium", "phantom",
		"pharynx", "pituitary", "plan", "plexus", "prostate", "ptv",
		"rectum", "retina", "rib", "ribs", "ring", "sacrum", "scalp",
		"scar", "shoulder", "sigmoid", "sinus", "skin", "skull",
		"sphere", "spinal", "spine", "spleen", "sternum", "stomach",
		"surface", "table", "target", "temporal", "testis", "thigh",
		"thorax", "throat", "thyroid", "tissue", "tongue", "tonsil",
		"tooth", "torso", "trachea", "tumor", "tumour", "ureter",
		"urethra", "uterus", "vagina", "valve", "vein", "ventricle",
		"vertebra", "vessel", "vulva", "wall", "wire", "wrist",
	};

	return bsearch(&word, list, sizeof list / sizeof list[0],
	    sizeof list[0], by_text) != NULL;
}

/* Words beside anatomy in names of ROIs (AAPM TG-263). */
static bool
modifier(const char *word)
{
	static const char *const list[] = {	/* sorted */
		"ant", "bilat", "cgy", "cm", "combined", "eval", "gy", "high",
		"inf", "inner", "l", "lat", "left", "low", "lower", "lt",
		"med", "mid", "middle", "minus", "mm", "node", "opt", "outer",
		"partial", "plus", "post", "prox", "prv", "r", "right", "rt",
		"sup", "total", "upper", "whole", "z",
	};

	return bsearch(&word, list, sizeof list / sizeof list[0],
	    sizeof list[0], by_text) != NULL;
}

bool
netrt_deid_standard_name(const char *p)
{
	bool any = false;

	while (*p != '\0') {
		char word[32];
		size_t n = 0;
		bool capitals = p[0] >= 'A' && p[0] <= 'Z' && p[1] >= 'A' &&
		    p[1] <= 'Z';

		/* one word: capitals, or a capital and small letters */
		while (((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z' &&
		    (n == 0 || capitals))) && n < sizeof word - 1)
			word[n++] = (char)(*p++ | 0x20);
		word[n] = '\0';
		if (n > 0 && !netrt_deid_anatomy(word) && !modifier(word))
			return false;
		any = any || n > 0;
		if (n == 0 && (unsigned char)*p >= 0x80)
			return false;
		if (n == 0)
			p++;		/* digits and punctuation */
	}
	return any;
}
