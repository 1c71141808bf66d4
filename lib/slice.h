/*
 * One image of a series: is it a slice that can carry a mask, and where does
 * it lie?
 */
#ifndef NETRT_SLICE_H
#define NETRT_SLICE_H

#include <stddef.h>
#include <stdint.h>

#include "dcm.h"
#include "geometry.h"
#include "uid.h"

enum netrt_image_kind {
	NETRT_IMAGE_SLICE,	/* can carry a mask */
	NETRT_IMAGE_MULTIFRAME,	/* CT, MR, PT, but many frames in one */
	NETRT_IMAGE_PLACELESS,	/* CT, MR, PT, but where it lies (or what its
				 * UIDs are) is unknown */
	NETRT_IMAGE_OTHER	/* no CT, MR or PT, or no pixel data */
};

#define NETRT_NPHASES	2

struct netrt_slice {
	char *path;
	enum netrt_image_kind kind;
	uint32_t tag;		/* what is missing or wrong: PLACELESS, OTHER */
	char sop[NETRT_UID_LEN], sop_class[NETRT_UID_LEN];
	char series[NETRT_UID_LEN], study[NETRT_UID_LEN];
	char frame_of_reference[NETRT_UID_LEN];	/* "": absent */
	char modality[17];
	unsigned overlays;	/* bit i: group 6000h + 2 i is in use */
	/* of a SLICE only: */
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
 * filled.  What is no image is OTHER; nothing fails.
 */
void netrt_slice_get(struct netrt_slice *s, struct netrt_item *root);

#endif
