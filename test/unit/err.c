/* err: the table, the order of codes, messages that nest. */
#include <errno.h>
#include <stdlib.h>

#include "../tap.h"
#include "err.h"

int
main(void)
{
	static const enum netrt_rc order[] = {
		NETRT_OK, NETRT_NOINPUT, NETRT_DATA, NETRT_TEMP,
		NETRT_SOFTWARE, NETRT_USAGE, NETRT_CONFIG
	};
	struct netrt_err e;
	int good = 1;

	for (size_t i = 0; i < 7; i++)
		for (size_t k = 0; k < 7; k++)
			good = good && netrt_rc_worst(order[i], order[k]) ==
			    order[i > k ? i : k];
	ok(good, "0 < 66 < 65 < 75 < 70 < 64 < 78");
	is(netrt_rc_name(NETRT_DATA), "DATA", "65 is DATA");
	ok(netrt_rc_name((enum netrt_rc)1) == NULL, "1 is no code");
	ok(netrt_err_set(&e, NETRT_DATA, "%d numbers", 7) == NETRT_DATA,
	    "set returns the code");
	netrt_err_prefix(&e, "%s", "7.dcm");
	is(e.msg, "7.dcm: 7 numbers", "the place goes in front");
	ok(e.rc == NETRT_DATA, "a prefix keeps the code");
	errno = ENOSPC;
	ok(netrt_err_errno(&e, "x") == NETRT_TEMP, "a full disk is TEMP");
	is(e.msg, "x: No space left on device", "and says so");
	errno = EACCES;
	ok(netrt_err_errno(&e, "x") == NETRT_CONFIG, "EACCES is CONFIG");
	errno = ELOOP;
	ok(netrt_err_errno(&e, "x") == NETRT_DATA, "a symbolic link is DATA");
	char longest[2 * sizeof e.msg];
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	netrt_err_prefix(&e, "%s", longest);
	ok(strlen(e.msg) == sizeof e.msg - 1, "too long is cut, not overrun");
	return done();
}
