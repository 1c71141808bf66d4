/*
 * The mover of studies (netrt-study(1)): nothing else renames, joins or
 * removes a study in WORKING.  All of it survives a crash at any call and is
 * then done by doing it again; none of it loses an object that was
 * acknowledged, whatever netrt-receive commits at the same time:
 *
 * - receive links an object to WORKING/UID_x/... by path, under .lock shared.
 * - a study is renamed under .lock exclusive.  Before, the object is in what
 *   moves; after, it begins a new UID_x, which joins.
 * - what is removed was compared with what is known, under the same lock.
 *
 * The locks are taken in the order UID_x/.netrt/lock (never waited for),
 * quarantine/.../.netrt/lock (the same), WORKING/.lock.
 */
#ifndef NETRT_MOVER_H
#define NETRT_MOVER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "study.h"
#include "tool.h"
#include "working.h"

struct netrt_mover {
	struct netrt_tool *tool;	/* configuration, logs, messages */
	const struct netrt_working *w;
	const char *run;		/* -r: the netrt-run, or NULL */
	long long now;			/* seconds since the epoch */
};

/* Why a study is put away; .netrt/reason and .netrt/last hold the same. */
struct netrt_reason {
	int code;
	char step[32];
	char time[32];
	char message[600];
};

/*
 * Read .netrt/reason or .netrt/last of an open study directory.  Absent or
 * malformed: false.
 */
bool netrt_reason_read(int dirfd, const char *name,
    struct netrt_reason *out);

/*
 * The reason to put a study away with: what is not given (code 0, step or
 * message NULL) comes from its .netrt/last, when that fits.
 */
void netrt_reason_choose(const char *path, int code, const char *step,
    const char *message, struct netrt_reason *out);

/* Open and lock; TEMP when busy or when another run has taken it over.  The run
 * that owns the study waits for the lock up to a minute. */
enum netrt_rc netrt_mover_open(const struct netrt_mover *m,
    const struct netrt_found *f, struct netrt_study *s, struct netrt_err *e)
    NETRT_MUST;

/*
 * Move a study to quarantine; path: where it is now.  Code 66, something missing: TEMP, and nothing
 * is moved, when objects have come since that verdict (it would wait there
 * for what it has).  USAGE: a study that lies elsewhere.
 */
enum netrt_rc netrt_mover_quarantine(const struct netrt_mover *m,
    const struct netrt_found *f, const struct netrt_reason *why,
    char path[PATH_MAX], struct netrt_err *e) NETRT_MUST;

/*
 * A study begins: bring it together with what lies in quarantine under its
 * UID.  *go: it is to be processed; false: it joined what waits there.
 */
enum netrt_rc netrt_mover_join(const struct netrt_mover *m,
    const struct netrt_found *f, bool *go, struct netrt_err *e) NETRT_MUST;

/*
 * Links (netrt-study(5)): an RTSTRUCT that names images of another study goes
 * there.  Both are called by _join() for a study of WORKING that begins; s is
 * it, locked.
 *
 * _give: what its RTSTRUCTs name is looked for in WORKING and in quarantine.
 * *gone: all of it went, and the directory is no more.  What is not here is
 * noted in .netrt/wants.
 * _fetch: RTSTRUCTs of others that wait for this study come.
 */
enum netrt_rc netrt_mover_give(const struct netrt_mover *m,
    const struct netrt_found *f, const struct netrt_study *s, bool *gone,
    struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_mover_fetch(const struct netrt_mover *m,
    const struct netrt_found *f, const struct netrt_study *s,
    struct netrt_err *e) NETRT_MUST;

/*
 * Bring a study back from quarantine, or make one in WORKING due now;
 * whatever it failed of and how often is forgotten.  path: where it is now.
 */
enum netrt_rc netrt_mover_requeue(const struct netrt_mover *m,
    const struct netrt_found *f, char path[PATH_MAX], struct netrt_err *e)
    NETRT_MUST;

/*
 * Remove a delivered study, but for what retention keeps.  NOINPUT: there is
 * no proof of delivery.  TEMP: not yet (its not-before is set), or objects
 * have come since the delivery (it is due).
 */
enum netrt_rc netrt_mover_retire(const struct netrt_mover *m,
    const struct netrt_found *f, struct netrt_err *e) NETRT_MUST;

/*
 * Is this failure, with the study called text, everyday life to a netrt-run?
 * It is when the study is busy, or kept for a while, or was retired since it
 * was printed.  A full disk is not.
 */
bool netrt_mover_expected(const struct netrt_mover *m, const char *text,
    const struct netrt_err *e);

/* .netrt/delivered: when, and of which inputs. */
struct netrt_delivered {
	long long time;
	char inputs[NETRT_HEX_LEN];
};
bool netrt_delivered_read(int dirfd, struct netrt_delivered *out);
/* Is it of the inputs of s, which are loaded? */
bool netrt_delivered_is(const struct netrt_delivered *d,
    const struct netrt_study *s);

/* ---- for the modules of the mover ---- */

/* One rename below WORKING, durable.  WORKING/.lock is held exclusively. */
enum netrt_rc netrt_mover_rename(const struct netrt_working *w,
    const char *from, const char *to, struct netrt_err *e) NETRT_MUST;

/*
 * Under WORKING/.lock exclusive: ask check (may be NULL; not OK: nothing is
 * done), then rename the directory from, below WORKING, to a name in .trash,
 * trash.  _empty removes it there; what cannot be removed goes another time.
 */
#define NETRT_TRASH_LEN	(NETRT_UUID_LEN + 16)
enum netrt_rc netrt_mover_trash(const struct netrt_mover *m,
    const char *from, enum netrt_rc (*check)(void *ctx, struct netrt_err *e),
    void *ctx, char trash[NETRT_TRASH_LEN], struct netrt_err *e) NETRT_MUST;
void netrt_mover_empty(const struct netrt_mover *m, const char *trash);

#endif
