/* What a study has to send: see outbox.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "outbox.h"
#include "part10.h"
#include "pool.h"
#include "stamp.h"

/* A set being filled. */
struct filling {
	const struct netrt_config *cfg;
	struct netrt_study *study;
	struct netrt_outset *set;
};

/* Files to be added to it: results of a step, or what came. */
struct adding {
	char *const *path;
	const char *id;			/* of each, or NULL */
	const struct netrt_study *study;	/* its inputs, if not path */
	struct netrt_outgoing *o;
};

/*
 * One file.  No id: the hash of its data set.  The walk comes first: what
 * storescu reads must not make it crash.
 */
static enum netrt_rc
add(struct netrt_outgoing *o, const char *path, const char *id,
    struct netrt_err *e)
{
	struct netrt_part10 p;
	struct stat st;
	int fd = -1;
	enum netrt_rc rc = netrt_fs_open(AT_FDCWD, path, &fd, &st, e);

	if (rc != NETRT_OK)
		return rc;
	if ((rc = netrt_part10_check(fd, 0, &p, e)) != NETRT_OK)
		goto out;
	if (!netrt_uid_valid(p.sop_instance) ||
	    !netrt_uid_valid(p.sop_class) || !netrt_uid_valid(p.syntax)) {
		rc = netrt_err_set(e, NETRT_DATA, "SOP Instance UID, SOP Class "
		    "UID or Transfer Syntax UID is absent or not a UID");
		goto out;
	}
	o->size = st.st_size;
	memcpy(o->sop, p.sop_instance, sizeof o->sop);
	memcpy(o->study, p.study, sizeof o->study);
	memcpy(o->series, p.series, sizeof o->series);
	memcpy(o->sop_class, p.sop_class, sizeof o->sop_class);
	memcpy(o->syntax, p.syntax, sizeof o->syntax);
	if (id != NULL)
		memcpy(o->id, id, sizeof o->id);
	else if ((rc = netrt_hash_fd(fd, p.data_offset, o->id, e)) !=
	    NETRT_OK)
		goto out;
	if ((o->path = strdup(path)) == NULL)
		rc = netrt_err_errno(e, "outbox");
out:
	close(fd);
	return rc == NETRT_OK ? rc : netrt_err_prefix(e, "%s", path);
}

static enum netrt_rc
add_one(void *ctx, unsigned worker, size_t i, struct netrt_err *e)
{
	const struct adding *a = ctx;
	char path[2 * PATH_MAX];

	(void)worker;
	if (a->path != NULL)
		return add(&a->o[i], a->path[i], a->id, e);
	a->o[i].input = true;
	snprintf(path, sizeof path, "%s/%s", a->study->path,
	    a->study->input[i].name);
	return add(&a->o[i], path, a->study->input[i].sha, e);
}

/* n files more, in this order. */
static enum netrt_rc
add_all(struct filling *f, struct adding *a, size_t n, struct netrt_err *e)
{
	struct netrt_outset *set = f->set;
	struct netrt_outgoing *o = realloc(set->o, (set->n + n + 1) *
	    sizeof *o);

	if (o == NULL)
		return netrt_err_errno(e, "outbox");
	set->o = o;
	a->o = &o[set->n];
	memset(a->o, 0, n * sizeof *o);
	set->n += n;
	return netrt_pool_run(n, netrt_pool_workers(n), add_one, a, e);
}

/* The files of a result directory of a step that is current. */
static enum netrt_rc
add_results(struct filling *f, const char *step, unsigned dir,
    const char *sub, const char *id, struct netrt_err *e)
{
	struct netrt_names names;
	struct adding a = { .id = id };
	enum netrt_rc rc = netrt_step_results(f->study, step, dir, sub,
	    &names, e);

	a.path = names.name;
	if (rc == NETRT_OK)
		rc = add_all(f, &a, names.n, e);
	netrt_names_free(&names);
	return rc;
}

/*
 * Are all steps of the chain that are switched on done and current?  The last
 * one looks at those that it reads, up to the inputs.  stamp: its own.
 */
static enum netrt_rc
chain(const struct filling *f, const char *const *step,
    char stamp[NETRT_HEX_LEN], struct netrt_err *e)
{
	const char *last = NULL;

	for (; *step != NULL; step++)
		if (netrt_step_enabled(f->cfg, *step))
			last = *step;
	return last == NULL ? NETRT_OK : netrt_step_current(f->cfg, f->study,
	    last, stamp, e);
}

static enum netrt_rc
fill_overlay(struct filling *f, struct netrt_err *e)
{
	static const char *const steps[] = { "anon", "mask", "burnin", NULL };
	char stamp[NETRT_HEX_LEN];
	enum netrt_rc rc = chain(f, steps, stamp, e);

	if (rc != NETRT_OK)
		return rc;
	return add_results(f, netrt_step_enabled(f->cfg, "burnin") ?
	    "burnin" : "mask", 0, "", stamp, e);
}

/* They name the images of OVERLAY: all that makes those must be current. */
static enum netrt_rc
fill_segmentation(struct filling *f, struct netrt_err *e)
{
	static const char *const steps[] = { "anon", "mask", NULL };
	static const char *const after[] = { "burnin", NULL };
	char stamp[NETRT_HEX_LEN], other[NETRT_HEX_LEN];
	enum netrt_rc rc;

	if (!f->cfg->segmentation.enabled)
		return NETRT_OK;	/* asked for, but there is none */
	rc = chain(f, steps, stamp, e);
	if (rc == NETRT_OK)
		rc = chain(f, after, other, e);
	return rc != NETRT_OK ? rc :
	    add_results(f, "mask", 1, "", stamp, e);
}

static enum netrt_rc
fill_debug(struct filling *f, struct netrt_err *e)
{
	static const char *const steps[] = { "anon", "debugviz", NULL };
	char stamp[NETRT_HEX_LEN];
	enum netrt_rc rc;

	f->set->optional = !f->cfg->visualization.required;
	if (!netrt_step_enabled(f->cfg, "debugviz"))
		return NETRT_OK;	/* asked for, but there is none */
	rc = chain(f, steps, stamp, e);
	return rc != NETRT_OK ? rc :
	    add_results(f, "debugviz", 1, "", stamp, e);
}

/*
 * netrt-anon's UIDs do not hang on its stamp, and a late slice changes the
 * stamp but not the other objects: what was sent is known by its hash.
 */
static enum netrt_rc
fill_original(struct filling *f, struct netrt_err *e)
{
	static const char *const steps[] = { "anon", NULL };
	struct adding a = { .study = f->study };
	char stamp[NETRT_HEX_LEN];
	enum netrt_rc rc;

	if (f->cfg->anonymization.enabled) {
		rc = chain(f, steps, stamp, e);
		if (rc == NETRT_OK)
			rc = add_results(f, "anon", 0, NETRT_DIR_IMAGES,
			    NULL, e);
		return rc != NETRT_OK ? rc : add_results(f, "anon", 0,
		    NETRT_DIR_STRUCTS, NULL, e);
	}
	return add_all(f, &a, f->study->ninputs, e);
}

static int
by_sop(const void *a, const void *b)
{
	const struct netrt_outgoing *const *x = a, *const *y = b;

	return strcmp((*x)->sop, (*y)->sop);
}

/* The journal and the private directory know an object by this UID. */
static enum netrt_rc
unique(const struct netrt_outset *set, struct netrt_err *e)
{
	const struct netrt_outgoing **p = calloc(set->n + 1, sizeof *p);
	enum netrt_rc rc = NETRT_OK;

	if (p == NULL)
		return netrt_err_errno(e, "outbox");
	for (size_t i = 0; i < set->n; i++)
		p[i] = &set->o[i];
	qsort(p, set->n, sizeof *p, by_sop);
	for (size_t i = 1; i < set->n && rc == NETRT_OK; i++)
		if (strcmp(p[i - 1]->sop, p[i]->sop) == 0)
			rc = netrt_err_set(e, NETRT_DATA, "%s and %s have "
			    "the same SOP Instance UID", p[i - 1]->path,
			    p[i]->path);
	free(p);
	return rc;
}

static void
set_free(struct netrt_outset *set)
{
	for (size_t i = 0; i < set->n; i++)
		free(set->o[i].path);
	free(set->o);
	set->o = NULL;
	set->n = 0;
}

enum netrt_rc
netrt_outbox_fill(const struct netrt_config *cfg, struct netrt_study *s,
    unsigned series, struct netrt_outbox *b, struct netrt_err *e)
{
	static const struct {
		enum netrt_send_series series;
		const char *name;
		enum netrt_rc (*fill)(struct filling *, struct netrt_err *);
	} kind[NETRT_OUTBOX_SETS] = {
		{ NETRT_SEND_OVERLAY, "OVERLAY", fill_overlay },
		{ NETRT_SEND_SEGMENTATION, "SEGMENTATION",
		    fill_segmentation },
		{ NETRT_SEND_ORIGINAL, "ORIGINAL", fill_original },
		{ NETRT_SEND_DEBUG, "DEBUG", fill_debug },
	};

	*b = (struct netrt_outbox){ .set[0].n = 0 };
	for (size_t i = 0; i < NETRT_OUTBOX_SETS; i++) {
		struct netrt_outset *set = &b->set[i];
		struct filling f = { cfg, s, set };

		set->series = kind[i].series;
		set->name = kind[i].name;
		set->wanted = (series & kind[i].series) != 0;
		if (!set->wanted)
			continue;
		set->rc = kind[i].fill(&f, e);
		if (set->rc == NETRT_OK)
			set->rc = unique(set, e);
		if (set->rc == NETRT_OK)
			continue;
		set_free(set);
		snprintf(set->why, sizeof set->why, "%s", e->msg);
		if (set->rc != NETRT_NOINPUT && set->rc != NETRT_DATA) {
			netrt_outbox_free(b);
			return e->rc;
		}
	}
	return NETRT_OK;
}

void
netrt_outbox_free(struct netrt_outbox *b)
{
	for (size_t i = 0; i < NETRT_OUTBOX_SETS; i++)
		set_free(&b->set[i]);
}
