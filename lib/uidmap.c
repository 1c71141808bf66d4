/* The UID map: see uidmap.h. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "lock.h"
#include "reident.h"
#include "uid.h"
#include "uidmap.h"

#define MAX_BYTES	((size_t)1 << 30)

static const char head[] = "# UIDs of netrt: identifies studies\n"
    "# original UID\tnew one\n";

struct lines {
	char **line;
	size_t n, size;
};

/* line: of malloc(3), NULL when there was no memory; it is taken over. */
static enum netrt_rc
push(struct lines *m, char *line, struct netrt_err *e)
{
	if (line != NULL && m->n == m->size) {
		size_t size = m->size == 0 ? 256 : 2 * m->size;
		char **p = realloc(m->line, size * sizeof *p);

		if (p == NULL) {
			free(line);
			line = NULL;
		} else {
			m->line = p;
			m->size = size;
		}
	}
	if (line == NULL)
		return netrt_err_set(e, NETRT_TEMP, "UID map: no memory");
	m->line[m->n++] = line;
	return NETRT_OK;
}

static enum netrt_rc
pair(void *ctx, const char *old, const char *new, struct netrt_err *e)
{
	size_t n = strlen(old) + strlen(new) + 2;
	char *line = malloc(n);

	if (line != NULL) {
		snprintf(line, n, "%s\t%s", old, new);
		/* what stands in a file for a UID may be anything */
		for (char *p = line; *p != '\0'; p++)
			if ((unsigned char)*p < ' ' && p != line + strlen(old))
				*p = ' ';
	}
	return push(ctx, line, e);
}

/* An original, whatever it is, a tab and one of ours. */
static bool
whole(const char *line)
{
	const char *tab = strchr(line, '\t');

	return tab != NULL && tab > line && netrt_uid_valid(tab + 1);
}

/* Take the lines of the file; none that somebody has damaged, since it would
 * stay there, and be taken for a UID. */
static enum netrt_rc
split(struct lines *m, const char *path, char *text, struct netrt_err *e)
{
	size_t at = 3;		/* behind the head */
	enum netrt_rc rc = NETRT_OK;

	for (char *end; rc == NETRT_OK && *text != '\0'; text = end + 1) {
		if ((end = strchr(text, '\n')) != NULL)
			*end = '\0';
		if (end == NULL || !whole(text))
			return netrt_err_set(e, NETRT_USAGE, "%s: line %zu is "
			    "damaged: remove it, or give another file", path,
			    at);
		rc = push(m, strdup(text), e);
		at++;
	}
	return rc;
}

/* What the file has. */
static enum netrt_rc
load(struct lines *m, const char *path, struct netrt_err *e)
{
	char *text = NULL;
	size_t len, n = sizeof head - 1;
	enum netrt_rc rc = netrt_fs_read(AT_FDCWD, path, MAX_BYTES, &text,
	    &len, e);

	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	if (rc == NETRT_OK)
		rc = netrt_reident_private(path, e);
	if (rc == NETRT_OK && strncmp(text, head, n) != 0)
		rc = netrt_err_set(e, NETRT_USAGE, "%s: is another file: its "
		    "first line is not \"%.*s\"", path,
		    (int)strcspn(head, "\n"), head);
	if (rc == NETRT_OK && strlen(text) != len)
		rc = netrt_err_set(e, NETRT_USAGE, "%s: is damaged: it has "
		    "NUL bytes", path);
	if (rc == NETRT_OK)
		rc = split(m, path, text + n, e);
	free(text);
	return rc;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum netrt_rc
save_all(const struct lines *m, const char *path, struct netrt_err *e)
{
	char *buf = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&buf, &len);
	enum netrt_rc rc;

	if (f == NULL)
		return netrt_err_errno(e, "%s", path);
	fputs(head, f);
	for (size_t i = 0; i < m->n; i++)
		if (i == 0 || strcmp(m->line[i - 1], m->line[i]) != 0)
			fprintf(f, "%s\n", m->line[i]);
	rc = fclose(f) != 0 ? netrt_err_errno(e, "%s", path) :
	    netrt_fs_write(AT_FDCWD, path, buf, len, e);
	free(buf);
	return rc;
}

/* Under the lock. */
static enum netrt_rc
merge(const char *path, const struct netrt_deid *d, struct netrt_err *e)
{
	struct lines m = { NULL, 0, 0 };
	enum netrt_rc rc = load(&m, path, e);

	if (rc == NETRT_OK)
		rc = netrt_deid_uids_each(d, pair, &m, e);
	if (rc == NETRT_OK && m.n > 0)
		qsort(m.line, m.n, sizeof *m.line, by_text);
	if (rc == NETRT_OK)
		rc = save_all(&m, path, e);
	for (size_t i = 0; i < m.n; i++)
		free(m.line[i]);
	free(m.line);
	return rc;
}

enum netrt_rc
netrt_uidmap_add(const char *path, const struct netrt_deid *d,
    struct netrt_err *e)
{
	char lock[PATH_MAX];
	int fd = -1;
	enum netrt_rc rc = NETRT_OK;

	if (snprintf(lock, sizeof lock, "%s.lock", path) >= PATH_MAX)
		rc = netrt_err_set(e, NETRT_USAGE, "path too long");
	if (rc == NETRT_OK && (rc = netrt_lock_file(lock, &fd, e)) == NETRT_OK)
		rc = merge(path, d, e);
	if (fd >= 0)
		close(fd);
	if (rc == NETRT_OK)
		return NETRT_OK;
	if (rc != NETRT_TEMP)	/* wrong with the option, not the study */
		e->rc = NETRT_USAGE;
	return netrt_err_prefix(e, "-m");
}
