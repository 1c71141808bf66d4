/* The locks: see lock.h. */
#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "fs.h"
#include "lock.h"

#define FILE_S		30	/* a file is locked for some ms, as a rule */

/*
 * netrt_lock_busy() holds a lock for an instant to find out; whoever meets
 * it there tries again for some 30 ms before he calls it busy.
 */
static int
lock_patiently(int fd, int op)
{
	long wait_ns = 1000000;
	int rc;

	for (;;) {
		do
			rc = flock(fd, op);
		while (rc != 0 && errno == EINTR);
		if (rc == 0 || errno != EWOULDBLOCK || wait_ns > 16000000)
			return rc;
		nanosleep(&(struct timespec){ .tv_nsec = wait_ns }, NULL);
		wait_ns *= 2;
	}
}

static volatile sig_atomic_t rang;

static void
ring(int sig)
{
	(void)sig;
	rang = 1;
}

/* flock(2) itself waits without an end; to try again and again would starve
 * where many want it. */
static int
lock_within(int fd, int op)
{
	struct sigaction act = { .sa_handler = ring }, old;
	int rc, err;

	rang = 0;
	sigemptyset(&act.sa_mask);
	sigaction(SIGALRM, &act, &old);
	alarm(FILE_S);
	do
		rc = flock(fd, op);
	while (rc != 0 && errno == EINTR && !rang);
	err = errno;
	alarm(0);
	sigaction(SIGALRM, &old, NULL);
	errno = rang && err == EINTR ? EWOULDBLOCK : err;
	return rc;
}

static enum netrt_rc
not_opened(const char *name, struct netrt_err *e)
{
	if (errno == ELOOP)	/* whoever made it meant no lock */
		return netrt_err_set(e, NETRT_DATA, "%s is a symbolic link "
		    "instead of a lock file: remove it", name);
	return netrt_err_errno(e, "%s", name);
}

static enum netrt_rc
take(int dirfd, const char *name, int op, int *fd, struct netrt_err *e)
{
	*fd = openat(dirfd, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (*fd < 0)
		return not_opened(name, e);
	if (lock_patiently(*fd, op) == 0)
		return NETRT_OK;
	if (errno == EWOULDBLOCK)
		netrt_err_set(e, NETRT_TEMP,
		    "busy: another netrt process works on this study");
	else
		netrt_err_errno(e, "%s: flock", name);
	close(*fd);
	*fd = -1;
	return e->rc;
}

enum netrt_rc
netrt_lock_working(int workdir, bool exclusive, int *fd, struct netrt_err *e)
{
	return take(workdir, ".lock", exclusive ? LOCK_EX : LOCK_SH, fd, e);
}

static enum netrt_rc
moved(struct netrt_err *e)
{
	return netrt_err_set(e, NETRT_TEMP,
	    "the study was moved by another process");
}

enum netrt_rc
netrt_lock_study(int studydir, const char *path, int *fd,
    struct netrt_err *e)
{
	char name[PATH_MAX];
	struct stat mine, there;
	enum netrt_rc rc;

	*fd = -1;
	if (mkdirat(studydir, ".netrt", 0700) != 0 && errno != EEXIST)
		rc = netrt_err_errno(e, ".netrt: mkdir");
	else
		rc = take(studydir, ".netrt/lock", LOCK_EX | LOCK_NB, fd, e);
	/* it was removed since studydir was opened */
	if (rc == NETRT_DATA && errno == ENOENT)
		return moved(e);
	if (rc != NETRT_OK)
		return rc;
	snprintf(name, sizeof name, "%s/.netrt/lock", path);
	if (fstat(*fd, &mine) == 0 && stat(name, &there) == 0 &&
	    mine.st_dev == there.st_dev && mine.st_ino == there.st_ino)
		return NETRT_OK;
	close(*fd);
	*fd = -1;
	return moved(e);
}

enum netrt_rc
netrt_lock_receiving(int studydir, int *fd, struct netrt_err *e)
{
	*fd = -1;
	if (mkdirat(studydir, ".netrt", 0700) != 0 && errno != EEXIST)
		return netrt_err_errno(e, ".netrt: mkdir");
	return take(studydir, ".netrt/receiving", LOCK_SH, fd, e);
}

static enum netrt_rc
lock_opened(const char *path, int op, int *fd, struct netrt_err *e)
{
	if (lock_within(*fd, op) == 0)
		return NETRT_OK;
	if (errno == EWOULDBLOCK)
		netrt_err_set(e, NETRT_TEMP, "%s: busy: another process holds "
		    "it for 30 s; fuser(1) says which", path);
	else
		netrt_err_errno(e, "%s: flock", path);
	close(*fd);
	*fd = -1;
	return e->rc;
}

enum netrt_rc
netrt_lock_file(const char *path, int *fd, struct netrt_err *e)
{
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	return *fd >= 0 ? lock_opened(path, LOCK_EX, fd, e) :
	    not_opened(path, e);
}

enum netrt_rc
netrt_lock_file_read(const char *path, int *fd, struct netrt_err *e)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (*fd < 0)
		return errno == ENOENT ? NETRT_OK : not_opened(path, e);
	return lock_opened(path, LOCK_SH, fd, e);
}

bool
netrt_lock_try(int dirfd, const char *name, int *fd)
{
	*fd = openat(dirfd, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (*fd < 0)
		return true;
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	bool busy = errno == EWOULDBLOCK;

	close(*fd);
	*fd = -1;
	return !busy;
}

bool
netrt_lock_busy(int studydir, const char *name)
{
	/* read-only, so that netrt-watch does not wake itself up by closing
	 * it; NFS wants an exclusive lock to be opened for writing */
	static const int modes[] = { O_RDONLY, O_RDWR };
	bool busy = false;

	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		int fd = openat(studydir, name,
		    modes[i] | O_CLOEXEC | O_NOFOLLOW);
		int rc, err;

		if (fd < 0)
			return false;
		rc = flock(fd, LOCK_EX | LOCK_NB);
		err = errno;
		close(fd);
		busy = rc != 0 && err == EWOULDBLOCK;
		if (rc == 0 || busy || err != EBADF)
			break;
	}
	return busy;
}
