/*
 * A destination that is away, remembered for all studies, so that only one
 * of them at a time pays for its time-outs: WORKING/.destinations/NAME
 *
 *	peer HOST PORT AE-TITLE
 *	since EPOCH	of the first try in vain
 *	last EPOCH	of the last one
 *	next EPOCH	the next one
 *	delay SECONDS	the present back-off
 *
 * It is there while the destination is away and says only that a try would
 * be in vain: what is absent, damaged, of another peer or of a wrong clock is
 * none, and a mark that cannot be written is not missed.  Nothing is lost
 * with it.
 *
 * Away is what cannot be connected to, does not answer an association
 * request, takes an association and then answers nothing in it, or does not
 * answer in time what it has (verify: find).  A peer that rejects an
 * association for now is there, and costs nobody a time-out: no mark is made
 * for that, but one that was there stays, with the shortest wait.
 *
 *	netrt_away_open() -> [_ask() -> _tell()]... -> _close()
 */
#ifndef NETRT_AWAY_H
#define NETRT_AWAY_H

#include <stdbool.h>

#include "config.h"
#include "err.h"

#define NETRT_AWAY_DIR	".destinations"

/* The mark. */
struct netrt_away_mark {
	long long since, last, next, delay;
};

/* false: there is none.  working: WORKING, open; now: seconds since the
 * epoch. */
bool netrt_away_read(int working, const struct netrt_config *cfg,
    const struct netrt_destination *to, long long now,
    struct netrt_away_mark *out);

/* What a destination said to a try. */
enum netrt_away_word {
	NETRT_AWAY_SILENT,	/* no connection, no association, no answer */
	NETRT_AWAY_BUSY,	/* rejected for now */
	NETRT_AWAY_THERE	/* it answers */
};

/* What changed with it. */
enum netrt_away_news { NETRT_AWAY_SAME, NETRT_AWAY_GONE, NETRT_AWAY_BACK };

/* One destination in one run. */
struct netrt_away {
	const struct netrt_config *cfg;
	const struct netrt_destination *to;
	bool polite;		/* leave it alone while a mark says so */
	int working;		/* -1: nothing is remembered */
	int claim;		/* the lock of the one that tries; -1: none */
	bool told;		/* it has been tried */
	bool marked;		/* it is away, and a mark says so */
	struct netrt_away_mark mark;	/* while it is, or was until now */
};

/* Never fails: without WORKING nothing is remembered. */
void netrt_away_open(struct netrt_away *a, const struct netrt_config *cfg,
    const struct netrt_destination *to, bool polite);

/*
 * Is it to be tried?  OK: yes; when there is a mark, this run alone does, until
 * it has told what came of it or has ended in whatever way (flock).  TEMP: not
 * now, and why.  a NULL: OK.
 */
enum netrt_rc netrt_away_ask(struct netrt_away *a, struct netrt_err *e)
    NETRT_MUST;

/* What came of it.  a NULL: nothing is done, SAME. */
enum netrt_away_news netrt_away_tell(struct netrt_away *a,
    enum netrt_away_word word);

/* A try that nothing was told of was in vain. */
void netrt_away_close(struct netrt_away *a);

#endif
