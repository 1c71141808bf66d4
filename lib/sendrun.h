/*
 * One association's worth of objects on its way: the private directory
 * .netrt/sending.<destination>, storescu in it, and the journal.
 *
 *	journal, fsync -> run -> read -> journal, fsync -> remove
 *
 * The journal says of each object that it may be at the peer before it is
 * sent; what the peer has said is in storescu's log at every instant, and in
 * the journal at the end.  A process that is killed loses nothing; a power cut
 * loses the log, and what was in it is unknown.
 */
#ifndef NETRT_SENDRUN_H
#define NETRT_SENDRUN_H

#include <stddef.h>

#include "away.h"
#include "config.h"
#include "err.h"
#include "outbox.h"
#include "profile.h"
#include "sculog.h"
#include "sent.h"
#include "study.h"

#define NETRT_SENDRUN_MAX	1000	/* objects of one association: the
					 * arguments of a process are limited */

/* Who sends what to whom. */
struct netrt_sender {
	const struct netrt_config *cfg;
	const struct netrt_study *study;	/* locked */
	const struct netrt_destination *to;
	void (*tick)(void *ctx, size_t answered);	/* or NULL */
	void *ctx;
	bool dry;			/* nothing is written */
	bool retry;			/* for what was not refused for good */
	bool forced;			/* all was forgotten: whatever the
					 * peer has by these UIDs is ours */
	struct netrt_away *away;	/* or NULL: nothing is known of it */

	struct netrt_sent sent;		/* the journal */
	char dir[96];			/* .netrt/sending.<destination> */
	char finding[96];		/* .netrt/finding.<destination>, of a
					 * look-up (lookup.h) */
	char log[96];			/* .netrt/storescu.<destination>.log:
					 * of the last run that had trouble */
};

/* All objects have one transfer syntax: storescu would else convert some to
 * that of others. */
struct netrt_sendrun {
	const struct netrt_outgoing *o[NETRT_SENDRUN_MAX];
	size_t n;
	const char *sop_class[NETRT_PROFILE_CONTEXTS];
	size_t nclasses;
	long long largest, all;		/* bytes of one, of all */

	char *name[NETRT_SENDRUN_MAX];	/* "<UID it goes under>.dcm" */
	char *path[NETRT_SENDRUN_MAX];	/* from the directory: ends with it */
	struct netrt_sent_entry *was;	/* of each, in the journal before */
	struct netrt_scu_file *file;	/* sorted by name */
	struct netrt_sculog log;	/* what came of it */
	double seconds;			/* it took */
	bool recalled;			/* from what a killed run left: was
					 * says nothing but unanswered */
};

/* Read the journal; cfg, study and to are set. */
enum netrt_rc netrt_sender_open(struct netrt_sender *d, struct netrt_err *e)
    NETRT_MUST;

/*
 * Enter in the journal what a killed run left behind, *found: of how many
 * objects.  Before anything is sent.  It is untold there (sent.h).
 */
enum netrt_rc netrt_sender_settle(struct netrt_sender *d, size_t *found,
    struct netrt_err *e) NETRT_MUST;
void netrt_sender_close(struct netrt_sender *d);

/*
 * Do it: o, sop_class, largest and all are set.  Whatever storescu did is in
 * r->log and in the journal when this returns; an error is one of ours, or
 * of netrt_storescu_run().
 */
enum netrt_rc netrt_sendrun_go(struct netrt_sender *d,
    struct netrt_sendrun *r, struct netrt_err *e) NETRT_MUST;

/* What became of an object; NULL before netrt_sendrun_go(). */
const struct netrt_scu_file *netrt_sendrun_find(
    const struct netrt_sendrun *r, const struct netrt_outgoing *o);

void netrt_sendrun_free(struct netrt_sendrun *r);

#endif
