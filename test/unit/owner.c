/* Whose connection is it. */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

#include "owner.h"
#include "../tap.h"

int
main(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) }, from;
	socklen_t n = sizeof at;
	int l = socket(AF_INET, SOCK_STREAM, 0);
	int out = socket(AF_INET, SOCK_STREAM, 0), in;
	uid_t uid = (uid_t)-1;

	ok(bind(l, (struct sockaddr *)&at, n) == 0 && listen(l, 1) == 0 &&
	    getsockname(l, (struct sockaddr *)&at, &n) == 0 &&
	    connect(out, (struct sockaddr *)&at, n) == 0 &&
	    (in = accept(l, (struct sockaddr *)&from, &n)) >= 0,
	    "a connection");
	ok(netrt_owner_find(from.sin_port, at.sin_port, &uid),
	    "its other end is found");
	ok(uid == geteuid(), "it is ours");
	ok(!netrt_owner_find(at.sin_port, at.sin_port, &uid),
	    "a connection that is not there");
	close(out);
	ok(!netrt_owner_find(from.sin_port, at.sin_port, &uid),
	    "one that they have closed is nobody's");
	return done();
}
