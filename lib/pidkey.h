/*
 * Is the site key that is there the one a mapping was made with?  A mapping
 * has a check value of its key; one that has none is new, or NETRT made it,
 * and gets a key, and the check value, here.  So do entries of NETRT: a key
 * each that needs this one (pidfind.h).
 */
#ifndef NETRT_PIDKEY_H
#define NETRT_PIDKEY_H

#include <stdbool.h>

#include "config.h"
#include "err.h"
#include "pidstore.h"
#include "sitekey.h"

/*
 * The key for the open mapping s; number: the highest given so far.  dry:
 * nothing is made, and *have is false when there is none.  CONFIG: a key that
 * is another's, missing, or not ours alone.
 */
enum netrt_rc netrt_pidkey_read(const struct netrt_config *cfg,
    struct netrt_pidstore *s, unsigned number, bool dry,
    struct netrt_sitekey *key, bool *have, struct netrt_err *e) NETRT_MUST;

#endif
