/* What the parts of segment.h share. */
#ifndef NETRT_SEGMENT_PRIV_H
#define NETRT_SEGMENT_PRIV_H

#include <stdbool.h>

#include "dcm_seg.h"
#include "fill.h"
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

/* A ROI on a plane where it has a pixel. */
struct netrt_segment_frame {
	size_t roi, plane;		/* indices */
	size_t segment;			/* Segment Number */
};

/* An object being made. */
struct netrt_segment_work {
	struct netrt_segment *s;
	const struct netrt_series *series;
	struct netrt_fill fill;
	struct netrt_segment_frame *frame;
	size_t n, room;
	size_t *rank;			/* of a plane among those used,
					 * from 1 */
	struct netrt_segment_roi *roi;	/* one for each segment */
	size_t nrois;
	netrt_ds orientation[6], spacing[2];
	char thickness[17], between[17];
	bool turned;			/* orientations differ in their text */
	bool no_memory;
	size_t plane;			/* being filled */
	uint8_t *bits;
};

/* The first image of a frame's plane, which stands for the others. */
const struct netrt_slice *netrt_segment_slice(
    const struct netrt_segment_work *w, const struct netrt_segment_frame *f);
void netrt_segment_position(const struct netrt_slice *sl, netrt_ds v[3]);

/* Fill orientation, spacing, thickness, between and turned. */
void netrt_segment_measure(struct netrt_segment_work *w);

/* The items of all frames, those of the first being there. */
enum netrt_rc netrt_segment_frames(const struct netrt_segment_work *w,
    struct netrt_item *root, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_segment_references(const struct netrt_segment_work *w,
    struct netrt_item *root, struct netrt_err *e) NETRT_MUST;

#endif
