/* Private copies of the configuration: see snapshot.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs.h"
#include "hash.h"
#include "snapshot.h"

#define DIR		".config"
#define FILE_MAX	((size_t)1 << 20)

enum netrt_rc
netrt_snapshot_write(const struct netrt_mover *m, const char *file,
    char path[PATH_MAX], struct netrt_err *e)
{
	const struct netrt_working *w = m->w;
	char name[64], hex[NETRT_HEX_LEN], *buf;
	uint8_t digest[NETRT_HASH_LEN];
	struct netrt_hash *h;
	size_t len;
	enum netrt_rc rc;

	if ((w->mode & 077) != 0)
		netrt_tool_say(m->tool, NETRT_WARNING, "%s: mode %04o lets "
		    "others at the patients in it: chmod 700", w->path,
		    w->mode);
	/* the administrator's file may well be a symbolic link */
	char real[PATH_MAX];
	if (realpath(file, real) == NULL)
		return netrt_err_errno(e, "%s", file);
	rc = netrt_fs_read(AT_FDCWD, real, FILE_MAX, &buf, &len, e);
	if (rc != NETRT_OK)
		return rc;
	if ((rc = netrt_hash_open(&h, NULL, 0, e)) == NETRT_OK) {
		netrt_hash_add(h, buf, len);
		netrt_hash_get(h, digest);
		netrt_hash_close(h);
		netrt_hash_format(digest, hex);
		snprintf(name, sizeof name, DIR "/%.16s.yaml", hex);
		snprintf(path, PATH_MAX, "%s/%s", w->path, name);
		rc = netrt_fs_mkdir(w->fd, DIR, e);
	}
	if (rc == NETRT_OK)
		rc = netrt_fs_write(w->fd, name, buf, len, e);
	free(buf);
	return rc;
}

enum netrt_rc
netrt_snapshot_expire(const struct netrt_working *w, const char *file,
    long long now, struct netrt_err *e)
{
	struct netrt_names names;
	struct stat mine = { .st_ino = 0 };
	enum netrt_rc rc = netrt_fs_list(w->fd, DIR, &names, e);

	if (rc != NETRT_OK)
		return rc == NETRT_NOINPUT ? NETRT_OK : rc;
	if (stat(file, &mine) != 0)
		mine.st_ino = 0;
	for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
		char path[NAME_MAX + 16];
		struct stat st;

		snprintf(path, sizeof path, DIR "/%s", names.name[i]);
		if (fstatat(w->fd, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (st.st_ino == mine.st_ino && st.st_dev == mine.st_dev)
			utimensat(w->fd, path, NULL, 0);
		else if (now - (long long)st.st_mtim.tv_sec >
		    NETRT_SNAPSHOT_DAYS * 86400LL)
			rc = netrt_fs_unlink(w->fd, path, e);
	}
	netrt_names_free(&names);
	return rc;
}
