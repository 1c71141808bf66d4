/*
 * DCMTK's storescu and echoscu as children: start, watch, and read what
 * they did (sculog.h).
 *
 * storescu works in a private directory; it has in it
 *
 *	profile, logger, dictionary	for storescu
 *	log			what it said; storescu holds a flock on it as
 *				long as it lives
 *	NAME			a copy, or a link to an object that is called
 *				otherwise
 *
 * It is killed when its parent dies, and when the connection broke: with
 * -nh it would else try every further object and wait for each.
 */
#ifndef NETRT_STORESCU_H
#define NETRT_STORESCU_H

#include <stddef.h>

#include "config.h"
#include "err.h"
#include "sculog.h"

struct netrt_storescu {
	const struct netrt_config *cfg;		/* for the timeouts */
	const struct netrt_destination *to;
	int dir;		/* the private directory, open */
	long long largest;	/* bytes of the largest object */
	long long all;		/* bytes of all of them */
	void (*tick)(void *ctx, size_t answered);	/* about once a
				 * second, or NULL */
	void *ctx;
};

/*
 * Run storescu over the n files, in this order: paths from the directory,
 * each of which ends with the name of an entry of l, which is filled.  OK: storescu ran to its end, whatever it did, which is in l.
 * Else l is filled as far as it came: CONFIG when storescu cannot be run or
 * host or AE title cannot be given to it, TEMP when it was killed or stood
 * still, SOFTWARE when it crashed or said nothing of use.
 */
enum netrt_rc netrt_storescu_run(const struct netrt_storescu *r,
    const char *const *path, size_t n, struct netrt_sculog *l,
    struct netrt_err *e) NETRT_MUST;

/* Fill l from a private directory that a killed run left. */
enum netrt_rc netrt_storescu_read(int dir, struct netrt_sculog *l,
    struct netrt_err *e) NETRT_MUST;

/* Wait some seconds for the storescu of a killed run to be gone; TEMP when
 * it stays. */
enum netrt_rc netrt_storescu_wait(int dir, struct netrt_err *e) NETRT_MUST;

/* C-ECHO.  TEMP: no answer, and why; CONFIG as above. */
enum netrt_rc netrt_storescu_echo(const struct netrt_config *cfg,
    const struct netrt_destination *to, struct netrt_err *e) NETRT_MUST;

#endif
