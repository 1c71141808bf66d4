/*
 * UIDs: syntax (PS3.5 section 9.1) and derived UIDs.  A derived UID is a
 * UUID under 2.25 (PS3.5 B.2, ITU-T X.667) made of a hash, version 8
 * (RFC 9562): the same parts always give the same UID.
 */
#ifndef NETRT_UID_H
#define NETRT_UID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "hash.h"

#define NETRT_UID_LEN	65	/* 64 characters and the final NUL */
#define NETRT_UUID_LEN	37	/* 8-4-4-4-12 and the final NUL */

/* [0-9]+(\.[0-9]+)*, 1 to 64 characters: safe as the name of a file. */
bool netrt_uid_valid(const char *uid);

/* The first 16 bytes of a digest as a UID below 2.25. */
void netrt_uid_format(const uint8_t digest[NETRT_HASH_LEN],
    char uid[NETRT_UID_LEN]);

/*
 * H(parts) as a UID; parts ends with NULL.  key NULL: SHA-256, else
 * HMAC-SHA-256 with keylen bytes.  TEMP: no memory.
 */
enum netrt_rc netrt_uid_map(const char *const *parts, const uint8_t *key,
    size_t keylen, char uid[NETRT_UID_LEN], struct netrt_err *e) NETRT_MUST;

/* A random UUID as text, for names that must not collide. */
void netrt_uid_random(char uuid[NETRT_UUID_LEN]);

#endif
