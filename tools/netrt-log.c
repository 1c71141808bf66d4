/* netrt-log: appends an event for scripts; asks the logs. */
#include <sys/stat.h>

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fs.h"
#include "logask.h"
#include "logread.h"
#include "outside.h"
#include "pidmap.h"
#include "report.h"
#include "tool.h"
#include "working.h"

static bool json;

static enum netrt_rc
option(struct netrt_tool *t, int letter, const char *arg, struct netrt_err *e)
{
	(void)t;
	(void)letter;
	(void)arg;
	(void)e;
	json = true;
	return NETRT_OK;
}

static bool
is_word(const char *s, size_t n, const char *first, const char *rest)
{
	return n > 0 && strchr(first, *s) != NULL && strspn(s, rest) >= n;
}

#define UPPER	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER	"abcdefghijklmnopqrstuvwxyz"

/* event NAME [key=value]... */
static enum netrt_rc
event(struct netrt_tool *t, char **argv, struct netrt_err *e)
{
	const char *kv[2 * NETRT_PAIRS_MAX], *name = *argv++;
	size_t n = 0;

	if (!is_word(name, strlen(name), UPPER, UPPER "_0123456789"))
		return netrt_err_set(e, NETRT_USAGE, "%.40s: the name of an "
		    "event is upper case letters, digits and _", name);
	for (; *argv != NULL; argv++, n++) {
		char *eq = strchr(*argv, '=');

		if (eq == NULL || !is_word(*argv, (size_t)(eq - *argv), LOWER,
		    LOWER "_0123456789"))
			return netrt_err_set(e, NETRT_USAGE, "%.40s: must be "
			    "key=value, the key in lower case", *argv);
		if (n == NETRT_PAIRS_MAX)
			return netrt_err_set(e, NETRT_USAGE,
			    "more than %d pairs", NETRT_PAIRS_MAX);
		*eq = '\0';
		kv[2 * n] = *argv;
		kv[2 * n + 1] = eq + 1;
	}
	netrt_log_eventv(t->log, name, kv, n);
	return NETRT_OK;
}

static enum netrt_rc
since(const char *text, time_t *out, struct netrt_err *e)
{
	*out = 0;
	if (text == NULL || netrt_since_parse(text, time(NULL), out))
		return NETRT_OK;
	return netrt_err_set(e, NETRT_USAGE, "%.40s: must be a date, "
	    "2026-11-24 or 2026-11-24T10:00, or a time before now, such as "
	    "90s, 30m, 24h or 7d", text);
}

static enum netrt_rc
failures(struct netrt_tool *t, char **argv, struct netrt_err *e)
{
	time_t from;
	enum netrt_rc rc = since(*argv, &from, e);

	return rc != NETRT_OK ? rc : netrt_ask_failures(stdout, t->cfg, from,
	    json, e);
}

static enum netrt_rc
counts(struct netrt_tool *t, char **argv, struct netrt_err *e)
{
	time_t from;
	enum netrt_rc rc = since(*argv, &from, e);

	return rc != NETRT_OK ? rc : netrt_ask_counts(stdout, t->cfg, from,
	    json, e);
}

static enum netrt_rc
show(struct netrt_tool *t, char **argv, struct netrt_err *e)
{
	char token[256];

	netrt_study_token(*argv, token, sizeof token);
	return netrt_ask_study(stdout, t->cfg, token, json, e);
}

/* A directory as it is, else a UID or name in WORKING or quarantine. */
static enum netrt_rc
open_study(const struct netrt_config *cfg, const char *text,
    struct netrt_study *s, struct netrt_err *e)
{
	struct netrt_working w;
	struct netrt_found found;
	struct stat st;
	enum netrt_rc rc;

	if (stat(text, &st) == 0 && S_ISDIR(st.st_mode))
		return netrt_study_open(text, s, e);
	if ((rc = netrt_working_open(cfg, &w, e)) != NETRT_OK)
		return rc;
	rc = netrt_working_find(&w, text, &found, e);
	if (rc == NETRT_OK)
		rc = netrt_study_open(found.path, s, e);
	netrt_working_close(&w);
	return rc;
}

/* Write the report where NETRT's readers look; nothing depends on it. */
static void
write_report(struct netrt_tool *t, const char *uid, const char *text,
    const struct timespec *now)
{
	const char *dir = t->cfg->reporting.output_directory;
	char path[PATH_MAX], when[32];
	struct netrt_err e;
	struct tm tm;

	localtime_r(&now->tv_sec, &tm);
	strftime(when, sizeof when, "_%Y%m%d_%H%M%S", &tm);
	snprintf(path, sizeof path, "%.3000s/report_%.200s%s.txt", dir, uid,
	    netrt_report_dated(t->cfg) ? when : "");
	if (netrt_fs_mkdir(AT_FDCWD, dir, &e) == NETRT_OK &&
	    netrt_fs_write(AT_FDCWD, path, text, strlen(text), &e) == NETRT_OK) {
		/* it is there to be read, and holds nothing of the patient */
		(void)chmod(path, 0640);
		puts(path);
		return;
	}
	netrt_tool_say(t, NETRT_WARNING,
	    "%s: no report: reporting.output_directory: %s", uid, e.msg);
}

/* The study may have failed before any had a pseudonym: its new UID is made
 * with the key all the same, and is the one that it will have. */
static enum netrt_rc
begin(struct netrt_tool *t, struct netrt_err *e)
{
	struct netrt_pid pid;
	enum netrt_rc rc = NETRT_OK;

	if (!t->cfg->anonymization.enabled || !netrt_config_maps_uids(t->cfg))
		return rc;
	rc = netrt_pidmap_begin(t->cfg, &pid, e);
	if (rc == NETRT_OK && pid.fresh)
		netrt_tool_say(t, NETRT_WARNING, NETRT_PID_FRESH,
		    t->cfg->anonymization.pid_mapping_file,
		    t->cfg->anonymization.key_file);
	return rc;
}

/* As its readers know the study: by the new UIDs, where they are mapped. */
static void
publish(struct netrt_tool *t, const struct netrt_study *s, const char *uid,
    const char *text, const struct timespec *now)
{
	char *name = NULL, *out = NULL;
	struct netrt_err e;

	if (begin(t, &e) != NETRT_OK ||
	    netrt_outside_text(t->cfg, s, uid, uid, &name, &e) != NETRT_OK ||
	    netrt_outside_text(t->cfg, s, uid, text, &out, &e) != NETRT_OK)
		netrt_tool_say(t, NETRT_WARNING, "%s: no report: %s", uid,
		    e.msg);
	else
		write_report(t, name, out, now);
	free(name);
	free(out);
}

static enum netrt_rc
report(struct netrt_tool *t, char **argv, struct netrt_err *e)
{
	struct netrt_study s;
	struct netrt_run run;
	struct netrt_err none;
	char uid[256], *text = NULL;
	size_t len = 0;
	enum netrt_rc rc;

	if (t->cfg->reporting.output_directory[0] == '\0') {
		netrt_tool_say(t, NETRT_WARNING, "%s: no report: "
		    "reporting.output_directory is empty", *argv);
		return NETRT_OK;
	}
	if ((rc = open_study(t->cfg, *argv, &s, e)) != NETRT_OK)
		return netrt_err_prefix(e, "%.200s", *argv);
	netrt_study_token(s.name, uid, sizeof uid);
	struct netrt_report r = { .uid = uid };
	clock_gettime(CLOCK_REALTIME, &r.now);
	netrt_ask_run(t->cfg, uid, &r.now, &run);
	r.begun = run.begun;
	r.seconds = run.seconds;
	r.debug_sent = run.debug_sent;
	(void)!netrt_study_load(&s, &none);	/* it may have no inputs yet */
	FILE *f = open_memstream(&text, &len);
	if (f != NULL)
		netrt_report_put(f, t->cfg, &s, &r);
	if (f == NULL || fclose(f) != 0)
		rc = netrt_err_set(e, NETRT_TEMP, "%s: no memory", s.path);
	else
		publish(t, &s, uid, text, &r.now);
	free(text);
	netrt_study_close(&s);
	return rc;
}

static const char usage[] =
    "[-c FILE] [-o section.key=VALUE]... event NAME [key=value]...\n"
    "       netrt-log [-j] [-c FILE] [-o section.key=VALUE]... show STUDY\n"
    "       netrt-log [-j] [-c FILE] [-o section.key=VALUE]... failures "
    "[SINCE]\n"
    "       netrt-log [-j] [-c FILE] [-o section.key=VALUE]... counts "
    "[SINCE]\n"
    "       netrt-log [-c FILE] [-o section.key=VALUE]... report STUDY";

static const struct {
	const char *name;
	int min, max;		/* arguments */
	enum netrt_rc (*fn)(struct netrt_tool *t, char **argv,
	    struct netrt_err *e);
} verbs[] = {
	{ "event", 1, INT_MAX, event }, { "show", 1, 1, show },
	{ "failures", 0, 1, failures }, { "counts", 0, 1, counts },
	{ "report", 1, 1, report },
};

int
main(int argc, char **argv)
{
	struct netrt_tool t = {
		.name = "netrt-log", .usage = usage, .letters = "j",
		.option = option,
	};
	struct netrt_err e = { NETRT_OK, "" };
	enum netrt_rc rc;
	int status;

	if (netrt_tool_parse(&t, argc, argv, &status))
		return status;
	int n = argc - optind - 1;
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (n < verbs[i].min || n > verbs[i].max ||
		    strcmp(argv[optind], verbs[i].name) != 0)
			continue;
		rc = verbs[i].fn(&t, argv + optind + 1, &e);
		if (rc != NETRT_OK)
			fprintf(stderr, "%s: %s\n", t.name, e.msg);
		return netrt_tool_end(&t, rc);
	}
	fprintf(stderr, "usage: %s %s\n", t.name, t.usage);
	return netrt_tool_end(&t, NETRT_USAGE);
}
