/*
 * Lines of the logs: Python's logging formats ("%(asctime)s %(message)s"),
 * JSON, and events as texts; and the way back for netrt-log(1).  Pure: no
 * file, no clock.
 */
#ifndef NETRT_LOGFMT_H
#define NETRT_LOGFMT_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#define NETRT_PAIRS_MAX	32

struct netrt_record {
	struct timespec time;		/* tv_sec -1: the line has none */
	int level;			/* enum netrt_level; 0: unknown */
	const char *name;		/* of the logger */
	const char *message;
	long pid;
};

/* A text with its control characters and broken UTF-8 escaped: one line. */
void netrt_put_safe(FILE *f, const char *s);
/* The same as a JSON string with its quotes. */
void netrt_put_json(FILE *f, const char *s);

const char *netrt_level_name(int level);
int netrt_level_find(const char *name);		/* 0: unknown */

/*
 * Is this a format of logging.Formatter that netrt can fill?  Known are
 * asctime, created, levelname, levelno, message, module, msecs, name,
 * process, processName, thread and threadName, with flags, width and
 * precision of "s", "d" and "f".  Else why says why not.
 */
bool netrt_logfmt_check(const char *fmt, char *why, size_t size);

/* Without the newline. */
void netrt_logfmt_put(FILE *f, const char *fmt, const struct netrt_record *r);
void netrt_logfmt_put_json(FILE *f, const struct netrt_record *r);
/* "2026-11-24T10:20:30.123+01:00" */
void netrt_logfmt_put_time(FILE *f, const struct timespec *t);

/*
 * The other way: a line that was written with fmt (or as JSON, when it
 * begins with '{') into r, whose texts are in buf, of at least
 * strlen(line) + 1 bytes each.  false: it was not.
 */
bool netrt_logfmt_match(const char *fmt, const char *line,
    struct netrt_record *r, char *name, char *message);

/* The StudyInstanceUID in ".../UID_1.2.3", "UID_1.2.3_20261124T000000Z" or
 * "1.2.3"; of another path the last component. */
void netrt_study_token(const char *text, char *out, size_t size);

/* An event: its name, and n pairs of key and value in kv[0..2n). */
struct netrt_event {
	const char *name;
	const char *kv[2 * NETRT_PAIRS_MAX];
	size_t n;
};
const char *netrt_event_get(const struct netrt_event *ev, const char *key);
/* "NAME key=value ..."; netrt: NETRT's text, for the events it has. */
void netrt_event_put(FILE *f, const struct netrt_event *ev, bool netrt);
/* A message of either style; texts are in buf (strlen(message) + 1). */
bool netrt_event_parse(const char *message, struct netrt_event *ev,
    char *buf);
/* Must it survive a power failure? */
bool netrt_event_final(const char *name);

#endif
