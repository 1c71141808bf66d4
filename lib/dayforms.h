/*
 * How a day may be written: as text, and in the bytes of private elements, as
 * numbers, packed decimals, records of year, month and day, and clocks.  Pure.
 */
#ifndef NETRT_DAYFORMS_H
#define NETRT_DAYFORMS_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

/*
 * The date YYYYMMDD as a form says: Y and y the year, m and d with a zero in
 * front, M and D without, b the short English name of the month and B the long
 * one; all else as it is.
 */
void netrt_dayforms_write(const char *form, const char *ymd, char text[32]);

/* Visit the bytes of each form; text is of 1 or 2 bytes (UTF-16) a character,
 * the others have unit 0. */
enum netrt_rc netrt_dayforms_each(const char *ymd,
    enum netrt_rc (*visit)(void *ctx, const void *p, size_t n, unsigned unit,
    struct netrt_err *e), void *ctx, struct netrt_err *e) NETRT_MUST;

/*
 * Is the number of this day, in any zone: YYYYMMDD, with or without a time
 * behind it, seconds or milliseconds since 1970, 100 ns since 1601, or its Julian
 * day?  Clocks not before 1985: earlier ones are small numbers.
 */
bool netrt_dayforms_is(const char *ymd, double number);
/* Do three numbers in a row say it, in any usual order, as struct tm and
 * SYSTEMTIME do?  And if there are few, one of them, as days since 1899, 1904,
 * 1858 (Modified Julian) or 1970, from 1985 on? */
bool netrt_dayforms_row(const char *ymd, const double *number, size_t n);
/* Do the bytes hold such a clock, or in double precision such days, at any place
 * that it could be aligned to?  The seconds of 32 bits, and days but Julian ones,
 * only if few are looked at: among many there are some by chance. */
bool netrt_dayforms_clock(const char *ymd, const void *p, size_t n);

#endif
