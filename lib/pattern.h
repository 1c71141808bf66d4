/*
 * Extended regular expressions (regex(7)) on UTF-8 text, upper and lower case
 * alike, whatever the environment's locale is.  Pure.
 *
 *	netrt_pattern_open("^ptv", &p, e) -> _match(), _replace() -> _close()
 *
 * glibc has no ranges of characters beyond ASCII in C.UTF-8: "[a-z]" is one,
 * what is written with other ends is refused.
 *
 * All of it needs the locale C.UTF-8, which is part of Debian's libc-bin:
 * CONFIG when it is missing.  Memory that runs out: TEMP.
 */
#ifndef NETRT_PATTERN_H
#define NETRT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct netrt_pattern;

/* CONFIG: the expression is wrong; the message says what regcomp(3) says. */
enum netrt_rc netrt_pattern_open(const char *ere, struct netrt_pattern **out,
    struct netrt_err *e) NETRT_MUST;
void netrt_pattern_close(struct netrt_pattern *p);

/* Does a part of the text match? */
enum netrt_rc netrt_pattern_match(const struct netrt_pattern *p,
    const char *text, bool *hit, struct netrt_err *e) NETRT_MUST;

/*
 * The text with its first match replaced, as s/// of sed(1) does: in to, "&"
 * is what matched, "\1" to "\9" what the parentheses did, and "\" takes its
 * meaning from any other character.  *out is NULL when nothing matches; the
 * caller frees it.
 */
enum netrt_rc netrt_pattern_replace(const struct netrt_pattern *p,
    const char *text, const char *to, char **out, struct netrt_err *e)
    NETRT_MUST;
/* May to be given with this expression?  CONFIG: it asks for parentheses
 * that are not there, or ends in a backslash. */
enum netrt_rc netrt_pattern_check(const struct netrt_pattern *p,
    const char *to, struct netrt_err *e) NETRT_MUST;

/* The lower case of UTF-8 text, one character for one; the caller frees it. */
enum netrt_rc netrt_text_fold(const char *utf8, char **out,
    struct netrt_err *e) NETRT_MUST;

#endif
