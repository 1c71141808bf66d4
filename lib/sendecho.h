/*
 * C-ECHO to every destination, and to where it is asked what it has: a line
 * for each on stdout.  What answers is not away (away.h).
 */
#ifndef NETRT_SENDECHO_H
#define NETRT_SENDECHO_H

#include "err.h"
#include "tool.h"

/* The worst of them; TEMP: no answer. */
enum netrt_rc netrt_sendecho(struct netrt_tool *t) NETRT_MUST;

#endif
