/*
 * Which pseudonym has this patient?  For those who have the site key.
 */
#ifndef NETRT_PIDASK_H
#define NETRT_PIDASK_H

#include <stdbool.h>
#include <stdio.h>

#include "config.h"
#include "err.h"

/*
 * For each line of in, a Patient ID, a tab and its issuer if it has one, and a
 * tab and the Patient's Name if the Python NETRT may have known him: a line on
 * out, the pseudonym or "unknown".  nul: lines of in end with a NUL.  Nothing
 * is written.  NOINPUT when any is unknown; USAGE when the
 * pseudonyms are not of patients.  No message has what was asked.
 */
enum netrt_rc netrt_pidask(const struct netrt_config *cfg, FILE *in,
    FILE *out, bool nul, struct netrt_err *e) NETRT_MUST;

#endif
