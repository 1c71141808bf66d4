/* Asking a peer what it has: see findscu.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "findscu.h"
#include "fs.h"
#include "object.h"
#include "scu.h"

#define TOTAL_S		600		/* for a whole answer, at most */
#define LOG_BASE	(64 << 10)	/* bytes of log without a response */
#define LOG_RESPONSE	256		/* and for each */

/* How the query ended, by what findscu said. */
struct ending {
	size_t responses;
	bool success;
	char why[160];			/* the first trouble */
	bool cause;			/* why is a condition of DCMTK */
};

static const char logger[] =
    "log4cplus.rootLogger = ERROR, it\n"
    "log4cplus.logger.dcmtk.apps.findscu = INFO\n"
    "log4cplus.logger.dcmtk.dcmnet = INFO\n"
    "log4cplus.appender.it = log4cplus::FileAppender\n"
    "log4cplus.appender.it.File = log\n"
    "log4cplus.appender.it.Append = true\n"
    "log4cplus.appender.it.ImmediateFlush = true\n"
    "log4cplus.appender.it.layout = log4cplus::PatternLayout\n"
    "log4cplus.appender.it.layout.ConversionPattern = %P: %m%n\n";

static void
keep(char why[160], const char *text)
{
	if (why[0] != '\0')
		return;
	snprintf(why, 160, "%s", text);
	for (char *p = why; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p > '~')
			*p = '?';
}

/*
 * "Find Failed, query keys:", the keys, and then what happened, with a code
 * before it: "0006:0317 Peer aborted Association".
 */
static void
trouble(struct ending *x, const char *text)
{
	unsigned a, b;
	int at = 0;

	if (sscanf(text, "%4x:%4x %n", &a, &b, &at) == 2 && at > 0 &&
	    !x->cause) {
		x->cause = true;
		x->why[0] = '\0';
	}
	keep(x->why, text + at);
}

static void
line(struct ending *x, const char *l)
{
	static const char one[] = "I: Received Find Response ";
	static const char last[] = "I: Received Final Find Response (";

	if (strncmp(l, one, sizeof one - 1) == 0)
		x->responses++;
	else if (strcmp(l, "I: Received Final Find Response (Success)") == 0)
		x->success = true;
	else if (strncmp(l, last, sizeof last - 1) == 0)
		keep(x->why, l + 3);
	else if (strncmp(l, "E: ", 3) == 0 || strncmp(l, "F: ", 3) == 0)
		trouble(x, l + 3);
}

static enum netrt_rc
ending(int dir, struct ending *x, struct netrt_err *e)
{
	char *text, *save = NULL;
	size_t len;
	enum netrt_rc rc = netrt_fs_read(dir, "log", 256 << 20, &text, &len,
	    e);

	*x = (struct ending){ .responses = 0 };
	if (rc != NETRT_OK)
		return rc;
	/* the padding of UIDs that it shows */
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\0')
			text[i] = ' ';
	for (char *l = strtok_r(text, "\n", &save); l != NULL;
	    l = strtok_r(NULL, "\n", &save))
		line(x, l);
	free(text);
	return NETRT_OK;
}

/*
 * One response.  A peer that does not heed the keys answers with objects of
 * other series: they are not those that were asked for.
 */
static enum netrt_rc
response(const char *path, const char *study, const char *series,
    struct netrt_uidset *found, struct netrt_err *e)
{
	const struct {
		uint32_t tag;
		const char *want;
	} key[] = {
		{ TAG_StudyInstanceUID, study },
		{ TAG_SeriesInstanceUID, series },
	};
	char uid[NETRT_UID_LEN];
	struct netrt_dcm *d;
	uint32_t at;
	bool ours = true;
	enum netrt_rc rc = netrt_object_open(path, &d, e);

	if (rc != NETRT_OK)
		return rc;
	for (size_t i = 0; rc == NETRT_OK && i < 2; i++) {
		rc = netrt_item_get_value(netrt_dcm_root(d), key[i].tag, 0,
		    uid, sizeof uid, e);
		ours = ours && (uid[0] == '\0' ||
		    strcmp(uid, key[i].want) == 0);
	}
	if (rc == NETRT_OK)
		rc = netrt_item_get_value(netrt_dcm_root(d),
		    TAG_SOPInstanceUID, 0, uid, sizeof uid, e);
	if (rc == NETRT_OK && ours && uid[0] != '\0')
		rc = netrt_uidset_add(found, uid, &at, e);
	netrt_dcm_close(d);
	return rc;
}

static enum netrt_rc
responses(const struct netrt_findscu *f, int dir, size_t n,
    const char *study, const char *series, struct netrt_uidset *found,
    struct netrt_err *e)
{
	struct netrt_names names;
	char path[PATH_MAX];
	size_t read = 0;
	enum netrt_rc rc = netrt_fs_list(dir, ".", &names, e);

	for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
		if (strncmp(names.name[i], "rsp", 3) != 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", f->path, names.name[i]);
		rc = response(path, study, series, found, e);
		if (rc == NETRT_DATA)
			rc = netrt_err_set(e, NETRT_TEMP, "a response to "
			    "C-FIND cannot be read");
		read++;
	}
	netrt_names_free(&names);
	if (rc == NETRT_OK && read != n)
		rc = netrt_err_set(e, NETRT_TEMP, "%zu responses to C-FIND, "
		    "but %zu files of them", n, read);
	return rc;
}

static enum netrt_rc
ask(const struct netrt_findscu *f, const struct netrt_tunnel *way, int dir,
    const char *study, const char *series, struct netrt_sculog *l,
    struct netrt_err *e)
{
	char in_study[NETRT_UID_LEN + 16], in_series[NETRT_UID_LEN + 16];
	struct netrt_scu_args a;
	struct netrt_scu scu = { .argv = a.v, .dir = dir, .log = -1,
	    .limit_s = netrt_scu_limit(f->cfg, way), .total_s = TOTAL_S,
	    .log_max = LOG_BASE +
	    10 * LOG_RESPONSE * (long long)f->expected };
	int status;
	enum netrt_rc rc = netrt_scu_begin(&a, "findscu", f->cfg, f->to, way,
	    e);

	if (rc != NETRT_OK ||
	    (rc = netrt_scu_put(dir, "logger", logger, e)) != NETRT_OK)
		return rc;
	snprintf(in_study, sizeof in_study, "0020,000d=%s", study);
	snprintf(in_series, sizeof in_series, "0020,000e=%s", series);
	netrt_scu_add_time(&a, "-ts", f->cfg->sending.dimse_timeout_s);
	netrt_scu_add(&a, "-lc", "logger");
	netrt_scu_add(&a, "-S", "-sr");
	netrt_scu_add(&a, "-X", NULL);
	netrt_scu_add(&a, "-od", ".");
	netrt_scu_add(&a, "-k", "0008,0052=IMAGE");
	netrt_scu_add(&a, "-k", in_study);
	netrt_scu_add(&a, "-k", in_series);
	netrt_scu_add(&a, "-k", "0008,0018");
	scu.log = openat(dir, "log", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC,
	    0600);
	if (scu.log < 0)
		return netrt_err_errno(e, "findscu's log");
	rc = netrt_scu_run(&scu, l, &status, e);
	close(scu.log);
	return rc;
}

static enum netrt_rc
in_dir(const struct netrt_findscu *f, int dir, const char *study,
    const char *series, struct netrt_uidset *found, struct netrt_err *e)
{
	struct netrt_sculog l = { .file = NULL };
	struct netrt_tunnel way;
	struct ending x;
	enum netrt_rc rc = netrt_tunnel_open(f->cfg, f->to, &way, e);

	if (rc != NETRT_OK)
		return rc;
	rc = netrt_scu_leave(&way, &l, ask(f, &way, dir, study, series, &l,
	    e), e);
	if (rc != NETRT_OK || (rc = ending(dir, &x, e)) != NETRT_OK)
		return rc;
	if (!x.success)
		return netrt_err_set(e, NETRT_TEMP, "C-FIND: %s",
		    l.link == NETRT_LINK_FAILED ||
		    l.link == NETRT_LINK_REJECTED ||
		    l.link == NETRT_LINK_BUSY ? l.why :
		    *x.why ? x.why : "no end of the answer");
	return responses(f, dir, x.responses, study, series, found, e);
}

enum netrt_rc
netrt_findscu_run(const struct netrt_findscu *f, const char *study,
    const char *series, struct netrt_uidset *found, struct netrt_err *e)
{
	int dir = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum netrt_rc rc;

	if (dir < 0)
		return netrt_err_errno(e, "%s", f->path);
	rc = in_dir(f, dir, study, series, found, e);
	close(dir);
	if (rc == NETRT_SOFTWARE)	/* whatever it crashed of: no answer */
		e->rc = rc = NETRT_TEMP;
	return rc;
}
