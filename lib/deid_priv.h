/* What deid.c (changing) and deid_check.c (looking) share. */
#ifndef NETRT_DEID_PRIV_H
#define NETRT_DEID_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "deid.h"
#include "deid_rules.h"

struct tags {
	uint32_t *tag;		/* sorted */
	size_t n;
};

struct found {
	uint32_t tag;
	size_t places;
};

struct netrt_deid {
	const struct netrt_config *cfg;
	const struct netrt_known *known;
	char *pseudonym;
	const char *description;	/* Study Description, "" to keep */
	bool dates_stay;		/* no rule removes one */
	struct tags remove, blank;
	struct found *found;
	size_t nfound;
};

/* Where the walk is. */
struct walk {
	struct netrt_deid *d;
	enum netrt_iod iod;
	uint32_t sequence;	/* the innermost; 0 at the top */
	uint16_t *group;	/* to be removed when the item is done */
	size_t ngroup;
};

/* How the value of a VR is looked at. */
enum look {
	LOOK_TEXT,	/* words */
	LOOK_LABEL,	/* names of regions: anatomy is no name */
	LOOK_CODE,	/* CS: terms of the standard are no names */
	LOOK_PERSON,
	LOOK_DATE,
	LOOK_NUMBER,	/* DS, IS */
	LOOK_NEVER,	/* text that cannot hold a token: TM, AS */
	LOOK_UID,
	LOOK_BYTES,
	LOOK_BULK,	/* bitmaps, tables: short tokens by chance */
	LOOK_NOT	/* binary numbers, times, pixel data */
};

enum look netrt_deid_look(const struct netrt_element *el);
bool netrt_deid_listed(const struct tags *t, uint32_t tag);

/* Is a token in the value?  A part of a CS: the values that are no terms. */
enum netrt_rc netrt_deid_in_value(const struct netrt_deid *d,
    struct netrt_item *it, const struct netrt_element *el, bool *found,
    struct netrt_err *e) NETRT_MUST;

/* Note that something was found at a tag. */
enum netrt_rc netrt_deid_count(struct netrt_deid *d, uint32_t tag,
    struct netrt_err *e) NETRT_MUST;

/* Remove as far as the IOD lets it: absent, empty, or a value that says
 * nothing.  blank: empty rather than absent. */
enum netrt_rc netrt_deid_take_away(const struct walk *w,
    struct netrt_item *it, uint32_t tag, bool blank, struct netrt_err *e)
    NETRT_MUST;
/* A token is in the value: take it out. */
enum netrt_rc netrt_deid_clean(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e) NETRT_MUST;
/* Cut text behind a NUL, which nobody is shown. */
enum netrt_rc netrt_deid_cut_hidden(struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e) NETRT_MUST;

#endif
