/*
 * freeport [N]: print N free TCP ports of 127.0.0.1.  All are held while
 * they are chosen, so that they differ.
 */
#include <sys/socket.h>

#include <netinet/in.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1;

	for (int i = 0; i < n; i++) {
		struct sockaddr_in a = { .sin_family = AF_INET };
		socklen_t len = sizeof a;
		int s = socket(AF_INET, SOCK_STREAM, 0);

		a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		if (s < 0 || bind(s, (struct sockaddr *)&a, len) != 0 ||
		    getsockname(s, (struct sockaddr *)&a, &len) != 0) {
			perror("freeport");
			return 1;
		}
		printf("%u\n", (unsigned)ntohs(a.sin_port));
	}
	return 0;
}
