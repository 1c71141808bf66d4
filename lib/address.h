/* Addresses of peers: their text, and networks (CIDR). */
#ifndef NETRT_ADDRESS_H
#define NETRT_ADDRESS_H

#include <sys/socket.h>

#include <stdbool.h>

#include "config.h"
#include "err.h"

#define NETRT_ADDRESS_LEN	46	/* INET6_ADDRSTRLEN */

/* "192.0.2.1", "2001:db8::1"; an IPv4 address mapped into IPv6 is shown as
 * what it is.  "?" for anything else. */
void netrt_address_format(const struct sockaddr *sa,
    char out[NETRT_ADDRESS_LEN]);

/* Is the address in one of these networks ("192.0.2.0/24", "2001:db8::1")?
 * An empty list: always.  No network of IPv6 holds an address of IPv4. */
bool netrt_address_allowed(const char *address,
    const struct netrt_strings *networks);

/* "host:port", or "[2001:db8::1]:port". */
#define NETRT_PLACE_LEN	272
const char *netrt_place_format(const char *host, unsigned port,
    char out[NETRT_PLACE_LEN]);

bool netrt_address_loopback(const char *address);

#endif
