/*
 * What storescu did, read from what it says: its log at level DEBUG for
 * dcmtk.apps.storescu (the exact status of each response is there and
 * nowhere else).  Pure: lines in, outcomes out; the same code reads a log as
 * it grows and one that a killed run left.
 *
 * The peer has a say in it: its comments stand there with their line breaks,
 * and may look like anything.  They are at level D, of which no more is read
 * than one response for each "Sending file", and that from its first line to
 * its last.
 */
#ifndef NETRT_SCULOG_H
#define NETRT_SCULOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "sent.h"

/* What became of one object. */
struct netrt_scu_file {
	const char *name;	/* as given to storescu, without directories */
	bool begun;		/* "Sending file" */
	bool replied;		/* its response has begun */
	bool late;		/* begun on a connection that was broken
				 * before: it says nothing of this object */
	bool other;		/* the response names another object; it
				 * is none to this one, also when storescu
				 * took it for that */
	int status;		/* of the response; -1: none seen */
	uint32_t offending;	/* (0000,0901), the first tag; 0: none */
	char why[160];		/* of what kept it from being answered */
	bool no_context;	/* the peer takes it not as it is */
	bool local;		/* that was no matter of the connection: no
				 * context, no conversion, unreadable */
	bool passing;		/* nor that; another time it may be read */
};

/* What became of the association. */
enum netrt_scu_link {
	NETRT_LINK_NONE,	/* nothing was heard of it */
	NETRT_LINK_OPEN,	/* accepted */
	NETRT_LINK_FAILED,	/* no connection, or lost while negotiating */
	NETRT_LINK_BUSY,	/* rejected, transient */
	NETRT_LINK_REJECTED,	/* rejected for good: AE titles */
	NETRT_LINK_CONTEXTS,	/* no presentation context accepted */
	NETRT_LINK_LOST		/* it was open and broke */
};

struct netrt_sculog {
	struct netrt_scu_file *file;	/* sorted by name; the caller's */
	size_t n;
	enum netrt_scu_link link;
	char why[160];		/* of the link, and of what else went wrong */
	size_t answered;	/* responses so far */
	bool torn;		/* set by who feeds: lines were lost, and what
				 * has no outcome may have one */

	/* where the reader is */
	struct netrt_scu_file *now;
	bool reply;		/* in a response */
	enum { NETRT_SCU_ANY, NETRT_SCU_LOST, NETRT_SCU_REJECT } in;
};

/* One line of the log, without its end. */
void netrt_sculog_line(struct netrt_sculog *l, const char *line);

/* The object by the name given to storescu, or NULL. */
struct netrt_scu_file *netrt_sculog_find(const struct netrt_sculog *l,
    const char *name, size_t len);

/*
 * The outcome of an object, for the journal; false: it was not tried, and
 * there is nothing to enter.
 */
bool netrt_sculog_outcome(const struct netrt_scu_file *f,
    enum netrt_sent_state *state);

#endif
