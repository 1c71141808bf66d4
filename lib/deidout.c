/* Where the reports of de-identifications are copied to: see deidout.h. */
#define _DEFAULT_SOURCE	/* realpath */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deidout.h"
#include "deidreport.h"
#include "fs.h"
#include "study.h"

static enum netrt_rc
wrong(const struct netrt_deidout *o, struct netrt_err *e)
{
	netrt_err_errno(e, "-r: %s", o->name);
	return e->rc == NETRT_DATA ? e->rc = NETRT_USAGE : e->rc;
}

/* Can a file be made beside it, which then takes its name? */
static enum netrt_rc
may_replace(struct netrt_deidout *o, struct netrt_err *e)
{
	char dir[PATH_MAX];
	char *slash;

	snprintf(dir, sizeof dir, "%s", o->path);
	if ((slash = strrchr(dir, '/')) == NULL)
		strcpy(dir, ".");
	else
		slash[slash == dir] = '\0';
	return access(dir, W_OK | X_OK) == 0 ? NETRT_OK : wrong(o, e);
}

/* A file that is there is replaced only by its like: a slip of the hand must
 * not cost the site its key. */
static enum netrt_rc
is_report(const struct netrt_deidout *o, struct netrt_err *e)
{
	static const char *const heads[] = { NETRT_DEIDREPORT_TEXT,
	    NETRT_DEIDREPORT_JSON };
	char head[64] = "";
	int fd = open(o->path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return errno == ENOENT ? NETRT_OK : wrong(o, e);
	n = read(fd, head, sizeof head - 1);
	close(fd);
	if (n <= 0)
		return n == 0 ? NETRT_OK : wrong(o, e);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (strncmp(head, heads[i], strlen(heads[i])) == 0)
			return NETRT_OK;
	return netrt_err_set(e, NETRT_USAGE, "-r: %s: is there, and is no "
	    "report of a de-identification: it stays; name another file",
	    o->name);
}

enum netrt_rc
netrt_deidout_open(struct netrt_deidout *o, const char *name,
    struct netrt_err *e)
{
	const char *dot = strrchr(name, '.');
	bool out = strcmp(name, "-") == 0;
	struct stat st;
	enum netrt_rc rc;
	int fd;

	*o = (struct netrt_deidout){ .name = name, .json = dot != NULL &&
	    strcmp(dot, ".json") == 0 };
	if (out || (stat(name, &st) == 0 && !S_ISREG(st.st_mode))) {
		fd = out ? dup(STDOUT_FILENO) : open(name, O_WRONLY |
		    O_CLOEXEC);
		return fd >= 0 && (o->f = fdopen(fd, "w")) != NULL ?
		    NETRT_OK : wrong(o, e);
	}
	/* behind a link, which stays; or what is not there yet */
	if (strlen(name) + sizeof ".tmp" > sizeof o->path)
		return netrt_err_set(e, NETRT_USAGE, "-r: the path is too "
		    "long");
	if (realpath(name, o->path) == NULL)
		snprintf(o->path, sizeof o->path, "%s", name);
	rc = may_replace(o, e);
	if (rc == NETRT_OK)
		rc = is_report(o, e);
	if (rc != NETRT_OK)
		return rc;
	return (o->f = open_memstream(&o->buf, &o->len)) != NULL ? NETRT_OK :
	    netrt_err_errno(e, "-r");
}

enum netrt_rc
netrt_deidout_add(struct netrt_deidout *o, const char *path,
    struct netrt_err *e)
{
	struct netrt_study study;
	enum netrt_rc rc = netrt_study_open(path, &study, e);

	if (rc != NETRT_OK)
		return rc;
	rc = netrt_deidreport_read(&study, o->json, o->f, e);
	o->any = o->any || rc == NETRT_OK;
	netrt_study_close(&study);
	return rc;
}

enum netrt_rc
netrt_deidout_kept(struct netrt_deidout *o, const char *dir, bool *is,
    struct netrt_err *e)
{
	static const char *const rooms[] = { NETRT_DIR_IMAGES,
	    NETRT_DIR_STRUCTS };
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum netrt_rc rc = NETRT_NOINPUT;
	struct stat st;

	*is = false;
	for (size_t i = 0; fd >= 0 && i < sizeof rooms / sizeof *rooms; i++)
		if (fstatat(fd, rooms[i], &st, 0) == 0) {
			close(fd);	/* a study, whose result is looked at */
			fd = -1;
		}
	if (fd < 0)
		return NETRT_OK;
	rc = netrt_deidreport_copy(fd, o->json, NULL, o->f, e);
	close(fd);
	*is = rc != NETRT_NOINPUT;
	o->any = o->any || rc == NETRT_OK;
	return *is ? rc : NETRT_OK;
}

enum netrt_rc
netrt_deidout_close(struct netrt_deidout *o, struct netrt_err *e)
{
	bool bad;
	enum netrt_rc rc = NETRT_OK;

	if (o->f == NULL)
		return NETRT_OK;
	bad = ferror(o->f) != 0;
	bad = fclose(o->f) != 0 || bad;
	o->f = NULL;
	if (!bad && *o->path != '\0' && o->any)
		rc = netrt_fs_write(AT_FDCWD, o->path, o->buf, o->len, e);
	free(o->buf);
	o->buf = NULL;
	if (bad || rc != NETRT_OK)
		return netrt_err_set(e, NETRT_TEMP, "-r: %s: cannot be "
		    "written", o->name);
	return NETRT_OK;
}
