/* One association's worth of objects: see sendrun.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "contexts.h"
#include "dcm.h"
#include "dictionary.h"
#include "fs.h"
#include "plain.h"
#include "scu.h"
#include "sendrun_priv.h"
#include "storescu.h"
#include "view.h"

#define NAME_SIZE	(NETRT_UID_LEN + 4)

/* Filter n of storescu's log: no message with this text in it. */
#define FILTER	"log4cplus.appender.it.filters."
#define LEFT_OUT(n, text) \
	FILTER n " = log4cplus::spi::StringMatchFilter\n" \
	FILTER n ".StringToMatch = " text "\n" \
	FILTER n ".AcceptOnMatch = false\n"

static int
by_name(const void *a, const void *b)
{
	const struct netrt_scu_file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

enum netrt_rc
netrt_sendrun_table(struct netrt_sendrun *r, struct netrt_err *e)
{
	r->file = calloc(r->n + 1, sizeof *r->file);
	r->was = calloc(r->n + 1, sizeof *r->was);
	if (r->file == NULL || r->was == NULL)
		return netrt_err_errno(e, "storescu");
	for (size_t i = 0; i < r->n; i++) {
		if ((r->name[i] = malloc(NAME_SIZE)) == NULL)
			return netrt_err_errno(e, "storescu");
		snprintf(r->name[i], NAME_SIZE, "%s.dcm",
		    netrt_view_uid(r->o[i]));
		r->file[i].name = r->name[i];
		r->file[i].status = -1;
	}
	qsort(r->file, r->n, sizeof *r->file, by_name);
	r->log = (struct netrt_sculog){ .file = r->file, .n = r->n };
	return NETRT_OK;
}

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

void
netrt_sendrun_free(struct netrt_sendrun *r)
{
	for (size_t i = 0; i < NETRT_SENDRUN_MAX; i++) {
		free(r->name[i]);
		free(r->path[i]);
	}
	free(r->file);
	free(r->was);
	memset(r, 0, sizeof *r);
}

const struct netrt_scu_file *
netrt_sendrun_find(const struct netrt_sendrun *r,
    const struct netrt_outgoing *o)
{
	char name[NAME_SIZE];
	int n = snprintf(name, sizeof name, "%s.dcm", netrt_view_uid(o));

	return netrt_sculog_find(&r->log, name, (size_t)n);
}

/* From here on each of them may be at the peer. */
static enum netrt_rc
begin(struct netrt_sender *d, struct netrt_sendrun *r, struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; i < r->n && rc == NETRT_OK; i++)
		rc = netrt_sent_begin(&d->sent, r->o[i]->sop, r->o[i]->id,
		    &r->was[i], e);
	return rc != NETRT_OK ? rc :
	    netrt_sent_write(&d->sent, d->study->fd, e);
}

/* What is sent, for whoever finds the directory: peer, kind of series, then
 * each object, and whether the peer may have had it before. */
static enum netrt_rc
manifest(const struct netrt_sender *d, const struct netrt_sendrun *r, int dir,
    struct netrt_err *e)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	enum netrt_rc rc;

	if (f == NULL)
		return netrt_err_errno(e, "manifest");
	fprintf(f, "peer %s\nseries %s\n", d->sent.peer, d->sent.series);
	for (size_t i = 0; i < r->n; i++)
		fprintf(f, "%s %s %s %s %d\n", r->o[i]->sop, r->o[i]->id,
		    netrt_view_uid(r->o[i]), r->o[i]->syntax,
		    netrt_sendrun_maybe(d, &r->was[i], r->o[i]->id));
	if (fclose(f) != 0)
		rc = netrt_err_errno(e, "manifest");
	else
		rc = netrt_scu_put(dir, "manifest", text, e);
	free(text);
	return rc;
}

/* An object that is made for the destination. */
static enum netrt_rc
copy(const struct netrt_sender *d, const struct netrt_sendrun *r, size_t i,
    struct netrt_err *e)
{
	char path[PATH_MAX];
	enum netrt_rc rc = netrt_dcm_init(e);

	snprintf(path, sizeof path, "%s/%s/%s", d->study->path, d->dir,
	    r->name[i]);
	return rc != NETRT_OK ? rc : netrt_plain_write(r->o[i], &d->sent,
	    path, e);
}

/*
 * The path of an object, from the private directory.  One that has another
 * name gets a link there: storescu's log is read by names, and one that
 * somebody has chosen may have anything in it.  So does one that may be
 * replaced meanwhile: what is sent are the bytes that were looked at.
 */
static enum netrt_rc
lay(const struct netrt_sender *d, struct netrt_sendrun *r, size_t i, int dir,
    struct netrt_err *e)
{
	const char *path = r->o[i]->path, *slash = strrchr(path, '/');
	size_t top = strlen(d->study->path);
	bool exists, own = r->o[i]->as[0] == '\0' && !r->o[i]->input &&
	    slash != NULL &&
	    strcmp(slash + 1, r->name[i]) == 0 &&
	    strncmp(path, d->study->path, top) == 0 && path[top] == '/';
	size_t size = sizeof "../../" + (own ? strlen(path + top + 1) :
	    strlen(r->name[i]));

	if ((r->path[i] = malloc(size)) == NULL)
		return netrt_err_errno(e, "storescu");
	snprintf(r->path[i], size, "%s%s", own ? "../../" : "", own ?
	    path + top + 1 : r->name[i]);
	if (r->o[i]->as[0] != '\0')
		return copy(d, r, i, e);
	return own ? NETRT_OK : netrt_fs_link(AT_FDCWD, path, dir,
	    r->name[i], &exists, e);
}

/* Make the private directory of a run; it does not exist. */
static enum netrt_rc
prepare(const struct netrt_sender *d, struct netrt_sendrun *r, int *dir,
    struct netrt_err *e)
{
	/* DEBUG of storescu's own logger tells each exact status; the others
	 * would tell values of data elements.  A FileAppender writes a line
	 * at once, a ConsoleAppender in four pieces; and what sculog.c does
	 * not read is not written. */
	static const char logger[] =
	    "log4cplus.rootLogger = ERROR, it\n"
	    "log4cplus.logger.dcmtk.apps.storescu = DEBUG\n"
	    "log4cplus.appender.it = log4cplus::FileAppender\n"
	    "log4cplus.appender.it.File = log\n"
	    "log4cplus.appender.it.Append = true\n"
	    "log4cplus.appender.it.ImmediateFlush = true\n"
	    "log4cplus.appender.it.layout = log4cplus::PatternLayout\n"
	    "log4cplus.appender.it.layout.ConversionPattern = %P: %m%n\n"
	    LEFT_OUT("1", "OUTGOING DIMSE MESSAGE")
	    LEFT_OUT("2", "Converting transfer syntax")
	    LEFT_OUT("3", "Sending Store Request")
	    LEFT_OUT("4", "Received Store Response");
	const char *syntaxes[NETRT_PROFILE_SYNTAXES];
	char *profile = NULL;
	enum netrt_rc rc = netrt_profile_format(syntaxes,
	    netrt_contexts_find(d->to, r->o[0]->syntax, syntaxes),
	    r->sop_class, r->nclasses, &profile, e);

	if (rc != NETRT_OK)
		goto out;
	/* not durable, as all that is in it: it is for a killed process, not
	 * for a power cut */
	if (mkdirat(d->study->fd, d->dir, 0700) != 0) {
		rc = netrt_err_errno(e, "%s: mkdir", d->dir);
		goto out;
	}
	*dir = openat(d->study->fd, d->dir, O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC | O_NOFOLLOW);
	if (*dir < 0) {
		rc = netrt_err_errno(e, "%s", d->dir);
		goto out;
	}
	if ((rc = netrt_scu_put(*dir, "profile", profile, e)) != NETRT_OK ||
	    (rc = netrt_scu_put(*dir, "logger", logger, e)) != NETRT_OK ||
	    (rc = netrt_scu_put(*dir, "dictionary", netrt_dictionary,
	    e)) != NETRT_OK ||
	    (rc = manifest(d, r, *dir, e)) != NETRT_OK)
		goto out;
	for (size_t i = 0; i < r->n && rc == NETRT_OK; i++)
		rc = lay(d, r, i, *dir, e);
out:
	free(profile);
	return rc;
}

enum netrt_rc
netrt_sender_open(struct netrt_sender *d, struct netrt_err *e)
{
	const struct netrt_destination *to = d->to;
	char peer[sizeof d->sent.peer];

	snprintf(peer, sizeof peer, "%s %u %s", to->host, to->port,
	    to->ae_title);
	snprintf(d->dir, sizeof d->dir, ".netrt/sending.%s", to->name);
	snprintf(d->finding, sizeof d->finding, ".netrt/finding.%s",
	    to->name);
	snprintf(d->log, sizeof d->log, ".netrt/storescu.%s.log", to->name);
	return netrt_sent_read(d->study->fd, to->name, peer, &d->sent, e);
}

void
netrt_sender_close(struct netrt_sender *d)
{
	netrt_sent_free(&d->sent);
}

enum netrt_rc
netrt_sendrun_go(struct netrt_sender *d, struct netrt_sendrun *r,
    struct netrt_err *e)
{
	struct netrt_storescu scu = { .cfg = d->cfg, .to = d->to, .dir = -1,
	    .largest = r->largest, .all = r->all, .tick = d->tick,
	    .ctx = d->ctx };
	struct netrt_err first;
	double begun;
	enum netrt_rc rc = netrt_sendrun_table(r, e), done;

	if (rc != NETRT_OK)
		goto out;
	if ((rc = begin(d, r, e)) != NETRT_OK)
		goto out;
	if ((rc = prepare(d, r, &scu.dir, e)) != NETRT_OK) {
		for (size_t i = 0; i < r->n; i++)
			netrt_sent_restore(&d->sent, r->o[i]->sop, &r->was[i]);
		(void)!netrt_sent_write(&d->sent, d->study->fd, &first);
		(void)!netrt_fs_remove(d->study->fd, d->dir, &first);
		goto out;
	}
	/* whatever went wrong: what was sent has to be entered */
	begun = now_s();
	done = netrt_storescu_run(&scu, (const char *const *)r->path, r->n,
	    &r->log, &first);
	r->seconds = now_s() - begun;
	rc = netrt_sendrun_settle(d, r, scu.dir, e);
	if (rc == NETRT_OK && (rc = done) != NETRT_OK)
		*e = first;
out:
	if (scu.dir >= 0)
		close(scu.dir);
	return rc;
}
