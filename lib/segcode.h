/*
 * What a ROI of an RTSTRUCT is, in the terms of a Segmentation: codes for RT
 * ROI Interpreted Type (DICOM PS3.3 C.8.8.8.1) and colours.  Pure.
 */
#ifndef NETRT_SEGCODE_H
#define NETRT_SEGCODE_H

#include <stdbool.h>
#include <stdint.h>

#include "dcm_seg.h"

/*
 * Segmented Property Category and Type (PS3.16 CID 7150 and 9502 with the
 * groups below them) of an interpreted type.  Empty or not one of the
 * standard's: Non-specific Volume, Unclassified Volume.
 */
struct netrt_segcode {
	const char *interpreted;	/* "PTV" */
	struct netrt_code category, type;
	bool anatomy;			/* of the patient's anatomy, or unknown:
					 * a code that the RTSTRUCT gives the
					 * ROI says more than type does */
};

const struct netrt_segcode *netrt_segcode_find(const char *interpreted);

/* Segmented Property Category of a ROI that has a code of its own, when its
 * interpreted type says nothing: Anatomical Structure. */
extern const struct netrt_code netrt_segcode_anatomy;

/*
 * An sRGB colour as CIELab under D50, in the 16 bits of Recommended Display
 * CIELab Value (PS3.3 C.10.7.1.1): L 0 to 100 is 0 to FFFF, a and b -128 to
 * 127 are 0 to FFFF.
 */
void netrt_segcode_lab(const uint8_t rgb[3], uint16_t lab[3]);

#endif
