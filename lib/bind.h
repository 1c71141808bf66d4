/* Bind the configured listeners. */
#ifndef NETRT_BIND_H
#define NETRT_BIND_H

#include "address.h"
#include "config.h"
#include "err.h"

#define NETRT_SOCKETS_MAX	64

struct netrt_socket {
	int fd;				/* listening, non-blocking */
	const struct netrt_listener *listener;
	char address[NETRT_ADDRESS_LEN];
	unsigned port;			/* the actual one */
};

/* Every address of every listener; "::" is IPv4 too, unless a listener for
 * IPv4 has the same port.  *n sockets, which the caller closes, also after an
 * error.  Errors: serve.h. */
enum netrt_rc netrt_bind(const struct netrt_config *cfg,
    struct netrt_socket s[NETRT_SOCKETS_MAX], unsigned *n,
    struct netrt_err *e) NETRT_MUST;

#endif
