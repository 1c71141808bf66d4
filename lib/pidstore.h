/*
 * The mapping file of patient pseudonyms, its journal and its lock
 * (netrt-anon(1), THE MAPPING FILE).  The only user of jansson.
 *
 *	netrt_pidstore_open() -> _check() and _find() -> _put() -> _close()
 *
 * Open holds MAPPING.lock until close.  What _put() was given is durable
 * when it returns: a line in MAPPING.journal first, then the file itself as
 * a whole and its copy MAPPING.bak, then the journal goes.  What a crash left
 * to do, journal or copy, is done by the next open.  A line that was not
 * finished when the machine stopped was never used by anybody and counts as
 * not written.
 *
 * A file that cannot be read, is no JSON of this shape, is gone while
 * something beside it shows that it was there, or is older than its copy, is
 * CONFIG: beginning again with less than was there would give the pseudonym
 * of one patient to another.
 */
#ifndef NETRT_PIDSTORE_H
#define NETRT_PIDSTORE_H

#include <stdbool.h>

#include "err.h"
#include "hash.h"

struct netrt_pidstore;

struct netrt_pidstore_entry {
	const char *key;	/* "h1:..." */
	const char *from;	/* an old key that this one replaces, or NULL */
	const char *id;		/* the pseudonym of a new entry */
	const char *first_seen;	/* YYYY-MM-DD, of a new entry */
	const char *study;	/* keyed hash of a study, counted once */
	int offset;		/* date_offset_days of an entry without one */
	unsigned number;	/* the highest number given so far */
	bool shifted;		/* the date in a new pseudonym is */
};

/* dry: nothing is written, no lock made; a missing file is an empty one. */
enum netrt_rc netrt_pidstore_open(const char *path, bool dry,
    struct netrt_pidstore **out, struct netrt_err *e) NETRT_MUST;
void netrt_pidstore_close(struct netrt_pidstore *s);

/* Was there no mapping file before? */
bool netrt_pidstore_fresh(const struct netrt_pidstore *s);
/* Is there an entry under a key that needs the site key? */
bool netrt_pidstore_keyed(const struct netrt_pidstore *s);
/* The check value of the site key, NULL when there is none; and write it. */
const char *netrt_pidstore_check(const struct netrt_pidstore *s);
enum netrt_rc netrt_pidstore_set_check(struct netrt_pidstore *s,
    const char *hex, unsigned number, struct netrt_err *e) NETRT_MUST;

/*
 * Give each entry that is under a key of the Python NETRT, which needs no
 * secret to be tried, the one that map() makes of it; *changed: there was
 * one.  Not written before _set_check() or _save().
 */
enum netrt_rc netrt_pidstore_rekey(struct netrt_pidstore *s,
    enum netrt_rc (*map)(const void *ctx, const char *old,
    char key[NETRT_HEX_LEN], struct netrt_err *e), const void *ctx,
    bool *changed, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_pidstore_save(struct netrt_pidstore *s,
    struct netrt_err *e) NETRT_MUST;

/* What is known under a key. */
struct netrt_pidstore_found {
	const char *id;		/* the pseudonym, or NULL: nothing */
	int offset;		/* date_offset_days, or 0 */
	bool counted;		/* was this study counted? */
	bool netrt;		/* the Python NETRT gave it */
	bool shifted;		/* a date in it is a shifted one */
};
struct netrt_pidstore_found netrt_pidstore_find(
    const struct netrt_pidstore *s, const char *key, const char *study);
/* Visit all pseudonyms; and the highest number that was given (SITE_0007: 7)
 * since the file is ours. */
void netrt_pidstore_each(const struct netrt_pidstore *s,
    void (*visit)(void *ctx, const char *id), void *ctx);
unsigned netrt_pidstore_number(const struct netrt_pidstore *s);

/* The bounds of date_offset_days. */
#define NETRT_PIDSTORE_OFFSET_MIN	(-3650)
#define NETRT_PIDSTORE_OFFSET_MAX	(-1)

/* Add an entry, or rename one (from), or count a study, or complete one. */
enum netrt_rc netrt_pidstore_put(struct netrt_pidstore *s,
    const struct netrt_pidstore_entry *en, struct netrt_err *e) NETRT_MUST;

#endif
