/* Moving studies: see mover.h. */
#include <sys/stat.h>

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "attempt.h"
#include "fs.h"
#include "lock.h"
#include "mover.h"

#define REASON	".netrt/reason"
#define LOCK_WAIT	600	/* tenths of a second, for the lock of an own study */

static void
take(char *dst, size_t size, const char *line, const char *key)
{
	size_t n = strlen(key);

	if (strncmp(line, key, n) == 0 && line[n] == ' ')
		snprintf(dst, size, "%s", line + n + 1);
}

bool
netrt_reason_read(int dirfd, const char *name, struct netrt_reason *out)
{
	struct netrt_err e;
	char *buf, *line, *save = NULL, code[16] = "";
	size_t len;

	*out = (struct netrt_reason){ .code = 0 };
	if (netrt_fs_read(dirfd, name, 65536, &buf, &len, &e) != NETRT_OK)
		return false;
	for (line = strtok_r(buf, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		take(code, sizeof code, line, "code");
		take(out->step, sizeof out->step, line, "step");
		take(out->time, sizeof out->time, line, "time");
		take(out->message, sizeof out->message, line, "message");
	}
	free(buf);
	out->code = atoi(code);
	return isdigit((unsigned char)code[0]) != 0;
}

void
netrt_reason_choose(const char *path, int code, const char *step,
    const char *message, struct netrt_reason *out)
{
	struct netrt_reason last = { .code = 0 };
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir >= 0) {
		if (!netrt_reason_read(dir, ".netrt/last", &last))
			last.code = 0;
		close(dir);
	}
	if (code == 0 && last.code == 0) {	/* somebody just wants it */
		*out = (struct netrt_reason){ .code = NETRT_DATA,
		    .step = "study", .message = "put away by hand" };
		return;
	}
	*out = (struct netrt_reason){ .code = code ? code : last.code };
	snprintf(out->step, sizeof out->step, "%s", step != NULL ? step :
	    last.code == out->code ? last.step : "study");
	if (message != NULL)
		snprintf(out->message, sizeof out->message, "%s", message);
	else if (last.code == out->code && strcmp(last.step, out->step) == 0)
		snprintf(out->message, sizeof out->message, "%s",
		    last.message);
	else
		snprintf(out->message, sizeof out->message, "netrt-%s ended "
		    "with %d and left no sentence; see the application log",
		    out->step, out->code);
}

static enum netrt_rc
write_reason(const struct netrt_mover *m, const struct netrt_study *s,
    const struct netrt_reason *why, struct netrt_err *e)
{
	char text[1024], when[NETRT_WHEN_LEN];
	int n;

	netrt_when_format((time_t)m->now, when);
	n = snprintf(text, sizeof text, "code %d\nstep %s\ntime %s\n"
	    "message %s\n", why->code, why->step, when, why->message);
	for (char *p = strstr(text, "\nmessage ") + 1; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' && p[1] != '\0')
			*p = ' ';
	return netrt_fs_write(s->fd, REASON, text, (size_t)n, e);
}

/*
 * A run that has taken the study over between two steps of an older one may
 * find its next step at work: that ends, and the older run then leaves.  If
 * the newer left as well, nobody would go on.
 */
static enum netrt_rc
lock_of_run(const struct netrt_mover *m, struct netrt_study *s,
    struct netrt_err *e)
{
	const struct timespec pause = { .tv_nsec = 100000000 };
	struct netrt_err other;
	enum netrt_rc rc = netrt_study_lock(s, e);

	for (int i = 0; rc == NETRT_TEMP && m->run != NULL && i < LOCK_WAIT &&
	    netrt_attempt_check(s, m->run, &other) == NETRT_OK; i++) {
		bool busy = netrt_lock_busy(s->fd, ".netrt/lock");

		if (busy)
			nanosleep(&pause, NULL);
		rc = netrt_study_lock(s, e);
		if (!busy)	/* the study is elsewhere now */
			break;
	}
	return rc;
}

enum netrt_rc
netrt_mover_open(const struct netrt_mover *m, const struct netrt_found *f,
    struct netrt_study *s, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_study_open(f->path, s, e);

	if (rc == NETRT_OK)
		rc = lock_of_run(m, s, e);
	if (rc == NETRT_OK)
		rc = netrt_attempt_check(s, m->run, e);
	if (rc != NETRT_OK)
		netrt_study_close(s);
	return rc;
}

/* fsync the directory that holds the name. */
static enum netrt_rc
sync_holder(const struct netrt_working *w, const char *name,
    struct netrt_err *e)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(name, '/');

	snprintf(dir, sizeof dir, "%.*s", slash == NULL ? 1 :
	    (int)(slash - name), slash == NULL ? "." : name);
	return netrt_fs_sync(w->fd, dir, e);
}

enum netrt_rc
netrt_mover_rename(const struct netrt_working *w, const char *from,
    const char *to, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_fs_rename(w->fd, from, w->fd, to, true, e);

	/* where it is now comes first: never in neither directory */
	if (rc == NETRT_OK)
		rc = sync_holder(w, to, e);
	if (rc == NETRT_OK)
		rc = sync_holder(w, from, e);
	return rc;
}

enum netrt_rc
netrt_mover_trash(const struct netrt_mover *m, const char *from,
    enum netrt_rc (*check)(void *ctx, struct netrt_err *e), void *ctx,
    char trash[NETRT_TRASH_LEN], struct netrt_err *e)
{
	char uuid[NETRT_UUID_LEN];
	int lock;
	enum netrt_rc rc = netrt_lock_working(m->w->fd, true, &lock, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_uid_random(uuid);
	snprintf(trash, NETRT_TRASH_LEN, ".trash/%s", uuid);
	if (check != NULL)
		rc = check(ctx, e);
	if (rc == NETRT_OK)
		rc = netrt_mover_rename(m->w, from, trash, e);
	close(lock);
	return rc;
}

void
netrt_mover_empty(const struct netrt_mover *m, const char *trash)
{
	struct netrt_err e;

	if (netrt_fs_remove(m->w->fd, trash, &e) != NETRT_OK)
		netrt_tool_say(m->tool, NETRT_WARNING, "%s", e.msg);
}

/* Have objects come since the verdict?  Under WORKING/.lock. */
static enum netrt_rc
still_so(const struct netrt_study *s, struct netrt_err *e)
{
	size_t more = 0, gone = 0;
	enum netrt_rc rc = netrt_study_compare(s, &more, &gone, e);

	if (rc == NETRT_OK && more + gone > 0)
		rc = netrt_err_set(e, NETRT_TEMP, "not moved: %zu objects "
		    "have come or changed since that verdict; it is due "
		    "again", more + gone);
	return rc;
}

/* Is it there?  A rename may have been done although its fsync failed. */
static bool
lies_at(const struct netrt_working *w, const char *name,
    const struct netrt_study *s)
{
	struct stat mine, there;

	return fstat(s->fd, &mine) == 0 &&
	    fstatat(w->fd, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	    mine.st_dev == there.st_dev && mine.st_ino == there.st_ino;
}

/* The rename, to the first name that is free. */
static enum netrt_rc
put_away(const struct netrt_mover *m, const struct netrt_found *f,
    const struct netrt_study *s, bool compare, char *name, size_t size,
    struct netrt_err *e)
{
	char when[NETRT_WHEN_LEN];
	unsigned n = 1;
	int lock;
	enum netrt_rc rc = netrt_lock_working(m->w->fd, true, &lock, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_when_name((time_t)m->now, when);
	if (compare)
		rc = still_so(s, e);
	while (rc == NETRT_OK) {
		struct stat st;

		snprintf(name, size, n == 1 ? "%s/%s_%s" : "%s/%s_%s-%u",
		    m->w->quarantine, f->name, when, n);
		n++;
		if (fstatat(m->w->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			continue;
		rc = netrt_mover_rename(m->w, f->name, name, e);
		break;
	}
	close(lock);
	return rc;
}

enum netrt_rc
netrt_mover_quarantine(const struct netrt_mover *m,
    const struct netrt_found *f, const struct netrt_reason *why,
    char path[PATH_MAX], struct netrt_err *e)
{
	char name[NAME_MAX + 128] = "", code[16];
	struct netrt_study s;
	struct netrt_err none;
	bool compare = why->code == NETRT_NOINPUT;
	enum netrt_rc rc;

	if (f->where == NETRT_ELSEWHERE)
		return netrt_err_set(e, NETRT_USAGE, "not in %s: it is left "
		    "where it is", m->w->path);
	if (f->where == NETRT_IN_QUARANTINE)
		return netrt_err_set(e, NETRT_USAGE,
		    "lies in quarantine already");
	if ((rc = netrt_mover_open(m, f, &s, e)) != NETRT_OK)
		return rc;
	if (compare && netrt_study_load(&s, &none) != NETRT_OK)
		compare = false;
	if ((rc = write_reason(m, &s, why, e)) == NETRT_OK)
		rc = put_away(m, f, &s, compare, name, sizeof name, e);
	if (rc == NETRT_OK || lies_at(m->w, name, &s)) {
		snprintf(path, PATH_MAX, "%s/%s", m->w->path, name);
		snprintf(code, sizeof code, "%d", why->code);
		netrt_log_event(m->tool->log, "QUARANTINE", "study",
		    f->uid, "step", why->step, "code", code, "reason",
		    why->message, "path", name, NULL);
		netrt_tool_say(m->tool, NETRT_INFO, "%s: moved to %s: %s",
		    f->name, name, why->message);
	} else {
		(void)!netrt_fs_unlink(s.fd, REASON, &none);
	}
	netrt_study_close(&s);
	return rc;
}

bool
netrt_mover_expected(const struct netrt_mover *m, const char *text,
    const struct netrt_err *e)
{
	static const char *const everyday[] = {
		"busy", "not retired", "not moved", "delivered; kept",
		"the study was moved"
	};
	size_t n = strlen(m->w->path);

	if (m->run == NULL)
		return false;
	for (size_t i = 0; i < sizeof everyday / sizeof everyday[0]; i++)
		if (e->rc == NETRT_TEMP && strncmp(e->msg, everyday[i],
		    strlen(everyday[i])) == 0)
			return true;
	return e->rc == NETRT_NOINPUT &&
	    strncmp(text, m->w->path, n) == 0 && text[n] == '/';
}
