/* One connection, in a process of its own: see session.h. */
#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "fs.h"
#include "intake.h"
#include "offer.h"
#include "relay.h"
#include "scpwhy.h"
#include "session.h"
#include "storescp.h"

#define SCP_S	30.0		/* storescp may be that slow: a slow disk */
#define ANSWER_S 10.0		/* but not to answer a request */
#define QUIET_S	1.0		/* told to finish: who is silent is released */
#define GRACE_S	5.0		/* and who is not, after the object in hand */

static void
tell_parent(int control, enum netrt_news news)
{
	const char c = (char)news;

	(void)!send(control, &c, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Ask the parent whether there is room for one more. */
static struct netrt_admission
ask(const struct netrt_session *s, const struct netrt_guest *g)
{
	struct netrt_plea plea;
	struct pollfd p[2] = { { .fd = s->control, .events = POLLIN },
		{ .fd = s->stop, .events = POLLIN } };
	char answer = NETRT_ROOM_FULL;

	memset(&plea, 0, sizeof plea);
	strcpy(plea.peer, g->peer);
	netrt_printable(plea.calling, g->rq.calling);
	netrt_printable(plea.called, g->rq.called);
	if (send(s->control, &plea, sizeof plea, MSG_NOSIGNAL) !=
	    (ssize_t)sizeof plea || poll(p, 2, 10000) <= 0 ||
	    p[0].revents == 0 || recv(s->control, &answer, 1, 0) != 1)
		answer = NETRT_ROOM_FULL;
	if (answer == NETRT_ROOM_ENDING)
		return netrt_admit_ending();
	if (answer != NETRT_ROOM_YES)
		return netrt_admit_limit(answer == NETRT_ROOM_FULL_FOR_PEER);
	struct netrt_admission a = netrt_admit_disk(s->tool->cfg,
	    s->working->fd);

	if (a.answer != NETRT_ADMIT)
		tell_parent(s->control, NETRT_NEWS_OVER);
	return a;
}

static void
log_refused(const struct netrt_session *s, const struct netrt_guest *g,
    const struct netrt_admission *a)
{
	char called[17], calling[17];

	/* a monitor or load balancer that looks whether the port is open */
	if (g->n == 0 && strcmp(a->why, "closed") == 0) {
		netrt_log_write(s->tool->log, NETRT_DEBUG, "connection from "
		    "%s: closed again", g->peer);
		return;
	}
	netrt_printable(called, g->rq.called);
	netrt_printable(calling, g->rq.calling);
	netrt_tool_say(s->tool, NETRT_WARNING, "association from %s "
	    "(calling \"%s\", called \"%s\") refused: %s", g->peer, calling,
	    called, a->why);
	netrt_log_event(s->tool->log, "ASSOCIATION_REFUSED", "peer", g->peer,
	    "calling", calling, "called", called, "reason", a->why, NULL);
}

/* Admit the peer, or turn it away. */
static bool
admit(struct netrt_session *s, struct netrt_guest *g)
{
	struct netrt_admission a = netrt_admit_read(s->tool->cfg,
	    s->listener, g);

	if (a.answer == NETRT_ADMIT)
		a = netrt_admit_request(s->tool->cfg, s->listener, g);
	if (a.answer == NETRT_ADMIT)
		a = ask(s, g);
	if (a.answer == NETRT_ADMIT)
		return true;
	log_refused(s, g, &a);
	netrt_admit_refuse(g, &a);
	return false;
}

/* The association has ended, whichever way. */
static void
log_end(const struct netrt_session *s, const struct netrt_intake *in,
    const struct netrt_relay *r, enum netrt_end end, double seconds,
    const char *why)
{
	const struct netrt_guest *g = in->guest;
	bool good = end <= NETRT_END_FINISHED;
	char n[5][24], called[17], calling[17];

	netrt_printable(called, g->rq.called);
	netrt_printable(calling, g->rq.calling);
	snprintf(n[0], sizeof n[0], "%lu", in->stored);
	snprintf(n[1], sizeof n[1], "%lu", in->same);
	snprintf(n[2], sizeof n[2], "%lu", in->refused);
	snprintf(n[3], sizeof n[3], "%lld", r->bytes);
	snprintf(n[4], sizeof n[4], "%.3f", seconds);
	netrt_log_event(s->tool->log, good ? "ASSOCIATION_RELEASED" :
	    "ASSOCIATION_ABORTED", "peer", g->peer, "calling", calling,
	    "called", called, "end", netrt_end_name(end), "objects", n[0],
	    "same", n[1], "refused", n[2], "bytes", n[3], "seconds", n[4],
	    "unfinished", r->unfinished ? "1" : "0",
	    *why ? "reason" : NULL, why, NULL);
	tell_parent(s->control, NETRT_NEWS_LOGGED);
	netrt_tool_say(s->tool, good ? NETRT_INFO : NETRT_WARNING,
	    "association from %s (AE %s): %s%s%s; %s objects stored, %s were "
	    "there, %s refused%s", g->peer, calling, netrt_end_name(end),
	    *why ? ": " : "", why, n[0], n[1], n[2], r->unfinished ?
	    "; it ended in the middle of one" : "");
}

static void
over(void *ctx)
{
	const struct netrt_intake *in = ctx;

	tell_parent(in->control, NETRT_NEWS_OVER);
}

/* storescp gave the association up; only its log says why. */
static void
ask_log(const struct netrt_intake *in, struct netrt_err *e)
{
	char why[NETRT_SCPWHY_LEN], *text = NULL;
	struct netrt_err ignored;
	size_t n;

	netrt_scpwhy_find(netrt_fs_read(in->spool.fd, "log", 1 << 20, &text,
	    &n, &ignored) == NETRT_OK ? text : "", why);
	netrt_err_set(e, NETRT_DATA, "storescp: %s", why);
	free(text);
}

/* Relay with a storescp of its own. */
static void
serve(struct netrt_session *s, struct netrt_intake *in, const char *profile)
{
	const struct netrt_config *cfg = s->tool->cfg;
	struct netrt_relay r = {
		.peer = s->fd, .stop = s->stop, .finish = s->control,
		.quiet_s = QUIET_S, .grace_s = GRACE_S, .scp_s = SCP_S,
		.answer_s = ANSWER_S,
		.idle_s = cfg->listener.idle_timeout_s,
		.bytes = (long long)in->guest->n,
		.max_object = (long long)cfg->listener.max_object_mb << 20,
		.ctx = in, .store = netrt_intake_store,
		.echo = netrt_intake_echo, .full = netrt_intake_full,
		.over = over,
	};
	struct netrt_storescp scp;
	struct netrt_err e = { .msg = "" };
	enum netrt_end end = NETRT_END_STORESCP;
	double begun = netrt_clock_get(), seconds = 0;

	in->relay = &r;
	if (netrt_storescp_start(&in->spool, profile, r.idle_s, r.max_object,
	    &scp, &e) == NETRT_OK) {
		r.scp = scp.sock;
		/* an error is in e, and the end is already STORESCP */
		(void)!netrt_relay_run(&r, in->guest->pdu, in->guest->n, &end,
		    &e);
		seconds = netrt_clock_get() - begun;
		int sig = netrt_storescp_end(&scp);

		if (end == NETRT_END_REJECTED)
			ask_log(in, &e);
		if (end > NETRT_END_CLOSED)
			netrt_admit_drain(s->fd);
		if (sig != 0)
			netrt_tool_say(s->tool, NETRT_ERROR, "storescp died "
			    "of signal %d (%s)", sig, strsignal(sig));
	} else {
		struct netrt_admission a = { NETRT_REJECT, 2, 3, 1, "" };

		tell_parent(s->control, NETRT_NEWS_OVER);
		netrt_admit_refuse(in->guest, &a);
	}
	log_end(s, in, &r, end, seconds,
	    end <= NETRT_END_FINISHED ? "" : e.msg);
}

static void
take(struct netrt_session *s, const struct netrt_guest *g)
{
	static struct netrt_intake in;
	char called[17], calling[17], *profile = NULL, n[16];
	struct netrt_admission again = { NETRT_REJECT, 2, 3, 1, "spool" };
	struct netrt_err e;
	unsigned classes = 0;

	in.tool = s->tool;
	in.working = s->working;
	in.guest = g;
	in.control = s->control;
	if (netrt_spool_open(s->working->fd, &in.spool, &e) != NETRT_OK ||
	    netrt_offer_format(&g->rq, s->tool->cfg, &profile, &classes,
	    &e) != NETRT_OK) {
		netrt_tool_say(s->tool, NETRT_ERROR, "%s", e.msg);
		log_refused(s, g, &again);
		tell_parent(s->control, NETRT_NEWS_OVER);
		netrt_admit_refuse(g, &again);
		goto out;
	}
	netrt_printable(called, g->rq.called);
	netrt_printable(calling, g->rq.calling);
	snprintf(n, sizeof n, "%u", classes);
	netrt_log_event(s->tool->log, "ASSOCIATION_ACCEPTED", "peer",
	    g->peer, "calling", calling, "called", called, "classes", n,
	    NULL);
	serve(s, &in, profile);
	netrt_intake_end(&in);
out:
	netrt_spool_close(s->working->fd, &in.spool);
	free(profile);
}

void
netrt_session_run(struct netrt_session *s)
{
	static struct netrt_guest g;
	static const int on = 1;

	g.fd = s->fd;
	g.stop = s->stop;
	g.finish = s->control;
	strcpy(g.peer, s->peer);
	setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(s->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	if (admit(s, &g))
		take(s, &g);
	free(g.pdu);
	close(s->fd);
}
