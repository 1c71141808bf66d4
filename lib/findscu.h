/*
 * DCMTK's findscu as a child: which objects of a series does a peer have?
 * (C-FIND, Study Root, level IMAGE; PS3.4 C.4.1, C.6.2.)
 *
 * What it says of its own is read for how the query ended, never for data:
 * each response is a file that it writes, and read by libdcmdata.
 */
#ifndef NETRT_FINDSCU_H
#define NETRT_FINDSCU_H

#include <stddef.h>

#include "config.h"
#include "err.h"
#include "uidset.h"

struct netrt_findscu {
	const struct netrt_config *cfg;		/* for the timeouts */
	const struct netrt_destination *to;	/* where to ask */
	const char *path;	/* a private directory, empty; files are left
				 * in it */
	size_t expected;	/* objects; ten times more is no answer */
};

/*
 * Add the SOP Instance UIDs of the series that the peer says it has to found.
 * OK: the peer came to the end of its answer, with Success.  TEMP: it did
 * not: no association, no presentation context, another status, a time-out,
 * a response that cannot be read.  CONFIG: findscu cannot be run.
 */
enum netrt_rc netrt_findscu_run(const struct netrt_findscu *f,
    const char *study, const char *series, struct netrt_uidset *found,
    struct netrt_err *e) NETRT_MUST;

#endif
