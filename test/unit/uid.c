/* uid: syntax of PS3.5 9.1, derived UIDs of B.2. */
#include "../tap.h"
#include "uid.h"

int
main(void)
{
	static const char *const bad[] = {
		"", ".", "1.", ".1", "1..2", "1.2a", "../1", "1/2", " 1", "1 ",
		"12345678901234567890123456789012345678901234567890123456789012345"
	};
	uint8_t d[NETRT_HASH_LEN] = { 0 };
	char u[NETRT_UID_LEN], v[NETRT_UID_LEN], r[2][NETRT_UUID_LEN];
	struct netrt_err e;
	const char *const ab_c[] = { "ab", "c", NULL };
	const char *const a_bc[] = { "a", "bc", NULL };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(!netrt_uid_valid(bad[i]), "not a UID: '%s'", bad[i]);
	ok(netrt_uid_valid("1.2.840.10008.1.1"), "a UID");
	ok(netrt_uid_valid("0"), "one digit");
	ok(netrt_uid_valid("123456789012345678901234567890123456789012345678"
	    "9012345678901234"), "64 characters");

	/* all bits 0 but version 8 (2^79) and variant (2^63), as decimal */
	netrt_uid_format(d, u);
	is(u, "2.25.604472133179351442128896", "the smallest derived UID");
	memset(d, 0xff, sizeof d);
	netrt_uid_format(d, u);
	/* ffffffff-ffff-8fff-bfff-ffffffffffff */
	is(u, "2.25.340282366920937934553716840013076889599",
	    "the largest derived UID");
	ok(netrt_uid_valid(u), "is valid");
	ok(netrt_uid_map(ab_c, NULL, 0, u, &e) == NETRT_OK &&
	    netrt_uid_map(a_bc, NULL, 0, v, &e) == NETRT_OK &&
	    strcmp(u, v) != 0, "parts do not run into each other");
	ok(netrt_uid_map(ab_c, NULL, 0, v, &e) == NETRT_OK &&
	    strcmp(u, v) == 0, "the same parts give the same UID");
	ok(netrt_uid_map(ab_c, (const uint8_t *)"k", 1, v, &e) == NETRT_OK &&
	    strcmp(u, v) != 0, "a key makes another");
	netrt_uid_random(r[0]);
	netrt_uid_random(r[1]);
	ok(strlen(r[0]) == 36 && strcmp(r[0], r[1]) != 0, "random ones differ");
	return done();
}
