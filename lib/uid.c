/* UIDs: see uid.h.  The only user of libuuid. */
#include <string.h>

#include <uuid/uuid.h>

#include "uid.h"

bool
netrt_uid_valid(const char *uid)
{
	size_t n = strlen(uid);

	if (n == 0 || n >= NETRT_UID_LEN)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool dot = uid[i] == '.';

		if (!dot && (uid[i] < '0' || uid[i] > '9'))
			return false;
		if (dot && (i == 0 || i + 1 == n || uid[i + 1] == '.'))
			return false;
	}
	return true;
}

void
netrt_uid_format(const uint8_t digest[NETRT_HASH_LEN],
    char uid[NETRT_UID_LEN])
{
	uint8_t u[16];
	char rev[40];
	size_t n = 0;
	bool more = true;

	memcpy(u, digest, sizeof u);
	u[6] = (uint8_t)(0x80 | (u[6] & 0x0f));		/* version 8 */
	u[8] = (uint8_t)(0x80 | (u[8] & 0x3f));		/* variant */
	/* 128 bits to decimal, the last digit first: long division by 10 */
	while (more) {
		unsigned rest = 0;

		more = false;
		for (size_t i = 0; i < sizeof u; i++) {
			unsigned v = rest << 8 | u[i];

			u[i] = (uint8_t)(v / 10);
			rest = v % 10;
			more = more || u[i] != 0;
		}
		rev[n++] = (char)('0' + rest);
	}
	memcpy(uid, "2.25.", 5);
	for (size_t i = 0; i < n; i++)
		uid[5 + i] = rev[n - 1 - i];
	uid[5 + n] = '\0';
}

enum netrt_rc
netrt_uid_map(const char *const *parts, const uint8_t *key, size_t keylen,
    char uid[NETRT_UID_LEN], struct netrt_err *e)
{
	struct netrt_hash *h = NULL;
	uint8_t digest[NETRT_HASH_LEN];
	enum netrt_rc rc = netrt_hash_open(&h, key, keylen, e);

	if (rc != NETRT_OK)
		return rc;
	for (; *parts != NULL; parts++)
		netrt_hash_add_str(h, *parts);
	netrt_hash_get(h, digest);
	netrt_hash_close(h);
	netrt_uid_format(digest, uid);
	return NETRT_OK;
}

void
netrt_uid_random(char uuid[NETRT_UUID_LEN])
{
	uuid_t u;

	uuid_generate_random(u);
	uuid_unparse_lower(u, uuid);
}
