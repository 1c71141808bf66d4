/*
 * De-identification of all objects of a study into Anon.tmp, in as many
 * threads as they deserve.
 */
#ifndef NETRT_DEIDRUN_H
#define NETRT_DEIDRUN_H

#include "deid.h"
#include "err.h"
#include "known.h"
#include "step.h"

/*
 * Images, then structure sets, and which of those the later steps leave out.
 * *sum has the counts of all; the caller closes it.  left: images, and structure
 * sets, that hold a document and are left out.
 */
enum netrt_rc netrt_deidrun(struct netrt_step *s,
    const struct netrt_deid_setup *setup, struct netrt_known *known,
    struct netrt_deid **sum, size_t left[2], struct netrt_err *e)
    NETRT_MUST;

#endif
