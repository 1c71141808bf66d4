/* Retire: see mover.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admit.h"
#include "attempt.h"
#include "fs.h"
#include "later.h"
#include "mover.h"

#define DELIVERED	".netrt/delivered"
#define PICTURES	"debug_visualization"
#define FULL		65536	/* free bytes: less is a full disk */

bool
netrt_delivered_read(int dirfd, struct netrt_delivered *out)
{
	struct netrt_err e;
	char *buf;
	size_t len;
	bool ok;

	*out = (struct netrt_delivered){ .time = 0 };
	if (netrt_fs_read(dirfd, DELIVERED, 4096, &buf, &len, &e) != NETRT_OK)
		return false;
	ok = sscanf(buf, "time %lld inputs %64[0-9a-f]", &out->time,
	    out->inputs) == 2 && out->time > 0;
	free(buf);
	return ok;
}

bool
netrt_delivered_is(const struct netrt_delivered *d,
    const struct netrt_study *s)
{
	char hex[NETRT_HEX_LEN];
	struct netrt_err e;

	return netrt_study_inputs_hash(s, hex, &e) == NETRT_OK &&
	    strcmp(hex, d->inputs) == 0;
}

static bool
keeps(const struct netrt_config *cfg, const char *what)
{
	for (unsigned i = 0; i < cfg->retention.keep.n; i++)
		if (strcmp(cfg->retention.keep.s[i], what) == 0)
			return cfg->retention.days > 0;
	return false;
}

/* The files of s whose paths begin so, as hard links below to. */
static enum netrt_rc
keep_files(const struct netrt_study *s, int workfd, const char *to,
    const char *dir, const char *prefix, size_t *n, struct netrt_err *e)
{
	struct netrt_names names;
	char into[PATH_MAX];
	enum netrt_rc rc = netrt_fs_list(s->fd, dir, &names, e);

	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	snprintf(into, sizeof into, "%s/%s", to, dir);
	for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
		char from[PATH_MAX], path[2 * PATH_MAX];
		struct stat st;
		bool exists;

		if (strncmp(names.name[i], prefix, strlen(prefix)) != 0)
			continue;
		snprintf(from, sizeof from, "%s/%s", dir, names.name[i]);
		snprintf(path, sizeof path, "%s/%s", into, names.name[i]);
		if (fstatat(s->fd, from, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		rc = netrt_fs_mkdir(workfd, into, e);
		if (rc == NETRT_OK)
			rc = netrt_fs_link(s->fd, from, workfd, path,
			    &exists, e);
		(*n)++;
	}
	netrt_names_free(&names);
	return rc;
}

/*
 * done/UID_x: made whole under another name, then renamed.  It comes before
 * the study goes, so that a crash in between repeats it.
 */
static enum netrt_rc
keep(const struct netrt_mover *m, const struct netrt_found *f,
    const struct netrt_study *s, struct netrt_err *e)
{
	const struct netrt_config *cfg = m->tool->cfg;
	char tmp[NAME_MAX + 32], to[NAME_MAX + 16];
	size_t n = 0;
	enum netrt_rc rc;

	snprintf(to, sizeof to, "done/%s", f->name);
	snprintf(tmp, sizeof tmp, "%s.tmp", to);
	if ((rc = netrt_fs_remove(m->w->fd, tmp, e)) != NETRT_OK)
		return rc;
	if (keeps(cfg, "pictures"))
		rc = keep_files(s, m->w->fd, tmp, PICTURES, "", &n, e);
	if (rc == NETRT_OK && keeps(cfg, "report"))
		rc = keep_files(s, m->w->fd, tmp, ".netrt", "report", &n, e);
	if (rc != NETRT_OK || n == 0)
		return rc;
	/* when, and where from: retention counts from there */
	rc = keep_files(s, m->w->fd, tmp, ".netrt", "delivered", &n, e);
	if (rc == NETRT_OK)
		rc = netrt_fs_sync_tree(m->w->fd, tmp, e);
	if (rc == NETRT_OK)
		rc = netrt_fs_trash(m->w->fd, to, m->w->fd, ".trash", e);
	return rc != NETRT_OK ? rc : netrt_mover_rename(m->w, tmp, to, e);
}

/* Under WORKING/.lock: is it exactly what was delivered? */
static enum netrt_rc
unchanged(void *ctx, struct netrt_err *e)
{
	const struct netrt_study *s = ctx;
	size_t more, gone;
	enum netrt_rc rc = netrt_study_compare(s, &more, &gone, e);

	if (rc == NETRT_OK && more + gone > 0)
		rc = netrt_err_set(e, NETRT_TEMP, "not retired: %zu objects "
		    "have come or changed since the delivery; it is due "
		    "again", more + gone);
	return rc;
}

/* Not before the retention has passed. */
static enum netrt_rc
wait_for_it(const struct netrt_mover *m, const struct netrt_study *s,
    const struct netrt_delivered *d, struct netrt_err *e)
{
	long long keep_s =
	    (long long)m->tool->cfg->processing.retain_after_delivery_s;
	/* a delivery in the future was under a wrong clock: from now */
	long long until = (d->time > m->now ? m->now : d->time) + keep_s;
	char when[NETRT_WHEN_LEN];
	enum netrt_rc rc;

	if (until <= m->now || m->tool->force)
		return NETRT_OK;
	if (d->time > m->now) {
		char text[128];
		int n = snprintf(text, sizeof text, "time %lld\ninputs %s\n",
		    m->now, d->inputs);

		rc = netrt_fs_write(s->fd, DELIVERED, text, (size_t)n, e);
		if (rc != NETRT_OK)
			return rc;
	}
	if (netrt_attempt_until(s->path) != until &&
	    (rc = netrt_attempt_wait(s, until, e)) != NETRT_OK)
		return rc;
	netrt_when_format((time_t)until, when);
	return netrt_err_set(e, NETRT_TEMP, "delivered; kept until %s", when);
}

/* Not while a destination that is not required is tried again. */
static enum netrt_rc
wait_for_others(const struct netrt_mover *m, const struct netrt_study *s,
    struct netrt_err *e)
{
	struct netrt_later l;
	char when[NETRT_WHEN_LEN];
	enum netrt_rc rc;

	if (m->tool->force || !netrt_later_read(s->fd, &l))
		return NETRT_OK;
	if (netrt_attempt_until(s->path) != l.next &&
	    (rc = netrt_attempt_wait(s, l.next, e)) != NETRT_OK)
		return rc;
	netrt_when_format((time_t)l.next, when);
	return netrt_err_set(e, NETRT_TEMP, "delivered; kept for a "
	    "destination that is not required and was away; it is tried "
	    "again at %s", when);
}

static enum netrt_rc
retire(const struct netrt_mover *m, const struct netrt_found *f,
    struct netrt_study *s, struct netrt_err *e)
{
	struct netrt_delivered d;
	char trash[NETRT_TRASH_LEN];
	struct netrt_err none;
	enum netrt_rc rc;

	if (!netrt_delivered_read(s->fd, &d))
		return netrt_err_set(e, NETRT_NOINPUT,
		    "not retired: there is no proof of delivery (netrt-send)");
	if ((rc = netrt_study_load(s, e)) != NETRT_OK)
		return rc;
	if (!netrt_delivered_is(&d, s)) {
		rc = netrt_err_set(e, NETRT_TEMP, "not retired: the delivery "
		    "was of other inputs; it is due again");
	} else if ((rc = unchanged(s, e)) == NETRT_OK) {
		/* a full disk is no reason to stay: to go frees it */
		(void)!netrt_attempt_done(s, &none);
		if ((rc = wait_for_others(m, s, e)) == NETRT_OK &&
		    (rc = wait_for_it(m, s, &d, e)) == NETRT_OK &&
		    (rc = keep(m, f, s, e)) == NETRT_TEMP &&
		    netrt_disk_short(m->w->fd, FULL)) {
			netrt_tool_say(m->tool, NETRT_WARNING, "%s: nothing "
			    "of it is kept in done: %s", f->name, e->msg);
			rc = NETRT_OK;
		}
		if (rc == NETRT_OK)
			rc = netrt_mover_trash(m, f->name, unchanged, s,
			    trash, e);
		if (rc == NETRT_OK) {
			netrt_log_event(m->tool->log, "RETIRE", "study",
			    f->uid, NULL);
			netrt_mover_empty(m, trash);
		}
		return rc;
	}
	if (rc == NETRT_TEMP)		/* due at once */
		(void)!netrt_attempt_wait(s, 0, &none);
	return rc;
}

enum netrt_rc
netrt_mover_retire(const struct netrt_mover *m, const struct netrt_found *f,
    struct netrt_err *e)
{
	struct netrt_mover by_anyone = *m;
	struct netrt_study s;
	enum netrt_rc rc;

	if (f->where == NETRT_IN_QUARANTINE)
		return netrt_err_set(e, NETRT_USAGE,
		    "lies in quarantine: it is not retired");
	/* what was delivered is compared, whoever asks */
	by_anyone.run = NULL;
	if ((rc = netrt_mover_open(&by_anyone, f, &s, e)) != NETRT_OK)
		return rc;
	/* laid out by hand: its owner's */
	if (f->where == NETRT_IN_WORKING)
		rc = retire(m, f, &s, e);
	netrt_study_close(&s);
	return rc;
}
