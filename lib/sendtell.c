/* What is said of a sending: see sendtell.h. */
#include <stdio.h>
#include <time.h>

#include "sendreport.h"
#include "sendtell.h"

void
netrt_sendtell_start(const struct netrt_sendtell *s,
    const struct netrt_destination *to, const struct netrt_outset *set,
    size_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%zu", n);
	netrt_log_event(s->tool->log, "SENDING_START", "study", s->uid,
	    "series", set->name, "dest", to->name, "aet", to->ae_title,
	    "objects", text, NULL);
}

/* See netrt_sendreport_risk(). */
static void
coerced(const struct netrt_sendtell *s, const struct netrt_destination *to,
    const struct netrt_outset *set, const struct netrt_tally *t)
{
	const char *risk = netrt_sendreport_risk(s->tool->cfg);
	char n[24];

	if (t->coerced == 0 || risk == NULL)
		return;
	snprintf(n, sizeof n, "%zu", t->coerced);
	netrt_tool_say(s->tool, NETRT_WARNING, "%s: destination %s: %s "
	    "objects of %s coerced, and %s; look there, and see "
	    "anonymization.uids", s->path, to->name, n, set->name, risk);
	netrt_log_event(s->tool->log, "SENDING_COERCED", "study", s->uid,
	    "series", set->name, "dest", to->name, "aet", to->ae_title,
	    "objects", n, "reason", risk, NULL);
}

void
netrt_sendtell_end(const struct netrt_sendtell *s,
    const struct netrt_sender *d, const struct netrt_outset *set,
    const struct netrt_tally *t, enum netrt_rc rc, double seconds)
{
	const struct netrt_destination *to = d->to;
	char n[5][24], sec[24];
	const size_t v[5] = { t->accepted, t->warnings, t->refused, t->later,
	    t->unknown };

	for (size_t i = 0; i < 5; i++)
		snprintf(n[i], sizeof n[i], "%zu", v[i]);
	snprintf(sec, sizeof sec, "%.2f", seconds);
	if (rc != NETRT_OK)
		snprintf(s->why, NETRT_SENDTELL_WHY, "%s", t->why);
	if (t->warnings > 0)
		netrt_tool_say(s->tool, NETRT_WARNING, "%s: destination %s: "
		    "%zu objects accepted with a warning: %s", s->path,
		    to->name, t->warnings, t->warning);
	if (t->duplicates > 0)
		netrt_tool_say(s->tool, NETRT_INFO, "%s: destination %s: "
		    "%zu objects whose outcome was unknown are there already "
		    "(status 0111): accepted", s->path, to->name,
		    t->duplicates);
	coerced(s, to, set, t);
	if (rc == NETRT_OK)
		netrt_log_event(s->tool->log, "SENDING_SUCCESS", "study",
		    s->uid, "series", set->name, "dest", to->name, "aet",
		    to->ae_title, "objects", n[0], "warnings", n[1],
		    "seconds", sec, NULL);
	else
		netrt_log_event(s->tool->log, "SENDING_FAILED", "study",
		    s->uid, "series", set->name, "dest", to->name, "aet",
		    to->ae_title, "objects", n[0], "warnings", n[1],
		    "refused", n[2], "later", n[3], "unknown", n[4],
		    "seconds", sec, "reason", t->why, NULL);
}

void
netrt_sendtell_looked(const struct netrt_sendtell *s,
    const struct netrt_sender *d, const struct netrt_outset *set,
    const struct netrt_lookup *t, enum netrt_rc rc, const char *why,
    double seconds)
{
	const struct netrt_destination *to = d->to;
	const size_t v[3] = { t->found, t->waiting, t->missing + t->lost };
	char n[3][24], sec[24];

	for (size_t i = 0; i < 3; i++)
		snprintf(n[i], sizeof n[i], "%zu", v[i]);
	snprintf(sec, sizeof sec, "%.2f", seconds);
	if (rc != NETRT_OK)
		snprintf(s->why, NETRT_SENDTELL_WHY, "%s", why);
	if (t->missing > 0)
		netrt_tool_say(s->tool, NETRT_WARNING, "%s: destination %s: "
		    "%zu objects of %s were accepted and are not there: sent "
		    "again", s->path, to->name, t->missing, set->name);
	netrt_log_event(s->tool->log, rc == NETRT_OK ? "VERIFY_SUCCESS" :
	    rc == NETRT_TEMP ? "VERIFY_WAITING" : "VERIFY_FAILED", "study",
	    s->uid, "series", set->name, "dest", to->name, "aet",
	    to->ae_title, "found", n[0], "waiting", n[1], "missing", n[2],
	    "seconds", sec, rc == NETRT_OK ? NULL : "reason", why, NULL);
}

void
netrt_sendtell_away(const struct netrt_sendtell *s,
    const struct netrt_sender *d, enum netrt_away_word word, const char *why)
{
	char sec[32];

	switch (netrt_away_tell(d->away, word)) {
	case NETRT_AWAY_GONE:
		netrt_log_event(s->tool->log, "DESTINATION_AWAY", "dest",
		    d->to->name, "aet", d->to->ae_title, "study", s->uid,
		    "reason", why, NULL);
		break;
	case NETRT_AWAY_BACK:
		snprintf(sec, sizeof sec, "%lld", (long long)time(NULL) -
		    d->away->mark.since);
		netrt_log_event(s->tool->log, "DESTINATION_BACK", "dest",
		    d->to->name, "aet", d->to->ae_title, "study", s->uid,
		    "seconds", sec, NULL);
		break;
	case NETRT_AWAY_SAME:
		break;
	}
}

void
netrt_sendtell_over(const struct netrt_sendtell *s)
{
	static const char why[] = "a destination that is not required was "
	    "away for longer than sending.best_effort_hours: it does not get "
	    "the study";

	netrt_tool_say(s->tool, NETRT_WARNING, "%s: %s", s->path, why);
	fprintf(s->report, "%s\n", why);
	netrt_log_event(s->tool->log, "SENDING_GIVEN_UP", "study", s->uid,
	    "reason", why, NULL);
}
