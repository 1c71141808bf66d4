/*
 * Which series an RTSTRUCT belongs to: the first level that holds decides
 * (netrt-validate(1), PAIRING), never the order of files.
 *
 *	1  images that its contours (else its lists) name are in the series
 *	2  a series that it names is this one
 *	3  equal frame of reference, and contours lie on the slices
 *	4  frame of reference absent on one side, and 95 % of the contours
 *	   lie on the slices: with a warning
 *	5  as 4, with different frames: only when it is allowed
 */
#ifndef NETRT_PAIR_H
#define NETRT_PAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "err.h"
#include "rtstruct.h"
#include "series.h"

struct netrt_pair {
	const struct netrt_series *series;
	unsigned level;			/* 1 to 5 */
	size_t named;			/* images in the series that the
					 * RTSTRUCT names */
	size_t missing;			/* images of the series that it names
					 * and that are not there; 0 when none
					 * is (then nothing is known) */
	size_t closed, placed;		/* contours, and those on slices */
	size_t others;			/* images of the same Series Instance
					 * UID in other stacks (scouts) */
	bool stranger;			/* by frame or place alone, and it
					 * names another study, not here */
	bool frame_differs;		/* frames of reference there, unequal */
	bool chosen;			/* by on_ambiguous_series: most_contours
					 * among several */
};

/*
 * NOINPUT: no series is there, or none of the images or series that the
 * RTSTRUCT names and no other that fits (they may yet come); or images are
 * missing with on_missing_images: quarantine.  DATA: several fit (listed with
 * counts), the frames of reference differ, nothing fits, or an image that is
 * meant can carry no mask.
 */
enum netrt_rc netrt_pair_find(const struct netrt_rtstruct *rs,
    const struct netrt_series_list *l, const struct netrt_config *cfg,
    struct netrt_pair *out, struct netrt_err *e) NETRT_MUST;

/*
 * The series among which netrt_pair_find() could not decide (DATA), the most
 * contours first; none when it could, or failed of something else.
 */
struct netrt_candidate {
	const struct netrt_series *series;
	size_t named;		/* its images that the RTSTRUCT names */
	size_t closed, placed;
};
enum netrt_rc netrt_pair_candidates(const struct netrt_rtstruct *rs,
    const struct netrt_series_list *l, const struct netrt_config *cfg,
    void (*visit)(void *ctx, const struct netrt_candidate *k), void *ctx,
    struct netrt_err *e) NETRT_MUST;

/* The error for an image that can carry no mask (MULTIFRAME, PLACELESS). */
enum netrt_rc netrt_pair_unusable(const struct netrt_slice *s,
    struct netrt_err *e) NETRT_MUST;

/*
 * Take away the ROIs that lie in another frame of reference than the series,
 * when others of the RTSTRUCT lie in that of the series and their own
 * contours name no image of it: their mm mean something else.  Returns how
 * many were taken out of use.
 */
size_t netrt_pair_exclude(const struct netrt_pair *p,
    const struct netrt_rtstruct *rs, bool *use);

#endif
