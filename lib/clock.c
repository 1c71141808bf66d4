/* The monotonic clock: see clock.h. */
#include <time.h>

#include "clock.h"

double
netrt_clock_get(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
