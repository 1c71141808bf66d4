/* SHA-256 and HMAC: see hash.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/core_names.h>

#include "hash.h"

struct netrt_hash {
	EVP_MD_CTX *md;		/* plain */
	EVP_MAC_CTX *mac;	/* keyed */
	int failed;
};

enum netrt_rc
netrt_hash_open(struct netrt_hash **out, const uint8_t *key, size_t keylen,
    struct netrt_err *e)
{
	struct netrt_hash *h = calloc(1, sizeof *h);
	int ok = 0;

	*out = NULL;
	if (h == NULL)
		return netrt_err_errno(e, "hash");
	if (key == NULL) {
		h->md = EVP_MD_CTX_new();
		ok = h->md && EVP_DigestInit_ex(h->md, EVP_sha256(), NULL);
	} else {
		EVP_MAC *m = EVP_MAC_fetch(NULL, "HMAC", NULL);
		char name[] = "SHA256";
		OSSL_PARAM par[] = {
			OSSL_PARAM_construct_utf8_string(
			    OSSL_MAC_PARAM_DIGEST, name, 0),
			OSSL_PARAM_construct_end()
		};

		h->mac = m ? EVP_MAC_CTX_new(m) : NULL;
		EVP_MAC_free(m);
		ok = h->mac && EVP_MAC_init(h->mac, key, keylen, par);
	}
	if (!ok) {
		netrt_hash_close(h);
		return netrt_err_set(e, NETRT_TEMP,
		    "hash: libcrypto has no SHA-256 or no memory");
	}
	*out = h;
	return NETRT_OK;
}

void
netrt_hash_add(struct netrt_hash *h, const void *p, size_t n)
{
	int ok = h->md ? EVP_DigestUpdate(h->md, p, n) :
	    EVP_MAC_update(h->mac, p, n);

	if (!ok)
		h->failed = 1;
}

void
netrt_hash_add_str(struct netrt_hash *h, const char *s)
{
	netrt_hash_add(h, s, strlen(s) + 1);
}

void
netrt_hash_get(struct netrt_hash *h, uint8_t digest[NETRT_HASH_LEN])
{
	unsigned n = 0;
	size_t z = 0;
	int ok = h->md ? EVP_DigestFinal_ex(h->md, digest, &n) :
	    EVP_MAC_final(h->mac, digest, &z, NETRT_HASH_LEN);

	/* SHA-256 over memory cannot fail; a wrong digest must never pass */
	if (!ok || h->failed)
		abort();
}

void
netrt_hash_close(struct netrt_hash *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->md);
	EVP_MAC_CTX_free(h->mac);
	free(h);
}

void
netrt_hash_format(const uint8_t digest[NETRT_HASH_LEN],
    char hex[NETRT_HEX_LEN])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < NETRT_HASH_LEN; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[2 * NETRT_HASH_LEN] = '\0';
}

enum netrt_rc
netrt_hash_fd(int fd, long long offset, char hex[NETRT_HEX_LEN],
    struct netrt_err *e)
{
	enum { BUF = 1 << 17 };
	struct netrt_hash *h = NULL;
	uint8_t digest[NETRT_HASH_LEN], *buf = malloc(BUF);
	enum netrt_rc rc;
	ssize_t n;

	if (buf == NULL)
		return netrt_err_errno(e, "hash");
	if ((rc = netrt_hash_open(&h, NULL, 0, e)) != NETRT_OK)
		goto out;
	while ((n = pread(fd, buf, BUF, (off_t)offset)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			rc = netrt_err_errno(e, "read");
			goto out;
		}
		netrt_hash_add(h, buf, (size_t)n);
		offset += n;
	}
	netrt_hash_get(h, digest);
	netrt_hash_format(digest, hex);
out:
	netrt_hash_close(h);
	free(buf);
	return rc;
}
