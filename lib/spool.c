/* The spool of an association: see spool.h. */
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "spool.h"

#define ROOM	".incoming"

/* Open and lock; *fd is -1, and OK, when somebody holds it or it is gone. */
static enum netrt_rc
grab(int workfd, const char *path, int *fd, struct netrt_err *e)
{
	struct stat mine, there;

	*fd = openat(workfd, path,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (*fd < 0)
		return errno == ENOENT ? NETRT_OK :
		    netrt_err_errno(e, "%s", path);
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0 && fstat(*fd, &mine) == 0 &&
	    fstatat(workfd, path, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	    mine.st_ino == there.st_ino)
		return NETRT_OK;
	close(*fd);
	*fd = -1;
	return NETRT_OK;
}

enum netrt_rc
netrt_spool_open(int workfd, struct netrt_spool *s, struct netrt_err *e)
{
	char uuid[NETRT_UUID_LEN];
	enum netrt_rc rc = netrt_fs_mkdir1(workfd, ROOM, e);

	s->fd = s->in = -1;
	/* a sweep may come between making it and locking it: once more then */
	for (int i = 0; rc == NETRT_OK && s->fd < 0 && i < 10; i++) {
		netrt_uid_random(uuid);
		snprintf(s->path, sizeof s->path, ROOM "/%s", uuid);
		if ((rc = netrt_fs_mkdir1(workfd, s->path, e)) == NETRT_OK)
			rc = grab(workfd, s->path, &s->fd, e);
	}
	if (rc == NETRT_OK && s->fd < 0)
		rc = netrt_err_set(e, NETRT_TEMP, ROOM
		    ": no directory of its own can be had");
	if (rc != NETRT_OK)
		return rc;
	if ((rc = netrt_fs_mkdir1(s->fd, "in", e)) == NETRT_OK) {
		s->in = openat(s->fd, "in",
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (s->in < 0)
			rc = netrt_err_errno(e, "%s/in", s->path);
	}
	if (rc != NETRT_OK)
		netrt_spool_close(workfd, s);
	return rc;
}

void
netrt_spool_close(int workfd, struct netrt_spool *s)
{
	struct netrt_err ignored;

	if (s->fd < 0)
		return;
	/* what cannot be removed now is swept at the next start */
	(void)!netrt_fs_remove(workfd, s->path, &ignored);
	if (s->in >= 0)
		close(s->in);
	close(s->fd);
	s->fd = s->in = -1;
}

enum netrt_rc
netrt_spool_sweep(int workfd, unsigned *n, struct netrt_err *e)
{
	struct netrt_names names;
	enum netrt_rc rc = netrt_fs_list(workfd, ROOM, &names, e);

	*n = 0;
	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
		char path[sizeof ROOM + 256];
		int fd;

		snprintf(path, sizeof path, ROOM "/%s", names.name[i]);
		rc = grab(workfd, path, &fd, e);
		if (rc != NETRT_OK || fd < 0)
			continue;
		rc = netrt_fs_remove(workfd, path, e);
		close(fd);
		++*n;
	}
	netrt_names_free(&names);
	return rc;
}

enum netrt_rc
netrt_spool_room(const struct netrt_spool *s, long long bytes,
    struct netrt_err *e)
{
	static const char name[] = "try";
	struct statvfs v;
	int fd;

	if (fstatvfs(s->in, &v) == 0 && (unsigned long long)v.f_bavail *
	    v.f_frsize < (unsigned long long)bytes)
		return netrt_err_set(e, NETRT_TEMP, "the disk is full: fewer "
		    "than %lld bytes are free", bytes);
	fd = openat(s->in, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    0600);
	if (fd < 0)
		return netrt_err_errno(e, "%s/in/%s", s->path, name);
	close(fd);
	return netrt_fs_unlink(s->in, name, e);
}

enum netrt_rc
netrt_spool_write(const struct netrt_spool *s, const char *name,
    const char *text, struct netrt_err *e)
{
	int fd = openat(s->fd, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t n = strlen(text);

	if (fd < 0)
		return netrt_err_errno(e, "%s/%s", s->path, name);
	errno = ENOSPC;		/* for a short write */
	if (write(fd, text, n) != (ssize_t)n)
		netrt_err_errno(e, "%s/%s", s->path, name);
	else
		n = 0;
	close(fd);
	return n == 0 ? NETRT_OK : e->rc;
}
