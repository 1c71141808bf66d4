/*
 * The only mover of studies: lists them, brings them together, back, away
 * and in.  Each move is lib/mover.h's; here is what the words mean.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attempt.h"
#include "expire.h"
#include "import.h"
#include "mover.h"
#include "snapshot.h"
#include "state.h"
#include "study.h"
#include "tool.h"
#include "working.h"

struct app {
	struct netrt_tool t;
	struct netrt_working w;
	struct netrt_mover m;
	bool json;			/* -j */
	bool undo;			/* -u */
	char **arg;			/* behind the study, NULL-ended */
};

/* One study of a command: f is it, text what it was called. */
typedef enum netrt_rc study_fn(struct app *a, const struct netrt_found *f,
    const char *text, struct netrt_err *e);

static void
put(struct app *a, const char *path)
{
	printf("%s%c", path, a->t.nul ? '\0' : '\n');
}

static void
list_put(void *ctx, const struct netrt_found *f, const struct netrt_state *s)
{
	struct app *a = ctx;

	netrt_state_put(stdout, f, s, a->json);
}

static enum netrt_rc
list_one(struct app *a, const struct netrt_found *f, const char *text,
    struct netrt_err *e)
{
	struct netrt_twins twins = NETRT_TWINS_INIT;
	struct netrt_state s;
	enum netrt_rc rc = netrt_state_read(a->t.cfg, &a->w, &twins, f,
	    a->m.now, &s, e);

	(void)text;
	if (rc == NETRT_OK)
		list_put(a, f, &s);
	netrt_twins_free(&twins);
	return rc;
}

static enum netrt_rc
list_all(struct app *a, struct netrt_err *e)
{
	char reason[1024];
	enum netrt_rc rc = netrt_state_each(a->t.cfg, &a->w, a->m.now,
	    list_put, a, e);

	if (rc == NETRT_OK && netrt_working_halted(&a->w, reason,
	    sizeof reason))
		netrt_tool_say(&a->t, NETRT_WARNING,
		    "processing is halted: %s", reason);
	return rc;
}

static enum netrt_rc
join(struct app *a, const struct netrt_found *f, const char *text,
    struct netrt_err *e)
{
	char why[1024];
	bool go = false;
	enum netrt_rc rc;

	if (a->m.run != NULL && netrt_working_halted(&a->w, why, sizeof why))
		return netrt_err_set(e, NETRT_CONFIG, "processing is halted: "
		    "%s; netrt-study resume ends it", why);
	rc = netrt_mover_join(&a->m, f, &go, e);
	if (rc == NETRT_OK && go)
		put(a, text);
	return rc;
}

static enum netrt_rc
requeue(struct app *a, const struct netrt_found *f, const char *text,
    struct netrt_err *e)
{
	char path[PATH_MAX];
	enum netrt_rc rc = netrt_mover_requeue(&a->m, f, path, e);

	(void)text;
	if (rc == NETRT_OK)
		put(a, path);
	return rc;
}

static enum netrt_rc
retire(struct app *a, const struct netrt_found *f, const char *text,
    struct netrt_err *e)
{
	enum netrt_rc rc = netrt_mover_retire(&a->m, f, e);

	if (rc == NETRT_OK)
		put(a, text);
	return rc;
}

/* [CODE [STEP [MESSAGE]]]; what is not given comes from .netrt/last. */
static enum netrt_rc
quarantine(struct app *a, const struct netrt_found *f, const char *text,
    struct netrt_err *e)
{
	char **arg = a->arg, *end = NULL;
	long code = arg[0] == NULL ? 0 : strtol(arg[0], &end, 10);
	struct netrt_reason why;
	char path[PATH_MAX];
	enum netrt_rc rc;

	(void)text;
	if (end != NULL && (*end != '\0' || code == 0 ||
	    netrt_rc_name((enum netrt_rc)code) == NULL))
		return netrt_err_set(e, NETRT_USAGE, "%s: no code", arg[0]);
	netrt_reason_choose(f->path, (int)code, arg[0] ? arg[1] : NULL,
	    arg[0] && arg[1] ? arg[2] : NULL, &why);
	rc = netrt_mover_quarantine(&a->m, f, &why, path, e);
	if (rc == NETRT_OK)
		put(a, path);
	return rc;
}

static enum netrt_rc
attempt(struct app *a, const struct netrt_found *f, const char *text,
    struct netrt_err *e)
{
	const char *step = a->arg[0];
	struct netrt_study s;
	unsigned n = 0;
	enum netrt_rc rc;

	(void)text;
	if (step == NULL)
		return netrt_err_set(e, NETRT_USAGE, "which step?");
	if ((rc = netrt_mover_open(&a->m, f, &s, e)) != NETRT_OK)
		return rc;
	rc = a->undo ? netrt_attempt_undo(&s, step, e) :
	    netrt_attempt_count(&s, step, &n, e);
	if (rc == NETRT_OK && !a->undo)
		printf("%u\n", n);
	netrt_study_close(&s);
	return rc;
}

static enum netrt_rc
defer(struct app *a, const struct netrt_found *f, const char *text,
    struct netrt_err *e)
{
	char when[NETRT_WHEN_LEN];
	struct netrt_study s;
	long long until = 0;
	enum netrt_rc rc = netrt_mover_open(&a->m, f, &s, e);

	if (rc != NETRT_OK)
		return rc;
	rc = netrt_attempt_defer(&s, a->arg[0] ? a->arg[0] : "validate",
	    a->t.cfg, a->m.now, &until, e);
	netrt_study_close(&s);
	netrt_when_format((time_t)until, when);
	if (rc == NETRT_OK)
		netrt_tool_say(&a->t, NETRT_INFO, "%s: deferred until %s",
		    text, when);
	return rc;
}

static void
imported(void *ctx, const char *dir)
{
	struct app *a = ctx;
	char path[2 * PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", a->w.path, dir);
	put(a, path);
}

static enum netrt_rc
import(struct app *a, const char *text, struct netrt_err *e)
{
	struct netrt_import x = { .m = &a->m, .study = imported, .ctx = a };

	return netrt_import(&x, text, e);
}

static enum netrt_rc
snapshot(struct app *a, struct netrt_err *e)
{
	char path[PATH_MAX];
	enum netrt_rc rc = netrt_snapshot_write(&a->m, a->t.cfg->path, path,
	    e);

	if (rc == NETRT_OK)
		put(a, path);
	return rc;
}

static enum netrt_rc
halt(struct app *a, struct netrt_err *e)
{
	const char *why = a->arg[0] ? a->arg[0] : "by hand";
	char first[1024];

	/* the first reason is the cause of the others */
	if (netrt_working_halted(&a->w, first, sizeof first))
		return NETRT_OK;
	netrt_tool_say(&a->t, NETRT_ERROR, "processing is halted: %s", why);
	return netrt_working_halt(&a->w, why, e);
}

static enum netrt_rc
resume(struct app *a, struct netrt_err *e)
{
	char why[1024];

	if (netrt_working_halted(&a->w, why, sizeof why))
		netrt_tool_say(&a->t, NETRT_WARNING,
		    "processing may go on; it was halted: %s", why);
	return netrt_working_resume(&a->w, e);
}

static enum netrt_rc
expire(struct app *a, struct netrt_err *e)
{
	return netrt_expire(&a->m, e);
}

static const struct command {
	const char *name;
	int max;		/* words; -1: any number of studies */
	study_fn *study;
	enum netrt_rc (*path)(struct app *a, const char *text,
	    struct netrt_err *e);
	enum netrt_rc (*all)(struct app *a, struct netrt_err *e);
	bool looks;		/* changes nothing, or obeys -n itself */
} commands[] = {
	{ "list", -1, list_one, NULL, list_all, true },
	{ "join", -1, join, NULL, NULL, false },
	{ "requeue", -1, requeue, NULL, NULL, false },
	{ "retire", -1, retire, NULL, NULL, false },
	{ "import", -1, NULL, import, NULL, false },
	{ "quarantine", 4, quarantine, NULL, NULL, false },
	{ "attempt", 2, attempt, NULL, NULL, false },
	{ "defer", 2, defer, NULL, NULL, false },
	{ "halt", 1, NULL, NULL, halt, false },
	{ "resume", 0, NULL, NULL, resume, false },
	{ "expire", 0, NULL, NULL, expire, true },
	{ "snapshot", 0, NULL, NULL, snapshot, false },
};

/* One study or path, and what went wrong with it. */
static enum netrt_rc
one(struct app *a, const struct command *c, const char *text)
{
	struct netrt_err e = { NETRT_OK, "" };
	struct netrt_found f;
	enum netrt_rc rc = NETRT_OK;

	if (c->study != NULL)
		rc = netrt_working_find(&a->w, text, &f, &e);
	if (rc == NETRT_OK && a->t.dry && !c->looks) {
		netrt_tool_say(&a->t, NETRT_WARNING, "%s: would %s", text,
		    c->name);
		return NETRT_OK;
	}
	if (rc == NETRT_OK)
		rc = c->study != NULL ? c->study(a, &f, text, &e) :
		    c->path(a, text, &e);
	if (fflush(stdout) != 0 && rc == NETRT_OK)
		rc = netrt_err_errno(&e, "standard output");
	if (rc != NETRT_OK)
		netrt_tool_say(&a->t, netrt_mover_expected(&a->m, text,
		    &e) ? NETRT_INFO : NETRT_ERROR, "%s: %s: %s", text, c->name, e.msg);
	return rc;
}

static enum netrt_rc
each(struct app *a, const struct command *c, char **arg)
{
	int end = a->t.nul ? '\0' : '\n';
	enum netrt_rc worst = NETRT_OK;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	for (char **p = arg; *p != NULL; p++)
		worst = netrt_rc_worst(worst, one(a, c, *p));
	while (arg[0] == NULL &&
	    (n = getdelim(&line, &room, end, stdin)) > 0) {
		if (line[n - 1] == (char)end)
			line[--n] = '\0';
		if (n > 0)
			worst = netrt_rc_worst(worst, one(a, c, line));
	}
	free(line);
	return worst;
}

static enum netrt_rc
run(struct app *a, const struct command *c, char **arg)
{
	struct netrt_err e = { NETRT_OK, "" };
	enum netrt_rc rc;

	if (c->max < 0 && !(arg[0] == NULL && c->all != NULL))
		return each(a, c, arg);
	a->arg = c->all == NULL ? arg + 1 : arg;
	if (c->all == NULL)
		return one(a, c, arg[0]);
	if (a->t.dry && !c->looks) {
		netrt_tool_say(&a->t, NETRT_WARNING, "would %s", c->name);
		return NETRT_OK;
	}
	if ((rc = c->all(a, &e)) != NETRT_OK)
		netrt_tool_say(&a->t, NETRT_ERROR, "%s: %s", c->name, e.msg);
	return rc;
}

static enum netrt_rc
option(struct netrt_tool *t, int letter, const char *arg, struct netrt_err *e)
{
	struct app *a = t->ctx;

	(void)e;
	a->json = a->json || letter == 'j';
	a->undo = a->undo || letter == 'u';
	if (letter == 'r')
		a->m.run = arg;
	return NETRT_OK;
}

static const char usage[] =
    "[-0fjnv] [-c FILE] [-o section.key=VALUE]... COMMAND ...\n"
    "       list [STUDY...]            the state of studies\n"
    "       requeue [STUDY...]         try again, back from quarantine\n"
    "       quarantine STUDY [CODE [STEP [MESSAGE]]]\n"
    "       import PATH...             files that came by hand\n"
    "       retire [STUDY...]          delivered: remove\n"
    "       join [STUDY...]            with what is in quarantine\n"
    "       halt [REASON] | resume     stop and go on with processing\n"
    "       expire                     remove what is too old\n"
    "       snapshot                   a private copy of the configuration\n"
    "       attempt [-u] STUDY STEP | defer STUDY STEP   for netrt-run(8)";

int
main(int argc, char **argv)
{
	struct app a = {
		.t = { .name = "netrt-study", .usage = usage,
		    .letters = "jr:u", .option = option },
		.w = { .fd = -1 }
	};
	const struct command *c = NULL;
	struct netrt_err e;
	int status, n;

	a.t.ctx = &a;
	if (netrt_tool_parse(&a.t, argc, argv, &status))
		return status;
	for (size_t i = 0; optind < argc &&
	    i < sizeof commands / sizeof commands[0]; i++)
		if (strcmp(commands[i].name, argv[optind]) == 0)
			c = &commands[i];
	n = argc - optind - 1;
	if (c == NULL || (c->max >= 0 && n > c->max) ||
	    (c->max >= 0 && c->all == NULL && n == 0)) {
		fprintf(stderr, "usage: %s %s\n", a.t.name, usage);
		return netrt_tool_end(&a.t, NETRT_USAGE);
	}
	a.m.tool = &a.t;
	a.m.w = &a.w;
	e.rc = netrt_working_clock(&a.m.now, &e);
	if (e.rc == NETRT_OK)
		e.rc = netrt_working_open(a.t.cfg, &a.w, &e);
	if (e.rc != NETRT_OK)
		netrt_tool_say(&a.t, NETRT_ERROR, "%s", e.msg);
	else
		e.rc = run(&a, c, argv + optind + 1);
	netrt_working_close(&a.w);
	return netrt_tool_end(&a.t, e.rc);
}
