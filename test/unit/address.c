/* Networks and the PROXY header. */
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

static const char *
proxy(const char *line)
{
	static char address[NETRT_ADDRESS_LEN];
	struct netrt_err e;

	strcpy(address, "kept");
	return netrt_proxy_parse(line, address, &e) == NETRT_OK ? address :
	    "refused";
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
	ok(!in("?", "0.0.0.0/0"), "no address at all");
	ok(netrt_address_loopback("127.8.0.1") &&
	    netrt_address_loopback("::1") &&
	    !netrt_address_loopback("192.0.2.1"), "loopback");
	is(proxy("PROXY TCP4 192.0.2.7 127.0.0.1 40000 104"), "192.0.2.7",
	    "PROXY over IPv4");
	is(proxy("PROXY TCP6 2001:DB8::7 ::1 40000 104"), "2001:db8::7",
	    "PROXY over IPv6");
	is(proxy("PROXY TCP6 ::ffff:192.0.2.7 ::1 40000 104"), "192.0.2.7",
	    "a mapped address");
	is(proxy("PROXY UNKNOWN"), "kept", "PROXY UNKNOWN");
	is(proxy("PROXY TCP4 192.0.2.7 127.0.0.1 40000"), "refused", "short");
	is(proxy("PROXY TCP4 x 127.0.0.1 40000 104"), "refused", "no address");
	is(proxy("GET / HTTP/1.1"), "refused", "something else");
	return done();
}
