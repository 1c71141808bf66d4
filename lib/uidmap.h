/*
 * The UID map (netrt-anon(1), -m): which original UID became which, in clear,
 * for audits and for those who score a de-identification.  A file of lines,
 * old one, tab, new one, sorted, each once.  It identifies studies.
 */
#ifndef NETRT_UIDMAP_H
#define NETRT_UIDMAP_H

#include "deid.h"
#include "err.h"

/*
 * Add all UIDs that were mapped to the file, which is made, 0600, when absent,
 * and replaced as a whole, durably.  Any number of processes may do so at once
 * (path.lock).  USAGE: a file that others may read, of another user, that is a
 * link or no such map, or that cannot be there; TEMP: disk and memory.
 */
enum netrt_rc netrt_uidmap_add(const char *path, const struct netrt_deid *d,
    struct netrt_err *e) NETRT_MUST;

#endif
