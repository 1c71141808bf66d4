/* The re-identification file: see reident.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "lock.h"
#include "reident.h"

#define MAX_BYTES	((size_t)1 << 30)
#define MARK		20	/* bytes of the head that tell the file */

static const char head[] = "# who is who, of netrt: identifies patients\n"
    "# pseudonym\tPatient ID\tissuer\tStudy Instance UID\tnew one\n";

/* A value in a line of its own: no tab and no end of line. */
static void
put(FILE *f, const char *text, char end)
{
	for (; *text != '\0'; text++)
		putc((unsigned char)*text < ' ' ? ' ' : *text, f);
	putc(end, f);
}

/* The caller frees it. */
static char *
format(const struct netrt_reident *r)
{
	char *line = NULL;
	size_t len;
	FILE *f = open_memstream(&line, &len);

	if (f == NULL)
		return NULL;
	put(f, r->pseudonym, '\t');
	put(f, r->patient_id, '\t');
	put(f, r->issuer, '\t');
	put(f, r->study, '\t');
	put(f, r->new_study, '\n');
	if (fclose(f) == 0)
		return line;
	free(line);
	return NULL;
}

enum netrt_rc
netrt_reident_private(const char *path, struct netrt_err *e)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return netrt_err_errno(e, "%s", path);
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 077) != 0)
		return netrt_err_set(e, NETRT_CONFIG, "%s: identifies "
		    "patients, and must be a file of user %lu that nobody else "
		    "may read: chown, chmod 600", path,
		    (unsigned long)geteuid());
	return NETRT_OK;
}

/* Is the line among the lines of text? */
static bool
has(const char *text, const char *line)
{
	for (const char *p = text; (p = strstr(p, line)) != NULL; p++)
		if (p == text || p[-1] == '\n')
			return true;
	return false;
}

static size_t
lines(const char *text)
{
	size_t n = 0;

	while ((text = strchr(text, '\n')) != NULL) {
		text++;
		n++;
	}
	return n;
}

/* The file as it is, up to the end of its last whole line: what a crash cut
 * short was never relied on.  torn: it must be written anew. */
static enum netrt_rc
load(const char *path, char **text, size_t *len, bool *torn,
    struct netrt_err *e)
{
	enum netrt_rc rc = netrt_fs_read(AT_FDCWD, path, MAX_BYTES, text, len,
	    e);
	size_t n;

	*torn = false;
	if (rc == NETRT_NOINPUT) {
		*text = strdup(head);
		*len = sizeof head - 1;
		if (*text == NULL)
			return netrt_err_errno(e, "%s", path);
		return netrt_fs_write(AT_FDCWD, path, head, *len, e);
	}
	if (rc != NETRT_OK || (rc = netrt_reident_private(path, e)) != NETRT_OK)
		return rc;
	if (strncmp(*text, head, *len < MARK ? *len : MARK) != 0)
		return netrt_err_set(e, NETRT_CONFIG, "%s: is another file: "
		    "its first line is not \"# who is who, of netrt...\"",
		    path);
	for (n = *len; n > 0 && (*text)[n - 1] != '\n'; n--)
		;
	*torn = n < *len || n == 0;
	(*text)[n] = '\0';
	*len = n;
	if (strlen(*text) < n)
		return netrt_err_set(e, NETRT_CONFIG, "%s: is damaged: line "
		    "%zu has a NUL in it: restore it from its backup", path,
		    lines(*text) + 1);
	return NETRT_OK;
}

/* Write it anew: what is there, and the line if it is new. */
static enum netrt_rc
mend(const char *path, const char *text, const char *line,
    struct netrt_err *e)
{
	size_t len = 0;
	char *buf = NULL;
	FILE *f = open_memstream(&buf, &len);
	enum netrt_rc rc;

	if (f == NULL)
		return netrt_err_errno(e, "%s", path);
	fprintf(f, "%s%s%s", *text == '\0' ? head : "", text,
	    has(text, line) ? "" : line);
	rc = fclose(f) != 0 ? netrt_err_errno(e, "%s", path) :
	    netrt_fs_write(AT_FDCWD, path, buf, len, e);
	free(buf);
	return rc;
}

static enum netrt_rc
sync_all(const char *path, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_fs_sync(AT_FDCWD, path, e);

	return rc == NETRT_OK ? netrt_fs_sync_parent(AT_FDCWD, path, e) : rc;
}

static enum netrt_rc
add(const char *path, const char *line, struct netrt_err *e)
{
	char *text = NULL;
	size_t len = 0;
	bool torn = false;
	enum netrt_rc rc = load(path, &text, &len, &torn, e);

	if (rc == NETRT_OK && torn)
		rc = mend(path, text, line, e);
	else if (rc == NETRT_OK && !has(text, line))
		rc = netrt_fs_append(AT_FDCWD, path, line, strlen(line), e);
	else if (rc == NETRT_OK)
		/* who wrote it may have been killed before it was durable */
		rc = sync_all(path, e);
	free(text);
	return rc;
}

enum netrt_rc
netrt_reident_add(const char *path, const struct netrt_reident *r,
    struct netrt_err *e)
{
	char lock[PATH_MAX], *line = format(r);
	int fd = -1;
	enum netrt_rc rc = NETRT_OK;

	if (line == NULL)
		rc = netrt_err_errno(e, "no memory");
	else if (snprintf(lock, sizeof lock, "%s.lock", path) >= PATH_MAX)
		rc = netrt_err_set(e, NETRT_CONFIG, "path too long");
	if (rc == NETRT_OK && (rc = netrt_lock_file(lock, &fd, e)) == NETRT_OK)
		rc = add(path, line, e);
	if (fd >= 0)
		close(fd);
	free(line);
	if (rc == NETRT_OK)
		return NETRT_OK;
	if (rc != NETRT_TEMP)	/* wrong with the installation, not the study */
		e->rc = NETRT_CONFIG;
	return netrt_err_prefix(e, "anonymization.reidentification_file");
}
