/*
 * The site key: 32 random bytes in a file of their own.  Pseudonyms are
 * found again with it (HMAC-SHA-256), and nobody can who has not got it:
 * without a key, hashes of patient IDs are reversed by trying all IDs.
 *
 * The file is 0600, belongs to the user who runs netrt, is no symbolic link
 * and has exactly 32 bytes; everything else is CONFIG.
 */
#ifndef NETRT_SITEKEY_H
#define NETRT_SITEKEY_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "hash.h"

#define NETRT_SITEKEY_LEN	32

struct netrt_sitekey {
	uint8_t k[NETRT_SITEKEY_LEN];
};

/* Read it.  Absent: OK with *found false. */
enum netrt_rc netrt_sitekey_read(const char *path, struct netrt_sitekey *key,
    bool *found, struct netrt_err *e) NETRT_MUST;

/*
 * Make a key and keep it durably as path ".new"; _publish() then gives it
 * its name.  Between the two the caller writes its check value where it
 * belongs, so that a crash at any instant leaves a key and a check value
 * that fit, or neither.
 */
enum netrt_rc netrt_sitekey_make(const char *path, struct netrt_sitekey *key,
    struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_sitekey_publish(const char *path, struct netrt_err *e)
    NETRT_MUST;
/* Read what _make() left and _publish() did not take. */
enum netrt_rc netrt_sitekey_read_new(const char *path,
    struct netrt_sitekey *key, bool *found, struct netrt_err *e) NETRT_MUST;

/* HMAC over the parts with a NUL between them; parts ends with NULL. */
enum netrt_rc netrt_sitekey_map(const struct netrt_sitekey *key,
    const char *const *parts, char hex[NETRT_HEX_LEN], struct netrt_err *e)
    NETRT_MUST;

#endif
