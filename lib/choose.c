/* Which RTSTRUCTs of a study are used: see choose.h. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choose.h"
#include "object.h"
#include "plan.h"

#define LEFT_OUT	"left-out"

static const struct {
	const char *word, *text;
} reasons[] = {
	[NETRT_LEFT_NOT] = { "used", "used" },
	[NETRT_LEFT_UNAPPROVED] = { "unapproved", "its Approval Status is "
	    "UNAPPROVED (processing.approval_status)" },
	[NETRT_LEFT_REJECTED] = { "rejected", "its Approval Status is "
	    "REJECTED (processing.approval_status)" },
	[NETRT_LEFT_NO_STATUS] = { "no-status", "it has no Approval Status "
	    "(processing.approval_status)" },
	[NETRT_LEFT_OLDER] = { "older", "another one of its series is newer "
	    "(processing.structure_sets)" },
};
#define NREASONS (sizeof reasons / sizeof reasons[0])

/* What is known of an RTSTRUCT that may be the newest. */
struct candidate {
	const struct netrt_series *series;	/* NULL: not in question */
	char when[21];
};

const char *
netrt_left_text(enum netrt_left why)
{
	return reasons[why].text;
}

const char *
netrt_left_word(enum netrt_left why)
{
	return reasons[why].word;
}

bool
netrt_choice_needed(const struct netrt_config *cfg)
{
	return cfg->processing.structure_sets != NETRT_STRUCTS_ALL ||
	    cfg->processing.approval_status != NETRT_APPROVAL_ANY;
}

static enum netrt_left
approval(const struct netrt_rtstruct *rs)
{
	if (strcmp(rs->approval, "APPROVED") == 0)
		return NETRT_LEFT_NOT;
	if (strcmp(rs->approval, "UNAPPROVED") == 0)
		return NETRT_LEFT_UNAPPROVED;
	return strcmp(rs->approval, "REJECTED") == 0 ? NETRT_LEFT_REJECTED :
	    NETRT_LEFT_NO_STATUS;
}

/* One RTSTRUCT: is it approved, and if it has something to draw, where? */
static enum netrt_rc
look(const struct netrt_config *cfg, const char *path,
    const struct netrt_series_list *l, enum netrt_left *left,
    struct candidate *c, struct netrt_err *e)
{
	struct netrt_rtstruct *rs = NULL;
	struct netrt_plan p;
	enum netrt_rc rc = netrt_rtstruct_open(path, &rs, NULL, e);

	if (rc != NETRT_OK)
		return rc == NETRT_DATA ? NETRT_OK : rc;
	if (cfg->processing.approval_status == NETRT_APPROVAL_APPROVED)
		*left = approval(rs);
	if (*left == NETRT_LEFT_NOT &&
	    cfg->processing.structure_sets == NETRT_STRUCTS_NEWEST) {
		rc = netrt_rtstruct_load(rs, e);
		if (rc == NETRT_OK)
			rc = netrt_plan_init(&p, rs, l, cfg, e);
		if (rc == NETRT_DATA || rc == NETRT_NOINPUT) {
			rc = NETRT_OK;
		} else if (rc == NETRT_OK) {
			if (p.nothing.rc == NETRT_OK)
				c->series = p.pair.series;
			memcpy(c->when, rs->when, sizeof c->when);
			netrt_plan_free(&p);
		}
	}
	netrt_rtstruct_free(rs);
	return rc;
}

/* The newest of a series stays; of two that are equally new nobody knows
 * which is meant. */
static enum netrt_rc
newest(const struct netrt_names *paths, const struct candidate *c,
    struct netrt_choice *out, struct netrt_err *e)
{
	for (size_t i = 0; i < out->n; i++) {
		size_t best = i, tied = i;

		if (c[i].series == NULL)
			continue;
		for (size_t k = 0; k < out->n; k++) {
			int cmp = strcmp(c[k].when, c[best].when);

			if (c[k].series != c[i].series || k == best)
				continue;
			if (cmp > 0)
				best = tied = k;
			else if (cmp == 0)
				tied = k;
		}
		if (tied != best)
			return netrt_err_set(e, NETRT_DATA, "%s, %s: of one "
			    "series, and no other is newer: (3006,0008) and "
			    "(3006,0009) %s; take one away",
			    netrt_object_name(paths->name[best]),
			    netrt_object_name(paths->name[tied]),
			    c[best].when[0] == '\0' ? "are absent" :
			    "are equal");
		if (best != i)
			out->left[i] = NETRT_LEFT_OLDER;
	}
	return NETRT_OK;
}

static enum netrt_rc
none_approved(const struct netrt_choice *c, struct netrt_err *e)
{
	size_t n[NREASONS] = { 0 };

	for (size_t i = 0; i < c->n; i++)
		n[c->left[i]]++;
	if (c->n == 0 || n[NETRT_LEFT_NOT] > 0)
		return NETRT_OK;
	return netrt_err_set(e, NETRT_NOINPUT, "(300E,0002): none of the %zu "
	    "RTSTRUCTs is approved: %zu UNAPPROVED, %zu REJECTED, %zu "
	    "without a status: send the approved one (or set "
	    "processing.approval_status)", c->n, n[NETRT_LEFT_UNAPPROVED],
	    n[NETRT_LEFT_REJECTED], n[NETRT_LEFT_NO_STATUS]);
}

static enum netrt_rc
decide(struct netrt_step *s, const struct netrt_series_list *l,
    struct netrt_choice *out, struct netrt_err *e)
{
	struct candidate *c = calloc(out->n + 1, sizeof *c);
	enum netrt_rc rc = NETRT_OK;

	if (c == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; rc == NETRT_OK && i < out->n; i++)
		rc = look(s->cfg, s->structs.name[i], l, &out->left[i],
		    &c[i], e);
	if (rc == NETRT_OK)
		rc = none_approved(out, e);
	if (rc == NETRT_OK)
		rc = newest(&s->structs, c, out, e);
	free(c);
	return rc;
}

/* ---- what netrt-anon found ---- */

static void
mark(struct netrt_step *s, const char *word, const char *name,
    struct netrt_choice *out)
{
	enum netrt_left why = NETRT_LEFT_NO_STATUS;

	for (size_t i = 0; i < NREASONS; i++)
		if (strcmp(reasons[i].word, word) == 0)
			why = (enum netrt_left)i;
	for (size_t i = 0; i < out->n; i++)
		if (strcmp(strrchr(s->structs.name[i], '/') + 1, name) == 0)
			out->left[i] = why;
}

/* Anon/left-out; its stamp, which is current, says whether it is there. */
static enum netrt_rc
recall(struct netrt_step *s, struct netrt_choice *out, struct netrt_err *e)
{
	char *text, *line, *save = NULL;
	size_t len;
	enum netrt_rc rc = netrt_fs_read(s->study->fd, "Anon/" LEFT_OUT,
	    16 << 20, &text, &len, e);

	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	if (rc != NETRT_OK)
		return rc;
	for (line = strtok_r(text, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		char *name = strchr(line, ' ');

		if (name == NULL)
			continue;
		*name++ = '\0';
		mark(s, line, name, out);
	}
	free(text);
	for (size_t i = 0; i < out->n; i++)
		if (out->left[i] == NETRT_LEFT_NOT)
			return NETRT_OK;
	return out->n == 0 ? NETRT_OK : netrt_err_set(e, NETRT_NOINPUT,
	    "Anon/" LEFT_OUT " leaves no RTSTRUCT: run netrt-anon -f");
}

enum netrt_rc
netrt_choice_write(const struct netrt_choice *c, const char *dir,
    char *const *name, struct netrt_err *e)
{
	char path[PATH_MAX], *text = NULL;
	size_t len = 0, n = 0;
	FILE *f = open_memstream(&text, &len);
	enum netrt_rc rc = NETRT_OK;

	if (f == NULL)
		return netrt_err_errno(e, LEFT_OUT);
	for (size_t i = 0; i < c->n; i++) {
		if (c->left[i] == NETRT_LEFT_NOT || name[i] == NULL)
			continue;
		fprintf(f, "%s %s\n", netrt_left_word(c->left[i]), name[i]);
		n++;
	}
	snprintf(path, sizeof path, "%s/" LEFT_OUT, dir);
	if (fclose(f) != 0)
		rc = netrt_err_errno(e, LEFT_OUT);
	else if (n > 0)
		rc = netrt_fs_write(AT_FDCWD, path, text, len, e);
	free(text);
	return rc;
}

enum netrt_rc
netrt_choose(struct netrt_step *s, const struct netrt_series_list *l,
    struct netrt_choice *out, struct netrt_err *e)
{
	const char *from = netrt_step_reads(s->cfg, s->def);
	enum netrt_rc rc = NETRT_OK;

	out->n = s->structs.n;
	out->left = calloc(out->n + 1, sizeof *out->left);
	if (out->left == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	if (from != NULL)
		rc = recall(s, out, e);
	else if (netrt_choice_needed(s->cfg))
		rc = decide(s, l, out, e);
	if (rc != NETRT_OK && rc != NETRT_NOINPUT)
		memset(out->left, 0, out->n * sizeof *out->left);
	return rc;
}

void
netrt_choice_free(struct netrt_choice *c)
{
	free(c->left);
	*c = (struct netrt_choice){ NULL, 0 };
}
