/* Two directories of one study become one: see unite.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hash.h"
#include "part10.h"
#include "unite.h"

/* What is joined: the originals, and those that newer ones replaced. */
static const char *const rooms[] = {
	NETRT_DIR_IMAGES, NETRT_DIR_STRUCTS, ".netrt/superseded"
};
#define NROOMS NETRT_UNITE_ROOMS
#define EXPIRES	".netrt/expires"

/* The digest of the data set of a file, or of all of no DICOM file. */
static enum netrt_rc
digest(int dirfd, const char *path, struct stat *st, char hex[NETRT_HEX_LEN],
    struct netrt_err *e)
{
	struct netrt_part10 p;
	struct netrt_err none;
	int fd;
	enum netrt_rc rc = netrt_fs_open(dirfd, path, &fd, st, e);

	if (rc != NETRT_OK)
		return rc;
	if (netrt_part10_meta(fd, &p, &none) != NETRT_OK)
		p.data_offset = 0;
	rc = netrt_hash_fd(fd, p.data_offset, hex, e);
	close(fd);
	return rc;
}

static enum netrt_rc
same_object(int dir1, const char *path1, int dir2, const char *path2,
    bool *same, struct netrt_err *e)
{
	char hex1[NETRT_HEX_LEN], hex2[NETRT_HEX_LEN];
	struct stat st1, st2;
	enum netrt_rc rc = digest(dir1, path1, &st1, hex1, e);

	if (rc == NETRT_OK)
		rc = digest(dir2, path2, &st2, hex2, e);
	if (rc == NETRT_OK)
		*same = (st1.st_dev == st2.st_dev &&
		    st1.st_ino == st2.st_ino) || strcmp(hex1, hex2) == 0;
	return rc;
}

/*
 * Link one object into dir, below dirfd, unless it is there.  keep: another
 * object of the same name is no conflict; it gets a number.
 */
static enum netrt_rc
link_one(struct netrt_unite *j, const char *path, int dirfd, const char *dir,
    bool keep, bool *conflict, struct netrt_err *e)
{
	const char *base = strrchr(path, '/') + 1;
	char to[PATH_MAX];
	enum netrt_rc rc;

	*conflict = false;
	for (unsigned n = 0; ; n++) {
		bool exists, same = false;

		if (snprintf(to, sizeof to, n == 0 ? "%s/%s" : "%s/%s.%u",
		    dir, base, n) >= (int)sizeof to)
			return netrt_err_set(e, NETRT_DATA, "path too long");
		rc = netrt_fs_link(j->from->fd, path, dirfd, to, &exists, e);
		if (rc != NETRT_OK || !exists) {
			j->linked += rc == NETRT_OK;
			return rc;
		}
		rc = same_object(j->from->fd, path, dirfd, to, &same, e);
		if (rc != NETRT_OK || same)
			return rc;
		if (!keep) {
			*conflict = true;
			return NETRT_OK;
		}
	}
}

/* The directory aside, with a room, opened and locked.  It is not going to
 * expire at once: something comes today. */
static enum netrt_rc
open_aside(const struct netrt_unite *j, const char *room,
    struct netrt_study *aside, struct netrt_err *e)
{
	static const char why[] = "code 65\nstep join\nmessage objects with "
	    "the SOP Instance UIDs of others in the study\n";
	char path[2 * PATH_MAX];
	enum netrt_rc rc;

	snprintf(path, sizeof path, "%s/%s", j->aside, room);
	if ((rc = netrt_fs_mkdir(j->m->w->fd, path, e)) != NETRT_OK)
		return rc;
	snprintf(path, sizeof path, "%s/%s", j->m->w->path, j->aside);
	if ((rc = netrt_study_open(path, aside, e)) == NETRT_OK &&
	    (rc = netrt_study_lock(aside, e)) == NETRT_OK &&
	    (rc = netrt_fs_write(aside->fd, ".netrt/reason", why,
	    sizeof why - 1, e)) == NETRT_OK)
		rc = netrt_fs_unlink(aside->fd, EXPIRES, e);
	if (rc != NETRT_OK)
		netrt_study_close(aside);
	return rc;
}

/*
 * Two objects with one SOP Instance UID, both acknowledged: the one that is
 * there stays, the other is kept in a directory of its own in quarantine,
 * which nothing joins and nobody processes.
 */
static enum netrt_rc
set_aside(struct netrt_unite *j, const char *room, const char *path,
    struct netrt_err *e)
{
	struct netrt_study aside;
	bool none;
	enum netrt_rc rc = open_aside(j, room, &aside, e);

	if (rc != NETRT_OK)
		return rc;
	rc = link_one(j, path, aside.fd, room, true, &none, e);
	if (rc == NETRT_OK)
		rc = netrt_fs_sync(aside.fd, room, e);
	netrt_study_close(&aside);
	if (rc != NETRT_OK)
		return rc;
	j->conflicts++;
	netrt_tool_say(j->m->tool, NETRT_WARNING, "UID_%s: %s: another object "
	    "with this SOP Instance UID is in the study already; this one is "
	    "kept in %s/%s", j->uid, path, j->aside, room);
	return NETRT_OK;
}

static enum netrt_rc
link_room(struct netrt_unite *j, const char *room, struct netrt_names *names,
    struct netrt_err *e)
{
	bool keep = room[0] == '.', conflict;
	enum netrt_rc rc = netrt_fs_list(j->from->fd, room, names, e);

	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	if (rc == NETRT_OK && names->n > 0)
		rc = netrt_fs_mkdir(j->to->fd, room, e);
	for (size_t i = 0; rc == NETRT_OK && i < names->n; i++) {
		char path[PATH_MAX];
		struct stat st;

		snprintf(path, sizeof path, "%s/%s", room, names->name[i]);
		if (fstatat(j->from->fd, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
			rc = netrt_err_errno(e, "%s", path);
		else if (!S_ISREG(st.st_mode))
			rc = netrt_err_set(e, NETRT_DATA, "%s: not a regular "
			    "file: it cannot join; move it away by hand",
			    path);
		else
			rc = link_one(j, path, j->to->fd, room, keep,
			    &conflict, e);
		if (rc == NETRT_OK && conflict)
			rc = set_aside(j, room, path, e);
	}
	if (rc == NETRT_OK && names->n > 0)
		rc = netrt_fs_sync(j->to->fd, room, e);
	return rc;
}

/*
 * Under WORKING/.lock: is in from what was linked, and nothing else?  It only
 * looks; what has come is linked outside.
 */
static enum netrt_rc
nothing_new(void *ctx, struct netrt_err *e)
{
	struct netrt_unite *j = ctx;
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && i < NROOMS; i++) {
		struct netrt_names now;

		rc = netrt_fs_list(j->from->fd, rooms[i], &now, e);
		if (rc == NETRT_NOINPUT)
			rc = NETRT_OK;
		/* names only come: as many are the same ones */
		if (rc == NETRT_OK && now.n != j->seen[i].n) {
			j->late = true;
			rc = netrt_err_set(e, NETRT_TEMP,
			    "an object came while it joined");
		}
		netrt_names_free(&now);
	}
	return rc;
}

enum netrt_rc
netrt_unite_same(const struct netrt_unite *j, const char *path, int dirfd,
    const char *to, bool *same, struct netrt_err *e)
{
	return same_object(j->from->fd, path, dirfd, to, same, e);
}

enum netrt_rc
netrt_unite_aside(struct netrt_unite *j, const char *room, const char *path,
    struct netrt_err *e)
{
	return set_aside(j, room, path, e);
}

enum netrt_rc
netrt_unite(struct netrt_unite *j, const char *name, struct netrt_err *e)
{
	enum netrt_rc rc;

	do {
		j->late = false;
		rc = NETRT_OK;
		for (size_t i = 0; rc == NETRT_OK && i < NROOMS; i++)
			rc = link_room(j, rooms[i], &j->seen[i], e);
		if (rc == NETRT_OK)
			rc = netrt_fs_sync(j->to->fd, ".", e);
		/* what has come today does not expire tomorrow */
		if (rc == NETRT_OK)
			rc = netrt_fs_unlink(j->to->fd, EXPIRES, e);
		if (rc == NETRT_OK)
			rc = netrt_mover_trash(j->m, name, nothing_new, j,
			    j->trash, e);
		for (size_t i = 0; i < NROOMS; i++)
			netrt_names_free(&j->seen[i]);
	} while (j->late);
	return rc;
}
