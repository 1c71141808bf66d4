/*
 * netrt-mask: the contours of each RTSTRUCT as overlay planes in a copy of
 * its image series.  Slice by slice, on two threads: the memory does not
 * grow with their number.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "choose.h"
#include "derive.h"
#include "fill.h"
#include "look.h"
#include "object.h"
#include "plan.h"
#include "planes.h"
#include "pool.h"
#include "roilist.h"
#include "segment.h"
#include "step.h"
#include "tally.h"
#include "tool.h"

#define ACCOUNT	".netrt/mask.json"

/* One RTSTRUCT on its series: made by prepare(), then only read. */
struct job {
	struct netrt_step *s;
	const struct netrt_rtstruct *rs;
	struct netrt_plan plan;
	struct netrt_planes planes;
	char series[NETRT_UID_LEN];
	char how[512];			/* Derivation Description */
	long number;
	FILE *warned;			/* JSON of what was warned of */
	size_t nwarned;
};

/* The options of this tool, and what it found out for -j. */
struct own {
	bool list, json;
	FILE *out;			/* of a study: JSON lines, while it */
	char *text;			/* is worked on, and then */
	size_t len;
	bool headed;			/* -l: the head was printed */
};

/* What a thread needs of its own to work on slices. */
struct worker {
	struct netrt_fill fill;
	struct netrt_bits bits;
	struct netrt_tally tally;
	size_t slice;
};

/* ---- what is to be said ---- */

/* A warning, in log and report. */
static void
warn(void *ctx, const struct netrt_warning *w)
{
	struct job *j = ctx;

	netrt_account_warning(j->warned, j->nwarned++ == 0, w);
	netrt_tool_say(j->s->tool, NETRT_WARNING, "%s: %s: %zu %s",
	    j->s->study->name, netrt_object_name(j->rs->path), w->n,
	    w->text);
	netrt_step_report(j->s, "warning %s: %zu %s", w->code, w->n,
	    w->text);
}

static void
summary(const struct job *j, const struct netrt_tally *t)
{
	const struct netrt_placement *p = &j->plan.place;

	netrt_tool_say(j->s->tool, NETRT_INFO, "%s: mask: %zu contours on "
	    "%zu slices, %.1f mL; %zu of %zu ROIs; %zu contours counted once "
	    "with their duplicates, %zu point or open", j->s->study->name,
	    p->count[NETRT_PLACE_DRAWN], t->merged.planes,
	    t->merged.mm3 / 1000, j->plan.nuse, j->rs->nrois,
	    t->merged.duplicates, p->count[NETRT_PLACE_OPEN]);
}

/* ---- before the first slice ---- */

static enum netrt_rc
prepare(struct job *j, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_planes_init(&j->planes, &j->plan,
	    j->s->cfg, e);

	if (rc == NETRT_OK)
		rc = netrt_step_series(j->s, "overlay",
		    j->plan.pair.series->uid, j->rs->sop, j->series, e);
	if (rc == NETRT_OK)
		netrt_planes_format(&j->planes, &j->plan, j->how,
		    sizeof j->how);
	return rc;
}

static enum netrt_rc
worker_init(struct worker *w, const struct job *j, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_fill_init(&w->fill, &j->plan.place, e);

	if (rc == NETRT_OK)
		rc = netrt_bits_init(&w->bits, &j->planes, e);
	if (rc == NETRT_OK)
		rc = netrt_tally_init(&w->tally, &j->plan, e);
	return rc;
}

static void
worker_free(struct worker *w)
{
	netrt_fill_free(&w->fill);
	netrt_bits_free(&w->bits);
	netrt_tally_free(&w->tally);
}

/* ---- slices ---- */

static void
roi(void *ctx, const struct netrt_filled *r)
{
	struct worker *w = ctx;

	netrt_bits_add(&w->bits, r->roi, r->mask);
	netrt_tally_roi(&w->tally, w->slice, r);
}

/* All planes of slice i, into w. */
static enum netrt_rc
draw(struct worker *w, size_t i, struct netrt_err *e)
{
	w->slice = i;
	netrt_bits_clear(&w->bits);
	if (netrt_fill_each(&w->fill, i, roi, w, e) != NETRT_OK)
		return e->rc;
	netrt_tally_slice(&w->tally, i, &w->bits.merged);
	return NETRT_OK;
}

/* One slice, in any order: j is only read, w belongs to the caller. */
static enum netrt_rc
slice(const struct job *j, struct worker *w, size_t i, struct netrt_err *e)
{
	const struct netrt_slice *sl = &j->plan.pair.series->slice[i];
	const struct netrt_config *cfg = j->s->cfg;
	char sop[NETRT_UID_LEN], path[2 * PATH_MAX];
	struct netrt_derive to = {
		.tool = "netrt-mask", .series = j->series, .sop = sop,
		.contribution = "Contours laid over as an overlay plane",
		.how = j->how, .series_number = j->number,
		.series_description =
		    cfg->processing.overlay_series_description,
		.study_id = cfg->processing.overlay_study_id,
		.date = j->s->date, .time = j->s->time,
	};
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc;

	rc = draw(w, i, e);
	if (rc != NETRT_OK)
		return rc;
	rc = netrt_step_instance(j->series, sl->sop, sop, e);
	if (rc == NETRT_OK)
		rc = netrt_dcm_open(sl->path, &d, e);
	if (rc == NETRT_OK)
		rc = netrt_derive(netrt_dcm_root(d), &to, e);
	if (rc == NETRT_OK)
		rc = netrt_bits_write(&w->bits, netrt_dcm_root(d), e);
	w->tally.lossy = w->bits.lossy;
	if (rc != NETRT_OK) {
		netrt_dcm_close(d);
		return netrt_err_prefix(e, "%s", netrt_object_name(sl->path));
	}
	snprintf(path, sizeof path, "%s/%s.dcm", j->s->out[0], sop);
	rc = netrt_dcm_write(d, path, NULL, e);
	netrt_dcm_close(d);
	return rc;
}

/* The slices at work: shared by all threads, each with a worker. */
struct crew {
	const struct job *j;
	struct worker w[NETRT_POOL_MOST];
	atomic_size_t done;
};

static enum netrt_rc
next(void *ctx, unsigned worker, size_t i, struct netrt_err *e)
{
	struct crew *c = ctx;
	const struct netrt_step *s = c->j->s;
	enum netrt_rc rc = slice(c->j, &c->w[worker], i, e);
	size_t done = atomic_fetch_add(&c->done, 1) + 1;

	if (worker == 0)
		netrt_tool_progress(s->tool, s->study->name, done,
		    c->j->plan.pair.series->n);
	return rc;
}

/* All slices; *sum is what they come to, also after an error. */
static enum netrt_rc
slices(const struct job *j, struct netrt_tally *sum, struct netrt_err *e)
{
	struct crew c = { .j = j };
	size_t n = j->plan.pair.series->n;
	unsigned workers = netrt_pool_workers(n);
	enum netrt_rc rc = NETRT_OK;

	for (unsigned k = 0; rc == NETRT_OK && k < workers; k++)
		rc = worker_init(&c.w[k], j, e);
	if (rc == NETRT_OK)
		rc = netrt_pool_run(n, workers, next, &c, e);
	for (unsigned k = 0; k < workers; k++) {
		if (c.w[k].tally.plan != NULL)
			netrt_tally_add(sum, &c.w[k].tally);
		worker_free(&c.w[k]);
	}
	if (rc == NETRT_OK && sum->merged.voxels == 0)
		rc = netrt_err_set(e, NETRT_DATA, "%s: the mask is empty: %zu "
		    "contours lie on slices, %zu of them wholly outside the "
		    "image, and the others enclose no pixel centre",
		    netrt_object_name(j->rs->path),
		    j->plan.place.count[NETRT_PLACE_DRAWN],
		    j->plan.place.outside);
	return rc;
}

/* ---- the step ---- */

/* What became of it, for -j and -v. */
static void
account(struct job *j, const struct netrt_tally *t, const char *file,
    const char *left, const char *warnings, const struct netrt_err *why)
{
	struct own *own = j->s->tool->ctx;
	const struct netrt_account a = {
		.study = j->s->study->name, .file = netrt_object_name(file),
		.tally = t, .left_out = left, .warnings = warnings,
		.planes = j->planes.n > 0 ? &j->planes : NULL,
		.series = j->series[0] != '\0' ? j->series : NULL,
		.error = why
	};

	netrt_account_json(own->out, &a);
	if (t != NULL && j->s->tool->verbose > 0)
		netrt_account_table(stderr, &a);
}

/* The planned: *made counts the series. */
static enum netrt_rc
make(struct job *j, struct netrt_tally *sum, size_t *made,
    struct netrt_err *e)
{
	enum netrt_rc rc = prepare(j, e);

	if (rc == NETRT_OK) {
		rc = slices(j, sum, e);
		netrt_tally_report(sum, j->s, j->series, &j->planes);
	}
	if (rc == NETRT_OK && j->s->out[1] != NULL)
		rc = netrt_segment_step(j->s, &j->plan, j->series, *made, e);
	netrt_plan_warnings(&j->plan, warn, j);
	netrt_tally_warnings(sum, warn, j);
	if (rc == NETRT_OK) {
		summary(j, sum);
		++*made;
	}
	return rc;
}

/* There is nothing to draw: say why, and name the ROIs. */
static void
pass_over(struct job *j, const struct netrt_tally *t)
{
	const struct netrt_err *why = &j->plan.nothing;

	netrt_tool_say(j->s->tool, NETRT_WARNING, "%s: %s",
	    j->s->study->name, why->msg);
	netrt_step_report(j->s, "warning nothing-to-draw: %s", why->msg);
	netrt_tally_report(t, j->s, NULL, NULL);
}

/* One that was read and has a place. */
static enum netrt_rc
planned(struct job *j, size_t *made, struct netrt_err *reason,
    struct netrt_err *e)
{
	struct netrt_tally t = { .plan = NULL };
	char *warnings = NULL;
	size_t len;
	enum netrt_rc rc = netrt_tally_init(&t, &j->plan, e);

	if (rc == NETRT_OK &&
	    (j->warned = open_memstream(&warnings, &len)) == NULL)
		rc = netrt_err_errno(e, "report");
	if (rc == NETRT_OK) {
		if (j->plan.nothing.rc != NETRT_OK) {
			*reason = j->plan.nothing;
			pass_over(j, &t);
		} else {
			rc = make(j, &t, made, e);
		}
		if (fclose(j->warned) == 0)
			account(j, &t, j->rs->path, NULL, warnings, rc !=
			    NETRT_OK ? e : &j->plan.nothing);
	}
	free(warnings);
	netrt_tally_free(&t);
	return rc;
}

/*
 * One RTSTRUCT.  *made counts the series.  One that has nothing to draw is
 * passed over with a warning, *reason says why: that is an error only when
 * no other RTSTRUCT of the study has something.
 */
static enum netrt_rc
one_struct(struct netrt_step *s, const char *path,
    const struct netrt_series_list *l, size_t *made,
    struct netrt_err *reason, struct netrt_err *e)
{
	struct netrt_rtstruct *rs = NULL;
	struct job j = { .s = s };
	enum netrt_rc rc = netrt_rtstruct_read(path, &rs, e);

	j.rs = rs;
	j.number = (long)s->cfg->processing.overlay_series_number +
	    1000 * (long)*made;
	if (j.number > INT32_MAX)	/* an IS has no more */
		j.number -= INT32_MAX;
	if (rc == NETRT_OK)
		rc = netrt_plan_init(&j.plan, rs, l, s->cfg, e);
	if (rc == NETRT_OK)
		rc = planned(&j, made, reason, e);
	else
		account(&j, NULL, path, NULL, "", e);
	netrt_plan_free(&j.plan);
	netrt_rtstruct_free(rs);
	return rc;
}

/* An RTSTRUCT that the configuration does not want. */
static void
left_out(struct netrt_step *s, const char *path, enum netrt_left why)
{
	struct job j = { .s = s };

	account(&j, NULL, path, netrt_left_text(why), "", NULL);
	netrt_step_report(s, "rtstruct_left_out %s: %s",
	    netrt_object_name(path), netrt_left_text(why));
	netrt_tool_say(s->tool, NETRT_INFO, "%s: %s: left out: %s",
	    s->study->name, netrt_object_name(path), netrt_left_text(why));
}

static enum netrt_rc
structs(struct netrt_step *s, struct netrt_err *e)
{
	struct netrt_series_list l = { 0 };
	struct netrt_choice choice = { NULL, 0 };
	struct netrt_err reason = { NETRT_OK, "" };
	size_t made = 0;
	enum netrt_rc rc = netrt_dcm_init(e);

	if (rc == NETRT_OK && s->structs.n == 0)
		rc = netrt_err_set(e, NETRT_NOINPUT, "no RTSTRUCT: send it");
	if (rc == NETRT_OK)
		rc = netrt_series_read(&s->images, &l, e);
	if (rc == NETRT_OK)
		rc = netrt_choose(s, &l, &choice, e);
	for (size_t i = 0; rc == NETRT_OK && i < s->structs.n; i++)
		if (choice.left[i] == NETRT_LEFT_NOT)
			rc = one_struct(s, s->structs.name[i], &l, &made,
			    &reason, e);
		else
			left_out(s, s->structs.name[i], choice.left[i]);
	if (rc == NETRT_OK && made == 0) {
		*e = reason;
		rc = e->rc;
	}
	netrt_choice_free(&choice);
	netrt_series_free(&l);
	return rc;
}

/* The step.  What -j prints is kept beside a result, for when it is done. */
static enum netrt_rc
run(struct netrt_step *s, struct netrt_err *e)
{
	struct own *own = s->tool->ctx;
	enum netrt_rc rc;

	if ((own->out = open_memstream(&own->text, &own->len)) == NULL)
		return netrt_err_errno(e, "report");
	rc = structs(s, e);
	if (fclose(own->out) != 0 && rc == NETRT_OK)
		rc = netrt_err_errno(e, "report");
	own->out = NULL;
	return rc != NETRT_OK ? rc : netrt_fs_write(s->study->fd, ACCOUNT,
	    own->text, own->len, e);
}

/* -j: of this run, or of the run that the study is done by. */
static enum netrt_rc
print(const struct own *own, const char *study, struct netrt_err *e)
{
	char path[PATH_MAX + sizeof ACCOUNT], *text;
	size_t len;

	if (own->text != NULL) {
		fwrite(own->text, 1, own->len, stdout);
		return NETRT_OK;
	}
	snprintf(path, sizeof path, "%s/" ACCOUNT, study);
	if (netrt_fs_read(AT_FDCWD, path, 64 << 20, &text, &len, e) !=
	    NETRT_OK)
		return e->rc;
	fwrite(text, 1, len, stdout);
	free(text);
	return NETRT_OK;
}

static enum netrt_rc
list(struct netrt_step *s, struct netrt_err *e)
{
	struct own *own = s->tool->ctx;

	if (!own->json && !own->headed)
		netrt_account_head(stdout);
	own->headed = true;
	return netrt_roilist_write(stdout, s, own->json, e);
}

static enum netrt_rc
one(struct netrt_tool *t, const char *study, struct netrt_err *e)
{
	static const struct netrt_step_fns fns = { .salt = netrt_segment_salt,
	    .run = run };
	struct own *own = t->ctx;
	struct netrt_err other;
	enum netrt_rc rc;

	if (own->list)
		return netrt_step_look(t, "mask", study, list, e);
	rc = netrt_step_run(t, "mask", study, &fns, e);
	if (own->json && !t->dry && (rc == NETRT_OK || own->text != NULL) &&
	    print(own, study, &other) != NETRT_OK && rc == NETRT_OK) {
		*e = other;
		rc = other.rc;
	}
	free(own->text);
	own->text = NULL;
	return rc;
}

static enum netrt_rc
option(struct netrt_tool *t, int letter, const char *arg, struct netrt_err *e)
{
	struct own *own = t->ctx;

	(void)arg;
	(void)e;
	own->list = own->list || letter == 'l';
	own->json = own->json || letter == 'j';
	t->silent = true;
	return NETRT_OK;
}

int
main(int argc, char **argv)
{
	struct own own = { .list = false };
	struct netrt_tool t = {
		.name = "netrt-mask",
		.usage = "[-0fjlnv] [-c FILE] [-o section.key=VALUE] "
		    "[STUDY...]",
		.letters = "jl", .option = option, .ctx = &own
	};

	return netrt_tool_run(&t, argc, argv, one);
}
