/*
 * The sessions of the super-server (session.h): who has a place, who waits
 * for one, who has ended.  The parent alone counts.
 *
 *	netrt_sessions_init() -> _add() for each connection ->
 *	_hear() when a control is readable or _due_ms() have passed, _reap()
 *	at SIGCHLD -> netrt_sessions_free()
 */
#ifndef NETRT_SESSIONS_H
#define NETRT_SESSIONS_H

#include <sys/types.h>

#include "err.h"
#include "session.h"
#include "tool.h"

struct netrt_child {
	pid_t pid;
	int control;			/* -1: it is about to end */
	bool asks;			/* for a place, until then */
	double until;
	bool admitted;			/* it got one */
	bool open;			/* and has it still */
	bool logged;			/* its end is in the log */
	bool gave_way;			/* it was ended before it asked */
	double since;
	struct netrt_plea plea;		/* the address alone until it asks */
};

struct netrt_sessions {
	struct netrt_tool *tool;
	struct netrt_child *child;
	unsigned n, room;
	unsigned open;			/* of them have a place */
	bool stopping;			/* nobody gets one any more */
};

enum netrt_rc netrt_sessions_init(struct netrt_sessions *s,
    struct netrt_tool *tool, struct netrt_err *e) NETRT_MUST;
void netrt_sessions_free(struct netrt_sessions *s);

/* May one more connection be taken? */
bool netrt_sessions_room(const struct netrt_sessions *s);
/* One more; control becomes theirs. */
void netrt_sessions_add(struct netrt_sessions *s, pid_t pid, int control,
    const char *peer);

/*
 * Read what they say, and answer those who ask for a place.  Who would be
 * refused is kept waiting for a moment first: the association that holds its
 * place may be one that the peer has just ended by closing the connection,
 * which our session there is about to see.
 */
void netrt_sessions_hear(struct netrt_sessions *s);

/*
 * When the places for those who have not asked are all taken, the oldest
 * gives way: a few that keep silent must not shut out the others for the
 * whole acse_timeout_seconds.  Milliseconds until that, or an answer, is
 * due; or -1.
 */
int netrt_sessions_due_ms(struct netrt_sessions *s);

/* Forget those that have ended.  For one that was killed its end is logged
 * here, for it cannot do so itself. */
void netrt_sessions_reap(struct netrt_sessions *s);

/* Nobody gets a place any more; who has one shall finish, and who has not
 * even asked shall end. */
void netrt_sessions_finish(struct netrt_sessions *s);
void netrt_sessions_signal(const struct netrt_sessions *s, int sig);

#endif
