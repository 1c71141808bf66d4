/*
 * A picture as a Secondary Capture image (PS3.3 A.8.1) of the study that it
 * was made from.
 *
 * Patient and study are those of the source image, with empty values for
 * type 2 attributes that it lacks; so is what it says of de-identification
 * and of lossy compression.  Nothing else is copied: the picture is no image
 * of the scanner's, and has no geometry, window or units.  When dates were
 * removed or shifted (0028,0303), the picture has none of its own: a true
 * date would give the shift away.
 */
#ifndef NETRT_CAPTURE_H
#define NETRT_CAPTURE_H

#include <stdint.h>

#include "dcm.h"
#include "err.h"

#define NETRT_SOP_SECONDARY_CAPTURE	"1.2.840.10008.5.1.4.1.1.7"

struct netrt_capture {
	const uint8_t *rgb;		/* rows x cols x 3 */
	unsigned rows, cols;
	const char *series, *sop;	/* its UIDs */
	long series_number, number;	/* Instance Number */
	const char *series_description;	/* UTF-8 */
	const char *how;		/* Derivation Description, UTF-8 */
	const char *date, *time;	/* of the processing: DA, TM */
};

/* Write it to a new file (Explicit VR LE).  source is the data set of the
 * image that it shows. */
enum netrt_rc netrt_capture_write(const struct netrt_capture *c,
    struct netrt_item *source, const char *path, struct netrt_err *e)
    NETRT_MUST;

#endif
