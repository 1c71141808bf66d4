/*
 * netrt-receive: a super-server in front of storescp.  A sender that got
 * status 0000 has its object whole, checked, durable and under its public
 * name: see netrt-receive(1).
 *
 *	serve.c    listens, forks a session for each connection
 *	session.c  one connection: admit.c, offer.c, storescp.c, relay.c
 *	intake.c   one object: commit.c, refused.c
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "serve.h"
#include "spool.h"
#include "storescp.h"
#include "tool.h"
#include "working.h"

static const char usage[] =
    "[-nv] [-c FILE] [-o section.key=VALUE]... [-p FILE]";

static enum netrt_rc
option(struct netrt_tool *t, int letter, const char *arg, struct netrt_err *e)
{
	if (letter != 'p')
		return netrt_err_set(e, NETRT_USAGE, "unknown option");
	t->ctx = (void *)(unsigned long)arg;
	return NETRT_OK;
}

/* What a crash left; nothing of it was ever acknowledged. */
static enum netrt_rc
sweep(struct netrt_tool *t, const struct netrt_working *w,
    struct netrt_err *e)
{
	unsigned n;
	enum netrt_rc rc = netrt_spool_sweep(w->fd, &n, e);

	if (rc == NETRT_OK && n > 0)
		netrt_tool_say(t, NETRT_WARNING, "%u spools of associations "
		    "that were cut off were removed; nothing in them had been "
		    "acknowledged", n);
	return rc;
}

static enum netrt_rc
receive(struct netrt_tool *t, struct netrt_err *e)
{
	struct netrt_working w;
	struct netrt_serve *s = NULL;
	enum netrt_rc rc = netrt_working_open(t->cfg, &w, e);

	if (rc != NETRT_OK)
		return rc;
	if ((rc = netrt_storescp_check(t->cfg, w.fd, e)) != NETRT_OK)
		goto out;
	if (netrt_storescp_fixed(e) != NETRT_OK)
		netrt_tool_say(t, NETRT_WARNING, "%s", e->msg);
	if ((rc = netrt_serve_open(t, &w, &s, e)) != NETRT_OK)
		goto out;
	if (!t->dry && (rc = sweep(t, &w, e)) == NETRT_OK &&
	    (rc = netrt_serve_announce(s, t->ctx, e)) == NETRT_OK)
		rc = netrt_serve_run(s, e);
out:
	netrt_serve_close(s);
	netrt_working_close(&w);
	return rc;
}

int
main(int argc, char **argv)
{
	struct netrt_tool t = { .name = "netrt-receive", .usage = usage,
	    .letters = "p:", .option = option };
	struct netrt_err e;
	int status;

	if (netrt_tool_parse(&t, argc, argv, &status))
		return status;
	if (optind != argc) {
		fprintf(stderr, "usage: %s %s\n", t.name, usage);
		return netrt_tool_end(&t, NETRT_USAGE);
	}
	enum netrt_rc rc = receive(&t, &e);

	if (rc != NETRT_OK)
		netrt_tool_say(&t, NETRT_ERROR, "%s", e.msg);
	else if (!t.dry)
		netrt_log_write(t.log, NETRT_INFO, "ended");
	return netrt_tool_end(&t, rc);
}
