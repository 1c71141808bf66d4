/*
 * Addresses of peers: their text, networks (CIDR), and the PROXY protocol,
 * by which stunnel or HAProxy says who is behind a connection.
 */
#ifndef NETRT_ADDRESS_H
#define NETRT_ADDRESS_H

#include <sys/socket.h>

#include <stdbool.h>

#include "config.h"
#include "err.h"

#define NETRT_ADDRESS_LEN	46	/* INET6_ADDRSTRLEN */
#define NETRT_PROXY_LINE	108	/* the longest header, and a NUL */

/* "192.0.2.1", "2001:db8::1"; an IPv4 address mapped into IPv6 is shown as
 * what it is.  "?" for anything else. */
void netrt_address_format(const struct sockaddr *sa,
    char out[NETRT_ADDRESS_LEN]);

/* Is the address in one of these networks ("192.0.2.0/24", "2001:db8::1")?
 * An empty list: always. */
bool netrt_address_allowed(const char *address,
    const struct netrt_strings *networks);

bool netrt_address_loopback(const char *address);

/*
 * The line of a PROXY protocol header, version 1, without its CR LF: the
 * address of the real peer.  "PROXY UNKNOWN" leaves address as it is.  DATA
 * for anything else.
 */
enum netrt_rc netrt_proxy_parse(const char *line,
    char address[NETRT_ADDRESS_LEN], struct netrt_err *e) NETRT_MUST;

#endif
