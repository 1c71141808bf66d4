/*
 * The header of the PROXY protocol, version 1, by which stunnel or HAProxy
 * says who is behind a connection: one line before all else,
 *
 *	PROXY TCP4 192.0.2.7 127.0.0.1 40000 11112 CR LF
 */
#ifndef NETRT_PROXY_H
#define NETRT_PROXY_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"
#include "err.h"

#define NETRT_PROXY_MAX	107	/* bytes, with CR LF */
#define NETRT_PROXY_UNKNOWN	"unknown"

/* What n first bytes may still become. */
enum netrt_proxy {
	NETRT_PROXY_MORE,	/* a header, when more follows */
	NETRT_PROXY_WHOLE,	/* a line */
	NETRT_PROXY_BINARY,	/* version 2, which is not understood here */
	NETRT_PROXY_NONE	/* no header */
};

enum netrt_proxy netrt_proxy_look(const char *p, size_t n);

/*
 * The line without its CR LF: the address of the real peer, in the form of
 * netrt_address_format().  "PROXY UNKNOWN" is NETRT_PROXY_UNKNOWN, which is
 * in no network: the address of the proxy must not stand for a peer that
 * nobody knows.  DATA: it is no header.
 */
enum netrt_rc netrt_proxy_parse(const char *line,
    char address[NETRT_ADDRESS_LEN], struct netrt_err *e) NETRT_MUST;

#endif
