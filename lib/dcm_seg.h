/*
 * A C face over DCMTK's libdcmseg: the frame of a binary Segmentation (DICOM
 * PS3.3 A.51), which the caller completes through dcm.h.
 *
 *	netrt_seg_new(&what, &d, e)	modules, segments, dimensions, and the
 *					items of the first frame
 *	netrt_seg_pixels(d, n, &p, e)	room for the bits of all frames
 *
 * The library builds and checks the object with one frame of one pixel; the
 * other frames are copies of its items (netrt_item_dup()), and Rows, Columns,
 * Number of Frames and Pixel Data are the caller's.  Left to itself libdcmseg
 * holds the bits of every frame three times, and each functional group of
 * each frame as an object.
 *
 * Texts are ASCII here.  UIDs, dates, patient and study that the library
 * makes up or leaves empty are to be replaced.
 */
#ifndef NETRT_DCM_SEG_H
#define NETRT_DCM_SEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dcm.h"
#include "err.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NETRT_SOP_SEGMENTATION	"1.2.840.10008.5.1.4.1.1.66.4"

/* A code of PS3.16; version NULL: none. */
struct netrt_code {
	const char *value, *scheme, *version, *meaning;
};

/* Segment Algorithm Type (0062,0008) */
enum netrt_seg_how {
	NETRT_SEG_MANUAL, NETRT_SEG_SEMIAUTOMATIC, NETRT_SEG_AUTOMATIC
};

struct netrt_seg_segment {
	struct netrt_code category, type;	/* Segmented Property */
	enum netrt_seg_how how;
	const char *algorithm;		/* Segment Algorithm Name; not empty
					 * unless MANUAL */
	bool has_color;
	uint16_t lab[3];		/* as in (0062,000D) */
	const char *tracking;		/* Tracking UID */
};

/* Numbers as DS texts, patient axes, mm. */
typedef char netrt_ds[17];

struct netrt_seg {
	const char *model, *version, *serial;	/* of the equipment */
	const char *number;			/* Series Number */
	const char *frame_of_reference;		/* "": none */
	const char *dimension;			/* Dimension Organization UID */
	const netrt_ds *orientation;		/* 6; NULL: for each frame */
	const netrt_ds *spacing;		/* 2 */
	const char *thickness, *between;	/* "": none */
	const netrt_ds *first_position;		/* 3, of the first frame */
	const netrt_ds *first_orientation;	/* 6 */
	const char *first_class, *first_sop;	/* the image it is of */
	const struct netrt_seg_segment *segment;
	size_t nsegments;			/* 1 to 65534 */
};

enum netrt_rc netrt_seg_new(const struct netrt_seg *s, struct netrt_dcm **out,
    struct netrt_err *e) NETRT_MUST;

/* Pixel Data of n bytes (even), all 0; *p is owned by d. */
enum netrt_rc netrt_seg_pixels(struct netrt_dcm *d, size_t n, uint8_t **p,
    struct netrt_err *e) NETRT_MUST;

#ifdef __cplusplus
}
#endif

#endif
