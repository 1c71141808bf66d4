/* The tables of the standard mode: all of each is found (they are sorted). */
#include <stddef.h>

#include "deid_rules.h"
#include "tag.h"
#include "../tap.h"

static void
lists(void)
{
	static const uint32_t needed[] = { TAG_SpecificCharacterSet,
	    TAG_SOPInstanceUID, TAG_Modality, TAG_StudyInstanceUID,
	    TAG_ImagePositionPatient, TAG_Rows, TAG_RescaleSlope,
	    TAG_ROIName, TAG_ContourData, TAG_ReferencedROINumber,
	    TAG_PixelData };
	static const uint32_t identifiers[] = { TAG_IssuerOfPatientID,
	    TAG_OtherPatientIDs, TAG_OtherPatientNames, TAG_PatientBirthName,
	    0x00100024, 0x00101002, 0x00101040, 0x00102154, 0x00102297,
	    0x00380010, 0x00380064 };
	static const uint32_t others[] = { TAG_PatientName, TAG_PatientID,
	    TAG_PatientSex, TAG_StudyDate, TAG_AccessionNumber };
	static const char *const words[] = { "abdomen", "brain", "couch",
	    "head", "lung", "lungs", "phantom", "prostate", "skull",
	    "table", "wrist" };
	int bad = 0;

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		bad += !netrt_deid_needed(needed[i]) ||
		    netrt_deid_identifier(needed[i]);
	ok(bad == 0, "what is needed (%d wrong)", bad);
	for (size_t i = 0; i < sizeof identifiers / sizeof identifiers[0]; i++)
		bad += !netrt_deid_identifier(identifiers[i]) ||
		    netrt_deid_needed(identifiers[i]);
	ok(bad == 0, "what identifies (%d wrong)", bad);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		bad += netrt_deid_identifier(others[i]) ||
		    netrt_deid_needed(others[i]);
	ok(bad == 0, "what is left to the rules (%d wrong)", bad);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		bad += !netrt_deid_anatomy(words[i]);
	ok(bad == 0 && !netrt_deid_anatomy("smith") &&
	    !netrt_deid_anatomy(""), "words of anatomy (%d wrong)", bad);
	ok(netrt_deid_standard_name("Lung_L") &&
	    netrt_deid_standard_name("SpinalCord_PRV05") &&
	    netrt_deid_standard_name("PTV_60 Gy") &&
	    netrt_deid_standard_name("GTV") &&
	    netrt_deid_standard_name("LUNG RT") &&
	    netrt_deid_standard_name("skull") &&
	    !netrt_deid_standard_name("GTV Smith") &&
	    !netrt_deid_standard_name("smith") &&
	    !netrt_deid_standard_name("LungSmith") &&
	    !netrt_deid_standard_name("L\xC3\xBCng") &&
	    !netrt_deid_standard_name("123") && !netrt_deid_standard_name(""),
	    "names of the standard vocabulary");
	ok(netrt_deid_term("CLOSED_PLANAR") && !netrt_deid_term("SMITH"),
	    "terms of the standard");
}

static enum netrt_type
type(enum netrt_iod iod, uint32_t sequence, uint32_t tag)
{
	const char *dummy;

	return netrt_type_find(iod, sequence, tag, &dummy);
}

int
main(void)
{
	lists();
	ok(netrt_iod_find("1.2.840.10008.5.1.4.1.1.2") == NETRT_IOD_CT &&
	    netrt_iod_find("1.2.840.10008.5.1.4.1.1.2.1") ==
	    NETRT_IOD_ENHANCED && netrt_iod_find(
	    "1.2.840.10008.5.1.4.1.1.128") == NETRT_IOD_PET &&
	    netrt_iod_find("1.2.840.10008.5.1.4.1.1.20") ==
	    NETRT_IOD_OTHER && netrt_iod_find("1.2.840.10008.5.1.4.1.1.481.3")
	    == NETRT_IOD_STRUCT && netrt_iod_find(
	    "1.2.840.10008.5.1.4.1.1.481.2") == NETRT_IOD_RT &&
	    netrt_iod_find("1.2.840.10008.5.1.4.1.1.7.4") == NETRT_IOD_SC &&
	    netrt_iod_find("1.3") == NETRT_IOD_OTHER, "IODs");
	ok(type(NETRT_IOD_CT, 0, TAG_AccessionNumber) == NETRT_TYPE_2 &&
	    type(NETRT_IOD_CT, 0x00400275, TAG_AccessionNumber) ==
	    NETRT_TYPE_3, "type 2 at the top only");
	ok(type(NETRT_IOD_CT, 0, 0x00081070) == NETRT_TYPE_3 &&
	    type(NETRT_IOD_STRUCT, 0, 0x00081070) == NETRT_TYPE_2,
	    "Operators' Name is type 2 in RT only");
	ok(type(NETRT_IOD_PET, 0, TAG_SeriesDate) == NETRT_TYPE_1 &&
	    type(NETRT_IOD_CT, 0, TAG_SeriesDate) == NETRT_TYPE_3,
	    "Series Date is type 1 in PET only");
	ok(type(NETRT_IOD_CT, 0x00080096, TAG_InstitutionName) ==
	    NETRT_TYPE_1 && type(NETRT_IOD_CT, 0, TAG_InstitutionName) ==
	    NETRT_TYPE_3, "the institution of a person with a code");
	return done();
}
