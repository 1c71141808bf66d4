/*
 * What a peer and storescp say to each other during one association,
 * followed byte by byte: which bytes may be passed on, which request is
 * being done, when somebody breaks the rules.  Pure but for the callbacks of
 * struct netrt_relay; relay.c moves the bytes.
 *
 * One request at a time: while storescp owes a response, what the peer has
 * sent beyond its request is not passed on (asynchronous operations are
 * never negotiated, as storescp does not offer them).
 */
#ifndef NETRT_DIALOG_H
#define NETRT_DIALOG_H

#include "relay.h"

enum { NETRT_UP = 1 << 18, NETRT_DOWN = 1 << 16, NETRT_COMMAND = 1 << 12 };

enum netrt_phase {
	NETRT_READY,			/* for a command */
	NETRT_IN_COMMAND, NETRT_IN_DATA,
	NETRT_WAITING			/* for the response of storescp */
};

struct netrt_buffer {
	uint8_t *p;
	size_t room, n;			/* filled */
	size_t ready;			/* [0..ready) may be passed on */
};

struct netrt_dialog {
	struct netrt_relay *r;
	struct netrt_err *e;		/* why, for ends that need it */
	struct netrt_buffer up, down;	/* from the peer, from storescp */
	bool ended;
	enum netrt_end end;

	uint8_t type;			/* of the PDU that passes upwards */
	uint32_t pdu_left, pdv_left;
	struct netrt_pdv pdv;
	enum netrt_phase phase;
	bool answered;			/* before its data set was complete */
	uint8_t command[NETRT_COMMAND];
	size_t command_n;
	struct netrt_command rq;	/* the request being done */
	long long object;		/* bytes of its data set so far */
	bool released, rejected;	/* by storescp */
	bool releasing;			/* by us: A-RELEASE-RQ has been said */
};

/* Nothing of a request is here or under way. */
bool netrt_dialog_idle(const struct netrt_dialog *d);
/* Ask the peer for the release (PS3.8 7.2: either side may), while idle.
 * What it says from then on is skipped, up to its answer, which is the end. */
void netrt_dialog_release(struct netrt_dialog *d);

/* Follow what the peer has sent, up to the end of a request. */
void netrt_dialog_up(struct netrt_dialog *d);
/* Follow the whole PDUs that storescp has sent.  A response, of one PDU or
 * several, is changed in place before it becomes ready. */
void netrt_dialog_down(struct netrt_dialog *d);

/* Does storescp owe the answer to a whole C-STORE request? */
bool netrt_dialog_owed(const struct netrt_dialog *d);
/* Answer it in its place. */
void netrt_dialog_answer(struct netrt_dialog *d, unsigned status);

/* The end, unless there was one before.  _abort: tell the peer with an
 * A-ABORT; reason 0: as a user, else as the provider (pdu.h). */
void netrt_dialog_finish(struct netrt_dialog *d, enum netrt_end end);
void netrt_dialog_abort(struct netrt_dialog *d, enum netrt_end end,
    uint8_t reason);

#endif
