/* The planes laid over a copy of a series: see lay.h. */
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "derive.h"
#include "fill.h"
#include "lay.h"
#include "object.h"
#include "pool.h"

/* What a thread needs of its own to work on slices. */
struct worker {
	struct netrt_fill fill;
	struct netrt_bits bits;
	struct netrt_tally tally;
	size_t slice;
};

static enum netrt_rc
worker_init(struct worker *w, const struct netrt_lay *l, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_fill_init(&w->fill, &l->plan->place, e);

	if (rc == NETRT_OK)
		rc = netrt_bits_init(&w->bits, &l->planes, e);
	if (rc == NETRT_OK)
		rc = netrt_tally_init(&w->tally, l->plan, e);
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

/* One slice, in any order: l is only read, w belongs to the caller. */
static enum netrt_rc
slice(const struct netrt_lay *l, struct worker *w, size_t i, struct netrt_err *e)
{
	const struct netrt_slice *sl = &l->plan->pair.series->slice[i];
	const struct netrt_config *cfg = l->s->cfg;
	char sop[NETRT_UID_LEN], path[2 * PATH_MAX];
	struct netrt_derive to = {
		.tool = "netrt-mask", .series = l->series, .sop = sop,
		.contribution = "Contours laid over as an overlay plane",
		.how = l->how, .series_number = l->number,
		.series_description =
		    cfg->processing.overlay_series_description,
		.study_id = cfg->processing.overlay_study_id,
		.date = l->s->date, .time = l->s->time,
	};
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc;

	rc = draw(w, i, e);
	if (rc != NETRT_OK)
		return rc;
	rc = netrt_step_instance(l->series, sl->sop, sop, e);
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
	snprintf(path, sizeof path, "%s/%s.dcm", l->s->out[0], sop);
	rc = netrt_dcm_write(d, path, NULL, e);
	netrt_dcm_close(d);
	return rc;
}

/* The slices at work: shared by all threads, each with a worker. */
struct crew {
	const struct netrt_lay *l;
	struct worker w[NETRT_POOL_MOST];
	atomic_size_t done;
};

static enum netrt_rc
next(void *ctx, unsigned worker, size_t i, struct netrt_err *e)
{
	struct crew *c = ctx;
	const struct netrt_step *s = c->l->s;
	enum netrt_rc rc = slice(c->l, &c->w[worker], i, e);
	size_t done = atomic_fetch_add(&c->done, 1) + 1;

	if (worker == 0)
		netrt_tool_progress(s->tool, s->study->name, done,
		    c->l->plan->pair.series->n);
	return rc;
}

enum netrt_rc
netrt_lay_init(struct netrt_lay *l, struct netrt_step *s,
    const struct netrt_plan *plan, size_t made, struct netrt_err *e)
{
	memset(l, 0, sizeof *l);
	l->s = s;
	l->plan = plan;
	l->number = (long)s->cfg->processing.overlay_series_number +
	    1000 * (long)made;
	if (l->number > INT32_MAX)	/* an IS has no more */
		l->number -= INT32_MAX;
	if (netrt_planes_init(&l->planes, plan, s->cfg, e) != NETRT_OK ||
	    netrt_step_series(s, "overlay", plan->pair.series->uid,
	    plan->rs->sop, l->series, e) != NETRT_OK)
		return e->rc;
	netrt_planes_format(&l->planes, plan, l->how, sizeof l->how);
	return NETRT_OK;
}

/* All slices; *sum is what they come to, also after an error. */
enum netrt_rc
netrt_lay_slices(const struct netrt_lay *l, struct netrt_tally *sum,
    struct netrt_err *e)
{
	struct crew c = { .l = l };
	size_t n = l->plan->pair.series->n;
	unsigned workers = netrt_pool_workers(n);
	enum netrt_rc rc = NETRT_OK;

	for (unsigned k = 0; rc == NETRT_OK && k < workers; k++)
		rc = worker_init(&c.w[k], l, e);
	if (rc == NETRT_OK)
		rc = netrt_pool_run(n, workers, next, &c, e);
	for (unsigned k = 0; k < workers; k++) {
		if (c.w[k].tally.plan != NULL)
			netrt_tally_add(sum, &c.w[k].tally);
		worker_free(&c.w[k]);
	}
	return rc == NETRT_OK ? netrt_tally_check(sum, e) : rc;
}
