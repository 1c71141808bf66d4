/* What a chain leaves for the next one: see attempt.h. */
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attempt.h"
#include "await.h"
#include "fs.h"
#include "later.h"

#define ATTEMPT		".netrt/attempt"
#define NOT_BEFORE	".netrt/not-before"
#define DELAY		".netrt/delay"

/* The chain of netrt-run(8); an unknown step comes last. */
static const char *const chain[] = {
	"validate", "anon", "mask", "burnin", "debugviz", "send", "retire"
};
#define NCHAIN	(sizeof chain / sizeof chain[0])
#define NSTEPS	(NCHAIN + 1)

struct attempt {
	char run[128];
	char deferred[32];
	long long since;	/* when it was put off first; 0: unknown */
	unsigned n;
	struct {
		char step[32];
		unsigned count;
	} s[NSTEPS];
};

static size_t
place(const char *step)
{
	size_t i = 0;

	while (i < NCHAIN && strcmp(chain[i], step) != 0)
		i++;
	return i;
}

/* Read it; what is absent or malformed counts as nothing. */
static void
load(const struct netrt_study *s, struct attempt *a)
{
	struct netrt_err e;
	char *buf, *line, *save = NULL, step[32] = "";
	size_t len;

	*a = (struct attempt){ .n = 0 };
	if (netrt_fs_read(s->fd, ATTEMPT, 4096, &buf, &len, &e) != NETRT_OK)
		return;
	for (line = strtok_r(buf, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		unsigned count;

		if (sscanf(line, "count %u", &count) == 1 && step[0] != '\0' &&
		    a->n < NSTEPS) {
			strcpy(a->s[a->n].step, step);
			a->s[a->n++].count = count;
			step[0] = '\0';
		}
		if (sscanf(line, "run %127s", a->run) != 1 &&
		    sscanf(line, "step %31s", step) != 1)
			(void)sscanf(line, "deferred %31s %lld", a->deferred,
			    &a->since);
	}
	free(buf);
}

static enum netrt_rc
store(const struct netrt_study *s, const struct attempt *a,
    struct netrt_err *e)
{
	char text[1024];
	size_t n = 0;

	if (a->run[0] != '\0')
		n += (size_t)snprintf(text + n, sizeof text - n, "run %s\n",
		    a->run);
	for (unsigned i = 0; i < a->n; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
		    "step %s\ncount %u\n", a->s[i].step, a->s[i].count);
	if (a->deferred[0] != '\0')
		n += (size_t)snprintf(text + n, sizeof text - n,
		    "deferred %s %lld\n", a->deferred, a->since);
	return netrt_fs_write(s->fd, ATTEMPT, text, n, e);
}

/* Remove the steps of the chain from first up to, not including, end. */
static void
drop(struct attempt *a, size_t first, size_t end)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < a->n; i++) {
		size_t at = place(a->s[i].step);

		if (at < first || at >= end)
			a->s[kept++] = a->s[i];
	}
	a->n = kept;
}

enum netrt_rc
netrt_attempt_begin(const struct netrt_study *s, const char *run,
    struct netrt_err *e)
{
	struct attempt a;

	load(s, &a);
	snprintf(a.run, sizeof a.run, "%s", run);
	return store(s, &a, e);
}

enum netrt_rc
netrt_attempt_check(const struct netrt_study *s, const char *run,
    struct netrt_err *e)
{
	struct attempt a;

	if (run == NULL)
		return NETRT_OK;
	load(s, &a);
	if (strcmp(a.run, run) == 0)
		return NETRT_OK;
	return netrt_err_set(e, NETRT_TEMP,
	    "busy: another netrt-run has taken this study over");
}

enum netrt_rc
netrt_attempt_count(const struct netrt_study *s, const char *step,
    unsigned *count, struct netrt_err *e)
{
	struct attempt a;
	size_t at = place(step);
	unsigned i = 0;
	enum netrt_rc rc = NETRT_OK;

	if (step[0] == '\0' || strlen(step) >= sizeof a.s[0].step ||
	    strpbrk(step, " \n") != NULL)
		return netrt_err_set(e, NETRT_USAGE, "no such step");
	load(s, &a);
	drop(&a, 0, at);
	while (i < a.n && strcmp(a.s[i].step, step) != 0)
		i++;
	if (i == a.n) {
		i = a.n < NSTEPS ? a.n++ : NSTEPS - 1;
		strcpy(a.s[i].step, step);
		a.s[i].count = 0;
	}
	*count = ++a.s[i].count;
	if (a.deferred[0] != '\0' && place(a.deferred) < at) {
		a.deferred[0] = '\0';
		rc = netrt_fs_unlink(s->fd, DELAY, e);
	}
	return rc != NETRT_OK ? rc : store(s, &a, e);
}

enum netrt_rc
netrt_attempt_undo(const struct netrt_study *s, const char *step,
    struct netrt_err *e)
{
	struct attempt a;

	load(s, &a);
	for (unsigned i = 0; i < a.n; i++) {
		if (strcmp(a.s[i].step, step) != 0 || a.s[i].count == 0)
			continue;
		a.s[i].count--;
		return store(s, &a, e);
	}
	return NETRT_OK;
}

static long long
read_number(int dirfd, const char *path)
{
	struct netrt_err e;
	char *buf, *end;
	size_t len;
	long long v;

	if (netrt_fs_read(dirfd, path, 64, &buf, &len, &e) != NETRT_OK)
		return 0;
	v = strtoll(buf, &end, 10);
	if (end == buf || v < 0)
		v = 0;
	free(buf);
	return v;
}

static enum netrt_rc
write_number(int dirfd, const char *path, long long v, struct netrt_err *e)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%lld\n", v);

	return netrt_fs_write(dirfd, path, text, (size_t)n, e);
}

enum netrt_rc
netrt_attempt_wait(const struct netrt_study *s, long long until,
    struct netrt_err *e)
{
	return write_number(s->fd, NOT_BEFORE, until, e);
}

static long long
next_delay(const struct netrt_config *cfg, bool send, long long delay)
{
	if (send)
		return netrt_later_delay(cfg, delay);
	delay = delay < NETRT_DELAY_MIN ? NETRT_DELAY_MIN : 2 * delay;
	return delay > NETRT_DELAY_MAX ? NETRT_DELAY_MAX : delay;
}

bool
netrt_attempt_deferred(const struct netrt_study *s, const char *step)
{
	struct attempt a;

	load(s, &a);
	return strcmp(a.deferred, step) == 0;
}

enum netrt_rc
netrt_attempt_progress(const struct netrt_study *s, struct netrt_err *e)
{
	return netrt_fs_unlink(s->fd, DELAY, e);
}

enum netrt_rc
netrt_attempt_defer(const struct netrt_study *s, const char *step,
    const struct netrt_config *cfg, long long now, long long *until,
    struct netrt_err *e)
{
	struct attempt a;
	bool send = strcmp(step, "send") == 0;
	bool awaits = send && netrt_await_is(s->fd);
	double limit_s = 3600 * cfg->sending.retry_limit_hours;
	long long delay = next_delay(cfg, send, read_number(s->fd, DELAY));
	enum netrt_rc rc;

	*until = now + (awaits ? next_delay(cfg, true, LLONG_MAX / 2) :
	    delay);
	load(s, &a);
	/* a time ahead was of a wrong clock */
	if (strcmp(a.deferred, step) != 0 || a.since <= 0 || a.since > now)
		a.since = now;
	if (send && limit_s > 0 && (double)(now - a.since) > limit_s)
		return netrt_err_set(e, NETRT_DATA, "it was tried to send it "
		    "for longer than sending.retry_limit_hours");
	snprintf(a.deferred, sizeof a.deferred, "%s", step);
	rc = awaits ? netrt_fs_unlink(s->fd, DELAY, e) :
	    write_number(s->fd, DELAY, delay, e);
	if (rc == NETRT_OK && !send)
		rc = netrt_await_clear(s->fd, e);
	if (rc == NETRT_OK)
		rc = store(s, &a, e);
	return rc != NETRT_OK ? rc : netrt_attempt_wait(s, *until, e);
}

enum netrt_rc
netrt_attempt_done(const struct netrt_study *s, struct netrt_err *e)
{
	struct attempt a;
	enum netrt_rc rc;

	load(s, &a);
	if (a.n == 0 && a.deferred[0] == '\0')
		return NETRT_OK;
	a.n = 0;
	a.deferred[0] = '\0';
	rc = netrt_fs_unlink(s->fd, DELAY, e);
	return rc != NETRT_OK ? rc : store(s, &a, e);
}

enum netrt_rc
netrt_attempt_clear(const struct netrt_study *s, struct netrt_err *e)
{
	static const char *const files[] = { ATTEMPT, NOT_BEFORE, DELAY };
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK &&
	    i < sizeof files / sizeof files[0]; i++)
		rc = netrt_fs_unlink(s->fd, files[i], e);
	return rc != NETRT_OK ? rc : netrt_await_clear(s->fd, e);
}

long long
netrt_attempt_until(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	long long v = 0;

	if (fd >= 0) {
		v = read_number(fd, NOT_BEFORE);
		close(fd);
	}
	return v;
}
