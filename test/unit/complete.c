/* When is a study complete, and when is it due. */
#include "../tap.h"
#include "complete.h"

static struct netrt_config cfg;

static double
wait_of(size_t images, size_t structs, size_t missing, bool twin)
{
	const struct netrt_look l = {
		.images = images, .structs = structs, .missing = missing,
		.twin = twin
	};

	return netrt_complete_wait(&cfg, &l);
}

static int
eq(double a, double b)
{
	return a >= b && a <= b;
}

int
main(void)
{
	cfg.watcher.debounce_interval_s = 5;
	cfg.watcher.incomplete_wait_s = 300;
	cfg.watcher.min_file_count = 3;
	cfg.processing.retain_after_delivery_s = 7200;

	ok(wait_of(0, 0, 0, false) < 0, "no file: never");
	ok(wait_of(0, 0, 0, true) < 0, "not even with a twin");
	ok(eq(wait_of(2, 1, 0, false), 5), "all there: the debounce");
	ok(eq(wait_of(1, 1, 0, false), 300), "too few files");
	ok(eq(wait_of(9, 0, 0, false), 300), "no RTSTRUCT");
	ok(eq(wait_of(0, 9, 0, false), 300), "no image");
	ok(eq(wait_of(9, 1, 1, false), 300), "an image is missing");
	ok(eq(wait_of(0, 1, 0, true), 5), "a twin: join decides");
	cfg.watcher.incomplete_wait_s = 1;
	ok(eq(wait_of(9, 0, 0, false), 5), "never less than the debounce");

	ok(!netrt_complete_deferred(&cfg, 0, 1000), "no not-before");
	ok(!netrt_complete_deferred(&cfg, 1000, 1000), "it is now");
	ok(netrt_complete_deferred(&cfg, 1001, 1000), "it is later");
	ok(netrt_complete_deferred(&cfg, 1000 + 7200, 1000), "the retention");
	ok(!netrt_complete_deferred(&cfg, 1000 + 7300, 1000),
	    "further off than anything netrt writes: a wrong clock");
	return done();
}
