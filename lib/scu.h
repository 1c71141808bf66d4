/*
 * A program of DCMTK (storescu, echoscu, findscu) as a child: its arguments,
 * the way to the peer (tunnel.h), and how it ends.
 *
 *	netrt_tunnel_open() -> netrt_scu_begin() -> netrt_scu_add()... ->
 *	    netrt_scu_run() -> netrt_scu_leave()
 */
#ifndef NETRT_SCU_H
#define NETRT_SCU_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "config.h"
#include "err.h"
#include "sculog.h"
#include "tunnel.h"

#define NETRT_SCU_ARGS	40

struct netrt_scu_args {
	const char *v[NETRT_SCU_ARGS];
	char number[6][16];
	size_t n, nnumbers;
};

/*
 * The name of the program and what all of them take: AE titles, time-outs,
 * host and port.  CONFIG: host or an AE title cannot be given to it.
 */
enum netrt_rc netrt_scu_begin(struct netrt_scu_args *a, const char *tool,
    const struct netrt_config *cfg, const struct netrt_destination *to,
    const struct netrt_tunnel *way, struct netrt_err *e) NETRT_MUST;
/* An option with its value, or NULL. */
void netrt_scu_add(struct netrt_scu_args *a, const char *flag,
    const char *value);
/* One with a time: whole seconds, at least 1 (0 would be: for ever). */
void netrt_scu_add_time(struct netrt_scu_args *a, const char *flag,
    double s);

struct netrt_scu {
	const char *const *argv;	/* ends with NULL */
	int dir;		/* where it works, or -1 */
	int log;		/* what it says; to be read as well */
	bool headed;		/* the log begins with NETRT_SCU_HEAD, or is
				 * torn */
	const char *dictionary;	/* a file that takes the place of DCMTK's data
				 * dictionary (dictionary.h), or NULL */
	double limit_s;		/* without a sign it is killed */
	double total_s;		/* and after this at any rate, or 0 */
	long long log_max;	/* and when it says more than this, or 0 */
	void (*tick)(void *ctx, size_t answered);	/* about once a
				 * second, or NULL */
	void *ctx;
};

/* Longer than all of its own time-outs together. */
double netrt_scu_limit(const struct netrt_config *cfg,
    const struct netrt_tunnel *way);

/*
 * Run it; what it says goes to l, and *status is that of wait(2).  It is
 * killed when its parent dies, at a limit of r (TEMP), and when the
 * connection broke, which is OK here.  OK: it came to an end of its own,
 * whatever it did.  CONFIG: it cannot be run.  TEMP: it was killed or stood
 * still.  SOFTWARE: it crashed.
 */
enum netrt_rc netrt_scu_run(const struct netrt_scu *r,
    struct netrt_sculog *l, int *status, struct netrt_err *e) NETRT_MUST;

/*
 * Close the way.  When there was no association it knows better than the
 * child why, and l has its reason.  Returns rc, or CONFIG when the way is
 * configured wrong.
 */
enum netrt_rc netrt_scu_leave(struct netrt_tunnel *way,
    struct netrt_sculog *l, enum netrt_rc rc, struct netrt_err *e)
    NETRT_MUST;

/* A small file in the private directory of a child; nothing there need be
 * durable. */
enum netrt_rc netrt_scu_put(int dir, const char *name, const char *text,
    struct netrt_err *e) NETRT_MUST;

/*
 * The first line of a log that a child writes by itself.  DCMTK opens its log
 * again when it could not write, and then it begins at nothing: lines are
 * lost, and what is read on from where one was is the middle of another
 * message.
 */
#define NETRT_SCU_HEAD	"netrt\n"

/* Feed l with a headed log that was written before. */
void netrt_scu_read(int fd, struct netrt_sculog *l);

#endif
