/*
 * SHA-256 and HMAC-SHA-256 (FIPS 180-4, FIPS 198-1).  The only user of
 * libcrypto.
 *
 *	netrt_hash_open(&h, NULL, 0, e)  ->  netrt_hash_add(h, p, n)...
 *	->  netrt_hash_get(h, digest)  ->  netrt_hash_close(h)
 */
#ifndef NETRT_HASH_H
#define NETRT_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define NETRT_HASH_LEN	32	/* bytes of a digest */
#define NETRT_HEX_LEN	65	/* its hexadecimal text with the final NUL */

struct netrt_hash;

/* key NULL: plain SHA-256; else HMAC with keylen bytes.  TEMP: no memory. */
enum netrt_rc netrt_hash_open(struct netrt_hash **out, const uint8_t *key,
    size_t keylen, struct netrt_err *e) NETRT_MUST;
void netrt_hash_add(struct netrt_hash *h, const void *p, size_t n);
/* The string with its NUL, so that "ab","c" and "a","bc" differ. */
void netrt_hash_add_str(struct netrt_hash *h, const char *s);
/* Ends the computation; once for each handle. */
void netrt_hash_get(struct netrt_hash *h, uint8_t digest[NETRT_HASH_LEN]);
void netrt_hash_close(struct netrt_hash *h);

void netrt_hash_format(const uint8_t digest[NETRT_HASH_LEN],
    char hex[NETRT_HEX_LEN]);

/* The hash of the open file from offset to its end. */
enum netrt_rc netrt_hash_fd(int fd, long long offset,
    char hex[NETRT_HEX_LEN], struct netrt_err *e) NETRT_MUST;

#endif
