/*
 * Private copies of the configuration, WORKING/.config/DIGEST.yaml: a chain
 * that has begun keeps one configuration to its end, whatever happens to the
 * file of the administrator meanwhile.
 */
#ifndef NETRT_SNAPSHOT_H
#define NETRT_SNAPSHOT_H

#include <limits.h>

#include "err.h"
#include "mover.h"

#define NETRT_SNAPSHOT_DAYS	7

/*
 * Copy the file; path is the copy.  The same content is the same copy.  This
 * is where a service begins: a WORKING that others can read is said.
 */
enum netrt_rc netrt_snapshot_write(const struct netrt_mover *m,
    const char *file, char path[PATH_MAX], struct netrt_err *e) NETRT_MUST;

/*
 * The copy in use (file, when it is one) is touched; copies that nobody has
 * touched for NETRT_SNAPSHOT_DAYS, longer than any chain, are removed.
 */
enum netrt_rc netrt_snapshot_expire(const struct netrt_working *w,
    const char *file, long long now, struct netrt_err *e) NETRT_MUST;

#endif
