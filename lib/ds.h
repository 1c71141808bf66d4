/*
 * Decimal numbers as DICOM writes them (PS3.5 6.2, DS and IS): text, with
 * backslashes between the numbers, blanks around each, padded with a blank
 * or NUL.  The nearest double to each, whatever the locale.  Exponents and
 * numbers of more than the 16 characters of a DS are fine (QUIRKS 11).
 */
#ifndef NETRT_DS_H
#define NETRT_DS_H

#include <stddef.h>

/* How many numbers there are; 0 when there are but blanks. */
size_t netrt_ds_count(const char *p, size_t len);

/*
 * Parse the n numbers that netrt_ds_count() has counted into v.  n, or the
 * index of the first part that is no finite number.
 */
size_t netrt_ds_parse(const char *p, size_t len, double *v, size_t n);

#endif
