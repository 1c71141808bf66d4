/* Days of the calendar: see day.h. */
#include <stdio.h>
#include <string.h>

#include "day.h"

#define FIRST	(-719162L)	/* 0001-01-01 */
#define LAST	2932896L	/* 9999-12-31 */

static bool
leap(long y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static long
days_in(long y, long m)
{
	static const char days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };

	return days[m - 1] + (m == 2 && leap(y));
}

/* The days before the first of January of a year, from the year 1. */
static long
before(long y)
{
	return 365 * (y - 1) + (y - 1) / 4 - (y - 1) / 100 + (y - 1) / 400;
}

bool
netrt_day_parse(const char *ymd, long *day)
{
	long v[3] = { 0, 0, 0 };
	static const int len[3] = { 4, 2, 2 };

	for (int i = 0; i < 3; i++)
		for (int k = 0; k < len[i]; k++, ymd++) {
			if (*ymd < '0' || *ymd > '9')
				return false;
			v[i] = 10 * v[i] + (*ymd - '0');
		}
	if (v[0] < 1 || v[1] < 1 || v[1] > 12 || v[2] < 1 ||
	    v[2] > days_in(v[0], v[1]))
		return false;
	*day = FIRST + before(v[0]) + v[2] - 1;
	for (long m = 1; m < v[1]; m++)
		*day += days_in(v[0], m);
	return true;
}

bool
netrt_day_format(long day, char ymd[9])
{
	long y, m = 1, rest;

	memcpy(ymd, "", 1);
	if (day < FIRST || day > LAST)
		return false;
	rest = day - FIRST;
	for (y = rest / 366 + 1; before(y + 1) <= rest; )
		y++;
	for (rest -= before(y); rest >= days_in(y, m); m++)
		rest -= days_in(y, m);
	snprintf(ymd, 9, "%04u%02u%02u", (unsigned)y % 10000, (unsigned)m % 100,
	    (unsigned)(rest + 1) % 100);
	return true;
}
