/*
 * Who lies in quarantine, kept in memory and read again only when the
 * directory has changed: netrt-watch asks for each study it looks at.
 *
 *	struct netrt_twins t = NETRT_TWINS_INIT;
 *	netrt_twins_has(&t, &working, "UID_1.2.3") ... netrt_twins_free(&t)
 */
#ifndef NETRT_TWINS_H
#define NETRT_TWINS_H

#include <stdbool.h>

#include "complete.h"
#include "fs.h"
#include "working.h"

struct netrt_twins {
	struct netrt_names names;
	long long mtime_ns;		/* of what names holds */
};

#define NETRT_TWINS_INIT	{ { NULL, 0 }, -1 }

/* Is a study of the same UID as "UID_1.2.3" in quarantine?  A quarantine
 * that cannot be read has none. */
bool netrt_twins_has(struct netrt_twins *t, const struct netrt_working *w,
    const char *name);
/*
 * What of a look the study cannot tell by itself: has it a twin, and is the
 * study that its RTSTRUCT names here, in WORKING or in quarantine?
 */
void netrt_twins_look(struct netrt_twins *t, const struct netrt_working *w,
    const char *name, struct netrt_look *look);
void netrt_twins_free(struct netrt_twins *t);

#endif
