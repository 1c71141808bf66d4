/*
 * The forms of a Patient ID, and of its issuer, under which an entry of the
 * mapping may be.  Pure.
 */
#ifndef NETRT_PIDFORM_H
#define NETRT_PIDFORM_H

#include "err.h"

enum netrt_pidform {
	NETRT_PIDFORM_UPPER,	/* as entries are made: all upper case */
	NETRT_PIDFORM_ASCII,	/* as releases before made them: letters
				 * beyond ASCII as they are spelled */
	NETRT_PIDFORM_LOWER,	/* and as the same were spelled otherwise */
	NETRT_PIDFORMS
};

/* Blanks and NULs at the ends go, a run of blanks becomes one space, and
 * letters as the form says.  The caller frees *out. */
enum netrt_rc netrt_pidform_get(const char *text, enum netrt_pidform form,
    char **out, struct netrt_err *e) NETRT_MUST;

#endif
