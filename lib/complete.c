/* Is a study complete: see complete.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attempt.h"
#include "complete.h"
#include "fs.h"
#include "refs.h"
#include "study.h"
#include "uid.h"

/* One RTSTRUCT against the images that are here. */
struct tally {
	const struct netrt_names *here;		/* sorted: "1.2.3.dcm" */
	unsigned series;
	size_t listed, present;			/* of this series */
	size_t missing;				/* of those before */
	char study[NETRT_UID_LEN];		/* the first that it names */
};

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void
close_series(struct tally *t)
{
	if (t->present > 0)
		t->missing += t->listed - t->present;
	t->listed = t->present = 0;
}

static void
study(void *ctx, const char *uid)
{
	struct tally *t = ctx;

	if (t->study[0] == '\0')
		snprintf(t->study, sizeof t->study, "%s", uid);
}

static void
visit(void *ctx, unsigned series, const char *uid)
{
	struct tally *t = ctx;
	char file[NETRT_UID_LEN + 8];
	const char *key = file;

	if (series != t->series)
		close_series(t);
	t->series = series;
	snprintf(file, sizeof file, "%s.dcm", uid);
	t->listed++;
	if (t->here->n > 0 && bsearch(&key, t->here->name, t->here->n,
	    sizeof *t->here->name, by_name) != NULL)
		t->present++;
}

static enum netrt_rc
read_struct(int dirfd, const char *name, const struct netrt_names *here,
    struct netrt_look *out, struct netrt_err *e)
{
	struct tally t = { .here = here };
	char path[NAME_MAX + 16];
	struct netrt_err why;
	uint8_t *buf;
	size_t n;
	enum netrt_rc rc;

	snprintf(path, sizeof path, NETRT_DIR_STRUCTS "/%s", name);
	rc = netrt_refs_head(dirfd, path, &buf, &n, e);
	if (rc == NETRT_TEMP)
		return rc;
	if (rc != NETRT_OK ||
	    netrt_refs_studies(buf, n, study, visit, &t, &why) != NETRT_OK) {
		out->unread++;
	} else {
		close_series(&t);
		out->missing += t.missing;
		if (here->n == 0 && out->study[0] == '\0')
			memcpy(out->study, t.study, sizeof out->study);
	}
	free(buf);
	return NETRT_OK;
}

enum netrt_rc
netrt_complete_look(int dirfd, struct netrt_look *out, struct netrt_err *e)
{
	struct netrt_names images = { NULL, 0 }, structs = { NULL, 0 };
	enum netrt_rc rc;

	*out = (struct netrt_look){ .images = 0 };
	rc = netrt_fs_list(dirfd, NETRT_DIR_IMAGES, &images, e);
	if (rc == NETRT_OK || rc == NETRT_NOINPUT)
		rc = netrt_fs_list(dirfd, NETRT_DIR_STRUCTS, &structs, e);
	if (rc == NETRT_NOINPUT)
		rc = NETRT_OK;
	out->images = images.n;
	out->structs = structs.n;
	for (size_t i = 0; rc == NETRT_OK && i < structs.n; i++)
		rc = read_struct(dirfd, structs.name[i], &images, out, e);
	netrt_names_free(&images);
	netrt_names_free(&structs);
	return rc;
}

bool
netrt_complete_is(const struct netrt_config *cfg, const struct netrt_look *l)
{
	if (l->twin || l->elsewhere)
		return l->images + l->structs > 0;
	return l->images > 0 && l->structs > 0 && l->missing == 0 &&
	    l->images + l->structs >= cfg->watcher.min_file_count;
}

double
netrt_complete_wait(const struct netrt_config *cfg,
    const struct netrt_look *l)
{
	double debounce = cfg->watcher.debounce_interval_s;
	double wait = cfg->watcher.incomplete_wait_s;

	if (l->images + l->structs == 0)
		return -1;
	if (netrt_complete_is(cfg, l) || wait < debounce)
		return debounce;
	return wait;
}

void
netrt_complete_why(const struct netrt_config *cfg,
    const struct netrt_look *l, char *buf, size_t size)
{
	if (netrt_complete_is(cfg, l))
		snprintf(buf, size, "quiet time");
	else if (l->images == 0 && l->study[0] != '\0')
		snprintf(buf, size, "images of study %s", l->study);
	else if (l->images == 0)
		snprintf(buf, size, "the images");
	else if (l->structs == 0)
		snprintf(buf, size, "an RTSTRUCT");
	else if (l->missing > 0)
		snprintf(buf, size, "%zu images that an RTSTRUCT lists",
		    l->missing);
	else
		snprintf(buf, size, "%u files (it has %zu)",
		    cfg->watcher.min_file_count, l->images + l->structs);
}

bool
netrt_complete_deferred(const struct netrt_config *cfg, long long until,
    long long now)
{
	double far = cfg->processing.retain_after_delivery_s;

	if (far < NETRT_DELAY_MAX)
		far = NETRT_DELAY_MAX;
	if (far < cfg->sending.retry_max_s)
		far = cfg->sending.retry_max_s;
	return until > now && (double)(until - now) <= far + 60;
}

bool
netrt_complete_changed(const char *path)
{
	struct netrt_study s;
	struct netrt_err e;
	size_t more = 0, gone = 0;
	bool yes = false;

	if (netrt_study_open(path, &s, &e) != NETRT_OK)
		return false;
	if (netrt_study_load(&s, &e) == NETRT_OK &&
	    netrt_study_compare(&s, &more, &gone, &e) == NETRT_OK)
		yes = more + gone > 0;
	netrt_study_close(&s);
	return yes;
}
