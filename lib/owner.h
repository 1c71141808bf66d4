/* Whose process is at the other end of a connection on 127.0.0.1? */
#ifndef NETRT_OWNER_H
#define NETRT_OWNER_H

#include <sys/types.h>

#include <netinet/in.h>

#include <stdbool.h>

/*
 * The user of their end, from the kernel's table of sockets; the ports are
 * in network order.  false: there is no such connection, or they have closed
 * it, after which it has no user any more.
 */
bool netrt_owner_find(in_port_t theirs, in_port_t ours, uid_t *uid);

#endif
