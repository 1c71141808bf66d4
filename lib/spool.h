/*
 * A private directory below WORKING/.incoming for one association: storescp
 * works in it, and nothing in it was ever acknowledged to anybody.  Its
 * owner holds a flock on it; one that nobody holds is left over from a crash
 * and may go.
 *
 *	.incoming/<uuid>/in/		objects, as storescp writes them
 *	.incoming/<uuid>/profile, logger, dictionary, log
 */
#ifndef NETRT_SPOOL_H
#define NETRT_SPOOL_H

#include "err.h"
#include "uid.h"

struct netrt_spool {
	int fd, in;			/* the directory (locked), and in/ */
	char path[NETRT_UUID_LEN + 16];	/* below WORKING */
};

enum netrt_rc netrt_spool_open(int workfd, struct netrt_spool *s,
    struct netrt_err *e) NETRT_MUST;
/* Remove it and all that is in it. */
void netrt_spool_close(int workfd, struct netrt_spool *s);

/* Remove the spools that nobody holds; *n: how many. */
enum netrt_rc netrt_spool_sweep(int workfd, unsigned *n,
    struct netrt_err *e) NETRT_MUST;

/* Could storescp write so many bytes now?  Else why not: the disk is full, no
 * permission. */
enum netrt_rc netrt_spool_room(const struct netrt_spool *s, long long bytes,
    struct netrt_err *e) NETRT_MUST;

/* A small file in the spool; need not be durable. */
enum netrt_rc netrt_spool_write(const struct netrt_spool *s,
    const char *name, const char *text, struct netrt_err *e) NETRT_MUST;

#endif
