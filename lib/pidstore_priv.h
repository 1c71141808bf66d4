/* What pidstore.c (files) and pidstore_entry.c (entries) share. */
#ifndef NETRT_PIDSTORE_PRIV_H
#define NETRT_PIDSTORE_PRIV_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "pidstore.h"

#define META		"netrt"		/* our own member beside the entries */
#define OFFSET		"date_offset_days"
#define NETRT		"from_netrt"	/* true: it was moved */
#define SHIFTED		"date_shifted"	/* true: the date in the pseudonym */
#define FORMAT		2	/* 1 had no keys "h0:", and is read */
#define LEGACY_LEN	16
#define LONGEST		(PATH_MAX + 16)

struct netrt_pidstore {
	char path[PATH_MAX], journal[LONGEST], bak[LONGEST];
	int lock;
	bool dry, fresh;
	json_t *root;
	char *text;		/* the file as it is on disk */
	size_t len;
};

json_t *netrt_pidstore_meta(const struct netrt_pidstore *s);
bool netrt_pidstore_valid_meta(const json_t *m);
json_int_t netrt_pidstore_high(const json_t *meta);
/* Is a member an entry?  By its key, or for what it has; what is neither is
 * somebody's own note, and kept. */
bool netrt_pidstore_is_entry(const char *key, const json_t *v);
/* A key that was made with the site key: h1:, h0:, or what may follow. */
bool netrt_pidstore_is_keyed(const char *key);
/* A key of the Python NETRT: 16 hexadecimal digits. */
bool netrt_pidstore_is_legacy(const char *key);
/* An entry: an object with a pseudonym that DICOM can carry (LO). */
bool netrt_pidstore_valid(const json_t *entry);
const char *netrt_pidstore_id(const json_t *entry);

/* The entry as it will be: the old one, under whichever key, with its unknown
 * members, or a new one.  NULL: no memory. */
json_t *netrt_pidstore_entry(const struct netrt_pidstore *s,
    const struct netrt_pidstore_entry *en);
/* Carry out a change {key, from, entry, high_water}; again is the same as
 * once. */
enum netrt_rc netrt_pidstore_apply(struct netrt_pidstore *s, json_t *change,
    struct netrt_err *e) NETRT_MUST;

#endif
