/*
 * Days of the calendar, for dates that are shifted (PS3.15 E.3.6).  Pure.
 */
#ifndef NETRT_DAY_H
#define NETRT_DAY_H

#include <stdbool.h>

/* The day of "YYYYMMDD" (what follows the 8 digits does not matter), counted
 * from 1970-01-01.  false: no such date (Gregorian, from the year 1). */
bool netrt_day_parse(const char *ymd, long *day);

/* And back; false: not a year from 1 to 9999. */
bool netrt_day_format(long day, char ymd[9]);

#endif
