/* What the parts of the RTSTRUCT reader share: see rtstruct.h. */
#ifndef NETRT_RTSTRUCT_PRIV_H
#define NETRT_RTSTRUCT_PRIV_H

#include "rtstruct.h"

/* Make room for one more element after n; it is zeroed.  first: how many
 * there is room for at first, a power of two.  NULL: no memory; the list is
 * as it was. */
void *netrt_rtstruct_grow(void *list, size_t n, size_t size, size_t first,
    struct netrt_err *e);

/* The ROI of this number, or NULL. */
struct netrt_roi *netrt_rtstruct_roi(struct netrt_rtstruct *rs, long number);

/* Everything that the data set says, but for the contours. */
enum netrt_rc netrt_rtstruct_head(struct netrt_rtstruct *rs,
    struct netrt_item *root, struct netrt_err *e) NETRT_MUST;

/* Room for so many bytes of text and numbers. */
enum netrt_rc netrt_points_room(struct netrt_points *p, size_t text,
    size_t numbers, struct netrt_err *e) NETRT_MUST;
/* The len bytes of Contour Data in p->text as points.  DATA: no numbers, no
 * whole points, too far away. */
enum netrt_rc netrt_points_parse(struct netrt_points *p, size_t len,
    struct netrt_err *e) NETRT_MUST;
/* TEMP: the file has been written to since it was opened. */
enum netrt_rc netrt_rtstruct_unchanged(const struct netrt_rtstruct *rs,
    struct netrt_err *e) NETRT_MUST;

#endif
