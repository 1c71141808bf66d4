/*
 * The same work on many things, on two processors where there are two.  Pure
 * but for the threads; nothing else starts any.
 *
 *	netrt_pool_run(n, workers, fn, ctx, e)
 *
 * Work that is handed out in any order must not show it: what fn leaves
 * behind is kept by index, or by worker and then added up.  DCMTK can be
 * used so, each thread with handles of its own.
 */
#ifndef NETRT_POOL_H
#define NETRT_POOL_H

#include <stddef.h>

#include "err.h"

#define NETRT_POOL_MOST	2	/* workers: the disk is the limit beyond */

/*
 * How many workers n things deserve: one for few of them, so that starting
 * threads costs no more than it brings, and never more than the processors
 * that this process may use.
 */
unsigned netrt_pool_workers(size_t n);

/*
 * fn(ctx, worker, i, e) for each i of 0..n-1, lower ones begun first; worker
 * is 0..workers-1, and two calls with the same one are never at work at
 * once.  Worker 0 is the calling thread.  When one fails no further is
 * begun, and the error is that of the lowest i that failed: the same that
 * one worker would have met.
 *
 * A thread that cannot be started is done without.  Signals are delivered to
 * the calling thread.
 */
enum netrt_rc netrt_pool_run(size_t n, unsigned workers,
    enum netrt_rc (*fn)(void *ctx, unsigned worker, size_t i,
    struct netrt_err *e), void *ctx, struct netrt_err *e) NETRT_MUST;

#endif
