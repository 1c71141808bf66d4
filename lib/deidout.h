/*
 * Where the reports of de-identifications are copied to (netrt-anon(1), -r).
 *
 *	netrt_deidout_open() -> _add() or _kept() for each study -> _close()
 *
 * A regular file is replaced as a whole, durably and 0600, when the command
 * ends with a report in hand; without one it stays as it was.  Standard
 * output, a pipe or a device is written to as it goes.
 */
#ifndef NETRT_DEIDOUT_H
#define NETRT_DEIDOUT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "err.h"

struct netrt_deidout {
	const char *name;	/* as it was given */
	char path[PATH_MAX];	/* of the file that is replaced */
	bool json, any;		/* has there been a report? */
	FILE *f;		/* NULL: not open */
	char *buf;		/* of a file that will be replaced */
	size_t len;
};

/* "-" is stdout; json by a final ".json".  Nothing is written yet.  USAGE: it
 * cannot be there. */
enum netrt_rc netrt_deidout_open(struct netrt_deidout *o, const char *name,
    struct netrt_err *e) NETRT_MUST;

/* Copy the report of a study that is done.  NOINPUT: it has none of the result
 * that is there. */
enum netrt_rc netrt_deidout_add(struct netrt_deidout *o, const char *study,
    struct netrt_err *e) NETRT_MUST;

/* The same of what retention keeps of a delivered study: *is, it was such a
 * directory, and has a report. */
enum netrt_rc netrt_deidout_kept(struct netrt_deidout *o, const char *dir,
    bool *is, struct netrt_err *e) NETRT_MUST;

/* TEMP: it cannot be written.  OK when it is not open. */
enum netrt_rc netrt_deidout_close(struct netrt_deidout *o,
    struct netrt_err *e) NETRT_MUST;

#endif
