/*
 * How NETRT may have spelled a patient: its keys are of "ID|name" as one
 * study had them, and the next study has the same in capitals, or with one
 * '^' less.  Pure.
 */
#ifndef NETRT_PIDSPELL_H
#define NETRT_PIDSPELL_H

#include "err.h"

/* The n-th spelling (from 0, which is the text itself) of "ID|name", in UTF-8;
 * NULL when there is none.  The caller frees *out. */
enum netrt_rc netrt_pidspell(const char *text, unsigned n, char **out,
    struct netrt_err *e) NETRT_MUST;

#endif
