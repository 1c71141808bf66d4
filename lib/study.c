/* A study directory: see study.h.  Its inputs are in study_inputs.c. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lock.h"
#include "study.h"

enum netrt_rc
netrt_owner_check(uid_t owner, const char *path, struct netrt_err *e)
{
	const struct passwd *pw;

	if (owner == geteuid())
		return NETRT_OK;
	if ((pw = getpwuid(owner)) == NULL)
		return netrt_err_set(e, NETRT_USAGE,
		    "owned by user %lu: run this command as that user",
		    (unsigned long)owner);
	return netrt_err_set(e, NETRT_USAGE,
	    "owned by user %s: run this command as that user: "
	    "runuser -u %s -- COMMAND%s%s", pw->pw_name, pw->pw_name,
	    path ? " " : "", path ? path : "");
}

enum netrt_rc
netrt_study_open(const char *path, struct netrt_study *s,
    struct netrt_err *e)
{
	struct stat st;
	char real[PATH_MAX];
	size_t n = strlen(path);
	enum netrt_rc rc;

	*s = (struct netrt_study){ .fd = -1, .lock = -1 };
	while (n > 1 && path[n - 1] == '/')
		n--;
	if (n == 0 || n >= sizeof s->path)
		return netrt_err_set(e, NETRT_USAGE, "no usable path");
	memcpy(s->path, path, n);
	s->fd = open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->fd < 0 || realpath(s->path, real) == NULL) {
		rc = netrt_err_errno(e, "study");
		if (errno == ENOENT)
			rc = netrt_err_set(e, NETRT_NOINPUT,
			    "no such study directory");
		goto fail;
	}
	snprintf(s->name, sizeof s->name, "%s", strrchr(real, '/') + 1);
	if (fstatat(s->fd, NETRT_DIR_IMAGES, &st, 0) != 0 &&
	    fstatat(s->fd, NETRT_DIR_STRUCTS, &st, 0) != 0) {
		rc = netrt_err_set(e, NETRT_NOINPUT,
		    "not a study: it has neither DCM nor Structure");
		goto fail;
	}
	if (fstat(s->fd, &st) != 0) {
		rc = netrt_err_errno(e, "study");
		goto fail;
	}
	if ((rc = netrt_owner_check(st.st_uid, s->path, e)) == NETRT_OK)
		return NETRT_OK;
fail:
	netrt_study_close(s);
	return rc;
}

void
netrt_study_close(struct netrt_study *s)
{
	if (s->lock >= 0)
		close(s->lock);
	if (s->fd >= 0)
		close(s->fd);
	netrt_inputs_free(s->input, s->ninputs);
	*s = (struct netrt_study){ .fd = -1, .lock = -1 };
}

enum netrt_rc
netrt_study_lock(struct netrt_study *s, struct netrt_err *e)
{
	return netrt_lock_study(s->fd, s->path, &s->lock, e);
}

const char *
netrt_study_working(const struct netrt_study *s, const char *working)
{
	char mine[PATH_MAX], root[PATH_MAX];
	size_t n;

	if (realpath(s->path, mine) == NULL ||
	    realpath(working, root) == NULL)
		return NULL;
	n = strlen(root);
	return strncmp(mine, root, n) == 0 && mine[n] == '/' ? working : NULL;
}
