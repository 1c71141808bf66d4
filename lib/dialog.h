/*
 * What a peer and storescp say to each other during one association,
 * followed byte by byte: which bytes may be passed on, which request is
 * being done, when somebody breaks the rules.  Pure but for the callbacks of
 * struct netrt_relay; relay.c moves the bytes.
 *
 * One request at a time: while storescp owes a response, what the peer has
 * sent beyond its request is not passed on (asynchronous operations are
 * never negotiated, as storescp does not offer them).
 *
 * storescp gets each PDV in a PDU of its own, whatever PDUs the peer made of
 * them (PS3.8 9.3.5): it has trouble with several in one (DCMTK 3.6.7), and
 * would wait for the rest of a PDU in which an object ends and the next
 * command begins, which waits for its answer.
 *
 *	peer		| PDU | PDV command | PDV data | PDV data |
 *	storescp	| PDU | PDV command |   then   | PDU | PDV data |  ...
 *
 * The head of a PDU is rewritten where it is.  There is room for that of
 * another PDV once all before it has been passed on; a PDU of one PDV, as
 * senders make them, need not wait.
 */
#ifndef NETRT_DIALOG_H
#define NETRT_DIALOG_H

#include "buffer.h"
#include "relay.h"

enum { NETRT_UP = 1 << 18, NETRT_DOWN = 1 << 16, NETRT_COMMAND = 1 << 12,
	NETRT_SPACE = NETRT_PDU_HEAD + NETRT_UP + NETRT_DOWN };

enum netrt_phase {
	NETRT_READY,			/* for a command */
	NETRT_IN_COMMAND, NETRT_IN_DATA,
	NETRT_WAITING			/* for the response of storescp */
};

struct netrt_dialog {
	struct netrt_relay *r;
	struct netrt_err *e;		/* why, for ends that need it */
	struct netrt_buffer up, down;	/* from the peer, from storescp */
	bool ended;
	enum netrt_end end;

	uint8_t type;			/* of the PDU that passes upwards */
	uint32_t pdu_left, pdv_left;
	bool headed;			/* the head of a P-DATA PDU is at the
					 * end of what is ready */
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

/* Both buffers, empty; space is of NETRT_SPACE bytes. */
void netrt_dialog_init(struct netrt_dialog *d, uint8_t *space);

/* Follow what the peer has sent, up to the end of a request, or to where all
 * that is ready has to be passed on first. */
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
