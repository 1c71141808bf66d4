/*
 * The text of a pseudonym: SITE_0007, or with a date as the Python NETRT and
 * pid_date_suffix have it, SITE_0007_20240105.  Pure.
 */
#ifndef NETRT_PIDNAME_H
#define NETRT_PIDNAME_H

#include <stdbool.h>

#include "pidmap.h"

/* The number in it: the last component, or the one before it when the last is
 * a date.  0: none. */
unsigned netrt_pidname_number(const char *id);

/* The pseudonym without its date; false, and all of it, when it has none. */
bool netrt_pidname_bare(const char *id, char bare[NETRT_PID_LEN]);

#endif
