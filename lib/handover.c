/* RTSTRUCTs that name images of another study: see mover.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "link.h"
#include "lock.h"
#include "mover.h"
#include "wants.h"

/* Is an image that w names in one of the places of the study? */
static bool
image_in(const struct netrt_working *w, const char *uid,
    const struct netrt_wants *wants)
{
	netrt_link_place place[2];
	size_t n = netrt_link_places(w, uid, place);
	bool found = false;

	for (size_t i = 0; !found && i < n; i++) {
		int dir = openat(w->fd, place[i],
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

		if (dir < 0)
			continue;
		found = netrt_wants_image(wants, dir);
		close(dir);
	}
	return found;
}

/*
 * The study that it belongs to, of those that are here.  A study that it
 * names by UID alone counts only when its own has no image: planning systems
 * keep UIDs of studies that were renamed since (QUIRKS, dangling).
 */
static bool
find(const struct netrt_link *j, const struct netrt_wants *wants,
    char uid[NETRT_UID_LEN])
{
	const struct netrt_working *w = j->m->w;
	const char *const dirs[] = { ".", w->quarantine };
	netrt_link_place place[2];
	bool found = false;

	for (size_t i = 0; i < wants->nstudies; i++) {
		strcpy(uid, wants->study[i]);
		if (j->images ? image_in(w, uid, wants) :
		    netrt_link_places(w, uid, place) > 0)
			return true;
	}
	for (size_t d = 0; wants->nimages > 0 && !found && d < 2; d++) {
		struct netrt_names names;
		struct netrt_err none;

		if (netrt_fs_list(w->fd, dirs[d], &names, &none) != NETRT_OK)
			continue;
		for (size_t i = 0; !found && i < names.n; i++)
			found = (d == 0 ? netrt_working_name(names.name[i],
			    uid) : netrt_quarantine_name(names.name[i],
			    uid)) && strcmp(uid, j->f->uid) != 0 &&
			    image_in(w, uid, wants);
		netrt_names_free(&names);
	}
	return found;
}

enum netrt_rc
netrt_mover_give(const struct netrt_mover *m, const struct netrt_found *f,
    const struct netrt_study *s, bool *gone, struct netrt_err *e)
{
	struct netrt_link j = { .m = m, .f = f, .s = s };
	struct netrt_wants *open = NULL;	/* what remains open */
	size_t nopen = 0;
	enum netrt_rc rc = netrt_link_begin(&j, e);

	*gone = false;
	if (rc == NETRT_OK &&
	    (open = calloc(j.structs.n + 1, sizeof *open)) == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; rc == NETRT_OK && i < j.structs.n; i++) {
		struct netrt_wants *w = &open[nopen];
		enum netrt_link_how how = NETRT_LINK_NOT_HERE;
		char uid[NETRT_UID_LEN];
		bool wants;

		rc = netrt_wants_look(s->fd, f->uid, j.structs.name[i], w,
		    &wants, e);
		if (rc != NETRT_OK || !wants)
			continue;
		if (find(&j, w, uid))
			rc = netrt_link_one(&j, i, uid, &how, e);
		if (how == NETRT_LINK_OTHER_PATIENT)
			strcpy(w->refused, uid);
		nopen += how != NETRT_LINK_DONE;
	}
	if (rc == NETRT_OK)
		rc = netrt_wants_write(s->fd, open, nopen, e);
	if (rc == NETRT_OK)
		rc = netrt_link_end(&j, gone, e);
	free(open);
	netrt_link_free(&j);
	return rc;
}

/* ---- the other way ---- */

/* What the RTSTRUCTs of a directory want: as noted there; or, when nobody
 * has and it has no image that they could be of, from their heads. */
static enum netrt_rc
wants_of(int dir, const char *uid, struct netrt_wants **list, size_t *n,
    struct netrt_err *e)
{
	struct netrt_names names;
	bool wants;
	enum netrt_rc rc = netrt_wants_read(dir, list, n, e);

	if (rc != NETRT_OK || *n > 0 ||
	    netrt_link_any(dir, NETRT_DIR_IMAGES))
		return rc;
	rc = netrt_fs_list(dir, NETRT_DIR_STRUCTS, &names, e);
	if (rc != NETRT_OK)
		return rc == NETRT_NOINPUT ? NETRT_OK : rc;
	if ((*list = calloc(names.n + 1, sizeof **list)) == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
		rc = netrt_wants_look(dir, uid, names.name[i], &(*list)[*n],
		    &wants, e);
		*n += rc == NETRT_OK && wants;
	}
	netrt_names_free(&names);
	return rc;
}

/* Is it of this study, which begins? */
static bool
meant(const struct netrt_wants *w, const struct netrt_found *f,
    const struct netrt_study *s, bool images)
{
	return netrt_wants_image(w, s->fd) ||
	    (!images && netrt_wants_study(w, f->uid));
}

/* Delivered, and so without a beginning of its own? */
static bool
delivered(const struct netrt_mover *m, const struct netrt_found *from)
{
	char name[NAME_MAX + 32];
	struct stat st;

	snprintf(name, sizeof name, "%s/.netrt/delivered", from->name);
	return from->where == NETRT_IN_WORKING &&
	    fstatat(m->w->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* It comes back to be looked at: its own beginning does the rest, or says
 * why not. */
static void
wake(const struct netrt_mover *m, const struct netrt_found *from)
{
	struct netrt_mover by_hand = *m;
	char path[PATH_MAX];
	struct netrt_err why;

	by_hand.run = NULL;
	if (from->where != NETRT_IN_QUARANTINE && !delivered(m, from))
		return;
	if (netrt_mover_requeue(&by_hand, from, path, &why) != NETRT_OK)
		netrt_tool_say(m->tool, NETRT_INFO, "%s: left as it is: %s",
		    from->name, why.msg);
}

/* Link those of the locked directory q that are meant; *refused: some are of
 * another patient. */
static enum netrt_rc
link_some(struct netrt_link *j, const struct netrt_found *f,
    const struct netrt_study *s, bool *refused, struct netrt_err *e)
{
	struct netrt_wants *open;
	size_t nopen = 0;
	bool wants, gone = false;
	enum netrt_rc rc = netrt_link_begin(j, e);

	*refused = false;
	if (rc != NETRT_OK)
		return rc;
	if ((open = calloc(j->structs.n + 1, sizeof *open)) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; rc == NETRT_OK && i < j->structs.n; i++) {
		struct netrt_wants *w = &open[nopen];
		enum netrt_link_how how = NETRT_LINK_NOT_HERE;

		rc = netrt_wants_look(j->s->fd, j->f->uid,
		    j->structs.name[i], w, &wants, e);
		if (rc != NETRT_OK || !wants)
			continue;
		if (meant(w, f, s, j->images))
			rc = netrt_link_one(j, i, f->uid, &how, e);
		*refused = *refused || how == NETRT_LINK_OTHER_PATIENT;
		nopen += how != NETRT_LINK_DONE;
	}
	/* what nobody has noted stays so: its own beginning does it */
	if (rc == NETRT_OK && j->nto > 0 && nopen > 0)
		rc = netrt_wants_write(j->s->fd, open, nopen, e);
	if (rc == NETRT_OK)
		rc = netrt_link_end(j, &gone, e);
	free(open);
	return rc;
}

static enum netrt_rc
take(const struct netrt_mover *m, const struct netrt_found *f,
    const struct netrt_study *s, const struct netrt_found *from,
    struct netrt_err *e)
{
	struct netrt_mover by_hand = *m;
	struct netrt_study q;
	struct netrt_link j = { .m = m, .f = from, .s = &q };
	struct netrt_err busy;
	bool refused = false;
	enum netrt_rc rc;

	by_hand.run = NULL;
	/* Somebody is at work there.  He may have looked for this study
	 * before it came, and be about to put his away for the lack of it:
	 * both would wait for ever, so this one looks again. */
	if ((rc = netrt_mover_open(&by_hand, from, &q, &busy)) != NETRT_OK)
		return rc != NETRT_TEMP ? NETRT_OK : netrt_err_set(e, rc,
		    "%s, which waits for this study: %s", from->name,
		    busy.msg);
	if (netrt_link_any(q.fd, NETRT_DIR_IMAGES)) {
		netrt_study_close(&q);
		wake(m, from);
		return NETRT_OK;
	}
	rc = netrt_lock_busy(q.fd, ".netrt/receiving") ? NETRT_OK :
	    link_some(&j, f, s, &refused, e);
	netrt_link_free(&j);
	netrt_study_close(&q);
	if (rc == NETRT_OK && refused)
		wake(m, from);
	return rc;
}

/* One directory, name below WORKING: does it wait for this study? */
static enum netrt_rc
ask(const struct netrt_mover *m, const struct netrt_found *f,
    const struct netrt_study *s, const char *name, const char *uid,
    bool quarantine, struct netrt_err *e)
{
	struct netrt_wants *list = NULL;
	struct netrt_reason why;
	struct netrt_found from;
	struct netrt_err none;
	char path[PATH_MAX + 2 * NAME_MAX + 4];
	size_t n = 0;
	bool yes = false;
	int dir = openat(m->w->fd, name,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	enum netrt_rc rc = NETRT_OK;

	if (dir < 0)
		return NETRT_OK;
	if (!quarantine || (netrt_reason_read(dir, ".netrt/reason", &why) &&
	    why.code == NETRT_NOINPUT))
		rc = wants_of(dir, uid, &list, &n, &none);
	for (size_t i = 0; rc == NETRT_OK && i < n; i++)
		yes = yes || meant(&list[i], f, s,
		    netrt_link_any(dir, NETRT_DIR_IMAGES));
	free(list);
	close(dir);
	snprintf(path, sizeof path, "%s/%s", m->w->path, name);
	if (!yes || netrt_working_find(m->w, path, &from, &none) != NETRT_OK)
		return NETRT_OK;
	return take(m, f, s, &from, e);
}

enum netrt_rc
netrt_mover_fetch(const struct netrt_mover *m, const struct netrt_found *f,
    const struct netrt_study *s, struct netrt_err *e)
{
	const char *const dirs[] = { ".", m->w->quarantine };
	enum netrt_rc rc = NETRT_OK;

	for (size_t d = 0; rc == NETRT_OK && d < 2; d++) {
		struct netrt_names names;

		rc = netrt_fs_list(m->w->fd, dirs[d], &names, e);
		for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
			char uid[NETRT_UID_LEN], name[2 * NAME_MAX + 4];
			bool is = d == 0 ?
			    netrt_working_name(names.name[i], uid) :
			    netrt_quarantine_name(names.name[i], uid);

			if (!is || strcmp(uid, f->uid) == 0)
				continue;
			snprintf(name, sizeof name, "%s%s%s",
			    d == 0 ? "" : dirs[d], d == 0 ? "" : "/",
			    names.name[i]);
			rc = ask(m, f, s, name, uid, d == 1, e);
		}
		netrt_names_free(&names);
	}
	return rc;
}
