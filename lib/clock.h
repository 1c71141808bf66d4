/*
 * The monotonic clock: for deadlines and durations, whatever is done to the
 * time of day.
 */
#ifndef NETRT_CLOCK_H
#define NETRT_CLOCK_H

/* Seconds since some moment in the past. */
double netrt_clock_get(void);

#endif
