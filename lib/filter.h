/*
 * Which ROIs the configuration lets through, by their names, and what they
 * are called in what netrt writes.
 *
 * A ROI is used when its name contains none of processing.ignore_contour_
 * names_containing, matches no expression of exclude_roi, and matches one of
 * include_roi, if there are any.  The first rule of rename_roi that matches
 * gives the new name; filters see the original.  Upper and lower case are
 * the same in all of it.
 */
#ifndef NETRT_FILTER_H
#define NETRT_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "err.h"
#include "rtstruct.h"

struct netrt_filter;

/* CONFIG: the locale C.UTF-8 is missing; expressions were checked when the
 * configuration was read. */
enum netrt_rc netrt_filter_open(const struct netrt_config *cfg,
    struct netrt_filter **out, struct netrt_err *e) NETRT_MUST;
void netrt_filter_close(struct netrt_filter *f);

/* *why is the key that leaves the name out ("exclude_roi"), NULL: none. */
enum netrt_rc netrt_filter_try(const struct netrt_filter *f,
    const char *name, const char **why, struct netrt_err *e) NETRT_MUST;

/* The new name, the same when no rule matches or nothing would be left; the
 * caller frees it. */
enum netrt_rc netrt_filter_rename(const struct netrt_filter *f,
    const char *name, char **out, struct netrt_err *e) NETRT_MUST;

/* netrt_filter_try() for one name. */
enum netrt_rc netrt_filter_wanted(const struct netrt_config *cfg,
    const char *name, bool *use, struct netrt_err *e) NETRT_MUST;

/* The ROIs of an RTSTRUCT after the filters: arrays of nrois elements. */
struct netrt_selection {
	size_t n;
	bool *use;
	size_t nuse;
	const char **why;		/* the key, when not in use */
	char **name;			/* after renaming */
};

/* Errors as netrt_filter_open(), TEMP: no memory. */
enum netrt_rc netrt_selection_init(struct netrt_selection *c,
    const struct netrt_rtstruct *rs, const struct netrt_config *cfg,
    struct netrt_err *e) NETRT_MUST;
void netrt_selection_free(struct netrt_selection *c);

#endif
