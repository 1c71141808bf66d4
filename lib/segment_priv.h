/* What the parts of segment.h share. */
#ifndef NETRT_SEGMENT_PRIV_H
#define NETRT_SEGMENT_PRIV_H

#include <stdbool.h>

#include "dcm_seg.h"
#include "segment.h"

/* What an RTSTRUCT says of a ROI beside its contours. */
struct netrt_segment_roi {
	size_t roi;			/* index in the RTSTRUCT */
	enum netrt_seg_how how;
	struct netrt_code category, type;
	char *name, *tracking;		/* UTF-8: label, Tracking ID */
	char *value, *scheme, *version, *meaning;	/* a code of its own,
							 * or NULL */
	char uid[NETRT_UID_LEN];	/* Tracking UID */
};

/* Fill what is not known yet of the n ROIs, from the RTSTRUCT's file. */
enum netrt_rc netrt_segment_rois(const struct netrt_segment *s,
    struct netrt_segment_roi *roi, size_t n, struct netrt_err *e) NETRT_MUST;
void netrt_segment_rois_free(struct netrt_segment_roi *roi, size_t n);

/* The character set, and all that is text: patient and study as the image
 * has them, the segments' labels, the series. */
enum netrt_rc netrt_segment_head(const struct netrt_segment *s,
    struct netrt_item *root, struct netrt_item *image,
    const struct netrt_segment_roi *roi, size_t n,
    struct netrt_err *e) NETRT_MUST;

/* The image that is delivered for a slice. */
enum netrt_rc netrt_segment_image(const struct netrt_segment *s,
    const struct netrt_slice *sl, char sop[NETRT_UID_LEN],
    struct netrt_err *e) NETRT_MUST;

#endif
