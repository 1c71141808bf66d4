/* What came of a run, and of one that was killed: see sendrun.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "plain.h"
#include "scu.h"
#include "sendrun_priv.h"
#include "storescu.h"

#define MANIFEST_MAX	(1u << 20)

bool
netrt_sendrun_maybe(const struct netrt_sender *d,
    const struct netrt_sent_entry *was, const char *id)
{
	return d->forced || (strcmp(was->id, id) == 0 && (was->unanswered ||
	    was->state == NETRT_SENT_UNKNOWN ||
	    was->state == NETRT_SENT_MISSING));
}

/* The peer takes it not as it is; a copy has another syntax. */
static enum netrt_rc
to_be_copied(struct netrt_sender *d, const struct netrt_outgoing *o,
    struct netrt_err *e)
{
	char uid[NETRT_UID_LEN];
	enum netrt_rc rc = netrt_plain_uid(o, uid, e);

	return rc != NETRT_OK ? rc : netrt_sent_copy(&d->sent, o->sop, o->id,
	    uid, e);
}

/*
 * Enter the outcome of one object.  A duplicate (0111) of what was sent before
 * and not answered is that very object.  Of one that was never sent it is an
 * object of others, which may have other bytes: refused.
 */
static enum netrt_rc
enter(struct netrt_sender *d, const struct netrt_sendrun *r, size_t i,
    bool *trouble, struct netrt_err *e)
{
	const struct netrt_outgoing *o = r->o[i];
	const struct netrt_scu_file *f = netrt_sendrun_find(r, o);
	bool open = netrt_sendrun_maybe(d, &r->was[i], o->id), taken;
	enum netrt_sent_state state = NETRT_SENT_UNKNOWN;

	if (f == NULL || !netrt_sculog_outcome(f, &state)) {
		/* what a killed run did not come to, or a power cut has
		 * forgotten, is left as it began */
		if (f != NULL && r->log.torn)
			return netrt_sent_set(&d->sent, o->sop, o->id,
			    NETRT_SENT_UNKNOWN, -1, true, e);
		if (!r->recalled)
			netrt_sent_restore(&d->sent, o->sop, &r->was[i]);
		return NETRT_OK;
	}
	if (f->no_context && d->to->on_no_context ==
	    NETRT_CONTEXT_DECOMPRESS && netrt_plain_can(o->syntax)) {
		if (!r->recalled)
			netrt_sent_restore(&d->sent, o->sop, &r->was[i]);
		return to_be_copied(d, o, e);
	}
	if (f->status == (int)NETRT_SENT_DUPLICATE && open)
		state = NETRT_SENT_ACCEPTED;
	taken = state == NETRT_SENT_ACCEPTED || state == NETRT_SENT_WARNING;
	*trouble = *trouble || state != NETRT_SENT_ACCEPTED;
	return netrt_sent_set(&d->sent, o->sop, o->id, state, f->status,
	    !taken && (open || state == NETRT_SENT_UNKNOWN), e);
}

/* What storescu said, if anything, without the room that was kept for more. */
static void
keep_log(const struct netrt_sender *d, int dir)
{
	struct netrt_err none;
	struct stat st;
	int fd = openat(dir, "log", O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	bool any = fd >= 0 && fstat(fd, &st) == 0 &&
	    st.st_size > (off_t)strlen(NETRT_SCU_HEAD);

	if (any)
		(void)!ftruncate(fd, st.st_size);
	if (fd >= 0)
		close(fd);
	if (any)
		(void)!netrt_fs_rename(dir, "log", d->study->fd, d->log,
		    false, &none);
}

enum netrt_rc
netrt_sendrun_settle(struct netrt_sender *d, const struct netrt_sendrun *r,
    int dir, struct netrt_err *e)
{
	/* no context at all: then each object says whether that is one */
	bool trouble = r->log.torn || (r->log.link != NETRT_LINK_OPEN &&
	    r->log.link != NETRT_LINK_CONTEXTS);
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; i < r->n && rc == NETRT_OK; i++)
		if (!netrt_sent_has(&d->sent, r->o[i]->sop, r->o[i]->id))
			rc = enter(d, r, i, &trouble, e);
	if (rc != NETRT_OK || d->dry)
		return rc;
	if ((rc = netrt_sent_write(&d->sent, d->study->fd, e)) != NETRT_OK)
		return rc;
	if (trouble)
		keep_log(d, dir);
	return netrt_fs_remove(d->study->fd, d->dir, e);
}

/* The objects that a manifest names, as a run; they lie in *list. */
static enum netrt_rc
recall(struct netrt_sender *d, char *text, struct netrt_sendrun *r,
    struct netrt_outgoing **list, struct netrt_err *e)
{
	char *save = NULL, end, series[NETRT_SENT_SERIES] = "";
	int open[NETRT_SENDRUN_MAX];
	enum netrt_rc rc;
	const char *line = strtok_r(text, "\n", &save);

	/* of another peer: it says nothing of this one */
	if (line == NULL || strncmp(line, "peer ", 5) != 0 ||
	    strcmp(line + 5, d->sent.peer) != 0)
		return NETRT_OK;
	if ((*list = calloc(NETRT_SENDRUN_MAX, sizeof **list)) == NULL)
		return netrt_err_errno(e, "manifest");
	while ((line = strtok_r(NULL, "\n", &save)) != NULL &&
	    r->n < NETRT_SENDRUN_MAX) {
		struct netrt_outgoing *o = &(*list)[r->n];

		/* the last line may be torn */
		if (sscanf(line, "%64[0-9.] %64[0-9a-f] %64[0-9.] "
		    "%64[0-9.] %1d%c", o->sop, o->id, o->as, o->syntax,
		    &open[r->n], &end) == 5 && netrt_uid_valid(o->syntax))
			r->o[r->n++] = o;
		else if (sscanf(line, "series %15[A-Z]", series) == 1)
			memcpy(d->sent.series, series, sizeof series);
	}
	rc = netrt_sendrun_table(r, e);
	for (size_t i = 0; rc == NETRT_OK && i < r->n; i++) {
		memcpy(r->was[i].id, r->o[i]->id, sizeof r->was[i].id);
		r->was[i].state = NETRT_SENT_FAILED;
		r->was[i].unanswered = open[i] != 0;
	}
	r->recalled = true;
	return rc;
}

enum netrt_rc
netrt_sender_settle(struct netrt_sender *d, size_t *found,
    struct netrt_err *e)
{
	struct netrt_sendrun r = { .n = 0 };
	struct netrt_outgoing *list = NULL;
	char *text = NULL;
	size_t len;
	int dir = openat(d->study->fd, d->dir, O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC | O_NOFOLLOW);
	enum netrt_rc rc;

	*found = 0;
	if (dir < 0 && errno == ENOENT && d->dry)
		return NETRT_OK;
	if (dir < 0 && errno == ENOENT) {
		rc = netrt_fs_remove(d->study->fd, d->finding, e);
		return rc != NETRT_OK ? rc :
		    netrt_fs_unlink(d->study->fd, d->log, e);
	}
	if (dir < 0)
		return netrt_err_errno(e, "%s", d->dir);
	if (!d->dry && (rc = netrt_storescu_wait(dir, e)) != NETRT_OK)
		goto out;
	rc = netrt_fs_read(dir, "manifest", MANIFEST_MAX, &text, &len, e);
	if (rc == NETRT_NOINPUT)	/* it was killed before it began */
		rc = NETRT_OK;
	else if (rc == NETRT_OK)
		rc = recall(d, text, &r, &list, e);
	if (rc == NETRT_OK && r.n > 0)
		rc = netrt_storescu_read(dir, &r.log, e);
	if (rc == NETRT_OK) {
		*found = r.n;
		rc = netrt_sendrun_settle(d, &r, dir, e);
	}
out:
	close(dir);
	free(text);
	netrt_sendrun_free(&r);
	free(list);
	return rc;
}
