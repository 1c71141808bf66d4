/* Who has a place: see sessions.h. */
#include <sys/socket.h>
#include <sys/wait.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "sessions.h"

#define HALF_MAX	32	/* connections not yet, or never, admitted */
#define HALF_S		1.0	/* what each is sure of when they are many */
#define ASK_MAX		(HALF_MAX / 2)	/* of them may wait for a place */
#define ASK_S		0.5	/* for so long */

enum netrt_rc
netrt_sessions_init(struct netrt_sessions *s, struct netrt_tool *tool,
    struct netrt_err *e)
{
	/* as many may have given their place back and not be gone yet */
	*s = (struct netrt_sessions){ .tool = tool,
	    .room = 2 * tool->cfg->listener.max_associations + HALF_MAX };
	s->child = calloc(s->room, sizeof *s->child);
	return s->child != NULL ? NETRT_OK :
	    netrt_err_errno(e, "out of memory");
}

void
netrt_sessions_free(struct netrt_sessions *s)
{
	free(s->child);
	s->child = NULL;
}

/* It has not been admitted; not counting who gave its place back. */
static bool
half(const struct netrt_child *c)
{
	return !c->admitted && !c->gave_way;
}

bool
netrt_sessions_room(const struct netrt_sessions *s)
{
	unsigned n = 0;

	for (unsigned i = 0; i < s->n; i++)
		n += !s->child[i].admitted;
	return n < HALF_MAX && s->n < s->room;
}

void
netrt_sessions_add(struct netrt_sessions *s, pid_t pid, int control,
    const char *peer)
{
	struct netrt_child *c = &s->child[s->n++];

	*c = (struct netrt_child){ .pid = pid, .control = control,
	    .since = netrt_clock_get() };
	snprintf(c->plea.peer, sizeof c->plea.peer, "%s", peer);
}

/* ---- what they say ---- */

static unsigned
asking(const struct netrt_sessions *s)
{
	unsigned n = 0;

	for (unsigned i = 0; i < s->n; i++)
		n += s->child[i].asks;
	return n;
}

static void
take_plea(struct netrt_sessions *s, struct netrt_child *c,
    const struct netrt_plea *plea)
{
	double patience = asking(s) < ASK_MAX ? ASK_S : 0;

	c->plea = *plea;
	c->asks = true;
	c->until = netrt_clock_get() + patience;
}

static void
leave(struct netrt_sessions *s, struct netrt_child *c)
{
	s->open -= c->open;
	c->open = false;
}

static void
hear(struct netrt_sessions *s, struct netrt_child *c)
{
	union { struct netrt_plea plea; char news; } said;
	ssize_t n;

	while (c->control >= 0 && (n = recv(c->control, &said, sizeof said,
	    MSG_DONTWAIT)) >= 0) {
		if (n == (ssize_t)sizeof said.plea) {
			take_plea(s, c, &said.plea);
		} else if (n == 1 && said.news == NETRT_NEWS_OVER) {
			leave(s, c);
		} else if (n == 1 && said.news == NETRT_NEWS_LOGGED) {
			c->logged = true;
		} else {	/* it ended: SIGCHLD follows */
			close(c->control);
			c->control = -1;
			c->asks = false;
		}
	}
}

/* Is there a place for it? */
static enum netrt_room
judge(const struct netrt_sessions *s, const struct netrt_child *c)
{
	const struct netrt_config *cfg = s->tool->cfg;
	unsigned same = 0;

	for (unsigned i = 0; i < s->n; i++)
		same += s->child[i].open &&
		    strcmp(s->child[i].plea.peer, c->plea.peer) == 0;
	if (s->stopping)
		return NETRT_ROOM_ENDING;
	if (s->open >= cfg->listener.max_associations)
		return NETRT_ROOM_FULL;
	if (same >= cfg->listener.max_associations_per_peer)
		return NETRT_ROOM_FULL_FOR_PEER;
	return NETRT_ROOM_YES;
}

static void
answer(struct netrt_sessions *s, struct netrt_child *c)
{
	enum netrt_room room = judge(s, c);
	const char said = (char)room;

	if ((room == NETRT_ROOM_FULL || room == NETRT_ROOM_FULL_FOR_PEER) &&
	    netrt_clock_get() < c->until)
		return;
	c->asks = false;
	c->admitted = c->open = room == NETRT_ROOM_YES;
	s->open += c->open;
	(void)!send(c->control, &said, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void
netrt_sessions_hear(struct netrt_sessions *s)
{
	/* who gives a place back is heard before any who asks for one */
	for (unsigned i = 0; i < s->n; i++)
		hear(s, &s->child[i]);
	for (unsigned i = 0; i < s->n; i++)
		if (s->child[i].asks)
			answer(s, &s->child[i]);
}

int
netrt_sessions_due_ms(struct netrt_sessions *s)
{
	struct netrt_child *oldest = NULL;
	unsigned n = 0;
	double now = netrt_clock_get(), due = -1;

	for (unsigned i = 0; i < s->n; i++) {
		struct netrt_child *c = &s->child[i];

		n += half(c);
		if (c->asks && (due < 0 || c->until < due))
			due = c->until;
		if (half(c) && !c->asks &&
		    (oldest == NULL || c->since < oldest->since))
			oldest = c;
	}
	if (n >= HALF_MAX && oldest != NULL) {
		double end = oldest->since + HALF_S;

		/* there is nothing yet that KILL could harm */
		if (end <= now)
			oldest->gave_way = kill(oldest->pid, SIGKILL) == 0;
		else if (due < 0 || end < due)
			due = end;
	}
	if (due < 0)
		return -1;
	return due > now ? (int)(1000 * (due - now)) + 1 : 0;
}

/* ---- their end ---- */

static void
log_death(const struct netrt_sessions *s, const struct netrt_child *c,
    int sig)
{
	const struct netrt_plea *p = &c->plea;
	char why[80];

	if (c->gave_way) {
		netrt_tool_say(s->tool, NETRT_WARNING, "connection from %s "
		    "closed: no association request within %.0f s, and "
		    "others wait", p->peer, HALF_S);
		netrt_log_event(s->tool->log, "ASSOCIATION_REFUSED", "peer",
		    p->peer, "reason", "crowded", NULL);
		return;
	}
	snprintf(why, sizeof why, "died of signal %d (%s)", sig,
	    strsignal(sig));
	netrt_tool_say(s->tool, NETRT_ERROR, "the session with %s %s",
	    p->peer, why);
	if (c->admitted && !c->logged)
		netrt_log_event(s->tool->log, "ASSOCIATION_ABORTED", "peer",
		    p->peer, "calling", p->calling, "called", p->called,
		    "end", "killed", "reason", why, NULL);
}

void
netrt_sessions_reap(struct netrt_sessions *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		unsigned i = 0;

		while (i < s->n && s->child[i].pid != pid)
			i++;
		if (i == s->n)
			continue;
		hear(s, &s->child[i]);	/* its last words */
		if (WIFSIGNALED(status))
			log_death(s, &s->child[i], WTERMSIG(status));
		leave(s, &s->child[i]);
		if (s->child[i].control >= 0)
			close(s->child[i].control);
		s->child[i] = s->child[--s->n];
	}
	netrt_sessions_hear(s);		/* there may be a place now */
}

void
netrt_sessions_finish(struct netrt_sessions *s)
{
	const char ending = NETRT_ROOM_ENDING;

	s->stopping = true;
	for (unsigned i = 0; i < s->n; i++) {
		struct netrt_child *c = &s->child[i];

		/* to one who asks just now it is the answer */
		if (c->control >= 0 && (c->open || !c->admitted))
			(void)!send(c->control, &ending, 1,
			    MSG_NOSIGNAL | MSG_DONTWAIT);
	}
}

void
netrt_sessions_signal(const struct netrt_sessions *s, int sig)
{
	for (unsigned i = 0; i < s->n; i++)
		kill(s->child[i].pid, sig);
}
