/* Whole directories: see fs.h. */
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
	struct netrt_err later;
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
	    NETRT_OK || (rc = netrt_fs_sync_parent(dirfd, path, e)) != NETRT_OK)
		return rc;
	(void)!netrt_fs_remove(trashdir, to, &later);
	return NETRT_OK;
}

enum netrt_rc
netrt_fs_sweep(int dirfd, const char *trash, struct netrt_err *e)
{
	struct netrt_names names;
	struct netrt_err one;
	enum netrt_rc rc = netrt_fs_list(dirfd, trash, &names, e);

	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	for (size_t i = 0; i < names.n; i++) {
		char sub[PATH_MAX];

		if (join(sub, trash, names.name[i], &one) != NETRT_OK ||
		    netrt_fs_remove(dirfd, sub, &one) != NETRT_OK) {
			*e = one;
			rc = one.rc;
		}
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

enum netrt_rc
netrt_names_add(struct netrt_names *n, const char *text, const char *what,
    struct netrt_err *e)
{
	char **p = realloc(n->name, (n->n + 1) * sizeof *p);

	if (p == NULL)
		return netrt_err_errno(e, "%s", what);
	n->name = p;
	if ((p[n->n] = strdup(text)) == NULL)
		return netrt_err_errno(e, "%s", what);
	n->n++;
	return NETRT_OK;
}
