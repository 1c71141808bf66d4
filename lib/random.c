/* Random bytes of the kernel: see random.h. */
#define _GNU_SOURCE
#include <sys/random.h>

#include <errno.h>

#include "random.h"

enum netrt_rc
netrt_random_get(void *p, size_t n, struct netrt_err *e)
{
	for (size_t got = 0; got < n; ) {
		ssize_t more = getrandom((char *)p + got, n - got, 0);

		if (more < 0 && errno != EINTR)
			return netrt_err_errno(e, "getrandom");
		got += more > 0 ? (size_t)more : 0;
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_random_below(uint32_t n, uint32_t *v, struct netrt_err *e)
{
	uint32_t most = UINT32_MAX - UINT32_MAX % n;	/* no bias */
	enum netrt_rc rc;

	do
		rc = netrt_random_get(v, sizeof *v, e);
	while (rc == NETRT_OK && *v >= most);
	*v %= n;
	return rc;
}
