/*
 * UIDs of a study that leaves: the same old UID gives the same new one, in
 * every file, at every depth and in every attribute, and nobody can tell the
 * old one without the site key (PS3.15 table E.1-1, code U).
 *
 *	2.25.<HMAC-SHA-256(key, "uid" NUL old UID), as a UUID of version 8>
 *
 * By VR, not by a list of attributes: of all UIDs but those that name a class,
 * a transfer syntax or a dictionary, and those that DICOM registers.
 */
#ifndef NETRT_REMAP_H
#define NETRT_REMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "sitekey.h"
#include "uid.h"

/* Remembers what it has mapped; one for each thread. */
struct netrt_remap;

enum netrt_rc netrt_remap_open(const struct netrt_sitekey *key,
    struct netrt_remap **out, struct netrt_err *e) NETRT_MUST;
void netrt_remap_close(struct netrt_remap *r);

/* Does the attribute name a class or the like, never an instance?  Pure. */
bool netrt_remap_class(uint32_t tag);

/* One UID.  Blanks and NULs at its ends do not count; registered and empty
 * ones stay what they are; text that is no UID becomes one. */
enum netrt_rc netrt_remap_uid(struct netrt_remap *r, const char *old,
    char new[NETRT_UID_LEN], struct netrt_err *e) NETRT_MUST;

/* All values of a UI; the caller frees *out.  *n: how many are new. */
enum netrt_rc netrt_remap_values(struct netrt_remap *r, const char *values,
    char **out, size_t *n, struct netrt_err *e) NETRT_MUST;

/* All that were mapped so far, in the order of the old ones.  The first error
 * of visit ends it. */
enum netrt_rc netrt_remap_each(const struct netrt_remap *r,
    enum netrt_rc (*visit)(void *ctx, const char *old, const char *new,
    struct netrt_err *e), void *ctx, struct netrt_err *e) NETRT_MUST;

/* How many different UIDs were mapped so far; and remember those of another
 * thread, too. */
size_t netrt_remap_count(const struct netrt_remap *r);
enum netrt_rc netrt_remap_add(struct netrt_remap *to,
    const struct netrt_remap *from, struct netrt_err *e) NETRT_MUST;

#endif
