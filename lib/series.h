/*
 * Image series as stacks of slices.
 *
 *	netrt_series_read(paths, &list, e)		or, file by file,
 *	netrt_series_add(&list, path, root, &image, e)..., netrt_series_sort()
 *
 * One stack: the images of one Series Instance UID with the same rows,
 * columns, axes (1e-3) and frame of reference, sorted along the normal.
 * Where a slice is, only Image Position and Orientation (Patient) say; Slice
 * Location, Instance Number and the order of files are never looked at.
 * Images at one position (echoes, 0.01 mm) share a plane; phases (phase.h)
 * are stacks of their own.
 */
#ifndef NETRT_SERIES_H
#define NETRT_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dcm.h"
#include "err.h"
#include "fs.h"
#include "phase.h"
#include "slice.h"
#include "uid.h"

/*
 * A plane of a stack.  What lies up to below_mm and above_mm off it is
 * nearest to this plane and belongs to it: half the gap to the next plane;
 * at the ends half the median gap; one plane alone: half its Slice
 * Thickness, or 1 mm.
 *
 *	planes       |   |   |           |   |
 *	belongs    (-|-)(|-)(|----)(-----|-)(|-)
 *	missing                  ?   ?
 *
 * But in a gap that is a multiple of the gap beside it, and wider than both,
 * what lies at its multiples is of slices that are missing, and belongs to
 * nobody.
 */
struct netrt_plane {
	double at_mm, below_mm, above_mm;
	double thick_mm;	/* what it stands for in a volume: half the
				 * gaps on both sides; at an end
				 * the one gap; alone as above */
	size_t first, n;	/* its slices */
};

struct netrt_series {
	char uid[NETRT_UID_LEN], frame_of_reference[NETRT_UID_LEN];
	char modality[17];
	char phase[NETRT_PHASE_LEN];	/* what tells it from others of its
					 * UID; "": no phase */
	bool frames;		/* its slices are frames of enhanced images:
				 * they cannot have overlay planes */
	bool localizer;		/* all of its slices are */
	unsigned rows, cols;
	double normal[3];
	struct netrt_slice *slice;	/* n of them, in the list's array */
	size_t n;
	struct netrt_plane *plane;	/* sorted along the normal */
	size_t nplanes;
	size_t *by_sop;			/* slices by SOP Instance UID */
};

struct netrt_series_list {
	struct netrt_series *series;	/* largest first, then by UID */
	size_t n;
	struct netrt_slice *slice;	/* all images */
	size_t nslices;
	size_t nplaced;			/* the first of them: kind SLICE */
};

/*
 * Look at the data set of an image and add it, or each of its frames.
 * *image (may be NULL) is what was found, the first frame; it is valid until
 * the next call.  Only memory can fail.
 */
enum netrt_rc netrt_series_add(struct netrt_series_list *l, const char *path,
    struct netrt_item *root, const struct netrt_slice **image,
    struct netrt_err *e) NETRT_MUST;
/* After the last: group and sort.  DATA: two files of a series are one
 * object. */
enum netrt_rc netrt_series_sort(struct netrt_series_list *l,
    struct netrt_err *e) NETRT_MUST;

/* All of it for files; the structure of each is checked before it is opened
 * (part10.h).  An unreadable file: DATA. */
enum netrt_rc netrt_series_read(const struct netrt_names *paths,
    struct netrt_series_list *l, struct netrt_err *e) NETRT_MUST;
void netrt_series_free(struct netrt_series_list *l);

/* The slice with this SOP Instance UID, or NULL.  frame: of an enhanced image
 * this one, 0: its first one that is in the series; others have only one. */
const struct netrt_slice *netrt_series_find(const struct netrt_series *s,
    const char *sop, unsigned frame);

/* The nearest plane to at_mm; of two equally near ones the lower. */
size_t netrt_series_nearest(const struct netrt_series *s, double at_mm);
/*
 * Does what lies at at_mm belong to plane number k, the nearest one?  Not
 * when it is beyond its reach, or where a slice of the stack is missing.
 */
bool netrt_series_owns(const struct netrt_series *s, size_t k, double at_mm);

#endif
