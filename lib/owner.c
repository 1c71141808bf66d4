/* Whose connection is it: see owner.h. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>

#include <stdio.h>
#include <string.h>

#include "owner.h"

bool
netrt_owner_find(in_port_t theirs, in_port_t ours, uid_t *uid)
{
	char line[512], local[16], remote[16];
	const unsigned loopback = htonl(INADDR_LOOPBACK);
	FILE *f = fopen("/proc/self/net/tcp", "re");
	bool found = false;

	if (f == NULL)
		return false;
	snprintf(local, sizeof local, "%08X:%04X", loopback, ntohs(theirs));
	snprintf(remote, sizeof remote, "%08X:%04X", loopback, ntohs(ours));
	while (!found && fgets(line, sizeof line, f) != NULL) {
		char l[16], r[16];
		unsigned state, user;
		unsigned long inode;

		/* sl local remote st tx:rx tr:when retrnsmt uid timeout inode */
		found = sscanf(line, " %*s %15s %15s %x %*s %*s %*s %u %*s "
		    "%lu", l, r, &state, &user, &inode) == 5 &&
		    strcmp(l, local) == 0 && strcmp(r, remote) == 0 &&
		    state == TCP_ESTABLISHED && inode != 0;
		if (found)
			*uid = user;
	}
	fclose(f);
	return found;
}
