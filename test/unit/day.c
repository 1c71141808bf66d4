/* Days of the calendar, there and back. */
#include "day.h"
#include "../tap.h"

static void
good(const char *ymd, long want)
{
	char back[9];
	long day = 0;

	ok(netrt_day_parse(ymd, &day) && day == want, "%s is %ld", ymd, want);
	ok(netrt_day_format(day, back) && strncmp(back, ymd, 8) == 0,
	    "and back");
}

int
main(void)
{
	static const char *const bad[] = { "", "2024", "20240230", "20230229",
	    "19000229", "20241301", "20240001", "20240100", "20240132",
	    "00000101", "2024-1-1", "202401 1" };
	char ymd[9], back[9];
	long day, wrong = 0;

	good("19700101", 0);
	good("20000229", 11016);
	good("20261124", 20781);
	good("19581124", -4056);
	good("00010101", -719162);
	good("99991231", 2932896);
	good("20240101120000.5+0100", 19723);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(!netrt_day_parse(bad[i], &day), "\"%s\" is none", bad[i]);
	ok(!netrt_day_format(-719163, ymd) && !netrt_day_format(2932897, ymd),
	    "no day before the year 1 or after 9999");
	for (long d = -200000; d < 200000; d++)
		wrong += !netrt_day_format(d, ymd) ||
		    !netrt_day_parse(ymd, &day) || day != d ||
		    !netrt_day_format(d + 1, back) || strcmp(ymd, back) >= 0;
	ok(wrong == 0, "a thousand years, day by day");
	return done();
}
