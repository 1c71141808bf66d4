/* lib/pool: each thing once, the lowest error, one worker at a time. */
#include <stdatomic.h>
#include <stdlib.h>

#include "../tap.h"
#include "pool.h"

#define N 5000

struct seen {
	atomic_int times[N];
	atomic_int busy[NETRT_POOL_MOST];
	atomic_int clash, wrong;
	size_t bad, worse;		/* indexes that fail; N: none */
};

static enum netrt_rc
visit(void *ctx, unsigned worker, size_t i, struct netrt_err *e)
{
	struct seen *s = ctx;

	if (worker >= NETRT_POOL_MOST) {
		s->wrong++;
		return NETRT_OK;
	}
	if (atomic_fetch_add(&s->busy[worker], 1) != 0)
		s->clash++;
	atomic_fetch_add(&s->times[i], 1);
	atomic_fetch_sub(&s->busy[worker], 1);
	if (i == s->bad || i == s->worse)
		return netrt_err_set(e, i == s->bad ? NETRT_DATA :
		    NETRT_SOFTWARE, "number %zu", i);
	return NETRT_OK;
}

static void
all(unsigned workers)
{
	struct seen *s = calloc(1, sizeof *s);
	struct netrt_err e = { NETRT_OK, "" };
	int once = 1;

	s->bad = s->worse = N;
	ok(netrt_pool_run(N, workers, visit, s, &e) == NETRT_OK,
	    "%u workers", workers);
	for (int i = 0; i < N; i++)
		once = once && s->times[i] == 1;
	ok(once, "each once");
	ok(s->clash == 0 && s->wrong == 0, "a worker does one thing");
	free(s);
}

static void
failing(unsigned workers)
{
	struct seen *s = calloc(1, sizeof *s);
	struct netrt_err e = { NETRT_OK, "" };
	int late = 0;

	s->bad = 100;
	s->worse = 101;
	ok(netrt_pool_run(N, workers, visit, s, &e) == NETRT_DATA,
	    "%u workers, two errors: that of the lower", workers);
	is(e.msg, "number 100", "its message");
	for (int i = 0; i <= 100; i++)
		late += s->times[i] != 1;
	ok(late == 0, "what is lower was done");
	for (int i = 100; i < N; i++)
		late += s->times[i];
	/* another worker may do all the rest before the error is known */
	if (workers == 1)
		ok(late == 1, "the rest was not begun");
	free(s);
}

int
main(void)
{
	struct netrt_err e = { NETRT_OK, "" };

	for (unsigned w = 1; w <= NETRT_POOL_MOST + 1; w++) {
		all(w);
		failing(w);
	}
	ok(netrt_pool_run(0, 2, visit, NULL, &e) == NETRT_OK, "nothing");
	ok(netrt_pool_workers(1) == 1 && netrt_pool_workers(15) == 1,
	    "few things are for one");
	ok(netrt_pool_workers(1000) >= 1 &&
	    netrt_pool_workers(1000) <= NETRT_POOL_MOST, "never too many");
	return done();
}
