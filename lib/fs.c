/* Files and directories: see fs.h. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"

static enum netrt_rc
write_all(int fd, const char *p, size_t len, struct netrt_err *e)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return netrt_err_errno(e, "write");
		p += n;
		len -= (size_t)n;
	}
	return NETRT_OK;
}

/* The directory part of path in dir: "." for a bare name. */
static enum netrt_rc
parent(const char *path, char dir[PATH_MAX], struct netrt_err *e)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path);

	if (n >= PATH_MAX)
		return netrt_err_set(e, NETRT_DATA, "%.80s...: path too long",
		    path);
	if (slash == NULL) {
		strcpy(dir, ".");
	} else if (n == 0) {
		strcpy(dir, "/");
	} else {
		memcpy(dir, path, n);
		dir[n] = '\0';
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_fs_sync_parent(int dirfd, const char *path, struct netrt_err *e)
{
	char dir[PATH_MAX];
	enum netrt_rc rc = parent(path, dir, e);

	return rc != NETRT_OK ? rc : netrt_fs_sync(dirfd, dir, e);
}

enum netrt_rc
netrt_fs_open(int dirfd, const char *path, int *fd, struct stat *st,
    struct netrt_err *e)
{
	/* O_NONBLOCK: a FIFO must not stop us before fstat tells what it is */
	*fd = openat(dirfd, path,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (*fd < 0) {
		int why = errno;
		enum netrt_rc rc = netrt_err_errno(e, "%s", path);

		if (why == ENOENT)
			rc = e->rc = NETRT_NOINPUT;
		else if (why == ELOOP)
			rc = netrt_err_set(e, NETRT_DATA, "%s: a symbolic "
			    "link, not a regular file", path);
		else if (why == ENXIO)		/* a socket */
			rc = netrt_err_set(e, NETRT_DATA, "%s: not a regular "
			    "file", path);
		return rc;
	}
	if (fstat(*fd, st) != 0) {
		netrt_err_errno(e, "%s", path);
	} else if (!S_ISREG(st->st_mode)) {
		netrt_err_set(e, NETRT_DATA, "%s: not a regular file", path);
	} else {
		return NETRT_OK;
	}
	close(*fd);
	*fd = -1;
	return e->rc;
}

enum netrt_rc
netrt_fs_read(int dirfd, const char *path, size_t max, char **buf,
    size_t *len, struct netrt_err *e)
{
	struct stat st;
	char *p = NULL;
	size_t got = 0;
	int fd;
	enum netrt_rc rc = netrt_fs_open(dirfd, path, &fd, &st, e);

	*buf = NULL;
	*len = 0;
	if (rc != NETRT_OK)
		return rc;
	if ((size_t)st.st_size > max) {
		rc = netrt_err_set(e, NETRT_DATA, "%s: larger than %zu bytes",
		    path, max);
		goto out;
	}
	if ((p = malloc((size_t)st.st_size + 1)) == NULL) {
		rc = netrt_err_errno(e, "%s", path);
		goto out;
	}
	while (got < (size_t)st.st_size) {
		ssize_t n = read(fd, p + got, (size_t)st.st_size - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			rc = netrt_err_errno(e, "%s: read", path);
			goto out;
		}
		if (n == 0)
			break;
		got += (size_t)n;
	}
	p[got] = '\0';
	*buf = p;
	*len = got;
	p = NULL;
out:
	free(p);
	close(fd);
	return rc;
}

enum netrt_rc
netrt_fs_write(int dirfd, const char *path, const void *buf, size_t len,
    struct netrt_err *e)
{
	char tmp[PATH_MAX];
	int fd = -1;
	enum netrt_rc rc;

	if (snprintf(tmp, sizeof tmp, "%s.tmp", path) >= (int)sizeof tmp)
		return netrt_err_set(e, NETRT_DATA, "%.80s...: path too long",
		    path);
	/* what a crash left goes first: the new file is ours, and 0600 */
	if ((rc = netrt_fs_unlink(dirfd, tmp, e)) != NETRT_OK)
		return rc;
	fd = openat(dirfd, tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	if (fd < 0)
		return netrt_err_errno(e, "%s", tmp);
	if ((rc = write_all(fd, buf, len, e)) != NETRT_OK) {
		netrt_err_prefix(e, "%s", tmp);
	} else if (fsync(fd) != 0) {
		rc = netrt_err_errno(e, "%s: fsync", tmp);
	}
	if (close(fd) != 0 && rc == NETRT_OK)
		rc = netrt_err_errno(e, "%s: close", tmp);
	if (rc == NETRT_OK && renameat(dirfd, tmp, dirfd, path) != 0)
		rc = netrt_err_errno(e, "%s: rename", path);
	if (rc != NETRT_OK) {
		unlinkat(dirfd, tmp, 0);
		return rc;
	}
	return netrt_fs_sync_parent(dirfd, path, e);
}

enum netrt_rc
netrt_fs_append(int dirfd, const char *path, const void *buf, size_t len,
    struct netrt_err *e)
{
	int fd = openat(dirfd, path, O_WRONLY | O_APPEND | O_CREAT |
	    O_CLOEXEC | O_NOFOLLOW, 0600);
	struct stat st;
	enum netrt_rc rc;

	if (fd < 0)
		return netrt_err_errno(e, "%s", path);
	if (fstat(fd, &st) != 0) {
		rc = netrt_err_errno(e, "%s", path);
		close(fd);
		return rc;
	}
	if ((rc = write_all(fd, buf, len, e)) != NETRT_OK)
		netrt_err_prefix(e, "%s", path);
	else if (fsync(fd) != 0)
		rc = netrt_err_errno(e, "%s: fsync", path);
	if (rc != NETRT_OK && ftruncate(fd, st.st_size) != 0)
		netrt_err_prefix(e, "(and a part of the line stays)");
	if (close(fd) != 0 && rc == NETRT_OK)
		rc = netrt_err_errno(e, "%s: close", path);
	return rc != NETRT_OK ? rc : netrt_fs_sync_parent(dirfd, path, e);
}

enum netrt_rc
netrt_fs_mkdir(int dirfd, const char *path, struct netrt_err *e)
{
	char dir[PATH_MAX];
	struct stat st;
	enum netrt_rc rc;

	if (fstatat(dirfd, path, &st, 0) == 0) {
		if (S_ISDIR(st.st_mode))
			return NETRT_OK;
		return netrt_err_set(e, NETRT_DATA, "%s: not a directory",
		    path);
	}
	if (errno != ENOENT)
		return netrt_err_errno(e, "%s", path);
	if ((rc = parent(path, dir, e)) != NETRT_OK)
		return rc;
	if (strcmp(dir, ".") != 0 && strcmp(dir, "/") != 0 &&
	    (rc = netrt_fs_mkdir(dirfd, dir, e)) != NETRT_OK)
		return rc;
	if (mkdirat(dirfd, path, 0700) != 0 && errno != EEXIST)
		return netrt_err_errno(e, "%s: mkdir", path);
	return netrt_fs_sync(dirfd, dir, e);
}

enum netrt_rc
netrt_fs_mkdir1(int dirfd, const char *path, struct netrt_err *e)
{
	if (mkdirat(dirfd, path, 0700) != 0 && errno != EEXIST)
		return netrt_err_errno(e, "%s: mkdir", path);
	return NETRT_OK;
}

enum netrt_rc
netrt_fs_link(int olddir, const char *oldpath, int newdir,
    const char *newpath, bool *exists, struct netrt_err *e)
{
	*exists = false;
	if (linkat(olddir, oldpath, newdir, newpath, 0) == 0)
		return NETRT_OK;
	if (errno == EEXIST) {
		*exists = true;
		return NETRT_OK;
	}
	return netrt_err_errno(e, "%s: link", newpath);
}

enum netrt_rc
netrt_fs_rename(int olddir, const char *oldpath, int newdir,
    const char *newpath, bool noreplace, struct netrt_err *e)
{
	struct stat st;

	if (renameat2(olddir, oldpath, newdir, newpath,
	    noreplace ? RENAME_NOREPLACE : 0) == 0)
		return NETRT_OK;
	/* NFS cannot tell whether it replaces; who moves holds a lock */
	if (errno == EINVAL && noreplace) {
		if (fstatat(newdir, newpath, &st, AT_SYMLINK_NOFOLLOW) == 0)
			errno = EEXIST;
		else if (errno == ENOENT && renameat(olddir, oldpath, newdir,
		    newpath) == 0)
			return NETRT_OK;
	}
	if (errno == EEXIST)
		return netrt_err_set(e, NETRT_DATA, "%s: already there",
		    newpath);
	return netrt_err_errno(e, "%s: rename to %s", oldpath, newpath);
}

enum netrt_rc
netrt_fs_sync(int dirfd, const char *path, struct netrt_err *e)
{
	int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum netrt_rc rc = NETRT_OK;

	if (fd < 0)
		return netrt_err_errno(e, "%s", path);
	if (fsync(fd) != 0)
		rc = netrt_err_errno(e, "%s: fsync", path);
	close(fd);
	return rc;
}

void
netrt_fs_start_writeback(int fd)
{
	sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
}

enum netrt_rc
netrt_fs_unlink(int dirfd, const char *path, struct netrt_err *e)
{
	if (unlinkat(dirfd, path, 0) != 0 && errno != ENOENT)
		return netrt_err_errno(e, "%s: unlink", path);
	return NETRT_OK;
}
