/*
 * The way to a destination, for one child that speaks DICOM (storescu,
 * echoscu, findscu): these connect over IPv4 only, and their TLS does not
 * check who answers.
 *
 *	netrt_tunnel_open() -> the child connects to host and port ->
 *	    the child has ended -> netrt_tunnel_close()
 *
 * An IPv4 destination without TLS is its own way.  For others a process of
 * ours waits for the child on a free port of 127.0.0.1:
 *
 *	storescu -> 127.0.0.1:port [ours -> stunnel] -> TLS -> the peer
 *	storescu -> 127.0.0.1:port [ours           ] -> IPv6 -> the peer
 *
 * It takes one connection, of a process of our own user: nobody else on this
 * machine may talk with our certificate.  The port stays ours until
 * netrt_tunnel_close(), so that nobody else can take it over either.  The
 * process dies with its parent.
 */
#ifndef NETRT_TUNNEL_H
#define NETRT_TUNNEL_H

#include <sys/types.h>

#include "config.h"
#include "err.h"

struct netrt_tunnel {
	const struct netrt_destination *to;
	const char *host;		/* to connect to */
	unsigned port;
	double extra_s;			/* what is to be added to the time-out
					 * of an association: to connect */
	pid_t pid;			/* of the process, or -1 */
	int pidfd, listening, log;
};

/* CONFIG: the files for TLS are not as they should be.  TEMP: no process, no
 * port.  After an error there is nothing to close. */
enum netrt_rc netrt_tunnel_open(const struct netrt_config *cfg,
    const struct netrt_destination *to, struct netrt_tunnel *t,
    struct netrt_err *e) NETRT_MUST;

/*
 * End it.  OK: it has nothing to say.  Else the reason why no association
 * came about or it broke, if one did: TEMP (cannot connect, a certificate) or
 * CONFIG (stunnel is missing, or cannot use the files).
 */
enum netrt_rc netrt_tunnel_close(struct netrt_tunnel *t,
    struct netrt_err *e) NETRT_MUST;

#endif
