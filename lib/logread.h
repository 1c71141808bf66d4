/*
 * Reading the logs back, rotated files first, for netrt-log(1).
 *
 *	netrt_logread_all(cfg, visit, ctx, e)
 */
#ifndef NETRT_LOGREAD_H
#define NETRT_LOGREAD_H

#include <stdbool.h>

#include "config.h"
#include "err.h"
#include "logfmt.h"

/* A line of a log; all texts live as long as the visit. */
struct netrt_line {
	const char *raw;		/* as it stands there, no newline */
	bool transaction;		/* of which log */
	struct timespec time;		/* of the line before, when it has
					 * none; tv_sec -1: unknown */
	struct netrt_record rec;	/* level 0: its format is unknown */
	bool is_event;
	struct netrt_event event;	/* when is_event */
};

/*
 * Visit every line of one log, the oldest first.  A log that is absent has
 * no lines; CONFIG when it may not be read, TEMP for memory and disk.
 */
enum netrt_rc netrt_logread_each(const struct netrt_config *cfg,
    bool transaction, void (*visit)(void *ctx, const struct netrt_line *l),
    void *ctx, struct netrt_err *e) NETRT_MUST;

/* Does the text name the study?  Not "1.2.34" nor "1.2.3.4" for "1.2.3". */
bool netrt_line_names(const char *text, const char *token);

/* "2026-11-24", "2026-11-24T10:00", "2026-11-24 10:00:30" in local time, or
 * "90s", "30m", "24h", "7d" before now.  false: it is none of these. */
bool netrt_since_parse(const char *text, time_t now, time_t *since);

/* One JSON object with a newline. */
void netrt_line_put_json(FILE *f, const struct netrt_line *l);

#endif
