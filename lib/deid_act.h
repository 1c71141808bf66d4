/*
 * What the comprehensive mode does with an attribute: table E.1-1 of PS3.15
 * with its dual codes resolved by the IOD and the enclosing sequence, the
 * options of the configuration, and for what the table does not name, its VR.
 * What nobody knows is removed.  Pure but for the data dictionary.
 */
#ifndef NETRT_DEID_ACT_H
#define NETRT_DEID_ACT_H

#include <stdint.h>

#include "deid_rules.h"

enum netrt_act {
	NETRT_ACT_KEEP,		/* an option keeps it: known tokens are cut */
	NETRT_ACT_CLEAN,	/* stays, cleaned as its VR needs */
	NETRT_ACT_DROP,		/* remove */
	NETRT_ACT_EMPTY,
	NETRT_ACT_DUMMY,	/* a value that says nothing */
	NETRT_ACT_MAP,		/* another UID */
	NETRT_ACT_DATE,		/* keep or shift, as configured */
	NETRT_ACT_ITEMS,	/* items that point into the study stay */
	NETRT_ACT_PSEUDONYM,
	NETRT_ACT_CHARSET	/* decided when the text is */
};

/*
 * vr: of the element, or of the dictionary when that is UN.  sequence: the
 * innermost around it, 0 at the top.  retain: bits of enum netrt_retain.  Not
 * for private elements.
 */
enum netrt_act netrt_act_find(uint32_t tag, const char *vr,
    enum netrt_iod iod, uint32_t sequence, unsigned retain);

/* The value for NETRT_ACT_DUMMY; NULL: there is none for this VR. */
const char *netrt_act_dummy(uint32_t tag, const char *vr,
    enum netrt_iod iod, uint32_t sequence);

#endif
