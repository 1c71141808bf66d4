/* Objects that were refused, kept for a while: see commit.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commit.h"
#include "fs.h"
#include "working.h"

static bool
ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

/* Remove the oldest (names begin with the time) until all fit into max
 * bytes. */
static enum netrt_rc
trim(int dir, long long max, void (*removed)(void *ctx, const char *name),
    void *ctx, struct netrt_err *e)
{
	struct netrt_names names;
	struct stat st;
	long long all = 0;
	enum netrt_rc rc = netrt_fs_list(dir, ".", &names, e);

	if (rc != NETRT_OK)
		return rc;
	for (size_t i = 0; i < names.n; i++)
		if (fstatat(dir, names.name[i], &st, AT_SYMLINK_NOFOLLOW) == 0)
			all += st.st_size;
	for (size_t i = 0; i < names.n && all > max; i++) {
		char *name = names.name[i], reason[NAME_MAX + 1];
		size_t n = strlen(name);

		if (!ends_in(name, ".dcm") ||
		    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		all -= st.st_size;
		if ((rc = netrt_fs_unlink(dir, name, e)) != NETRT_OK)
			break;
		snprintf(reason, sizeof reason, "%.*s.reason", (int)(n - 4),
		    name);
		if (fstatat(dir, reason, &st, AT_SYMLINK_NOFOLLOW) == 0)
			all -= st.st_size;
		if ((rc = netrt_fs_unlink(dir, reason, e)) != NETRT_OK)
			break;
		removed(ctx, name);
	}
	netrt_names_free(&names);
	return rc;
}

enum netrt_rc
netrt_refused_keep(int workfd, const char *quarantine, int dirfd,
    const char *file, const char *reason, unsigned max_mb,
    void (*removed)(void *ctx, const char *name), void *ctx,
    char kept[NETRT_KEPT_LEN], struct netrt_err *e)
{
	char when[NETRT_WHEN_LEN], name[NETRT_KEPT_LEN];
	char path[NAME_MAX + 32];
	bool exists = true;
	int dir = -1;
	enum netrt_rc rc;

	kept[0] = '\0';
	snprintf(path, sizeof path, "%s/.refused", quarantine);
	if ((rc = netrt_fs_mkdir(workfd, path, e)) != NETRT_OK)
		return rc;
	dir = openat(workfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return netrt_err_errno(e, "%s", path);
	netrt_when_name(time(NULL), when);
	for (unsigned n = 1; rc == NETRT_OK && exists; n++) {
		snprintf(name, sizeof name, "%s-%04u.dcm", when, n);
		rc = netrt_fs_link(dirfd, file, dir, name, &exists, e);
	}
	if (rc == NETRT_OK) {
		strcpy(kept, name);
		snprintf(strrchr(name, '.'), 8, ".reason");
		rc = netrt_fs_write(dir, name, reason, strlen(reason), e);
	}
	if (rc == NETRT_OK)
		rc = trim(dir, (long long)max_mb << 20, removed, ctx, e);
	close(dir);
	return rc;
}
