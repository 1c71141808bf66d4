/* UIDs are mapped as remap.h says; the expected ones are Python's:
 * uuid.UUID(bytes=hmac.new(bytes(range(32)), b"uid\0" + old, "sha256")
 *     .digest()[:16], version=8), in decimal below 2.25. */
#include <stdlib.h>

#include "dcm.h"
#include "remap.h"
#include "../tap.h"

int
main(void)
{
	struct netrt_sitekey key, other = { { 1 } };
	struct netrt_remap *r = NULL, *q = NULL;
	struct netrt_err e;
	char new[NETRT_UID_LEN], two[NETRT_UID_LEN], *all;
	size_t n;

	for (unsigned i = 0; i < sizeof key.k; i++)
		key.k[i] = (uint8_t)i;
	ok(netrt_dcm_init(&e) == NETRT_OK &&
	    netrt_remap_open(&key, &r, &e) == NETRT_OK &&
	    netrt_remap_open(&other, &q, &e) == NETRT_OK, "open");
	ok(netrt_remap_uid(r, "1.2.3.4", new, &e) == NETRT_OK, "one");
	is(new, "2.25.157910775163532840139164575295901172260", "its value");
	ok(netrt_remap_uid(q, "1.2.3.4", two, &e) == NETRT_OK &&
	    strcmp(new, two) != 0, "another with another key");
	ok(netrt_remap_uid(r, " 1.2.3.4 ", two, &e) == NETRT_OK &&
	    strcmp(new, two) == 0, "blanks do not count");
	ok(netrt_remap_uid(r, "1.2.840.10008.1.4.1.1", two, &e) == NETRT_OK,
	    "a frame of reference for all");
	is(two, "1.2.840.10008.1.4.1.1", "stays");
	ok(netrt_remap_values(r, "1.2.3.4\\1.2.840.10008.1.2\\\\x", &all, &n,
	    &e) == NETRT_OK && n == 2 && strncmp(all, new, strlen(new)) == 0,
	    "several");
	ok(strstr(all, "\\1.2.840.10008.1.2\\\\2.25.") != NULL,
	    "each in its place");
	free(all);
	ok(netrt_remap_values(r, "", &all, &n, &e) == NETRT_OK && n == 0 &&
	    *all == '\0', "none");
	free(all);
	ok(netrt_remap_count(r) == 2, "two were mapped");
	ok(!netrt_uid_registered("1.2.840.10008.99.1.5") &&
	    !netrt_uid_registered("1.2.840.10008.1.4.1.123") &&
	    !netrt_uid_registered("1.2.840.10008.6.1.12345") &&
	    !netrt_uid_registered("1.2.840.10008.5.1.4.1.1.2.77") &&
	    !netrt_uid_registered("1.2.3") && !netrt_uid_registered(""),
	    "what is not registered");
	ok(netrt_uid_registered("1.2.840.10008.5.1.4.1.1.2") &&
	    netrt_uid_registered("1.2.840.10008.6.1.1") &&
	    netrt_uid_registered("1.2.840.10008.15.1.1") &&
	    netrt_uid_registered("1.2.840.10008.3.1.2.3.1"),
	    "what is registered");
	ok(netrt_remap_class(0x00080016) && netrt_remap_class(0x00081150) &&
	    netrt_remap_class(0x30100053) && !netrt_remap_class(0x00080018) &&
	    !netrt_remap_class(0x00081155), "classes by their attribute");
	netrt_remap_close(r);
	netrt_remap_close(q);
	return done();
}
