/* Bind the configured listeners: see bind.h. */
#define _GNU_SOURCE
#include <sys/socket.h>

#include <netinet/in.h>

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"

static unsigned
port_of(const struct sockaddr_storage *sa)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (sa->ss_family == AF_INET) {
		memcpy(&v4, sa, sizeof v4);
		return ntohs(v4.sin_port);
	}
	memcpy(&v6, sa, sizeof v6);
	return ntohs(v6.sin6_port);
}

/* What errno of bind(2) or listen(2) means for us. */
static enum netrt_rc
cannot(const struct netrt_listener *l, struct netrt_err *e)
{
	int err = errno;

	netrt_err_errno(e, "cannot listen on %s port %u", l->host, l->port);
	if (err == EACCES)
		return netrt_err_set(e, NETRT_CONFIG, "cannot listen on %s "
		    "port %u: ports below 1024 need CAP_NET_BIND_SERVICE",
		    l->host, l->port);
	return e->rc = NETRT_TEMP;	/* in use, or not there yet */
}

/* "::" takes IPv4 as well, unless that port has a listener for IPv4. */
static bool
v6_only(const struct netrt_config *cfg, const struct netrt_listener *l)
{
	for (unsigned i = 0; i < cfg->listener.n; i++) {
		const struct netrt_listener *o = &cfg->listener.list[i];

		if (o != l && o->port == l->port && l->port != 0 &&
		    strchr(o->host, ':') == NULL)
			return true;
	}
	return strcmp(l->host, "::") != 0;
}

static enum netrt_rc
bind_one(const struct netrt_config *cfg, const struct addrinfo *ai,
    const struct netrt_listener *l, struct netrt_socket *out,
    struct netrt_err *e)
{
	const int on = 1, only = v6_only(cfg, l);
	struct sockaddr_storage sa;
	socklen_t len = sizeof sa;

	netrt_address_format(ai->ai_addr, out->address);
	out->listener = l;
	if (l->proxy && !netrt_address_loopback(out->address))
		return netrt_err_set(e, NETRT_CONFIG, "listeners: %s has "
		    "proxy: true, which must be bound to a loopback address: "
		    "anybody could pretend to be anybody", out->address);
	out->fd = socket(ai->ai_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (out->fd < 0)
		return cannot(l, e);
	setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (ai->ai_family == AF_INET6)
		setsockopt(out->fd, IPPROTO_IPV6, IPV6_V6ONLY, &only,
		    sizeof only);
	if (bind(out->fd, ai->ai_addr, ai->ai_addrlen) != 0 ||
	    listen(out->fd, 128) != 0 ||
	    getsockname(out->fd, (struct sockaddr *)&sa, &len) != 0)
		return cannot(l, e);
	out->port = port_of(&sa);
	return NETRT_OK;
}

enum netrt_rc
netrt_bind(const struct netrt_config *cfg,
    struct netrt_socket s[NETRT_SOCKETS_MAX], unsigned *n,
    struct netrt_err *e)
{
	const struct addrinfo hints = {
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM
	};

	*n = 0;
	for (unsigned i = 0; i < cfg->listener.n; i++) {
		const struct netrt_listener *l = &cfg->listener.list[i];
		struct addrinfo *all = NULL;
		char port[8];
		enum netrt_rc rc = NETRT_OK;

		snprintf(port, sizeof port, "%u", l->port);
		int err = getaddrinfo(l->host, port, &hints, &all);

		if (err != 0)
			return netrt_err_set(e, err == EAI_AGAIN ||
			    err == EAI_MEMORY ? NETRT_TEMP : NETRT_CONFIG,
			    "cannot listen on %s: %s", l->host,
			    gai_strerror(err));
		for (struct addrinfo *ai = all; ai != NULL &&
		    rc == NETRT_OK && *n < NETRT_SOCKETS_MAX;
		    ai = ai->ai_next) {
			s[*n].fd = -1;
			rc = bind_one(cfg, ai, l, &s[(*n)++], e);
		}
		freeaddrinfo(all);
		if (rc != NETRT_OK)
			return rc;
	}
	return NETRT_OK;
}
