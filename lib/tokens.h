/*
 * The attributes whose values are known tokens of a study (PS3.15 E.3.10):
 * names of persons, identifiers, institutions and devices, addresses, phones.
 */
#ifndef NETRT_TOKENS_H
#define NETRT_TOKENS_H

#include "dcm.h"
#include "err.h"
#include "known.h"

/* Add what the element holds, if anything.  retain: bits of enum
 * netrt_retain; what an option keeps is no token. */
enum netrt_rc netrt_tokens_add(struct netrt_known *known,
    struct netrt_item *it, const struct netrt_element *el, unsigned retain,
    struct netrt_err *e) NETRT_MUST;
/* The name that a PN (or text) holds; where its bytes may be text of another
 * encoding than is declared (encoding.h), also as they are, and as they read
 * there. */
enum netrt_rc netrt_tokens_add_name(struct netrt_known *known,
    struct netrt_item *it, uint32_t tag, struct netrt_err *e) NETRT_MUST;

#endif
