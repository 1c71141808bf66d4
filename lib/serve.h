/*
 * The super-server: listens on all configured addresses, and forks a session
 * for each connection (session.h).
 *
 *	netrt_serve_open() -> netrt_serve_run() -> netrt_serve_close()
 */
#ifndef NETRT_SERVE_H
#define NETRT_SERVE_H

#include "err.h"
#include "tool.h"
#include "working.h"

struct netrt_serve;

/*
 * Block SIGTERM, SIGINT, SIGCHLD, SIGHUP, and bind every listener.  CONFIG:
 * an address that is none, a port that needs a privilege, a proxy listener
 * that is not on loopback.  TEMP: the address is in use or not there yet.
 */
enum netrt_rc netrt_serve_open(struct netrt_tool *t,
    const struct netrt_working *w, struct netrt_serve **out,
    struct netrt_err *e) NETRT_MUST;
void netrt_serve_close(struct netrt_serve *s);

/* Say where we listen; file, unless NULL, gets the ports, one a line; USAGE
 * when it cannot be there. */
enum netrt_rc netrt_serve_announce(const struct netrt_serve *s,
    const char *file, struct netrt_err *e) NETRT_MUST;

/*
 * Until SIGTERM or SIGINT: then the listeners are closed, open associations
 * finish the object in hand and are released; what has not ended after some
 * seconds is aborted.  SIGHUP does nothing.
 */
enum netrt_rc netrt_serve_run(struct netrt_serve *s, struct netrt_err *e)
    NETRT_MUST;

#endif
