/*
 * The ROIs of a study's RTSTRUCTs, and whether netrt-mask would use them
 * (netrt-mask -l).  All of them are filled, also those that are left out, so
 * that their volumes are known; nothing is written but f.
 */
#ifndef NETRT_ROILIST_H
#define NETRT_ROILIST_H

#include <stdbool.h>
#include <stdio.h>

#include "err.h"
#include "step.h"

/*
 * account.h's lines, or objects with json.  An RTSTRUCT that cannot be read
 * or paired is listed as far as it goes; the error is the worst of them.
 */
enum netrt_rc netrt_roilist_write(FILE *f, struct netrt_step *s, bool json,
    struct netrt_err *e) NETRT_MUST;

#endif
