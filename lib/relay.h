/*
 * One association between a peer and a storescp: bytes both ways through
 * bounded buffers, data sets unread, every response of storescp held until the
 * caller has said which status is to be sent.
 *
 *	peer ==TCP==> up[] --parsed as it passes--> storescp (socketpair)
 *	peer <======= down[] <--whole PDUs, held--- storescp
 *
 * storescp gets each PDV in a PDU of its own (dialog.h).  One request at a
 * time: while storescp owes a response, what the peer has sent beyond it waits
 * (asynchronous operations are never negotiated).  No policy, no files, no
 * processes: those are the caller's.
 */
#ifndef NETRT_RELAY_H
#define NETRT_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "pdu.h"

#define NETRT_MAX_PDU	131072		/* what storescp is told to offer */

enum netrt_end {
	NETRT_END_RELEASED,		/* as it should be */
	NETRT_END_FINISHED,		/* by us, who were told to finish */
	NETRT_END_REJECTED,		/* or aborted, by storescp */
	NETRT_END_ABORTED,		/* by the peer, with A-ABORT */
	NETRT_END_CLOSED,		/* by the peer, without a word */
	NETRT_END_IDLE,			/* the peer sent nothing for too long */
	NETRT_END_STALLED,		/* the peer did not read */
	NETRT_END_INVALID,		/* the peer broke the protocol */
	NETRT_END_TOO_LARGE,		/* an object over the limit */
	NETRT_END_STORESCP,		/* storescp died, hung or spoke wrong */
	NETRT_END_FULL,			/* it hung because the disk is full */
	NETRT_END_STOPPED		/* we were told to stop at once */
};

struct netrt_relay {
	int peer, scp;			/* non-blocking; stay the caller's */
	int stop;			/* readable: stop at once; or -1 */
	int finish;			/* readable: finish the object in hand
					 * and release; or -1 */
	double idle_s;			/* for the peer, either way */
	double scp_s;			/* for storescp to answer or read */
	double answer_s;		/* the same, for the first answer */
	double quiet_s, grace_s;	/* told to finish: a peer that said
					 * nothing for so long is released; any
					 * peer after grace_s, as soon as no
					 * object is in hand */
	long long max_object;		/* bytes of a data set */
	void *ctx;

	/*
	 * storescp answered a C-STORE whose data set had so many bytes with
	 * this status (or will never answer: A700): the status to send
	 * instead.
	 */
	unsigned (*store)(void *ctx, const struct netrt_command *rq,
	    long long bytes, unsigned status);
	/* It answered a C-ECHO. */
	void (*echo)(void *ctx, unsigned status);
	/* Asked now and then while storescp owes the answer to a C-STORE: is
	 * the disk full?  Then it will never come (DCMTK 3.6.7), and A700
	 * is sent in its place. */
	bool (*full)(void *ctx);
	/* Called once, before the peer can know of the end. */
	void (*over)(void *ctx);

	/* result */
	long long bytes;		/* from the peer; added to */
	bool accepted;			/* storescp accepted the association */
	bool unfinished;		/* it ended in the middle of a request */
	double begun;			/* monotonic seconds: when the request
					 * being done began to arrive */
};

/*
 * Run the association whose A-ASSOCIATE-RQ is rq[0..n).  OK, and *end says
 * how it ended; an A-ABORT has been sent where the protocol wants one.  TEMP
 * for memory.  e->msg has the detail of the ends that are somebody's fault.
 */
enum netrt_rc netrt_relay_run(struct netrt_relay *r, const uint8_t *rq,
    size_t n, enum netrt_end *end, struct netrt_err *e) NETRT_MUST;

/* "released", "idle": for the logs. */
const char *netrt_end_name(enum netrt_end end);

#endif
