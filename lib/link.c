/* One RTSTRUCT goes to the study whose images it names: see link.h. */
#include <sys/stat.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "link.h"
#include "lock.h"
#include "patient.h"
#include "unite.h"

bool
netrt_link_any(int dirfd, const char *dir)
{
	int fd = openat(dirfd, dir,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *ent;
	bool any = false;

	if (d == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (!any && (ent = readdir(d)) != NULL)
		any = ent->d_name[0] != '.';
	closedir(d);
	return any;
}

size_t
netrt_link_places(const struct netrt_working *w, const char *uid,
    netrt_link_place place[2])
{
	struct netrt_names twins;
	struct netrt_err none;
	struct stat st;
	size_t n = 0;

	snprintf(place[0], sizeof place[0], "UID_%s", uid);
	if (fstatat(w->fd, place[0], &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode))
		n++;
	if (netrt_working_twins(w, uid, &twins, &none) != NETRT_OK)
		return n;
	if (twins.n > 0)
		snprintf(place[n++], sizeof place[0], "%s/%s", w->quarantine,
		    twins.name[twins.n - 1]);
	netrt_names_free(&twins);
	return n;
}

/* An object of the study that says whose it is: an image, if it has one. */
static bool
specimen(const struct netrt_working *w, const char *uid, char path[PATH_MAX])
{
	static const char *const rooms[] = {
		NETRT_DIR_IMAGES, NETRT_DIR_STRUCTS
	};
	netrt_link_place place[2];
	size_t n = netrt_link_places(w, uid, place);
	bool found = false;

	for (size_t r = 0; !found && r < 2; r++)
		for (size_t i = 0; !found && i < n; i++) {
			char dir[sizeof place[0] + 16];
			struct netrt_names names;
			struct netrt_err none;

			snprintf(dir, sizeof dir, "%s/%s", place[i],
			    rooms[r]);
			if (netrt_fs_list(w->fd, dir, &names, &none) !=
			    NETRT_OK)
				continue;
			found = names.n > 0 && snprintf(path, PATH_MAX,
			    "%s/%s/%s", w->path, dir, names.name[0]) <
			    PATH_MAX;
			netrt_names_free(&names);
		}
	return found;
}

enum netrt_rc
netrt_link_begin(struct netrt_link *j, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_fs_list(j->s->fd, NETRT_DIR_STRUCTS,
	    &j->structs, e);

	if (rc == NETRT_NOINPUT)
		rc = NETRT_OK;
	j->images = netrt_link_any(j->s->fd, NETRT_DIR_IMAGES);
	j->to = calloc(j->structs.n + 1, sizeof *j->to);
	if (rc == NETRT_OK && j->to == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	return rc;
}

void
netrt_link_free(struct netrt_link *j)
{
	netrt_names_free(&j->structs);
	free(j->to);
	j->to = NULL;
}

/* ---- into the other study ---- */

/*
 * The instant under WORKING/.lock: nothing is retired or moved, so what is
 * here stays here until it has the name.  leaf and study: the directories,
 * kept open, so that they are the ones made durable.
 */
static enum netrt_rc
name_it(const struct netrt_link *j, const char *path, const char *uid,
    int *study, int *leaf, bool *exists, struct netrt_err *e)
{
	const struct netrt_working *w = j->m->w;
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
	netrt_link_place place[2];
	char dir[NETRT_UID_LEN + 8];
	int lock;
	enum netrt_rc rc = netrt_lock_working(w->fd, false, &lock, e);

	if (rc != NETRT_OK)
		return rc;
	snprintf(dir, sizeof dir, "UID_%s", uid);
	if (netrt_link_places(w, uid, place) == 0)
		goto out;		/* study stays -1 */
	if ((rc = netrt_fs_mkdir1(w->fd, dir, e)) != NETRT_OK)
		goto out;
	if ((*study = openat(w->fd, dir, flags)) < 0) {
		rc = netrt_err_errno(e, "%s", dir);
		goto out;
	}
	if ((rc = netrt_fs_mkdir1(*study, NETRT_DIR_STRUCTS, e)) != NETRT_OK)
		goto out;
	if ((*leaf = openat(*study, NETRT_DIR_STRUCTS, flags)) < 0)
		rc = netrt_err_errno(e, "%s/" NETRT_DIR_STRUCTS, dir);
	else
		rc = netrt_fs_link(j->s->fd, path, *leaf,
		    strrchr(path, '/') + 1, exists, e);
out:
	close(lock);
	return rc;
}

/* The name was taken: by the same object, or by another, which stays. */
static enum netrt_rc
taken(const struct netrt_link *j, const char *path, int leaf,
    struct netrt_err *e)
{
	char aside[PATH_MAX], when[NETRT_WHEN_LEN];
	struct netrt_unite u = {
		.m = j->m, .uid = j->f->uid, .from = j->s, .aside = aside
	};
	bool same = false;
	enum netrt_rc rc = netrt_unite_same(&u, path, leaf,
	    strrchr(path, '/') + 1, &same, e);

	netrt_when_name((time_t)j->m->now, when);
	snprintf(aside, sizeof aside, "%s/UID_%s_%s.conflict",
	    j->m->w->quarantine, j->f->uid, when);
	if (rc == NETRT_OK && !same)
		rc = netrt_unite_aside(&u, NETRT_DIR_STRUCTS, path, e);
	return rc;
}

static void
tell(const struct netrt_link *j, const char *file, const char *uid)
{
	char to[NETRT_UID_LEN + 8], object[NAME_MAX + 16];

	snprintf(to, sizeof to, "UID_%s", uid);
	snprintf(object, sizeof object, NETRT_DIR_STRUCTS "/%s", file);
	netrt_log_event(j->m->tool->log, "STUDY_LINKED", "study", uid, "from",
	    j->f->name, "to", to, "object", object, NULL);
	netrt_tool_say(j->m->tool, NETRT_INFO, "%s: Structure/%s names images "
	    "of study %s and was linked into it", j->f->name, file, uid);
}

enum netrt_rc
netrt_link_one(struct netrt_link *j, size_t i, const char *uid,
    enum netrt_link_how *how, struct netrt_err *e)
{
	const char *file = j->structs.name[i];
	char path[NAME_MAX + 16], mine[PATH_MAX], theirs[PATH_MAX];
	int study = -1, leaf = -1;
	bool same, exists = false;
	enum netrt_rc rc;

	*how = NETRT_LINK_NOT_HERE;
	if (!specimen(j->m->w, uid, theirs) || snprintf(mine, sizeof mine,
	    "%s/" NETRT_DIR_STRUCTS "/%s", j->s->path, file) >=
	    (int)sizeof mine)
		return NETRT_OK;
	rc = netrt_patient_same(mine, theirs, &same, e);
	if (rc == NETRT_OK && !same)
		*how = NETRT_LINK_OTHER_PATIENT;
	if (rc != NETRT_OK || !same)	/* unreadable: netrt-validate's */
		return rc == NETRT_DATA || rc == NETRT_NOINPUT ? NETRT_OK :
		    rc;
	snprintf(path, sizeof path, NETRT_DIR_STRUCTS "/%s", file);
	rc = name_it(j, path, uid, &study, &leaf, &exists, e);
	if (rc == NETRT_OK && exists)
		rc = taken(j, path, leaf, e);
	if (rc == NETRT_OK && leaf >= 0 &&
	    (rc = netrt_fs_sync(leaf, ".", e)) == NETRT_OK &&
	    (rc = netrt_fs_sync(study, ".", e)) == NETRT_OK &&
	    (rc = netrt_fs_sync(j->m->w->fd, ".", e)) == NETRT_OK) {
		*how = NETRT_LINK_DONE;
		memcpy(j->to[i], uid, strlen(uid) + 1);
		j->nto++;
		tell(j, file, uid);
	}
	if (leaf >= 0)
		close(leaf);
	if (study >= 0)
		close(study);
	return rc;
}

/* ---- out of this one ---- */

/* Under WORKING/.lock: is there still nothing but what went? */
static enum netrt_rc
nothing_else(void *ctx, struct netrt_err *e)
{
	const struct netrt_link *j = ctx;
	struct netrt_names now;
	enum netrt_rc rc = netrt_fs_list(j->s->fd, NETRT_DIR_STRUCTS, &now, e);

	if (rc != NETRT_OK)
		return rc;
	/* names only come: as many are the same ones */
	if (now.n != j->nto || netrt_link_any(j->s->fd, NETRT_DIR_IMAGES))
		rc = netrt_err_set(e, NETRT_TEMP, "busy: an object came "
		    "while its RTSTRUCT was linked");
	netrt_names_free(&now);
	return rc;
}

/* Add what went to .netrt/linked, once. */
static enum netrt_rc
note(const struct netrt_link *j, struct netrt_err *e)
{
	char line[NETRT_UID_LEN + NAME_MAX + 4], *old = NULL, *text = NULL;
	size_t len = 0, had;
	struct netrt_err none;
	FILE *f = open_memstream(&text, &len);
	enum netrt_rc rc = NETRT_OK;

	if (f == NULL)
		return netrt_err_errno(e, NETRT_LINKED);
	if (netrt_fs_read(j->s->fd, NETRT_LINKED, 1 << 20, &old, &had,
	    &none) == NETRT_OK)
		fputs(old, f);
	for (size_t i = 0; i < j->structs.n; i++) {
		snprintf(line, sizeof line, "%s %s\n", j->to[i],
		    j->structs.name[i]);
		if (j->to[i][0] != '\0' &&
		    (old == NULL || strstr(old, line) == NULL))
			fputs(line, f);
	}
	if (fclose(f) != 0)
		rc = netrt_err_errno(e, NETRT_LINKED);
	else
		rc = netrt_fs_write(j->s->fd, NETRT_LINKED, text, len, e);
	free(text);
	free(old);
	return rc;
}

/* The rest stays: note what left, then take it out. */
static enum netrt_rc
take_out(struct netrt_link *j, struct netrt_err *e)
{
	char line[NAME_MAX + 16];
	int lock = -1;
	enum netrt_rc rc = note(j, e);

	if (rc == NETRT_OK)
		rc = netrt_lock_working(j->m->w->fd, true, &lock, e);
	for (size_t i = 0; rc == NETRT_OK && i < j->structs.n; i++) {
		snprintf(line, sizeof line, NETRT_DIR_STRUCTS "/%s",
		    j->structs.name[i]);
		if (j->to[i][0] != '\0')
			rc = netrt_fs_unlink(j->s->fd, line, e);
	}
	if (lock >= 0)
		close(lock);
	return rc != NETRT_OK ? rc :
	    netrt_fs_sync(j->s->fd, NETRT_DIR_STRUCTS, e);
}

enum netrt_rc
netrt_link_end(struct netrt_link *j, bool *gone, struct netrt_err *e)
{
	char name[2 * NAME_MAX + 4], trash[NETRT_TRASH_LEN];
	enum netrt_rc rc;

	*gone = false;
	if (j->nto == 0)
		return NETRT_OK;
	if (j->images || j->nto < j->structs.n ||
	    netrt_link_any(j->s->fd, ".netrt/superseded"))
		return take_out(j, e);
	snprintf(name, sizeof name, "%s%s%s",
	    j->f->where == NETRT_IN_QUARANTINE ? j->m->w->quarantine : "",
	    j->f->where == NETRT_IN_QUARANTINE ? "/" : "", j->f->name);
	rc = netrt_mover_trash(j->m, name, nothing_else, j, trash, e);
	if (rc == NETRT_OK) {
		*gone = true;
		netrt_log_event(j->m->tool->log, "RETIRE", "study", j->f->uid,
		    "reason", "its RTSTRUCTs were linked into other studies",
		    NULL);
		netrt_mover_empty(j->m, trash);
	}
	return rc;
}
