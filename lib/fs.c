/* Files and directories: see fs.h. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "uid.h"

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

static enum netrt_rc
sync_parent(int dirfd, const char *path, struct netrt_err *e)
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
	return sync_parent(dirfd, path, e);
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
	return rc != NETRT_OK ? rc : sync_parent(dirfd, path, e);
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
	if (renameat2(olddir, oldpath, newdir, newpath,
	    noreplace ? RENAME_NOREPLACE : 0) == 0)
		return NETRT_OK;
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

/* Join dir and name in buf. */
static enum netrt_rc
join(char buf[PATH_MAX], const char *dir, const char *name,
    struct netrt_err *e)
{
	if (snprintf(buf, PATH_MAX, "%s/%s", dir, name) >= PATH_MAX)
		return netrt_err_set(e, NETRT_DATA, "%.80s...: path too long",
		    dir);
	return NETRT_OK;
}

enum netrt_rc
netrt_fs_sync_tree(int dirfd, const char *path, struct netrt_err *e)
{
	struct netrt_names names = { NULL, 0 };
	struct stat st;
	enum netrt_rc rc = NETRT_OK;

	if (fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return netrt_err_errno(e, "%s", path);
	if (!S_ISDIR(st.st_mode))
		return S_ISREG(st.st_mode) ? netrt_fs_sync(dirfd, path, e) :
		    NETRT_OK;
	rc = netrt_fs_list(dirfd, path, &names, e);
	for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
		char sub[PATH_MAX];

		if ((rc = join(sub, path, names.name[i], e)) == NETRT_OK)
			rc = netrt_fs_sync_tree(dirfd, sub, e);
	}
	netrt_names_free(&names);
	return rc != NETRT_OK ? rc : netrt_fs_sync(dirfd, path, e);
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

static enum netrt_rc
remove_tree(int dirfd, const char *path, dev_t dev, struct netrt_err *e)
{
	struct netrt_names names = { NULL, 0 };
	struct stat st;
	enum netrt_rc rc;

	if (fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT)
			return NETRT_OK;
		return netrt_err_errno(e, "%s", path);
	}
	if (!S_ISDIR(st.st_mode))
		return netrt_fs_unlink(dirfd, path, e);
	if (st.st_dev != dev)
		return netrt_err_set(e, NETRT_DATA,
		    "%s: on another file system, not removed", path);
	rc = netrt_fs_list(dirfd, path, &names, e);
	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
		char sub[PATH_MAX];

		if ((rc = join(sub, path, names.name[i], e)) == NETRT_OK)
			rc = remove_tree(dirfd, sub, dev, e);
	}
	netrt_names_free(&names);
	if (rc == NETRT_OK && unlinkat(dirfd, path, AT_REMOVEDIR) != 0 &&
	    errno != ENOENT)
		rc = netrt_err_errno(e, "%s: rmdir", path);
	return rc;
}

enum netrt_rc
netrt_fs_remove(int dirfd, const char *path, struct netrt_err *e)
{
	struct stat st;

	if (fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT)
			return NETRT_OK;
		return netrt_err_errno(e, "%s", path);
	}
	return remove_tree(dirfd, path, st.st_dev, e);
}

enum netrt_rc
netrt_fs_trash(int dirfd, const char *path, int trashdir, const char *trash,
    struct netrt_err *e)
{
	char uuid[NETRT_UUID_LEN], to[PATH_MAX];
	struct stat st;
	enum netrt_rc rc;

	if (fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT)
			return NETRT_OK;
		return netrt_err_errno(e, "%s", path);
	}
	netrt_uid_random(uuid);
	if ((rc = netrt_fs_mkdir(trashdir, trash, e)) != NETRT_OK ||
	    (rc = join(to, trash, uuid, e)) != NETRT_OK ||
	    (rc = netrt_fs_rename(dirfd, path, trashdir, to, true, e)) !=
	    NETRT_OK || (rc = sync_parent(dirfd, path, e)) != NETRT_OK)
		return rc;
	return netrt_fs_remove(trashdir, to, e);
}

enum netrt_rc
netrt_fs_sweep(int dirfd, const char *trash, struct netrt_err *e)
{
	struct netrt_names names;
	enum netrt_rc rc = netrt_fs_list(dirfd, trash, &names, e);

	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
		char sub[PATH_MAX];

		if ((rc = join(sub, trash, names.name[i], e)) == NETRT_OK)
			rc = netrt_fs_remove(dirfd, sub, e);
	}
	netrt_names_free(&names);
	return rc;
}

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

enum netrt_rc
netrt_fs_list(int dirfd, const char *path, struct netrt_names *out,
    struct netrt_err *e)
{
	int fd = openat(dirfd, path,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	size_t room = 0;
	struct dirent *de;

	*out = (struct netrt_names){ NULL, 0 };
	if (d == NULL) {
		enum netrt_rc rc = netrt_err_errno(e, "%s", path);

		if (errno == ENOENT)
			rc = e->rc = NETRT_NOINPUT;
		if (fd >= 0)
			close(fd);
		return rc;
	}
	for (errno = 0; (de = readdir(d)) != NULL; errno = 0) {
		if (strcmp(de->d_name, ".") == 0 ||
		    strcmp(de->d_name, "..") == 0)
			continue;
		if (out->n == room) {
			size_t want = room ? 2 * room : 64;
			char **p = realloc(out->name, want * sizeof *p);

			if (p == NULL)
				break;
			out->name = p;
			room = want;
		}
		if ((out->name[out->n] = strdup(de->d_name)) == NULL)
			break;
		out->n++;
	}
	if (errno != 0) {
		netrt_err_errno(e, "%s", path);
		closedir(d);
		netrt_names_free(out);
		return e->rc;
	}
	closedir(d);
	if (out->n > 0)
		qsort(out->name, out->n, sizeof *out->name, by_name);
	return NETRT_OK;
}

void
netrt_names_free(struct netrt_names *n)
{
	for (size_t i = 0; i < n->n; i++)
		free(n->name[i]);
	free(n->name);
	*n = (struct netrt_names){ NULL, 0 };
}
