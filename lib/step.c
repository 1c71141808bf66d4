/* A step on a study: see step.h. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs.h"
#include "ledger.h"
#include "step.h"

enum netrt_rc
netrt_step_inputs(struct netrt_tool *t, struct netrt_study *s,
    struct netrt_err *e)
{
	size_t more, gone;
	enum netrt_rc rc = netrt_study_load(s, e);

	if (rc == NETRT_NOINPUT)
		return netrt_study_freeze(s, e);
	if (rc != NETRT_OK)
		return rc;
	rc = netrt_study_compare(s, &more, &gone, e);
	if (rc != NETRT_OK)
		return rc;
	if (gone > 0)
		return netrt_err_set(e, NETRT_TEMP, "%zu file(s) of DCM or "
		    "Structure are gone or changed since the study was last "
		    "validated: run netrt-validate", gone);
	if (more > 0)
		netrt_tool_say(t, NETRT_WARNING,
		    "%s: %zu file(s) have come since the study was last "
		    "validated; they are left for the next netrt-validate",
		    s->path, more);
	return NETRT_OK;
}

/* What the step reads, as paths. */
static enum netrt_rc
sources(struct netrt_step *s, struct netrt_err *e)
{
	const char *from = netrt_step_reads(s->cfg, s->def);
	struct netrt_study *st = s->study;
	enum netrt_rc rc = NETRT_OK;

	if (from == NULL) {
		for (size_t i = 0; rc == NETRT_OK && i < st->ninputs; i++) {
			const char *name = st->input[i].name;
			char path[2 * PATH_MAX];
			bool image = strncmp(name, NETRT_DIR_IMAGES "/",
			    sizeof NETRT_DIR_IMAGES) == 0;

			snprintf(path, sizeof path, "%s/%s", st->path, name);
			rc = netrt_names_add(image ? &s->images :
			    &s->structs, path, "list", e);
		}
		return rc == NETRT_OK ?
		    netrt_study_inputs_hash(st, s->reads, e) : rc;
	}
	rc = netrt_step_current(s->cfg, st, from, s->reads, e);
	if (rc == NETRT_OK && strcmp(from, "anon") == 0) {
		rc = netrt_step_results(st, from, 0, NETRT_DIR_IMAGES,
		    &s->images, e);
		if (rc == NETRT_OK)
			rc = netrt_step_results(st, from, 0,
			    NETRT_DIR_STRUCTS, &s->structs, e);
	} else if (rc == NETRT_OK) {
		rc = netrt_step_results(st, from, 0, "", &s->images, e);
	}
	return rc;
}

/* The stamp that this step would write, into st and s. */
static enum netrt_rc
expect(struct netrt_step *s, const struct netrt_step_fns *fns,
    struct netrt_stamp *st, struct netrt_err *e)
{
	char *salt = NULL;
	enum netrt_rc rc = NETRT_OK;

	if (fns->salt != NULL)
		rc = fns->salt(s, &salt, e);
	if (rc == NETRT_OK)
		rc = netrt_stamp_base(s->cfg, s->def, s->reads, st->base, e);
	if (rc == NETRT_OK)
		rc = netrt_stamp_salt(st->base, salt ? salt : "", st->salt,
		    st->stamp, e);
	if (rc == NETRT_OK)
		memcpy(s->stamp, st->stamp, sizeof s->stamp);
	free(salt);
	return rc;
}

/* Where this study's ledger or trash is: of WORKING, or its own. */
static void
place(const struct netrt_step *s, const char *name, char path[PATH_MAX])
{
	const char *working = netrt_study_working(s->study,
	    s->cfg->directories.working);

	if (working != NULL)
		snprintf(path, PATH_MAX, "%s/.%s", working, name);
	else
		snprintf(path, PATH_MAX, "%s/.netrt/%s", s->study->path,
		    name);
}

/*
 * The time that is written.  A step that reads another's result takes the
 * time of that one: so its UIDs can be known before it runs.
 */
static enum netrt_rc
take_time(struct netrt_step *s, struct netrt_err *e)
{
	char dir[PATH_MAX];
	struct netrt_stamp st;
	enum netrt_rc rc = NETRT_OK;

	s->date[0] = '\0';
	if (s->def->reads != NULL) {
		rc = netrt_stamp_read(s->study, s->def->reads, &st, e);
		if (rc != NETRT_OK)
			return rc;
		memcpy(s->date, st.date, sizeof s->date);
		memcpy(s->time, st.time, sizeof s->time);
		netrt_stamp_free(&st);
	}
	if (s->date[0] != '\0')
		return NETRT_OK;
	place(s, "ledger", dir);
	return netrt_ledger_time(dir, s->stamp, s->date, s->time, e);
}

static enum netrt_rc
prepare(struct netrt_step *s, struct netrt_stamp *st,
    char out[2][PATH_MAX + 64], struct netrt_err *e)
{
	char tmp[64];
	enum netrt_rc rc = take_time(s, e);

	memcpy(st->date, s->date, sizeof st->date);
	memcpy(st->time, s->time, sizeof st->time);
	for (size_t i = 0; i < 2 && rc == NETRT_OK; i++) {
		if (s->def->dirs[i] == NULL)
			continue;
		snprintf(tmp, sizeof tmp, "%s.tmp", s->def->dirs[i]);
		rc = netrt_fs_remove(s->study->fd, tmp, e);
		if (netrt_step_dir(s->cfg, s->def, (unsigned)i) == NULL)
			continue;
		snprintf(out[i], PATH_MAX + 64, "%s/%s", s->study->path, tmp);
		s->out[i] = out[i];
		if (rc == NETRT_OK)
			rc = netrt_fs_mkdir(s->study->fd, tmp, e);
	}
	return rc;
}

/*
 * X.tmp becomes X.  The stamp goes first and comes last: at every instant
 * a stamp that is there speaks of the result that is there.
 */
static enum netrt_rc
publish(struct netrt_step *s, struct netrt_stamp *st, struct netrt_err *e)
{
	char stamp[64], trash[PATH_MAX], tmp[64];
	struct netrt_err later;
	int fd = s->study->fd;
	enum netrt_rc rc = NETRT_OK;

	snprintf(stamp, sizeof stamp, ".netrt/stamp.%s", s->name);
	place(s, "trash", trash);
	for (size_t i = 0; i < 2 && rc == NETRT_OK; i++)
		if (s->out[i] != NULL)
			rc = netrt_fs_sync_tree(AT_FDCWD, s->out[i], e);
	if (rc != NETRT_OK ||
	    (rc = netrt_fs_unlink(fd, stamp, e)) != NETRT_OK ||
	    (rc = netrt_fs_sync(fd, ".netrt", e)) != NETRT_OK)
		return rc;
	for (size_t i = 0; i < 2 && rc == NETRT_OK; i++) {
		if (s->def->dirs[i] == NULL)
			continue;
		snprintf(tmp, sizeof tmp, "%s.tmp", s->def->dirs[i]);
		rc = netrt_fs_trash(fd, s->def->dirs[i], AT_FDCWD, trash, e);
		if (rc == NETRT_OK && s->out[i] != NULL)
			rc = netrt_fs_rename(fd, tmp, fd, s->def->dirs[i],
			    true, e);
	}
	if (rc != NETRT_OK || (rc = netrt_fs_sync(fd, ".", e)) != NETRT_OK)
		return rc;
	/* what a killed run left there goes too; it may be another study's */
	if (netrt_fs_sweep(AT_FDCWD, trash, &later) != NETRT_OK)
		netrt_tool_say(s->tool, NETRT_WARNING, "%s", later.msg);
	netrt_names_free(&st->series);
	st->series = s->series;
	s->series = (struct netrt_names){ NULL, 0 };
	return netrt_stamp_write(s->study, s->def, st, e);
}

static enum netrt_rc
write_report(struct netrt_step *s, struct netrt_err *e)
{
	char path[64], *buf = NULL;
	size_t len = 0;
	FILE *f;
	enum netrt_rc rc;

	if (s->report.n == 0)
		return NETRT_OK;
	if ((f = open_memstream(&buf, &len)) == NULL)
		return netrt_err_errno(e, "report");
	for (size_t i = 0; i < s->report.n; i++)
		fprintf(f, "%s\n", s->report.name[i]);
	snprintf(path, sizeof path, ".netrt/report.%s", s->name);
	if (fclose(f) != 0)
		rc = netrt_err_errno(e, "report");
	else
		rc = netrt_fs_write(s->study->fd, path, buf, len, e);
	free(buf);
	return rc;
}

/* A new series takes the place of an old one: name both. */
static void
say_superseded(struct netrt_step *s, const struct netrt_stamp *old,
    const struct netrt_stamp *new)
{
	for (size_t i = 0; i < old->series.n; i++) {
		bool kept = false;

		for (size_t k = 0; k < new->series.n; k++)
			kept = kept || strcmp(old->series.name[i],
			    new->series.name[k]) == 0;
		if (!kept)
			netrt_tool_say(s->tool, NETRT_INFO,
			    "%s: %s: series %s is superseded by %s",
			    s->study->name, s->name, old->series.name[i],
			    new->series.n > i ? new->series.name[i] :
			    "none");
	}
}

static enum netrt_rc
work(struct netrt_step *s, const struct netrt_step_fns *fns,
    struct netrt_stamp *st, struct netrt_err *e)
{
	char out[2][PATH_MAX + 64], tmp[64];
	struct netrt_stamp old;
	struct netrt_err other;
	enum netrt_rc rc = prepare(s, st, out, e);

	if (rc == NETRT_OK) {
		struct netrt_err we;
		enum netrt_rc wr;

		rc = fns->run(s, e);
		wr = write_report(s, &we);
		if (rc == NETRT_OK && (rc = wr) != NETRT_OK)
			*e = we;
	}
	if (rc == NETRT_OK) {
		if (netrt_stamp_read(s->study, s->name, &old, &other) !=
		    NETRT_OK)
			old = (struct netrt_stamp){ .base = "" };
		if ((rc = publish(s, st, e)) == NETRT_OK) {
			netrt_tool_say(s->tool, NETRT_INFO,
			    "%s: %s: done, %zu files", s->study->name,
			    s->name, st->files.n);
			say_superseded(s, &old, st);
		}
		netrt_stamp_free(&old);
	}
	for (size_t i = 0; i < 2 && rc != NETRT_OK; i++) {
		if (s->def->dirs[i] == NULL)
			continue;
		snprintf(tmp, sizeof tmp, "%s.tmp", s->def->dirs[i]);
		(void)!netrt_fs_remove(s->study->fd, tmp, &other);
	}
	return rc;
}

/* Inside the lock. */
static enum netrt_rc
locked(struct netrt_step *s, const struct netrt_step_fns *fns,
    struct netrt_err *e)
{
	struct netrt_stamp now = { .base = "" }, there;
	struct netrt_err none;
	bool done = false;
	/* validate is the step that freezes them */
	enum netrt_rc rc = strcmp(s->name, "validate") == 0 ?
	    netrt_study_freeze(s->study, e) :
	    netrt_step_inputs(s->tool, s->study, e);

	netrt_tool_names(s->tool, s->study);
	if (rc == NETRT_OK)
		rc = sources(s, e);
	if (rc == NETRT_OK)
		rc = expect(s, fns, &now, e);
	if (rc == NETRT_OK && netrt_stamp_read(s->study, s->name, &there,
	    &none) == NETRT_OK) {
		done = strcmp(there.stamp, now.stamp) == 0 &&
		    netrt_stamp_complete(s->study, &there);
		netrt_stamp_free(&there);
	}
	if (rc == NETRT_OK && done && !s->tool->force) {
		netrt_tool_say(s->tool, NETRT_DEBUG, "%s: %s: done before",
		    s->study->path, s->name);
		goto out;
	}
	if (s->tool->dry && rc == NETRT_OK) {
		netrt_tool_say(s->tool, NETRT_WARNING, "%s: would run: %s",
		    s->study->path, done ? "done, but it would be done once more" :
		    "not done, or of other input or settings");
		goto out;
	}
	if (rc == NETRT_OK)
		rc = work(s, fns, &now, e);
	if (!s->tool->dry)
		netrt_step_verdict(s->tool, s->study, s->name, rc,
		    rc == NETRT_OK ? "done" : e->msg);
out:
	netrt_stamp_free(&now);
	return rc;
}

enum netrt_rc
netrt_step_run(struct netrt_tool *t, const char *name, const char *path,
    const struct netrt_step_fns *fns, struct netrt_err *e)
{
	struct netrt_study study;
	struct netrt_step s = {
		.tool = t, .cfg = t->cfg, .study = &study, .name = name,
		.def = netrt_step_find(name)
	};
	enum netrt_rc rc;

	if (s.def == NULL)
		return netrt_err_set(e, NETRT_SOFTWARE, "no step %s", name);
	if ((rc = netrt_study_open(path, &study, e)) != NETRT_OK)
		return rc;
	study.dry = t->dry;
	if (!netrt_step_enabled(t->cfg, name))
		netrt_tool_say(t, NETRT_DEBUG, "%s: %s is switched off",
		    path, name);
	else if ((rc = netrt_study_lock(&study, e)) == NETRT_OK &&
	    (rc = netrt_step_tidy(&study, name, e)) == NETRT_OK)
		rc = locked(&s, fns, e);
	netrt_names_free(&s.images);
	netrt_names_free(&s.structs);
	netrt_names_free(&s.series);
	netrt_names_free(&s.report);
	netrt_study_close(&study);
	return rc;
}

void
netrt_step_report(struct netrt_step *s, const char *fmt, ...)
{
	char line[1024], *safe;
	struct netrt_err e;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	for (char *p = line; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	safe = netrt_redact_names(s->tool->redact, line);
	if (safe == NULL || netrt_names_add(&s->report, safe, "list", &e) !=
	    NETRT_OK)
		netrt_tool_say(s->tool, NETRT_WARNING, "report: no memory");
	free(safe);
}
