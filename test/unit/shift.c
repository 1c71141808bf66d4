/* Dates are shifted to the same precision, or refused. */
#include "shift.h"
#include "../tap.h"

static void
shifts(const char *vr, const char *from, int days, const char *want)
{
	char out[256];

	if (!netrt_shift_dates(vr, from, days, out, sizeof out))
		snprintf(out, sizeof out, "no");
	is(out, want, from);
}

int
main(void)
{
	char small[8];

	shifts("DA", "20240301", -1, "20240229");
	shifts("DA", "20240229", -366, "20230228");
	shifts("DA", "20240101\\20231231", -1, "20231231\\20231230");
	shifts("DA", "20240101-20240201", -1, "20231231-20240131");
	shifts("DA", "20240101-", -1, "20231231-");
	shifts("DA", "-20240101", -1, "-20231231");
	shifts("DA", "2024.03.01", -1, "2024.02.29");
	shifts("DA", " 20240301 ", 0, "20240301");
	shifts("DA", "2024", -400, "2023");
	shifts("DA", "202403", -30, "202402");
	shifts("DA", "", -5, "");
	shifts("DA", "20240231", -1, "no");
	shifts("DA", "SMITH", -1, "no");
	shifts("DA", "2024030", -1, "no");
	shifts("DA", "-", -1, "no");
	shifts("DA", "20240101 12", -1, "no");
	shifts("DT", "20240301101500.123456+0100", -1,
	    "20240229101500.123456+0100");
	shifts("DT", "20240301", -1, "20240229");
	shifts("DT", "2019", -365, "2018");
	shifts("DT", "201903-0500", -365, "201803-0500");
	shifts("DT", "2024030110", -1, "2024022910");
	shifts("DT", "20240301101500Z", -1, "no");
	shifts("DT", "20240301251500", -1, "no");
	shifts("DT", "20240301101500 SMITH", -1, "no");
	shifts("TM", "101500.5", -1, "101500.5");
	shifts("TM", "10:15:00", -1, "10:15:00");
	shifts("TM", "1015", -1, "1015");
	shifts("TM", "101500.1234567", -1, "no");
	shifts("TM", "Smith", -1, "no");
	shifts("TM", "10-12", -1, "10-12");
	ok(!netrt_shift_dates("DA", "20240101", 0, small, sizeof small),
	    "no room");
	ok(netrt_shift_valid("AS", "093Y") && !netrt_shift_valid("AS", "93Y"),
	    "ages");
	return done();
}
