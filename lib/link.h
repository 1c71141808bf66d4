/*
 * One RTSTRUCT goes from its directory to the study whose images it names:
 * inside of mover.h, for netrt_mover_give() and _fetch().
 *
 *	struct netrt_link j = { .m = m, .f = f, .s = s };
 *	netrt_link_begin(&j) -> _one() for some -> _end(), then _free()
 *
 * It gets its name in the other study as netrt-receive gives one: linked
 * under WORKING/.lock shared, never replacing, then made durable.  When the
 * other study lies in quarantine it begins a new directory of that UID in
 * WORKING, as any late object does, which joins.  Only in _end() it leaves:
 * a crash before leaves it in both, and doing it again ends it.
 */
#ifndef NETRT_LINK_H
#define NETRT_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "fs.h"
#include "mover.h"
#include "rtstruct.h"

#define NETRT_LINKED	".netrt/linked"	/* "UID FILE": what left, where to */

struct netrt_link {
	/* set by the caller: the study that it is in, locked */
	const struct netrt_mover *m;
	const struct netrt_found *f;
	const struct netrt_study *s;

	struct netrt_names structs;	/* in Structure, at _begin() */
	bool images;			/* has it any image? */

	/* private */
	netrt_uid_text *to;		/* where each of structs went; "" */
	size_t nto;
};

enum netrt_link_how {
	NETRT_LINK_DONE,
	NETRT_LINK_NOT_HERE,
	NETRT_LINK_OTHER_PATIENT
};

enum netrt_rc netrt_link_begin(struct netrt_link *j, struct netrt_err *e)
    NETRT_MUST;
/* structs.name[i] to the study uid. */
enum netrt_rc netrt_link_one(struct netrt_link *j, size_t i, const char *uid,
    enum netrt_link_how *how, struct netrt_err *e) NETRT_MUST;
/* *gone: nothing else was there, and the directory is no more.  TEMP: an
 * object came meanwhile. */
enum netrt_rc netrt_link_end(struct netrt_link *j, bool *gone,
    struct netrt_err *e) NETRT_MUST;
void netrt_link_free(struct netrt_link *j);

/*
 * Where the study uid is: "UID_x" and the newest of its names in quarantine,
 * below WORKING.  How many.
 */
typedef char netrt_link_place[2 * NAME_MAX + 4];
size_t netrt_link_places(const struct netrt_working *w, const char *uid,
    netrt_link_place place[2]);

/* Has the directory dir, below dirfd, any entry? */
bool netrt_link_any(int dirfd, const char *dir);

#endif
