/* The logs: see log.h. */
#define _GNU_SOURCE
#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fs.h"
#include "log.h"
#include "logfmt.h"

#define LOCK_WAIT_MS	5000

struct netrt_log {
	char name[64];
	char app[PATH_MAX], txn[PATH_MAX];
	char *app_fmt, *txn_fmt;
	int level;
	bool json, netrt_style, console;
	long long max;
	unsigned keep;
	bool said;
	const struct netrt_redact *redact;
};

/* Say once that a log cannot be written. */
static void
complain(struct netrt_log *log, const char *path, const char *why)
{
	if (!log->said)
		fprintf(stderr, "%s: log %s: %s (said once)\n", log->name,
		    path, why);
	log->said = true;
}

static bool
log_path(char out[PATH_MAX], const char *dir, const char *file)
{
	int n = file[0] == '/' ? snprintf(out, PATH_MAX, "%s", file) :
	    snprintf(out, PATH_MAX, "%s/%s", dir, file);

	return n < PATH_MAX - 16;
}

enum netrt_rc
netrt_log_open(const struct netrt_config *cfg, const char *name,
    struct netrt_log **out, struct netrt_err *e)
{
	struct netrt_log *log = calloc(1, sizeof *log);
	struct netrt_err why;

	*out = NULL;
	if (log == NULL)
		return netrt_err_errno(e, "log");
	log->app_fmt = strdup(cfg->logging.format);
	log->txn_fmt = strdup(cfg->logging.transaction_log_format);
	if (log->app_fmt == NULL || log->txn_fmt == NULL) {
		netrt_log_close(log);
		return netrt_err_set(e, NETRT_TEMP, "log: no memory");
	}
	snprintf(log->name, sizeof log->name, "%s", name);
	log->level = netrt_level_find(cfg->logging.level);
	log->json = cfg->logging.json;
	log->netrt_style = cfg->logging.netrt_style;
	log->console = cfg->logging.console;
	log->max = (long long)cfg->logging.max_mb << 20;
	log->keep = cfg->logging.keep;
	if (!log_path(log->app, cfg->directories.logs,
	    cfg->logging.application_log_file) ||
	    !log_path(log->txn, cfg->directories.logs,
	    cfg->logging.transaction_log_file)) {
		complain(log, cfg->directories.logs, "path too long");
		log->app[0] = log->txn[0] = '\0';
	} else if (netrt_fs_mkdir(AT_FDCWD, cfg->directories.logs, &why) !=
	    NETRT_OK) {
		complain(log, cfg->directories.logs, why.msg);
	}
	*out = log;
	return NETRT_OK;
}

void
netrt_log_close(struct netrt_log *log)
{
	if (log == NULL)
		return;
	free(log->app_fmt);
	free(log->txn_fmt);
	free(log);
}

void
netrt_log_redact(struct netrt_log *log, const struct netrt_redact *r)
{
	if (log != NULL)
		log->redact = r;
}

/*
 * Lock the open file, but do not hang on a holder that was stopped: after
 * LOCK_WAIT_MS the line is written all the same, without rotation; O_APPEND
 * keeps it whole.
 */
static bool
lock_file(int fd)
{
	for (long ms = 0; ms < LOCK_WAIT_MS; ms += 2) {
		struct timespec nap = { .tv_nsec = 2000000 };

		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		nanosleep(&nap, NULL);
	}
	return false;
}

/*
 * Open and lock the file that path names.  It is opened anew for each line:
 * another process may have rotated it meanwhile, and a lock that a fork
 * shares would be none.
 */
static int
open_log(const char *path, bool *locked)
{
	for (;;) {
		struct stat a, b;
		int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
		    O_NOCTTY | O_NONBLOCK, 0600);

		if (fd < 0)
			return -1;
		*locked = lock_file(fd);
		if (!*locked || fstat(fd, &a) != 0)
			return fd;
		if (stat(path, &b) == 0 && a.st_dev == b.st_dev &&
		    a.st_ino == b.st_ino)
			return fd;
		close(fd);
	}
}

/* path.1 -> path.2 ..., path -> path.1; what is over keep goes. */
static enum netrt_rc
rotate(const char *path, unsigned keep, struct netrt_err *e)
{
	char from[PATH_MAX], to[PATH_MAX];
	enum netrt_rc rc;

	if (keep == 0)
		return netrt_fs_unlink(AT_FDCWD, path, e);
	for (unsigned i = keep - 1; i > 0; i--) {
		snprintf(from, sizeof from, "%.4000s.%u", path, i);
		snprintf(to, sizeof to, "%.4000s.%u", path, i + 1);
		if (access(from, F_OK) != 0)
			continue;
		rc = netrt_fs_rename(AT_FDCWD, from, AT_FDCWD, to, false, e);
		if (rc != NETRT_OK)
			return rc;
	}
	snprintf(to, sizeof to, "%.4000s.1", path);
	return netrt_fs_rename(AT_FDCWD, path, AT_FDCWD, to, false, e);
}

/* The open file, locked if it can be; rotated when len more bytes are too
 * many. */
static int
open_room(struct netrt_log *log, const char *path, size_t len, bool *locked)
{
	struct netrt_err e;
	struct stat st;
	int fd = open_log(path, locked);

	if (fd < 0 || !*locked || fstat(fd, &st) != 0 ||
	    !S_ISREG(st.st_mode) || st.st_size == 0 ||
	    st.st_size + (long long)len <= log->max)
		return fd;
	/* fd keeps the lock on the old file: nobody else rotates it */
	if (rotate(path, log->keep, &e) != NETRT_OK) {
		complain(log, path, e.msg);
		return fd;
	}
	int old = fd;
	fd = open_log(path, locked);
	close(old);
	return fd;
}

/* The disk is full: a line is there as a whole or not at all, else the next
 * one would be glued to its beginning. */
static void
take_back(int fd, ssize_t n)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < n ||
	    ftruncate(fd, st.st_size - n) != 0)
		(void)!write(fd, "\n", 1);
}

static void
append(struct netrt_log *log, const char *path, const char *line, size_t len,
    bool durable)
{
	struct netrt_err e;
	bool locked;
	int fd;
	ssize_t n;

	if (path[0] == '\0')
		return;
	if ((fd = open_room(log, path, len, &locked)) < 0) {
		complain(log, path, strerror(errno));
		return;
	}
	do {
		n = write(fd, line, len);
	} while (n < 0 && errno == EINTR);
	if (n != (ssize_t)len)
		complain(log, path, n < 0 ? strerror(errno) :
		    "the disk is full, a line is lost");
	else if (durable &&
	    netrt_fs_sync(AT_FDCWD, path, &e) != NETRT_OK)
		complain(log, path, e.msg);
	if (n > 0 && n < (ssize_t)len && locked)
		take_back(fd, n);
	close(fd);
}

/* The text of f that was opened on *buf; false: no memory. */
static bool
done(FILE *f, char **buf)
{
	if (f != NULL && fclose(f) == 0)
		return true;
	free(*buf);
	*buf = NULL;
	return false;
}

/* A record as a line; NULL: no memory. */
static char *
format_line(const char *fmt, bool json, const struct netrt_record *r,
    size_t *len)
{
	char *line = NULL;
	FILE *f = open_memstream(&line, len);

	if (f == NULL)
		return NULL;
	if (json)
		netrt_logfmt_put_json(f, r);
	else
		netrt_logfmt_put(f, fmt, r);
	putc('\n', f);
	return done(f, &line) ? line : NULL;
}

void
netrt_log_write(struct netrt_log *log, enum netrt_level level,
    const char *fmt, ...)
{
	char *raw = NULL, *text = NULL, *line = NULL;
	size_t len;
	va_list ap;
	FILE *f;

	if (log == NULL || (int)level < log->level)
		return;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	if (text != NULL)
		raw = netrt_redact_text(log->redact, text);
	free(text);
	text = NULL;
	struct netrt_record r = {
		.level = (int)level, .name = log->name, .pid = getpid(),
		.message = raw,
	};
	clock_gettime(CLOCK_REALTIME, &r.time);
	if (raw != NULL && !log->json) {
		if ((f = open_memstream(&text, &len)) != NULL)
			netrt_put_safe(f, raw);
		if (done(f, &text))
			r.message = text;
	}
	if (raw != NULL && (log->json || text != NULL))
		line = format_line(log->app_fmt, log->json, &r, &len);
	if (line != NULL) {
		append(log, log->app, line, len, false);
		if (log->console)
			fwrite(line, 1, len, stderr);
	} else {
		complain(log, log->app, "no memory");
	}
	free(line);
	free(text);
	free(raw);
}

void
netrt_log_eventv(struct netrt_log *log, const char *name,
    const char *const *kv, size_t n)
{
	struct netrt_event ev = { .name = name };
	char *text = NULL, *line = NULL, *value[NETRT_PAIRS_MAX] = { NULL };
	size_t len, last = strlen(name);
	FILE *f;

	if (log == NULL)
		return;
	for (; ev.n < n && ev.n < NETRT_PAIRS_MAX; ev.n++) {
		const char *key = kv[2 * ev.n], *v = kv[2 * ev.n + 1];

		if (v != NULL && strcmp(key, "study") != 0)
			v = value[ev.n] = netrt_redact_text(log->redact, v);
		ev.kv[2 * ev.n] = key;
		ev.kv[2 * ev.n + 1] = v != NULL ? v : "";
	}
	if ((f = open_memstream(&text, &len)) != NULL)
		netrt_event_put(f, &ev, log->netrt_style);
	if (done(f, &text)) {
		bool bad = last > 7 && strcmp(name + last - 7, "_FAILED") == 0;
		struct netrt_record r = {
			.level = bad ? NETRT_ERROR : NETRT_INFO,
			.name = "transaction", .message = text,
			.pid = getpid(),
		};

		clock_gettime(CLOCK_REALTIME, &r.time);
		line = format_line(log->txn_fmt, false, &r, &len);
	}
	if (line != NULL)
		append(log, log->txn, line, len, netrt_event_final(name));
	else
		complain(log, log->txn, "no memory");
	for (size_t i = 0; i < NETRT_PAIRS_MAX; i++)
		free(value[i]);
	free(line);
	free(text);
}

void
netrt_log_event(struct netrt_log *log, const char *name, ...)
{
	const char *kv[2 * NETRT_PAIRS_MAX], *key;
	size_t n = 0;
	va_list ap;

	va_start(ap, name);
	while (n < NETRT_PAIRS_MAX &&
	    (key = va_arg(ap, const char *)) != NULL) {
		kv[2 * n] = key;
		kv[2 * n++ + 1] = va_arg(ap, const char *);
	}
	va_end(ap);
	netrt_log_eventv(log, name, kv, n);
}
