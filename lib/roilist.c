/* The ROIs of a study: see roilist.h. */
#include <string.h>

#include "account.h"
#include "choose.h"
#include "object.h"
#include "planes.h"
#include "roilist.h"

struct on {
	struct netrt_tally *tally;
	size_t slice;
};

static void
measure(void *ctx, const struct netrt_filled *r)
{
	struct on *on = ctx;

	netrt_tally_roi(on->tally, on->slice, r);
}

/* What is at work on all RTSTRUCTs. */
struct list {
	FILE *f;
	const struct netrt_step *s;
	const struct netrt_series_list *l;
	bool json;
	size_t made;			/* that could be drawn */
	struct netrt_err worst;
	struct netrt_err nothing;	/* of one with nothing to draw */
};

/*
 * Place and fill all contours on the series of the plan.  *why: no pixel is
 * in a ROI that is used; where those lie is what the plan knew before.
 */
static enum netrt_rc
fill(struct netrt_plan *p, struct netrt_tally *t, struct netrt_err *why,
    struct netrt_err *e)
{
	const struct netrt_series *s = p->pair.series;
	struct netrt_placement used = p->place, all;
	struct netrt_fill f;
	enum netrt_rc rc = netrt_place_init(&all, s, p->rs, NULL, e);

	if (rc != NETRT_OK)
		return rc;
	rc = netrt_fill_init(&f, &all, e);
	for (size_t k = 0; rc == NETRT_OK && k < s->nplanes; k++) {
		struct on on = { t, s->plane[k].first };

		rc = netrt_fill_each(&f, on.slice, measure, &on, e);
	}
	netrt_fill_free(&f);
	if (rc == NETRT_OK && used.series != NULL && why->rc == NETRT_OK &&
	    netrt_tally_check(t, why) != NETRT_OK)
		why->rc = NETRT_DATA;
	netrt_place_free(&used);
	p->place = all;
	return rc;
}

/*
 * The plan, as far as it can be made: *why is what stands in the way.  Only
 * memory and the like fail.
 */
static enum netrt_rc
plan(struct netrt_plan *p, const struct netrt_rtstruct *rs,
    const struct list *w, struct netrt_err *why, struct netrt_err *e)
{
	const struct netrt_config *cfg = w->s->cfg;
	struct netrt_planes planes;
	struct netrt_err nothing;
	enum netrt_rc rc = netrt_plan_init(p, rs, w->l, cfg, why);
	bool planned = rc == NETRT_OK && p->nothing.rc == NETRT_OK;

	/* no ROI is wanted: where are they? */
	if (rc == NETRT_OK && !planned)
		rc = netrt_pair_find(rs, w->l, cfg, &p->pair, why);
	if (rc == NETRT_OK) {
		why->rc = NETRT_OK;	/* whatever was met on the way */
		if (planned && !p->pair.series->frames)
			rc = netrt_planes_init(&planes, p, cfg, why);
		return rc == NETRT_DATA ? NETRT_OK : rc;
	}
	if (rc != NETRT_DATA && rc != NETRT_NOINPUT) {
		*e = *why;
		return rc;
	}
	nothing = p->nothing;
	if (nothing.rc != NETRT_OK)
		why->rc = NETRT_OK;	/* nor is a series wanted */
	netrt_plan_free(p);
	p->rs = rs;
	p->nothing = nothing;
	rc = netrt_selection_init(&p->sel, rs, cfg, e);
	p->use = p->sel.use;
	return rc;
}

static void
put(FILE *f, const struct netrt_account *a, bool json)
{
	if (json)
		netrt_account_json(f, a);
	else if (a->tally != NULL)
		netrt_account_list(f, a);
}

static enum netrt_rc
one(struct list *w, const char *path, enum netrt_left left,
    struct netrt_err *why, struct netrt_err *e)
{
	struct netrt_rtstruct *rs = NULL;
	struct netrt_plan p = { .rs = NULL };
	struct netrt_tally t = { .plan = NULL };
	struct netrt_account a = {
		.study = w->s->study->name, .file = netrt_object_name(path),
		.all = true, .warnings = "", .error = why,
		.left_out = left != NETRT_LEFT_NOT ? netrt_left_text(left) :
		    NULL
	};
	enum netrt_rc rc = netrt_rtstruct_read(path, &rs, why);

	if (rc == NETRT_DATA) {
		put(w->f, &a, w->json);
		return NETRT_OK;
	}
	if (rc != NETRT_OK) {
		*e = *why;
		return rc;
	}
	rc = plan(&p, rs, w, why, e);
	if (rc == NETRT_OK)
		rc = netrt_tally_init(&t, &p, e);
	if (rc == NETRT_OK && p.pair.series != NULL)
		rc = fill(&p, &t, why, e);
	a.tally = &t;
	if (p.nothing.rc != NETRT_OK) {
		a.error = &p.nothing;
		if (left == NETRT_LEFT_NOT)
			w->nothing = p.nothing;
	}
	w->made += left == NETRT_LEFT_NOT && a.error->rc == NETRT_OK;
	if (rc == NETRT_OK)
		put(w->f, &a, w->json);
	netrt_tally_free(&t);
	netrt_plan_free(&p);
	netrt_rtstruct_free(rs);
	return rc;
}

enum netrt_rc
netrt_roilist_write(FILE *f, struct netrt_step *s, bool json,
    struct netrt_err *e)
{
	struct netrt_series_list l = { 0 };
	struct list w = { .f = f, .s = s, .l = &l, .json = json };
	struct netrt_choice choice = { NULL, 0 };
	enum netrt_rc rc = netrt_dcm_init(e);

	if (rc == NETRT_OK && s->structs.n == 0)
		rc = netrt_err_set(e, NETRT_NOINPUT, "no RTSTRUCT: send it");
	if (rc == NETRT_OK)
		rc = netrt_series_read(&s->images, &l, e);
	if (rc == NETRT_OK) {
		rc = netrt_choose(s, &l, &choice, e);
		if (rc == NETRT_DATA || rc == NETRT_NOINPUT) {
			w.worst = *e;
			rc = NETRT_OK;
		}
	}
	for (size_t i = 0; rc == NETRT_OK && i < s->structs.n; i++) {
		struct netrt_err why = { NETRT_OK, "" };

		enum netrt_left left = choice.left != NULL ?
		    choice.left[i] : NETRT_LEFT_NOT;

		rc = one(&w, s->structs.name[i], left, &why, e);
		if (why.rc != NETRT_OK && left == NETRT_LEFT_NOT &&
		    netrt_rc_worst(w.worst.rc, why.rc) != w.worst.rc)
			w.worst = why;
	}
	netrt_choice_free(&choice);
	netrt_series_free(&l);
	if (rc != NETRT_OK)
		return rc;
	/* as with the mask: an error when no other one can be drawn */
	if (w.worst.rc == NETRT_OK && w.made == 0)
		w.worst = w.nothing;
	*e = w.worst;
	return e->rc;
}
