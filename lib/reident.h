/*
 * The re-identification file (netrt-anon(1)): which patient is behind which
 * pseudonym, in clear, for those who must be able to go back.  Off unless
 * anonymization.reidentification_file names one.
 */
#ifndef NETRT_REIDENT_H
#define NETRT_REIDENT_H

#include "err.h"

struct netrt_reident {
	const char *pseudonym;
	const char *patient_id;		/* UTF-8 */
	const char *issuer;		/* UTF-8, or "" */
	const char *study;		/* Study Instance UID */
	const char *new_study;		/* and that of what is sent */
};

/*
 * See that the file has a line for this study, durably; it is made, 0600,
 * when absent.  Any number of processes may do so at once (path.lock).
 * CONFIG: a file that others may read, of another user, that is a link, or of
 * another kind; TEMP: disk and memory.
 */
enum netrt_rc netrt_reident_add(const char *path,
    const struct netrt_reident *r, struct netrt_err *e) NETRT_MUST;

/* Is a file that identifies patients ours, and nobody else can have read it?
 * CONFIG: no. */
enum netrt_rc netrt_reident_private(const char *path, struct netrt_err *e)
    NETRT_MUST;

#endif
