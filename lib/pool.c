/* The same work on many things: see pool.h. */
#define _GNU_SOURCE		/* sched_getaffinity */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

#include "pool.h"

#define ENOUGH	16		/* things that are worth a second thread */

struct pool {
	size_t n;
	enum netrt_rc (*fn)(void *ctx, unsigned worker, size_t i,
	    struct netrt_err *e);
	void *ctx;
	atomic_size_t next;
	pthread_mutex_t lock;		/* of the two below */
	size_t failed;			/* the lowest; n: none */
	struct netrt_err *e;
};

struct worker {
	struct pool *p;
	unsigned number;
	pthread_t thread;
};

unsigned
netrt_pool_workers(size_t n)
{
	cpu_set_t set;
	int cpus = sched_getaffinity(0, sizeof set, &set) == 0 ?
	    CPU_COUNT(&set) : 1;

	if (n < ENOUGH || cpus < 2)
		return 1;
	return (unsigned)cpus < NETRT_POOL_MOST ? (unsigned)cpus :
	    NETRT_POOL_MOST;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct pool *p = w->p;

	for (size_t i; (i = atomic_fetch_add(&p->next, 1)) < p->n;) {
		struct netrt_err e = { NETRT_OK, "" };

		if (p->fn(p->ctx, w->number, i, &e) == NETRT_OK)
			continue;
		/* what is lower was begun, and is still waited for */
		atomic_store(&p->next, p->n);
		pthread_mutex_lock(&p->lock);
		if (i < p->failed) {
			p->failed = i;
			*p->e = e;
		}
		pthread_mutex_unlock(&p->lock);
	}
	return NULL;
}

enum netrt_rc
netrt_pool_run(size_t n, unsigned workers,
    enum netrt_rc (*fn)(void *ctx, unsigned worker, size_t i,
    struct netrt_err *e), void *ctx, struct netrt_err *e)
{
	struct pool p = { .n = n, .fn = fn, .ctx = ctx, .failed = n, .e = e };
	struct worker w[NETRT_POOL_MOST];
	unsigned started = 1;
	sigset_t all, old;

	atomic_init(&p.next, 0);
	pthread_mutex_init(&p.lock, NULL);
	w[0] = (struct worker){ .p = &p, .number = 0 };
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	for (; started < workers && started < NETRT_POOL_MOST; started++) {
		w[started] = (struct worker){ .p = &p, .number = started };
		if (pthread_create(&w[started].thread, NULL, work,
		    &w[started]) != 0)
			break;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	work(&w[0]);
	while (--started > 0)
		pthread_join(w[started].thread, NULL);
	pthread_mutex_destroy(&p.lock);
	return p.failed < n ? e->rc : NETRT_OK;
}
