/*
 * Dates that are shifted by days (PS3.15 E.3.6): values of DA, DT and TM.
 * Pure.
 */
#ifndef NETRT_SHIFT_H
#define NETRT_SHIFT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * All values (with backslashes between them) of a DA or DT by so many days, in
 * place of values: precision, time, fraction and zone stay.  DA may be a range
 * (20240101-20240201) or as ACR-NEMA wrote it (2024.01.01); a year or a year
 * and month alone are shifted from their middle.  out has room for size
 * bytes.  false: a value that is no date, or out of the calendar.
 */
bool netrt_shift_dates(const char *vr, const char *values, int days,
    char *out, size_t size);

/* Are they well-formed values of this VR (DA, DT, TM, AS)? */
bool netrt_shift_valid(const char *vr, const char *values);

#endif
