/*
 * The overlay planes of a run (DICOM PS3.3 C.9.2): which groups they have,
 * what lies in each, and their bits on one slice.
 *
 *	netrt_planes_init(&p, ...)		once; then it is only read
 *	netrt_bits_init(&b, &p, e)		one for each thread
 *	netrt_bits_clear(&b) -> netrt_bits_add(&b, roi, mask)... ->
 *	netrt_bits_write(&b, root, e)		for each slice
 *
 * Every image of the series gets the same planes, with zeros where nothing
 * is.  A group that any image of the series uses is not touched: neither
 * overlay data nor an overlay in unused bits of the pixels (a group 60xx with
 * an Overlay Bit Position and no Overlay Data, retired in PS3.3 2004).
 */
#ifndef NETRT_PLANES_H
#define NETRT_PLANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "dcm.h"
#include "plan.h"
#include "raster.h"

#define NETRT_PLANES_MAX	16	/* 6000, 6002 ... 601E */

#define NETRT_PLANES_MERGED	SIZE_MAX	/* a layer of all ROIs */

struct netrt_layer {
	unsigned group;			/* 0x6000 ... */
	size_t roi;			/* index, or NETRT_PLANES_MERGED */
	char label[257], description[257];	/* UTF-8, 64 characters */
	bool changed;			/* label is not all of the name */
};

struct netrt_planes {
	unsigned rows, cols;
	size_t n;
	struct netrt_layer layer[NETRT_PLANES_MAX];
};

/*
 * processing.overlay_mode decides: all ROIs that are used merged in one
 * plane, a plane for each that has a closed contour, in the order of the
 * RTSTRUCT, or the merged one and then those.  DATA: not enough groups are
 * free in all images.
 */
enum netrt_rc netrt_planes_init(struct netrt_planes *p,
    const struct netrt_plan *plan, const struct netrt_config *cfg,
    struct netrt_err *e) NETRT_MUST;

/* What a human should know of them, as netrt_plan_warnings(). */
void netrt_planes_warnings(const struct netrt_planes *p,
    const struct netrt_plan *plan,
    void (*visit)(void *ctx, const struct netrt_warning *w), void *ctx);

/* What the planes are, for Derivation Description: "Mask of 3 of 4 ROIs
 * ... in overlay group 6000". */
void netrt_planes_format(const struct netrt_planes *p,
    const struct netrt_plan *plan, char *buf, size_t size);

/* The planes of one slice. */
struct netrt_bits {
	const struct netrt_planes *planes;
	struct netrt_mask merged;	/* the union of what was added */
	uint8_t *packed;		/* planes->n planes of len bytes */
	size_t len;
	size_t area[NETRT_PLANES_MAX];	/* pixels in each */
	bool lossy;			/* a label had characters that the
					 * image's character set has not */
};

/* Only memory can fail. */
enum netrt_rc netrt_bits_init(struct netrt_bits *b,
    const struct netrt_planes *p, struct netrt_err *e) NETRT_MUST;
void netrt_bits_free(struct netrt_bits *b);
void netrt_bits_clear(struct netrt_bits *b);
void netrt_bits_add(struct netrt_bits *b, size_t roi,
    const struct netrt_mask *m);
/* All planes, into the data set of the image. */
enum netrt_rc netrt_bits_write(struct netrt_bits *b,
    struct netrt_item *root, struct netrt_err *e) NETRT_MUST;

#endif
