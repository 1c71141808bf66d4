/*
 * Two directories with objects of one study become one: UID_x in WORKING, to
 * which netrt-receive adds, and one in quarantine.
 *
 * Each object of from is linked into to and made durable; only then from
 * goes to the trash, under WORKING/.lock and with the certainty that nothing
 * has come to it meanwhile.  A crash in between leaves every object with one
 * name or two, and doing it again ends it.
 */
#ifndef NETRT_UNITE_H
#define NETRT_UNITE_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "fs.h"
#include "mover.h"

#define NETRT_UNITE_ROOMS	3

struct netrt_unite {
	/* set by the caller */
	const struct netrt_mover *m;
	const char *uid;
	const struct netrt_study *from, *to;	/* both locked */
	const char *aside;	/* below WORKING: a directory, made when needed,
				 * for objects that cannot both be there */

	/* the outcome */
	size_t linked, conflicts;
	char trash[NETRT_TRASH_LEN];	/* for netrt_mover_empty() */

	/* private */
	struct netrt_names seen[NETRT_UNITE_ROOMS];
	bool late;
};

/*
 * name: of from, below WORKING.  An object that is in both with the same data
 * set is one.  With another data set, that of to stays, and that of from is
 * kept aside; both were acknowledged.
 */
enum netrt_rc netrt_unite(struct netrt_unite *j, const char *name,
    struct netrt_err *e) NETRT_MUST;

/*
 * One object, for those who hand over a single one: path is in from, and
 * there is another file at to below dirfd.  Are their data sets the same?
 */
enum netrt_rc netrt_unite_same(const struct netrt_unite *j, const char *path,
    int dirfd, const char *to, bool *same, struct netrt_err *e) NETRT_MUST;
/* Keep path of from aside, durably, because another data set has its name. */
enum netrt_rc netrt_unite_aside(struct netrt_unite *j, const char *room,
    const char *path, struct netrt_err *e) NETRT_MUST;

#endif
