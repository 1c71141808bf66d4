/*
 * Is a study complete?  No peer can say so: DICOM has no end of a study.
 * What is known is when the last object came, and what the RTSTRUCTs list.
 *
 *	netrt_complete_look(dirfd, &look)  ->  netrt_complete_wait(cfg, &look)
 *
 * A study is complete when it has been quiet for that long and nobody is
 * storing into it (netrt_lock_busy(dirfd, ".netrt/receiving")).
 */
#ifndef NETRT_COMPLETE_H
#define NETRT_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "err.h"
#include "uid.h"

struct netrt_look {
	size_t images, structs;		/* files in DCM and Structure */
	size_t missing;			/* images that an RTSTRUCT lists, of
					 * series of which some are here */
	size_t unread;			/* RTSTRUCTs whose list is unknown */
	char study[NETRT_UID_LEN];	/* no image is here, and an RTSTRUCT
					 * names this study; "": none */
	/* set by netrt_twins_look() */
	bool twin;			/* its UID lies in quarantine */
	bool elsewhere;			/* study is another one, and here */
};

/*
 * Look at DCM and Structure of an open study directory.  An RTSTRUCT that
 * cannot be read is counted, no error: netrt-validate will say what it is.
 * References that match no image at all are unknown, not missing
 * (netrt-study(5), QUIRKS).
 */
enum netrt_rc netrt_complete_look(int dirfd, struct netrt_look *out,
    struct netrt_err *e) NETRT_MUST;

/* Is everything there that can be known to come? */
bool netrt_complete_is(const struct netrt_config *cfg,
    const struct netrt_look *l);

/*
 * Seconds of quiet that this study needs before it is complete: the
 * debounce, or the longer wait for what is missing.  Negative: it has no
 * file at all, and never is.
 */
double netrt_complete_wait(const struct netrt_config *cfg,
    const struct netrt_look *l);

/* What it waits for, in words: "3 images that an RTSTRUCT lists". */
void netrt_complete_why(const struct netrt_config *cfg,
    const struct netrt_look *l, char *buf, size_t size);

/*
 * A study is due at now (seconds since the epoch) unless its not-before
 * (netrt_attempt_until(); 0: none) lies ahead; a time further off than any
 * that netrt writes came from a wrong clock and does not count.
 */
bool netrt_complete_deferred(const struct netrt_config *cfg, long long until,
    long long now);

/* It is due all the same when DCM and Structure are no longer what
 * .netrt/inputs says. */
bool netrt_complete_changed(const char *path);

#endif
