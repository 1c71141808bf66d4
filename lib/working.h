/*
 * The working directory (netrt-study(5)): its layout, the studies in it by
 * name, and the halt.
 *
 *	netrt_working_open(cfg) -> _find(), _twins(), _move() ...
 *	-> netrt_working_close()
 *
 * Studies are moved by netrt-study alone, always by one rename.
 */
#ifndef NETRT_WORKING_H
#define NETRT_WORKING_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "config.h"
#include "err.h"
#include "fs.h"
#include "uid.h"

struct netrt_working {
	int fd;				/* WORKING */
	char path[PATH_MAX];		/* as configured */
	char real[PATH_MAX];		/* without symbolic links */
	char quarantine[NAME_MAX + 1];	/* its name below WORKING */
	unsigned mode;			/* permission bits of WORKING */
};

/*
 * Open WORKING and make what is absent of it: .incoming, .trash, .ledger,
 * .destinations, done, quarantine and quarantine/.refused, all 0700.  CONFIG when one of
 * them lies on another file system (moves are renames, and commits links) or
 * cannot be made.
 */
enum netrt_rc netrt_working_open(const struct netrt_config *cfg,
    struct netrt_working *w, struct netrt_err *e) NETRT_MUST;
void netrt_working_close(struct netrt_working *w);

enum netrt_where {
	NETRT_IN_WORKING,		/* WORKING/UID_1.2.3 */
	NETRT_IN_QUARANTINE,		/* WORKING/quarantine/UID_1.2.3_... */
	NETRT_ELSEWHERE			/* laid out by hand: never moved */
};

struct netrt_found {
	enum netrt_where where;
	char uid[NETRT_UID_LEN];	/* "" elsewhere */
	char name[NAME_MAX + 1];	/* last component */
	char path[PATH_MAX];		/* to open it with */
};

/*
 * The study that a text of the user means: a path, the name of a directory
 * (UID_1.2.3, UID_1.2.3_20260102T030405Z) or the bare UID, looked for in
 * WORKING and then in quarantine (the newest).  NOINPUT: no such study.
 */
enum netrt_rc netrt_working_find(const struct netrt_working *w,
    const char *text, struct netrt_found *out, struct netrt_err *e)
    NETRT_MUST;

/* "UID_1.2.3": the UID in it, or false. */
bool netrt_working_name(const char *name, char uid[NETRT_UID_LEN]);

/*
 * "UID_1.2.3_20260102T030405Z" and the same with "-2": a study in quarantine
 * that newly arriving objects of the UID join.
 */
bool netrt_quarantine_name(const char *name, char uid[NETRT_UID_LEN]);

/* The names in quarantine of this UID, the oldest first; none is fine. */
enum netrt_rc netrt_working_twins(const struct netrt_working *w,
    const char *uid, struct netrt_names *out, struct netrt_err *e)
    NETRT_MUST;

/*
 * The halt: a file whose text is the reason.  A halted WORKING receives, but
 * nothing is processed.  _halted: is it, and why (one line).
 */
enum netrt_rc netrt_working_halt(const struct netrt_working *w,
    const char *reason, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_working_resume(const struct netrt_working *w,
    struct netrt_err *e) NETRT_MUST;
bool netrt_working_halted(const struct netrt_working *w, char *reason,
    size_t size);

/* Seconds since the epoch.  SOURCE_DATE_EPOCH stands for the clock; CONFIG
 * when it is no number. */
enum netrt_rc netrt_working_clock(long long *now, struct netrt_err *e)
    NETRT_MUST;

/* "2026-01-02T03:04:05Z", and "20260102T030405Z" for names. */
#define NETRT_WHEN_LEN	21
void netrt_when_format(time_t t, char buf[NETRT_WHEN_LEN]);
void netrt_when_name(time_t t, char buf[NETRT_WHEN_LEN]);

#endif
