/* The structural walk over anything: it ends, in bounds, with OK or DATA. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "part10.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct netrt_part10 out;
	struct netrt_err e;
	int fd = memfd_create("part10", MFD_CLOEXEC);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		abort();
	enum netrt_rc rc = netrt_part10_check(fd, 1 << 20, &out, &e);

	if (rc != NETRT_OK && rc != NETRT_DATA)
		abort();
	close(fd);
	return 0;
}
