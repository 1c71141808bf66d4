/*
 * Import: files that came by hand enter WORKING like received objects, each
 * copied to a spool and committed (commit.h); the originals stay.
 */
#ifndef NETRT_IMPORT_H
#define NETRT_IMPORT_H

#include <stddef.h>

#include "err.h"
#include "mover.h"

struct netrt_import {
	const struct netrt_mover *m;
	/* "UID_1.2": once for its objects that come one after the other */
	void (*study)(void *ctx, const char *dir);
	void *ctx;

	/* private */
	size_t stored, same, replaced, refused;
	char dir[NETRT_UID_LEN + 4];
};

/*
 * Import a file, or every regular file below a directory.  A file that is no
 * whole DICOM object, or whose SOP Instance UID is there with other content,
 * is said and counted, and the rest goes on: the worst code is returned, e
 * has its first message.  Nothing is taken out of a WORKING.  What was done is
 * counted in a message and an event.
 */
enum netrt_rc netrt_import(struct netrt_import *x, const char *path,
    struct netrt_err *e) NETRT_MUST;

#endif
