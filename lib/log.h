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
 * Privacy: no value of a patient's attribute is ever passed to these.  Names
 * of files and UIDs of objects and series may be: they are written as
 * redact.h says.
 */
#ifndef NETRT_LOG_H
#define NETRT_LOG_H

#include "config.h"
#include "err.h"
#include "redact.h"

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

/* What is known of the names of files, from now on; NULL: nothing.  It is used
 * until another takes its place.  log NULL: nothing is done. */
void netrt_log_redact(struct netrt_log *log, const struct netrt_redact *r);

/* Append to the application log.  log NULL: nothing is done. */
void netrt_log_write(struct netrt_log *log, enum netrt_level level,
    const char *fmt, ...) NETRT_PRINTF(3, 4);

/*
 * Append an event to the transaction log: NAME, then pairs key, value (both
 * const char *), then NULL.  A value with a blank, '"', '=' or a control
 * character is quoted and escaped, so that an event is one line whatever a
 * peer calls itself.  Events whose names end in _SUCCESS or _FAILED, or are
 * QUARANTINE, JOIN, REQUEUE, RETIRE are fsynced.
 *
 * The keys that netrt-log(1) and NETRT's style know (others are welcome):
 *
 *	ASSOCIATION_ACCEPTED	peer calling called
 *	ASSOCIATION_REFUSED	peer calling called reason
 *	ASSOCIATION_RELEASED	peer calling called end objects same refused
 *				bytes seconds unfinished
 *	ASSOCIATION_ABORTED	the same
 *	ECHO			peer calling called status seconds
 *	OBJECT_STORED		peer calling called number status bytes
 *				seconds study as
 *	OBJECT_REFUSED		the same, but reason and kept for as
 *	RECEIVED		study peer calling objects
 *	PROCESSING_START	study path
 *	PROCESSING_SUCCESS	study seconds
 *	PROCESSING_FAILED	study seconds step code reason
 *	SENDING_START		study series dest aet
 *	SENDING_SUCCESS		study series dest aet objects seconds
 *	SENDING_FAILED		study series dest aet reason
 *	QUARANTINE		study step code reason
 *	JOIN REQUEUE RETIRE	study
 *
 * study: a StudyInstanceUID, or the path or name of its directory, of which
 * the UID is taken; series: OVERLAY, DEBUG or ORIGINAL; dest: the name of
 * the destination, aet its AE title; peer: an address without port.
 */
void netrt_log_event(struct netrt_log *log, const char *name, ...)
    __attribute__((sentinel));

/* The same from an array of n pairs, key and value in turn: kv[0..2n). */
void netrt_log_eventv(struct netrt_log *log, const char *name,
    const char *const *kv, size_t n);

#endif
