/* storescu and echoscu as children: see storescu.h. */
#define _GNU_SOURCE
#include <sys/file.h>
#include <sys/mman.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fs.h"
#include "scu.h"
#include "storescu.h"

#define SLOWEST		(64 * 1024)	/* bytes a second of a bad line */
#define LOG_START	131072	/* bytes of its log, for an association */
#define LOG_EACH	2048	/* and for an object */
#define SLOW_S		10		/* for an object, on the average, at
					 * a peer that is slow but works */

static enum netrt_rc
run(const struct netrt_storescu *r, const struct netrt_tunnel *way,
    const char *const *argv, int log, struct netrt_sculog *l,
    struct netrt_err *e)
{
	double limit_s = netrt_scu_limit(r->cfg, way) +
	    (double)r->largest / SLOWEST;
	const struct netrt_scu scu = { .argv = argv, .dir = r->dir,
	    .log = log, .headed = true, .dictionary = "dictionary",
	    .tick = r->tick, .ctx = r->ctx,
	    .limit_s = limit_s, .total_s = limit_s +
	    SLOW_S * (double)l->n + (double)r->all / SLOWEST };
	int status;
	enum netrt_rc rc = netrt_scu_run(&scu, l, &status, e);

	if (rc == NETRT_OK && l->link == NETRT_LINK_NONE)
		return netrt_err_set(e, NETRT_SOFTWARE, "storescu ended "
		    "before it asked for an association: %s", l->why);
	return rc;
}

/*
 * The log, with room on the disk for what storescu says of n objects: that it
 * can be written is what all that follows stands on.
 */
static enum netrt_rc
open_log(int dir, size_t n, int *log, struct netrt_err *e)
{
	static const char head[] = NETRT_SCU_HEAD;
	const size_t len = sizeof head - 1;
	ssize_t put;

	*log = openat(dir, "log", O_RDWR | O_CREAT | O_EXCL | O_APPEND |
	    O_CLOEXEC, 0600);
	/* storescu inherits the lock with its stderr */
	if (*log < 0 || flock(*log, LOCK_EX | LOCK_NB) != 0)
		return netrt_err_errno(e, "storescu's log");
	if (fallocate(*log, FALLOC_FL_KEEP_SIZE, 0,
	    (off_t)(LOG_START + n * LOG_EACH)) != 0 && errno != EOPNOTSUPP &&
	    errno != ENOSYS)
		return netrt_err_errno(e, "storescu's log");
	put = write(*log, head, len);
	if (put == (ssize_t)len)
		return NETRT_OK;
	errno = put < 0 ? errno : ENOSPC;
	return netrt_err_errno(e, "storescu's log");
}

static enum netrt_rc
send_by(const struct netrt_storescu *r, const struct netrt_tunnel *way,
    const char *const *path, size_t n, struct netrt_sculog *l,
    struct netrt_err *e)
{
	struct netrt_scu_args a;
	const char **argv = NULL;
	int log = -1;
	enum netrt_rc rc = netrt_scu_begin(&a, "storescu", r->cfg, r->to, way,
	    e);

	if (rc != NETRT_OK)
		return rc;
	netrt_scu_add_time(&a, "-ts", r->cfg->sending.dimse_timeout_s);
	netrt_scu_add(&a, "-lc", "logger");
	netrt_scu_add(&a, "+fo", "-nh");
	netrt_scu_add(&a, "-xf", NULL);
	netrt_scu_add(&a, "profile", "Default");
	if ((argv = calloc(a.n + n + 1, sizeof *argv)) == NULL) {
		rc = netrt_err_errno(e, "storescu");
		goto out;
	}
	memcpy(argv, a.v, a.n * sizeof *argv);
	for (size_t i = 0; i < n; i++)
		argv[a.n + i] = path[i];
	rc = open_log(r->dir, n, &log, e);
	if (rc == NETRT_OK)
		rc = run(r, way, argv, log, l, e);
out:
	if (log >= 0)
		close(log);
	free(argv);
	return rc;
}

enum netrt_rc
netrt_storescu_run(const struct netrt_storescu *r, const char *const *path,
    size_t n, struct netrt_sculog *l, struct netrt_err *e)
{
	struct netrt_tunnel way;
	enum netrt_rc rc = netrt_tunnel_open(r->cfg, r->to, &way, e);

	return rc != NETRT_OK ? rc : netrt_scu_leave(&way, l,
	    send_by(r, &way, path, n, l, e), e);
}

enum netrt_rc
netrt_storescu_read(int dir, struct netrt_sculog *l, struct netrt_err *e)
{
	int fd = openat(dir, "log", O_RDONLY | O_CLOEXEC);

	/* none: it was killed before storescu was started */
	if (fd >= 0) {
		netrt_scu_read(fd, l);
		close(fd);
	} else if (errno != ENOENT) {
		return netrt_err_errno(e, "storescu's log");
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_storescu_wait(int dir, struct netrt_err *e)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	int fd = openat(dir, "log", O_RDONLY | O_CLOEXEC);
	enum netrt_rc rc = NETRT_OK;

	if (fd < 0)
		return errno == ENOENT ? NETRT_OK :
		    netrt_err_errno(e, "storescu's log");
	/* it dies with its parent, but a moment later */
	for (int i = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
		if (i == 250) {
			rc = netrt_err_set(e, NETRT_TEMP, "busy: the storescu "
			    "of an earlier run is still at work");
			break;
		}
		nanosleep(&pause, NULL);
	}
	close(fd);
	return rc;
}

static enum netrt_rc
echo_by(const struct netrt_config *cfg, const struct netrt_destination *to,
    const struct netrt_tunnel *way, struct netrt_sculog *l, int *status,
    struct netrt_err *e)
{
	struct netrt_scu_args a;
	struct netrt_scu scu = { .argv = a.v, .dir = -1, .log = -1,
	    .limit_s = netrt_scu_limit(cfg, way) };
	enum netrt_rc rc = netrt_scu_begin(&a, "echoscu", cfg, to, way, e);

	if (rc != NETRT_OK)
		return rc;
	if ((scu.log = memfd_create("echoscu", MFD_CLOEXEC)) < 0)
		return netrt_err_errno(e, "memfd_create");
	rc = netrt_scu_run(&scu, l, status, e);
	close(scu.log);
	return rc;
}

enum netrt_rc
netrt_storescu_echo(const struct netrt_config *cfg,
    const struct netrt_destination *to, struct netrt_err *e)
{
	struct netrt_sculog l = { .file = NULL };
	struct netrt_tunnel way;
	int status = 0;
	enum netrt_rc rc = netrt_tunnel_open(cfg, to, &way, e);

	if (rc != NETRT_OK)
		return rc;
	rc = netrt_scu_leave(&way, &l, echo_by(cfg, to, &way, &l, &status, e), e);
	if (rc == NETRT_OK && status != 0)
		rc = netrt_err_set(e, NETRT_TEMP, "%s", *l.why ? l.why :
		    "no answer");
	return rc;
}
