/*
 * The presentation contexts of a destination: what it is to be offered, by
 * the configuration (destinations.sop_classes, .transfer_syntaxes).
 */
#ifndef NETRT_CONTEXTS_H
#define NETRT_CONTEXTS_H

#include <stddef.h>

#include "config.h"
#include "err.h"
#include "outbox.h"
#include "profile.h"

/* The transfer syntaxes under which a file of this one may go there: those
 * of netrt_profile_syntaxes() that the destination allows.  0: none. */
size_t netrt_contexts_find(const struct netrt_destination *to,
    const char *syntax, const char *out[NETRT_PROFILE_SYNTAXES]);

/* DATA: an object of the set may not go there; the message names it and the
 * key.  Asked before anything is sent. */
enum netrt_rc netrt_contexts_check(const struct netrt_destination *to,
    const struct netrt_outset *set, struct netrt_err *e) NETRT_MUST;

#endif
