/*
 * One image of a series: is it a slice that can be masked, and where does it
 * lie?  Each frame of an enhanced or legacy-converted image (PS3.3 C.7.6.16)
 * is a slice too, by its functional groups; overlay planes it cannot have.
 */
#ifndef NETRT_SLICE_H
#define NETRT_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dcm.h"
#include "geometry.h"
#include "uid.h"

enum netrt_image_kind {
	NETRT_IMAGE_SLICE,	/* can carry a mask */
	NETRT_IMAGE_MULTIFRAME,	/* CT, MR, PT, many frames in one, and where
				 * they lie is unknown */
	NETRT_IMAGE_PLACELESS,	/* CT, MR, PT, but where it lies (or what its
				 * UIDs are) is unknown */
	NETRT_IMAGE_OTHER	/* no CT, MR or PT, or no pixel data */
};

#define NETRT_NPHASES	2

struct netrt_slice {
	char *path;
	enum netrt_image_kind kind;
	uint32_t tag;		/* what is missing or wrong; 0: nothing */
	char sop[NETRT_UID_LEN], sop_class[NETRT_UID_LEN];
	char series[NETRT_UID_LEN], study[NETRT_UID_LEN];
	char frame_of_reference[NETRT_UID_LEN];	/* "": absent */
	char modality[17];
	bool localizer;		/* Image Type says so */
	unsigned overlays;	/* bit i: group 6000h + 2 i is in use */
	/* of a SLICE only: */
	unsigned frame_number;	/* from 1; 0: an image of one frame */
	unsigned rows, cols;
	struct netrt_frame frame;
	long phase[NETRT_NPHASES];	/* Temporal Position Identifier,
					 * Acquisition Number; -1: absent */
	double thickness_mm;	/* 0: unknown */
	double at_mm;		/* along the normal of its stack */
	size_t plane;		/* of its stack */
};

/*
 * Look at the data set of an image: all but path, at_mm and plane are
 * filled.  What is no image is OTHER; nothing fails.  A MULTIFRAME with tag 0
 * has frames for netrt_frames_get().
 */
void netrt_slice_get(struct netrt_slice *s, struct netrt_item *root);

/* ---- inside: slice.c and frames.c ---- */

/* Fill rows, columns and geometry, from the items that have position,
 * orientation, and spacing; the tag that stands in the way, or 0. */
uint32_t netrt_slice_place(struct netrt_slice *s, struct netrt_item *root,
    struct netrt_item *at, struct netrt_item *axes, struct netrt_item *size);

/* Can the frames of this image be told apart?  The tag that stands in the
 * way, or 0. */
uint32_t netrt_frames_check(struct netrt_item *root);

/* ---- frames ---- */

/* Frame i (from 0) of the image that s was made of by netrt_slice_get():
 * s becomes a SLICE.  The tag that stands in the way, or 0. */
uint32_t netrt_frames_get(struct netrt_slice *s, struct netrt_item *root,
    size_t i);

/* Bring rescale and window of a frame to the top level of the data set, where
 * image.h looks for them; number as in the slice. */
enum netrt_rc netrt_frames_flatten(struct netrt_item *root, unsigned number,
    struct netrt_err *e) NETRT_MUST;

#endif
