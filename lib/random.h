/* Random bytes of the kernel, getrandom(2). */
#ifndef NETRT_RANDOM_H
#define NETRT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

enum netrt_rc netrt_random_get(void *p, size_t n, struct netrt_err *e)
    NETRT_MUST;

/* A number from 0 to n - 1, all alike; n from 1 to 65536. */
enum netrt_rc netrt_random_below(uint32_t n, uint32_t *v,
    struct netrt_err *e) NETRT_MUST;

#endif
