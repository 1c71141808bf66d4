/*
 * TAP for unit tests: plan, ok, is.
 *
 *	int main(void) { ok(1 + 1 == 2, "adds"); return done(); }
 */
#ifndef TAP_H
#define TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int tap_n, tap_bad;

__attribute__((format(printf, 2, 3), unused)) static int
ok(int cond, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", cond ? "" : "not ", ++tap_n);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	tap_bad += !cond;
	return cond;
}

/* Compare texts; both are shown when they differ. */
__attribute__((unused)) static int
is(const char *got, const char *want, const char *what)
{
	int same = got != NULL && want != NULL && strcmp(got, want) == 0;

	if (!ok(same, "%s", what))
		printf("#  got: %s\n# want: %s\n", got ? got : "NULL",
		    want ? want : "NULL");
	return same;
}

/* Print the plan; the exit status of main. */
__attribute__((unused)) static int
done(void)
{
	printf("1..%d\n", tap_n);
	return tap_bad != 0;
}

#endif
