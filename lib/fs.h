/*
 * Files and directories: the only callers of rename, link, mkdir and fsync.
 *
 * Paths are relative to dirfd (AT_FDCWD: the working directory of the
 * process).  Files are made 0600, directories 0700.  Symbolic links at the
 * last component are never followed; only regular files are read.  Messages
 * begin with the path.  What is said to be durable has been fsynced, and so
 * has the directory that holds its name.
 */
#ifndef NETRT_FS_H
#define NETRT_FS_H

#include <sys/stat.h>

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Open a regular file to read.  Absent: NOINPUT; not regular: DATA. */
enum netrt_rc netrt_fs_open(int dirfd, const char *path, int *fd,
    struct stat *st, struct netrt_err *e) NETRT_MUST;

/*
 * Read a whole regular file of at most max bytes; *buf has a NUL behind its
 * *len bytes and is freed by the caller.  Absent: NOINPUT; larger: DATA.
 */
enum netrt_rc netrt_fs_read(int dirfd, const char *path, size_t max,
    char **buf, size_t *len, struct netrt_err *e) NETRT_MUST;

/*
 * Write a whole file durably, replacing an old one: path.tmp, fsync, rename,
 * fsync of the directory.  One writer at a time: the caller holds a lock.
 */
enum netrt_rc netrt_fs_write(int dirfd, const char *path, const void *buf,
    size_t len, struct netrt_err *e) NETRT_MUST;

/*
 * Append to a file durably, making it when absent; after an error it is as
 * it was, unless the disk refuses that too.  The caller holds a lock.
 */
enum netrt_rc netrt_fs_append(int dirfd, const char *path, const void *buf,
    size_t len, struct netrt_err *e) NETRT_MUST;

/* Make a directory and its parents; those made are durable. */
enum netrt_rc netrt_fs_mkdir(int dirfd, const char *path,
    struct netrt_err *e) NETRT_MUST;

/* Make one directory; there already is fine.  Not durable. */
enum netrt_rc netrt_fs_mkdir1(int dirfd, const char *path,
    struct netrt_err *e) NETRT_MUST;

/*
 * Give a file a second name, never replacing: *exists is set, and the call
 * succeeds, when newpath is there already.  Not durable: netrt_fs_sync() the
 * directory.
 */
enum netrt_rc netrt_fs_link(int olddir, const char *oldpath, int newdir,
    const char *newpath, bool *exists, struct netrt_err *e) NETRT_MUST;

/* rename(2); noreplace: DATA when newpath is there.  Not durable. */
enum netrt_rc netrt_fs_rename(int olddir, const char *oldpath, int newdir,
    const char *newpath, bool noreplace, struct netrt_err *e) NETRT_MUST;

/* fsync one file or directory. */
enum netrt_rc netrt_fs_sync(int dirfd, const char *path, struct netrt_err *e)
    NETRT_MUST;

/* fsync the directory that holds path's name. */
enum netrt_rc netrt_fs_sync_parent(int dirfd, const char *path,
    struct netrt_err *e) NETRT_MUST;

/* fsync every file and directory below path, and path. */
enum netrt_rc netrt_fs_sync_tree(int dirfd, const char *path,
    struct netrt_err *e) NETRT_MUST;

/* Ask the kernel to begin writing a file's pages; never waits, never fails. */
void netrt_fs_start_writeback(int fd);

/* Remove a file; absent is no error.  Not durable. */
enum netrt_rc netrt_fs_unlink(int dirfd, const char *path,
    struct netrt_err *e) NETRT_MUST;

/* Remove a tree; absent is no error.  Mount points are not crossed. */
enum netrt_rc netrt_fs_remove(int dirfd, const char *path,
    struct netrt_err *e) NETRT_MUST;

/*
 * Move path out of the way into the directory trash (made when absent) under
 * a unique name, and remove it there.  The move is durable before the first
 * file goes; what cannot be removed, or remains after a crash, may be removed
 * at any time.
 */
enum netrt_rc netrt_fs_trash(int dirfd, const char *path, int trashdir,
    const char *trash, struct netrt_err *e) NETRT_MUST;

/* Remove what is in a directory that is a trash; absent is no error.  Others
 * may do the same at the same time. */
enum netrt_rc netrt_fs_sweep(int dirfd, const char *trash,
    struct netrt_err *e) NETRT_MUST;

/* The sorted names in a directory.  Absent: NOINPUT.  Free with _free. */
struct netrt_names {
	char **name;
	size_t n;
};
enum netrt_rc netrt_fs_list(int dirfd, const char *path,
    struct netrt_names *out, struct netrt_err *e) NETRT_MUST;
void netrt_names_free(struct netrt_names *n);
/* Put a copy of text at the end of a list.  TEMP, about what: no memory. */
enum netrt_rc netrt_names_add(struct netrt_names *n, const char *text,
    const char *what, struct netrt_err *e) NETRT_MUST;

#ifdef __cplusplus
}
#endif

#endif
