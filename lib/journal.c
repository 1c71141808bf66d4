/* A journal of checked lines: see journal.h. */
#include <ctype.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs.h"
#include "hash.h"
#include "journal.h"

#define MAX_BYTES	((size_t)256 << 20)
#define SUM		16	/* hex digits in front of a line, and a space */

static enum netrt_rc
sum(const char *p, size_t n, char hex[NETRT_HEX_LEN], struct netrt_err *e)
{
	uint8_t digest[NETRT_HASH_LEN];
	struct netrt_hash *h;
	enum netrt_rc rc = netrt_hash_open(&h, NULL, 0, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_hash_add(h, p, n);
	netrt_hash_get(h, digest);
	netrt_hash_close(h);
	netrt_hash_format(digest, hex);
	return NETRT_OK;
}

enum netrt_rc
netrt_journal_append(const char *path, const char *text, struct netrt_err *e)
{
	size_t n = strlen(text);
	char hex[NETRT_HEX_LEN], *line = malloc(SUM + n + 3);
	enum netrt_rc rc;

	if (line == NULL)
		return netrt_err_errno(e, "%s", path);
	if ((rc = sum(text, n, hex, e)) == NETRT_OK) {
		sprintf(line, "%.*s %s\n", SUM, hex, text);
		rc = netrt_fs_append(AT_FDCWD, path, line, SUM + n + 2, e);
	}
	free(line);
	return rc;
}

/* Is this the beginning of a line?  Some file systems leave NULs where the
 * data had no time to arrive. */
static bool
torn(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && i < SUM && isxdigit((unsigned char)p[i]))
		i++;
	if (i == SUM && i < n && p[i] == ' ')
		return true;
	while (i < n && p[i] == '\0')
		i++;
	return i == n;
}

static enum netrt_rc
damaged(const char *path, struct netrt_err *e)
{
	return netrt_err_set(e, NETRT_CONFIG, "%s: damaged: restore it, and "
	    "the file it belongs to, from a backup", path);
}

enum netrt_rc
netrt_journal_each(const char *path, enum netrt_rc (*visit)(void *ctx,
    const char *text, size_t len, struct netrt_err *e), void *ctx, size_t *n,
    struct netrt_err *e)
{
	char hex[NETRT_HEX_LEN], *buf, *p, *end, *nl;
	size_t len;
	enum netrt_rc rc = netrt_fs_read(AT_FDCWD, path, MAX_BYTES, &buf,
	    &len, e);

	*n = 0;
	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	if (rc != NETRT_OK)
		return rc;
	end = buf + len;
	for (p = buf; rc == NETRT_OK && (nl = memchr(p, '\n',
	    (size_t)(end - p))) != NULL; p = nl + 1) {
		if (nl - p <= SUM || p[SUM] != ' ') {
			rc = damaged(path, e);
			break;
		}
		len = (size_t)(nl - p) - SUM - 1;
		rc = sum(p + SUM + 1, len, hex, e);
		if (rc == NETRT_OK && memcmp(hex, p, SUM) != 0)
			rc = damaged(path, e);
		if (rc == NETRT_OK)
			rc = visit(ctx, p + SUM + 1, len, e);
		++*n;
	}
	if (rc == NETRT_OK && !torn(p, (size_t)(end - p)))
		rc = damaged(path, e);
	free(buf);
	return rc;
}
