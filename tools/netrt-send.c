/*
 * netrt-send: bring a study's results to each destination, each object once.
 *
 * A step that leaves no result and so has no stamp: every run looks at the
 * journals and sends what they lack.  A series may go only when the chain of
 * stamps says that it is what the configuration wants (outbox.h).
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "attempt.h"
#include "await.h"
#include "away.h"
#include "fs.h"
#include "later.h"
#include "part10.h"
#include "proof.h"
#include "sendecho.h"
#include "sendgate.h"
#include "sendreport.h"
#include "sendset.h"
#include "step.h"
#include "tool.h"
#include "working.h"

/* The options of its own. */
struct choice {
	bool echo;			/* -e */
	bool polite;			/* -a */
};

/* One study. */
struct sending {
	struct netrt_tool *tool;
	const struct choice *choice;
	struct netrt_study study;
	struct netrt_outbox box;
	char uid[NETRT_UID_LEN];	/* StudyInstanceUID, for the logs */
	struct netrt_sendtell tell;
	char *report;			/* of tell.report */
	size_t len;
	const struct netrt_sender *d;	/* for progress */
	char why[NETRT_OUTBOX_SETS][NETRT_SENDTELL_WHY];
	size_t all;
	bool retry;			/* it was put off for this step */
	bool moved;			/* something was taken */
};

static void
progress(void *ctx, size_t answered)
{
	struct sending *s = ctx;

	/* before a long transfer is over */
	if (answered > 0 && !s->d->away->told &&
	    s->d->to->verify != NETRT_VERIFY_FIND)
		netrt_sendtell_away(&s->tell, s->d, NETRT_AWAY_THERE, "");
	netrt_tool_progress(s->tool, s->d->to->name, answered, s->all);
}

/* The study's UID: of its directory, else of its first readable object. */
static void
study_uid(struct sending *s)
{
	struct netrt_part10 p;
	struct netrt_err e;
	struct stat st;

	if (netrt_working_name(s->study.name, s->uid))
		return;
	snprintf(s->uid, sizeof s->uid, "-");
	for (size_t i = 0; i < s->study.ninputs; i++) {
		int fd;
		bool ok;

		if (netrt_fs_open(s->study.fd, s->study.input[i].name, &fd,
		    &st, &e) != NETRT_OK)
			continue;
		ok = netrt_part10_check(fd, 0, &p, &e) == NETRT_OK &&
		    netrt_uid_valid(p.study);
		close(fd);
		if (ok) {
			memcpy(s->uid, p.study, sizeof s->uid);
			return;
		}
	}
}

/* The sets of one destination, its journal being open. */
static enum netrt_rc
send_sets(struct sending *s, struct netrt_sender *d,
    const bool skip[NETRT_OUTBOX_SETS], struct netrt_err *e)
{
	struct netrt_err one;
	bool stop = false;
	enum netrt_rc rc, sub;

	rc = s->tool->dry ? NETRT_OK : netrt_sendgate_before(&s->tell, d,
	    &s->box, skip, e);
	d->forced = s->tool->force;
	if (d->forced)
		netrt_sent_forget(&d->sent);
	for (size_t i = 0; i < NETRT_OUTBOX_SETS && !stop; i++) {
		const struct netrt_outset *set = &s->box.set[i];

		if (skip[i])
			continue;
		s->tell.why = s->why[i];
		sub = s->tool->dry ? netrt_sendset_show(d, set, &one) :
		    netrt_sendset(&s->tell, d, set, &s->all, &stop, &one);
		if (sub != NETRT_OK && s->why[i][0] == '\0')
			snprintf(s->why[i], sizeof s->why[i], "%s", one.msg);
		if (netrt_rc_worst(rc, sub) != rc) {
			rc = sub;
			*e = one;
		}
	}
	return rc;
}

static size_t
taken(const struct netrt_sent *j)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		n += netrt_sent_has(j, j->entry[i].sop, j->entry[i].id);
	return n;
}

static enum netrt_rc
send_to(struct sending *s, const struct netrt_destination *to, bool *away,
    struct netrt_err *e)
{
	struct netrt_away a;
	struct netrt_sender d = { .cfg = s->tool->cfg, .study = &s->study,
	    .to = to, .tick = progress, .ctx = s, .away = &a,
	    .dry = s->tool->dry, .retry = s->retry };
	size_t had;
	bool skip[NETRT_OUTBOX_SETS];
	size_t found = 0;
	enum netrt_rc rc;

	memset(s->why, 0, sizeof s->why);
	s->d = &d;
	netrt_away_open(&a, s->tool->cfg, to, s->choice->polite);
	rc = netrt_sender_open(&d, e);
	if (rc == NETRT_OK)
		rc = netrt_sender_settle(&d, &found, e);
	if (found > 0 && !s->tool->dry)
		netrt_tool_say(s->tool, NETRT_INFO, "%s: destination %s: took "
		    "up an interrupted run of %zu objects", s->study.path,
		    to->name, found);
	if (rc != NETRT_OK) {
		netrt_err_prefix(e, "destination %s", to->name);
		fprintf(s->tell.report, "%s: nothing is sent; %s\n",
		    to->name, e->msg);
	} else if ((rc = netrt_sendgate_ready(&s->tell, to, &s->box, skip,
	    s->why, e)) != NETRT_OK) {
		if (!s->tool->dry)
			netrt_sendgate_shut(&s->tell, &d, &s->box, s->why, e);
		netrt_sendreport(s->tell.report, s->tool->redact, &d, &s->box,
		    s->why);
	} else {
		had = taken(&d.sent);
		rc = send_sets(s, &d, skip, e);
		s->moved = s->moved || taken(&d.sent) > had;
		netrt_sendreport(s->tell.report, s->tool->redact, &d, &s->box,
		    s->why);
	}
	netrt_sender_close(&d);
	netrt_away_close(&a);
	*away = rc == NETRT_TEMP && a.marked;
	return rc;
}

/* Each destination is tried, those that are required first; of these the
 * worst counts.  *later: another one was away.  away[i]: one that is marked
 * so. */
static enum netrt_rc
send_all(struct sending *s, bool *later, bool *away, struct netrt_err *e)
{
	const struct netrt_config *cfg = s->tool->cfg;
	enum netrt_rc worst = NETRT_OK;

	for (unsigned i = 0; i < 2 * cfg->ndestinations; i++) {
		const struct netrt_destination *to =
		    &cfg->destinations[i % cfg->ndestinations];
		struct netrt_err one, less;
		enum netrt_rc rc;

		if (to->required != (i < cfg->ndestinations) ||
		    (rc = send_to(s, to, &away[i % cfg->ndestinations],
		    &one)) == NETRT_OK)
			continue;
		less = one;
		*later = *later || (!to->required && rc == NETRT_TEMP);
		if (to->required && netrt_rc_worst(worst, rc) != worst) {
			less = *e;
			*e = one;
			if (worst == NETRT_OK)
				less.msg[0] = '\0';
			worst = rc;
		}
		/* the caller says the worst one */
		if (less.msg[0] != '\0')
			netrt_tool_say(s->tool, NETRT_WARNING, "%s: %s%s",
			    s->study.path, less.msg, to->required ? "" :
			    " (not required)");
	}
	return worst;
}

/* Send, and note which destinations the study waits for. */
static enum netrt_rc
send_marked(struct sending *s, bool *later, struct netrt_err *e)
{
	const struct netrt_config *cfg = s->tool->cfg;
	bool *away = calloc(cfg->ndestinations + 1, sizeof *away);
	struct netrt_err one;
	enum netrt_rc rc = NETRT_OK;

	if (away == NULL)
		return netrt_err_errno(e, "destinations");
	/* when this run is killed, the next one is due at once */
	if (!s->tool->dry && netrt_await_is(s->study.fd) &&
	    (rc = netrt_attempt_wait(&s->study, 0, e)) == NETRT_OK)
		rc = netrt_await_clear(s->study.fd, e);
	s->retry = s->choice->polite && !s->tool->force &&
	    netrt_attempt_deferred(&s->study, "send");
	if (rc == NETRT_OK)
		rc = send_all(s, later, away, e);
	/* a destination that takes some at each try is not waited for longer
	 * and longer */
	if (s->moved && netrt_attempt_progress(&s->study, &one) != NETRT_OK)
		netrt_tool_say(s->tool, NETRT_WARNING, "%s: %s",
		    s->study.path, one.msg);
	/* without it, it waits for its own time */
	if (!s->tool->dry && netrt_await_put(s->study.fd, cfg, away, &one) !=
	    NETRT_OK)
		netrt_tool_say(s->tool, NETRT_WARNING, "%s: %s",
		    s->study.path, one.msg);
	free(away);
	return rc;
}

/* Of every run that came as far as the journals. */
static enum netrt_rc
put_report(struct sending *s, struct netrt_err *e)
{
	if (s->tool->dry || fflush(s->tell.report) != 0 || s->len == 0)
		return NETRT_OK;
	return netrt_fs_write(s->study.fd, ".netrt/report.send", s->report,
	    s->len, e);
}

/* The study is delivered; is another try due for a destination that is not
 * required? */
static enum netrt_rc
delivered(struct sending *s, bool away, struct netrt_err *e)
{
	struct netrt_later l;
	bool over = false;
	enum netrt_rc rc = away ? netrt_later_note(&s->study, s->tool->cfg,
	    (long long)time(NULL), &l, &over, e) :
	    netrt_later_clear(&s->study, e);

	if (rc == NETRT_OK && over)
		netrt_sendtell_over(&s->tell);
	if (rc == NETRT_OK)
		rc = put_report(s, e);
	/* last: the proof lets the study be retired */
	return rc != NETRT_OK ? rc : netrt_proof_put(&s->study, e);
}

/* Inside the lock. */
static enum netrt_rc
locked(struct sending *s, struct netrt_err *e)
{
	const struct netrt_config *cfg = s->tool->cfg;
	unsigned series = 0;
	bool away = false;
	enum netrt_rc rc = netrt_step_inputs(s->tool, &s->study, e);

	netrt_tool_names(s->tool, &s->study);
	for (unsigned i = 0; i < cfg->ndestinations; i++)
		series |= cfg->destinations[i].series;
	if (rc != NETRT_OK ||
	    (rc = netrt_outbox_fill(cfg, &s->study, series, &s->box, e)) !=
	    NETRT_OK)
		return rc;
	study_uid(s);
	s->tell.tool = s->tool;
	s->tell.path = s->study.path;
	s->tell.uid = s->uid;
	rc = send_marked(s, &away, e);
	netrt_outbox_free(&s->box);
	return rc != NETRT_OK || s->tool->dry ? rc :
	    delivered(s, away, e);
}

static enum netrt_rc
one_study(struct netrt_tool *t, const char *path, struct netrt_err *e)
{
	struct sending s = { .tool = t, .choice = t->ctx };
	struct netrt_err none;
	enum netrt_rc rc = netrt_study_open(path, &s.study, e);

	if (rc != NETRT_OK)
		return rc;
	if ((rc = netrt_study_lock(&s.study, e)) != NETRT_OK)
		goto out;
	if ((s.tell.report = open_memstream(&s.report, &s.len)) == NULL) {
		rc = netrt_err_errno(e, "report");
		goto out;
	}
	rc = locked(&s, e);
	if (rc != NETRT_OK && put_report(&s, &none) != NETRT_OK)
		netrt_tool_say(t, NETRT_WARNING, "%s: %s", path, none.msg);
	if (!t->dry)
		netrt_step_verdict(t, &s.study, "send", rc,
		    rc == NETRT_OK ? "done" : e->msg);
out:
	if (s.tell.report != NULL)
		fclose(s.tell.report);
	free(s.report);
	netrt_study_close(&s.study);
	return rc;
}

static enum netrt_rc
option(struct netrt_tool *t, int letter, const char *arg,
    struct netrt_err *e)
{
	struct choice *c = t->ctx;

	(void)arg, (void)e;
	*(letter == 'e' ? &c->echo : &c->polite) = true;
	return NETRT_OK;
}

static const char usage[] =
    "[-afnv0] [-c FILE] [-o section.key=VALUE]... [STUDY...]\n"
    "       netrt-send -e [-v] [-c FILE] [-o section.key=VALUE]...";

int
main(int argc, char **argv)
{
	struct choice choice = { .echo = false };
	struct netrt_tool t = { .name = "netrt-send", .usage = usage,
	    .letters = "ae", .option = option, .ctx = &choice };
	int status;

	if (netrt_tool_parse(&t, argc, argv, &status))
		return status;
	if (choice.echo && (optind < argc || t.dry || t.force || t.nul ||
	    choice.polite)) {
		fprintf(stderr, "usage: %s %s\n", t.name, t.usage);
		return netrt_tool_end(&t, NETRT_USAGE);
	}
	if (choice.echo)
		return netrt_tool_end(&t, netrt_sendecho(&t));
	return netrt_tool_studies(&t, argc, argv, one_study);
}
