/* Rules between the settings of one listener or destination: who is there. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "address.h"
#include "config_key.h"

typedef void say_fn(void *ctx, const char *key, const char *text);

static void
say_of(const char *list, unsigned i, const char *key, const char *text,
    say_fn *say, void *ctx)
{
	char path[128];

	snprintf(path, sizeof path, "%s[%u].%s", list, i, key);
	say(ctx, path, text);
}

/* A value that has a fault of its own is NULL here. */
static bool
set(const char *text)
{
	return text != NULL && *text != '\0';
}

static void
check_destination(const struct netrt_destination *d, unsigned i, say_fn *say,
    void *ctx)
{
	const char *const only[][2] = {
		{ "tls_ca_file", d->tls_ca_file },
		{ "tls_certificate_file", d->tls_certificate_file },
		{ "tls_key_file", d->tls_key_file },
		{ "tls_name", d->tls_name }
	};

	if (!d->tls) {
		/* somebody believes that it is encrypted */
		for (size_t n = 0; n < sizeof only / sizeof only[0]; n++)
			if (set(only[n][1]))
				say_of("destinations", i, only[n][0],
				    "has no effect without tls: true", say,
				    ctx);
		return;
	}
	if (!set(d->tls_ca_file))
		say_of("destinations", i, "tls_ca_file", "is needed for tls: "
		    "whose certificate proves that it is the peer?", say,
		    ctx);
	if (set(d->tls_certificate_file) != set(d->tls_key_file))
		say_of("destinations", i, set(d->tls_key_file) ?
		    "tls_certificate_file" : "tls_key_file", "is missing: "
		    "certificate and key go together", say, ctx);
}

/* Names are looked up when the port is bound. */
static void
check_listener(const struct netrt_listener *l, unsigned i, say_fn *say,
    void *ctx)
{
	unsigned char a[16];

	if (l->proxy && l->host != NULL &&
	    (inet_pton(AF_INET, l->host, a) == 1 ||
	    inet_pton(AF_INET6, l->host, a) == 1) &&
	    !netrt_address_loopback(l->host))
		say_of("listeners", i, "proxy", "true must be bound to a "
		    "loopback address: anybody could pretend to be anybody",
		    say, ctx);
}

void
netrt_rule_peers(const struct netrt_config *cfg, say_fn *say, void *ctx)
{
	for (unsigned i = 0; i < cfg->listener.n; i++)
		check_listener(&cfg->listener.list[i], i, say, ctx);
	for (unsigned i = 0; i < cfg->ndestinations; i++)
		check_destination(&cfg->destinations[i], i, say, ctx);
}
