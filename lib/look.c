/* What a step would read: see look.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "look.h"

/* The files of a directory of the study, as paths. */
static enum netrt_rc
list(const struct netrt_study *st, const char *dir, struct netrt_names *out,
    struct netrt_err *e)
{
	char path[2 * PATH_MAX];
	enum netrt_rc rc = netrt_fs_list(st->fd, dir, out, e);

	if (rc == NETRT_DATA || rc == NETRT_NOINPUT)
		return NETRT_OK;	/* it is not there: no files */
	for (size_t i = 0; rc == NETRT_OK && i < out->n; i++) {
		char *p;

		snprintf(path, sizeof path, "%s/%s/%s", st->path, dir,
		    out->name[i]);
		if ((p = strdup(path)) == NULL)
			return netrt_err_errno(e, "list");
		free(out->name[i]);
		out->name[i] = p;
	}
	return rc;
}

static enum netrt_rc
sources(struct netrt_step *s, struct netrt_err *e)
{
	const char *from = netrt_step_reads(s->cfg, s->def);
	struct netrt_study *st = s->study;
	struct netrt_err none;
	enum netrt_rc rc;

	/* loaded all the same: messages know files by their digests */
	if (netrt_study_load(st, &none) != NETRT_OK || from == NULL ||
	    netrt_step_current(s->cfg, st, from, s->reads, &none) !=
	    NETRT_OK) {
		/* the originals, as netrt-validate reads them */
		s->def = netrt_step_find("validate");
		rc = list(st, NETRT_DIR_IMAGES, &s->images, e);
		return rc != NETRT_OK ? rc :
		    list(st, NETRT_DIR_STRUCTS, &s->structs, e);
	}
	rc = netrt_step_results(st, from, 0, NETRT_DIR_IMAGES, &s->images, e);
	return rc != NETRT_OK ? rc : netrt_step_results(st, from, 0,
	    NETRT_DIR_STRUCTS, &s->structs, e);
}

enum netrt_rc
netrt_step_look(struct netrt_tool *t, const char *name, const char *path,
    enum netrt_rc (*fn)(struct netrt_step *s, struct netrt_err *e),
    struct netrt_err *e)
{
	struct netrt_study study;
	struct netrt_step s = {
		.tool = t, .cfg = t->cfg, .study = &study, .name = name,
		.def = netrt_step_find(name)
	};
	enum netrt_rc rc = netrt_study_open(path, &study, e);

	if (rc != NETRT_OK)
		return rc;
	study.dry = true;
	rc = sources(&s, e);
	netrt_tool_names(t, &study);
	if (rc == NETRT_OK)
		rc = fn(&s, e);
	netrt_names_free(&s.images);
	netrt_names_free(&s.structs);
	netrt_names_free(&s.report);
	netrt_study_close(&study);
	return rc;
}
