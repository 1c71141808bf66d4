/*
 * Text about a study for readers outside of the working directory: where UIDs
 * are mapped, they know the study and its objects by the new ones only.
 */
#ifndef NETRT_OUTSIDE_H
#define NETRT_OUTSIDE_H

#include "config.h"
#include "err.h"
#include "study.h"

/*
 * The text with the UID of the study, and those of its files in DCM and
 * Structure, replaced where netrt-anon maps them; else a copy.  The caller
 * frees *out.  CONFIG: the site key is not there.
 */
enum netrt_rc netrt_outside_text(const struct netrt_config *cfg,
    const struct netrt_study *s, const char *uid, const char *text,
    char **out, struct netrt_err *e) NETRT_MUST;

#endif
