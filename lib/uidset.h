/*
 * A set of UIDs, each kept once: what names one of them is a number of four
 * bytes.  RTSTRUCTs name a few hundred images in tens of thousands of places.
 *
 *	struct netrt_uidset s = { 0 };
 *	netrt_uidset_add(&s, uid, &i, e) -> s.uid[i] -> netrt_uidset_free(&s)
 */
#ifndef NETRT_UIDSET_H
#define NETRT_UIDSET_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "uid.h"

typedef char netrt_uid_text[NETRT_UID_LEN];

struct netrt_uidset {
	netrt_uid_text *uid;		/* in the order they came */
	size_t n;
	uint32_t *slot;			/* 1 + index, by hash; 0: free */
	size_t nslots;			/* a power of two */
};

/* Any text of a UID's length, "" too.  *index: where it is. */
enum netrt_rc netrt_uidset_add(struct netrt_uidset *s, const char *uid,
    uint32_t *index, struct netrt_err *e) NETRT_MUST;
void netrt_uidset_free(struct netrt_uidset *s);

#endif
