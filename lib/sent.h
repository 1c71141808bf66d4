/*
 * What a destination said to each object: .netrt/send.<destination>.
 *
 *	netrt-send 1
 *	peer pacs.example.org 104 ARCHIVE
 *	accepted 0000 1 2026-11-24T06:00:00Z 2.25.1 9f86d081...
 *	refused a900 2 2026-11-24T06:00:01Z 2.25.2 9f86d081...
 *	missing 0000 1 2026-11-24T06:00:02Z 2.25.3 9f86d081... missed=1
 *
 * state, status (or "-": none was given), attempts, time of the last one,
 * SOP Instance UID, identity of the bytes; how often it was accepted and not
 * found later (verify: find); and copy= with the UID of the decompressed copy
 * (plain.h) that is meant by all this; and untold= with the kind of series
 * while no event of the transaction log has it; and "unanswered" when the peer
 * was, or may have been, sent it once and gave no answer, which is entered
 * before it is sent.  An entry holds for these bytes at this peer only: when
 * host, port or AE title of the destination change, the journal begins anew.
 * The writer holds the study's lock.
 */
#ifndef NETRT_SENT_H
#define NETRT_SENT_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "hash.h"
#include "uid.h"

#define NETRT_SENT_SERIES	16	/* room for "SEGMENTATION" */

enum netrt_sent_state {
	NETRT_SENT_ACCEPTED,	/* 0000 */
	NETRT_SENT_WARNING,	/* Bxxx: accepted as well */
	NETRT_SENT_REFUSED,	/* for good: another status, no presentation
				 * context, unreadable */
	NETRT_SENT_FAILED,	/* for now: A7xx, 0110, 0213 */
	NETRT_SENT_UNKNOWN,	/* begun, and no answer seen */
	NETRT_SENT_FOUND,	/* accepted, and the peer says it has it */
	NETRT_SENT_MISSING,	/* accepted, and not found: to be sent again */
	NETRT_SENT_LOST,	/* the same, too often */
	NETRT_SENT_COPY		/* not offered or not taken as it is: its
				 * copy is to be sent */
};

struct netrt_sent_entry {
	enum netrt_sent_state state;
	int status;			/* -1: none */
	unsigned attempts, missed;
	bool unanswered;		/* the peer may have it */
	char time[21];			/* YYYY-MM-DDTHH:MM:SSZ */
	char sop[NETRT_UID_LEN];
	char id[NETRT_HEX_LEN];		/* of the bytes */
	char copy[NETRT_UID_LEN];	/* the UID of the decompressed copy
					 * that goes instead; "": none */
	char untold[NETRT_SENT_SERIES];	/* "": it was logged; else as a part
					 * of this kind of series it is not */
};

struct netrt_sent {
	char path[80];			/* .netrt/send.<destination> */
	char peer[352];			/* "HOST PORT AE" */
	struct netrt_sent_entry *entry;	/* sorted by sop */
	size_t n, room;
	bool anew;			/* it was of another peer */
	char series[NETRT_SENT_SERIES];	/* what is entered now is of it, and
					 * to be told; "": it is not */
};

/* Read the journal of a destination; absent: it is empty.  Malformed:
 * SOFTWARE. */
enum netrt_rc netrt_sent_read(int studydir, const char *destination,
    const char *peer, struct netrt_sent *j, struct netrt_err *e)
    NETRT_MUST;

/* The entry of an object, or NULL when these bytes were never tried. */
const struct netrt_sent_entry *netrt_sent_find(const struct netrt_sent *j,
    const char *sop, const char *id);
/* Whatever its bytes were. */
const struct netrt_sent_entry *netrt_sent_entry(const struct netrt_sent *j,
    const char *sop);
/* The entry of sop, made when absent; NULL: no memory. */
struct netrt_sent_entry *netrt_sent_get(struct netrt_sent *j,
    const char *sop);
/* Was the object taken by the peer? */
bool netrt_sent_has(const struct netrt_sent *j, const char *sop,
    const char *id);

/*
 * What a look-up says of an object that was accepted, found or not.  One that
 * is not, and was accepted more than wait_s ago, is missing; after most
 * times of that it is lost.  Returns its state.
 */
enum netrt_sent_state netrt_sent_look(struct netrt_sent *j, const char *sop,
    bool found, double wait_s, unsigned most);

/*
 * Before it is sent: it may be at the peer from now on.  *was: the entry that
 * there was; all is 0 when there was none.
 */
enum netrt_rc netrt_sent_begin(struct netrt_sent *j, const char *sop,
    const char *id, struct netrt_sent_entry *was, struct netrt_err *e)
    NETRT_MUST;
/* It was not sent after all: all is as it was. */
void netrt_sent_restore(struct netrt_sent *j, const char *sop,
    const struct netrt_sent_entry *was);

/* What was taken is to be sent again: its outcome counts as unknown, and so
 * does that of what was refused. */
void netrt_sent_forget(struct netrt_sent *j);

/* What was entered of a kind of series is logged: so many entries;
 * the caller writes. */
size_t netrt_sent_told(struct netrt_sent *j, const char *series);

/* Enter an outcome, now; attempts are counted.  unanswered: it may be at the
 * peer whatever the outcome says. */
enum netrt_rc netrt_sent_set(struct netrt_sent *j, const char *sop,
    const char *id, enum netrt_sent_state state, int status,
    bool unanswered, struct netrt_err *e) NETRT_MUST;

/* From now on its copy of that UID is sent; that is no attempt. */
enum netrt_rc netrt_sent_copy(struct netrt_sent *j, const char *sop,
    const char *id, const char *copy, struct netrt_err *e) NETRT_MUST;

/* Write it durably. */
enum netrt_rc netrt_sent_write(const struct netrt_sent *j,
    int studydir, struct netrt_err *e) NETRT_MUST;

void netrt_sent_free(struct netrt_sent *j);

/* The word of a state. */
const char *netrt_sent_name(enum netrt_sent_state state);

/* ---- sent_status.c ---- */

/* The class of a C-STORE status: PS3.4 table B.2-1, PS3.7 C. */
enum netrt_sent_state netrt_sent_class(unsigned status);
/* Bxxx of those where the peer changed something, or took what does not fit. */
bool netrt_sent_coercion(int status);
/* What it says, in English. */
const char *netrt_sent_meaning(unsigned status);

#define NETRT_SENT_DUPLICATE	0x0111u	/* PS3.7 C.5.7 */

#endif
