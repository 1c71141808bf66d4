/* Pass the bytes of a connection on to a host, over IPv4 or IPv6. */
#ifndef NETRT_PASS_H
#define NETRT_PASS_H

/*
 * Connect to the first address of the host that answers within connect_s,
 * and copy both ways until both sides have closed, or one of them a second
 * ago.  Why that could not be is written to log, as a line.
 */
void netrt_pass(int fd, const char *host, unsigned port, double connect_s,
    int log);

#endif
