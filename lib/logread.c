/* Reading the logs back: see logread.h. */
#define _GNU_SOURCE
#include <sys/stat.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "logread.h"

#define FILES_MAX	1000

struct files {
	int fd[FILES_MAX];
	ino_t ino[FILES_MAX];
	size_t n;
};

/*
 * Open path, path.1, ... in this order: whatever is rotated meanwhile is
 * then met a second time, and never missed.
 */
static enum netrt_rc
open_files(const char *path, struct files *f, struct netrt_err *e)
{
	char name[PATH_MAX];
	struct stat st;

	for (unsigned i = 0; i < FILES_MAX; i++) {
		snprintf(name, sizeof name, i > 0 ? "%.4000s.%u" : "%.4000s",
		    path, i);
		int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0 && errno == ENOENT) {
			if (i > 0)
				return NETRT_OK;
			continue;	/* just being rotated */
		}
		if (fd < 0 || fstat(fd, &st) != 0)
			return netrt_err_errno(e, "%s", name);
		size_t k = 0;
		while (k < f->n && f->ino[k] != st.st_ino)
			k++;
		if (k < f->n) {
			close(fd);
			continue;
		}
		f->ino[f->n] = st.st_ino;
		f->fd[f->n++] = fd;
	}
	return NETRT_OK;
}

/* Texts of a line, as long as the line at least. */
struct texts {
	char *name, *message, *event;
	size_t size;
};

static bool
make_room(struct texts *t, size_t len)
{
	char **p[] = { &t->name, &t->message, &t->event };

	if (len < t->size)
		return true;
	t->size = 2 * len + 256;
	for (size_t i = 0; i < 3; i++) {
		free(*p[i]);
		*p[i] = malloc(t->size);
	}
	return t->name != NULL && t->message != NULL && t->event != NULL;
}

static enum netrt_rc
read_file(int fd, const char *fmt, struct netrt_line *l, struct texts *t,
    void (*visit)(void *ctx, const struct netrt_line *l), void *ctx,
    struct netrt_err *e)
{
	FILE *f = fdopen(fd, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	enum netrt_rc rc = NETRT_OK;

	if (f == NULL) {
		rc = netrt_err_errno(e, "log");
		close(fd);
		return rc;
	}
	while ((n = getline(&line, &room, f)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		if (!make_room(t, (size_t)n + 1)) {
			rc = netrt_err_set(e, NETRT_TEMP, "log: no memory");
			break;
		}
		l->raw = line;
		if (!netrt_logfmt_match(fmt, line, &l->rec, t->name,
		    t->message))
			l->rec.message = line;
		if (l->rec.time.tv_sec >= 0)
			l->time = l->rec.time;
		l->is_event = l->transaction && netrt_event_parse(
		    l->rec.message, &l->event, t->event);
		visit(ctx, l);
	}
	if (rc == NETRT_OK && ferror(f))
		rc = netrt_err_errno(e, "log");
	free(line);
	fclose(f);
	return rc;
}

enum netrt_rc
netrt_logread_each(const struct netrt_config *cfg, bool transaction,
    void (*visit)(void *ctx, const struct netrt_line *l), void *ctx,
    struct netrt_err *e)
{
	const char *file = transaction ? cfg->logging.transaction_log_file :
	    cfg->logging.application_log_file;
	struct files *f = calloc(1, sizeof *f);
	struct netrt_line l = { .transaction = transaction, .time = { -1, 0 } };
	struct texts t = { NULL, NULL, NULL, 0 };
	char path[PATH_MAX];
	enum netrt_rc rc;

	if (f == NULL)
		return netrt_err_errno(e, "log");
	if (file[0] == '/')
		snprintf(path, sizeof path, "%s", file);
	else
		snprintf(path, sizeof path, "%.3000s/%.1000s",
		    cfg->directories.logs, file);
	rc = open_files(path, f, e);
	while (f->n > 0) {
		int fd = f->fd[--f->n];

		if (rc == NETRT_OK)
			rc = read_file(fd, transaction ?
			    cfg->logging.transaction_log_format :
			    cfg->logging.format, &l, &t, visit, ctx, e);
		else
			close(fd);
	}
	free(t.name);
	free(t.message);
	free(t.event);
	free(f);
	return rc;
}

bool
netrt_line_names(const char *text, const char *token)
{
	size_t n = strlen(token);

	for (const char *s = text; n > 0 && (s = strstr(s, token)) != NULL;
	    s++) {
		unsigned char before = s > text ? (unsigned char)s[-1] : ' ';
		unsigned char after = (unsigned char)s[n];

		if (isalnum(before) || before == '.' || isalnum(after) ||
		    (after == '.' && isalnum((unsigned char)s[n + 1])))
			continue;
		return true;
	}
	return false;
}

bool
netrt_since_parse(const char *text, time_t now, time_t *since)
{
	struct tm tm = { .tm_isdst = -1 };
	char *end;
	const char *rest;
	unsigned long n = strtoul(text, &end, 10);

	if (isdigit((unsigned char)*text) && *end != '\0' && end[1] == '\0' &&
	    n < 1000000) {
		long unit = *end == 's' ? 1 : *end == 'm' ? 60 :
		    *end == 'h' ? 3600 : *end == 'd' ? 86400 : 0;

		*since = now - (time_t)n * unit;
		return unit > 0;
	}
	if ((rest = strptime(text, "%Y-%m-%d", &tm)) == NULL)
		return false;
	if (*rest == 'T' || *rest == ' ') {
		const char *time = rest + 1;

		if ((rest = strptime(time, "%H:%M:%S", &tm)) == NULL)
			rest = strptime(time, "%H:%M", &tm);
	}
	if (rest == NULL || *rest != '\0')
		return false;
	*since = mktime(&tm);
	return *since != (time_t)-1;
}

/* Keys of every line; a pair with such a key gets a '_'. */
static bool
reserved(const char *key)
{
	static const char *const word[] = {
		"log", "time", "level", "name", "event", "message"
	};

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (strcmp(key, word[i]) == 0)
			return true;
	return false;
}

void
netrt_line_put_json(FILE *f, const struct netrt_line *l)
{
	fprintf(f, "{\"log\": \"%s\"", l->transaction ? "transaction" :
	    "application");
	if (l->time.tv_sec >= 0) {
		fputs(", \"time\": \"", f);
		netrt_logfmt_put_time(f, &l->time);
		putc('"', f);
	}
	if (l->rec.level > 0)
		fprintf(f, ", \"level\": \"%s\"",
		    netrt_level_name(l->rec.level));
	if (l->rec.name != NULL && l->rec.name[0] != '\0') {
		fputs(", \"name\": ", f);
		netrt_put_json(f, l->rec.name);
	}
	if (l->is_event) {
		fputs(", \"event\": ", f);
		netrt_put_json(f, l->event.name);
		for (size_t i = 0; i < l->event.n; i++) {
			const char *key = l->event.kv[2 * i];
			char safe[64];

			snprintf(safe, sizeof safe, "%s%s", key,
			    reserved(key) ? "_" : "");
			fputs(", ", f);
			netrt_put_json(f, safe);
			fputs(": ", f);
			netrt_put_json(f, l->event.kv[2 * i + 1]);
		}
	} else {
		fputs(", \"message\": ", f);
		netrt_put_json(f, l->rec.message);
	}
	fputs("}\n", f);
}
