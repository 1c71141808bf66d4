/* The working directory: see working.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "away.h"
#include "study.h"
#include "working.h"

#define HALT	".halt"

static enum netrt_rc
make_root(const char *path, struct netrt_working *w, struct netrt_err *e)
{
	struct stat st;

	if (snprintf(w->path, sizeof w->path, "%s", path) >=
	    (int)sizeof w->path)
		return netrt_err_set(e, NETRT_CONFIG,
		    "directories.working: too long");
	if (netrt_fs_mkdir(AT_FDCWD, w->path, e) != NETRT_OK)
		goto bad;
	w->fd = open(w->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->fd < 0 || fstat(w->fd, &st) != 0 ||
	    realpath(w->path, w->real) == NULL) {
		netrt_err_errno(e, "%s", w->path);
		goto bad;
	}
	if (netrt_owner_check(st.st_uid, NULL, e) != NETRT_OK)
		return netrt_err_prefix(e, "%s", w->path);
	w->mode = st.st_mode & 07777;
	return NETRT_OK;
bad:
	/* a path that leads nowhere is a wrong setting, not a wrong study */
	if (e->rc == NETRT_DATA || e->rc == NETRT_NOINPUT)
		e->rc = NETRT_CONFIG;
	return netrt_err_prefix(e, "directories.working");
}

static enum netrt_rc
make_room(const struct netrt_working *w, const char *name,
    struct netrt_err *e)
{
	struct stat mine, there;
	enum netrt_rc rc = netrt_fs_mkdir(w->fd, name, e);

	if (rc != NETRT_OK) {
		if (rc == NETRT_DATA)
			e->rc = NETRT_CONFIG;
		return netrt_err_prefix(e, "%s", w->path);
	}
	if (fstat(w->fd, &mine) != 0 ||
	    fstatat(w->fd, name, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return netrt_err_errno(e, "%s/%s", w->path, name);
	if (!S_ISDIR(there.st_mode) || mine.st_dev != there.st_dev)
		return netrt_err_set(e, NETRT_CONFIG, "%s/%s: a symbolic "
		    "link or another file system: all of WORKING must be one "
		    "file system, a study is moved by rename(2)", w->path,
		    name);
	return NETRT_OK;
}

enum netrt_rc
netrt_working_open(const struct netrt_config *cfg, struct netrt_working *w,
    struct netrt_err *e)
{
	const char *q = cfg->directories.quarantine_subdir;
	char refused[NAME_MAX + 16];
	const char *const rooms[] = {
		".incoming", ".trash", ".ledger", NETRT_AWAY_DIR, "done", q,
		refused
	};
	enum netrt_rc rc;

	*w = (struct netrt_working){ .fd = -1 };
	if (q[0] == '\0' || q[0] == '.' || strchr(q, '/') != NULL ||
	    strncmp(q, "UID_", 4) == 0 || strlen(q) > NAME_MAX ||
	    strcmp(q, "done") == 0)
		return netrt_err_set(e, NETRT_CONFIG, "directories."
		    "quarantine_subdir: must be the plain name of a directory "
		    "in directories.working");
	strcpy(w->quarantine, q);
	snprintf(refused, sizeof refused, "%s/.refused", q);
	rc = make_root(cfg->directories.working, w, e);
	for (size_t i = 0; rc == NETRT_OK &&
	    i < sizeof rooms / sizeof rooms[0]; i++)
		rc = make_room(w, rooms[i], e);
	if (rc != NETRT_OK)
		netrt_working_close(w);
	return rc;
}

void
netrt_working_close(struct netrt_working *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

bool
netrt_working_name(const char *name, char uid[NETRT_UID_LEN])
{
	if (strncmp(name, "UID_", 4) != 0 || !netrt_uid_valid(name + 4))
		return false;
	strcpy(uid, name + 4);
	return true;
}

bool
netrt_quarantine_name(const char *name, char uid[NETRT_UID_LEN])
{
	static const char form[] = "dddddddd" "T" "dddddd" "Z";
	const char *p;
	size_t n;

	if (strncmp(name, "UID_", 4) != 0 ||
	    (p = strchr(name + 4, '_')) == NULL ||
	    (n = (size_t)(p - name - 4)) >= NETRT_UID_LEN)
		return false;
	memcpy(uid, name + 4, n);
	uid[n] = '\0';
	p++;
	for (const char *f = form; *f != '\0'; f++, p++)
		if (*f == 'd' ? *p < '0' || *p > '9' : *p != *f)
			return false;
	if (*p == '-' && p[1] != '\0')
		p += 1 + strspn(p + 1, "0123456789");
	return *p == '\0' && netrt_uid_valid(uid);
}

enum netrt_rc
netrt_working_twins(const struct netrt_working *w, const char *uid,
    struct netrt_names *out, struct netrt_err *e)
{
	char found[NETRT_UID_LEN];
	size_t kept = 0;
	enum netrt_rc rc = netrt_fs_list(w->fd, w->quarantine, out, e);

	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	if (rc != NETRT_OK)
		return netrt_err_prefix(e, "%s", w->path);
	for (size_t i = 0; i < out->n; i++) {
		if (netrt_quarantine_name(out->name[i], found) &&
		    strcmp(found, uid) == 0)
			out->name[kept++] = out->name[i];
		else
			free(out->name[i]);
	}
	out->n = kept;
	return NETRT_OK;
}

/* A bare name or UID, in WORKING or the newest in quarantine. */
static enum netrt_rc
find_name(const struct netrt_working *w, const char *text,
    struct netrt_found *out, struct netrt_err *e)
{
	struct netrt_names twins;
	struct stat st;
	char full[NAME_MAX + 1];
	enum netrt_rc rc;

	snprintf(full, sizeof full, "%s%s",
	    netrt_uid_valid(text) ? "UID_" : "", text);
	snprintf(out->name, sizeof out->name, "%s", full);
	if (netrt_quarantine_name(full, out->uid)) {
		out->where = NETRT_IN_QUARANTINE;
		snprintf(out->path, sizeof out->path, "%s/%s/%s", w->path,
		    w->quarantine, full);
		if (stat(out->path, &st) == 0)
			return NETRT_OK;
	} else if (netrt_working_name(full, out->uid)) {
		out->where = NETRT_IN_WORKING;
		snprintf(out->path, sizeof out->path, "%s/%s", w->path, full);
		if (fstatat(w->fd, full, &st, AT_SYMLINK_NOFOLLOW) == 0)
			return NETRT_OK;
		if ((rc = netrt_working_twins(w, out->uid, &twins, e)) !=
		    NETRT_OK)
			return rc;
		if (twins.n > 0) {
			out->where = NETRT_IN_QUARANTINE;
			strcpy(out->name, twins.name[twins.n - 1]);
			snprintf(out->path, sizeof out->path, "%s/%s/%s",
			    w->path, w->quarantine, out->name);
			netrt_names_free(&twins);
			return NETRT_OK;
		}
		netrt_names_free(&twins);
	}
	return netrt_err_set(e, NETRT_NOINPUT, "no such study in %s",
	    w->path);
}

/* A path that exists: what it is follows from where it really lies. */
static void
find_path(const struct netrt_working *w, const char *real,
    struct netrt_found *out)
{
	size_t n = strlen(w->real), q = strlen(w->quarantine);
	const char *rest = real + n + 1;

	out->where = NETRT_ELSEWHERE;
	if (strncmp(real, w->real, n) != 0 || real[n] != '/')
		return;
	if (netrt_working_name(rest, out->uid)) {
		out->where = NETRT_IN_WORKING;
	} else if (strncmp(rest, w->quarantine, q) == 0 && rest[q] == '/' &&
	    strncmp(rest + q + 1, "UID_", 4) == 0 &&
	    strchr(rest + q + 1, '/') == NULL) {
		out->where = NETRT_IN_QUARANTINE;
		/* kept aside by hand or by a conflict: the name says less */
		if (!netrt_quarantine_name(rest + q + 1, out->uid)) {
			snprintf(out->uid, sizeof out->uid, "%.*s",
			    (int)strspn(rest + q + 5, "0123456789."),
			    rest + q + 5);
			if (!netrt_uid_valid(out->uid))
				out->where = NETRT_ELSEWHERE;
		}
	}
}

enum netrt_rc
netrt_working_find(const struct netrt_working *w, const char *text,
    struct netrt_found *out, struct netrt_err *e)
{
	char real[PATH_MAX];
	struct stat st;
	size_t n = strlen(text);

	*out = (struct netrt_found){ .where = NETRT_ELSEWHERE };
	while (n > 1 && text[n - 1] == '/')
		n--;
	if (n == 0 || n >= sizeof out->path)
		return netrt_err_set(e, NETRT_USAGE, "no usable path");
	memcpy(out->path, text, n);
	if (strchr(text, '/') == NULL && (netrt_uid_valid(text) ||
	    strncmp(text, "UID_", 4) == 0) && stat(text, &st) != 0)
		return find_name(w, text, out, e);
	if (realpath(out->path, real) == NULL) {
		enum netrt_rc rc = netrt_err_errno(e, "study");

		if (errno == ENOENT)
			rc = netrt_err_set(e, NETRT_NOINPUT,
			    "no such study directory");
		return rc;
	}
	snprintf(out->name, sizeof out->name, "%s", strrchr(real, '/') + 1);
	find_path(w, real, out);
	if (out->where == NETRT_ELSEWHERE)
		out->uid[0] = '\0';
	return NETRT_OK;
}

enum netrt_rc
netrt_working_halt(const struct netrt_working *w, const char *reason,
    struct netrt_err *e)
{
	char line[1024];
	int n = snprintf(line, sizeof line - 1, "%s", reason);
	size_t len = n < (int)sizeof line - 1 ? (size_t)n : sizeof line - 2;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ')
			line[i] = ' ';
	line[len++] = '\n';
	return netrt_fs_write(w->fd, HALT, line, len, e);
}

enum netrt_rc
netrt_working_resume(const struct netrt_working *w, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_fs_unlink(w->fd, HALT, e);

	return rc != NETRT_OK ? rc : netrt_fs_sync(w->fd, ".", e);
}

bool
netrt_working_halted(const struct netrt_working *w, char *reason, size_t size)
{
	struct netrt_err e;
	struct stat st;
	char *text;
	size_t len;

	if (fstatat(w->fd, HALT, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	if (netrt_fs_read(w->fd, HALT, 4096, &text, &len, &e) == NETRT_OK) {
		text[strcspn(text, "\n")] = '\0';
		snprintf(reason, size, "%s", text);
		free(text);
	} else {
		snprintf(reason, size, "%s", e.msg);
	}
	return true;
}

enum netrt_rc
netrt_working_clock(long long *now, struct netrt_err *e)
{
	const char *fixed = getenv("SOURCE_DATE_EPOCH");
	char *end;

	*now = (long long)time(NULL);
	if (fixed == NULL)
		return NETRT_OK;
	*now = strtoll(fixed, &end, 10);
	if (end == fixed || *end != '\0')
		return netrt_err_set(e, NETRT_CONFIG,
		    "SOURCE_DATE_EPOCH is not a number");
	return NETRT_OK;
}

void
netrt_when_format(time_t t, char buf[NETRT_WHEN_LEN])
{
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || strftime(buf, NETRT_WHEN_LEN,
	    "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		strcpy(buf, "?");
}

void
netrt_when_name(time_t t, char buf[NETRT_WHEN_LEN])
{
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || strftime(buf, NETRT_WHEN_LEN,
	    "%Y%m%dT%H%M%SZ", &tm) == 0)
		strcpy(buf, "00000000T000000Z");
}
