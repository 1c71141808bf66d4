/*
 * One connection, from its first byte to its last, in a process of its own:
 * admit, start a storescp, relay, commit each object, log.
 */
#ifndef NETRT_SESSION_H
#define NETRT_SESSION_H

#include "address.h"
#include "tool.h"
#include "working.h"

struct netrt_session {
	struct netrt_tool *tool;
	const struct netrt_working *working;
	const struct netrt_listener *listener;
	int fd;				/* the connection, non-blocking */
	int control;			/* to the parent: see below */
	int stop;			/* readable: end, with an A-ABORT */
	char peer[NETRT_ADDRESS_LEN];
};

/*
 * Before it takes an association, a session writes a struct netrt_plea to
 * control, and reads one byte of the parent's: an enum netrt_room.  The
 * parent alone counts, so that no two sessions can both take the last place.
 * Any byte of the parent's after that: finish the object in hand, and
 * release.  Before a session has asked, NETRT_ROOM_ENDING: do not wait for
 * the request.
 *
 * A session that got its place writes one byte, an enum netrt_news, when it
 * gives it back, which is before its peer can know that the association has
 * ended: a peer that comes again at once has to find it free.  It writes
 * another when the end is in the log.
 */
struct netrt_plea {
	char peer[NETRT_ADDRESS_LEN];	/* it may be that of a PROXY header */
	char calling[17], called[17];	/* printable */
};
enum netrt_room {
	NETRT_ROOM_YES, NETRT_ROOM_FULL, NETRT_ROOM_FULL_FOR_PEER,
	NETRT_ROOM_ENDING
};
enum netrt_news { NETRT_NEWS_OVER = 1, NETRT_NEWS_LOGGED };

/* Runs to the end of the connection; what there is to say is in the logs. */
void netrt_session_run(struct netrt_session *s);

#endif
