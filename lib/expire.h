/*
 * What goes by age: the kept results of delivered studies, studies in
 * quarantine (off by default), the ledger; what crashes left in .trash and
 * .incoming; and the
 * private copies of configurations that nothing uses any more.
 */
#ifndef NETRT_EXPIRE_H
#define NETRT_EXPIRE_H

#include "err.h"
#include "mover.h"

/*
 * All of it, once.  A study in quarantine is never removed unwarned: at
 * least a day before, a warning names it and the time, and
 * quarantine/UID_.../.netrt/expires holds that time (seconds since the
 * epoch).  What cannot be removed is said; the rest goes on, and the worst
 * code is returned.  With tool->dry nothing is changed, only said.
 */
enum netrt_rc netrt_expire(const struct netrt_mover *m, struct netrt_err *e)
    NETRT_MUST;

#endif
