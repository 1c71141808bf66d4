/* What deid.c (changing) and deid_check.c (looking) share. */
#ifndef NETRT_DEID_PRIV_H
#define NETRT_DEID_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "deid.h"
#include "deid_rules.h"
#include "remap.h"

struct tags {
	uint32_t *tag;		/* sorted */
	size_t n;
};

struct count {
	uint32_t tag;
	enum netrt_deid_done done;
	size_t places;
};

/* What is done when the object has been walked through. */
struct later {
	struct netrt_item *it;
	uint32_t tag;
	char *text;		/* to be encoded; NULL: remove */
};

struct safe {
	uint16_t group;
	uint8_t element;
	const char *creator;
};

struct netrt_deid {
	const struct netrt_config *cfg;
	const struct netrt_known *known;
	char *pseudonym;
	const char *description;	/* Study Description, "" to keep */
	struct tags remove, blank;
	struct netrt_remap *remap;	/* NULL: no UID is mapped */
	bool map;		/* UIDs are, but those an option keeps */
	bool born_then;
	bool full;			/* the mode comprehensive */
	unsigned retain;
	int offset_days;
	const struct netrt_names *instances;
	struct safe *safe;
	size_t nsafe;
	struct count *count;
	size_t ncount;
	struct later *later;		/* of the object at hand */
	size_t nlater;
	void *memo;			/* deid_text.c: texts seen before */
	size_t nmemo;
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

/* Is one in text that is in another encoding than is declared?  text: as it
 * reads. */
enum netrt_rc netrt_deid_in_other(const struct netrt_deid *d,
    struct netrt_item *it, uint32_t tag, const char *text, bool *found,
    struct netrt_err *e) NETRT_MUST;
/* The same when `out' is put in its place (NULL: nothing), as is done to see:
 * then all must go. */
enum netrt_rc netrt_deid_all_must_go(const struct netrt_deid *d,
    struct netrt_item *it, uint32_t tag, const char *text, const char *out,
    bool *all, struct netrt_err *e) NETRT_MUST;

/* Note what was done at a tag. */
enum netrt_rc netrt_deid_count(struct netrt_deid *d, uint32_t tag,
    enum netrt_deid_done done, struct netrt_err *e) NETRT_MUST;

/* All elements of an item and what is in them, by the mode. */
enum netrt_rc netrt_deid_item(struct walk *w, struct netrt_item *it,
    uint32_t sequence, struct netrt_err *e) NETRT_MUST;
/* An element in the mode comprehensive. */
enum netrt_rc netrt_deid_full(void *ctx, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e) NETRT_MUST;
/* A private element in that mode, and one that was kept: is it on the list of
 * safe ones, with nothing in it that must not leave? */
enum netrt_rc netrt_deid_private(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_deid_private_look(const struct netrt_deid *d,
    struct netrt_item *it, const struct netrt_element *el, bool *found,
    struct netrt_err *e) NETRT_MUST;
/* When an item is done: remove the creators of blocks of which nothing stays. */
enum netrt_rc netrt_deid_creators(struct walk *w, struct netrt_item *it,
    struct netrt_err *e) NETRT_MUST;
/* Is a private element (or a creator with one that is there) on the list? */
bool netrt_deid_safe(const struct netrt_deid *d, struct netrt_item *it,
    uint32_t tag);
/* Is the VR one of a list ("DADTTM")? */
bool netrt_deid_vr(const struct netrt_element *el, const char *list);
/* Its parts (deid_stay.c); each counts what it does. */
enum netrt_rc netrt_deid_drop(struct walk *w, struct netrt_item *it,
    uint32_t tag, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_deid_empty(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_deid_dummy(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_deid_date(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_deid_stay(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, bool personal, struct netrt_err *e)
    NETRT_MUST;
/* A UI: all its values are mapped. */
enum netrt_rc netrt_deid_map(struct netrt_deid *d, struct netrt_item *it,
    uint32_t tag, struct netrt_err *e) NETRT_MUST;
/* What says that it was done. */
enum netrt_rc netrt_deid_mark(struct netrt_deid *d, struct netrt_item *root,
    struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_deid_mark_allow(const struct netrt_deid *d,
    struct netrt_known *known, struct netrt_err *e) NETRT_MUST;

/* Clear overlays in the pixel words, before their group goes.  DATA: they are
 * in compressed data, and no text may be. */
enum netrt_rc netrt_deid_embedded(struct netrt_deid *d, struct netrt_dcm *dcm,
    struct netrt_err *e) NETRT_MUST;

/* A mode comprehensive text: known tokens are cut, and with personal what
 * identifies anybody (cut.h).  Non-ASCII text is written at the end. */
enum netrt_rc netrt_deid_text(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, bool personal, struct netrt_err *e)
    NETRT_MUST;
void netrt_deid_text_free(struct netrt_deid *d);
enum netrt_rc netrt_deid_later(struct netrt_deid *d, struct netrt_item *it,
    uint32_t tag, const char *text, struct netrt_err *e) NETRT_MUST;
/* One character set for the object, and the texts that need it. */
enum netrt_rc netrt_deid_charset(struct netrt_deid *d,
    struct netrt_item *root, struct netrt_err *e) NETRT_MUST;

/* The name of a ROI that was cut away whole; the filters of names must choose
 * as before. */
void netrt_deid_name_region(struct netrt_item *it, char *buf, size_t size);
enum netrt_rc netrt_deid_same_choice(const struct netrt_deid *d,
    const char *before, const char *after, struct netrt_err *e) NETRT_MUST;

/* Remove as far as the IOD lets it: absent, empty, or a value that says
 * nothing.  blank: empty rather than absent. */
enum netrt_rc netrt_deid_take_away(const struct walk *w,
    struct netrt_item *it, uint32_t tag, bool blank, struct netrt_err *e)
    NETRT_MUST;
/* DATA: a token is in a UID that stays and cannot go; a day of the study, where
 * days go. */
enum netrt_rc netrt_deid_bad_uid(const struct netrt_deid *d, uint32_t tag,
    struct netrt_err *e) NETRT_MUST;
bool netrt_deid_dated_uid(const struct netrt_deid *d, uint32_t tag,
    const char *uids);
enum netrt_rc netrt_deid_bad_day(uint32_t tag, struct netrt_err *e)
    NETRT_MUST;
/* A token is in the value: take it out. */
enum netrt_rc netrt_deid_clean(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e) NETRT_MUST;
/* Cut text behind a NUL, which nobody is shown. */
enum netrt_rc netrt_deid_cut_hidden(struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e) NETRT_MUST;

#endif
