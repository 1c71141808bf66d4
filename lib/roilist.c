/* The ROIs of a study: see roilist.h. */
#include <string.h>

#include "account.h"
#include "choose.h"
#include "object.h"
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

/* Place and fill all contours on the series of the plan. */
static enum netrt_rc
fill(struct netrt_plan *p, struct netrt_tally *t, struct netrt_err *e)
{
	const struct netrt_series *s = p->pair.series;
	struct netrt_fill f;
	enum netrt_rc rc;

	netrt_place_free(&p->place);
	rc = netrt_place_init(&p->place, s, p->rs, NULL, e);
	if (rc != NETRT_OK || netrt_fill_init(&f, &p->place, e) != NETRT_OK)
		return e->rc;
	for (size_t k = 0; rc == NETRT_OK && k < s->nplanes; k++) {
		struct on on = { t, s->plane[k].first };

		rc = netrt_fill_each(&f, on.slice, measure, &on, e);
	}
	netrt_fill_free(&f);
	return rc;
}

/*
 * The plan, as far as it can be made: *why is what stands in the way.  Only
 * memory and the like fail.
 */
static enum netrt_rc
plan(struct netrt_plan *p, const struct netrt_rtstruct *rs,
    const struct netrt_series_list *l, const struct netrt_config *cfg,
    struct netrt_err *why, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_plan_init(p, rs, l, cfg, why);

	/* no ROI is wanted: where are they? */
	if (rc == NETRT_OK && p->nothing.rc != NETRT_OK)
		rc = netrt_pair_find(rs, l, cfg, &p->pair, why);
	if (rc == NETRT_OK) {
		why->rc = NETRT_OK;	/* whatever was met on the way */
		return NETRT_OK;
	}
	if (rc != NETRT_DATA && rc != NETRT_NOINPUT) {
		*e = *why;
		return rc;
	}
	netrt_plan_free(p);
	p->rs = rs;
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
one(FILE *f, const struct netrt_step *s, const char *path,
    const struct netrt_series_list *l, enum netrt_left left, bool json,
    struct netrt_err *why, struct netrt_err *e)
{
	struct netrt_rtstruct *rs = NULL;
	struct netrt_plan p = { .rs = NULL };
	struct netrt_tally t = { .plan = NULL };
	struct netrt_account a = {
		.study = s->study->name, .file = netrt_object_name(path),
		.all = true, .warnings = "", .error = why,
		.left_out = left != NETRT_LEFT_NOT ? netrt_left_text(left) :
		    NULL
	};
	enum netrt_rc rc = netrt_rtstruct_read(path, &rs, why);

	if (rc == NETRT_DATA) {
		put(f, &a, json);
		return NETRT_OK;
	}
	if (rc != NETRT_OK) {
		*e = *why;
		return rc;
	}
	rc = plan(&p, rs, l, s->cfg, why, e);
	if (rc == NETRT_OK)
		rc = netrt_tally_init(&t, &p, e);
	if (rc == NETRT_OK && p.pair.series != NULL)
		rc = fill(&p, &t, e);
	a.tally = &t;
	if (rc == NETRT_OK)
		put(f, &a, json);
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
	struct netrt_choice choice = { NULL, 0 };
	struct netrt_err worst = { NETRT_OK, "" };
	enum netrt_rc rc = netrt_dcm_init(e);

	if (rc == NETRT_OK && s->structs.n == 0)
		rc = netrt_err_set(e, NETRT_NOINPUT, "no RTSTRUCT: send it");
	if (rc == NETRT_OK)
		rc = netrt_series_read(&s->images, &l, e);
	if (rc == NETRT_OK) {
		rc = netrt_choose(s, &l, &choice, e);
		if (rc == NETRT_DATA || rc == NETRT_NOINPUT) {
			worst = *e;
			rc = NETRT_OK;
		}
	}
	for (size_t i = 0; rc == NETRT_OK && i < s->structs.n; i++) {
		struct netrt_err why = { NETRT_OK, "" };

		rc = one(f, s, s->structs.name[i], &l, choice.left != NULL ?
		    choice.left[i] : NETRT_LEFT_NOT, json, &why, e);
		if (why.rc != NETRT_OK &&
		    netrt_rc_worst(worst.rc, why.rc) != worst.rc)
			worst = why;
	}
	netrt_choice_free(&choice);
	netrt_series_free(&l);
	if (rc == NETRT_OK) {
		*e = worst;
		rc = worst.rc;
	}
	return rc;
}
