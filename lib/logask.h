/*
 * What netrt-log(1) asks the logs: the life of a study, failures, counts.
 * Each writes lines of the logs as they stand there, or JSON objects.
 * Errors: CONFIG when a log may not be read, TEMP for memory and disk.
 */
#ifndef NETRT_LOGASK_H
#define NETRT_LOGASK_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "config.h"
#include "err.h"

/* All lines of both logs that name the study, the oldest first.  NOINPUT:
 * there is none. */
enum netrt_rc netrt_ask_study(FILE *f, const struct netrt_config *cfg,
    const char *token, bool json, struct netrt_err *e) NETRT_MUST;

/* The events of failures, quarantine and rejection. */
enum netrt_rc netrt_ask_failures(FILE *f, const struct netrt_config *cfg,
    time_t since, bool json, struct netrt_err *e) NETRT_MUST;

/* Studies received, processed, failed, sent, and how often each event. */
enum netrt_rc netrt_ask_counts(FILE *f, const struct netrt_config *cfg,
    time_t since, bool json, struct netrt_err *e) NETRT_MUST;

/* The last run of a study. */
struct netrt_run {
	struct timespec begun;		/* tv_sec -1: unknown */
	double seconds;			/* to its end, or to now; -1 */
	bool debug_sent;		/* a SENDING_SUCCESS of its pictures,
					 * in this run or an earlier one */
};
void netrt_ask_run(const struct netrt_config *cfg, const char *uid,
    const struct timespec *now, struct netrt_run *out);

#endif
