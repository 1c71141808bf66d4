/*
 * DCMTK's storescp as a child that talks to us over a socketpair instead of
 * a network (storescp --inetd), in a spool of its own.
 */
#ifndef NETRT_STORESCP_H
#define NETRT_STORESCP_H

#include <sys/types.h>

#include "config.h"
#include "err.h"
#include "spool.h"

struct netrt_storescp {
	pid_t pid;
	int pidfd;
	int sock;			/* our end; non-blocking */
};

/*
 * Start it in the spool with an association profile (offer.h).  It waits
 * idle_s for its peer, writes no file of over max_object bytes, has limits
 * on its memory, dies with us, and has TCP_NODELAY unset (DCMTK 3.6.7).
 */
enum netrt_rc netrt_storescp_start(const struct netrt_spool *spool,
    const char *profile, double idle_s, long long max_object,
    struct netrt_storescp *out, struct netrt_err *e) NETRT_MUST;

/*
 * Hang up, and see it end; it is killed when it does not.  Returns the
 * signal that it died of by itself, or 0.
 */
int netrt_storescp_end(struct netrt_storescp *s);

/*
 * Can it do what we need?  Its version is at least 3.6.7, and an association
 * over a socketpair with a profile of ours accepts each transfer syntax that
 * it should, and of several the one that we prefer, and answers a C-ECHO.
 * Else CONFIG, with what storescp said; TEMP for our own troubles.
 */
enum netrt_rc netrt_storescp_check(const struct netrt_config *cfg,
    int workfd, struct netrt_err *e) NETRT_MUST;

/*
 * Does it have the security fixes of Debian's 3.6.7-9~deb12u4?  Else DATA,
 * and why one must doubt it: older, or not Debian's, so that nobody can tell.
 * That is a reason to warn, not to stop.
 */
enum netrt_rc netrt_storescp_fixed(struct netrt_err *e) NETRT_MUST;

#endif
