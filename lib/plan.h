/*
 * One RTSTRUCT of a study: which of its ROIs are wanted, the series it
 * belongs to, and where its contours lie there.  netrt-validate judges it,
 * netrt-mask and netrt-debugviz draw it.
 */
#ifndef NETRT_PLAN_H
#define NETRT_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "err.h"
#include "filter.h"
#include "pair.h"
#include "place.h"
#include "rtstruct.h"
#include "series.h"

/* sel.why of those that netrt_pair_exclude() took away */
#define NETRT_ELSEWHERE	"another frame of reference"

struct netrt_plan {
	const struct netrt_rtstruct *rs;
	struct netrt_selection sel;	/* by name, and why not */
	bool *use;			/* sel.use: which ROIs */
	size_t nuse;
	size_t nelsewhere;		/* ROIs not used: another frame of
					 * reference (netrt_pair_exclude()) */
	struct netrt_err nothing;	/* not OK: there is nothing to draw, and
					 * why; pair and place are empty */
	struct netrt_pair pair;
	struct netrt_placement place;
};

/*
 * An RTSTRUCT without a wanted closed contour is OK with nothing set: the
 * study can be processed when it has another one.  The errors are those of
 * netrt_pair_find(), and DATA when no contour lies on a slice.
 */
enum netrt_rc netrt_plan_init(struct netrt_plan *p,
    const struct netrt_rtstruct *rs, const struct netrt_series_list *l,
    const struct netrt_config *cfg, struct netrt_err *e) NETRT_MUST;
void netrt_plan_free(struct netrt_plan *p);

/* Visit what a human should know of a plan that can be drawn: a code for
 * programs, a tag, how many, and a sentence that begins after the number. */
struct netrt_warning {
	const char *code;
	uint32_t tag;
	size_t n;
	const char *text;
};
void netrt_plan_warnings(const struct netrt_plan *p,
    void (*visit)(void *ctx, const struct netrt_warning *w), void *ctx);

#endif
