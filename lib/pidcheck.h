/*
 * Are the mapping of pseudonyms, its key and the re-identification file in
 * order?  For netrt-config: nothing is written, and what is not there yet is
 * no fault.
 */
#ifndef NETRT_PIDCHECK_H
#define NETRT_PIDCHECK_H

#include "config.h"
#include "err.h"

/*
 * CONFIG: with the first study that comes the service would halt.  warn() is
 * told what works and wants somebody to know: pseudonyms that two patients
 * have, a key beside its mapping, files of another user, which are not looked
 * into.
 */
enum netrt_rc netrt_pidcheck(const struct netrt_config *cfg,
    void (*warn)(void *ctx, const char *text), void *ctx,
    struct netrt_err *e) NETRT_MUST;

#endif
