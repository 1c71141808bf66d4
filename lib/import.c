/* Import: see import.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commit.h"
#include "fs.h"
#include "import.h"
#include "spool.h"

#define OBJECT	"object"

static enum netrt_rc
copy(int from, int to, struct netrt_err *e)
{
	static char buf[1 << 16];
	ssize_t n;

	while ((n = read(from, buf, sizeof buf)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return netrt_err_errno(e, "read");
		for (ssize_t done = 0; done < n; ) {
			ssize_t w = write(to, buf + done, (size_t)(n - done));

			if (w < 0 && errno == EINTR)
				continue;
			if (w < 0)
				return netrt_err_errno(e, "write");
			done += w;
		}
	}
	return NETRT_OK;
}

/*
 * path, copied to the spool: always a new file, since the one before has a
 * public name by now.
 */
static enum netrt_rc
spool_file(int spool, const char *path, struct netrt_err *e)
{
	struct stat st;
	int from, to;
	enum netrt_rc rc = netrt_fs_open(AT_FDCWD, path, &from, &st, e);

	if (rc != NETRT_OK)
		return rc;
	to = openat(spool, OBJECT, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    0600);
	if (to < 0) {
		rc = netrt_err_errno(e, OBJECT);
	} else {
		rc = copy(from, to, e);
		if (close(to) != 0 && rc == NETRT_OK)
			rc = netrt_err_errno(e, OBJECT);
	}
	close(from);
	return rc == NETRT_OK ? rc : netrt_err_prefix(e, "%s", path);
}

static enum netrt_rc
import_file(struct netrt_import *x, int spool, const char *path,
    struct netrt_err *e)
{
	const struct netrt_config *cfg = x->m->tool->cfg;
	struct netrt_commit c;
	struct netrt_err why;
	enum netrt_rc rc = spool_file(spool, path, e), gone;
	bool copied = rc == NETRT_OK;

	if (copied)
		rc = netrt_commit(x->m->w->fd, spool, OBJECT, NULL,
		    cfg->listener.on_conflict == NETRT_CONFLICT_REPLACE, &c,
		    e);
	gone = netrt_fs_unlink(spool, OBJECT, &why);
	if (rc != NETRT_OK) {
		x->refused += copied;
		return copied ? netrt_err_prefix(e, "%s", path) : rc;
	}
	x->stored += c.verdict == NETRT_STORED;
	x->same += c.verdict == NETRT_SAME;
	x->replaced += c.verdict == NETRT_REPLACED;
	if (strcmp(x->dir, c.dir) != 0)
		x->study(x->ctx, c.dir);
	strcpy(x->dir, c.dir);
	if (gone != NETRT_OK)
		*e = why;
	return gone;
}

/* What somebody called a file or directory outside is not for the log. */
static void
hide(struct netrt_import *x, const char *path)
{
	char instead[64];

	snprintf(instead, sizeof instead, "(file %zu of the import)",
	    x->stored + x->same + x->replaced + x->refused);
	netrt_tool_hide(x->m->tool, path, instead);
}

/* A file or a directory; what is wrong with one object does not stop. */
static enum netrt_rc
walk(struct netrt_import *x, int spool, const char *path,
    struct netrt_err *e)
{
	struct netrt_names names;
	struct netrt_err one;
	enum netrt_rc worst = NETRT_OK, rc;
	struct stat st;

	if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		rc = import_file(x, spool, path, e);
		if (rc == NETRT_OK)
			return rc;
		hide(x, path);
		netrt_tool_say(x->m->tool, NETRT_ERROR, "%s", e->msg);
		return rc;
	}
	if ((rc = netrt_fs_list(AT_FDCWD, path, &names, e)) != NETRT_OK) {
		hide(x, path);
		return rc;
	}
	for (size_t i = 0; i < names.n; i++) {
		char sub[PATH_MAX];

		snprintf(sub, sizeof sub, "%s/%s", path, names.name[i]);
		rc = walk(x, spool, sub, &one);
		if (rc != NETRT_OK && worst == NETRT_OK)
			*e = one;
		worst = netrt_rc_worst(worst, rc);
		if (rc == NETRT_TEMP || rc == NETRT_CONFIG)
			break;		/* the disk, not the object */
	}
	netrt_names_free(&names);
	return worst;
}

/* What lies in WORKING belongs to the mover already. */
static enum netrt_rc
from_outside(const struct netrt_working *w, const char *path,
    struct netrt_err *e)
{
	char real[PATH_MAX];
	size_t n = strlen(w->real);

	if (realpath(path, real) == NULL)
		return netrt_err_errno(e, "%s", path);
	if (strncmp(real, w->real, n) == 0 &&
	    (real[n] == '/' || real[n] == '\0'))
		return netrt_err_set(e, NETRT_USAGE, "%s: lies in %s: "
		    "netrt-study requeue brings studies back", path, w->path);
	return NETRT_OK;
}

enum netrt_rc
netrt_import(struct netrt_import *x, const char *path, struct netrt_err *e)
{
	int workfd = x->m->w->fd;
	struct netrt_spool spool = { .fd = -1, .in = -1 };
	char count[24];
	unsigned n;
	enum netrt_rc rc = from_outside(x->m->w, path, e);

	netrt_tool_hide(x->m->tool, path, "(import)");
	/* netrt-receive sweeps as well, but may not run here */
	if (rc == NETRT_OK)
		rc = netrt_spool_sweep(workfd, &n, e);
	if (rc == NETRT_OK)
		rc = netrt_spool_open(workfd, &spool, e);
	if (rc == NETRT_OK)
		rc = walk(x, spool.in, path, e);
	netrt_spool_close(workfd, &spool);
	netrt_tool_say(x->m->tool, NETRT_INFO, "%s: %zu objects stored, %zu "
	    "were there, %zu replaced, %zu refused", path, x->stored,
	    x->same, x->replaced, x->refused);
	snprintf(count, sizeof count, "%zu", x->stored);
	netrt_log_event(x->m->tool->log, "IMPORT", "path", path, "objects",
	    count, NULL);
	return rc;
}
