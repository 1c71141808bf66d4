/* De-identification of all objects of a study: see deidrun.h. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choose.h"
#include "dcm.h"
#include "deidrun.h"
#include "object.h"
#include "pool.h"
#include "series.h"
#include "uid.h"
#include "visible.h"

struct job {
	struct netrt_step *s;
	struct netrt_deid *deid[NETRT_POOL_MOST];
	const struct netrt_names *files;
	char dir[PATH_MAX];
	char **name;		/* of the results, by file */
	bool *document;		/* it was left out */
	size_t before;		/* files that were done before these */
	size_t documents;	/* that were left out */
};

/* Where a file goes: under its SOP Instance UID, which no two have. */
static enum netrt_rc
target(struct netrt_dcm *d, const char *dir, char path[PATH_MAX],
    struct netrt_err *e)
{
	char uid[NETRT_UID_LEN];
	enum netrt_rc rc = netrt_item_get_value(netrt_dcm_root(d),
	    TAG_SOPInstanceUID, 0, uid, sizeof uid, e);

	if (rc == NETRT_OK && !netrt_uid_valid(uid))
		rc = netrt_err_set(e, NETRT_DATA,
		    "(0008,0018) SOP Instance UID: absent or no UID");
	if (rc == NETRT_OK && snprintf(path, PATH_MAX, "%s/%s.dcm", dir,
	    uid) >= PATH_MAX)
		rc = netrt_err_set(e, NETRT_DATA, "the path is too long");
	return rc;
}

static enum netrt_rc
one(void *ctx, unsigned worker, size_t i, struct netrt_err *e)
{
	struct job *j = ctx;
	struct netrt_step *s = j->s;
	struct netrt_deid *deid = j->deid[worker];
	const char *from = j->files->name[i];
	char path[PATH_MAX];
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc = netrt_dcm_open(from, &d, e);

	if (worker == 0)
		netrt_tool_progress(s->tool, s->study->name, j->before + i,
		    s->images.n + s->structs.n);
	if (rc == NETRT_OK && netrt_visible_document(netrt_dcm_root(d))) {
		j->document[i] = true;
		netrt_dcm_close(d);
		return NETRT_OK;
	}
	if (rc == NETRT_OK)
		rc = netrt_deid_apply(deid, d, e);
	if (rc == NETRT_OK)
		rc = target(d, j->dir, path, e);
	if (rc == NETRT_OK &&
	    (j->name[i] = strdup(strrchr(path, '/') + 1)) == NULL)
		rc = netrt_err_errno(e, "name");
	if (rc == NETRT_OK)
		rc = netrt_dcm_write(d, path, NULL, e);
	netrt_dcm_close(d);
	if (rc == NETRT_OK)
		rc = netrt_deid_check(deid, path, e);
	return rc == NETRT_OK ? NETRT_OK :
	    netrt_err_prefix(e, "%s", netrt_object_name(from));
}

/* A document in an object (PDF, CDA, STL) is a file of its own, in which
 * nobody can look for a name: it stays behind. */
static void
leave_out(struct netrt_step *s, const char *from)
{
	static const char why[] = "holds a document, which cannot be "
	    "de-identified: it is left out of Anon/ and is sent nowhere";

	netrt_tool_say(s->tool, NETRT_WARNING, "%s: %s: %s", s->study->name,
	    netrt_object_name(from), why);
	netrt_step_report(s, "anon: %s: %s", netrt_object_name(from), why);
}

/* name: what each is called in sub, NULL when nobody asks. */
static enum netrt_rc
all_files(struct job *j, const struct netrt_names *files, const char *sub,
    char **name, struct netrt_err *e)
{
	char **names = name != NULL ? name :
	    calloc(files->n + 1, sizeof *names);
	enum netrt_rc rc = NETRT_OK;

	j->files = files;
	j->name = names;
	j->document = calloc(files->n + 1, sizeof *j->document);
	if (names == NULL || j->document == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	else if (snprintf(j->dir, sizeof j->dir, "%s/%s", j->s->out[0],
	    sub) >= PATH_MAX)
		rc = netrt_err_set(e, NETRT_DATA, "the path is too long");
	if (rc == NETRT_OK)
		rc = netrt_fs_mkdir(AT_FDCWD, j->dir, e);
	if (rc == NETRT_OK)
		rc = netrt_pool_run(files->n, netrt_pool_workers(files->n),
		    one, j, e);
	for (size_t i = 0; rc == NETRT_OK && i < files->n; i++)
		if (j->document[i]) {
			leave_out(j->s, files->name[i]);
			j->documents++;
		}
	for (size_t i = 0; name == NULL && names != NULL && i < files->n; i++)
		free(names[i]);
	if (name == NULL)
		free(names);
	free(j->document);
	j->before += files->n;
	return rc;
}

/*
 * The RTSTRUCTs; and which of them the later steps leave out, while their
 * dates and approval can still be seen.
 */
static enum netrt_rc
structures(struct job *j, struct netrt_err *e)
{
	struct netrt_step *s = j->s;
	struct netrt_series_list l = { 0 };
	struct netrt_choice c = { NULL, 0 };
	char **name = calloc(s->structs.n + 1, sizeof *name);
	enum netrt_rc rc = name != NULL ? NETRT_OK :
	    netrt_err_set(e, NETRT_TEMP, "no memory");

	if (rc == NETRT_OK && netrt_choice_needed(s->cfg) &&
	    (rc = netrt_series_read(&s->images, &l, e)) == NETRT_OK)
		rc = netrt_choose(s, &l, &c, e);
	if (rc == NETRT_OK)
		rc = all_files(j, &s->structs, NETRT_DIR_STRUCTS, name, e);
	if (rc == NETRT_OK)
		rc = netrt_choice_write(&c, s->out[0], name, e);
	for (size_t i = 0; name != NULL && i < s->structs.n; i++)
		free(name[i]);
	free(name);
	netrt_choice_free(&c);
	netrt_series_free(&l);
	return rc;
}

enum netrt_rc
netrt_deidrun(struct netrt_step *s, const struct netrt_deid_setup *setup,
    struct netrt_known *known, struct netrt_deid **sum, size_t left[2],
    struct netrt_err *e)
{
	struct job j = { .s = s };
	enum netrt_rc rc = NETRT_OK;

	*sum = NULL;
	for (size_t i = 0; rc == NETRT_OK && i < NETRT_POOL_MOST; i++)
		rc = netrt_deid_open(setup, known, &j.deid[i], e);
	if (rc == NETRT_OK)
		rc = all_files(&j, &s->images, NETRT_DIR_IMAGES, NULL, e);
	left[0] = j.documents;
	if (rc == NETRT_OK)
		rc = structures(&j, e);
	for (size_t i = 1; rc == NETRT_OK && i < NETRT_POOL_MOST; i++)
		rc = netrt_deid_add(j.deid[0], j.deid[i], e);
	for (size_t i = 1; i < NETRT_POOL_MOST; i++)
		netrt_deid_close(j.deid[i]);
	left[1] = j.documents - left[0];
	if (rc == NETRT_OK)
		*sum = j.deid[0];
	else
		netrt_deid_close(j.deid[0]);
	return rc;
}
