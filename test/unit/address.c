/* Networks. */
#include <netinet/in.h>

#include "address.h"
#include "../tap.h"

static int
in(const char *address, const char *network)
{
	char *one[1] = { (char *)(unsigned long)network };
	struct netrt_strings list = { one, 1 };

	return netrt_address_allowed(address, &list);
}

int
main(void)
{
	struct netrt_strings none = { NULL, 0 };

	ok(netrt_address_allowed("192.0.2.1", &none), "no list: any");
	ok(in("192.0.2.1", "192.0.2.1"), "an address");
	ok(!in("192.0.2.2", "192.0.2.1"), "another");
	ok(in("192.0.2.200", "192.0.2.128/25"), "a network");
	ok(!in("192.0.2.100", "192.0.2.128/25"), "outside of it");
	ok(in("203.0.113.9", "0.0.0.0/0"), "all of IPv4");
	ok(!in("2001:db8::1", "0.0.0.0/0"), "IPv6 is not in it");
	ok(in("2001:db8::1", "2001:db8::/32"), "IPv6");
	ok(!in("2001:db9::1", "2001:db8::/32"), "outside of it");
	ok(!in("192.0.2.1", "::/0") && !in("192.0.2.1", "::/64"),
	    "no network of IPv6 holds IPv4");
	ok(in("2001:db8::1", "::/0"), "all of IPv6");
	ok(in("192.0.2.1", "::ffff:192.0.2.0/120") &&
	    !in("192.0.3.1", "::ffff:192.0.2.0/120"), "a mapped network");
	ok(in("::ffff:192.0.2.1", "192.0.2.0/24"), "a mapped address");
	ok(!in("::1", "::ffff:0:0/96") && in("192.0.2.1", "::ffff:0:0/96"),
	    "all mapped ones are IPv4");
	ok(!in("?", "0.0.0.0/0"), "no address at all");
	ok(netrt_address_loopback("127.8.0.1") &&
	    netrt_address_loopback("::1") &&
	    !netrt_address_loopback("192.0.2.1"), "loopback");
	return done();
}
