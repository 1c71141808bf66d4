/* Which ROIs the configuration lets through: see filter.h. */
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "pattern.h"

/* A list of expressions, compiled. */
struct list {
	struct netrt_pattern **p;
	unsigned n;
};

struct netrt_filter {
	const struct netrt_config *cfg;
	char **ignore;			/* in lower case */
	unsigned nignore;
	struct list include, exclude, rename;
};

static enum netrt_rc
no_memory(struct netrt_err *e)
{
	return netrt_err_set(e, NETRT_TEMP, "no memory for names of ROIs");
}

static enum netrt_rc
add(struct list *l, const char *key, const char *ere, struct netrt_err *e)
{
	if (netrt_pattern_open(ere, &l->p[l->n], e) != NETRT_OK)
		return netrt_err_prefix(e, "processing.%s", key);
	l->n++;
	return NETRT_OK;
}

static enum netrt_rc
compile(struct netrt_filter *f, struct netrt_err *e)
{
	const struct netrt_config *c = f->cfg;
	const struct netrt_strings *ignore =
	    &c->processing.ignore_contour_names_containing;
	const struct netrt_strings *in = &c->processing.include_roi;
	const struct netrt_strings *ex = &c->processing.exclude_roi;
	enum netrt_rc rc = NETRT_OK;

	f->ignore = calloc(ignore->n + 1, sizeof *f->ignore);
	f->include.p = calloc(in->n + 1, sizeof *f->include.p);
	f->exclude.p = calloc(ex->n + 1, sizeof *f->exclude.p);
	f->rename.p = calloc(c->processing.nrename_roi + 1,
	    sizeof *f->rename.p);
	if (f->ignore == NULL || f->include.p == NULL ||
	    f->exclude.p == NULL || f->rename.p == NULL)
		return no_memory(e);
	for (unsigned i = 0; rc == NETRT_OK && i < ignore->n; i++)
		if ((rc = netrt_text_fold(ignore->s[i], &f->ignore[i], e)) ==
		    NETRT_OK)
			f->nignore++;
	for (unsigned i = 0; rc == NETRT_OK && i < in->n; i++)
		rc = add(&f->include, "include_roi", in->s[i], e);
	for (unsigned i = 0; rc == NETRT_OK && i < ex->n; i++)
		rc = add(&f->exclude, "exclude_roi", ex->s[i], e);
	for (unsigned i = 0; rc == NETRT_OK &&
	    i < c->processing.nrename_roi; i++)
		rc = add(&f->rename, "rename_roi",
		    c->processing.rename_roi[i].match, e);
	return rc;
}

enum netrt_rc
netrt_filter_open(const struct netrt_config *cfg, struct netrt_filter **out,
    struct netrt_err *e)
{
	struct netrt_filter *f = calloc(1, sizeof *f);

	*out = NULL;
	if (f == NULL)
		return no_memory(e);
	f->cfg = cfg;
	if (compile(f, e) != NETRT_OK) {
		netrt_filter_close(f);
		return e->rc;
	}
	*out = f;
	return NETRT_OK;
}

static void
release(struct list *l)
{
	for (unsigned i = 0; i < l->n; i++)
		netrt_pattern_close(l->p[i]);
	free(l->p);
}

void
netrt_filter_close(struct netrt_filter *f)
{
	if (f == NULL)
		return;
	for (unsigned i = 0; i < f->nignore; i++)
		free(f->ignore[i]);
	free(f->ignore);
	release(&f->include);
	release(&f->exclude);
	release(&f->rename);
	free(f);
}

static enum netrt_rc
any(const struct list *l, const char *name, bool *hit, struct netrt_err *e)
{
	*hit = false;
	for (unsigned i = 0; !*hit && i < l->n; i++)
		if (netrt_pattern_match(l->p[i], name, hit, e) != NETRT_OK)
			return e->rc;
	return NETRT_OK;
}

enum netrt_rc
netrt_filter_try(const struct netrt_filter *f, const char *name,
    const char **why, struct netrt_err *e)
{
	bool in = true, ex = false;
	char *low;

	*why = NULL;
	if (netrt_text_fold(name, &low, e) != NETRT_OK)
		return e->rc;
	for (unsigned i = 0; i < f->nignore; i++)
		if (f->ignore[i][0] != '\0' &&
		    strstr(low, f->ignore[i]) != NULL)
			*why = "ignore_contour_names_containing";
	free(low);
	if (*why != NULL)
		return NETRT_OK;
	if (any(&f->exclude, name, &ex, e) != NETRT_OK ||
	    (f->include.n > 0 && any(&f->include, name, &in, e) != NETRT_OK))
		return e->rc;
	*why = ex ? "exclude_roi" : in ? NULL : "include_roi";
	return NETRT_OK;
}

enum netrt_rc
netrt_filter_rename(const struct netrt_filter *f, const char *name,
    char **out, struct netrt_err *e)
{
	*out = NULL;
	for (unsigned i = 0; *out == NULL && i < f->rename.n; i++)
		if (netrt_pattern_replace(f->rename.p[i], name,
		    f->cfg->processing.rename_roi[i].name, out, e) !=
		    NETRT_OK)
			return e->rc;
	if (*out != NULL && **out != '\0')
		return NETRT_OK;
	free(*out);
	*out = strdup(name);
	return *out != NULL ? NETRT_OK : no_memory(e);
}

enum netrt_rc
netrt_filter_wanted(const struct netrt_config *cfg, const char *name,
    bool *use, struct netrt_err *e)
{
	struct netrt_filter *f;
	const char *why = NULL;
	enum netrt_rc rc = netrt_filter_open(cfg, &f, e);

	if (rc == NETRT_OK)
		rc = netrt_filter_try(f, name, &why, e);
	*use = rc == NETRT_OK && why == NULL;
	netrt_filter_close(f);
	return rc;
}

enum netrt_rc
netrt_selection_init(struct netrt_selection *c, const struct netrt_rtstruct *rs,
    const struct netrt_config *cfg, struct netrt_err *e)
{
	struct netrt_filter *f = NULL;
	enum netrt_rc rc = NETRT_OK;

	memset(c, 0, sizeof *c);
	c->use = calloc(rs->nrois + 1, sizeof *c->use);
	c->why = calloc(rs->nrois + 1, sizeof *c->why);
	c->name = calloc(rs->nrois + 1, sizeof *c->name);
	if (c->use == NULL || c->why == NULL || c->name == NULL)
		rc = no_memory(e);
	else
		rc = netrt_filter_open(cfg, &f, e);
	for (size_t i = 0; rc == NETRT_OK && i < rs->nrois; i++) {
		rc = netrt_filter_try(f, rs->roi[i].name, &c->why[i], e);
		if (rc == NETRT_OK)
			rc = netrt_filter_rename(f, rs->roi[i].name,
			    &c->name[i], e);
		c->n += rc == NETRT_OK;
		c->use[i] = rc == NETRT_OK && c->why[i] == NULL;
		c->nuse += c->use[i];
	}
	netrt_filter_close(f);
	if (rc != NETRT_OK)
		netrt_selection_free(c);
	return rc;
}

void
netrt_selection_free(struct netrt_selection *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->name[i]);
	free(c->use);
	free(c->why);
	free(c->name);
	memset(c, 0, sizeof *c);
}
