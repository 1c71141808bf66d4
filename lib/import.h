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
	size_t stored, same, replaced, refused;
	void (*study)(void *ctx, const char *dir);	/* "UID_1.2", for each
							 * object of it */
	void *ctx;
};

/*
 * Import a file, or every regular file below a directory.  A file that is no
 * whole DICOM object, or whose SOP Instance UID is there with other content,
 * is said and counted, and the rest goes on: the worst code is returned, e
 * has its first message.  Nothing is taken out of a WORKING.
 */
enum netrt_rc netrt_import(struct netrt_import *x, const char *path,
    struct netrt_err *e) NETRT_MUST;

#endif
