/* Addresses of peers: see address.h. */
#include <netinet/in.h>

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"

_Static_assert(NETRT_ADDRESS_LEN == INET6_ADDRSTRLEN, "length of addresses");

/* An address in 16 bytes; IPv4 as ::ffff:a.b.c.d (RFC 4291 2.5.5.2). */
static bool
parse(const char *text, uint8_t a[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	memcpy(a, mapped, sizeof mapped);
	return inet_pton(AF_INET, text, a + 12) == 1 ||
	    inet_pton(AF_INET6, text, a) == 1;
}

void
netrt_address_format(const struct sockaddr *sa, char out[NETRT_ADDRESS_LEN])
{
	struct sockaddr_in6 v6;
	struct sockaddr_in v4;

	strcpy(out, "?");
	if (sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof v4);
		inet_ntop(AF_INET, &v4.sin_addr, out, NETRT_ADDRESS_LEN);
	} else if (sa->sa_family == AF_INET6) {
		memcpy(&v6, sa, sizeof v6);
		if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
			inet_ntop(AF_INET, v6.sin6_addr.s6_addr + 12, out,
			    NETRT_ADDRESS_LEN);
		else
			inet_ntop(AF_INET6, &v6.sin6_addr, out,
			    NETRT_ADDRESS_LEN);
	}
}

/* ::ffff:a.b.c.d, or n bits of such an address */
static bool
is_v4(const uint8_t a[16], unsigned bits)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	return bits >= 96 && memcmp(a, mapped, sizeof mapped) == 0;
}

static bool
in_network(const uint8_t a[16], const char *cidr)
{
	char text[NETRT_ADDRESS_LEN];
	size_t n = strcspn(cidr, "/");
	uint8_t net[16];
	unsigned bits = 128;

	if (n >= sizeof text)
		return false;
	memcpy(text, cidr, n);
	text[n] = '\0';
	if (!parse(text, net))
		return false;
	if (cidr[n] == '/')
		bits = (unsigned)strtoul(cidr + n + 1, NULL, 10) +
		    (strchr(text, ':') == NULL ? 96 : 0);
	if (bits > 128)
		return false;
	/* ::/0 is all of IPv6: an IPv4 peer is not meant by it */
	if (is_v4(a, 128) != is_v4(net, bits))
		return false;
	for (unsigned i = 0; i < bits; i++)
		if (((a[i / 8] ^ net[i / 8]) >> (7 - i % 8) & 1) != 0)
			return false;
	return true;
}

bool
netrt_address_allowed(const char *address,
    const struct netrt_strings *networks)
{
	uint8_t a[16];

	if (networks->n == 0)
		return true;
	if (!parse(address, a))
		return false;
	for (unsigned i = 0; i < networks->n; i++)
		if (in_network(a, networks->s[i]))
			return true;
	return false;
}

const char *
netrt_place_format(const char *host, unsigned port,
    char out[NETRT_PLACE_LEN])
{
	bool v6 = strchr(host, ':') != NULL;

	snprintf(out, NETRT_PLACE_LEN, "%s%.255s%s:%u", v6 ? "[" : "", host,
	    v6 ? "]" : "", port);
	return out;
}

bool
netrt_address_loopback(const char *address)
{
	uint8_t a[16];

	return parse(address, a) && (in_network(a, "127.0.0.0/8") ||
	    in_network(a, "::1"));
}
