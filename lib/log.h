/*
 * The logs.  There is no log daemon: every tool appends whole lines, one
 * write(2) a line, under a lock, and rotates by size.  A log that cannot be
 * written never changes the verdict on a study: these functions return
 * nothing, and say so once on stderr.
 *
 * The application log takes messages with a level; its format is the
 * Python logging format of NETRT's configuration, or JSON lines.  The
 * transaction log takes events, one "NAME key=value ..." line each; with
 * logging.transaction_style "netrt" the lines of NETRT, letter by letter.
 *
 * Privacy: no value of a patient's attribute is ever passed to these.
 */
#ifndef NETRT_LOG_H
#define NETRT_LOG_H

#include "config.h"
#include "err.h"

enum netrt_level {
	NETRT_DEBUG = 10,
	NETRT_INFO = 20,
	NETRT_WARNING = 30,
	NETRT_ERROR = 40
};

struct netrt_log;

/*
 * Open the logs below directories.logs (made when absent); name is the
 * logger's name ("netrt-mask").  Never fails for a log that cannot be
 * written; only for no memory (TEMP).
 */
enum netrt_rc netrt_log_open(const struct netrt_config *cfg,
    const char *name, struct netrt_log **out, struct netrt_err *e) NETRT_MUST;
void netrt_log_close(struct netrt_log *log);

/* Append to the application log.  log NULL: nothing is done. */
void netrt_log_write(struct netrt_log *log, enum netrt_level level,
    const char *fmt, ...) NETRT_PRINTF(3, 4);

/*
 * Append an event to the transaction log: NAME, then pairs key, value (both
 * const char *), then NULL.  A value with a space, '"', '=' or a control
 * character is quoted and escaped.  Events whose names end in _SUCCESS,
 * _FAILED, or are QUARANTINE, JOIN, REQUEUE, RETIRE are fsynced.
 */
void netrt_log_event(struct netrt_log *log, const char *name, ...)
    __attribute__((sentinel));

#endif
