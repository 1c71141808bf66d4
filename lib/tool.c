/* What every main shares: see tool.h. */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fs.h"
#include "tool.h"

static char crash_log[PATH_MAX];	/* LOGS/crash.log; "": stderr only */
static const char *crash_name = "netrt";

static void
put(int fd, const char *s)
{
	(void)!write(fd, s, strlen(s));
}

/* Only what signal-safety(7) allows, and backtrace(), loaded beforehand. */
static void
crash(int sig)
{
	void *frame[64];
	int n = backtrace(frame, 64), fd[2] = { STDERR_FILENO, -1 };

	if (crash_log[0] != '\0')
		fd[1] = open(crash_log,
		    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
		    0600);
	for (size_t i = 0; i < 2; i++) {
		if (fd[i] < 0)
			continue;
		put(fd[i], crash_name);
		put(fd[i], ": crashed: ");
		put(fd[i], sig == SIGSEGV ? "SEGV" : sig == SIGABRT ? "ABRT" :
		    sig == SIGBUS ? "BUS" : sig == SIGFPE ? "FPE" :
		    sig == SIGILL ? "ILL" : "SYS");
		put(fd[i], "; this is a bug of netrt\n");
		backtrace_symbols_fd(frame, n, fd[i]);
	}
	raise(sig);	/* SA_RESETHAND: now it ends the process */
}

static void
crash_init(const char *name)
{
#ifndef __SANITIZE_ADDRESS__
	static const int sigs[] = {
		SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS
	};
	static char stack[64 * 1024];
	stack_t ss = { .ss_sp = stack, .ss_size = sizeof stack };
	struct sigaction sa = { .sa_handler = crash };
	void *frame[1];

	crash_name = name;
	(void)backtrace(frame, 1);	/* loads libgcc now, not in a crash */
	sigaltstack(&ss, NULL);
	sa.sa_flags = (int)(SA_RESETHAND | SA_ONSTACK | SA_NODEFER);
	for (size_t i = 0; i < sizeof sigs / sizeof sigs[0]; i++)
		sigaction(sigs[i], &sa, NULL);
#else
	(void)name;
	(void)crash;
#endif
}

static int
usage(const struct netrt_tool *t, FILE *f)
{
	fprintf(f, "usage: %s %s\n", t->name, t->usage);
	return f == stdout ? 0 : NETRT_USAGE;
}

/* One common option; 0 when it is not one. */
static int
common(struct netrt_tool *t, int ch)
{
	switch (ch) {
	case 'c':
		t->file = optarg;
		return 1;
	case 'o':
		t->set[t->nset++] = optarg;
		return 1;
	case 'f':
		t->force = true;
		return 1;
	case 'n':
		t->dry = true;
		return 1;
	case 'v':
		t->verbose++;
		return 1;
	case '0':
		t->nul = true;
		return 1;
	default:
		return 0;
	}
}

/* All options.  Returns 0 to go on, else *status is set. */
static int
options(struct netrt_tool *t, int argc, char **argv, int *status)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 1 },
		{ "version", no_argument, NULL, 2 },
		{ NULL, 0, NULL, 0 }
	};
	char letters[64];
	struct netrt_err e;
	int ch;

	snprintf(letters, sizeof letters, "c:o:fnv0%s",
	    t->letters ? t->letters : "");
	while ((ch = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (ch == 1) {
			*status = usage(t, stdout);
			return 1;
		}
		if (ch == 2) {
			printf("%s %s\n", t->name, NETRT_VERSION);
			*status = 0;
			return 1;
		}
		if (common(t, ch))
			continue;
		if (ch == '?' || t->option == NULL) {
			*status = usage(t, stderr);
			return 1;
		}
		if (t->option(t, ch, optarg, &e) != NETRT_OK) {
			fprintf(stderr, "%s: %s\n", t->name, e.msg);
			*status = usage(t, stderr);
			return 1;
		}
	}
	return 0;
}

int
netrt_tool_options(struct netrt_tool *t, int argc, char **argv, int *status)
{
	umask(077);
	crash_init(t->name);
	t->set = calloc((size_t)argc + 1, sizeof *t->set);
	if (t->set == NULL) {
		perror(t->name);
		*status = NETRT_TEMP;
		return 1;
	}
	if (options(t, argc, argv, status)) {
		*status = netrt_tool_end(t, (enum netrt_rc)*status);
		return 1;
	}
	return 0;
}

int
netrt_tool_parse(struct netrt_tool *t, int argc, char **argv, int *status)
{
	struct netrt_err e;

	if (netrt_tool_options(t, argc, argv, status))
		return 1;
	if (netrt_config_read(t->file, t->set, t->nset, &t->cfg, &e) !=
	    NETRT_OK || netrt_log_open(t->cfg, t->name, &t->log, &e) !=
	    NETRT_OK) {
		fprintf(stderr, "%s: %s\n", t->name, e.msg);
		*status = netrt_tool_end(t, e.rc);
		return 1;
	}
	if (snprintf(crash_log, sizeof crash_log, "%s/crash.log",
	    t->cfg->directories.logs) >= (int)sizeof crash_log)
		crash_log[0] = '\0';
	return 0;
}

void
netrt_tool_say(struct netrt_tool *t, enum netrt_level level,
    const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	netrt_log_write(t->log, level, "%s", text);
	/* with logging.console the log has said it on stderr already */
	if (t->cfg != NULL && t->cfg->logging.console)
		return;
	if (level < NETRT_WARNING && t->verbose < 2 &&
	    (t->verbose == 0 || level < NETRT_INFO))
		return;
	char *safe = netrt_tool_safe(t, text);
	fprintf(stderr, "%s: %s\n", t->name, safe != NULL ? safe :
	    "no memory for a message");
	free(safe);
}

/* What a supervisor catches leaves the machine like a log. */
char *
netrt_tool_safe(const struct netrt_tool *t, const char *text)
{
	return isatty(STDERR_FILENO) ? strdup(text) :
	    netrt_redact_text(t->redact, text);
}

void
netrt_tool_hide(struct netrt_tool *t, const char *text, const char *instead)
{
	struct netrt_err none;

	if (t->redact == NULL &&
	    netrt_redact_open(&t->redact, &none) != NETRT_OK)
		return;
	/* without memory it is "(a file)" */
	(void)!netrt_redact_add(t->redact, text, instead, &none);
	netrt_log_redact(t->log, t->redact);
}

/* What could not be read has no digest. */
static void
number_names(struct netrt_tool *t, const struct netrt_study *s,
    const char *room)
{
	struct netrt_names l;
	struct netrt_err none;
	char path[NAME_MAX + 32];

	if (netrt_fs_list(s->fd, room, &l, &none) != NETRT_OK)
		return;
	for (size_t i = 0; i < l.n; i++) {
		snprintf(path, sizeof path, "%s/%s", room, l.name[i]);
		if (netrt_redact_number(t->redact, path, i + 1, l.n, &none) !=
		    NETRT_OK)
			break;
	}
	netrt_names_free(&l);
}

void
netrt_tool_names(struct netrt_tool *t, const struct netrt_study *s)
{
	static const char *const rooms[] = { NETRT_DIR_IMAGES,
	    NETRT_DIR_STRUCTS };
	struct netrt_err none;

	netrt_log_redact(t->log, NULL);
	netrt_redact_close(t->redact);
	t->redact = NULL;
	if (netrt_redact_open(&t->redact, &none) != NETRT_OK)
		return;
	for (size_t i = 0; i < s->ninputs; i++)
		if (netrt_redact_file(t->redact, s->input[i].name,
		    s->input[i].sha, &none) != NETRT_OK)
			break;
	for (size_t i = 0; s->ninputs == 0 && i < 2; i++)
		number_names(t, s, rooms[i]);
	netrt_log_redact(t->log, t->redact);
}

void
netrt_tool_progress(struct netrt_tool *t, const char *what, size_t done,
    size_t all)
{
	static struct timespec begun, said;
	static char line[160];
	struct timespec now;

	if (!isatty(STDERR_FILENO))
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (begun.tv_sec == 0 || done <= 1)
		begun = now;
	if (done < all && (now.tv_sec - begun.tv_sec < 1 ||
	    (now.tv_sec == said.tv_sec)))
		return;
	if (done >= all && said.tv_sec < begun.tv_sec)
		return;		/* it was short: nothing was shown */
	said = now;
	snprintf(line, sizeof line, "\r%s: %s: %zu of %zu%s", t->name, what,
	    done, all, done >= all ? "\n" : "");
	fputs(line, stderr);
	if (done >= all)
		said.tv_sec = 0;
}

static enum netrt_rc
one(struct netrt_tool *t, netrt_tool_fn *fn, const char *study)
{
	struct netrt_err e = { NETRT_OK, "" };
	enum netrt_rc rc = fn(t, study, &e);

	if (rc == NETRT_OK) {
		if (!t->dry && !t->silent)
			printf("%s%c", study, t->nul ? '\0' : '\n');
		if (fflush(stdout) == 0)
			return NETRT_OK;
		netrt_err_errno(&e, "standard output");
		rc = NETRT_TEMP;
	}
	netrt_tool_say(t, NETRT_ERROR, "%s: %s", study, e.msg);
	return rc;
}

static enum netrt_rc
from_stdin(struct netrt_tool *t, netrt_tool_fn *fn)
{
	int end = t->nul ? '\0' : '\n';
	enum netrt_rc worst = NETRT_OK;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getdelim(&line, &room, end, stdin)) > 0) {
		if (line[n - 1] == (char)end)
			line[--n] = '\0';
		if (n > 0)
			worst = netrt_rc_worst(worst, one(t, fn, line));
	}
	if (ferror(stdin)) {
		netrt_tool_say(t, NETRT_ERROR, "standard input: %s",
		    strerror(errno));
		worst = netrt_rc_worst(worst, NETRT_TEMP);
	}
	free(line);
	return worst;
}

int
netrt_tool_studies(struct netrt_tool *t, int argc, char **argv,
    netrt_tool_fn *fn)
{
	enum netrt_rc worst = NETRT_OK;

	if (optind == argc)
		worst = from_stdin(t, fn);
	for (int i = optind; i < argc; i++)
		worst = netrt_rc_worst(worst, one(t, fn, argv[i]));
	return netrt_tool_end(t, worst);
}

int
netrt_tool_run(struct netrt_tool *t, int argc, char **argv,
    netrt_tool_fn *fn)
{
	int status;

	if (netrt_tool_parse(t, argc, argv, &status))
		return status;
	return netrt_tool_studies(t, argc, argv, fn);
}

int
netrt_tool_end(struct netrt_tool *t, enum netrt_rc rc)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "%s: standard output: %s\n", t->name,
		    strerror(errno));
		rc = netrt_rc_worst(rc, NETRT_TEMP);
	}
	netrt_log_close(t->log);
	netrt_redact_close(t->redact);
	netrt_config_free(t->cfg);
	free(t->set);
	t->log = NULL;
	t->redact = NULL;
	t->cfg = NULL;
	t->set = NULL;
	return (int)rc;
}
