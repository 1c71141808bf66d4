/*
 * The report file of a study, line for line as the Python NETRT writes it;
 * its readers find the same lines in the same order.  Nothing of the patient
 * is in it, nor are names of ROIs.
 */
#ifndef NETRT_REPORT_H
#define NETRT_REPORT_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "config.h"
#include "err.h"
#include "study.h"

struct netrt_report {
	const char *uid;		/* of the study, or its name */
	struct timespec now;
	struct timespec begun;		/* tv_sec -1: unknown */
	double seconds;			/* of the processing; < 0: unknown */
	bool debug_sent;		/* the pictures reached a destination */
};

/* Does the report tell when?  Not where the dates of studies are shifted or
 * removed; its name has none then, either. */
bool netrt_report_dated(const struct netrt_config *cfg);

/*
 * Write the text for a study, whose inputs are loaded if it has any, from
 * what is in its .netrt: origin, the stamps, delivered, last or reason.
 */
void netrt_report_put(FILE *f, const struct netrt_config *cfg,
    struct netrt_study *s, const struct netrt_report *r);

#endif
