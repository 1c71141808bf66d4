/*
 * Make a copy of an image a derived image of a new series (DICOM PS3.3
 * C.7.6.1.1.2 to .4, C.7.5.3): what must change in its header, and nothing
 * else.  Pixel data, geometry, patient, study and the scanner stay.
 */
#ifndef NETRT_DERIVE_H
#define NETRT_DERIVE_H

#include <stdbool.h>

#include "dcm.h"
#include "err.h"

struct netrt_derive {
	const char *tool;		/* "netrt-mask" */
	const char *contribution;	/* "Overlay planes from contours" */
	const char *how;		/* Derivation Description, UTF-8 */
	const char *series, *sop;	/* new UIDs */
	long series_number;
	const char *series_description;	/* UTF-8; "": as in the source */
	const char *study_id;		/* "": as in the source */
	const char *date, *time;	/* of the processing: DA, TM */
};

/*
 * Image Type becomes DERIVED\SECONDARY (PET: DERIVED\PRIMARY, PS3.3
 * C.8.9.4.1.3) with its other values kept; Instance Creation, Content and
 * Series Date and Time become those of the processing, but PET keeps those
 * of the series, which SUV is computed with.  An image whose dates were
 * removed or shifted (0028,0303) keeps all it has: a true date beside shifted
 * ones would give the shift away.
 *
 * The source itself goes to Source Image Sequence; the tool is added to
 * Contributing Equipment Sequence.  Icon, signatures, and the MAC parameters
 * are removed: they speak of the source.
 */
enum netrt_rc netrt_derive(struct netrt_item *root,
    const struct netrt_derive *d, struct netrt_err *e) NETRT_MUST;

/* Add the image itself to its Source Image Sequence, before its UID changes;
 * lossy: it was compressed with loss (PS3.16 CID 7202). */
enum netrt_rc netrt_derive_from(struct netrt_item *root, bool lossy,
    struct netrt_err *e) NETRT_MUST;

/* Derivation Description says what was done, in ASCII, after what it said
 * before, of which as much is kept as there is room for. */
enum netrt_rc netrt_derive_append(struct netrt_item *root, const char *how,
    struct netrt_err *e) NETRT_MUST;

#endif
