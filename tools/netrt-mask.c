/*
 * netrt-mask: the contours of each RTSTRUCT as overlay planes in a copy of
 * its image series.  Slice by slice, on two threads: the memory does not
 * grow with their number.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "choose.h"
#include "lay.h"
#include "look.h"
#include "object.h"
#include "plan.h"
#include "roilist.h"
#include "segment.h"
#include "step.h"
#include "tally.h"
#include "tool.h"

#define ACCOUNT	".netrt/mask.json"

/* One RTSTRUCT. */
struct job {
	struct netrt_step *s;
	const struct netrt_rtstruct *rs;
	struct netrt_plan plan;
	struct netrt_lay lay;
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

/* ---- the step ---- */

/* What became of it, for -j and -v. */
static void
account(struct job *j, const struct netrt_tally *t, const char *file,
    const char *left, const char *warnings, const struct netrt_err *why)
{
	struct own *own = j->s->tool->ctx;
	struct netrt_account a = {
		.study = j->s->study->name, .file = netrt_object_name(file),
		.tally = t, .left_out = left, .warnings = warnings,
		.planes = j->lay.planes.n > 0 ? &j->lay.planes : NULL,
		.series = j->lay.series[0] != '\0' ? j->lay.series : NULL,
		.error = why
	};

	netrt_account_json(own->out, &a);
	if (t == NULL || j->s->tool->verbose == 0)
		return;
	char *safe = netrt_tool_safe(j->s->tool, a.file);
	a.file = safe != NULL ? safe : "";
	netrt_account_table(stderr, &a);
	free(safe);
}

/* The planned: *made counts the series. */
static enum netrt_rc
make(struct job *j, struct netrt_tally *sum, size_t *made,
    struct netrt_err *e)
{
	bool frames = j->plan.pair.series->frames;
	enum netrt_rc rc = frames ? netrt_tally_count(sum, e) :
	    netrt_lay_init(&j->lay, j->s, &j->plan, *made, e);

	if (rc == NETRT_OK && !frames)
		rc = netrt_lay_slices(&j->lay, sum, e);
	if (frames || j->lay.series[0] != '\0')
		netrt_tally_report(sum, j->s, frames ? "-" : j->lay.series,
		    &j->lay.planes);
	if (rc == NETRT_OK && j->s->out[1] != NULL)
		rc = netrt_segment_step(j->s, &j->plan, j->lay.series, *made,
		    e);
	netrt_plan_warnings(&j->plan, warn, j);
	netrt_planes_warnings(&j->lay.planes, &j->plan, warn, j);
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
