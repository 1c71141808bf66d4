/*
 * A journal: a file of lines, each written durably before what it says is
 * carried out, and each with the beginning of its SHA-256 in front, so that
 * damage is seen.  The caller holds a lock.
 */
#ifndef NETRT_JOURNAL_H
#define NETRT_JOURNAL_H

#include <stddef.h>

#include "err.h"

/* Append a line durably.  The text has no newline. */
enum netrt_rc netrt_journal_append(const char *path, const char *text,
    struct netrt_err *e) NETRT_MUST;

/*
 * Visit each line; *n is how many there were.  Absent: none.  CONFIG when
 * the file is damaged.  A last line that was not finished when the machine
 * stopped does not count: nobody was told that it is written.
 */
enum netrt_rc netrt_journal_each(const char *path,
    enum netrt_rc (*visit)(void *ctx, const char *text, size_t len,
    struct netrt_err *e), void *ctx, size_t *n, struct netrt_err *e)
    NETRT_MUST;

#endif
