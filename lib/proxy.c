/* The header of the PROXY protocol: see proxy.h. */
#include <netinet/in.h>

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "proxy.h"

#define DIGITS	"0123456789"

/* The first n bytes of text and of p, as far as both go. */
static bool
begins(const char *p, size_t n, const char *text, size_t len)
{
	return memcmp(p, text, n < len ? n : len) == 0;
}

enum netrt_proxy
netrt_proxy_look(const char *p, size_t n)
{
	static const char binary[] = "\r\n\r\n\0\r\nQUIT\n";
	const size_t len = sizeof binary - 1;

	if (begins(p, n, binary, len))
		return n < len ? NETRT_PROXY_MORE : NETRT_PROXY_BINARY;
	if (!begins(p, n, "PROXY ", 6) || n > NETRT_PROXY_MAX)
		return NETRT_PROXY_NONE;
	if (n > 0 && p[n - 1] == '\n')
		return n > 1 && p[n - 2] == '\r' ? NETRT_PROXY_WHOLE :
		    NETRT_PROXY_NONE;
	if (n > 0 && (unsigned char)p[n - 1] < ' ' && p[n - 1] != '\r')
		return NETRT_PROXY_NONE;
	return n < NETRT_PROXY_MAX ? NETRT_PROXY_MORE : NETRT_PROXY_NONE;
}

/* The word at *s, which one blank or the end follows. */
static bool
word(const char **s, char *out, size_t room)
{
	size_t n = strcspn(*s, " ");

	if (n == 0 || n >= room)
		return false;
	memcpy(out, *s, n);
	out[n] = '\0';
	*s += n + ((*s)[n] == ' ');
	return true;
}

static bool
port(const char *text)
{
	size_t n = strspn(text, DIGITS);

	return n > 0 && n <= 5 && text[n] == '\0' &&
	    (text[0] != '0' || n == 1) && atoi(text) <= 65535;
}

/* "TCP4 SOURCE DESTINATION PORT PORT" */
static bool
addresses(const char *s, char address[NETRT_ADDRESS_LEN])
{
	char family[5], source[NETRT_ADDRESS_LEN], to[NETRT_ADDRESS_LEN];
	char from_port[6], to_port[6];
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct in6_addr any;
	size_t len = strlen(s);

	if (len == 0 || s[len - 1] == ' ' || !word(&s, family,
	    sizeof family) || !word(&s, source, sizeof source) ||
	    !word(&s, to, sizeof to) || !word(&s, from_port,
	    sizeof from_port) || !word(&s, to_port, sizeof to_port) ||
	    *s != '\0' || !port(from_port) || !port(to_port))
		return false;
	/* in the one form that is compared and logged */
	if (strcmp(family, "TCP4") == 0 &&
	    inet_pton(AF_INET, source, &v4.sin_addr) == 1 &&
	    inet_pton(AF_INET, to, &any) == 1)
		netrt_address_format((struct sockaddr *)&v4, address);
	else if (strcmp(family, "TCP6") == 0 &&
	    inet_pton(AF_INET6, source, &v6.sin6_addr) == 1 &&
	    inet_pton(AF_INET6, to, &any) == 1)
		netrt_address_format((struct sockaddr *)&v6, address);
	else
		return false;
	return true;
}

enum netrt_rc
netrt_proxy_parse(const char *line, char address[NETRT_ADDRESS_LEN],
    struct netrt_err *e)
{
	const char *rest = line + strlen("PROXY ");

	if (strncmp(line, "PROXY ", 6) != 0)
		return netrt_err_set(e, NETRT_DATA, "no PROXY header");
	/* whatever stands behind it */
	if (strncmp(rest, "UNKNOWN", 7) == 0 &&
	    (rest[7] == '\0' || rest[7] == ' ')) {
		strcpy(address, NETRT_PROXY_UNKNOWN);
		return NETRT_OK;
	}
	return addresses(rest, address) ? NETRT_OK : netrt_err_set(e,
	    NETRT_DATA, "a malformed PROXY header");
}
