/* hash: the published vectors (FIPS 180-4 examples, RFC 4231 case 2). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../tap.h"
#include "hash.h"

static const char *
hex(const char *key, const char *text)
{
	static char out[NETRT_HEX_LEN];
	struct netrt_hash *h;
	static struct netrt_err e;
	uint8_t d[NETRT_HASH_LEN];

	if (netrt_hash_open(&h, (const uint8_t *)key, key ? strlen(key) : 0,
	    &e) != NETRT_OK)
		return e.msg;
	netrt_hash_add(h, text, strlen(text));
	netrt_hash_get(h, d);
	netrt_hash_close(h);
	netrt_hash_format(d, out);
	return out;
}

int
main(void)
{
	char name[] = "/tmp/netrt-hash.XXXXXX", got[NETRT_HEX_LEN];
	struct netrt_err e;
	int fd;

	is(hex(NULL, "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9c"
	    "b410ff61f20015ad", "SHA-256 of abc");
	is(hex(NULL, ""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca4"
	    "95991b7852b855", "SHA-256 of nothing");
	is(hex("Jefe", "what do ya want for nothing?"),
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
	    "HMAC-SHA-256, RFC 4231 case 2");
	fd = mkstemp(name);
	unlink(name);
	ok(write(fd, "xxabc", 5) == 5 && netrt_hash_fd(fd, 2, got, &e) ==
	    NETRT_OK, "a file from an offset");
	is(got, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f200"
	    "15ad", "has the hash of its rest");
	close(fd);
	ok(netrt_hash_fd(fd, 0, got, &e) == NETRT_TEMP,
	    "what cannot be read is an error");
	return done();
}
