/* lib/ds: DS text as numbers, to the last bit. */
#include <stdint.h>
#include <stdlib.h>

#include "../tap.h"
#include "ds.h"

static double
one(const char *s)
{
	double v = 1e99;
	size_t n = netrt_ds_count(s, strlen(s));

	return n == 1 && netrt_ds_parse(s, strlen(s), &v, 1) == 1 ? v : 1e99;
}

/* Does the list hold n numbers, of which the first good ones are numbers? */
static void
list(const char *s, size_t len, size_t n, size_t good, const char *what)
{
	double v[8];
	size_t have = netrt_ds_count(s, len);

	ok(have == n && netrt_ds_parse(s, len, v, n) == good, "%s", what);
}

static uint64_t
random64(void)
{
	static uint64_t x = 88172645463325252u;

	x ^= x << 13;
	x ^= x >> 7;
	return x ^= x << 17;
}

/* Numbers as programs write them, against strtod(3). */
static void
many(void)
{
	static const char *const form[] = {
		"%.4f", "%.9f", "%.15g", "%.17g", "%.9e", "%+.3E", "%.0f",
		" %.6f ", "%.20f", "%.12g"
	};
	size_t bad = 0;

	for (int i = 0; i < 200000; i++) {
		double x = (double)(int64_t)random64() / 9.2e18;
		char s[400];

		for (uint64_t k = random64() % 7; k > 0; k--)
			x *= i % 2 ? 10 : 0.1;
		snprintf(s, sizeof s, form[random64() % 10], x);
		double got = one(s), want = strtod(s, NULL);
		bad += memcmp(&got, &want, sizeof got) != 0;
	}
	ok(bad == 0, "%zu of 200000 differ from strtod", bad);
}

int
main(void)
{
	ok(one("1") == 1 && one("-2.50") == -2.5 && one("+.5") == 0.5 &&
	    one("7.") == 7, "plain numbers");
	ok(one("-1.5e-05") == -1.5e-05 && one("2E+3") == 2000, "exponents");
	ok(one("123456789012.345") == 123456789012.345, "16 characters");
	ok(one("0.1234567890123456789012345") == 0.1234567890123456789012345,
	    "more than a DS may have");
	ok(one("9007199254740993") == 9007199254740992.0, "above 2^53");
	ok(one(" 12 ") == 12, "blanks");
	ok(one("1e-400") == 0 && one("1e400") == 1e99, "out of range");
	for (const char *const *p = (const char *const[]){ "x", "1x", "- 5",
	    "+-5", "1 2", "nan", "inf", "0x10", ".", "-", "1e", "1,5", NULL };
	    *p != NULL; p++)
		ok(one(*p) == 1e99, "no number: %s", *p);
	list("", 0, 0, 0, "nothing");
	list("  \0", 3, 0, 0, "padding");
	list("1\\2\\3\0", 6, 3, 3, "a NUL at the end");
	list("1\\ 2 \\+3e1 ", 11, 3, 3, "blanks around each");
	list("1\\\\3", 4, 3, 1, "an empty part");
	list("1\\2\\", 4, 3, 2, "a backslash at the end");
	list("1\\2x\\3", 6, 3, 1, "the part that is wrong");
	ok(netrt_ds_count(NULL, 0) == 0 && netrt_ds_parse(NULL, 0, NULL, 0) ==
	    0, "no buffer");
	many();
	return done();
}
