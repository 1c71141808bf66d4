/*
 * What a step would read, for an option that only shows: nothing is locked,
 * frozen or written, and files that arrive meanwhile may be missed.
 *
 *	netrt_step_look(t, "mask", path, fn, e)
 *
 * calls fn with images and structs filled: the result of the step before it,
 * when that is done and current, else the files that are in DCM and
 * Structure.  out, stamp, date and time are empty.
 */
#ifndef NETRT_LOOK_H
#define NETRT_LOOK_H

#include "step.h"

enum netrt_rc netrt_step_look(struct netrt_tool *t, const char *name,
    const char *path, enum netrt_rc (*fn)(struct netrt_step *s,
    struct netrt_err *e), struct netrt_err *e) NETRT_MUST;

#endif
