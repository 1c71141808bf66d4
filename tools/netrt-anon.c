/*
 * netrt-anon: copies the images and structure sets of a study to Anon/
 * without what identifies the patient.  See netrt-anon(1).
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "choose.h"
#include "dcm.h"
#include "deid.h"
#include "identity.h"
#include "object.h"
#include "pidask.h"
#include "pidmap.h"
#include "reident.h"
#include "step.h"

static const char usage[] =
    "[-fnv0] [-c FILE] [-o section.key=VALUE]... [STUDY...]\n"
    "       netrt-anon -l [-0] [-c FILE] [-o section.key=VALUE]... <IDS\n"
    "De-identify the study directories (or those named on stdin): Anon/.\n"
    "-l: print the pseudonyms of the Patient IDs (TAB issuer) on stdin.\n";

/* The options of this tool, and the study at hand. */
struct own {
	bool lookup;			/* -l */
	struct work *work;
};

/* What salt() finds out and run() needs; one study at a time. */
struct work {
	struct netrt_identity patient;
	struct netrt_pid pid;
};

static enum netrt_rc
now(time_t *t, struct netrt_err *e)
{
	const char *fixed = getenv("SOURCE_DATE_EPOCH");
	char *end;

	*t = time(NULL);
	if (fixed == NULL)
		return NETRT_OK;
	*t = (time_t)strtoll(fixed, &end, 10);
	return *fixed != '\0' && *end == '\0' ? NETRT_OK :
	    netrt_err_set(e, NETRT_USAGE, "SOURCE_DATE_EPOCH is not a number");
}

static void
say(struct netrt_step *s, const struct work *w)
{
	const struct netrt_config *cfg = s->cfg;
	const char *study = s->study->name;

	if (w->pid.fresh && *w->pid.id != '\0')
		netrt_tool_say(s->tool, NETRT_WARNING, "a new mapping of "
		    "pseudonyms has been begun: %s, with the key %s: keep a "
		    "copy of both in a safe place",
		    cfg->anonymization.pid_mapping_file,
		    cfg->anonymization.key_file);
	if (w->pid.moved)
		netrt_tool_say(s->tool, NETRT_INFO, "%s: the patient was "
		    "known to the Python NETRT and keeps that pseudonym",
		    study);
	if (w->pid.made)
		netrt_tool_say(s->tool, NETRT_INFO, "%s: a new patient, a new "
		    "pseudonym", study);
}

/* Who it is, for those who must be able to go back. */
static enum netrt_rc
remember(const struct netrt_config *cfg, const struct work *w,
    struct netrt_err *e)
{
	const struct netrt_reident r = { .pseudonym = w->pid.id,
	    .patient_id = w->patient.id, .issuer = w->patient.issuer,
	    .study = w->patient.study, .new_study = w->patient.study };
	const char *file = cfg->anonymization.reidentification_file;

	return *file == '\0' ? NETRT_OK : netrt_reident_add(file, &r, e);
}

/* The pseudonym decides the bytes, beside inputs and configuration. */
static enum netrt_rc
salt(struct netrt_step *s, char **text, struct netrt_err *e)
{
	struct work *w = ((struct own *)s->tool->ctx)->work;
	struct netrt_pid_query q = { .dry = s->tool->dry };
	size_t n = sizeof w->pid.id + 16;
	enum netrt_rc rc = netrt_dcm_init(e);

	netrt_identity_free(&w->patient);
	if (rc == NETRT_OK)
		rc = now(&q.now, e);
	if (rc == NETRT_OK)
		rc = netrt_identity_read(&s->images, &s->structs, &w->patient,
		    e);
	if (rc != NETRT_OK)
		return rc;
	q.patient_id = w->patient.id;
	q.issuer = w->patient.issuer;
	q.study = w->patient.study;
	q.date = w->patient.date;
	q.legacy = w->patient.legacy.name;
	q.nlegacy = w->patient.legacy.n;
	if ((rc = netrt_pidmap_get(s->cfg, &q, &w->pid, e)) != NETRT_OK)
		return rc;
	say(s, w);
	if (!q.dry && (rc = remember(s->cfg, w, e)) != NETRT_OK)
		return rc;
	if ((*text = malloc(n)) == NULL)
		return netrt_err_errno(e, "pseudonym");
	snprintf(*text, n, "pseudonym %s", w->pid.id);
	return NETRT_OK;
}

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
	if (rc == NETRT_OK && access(path, F_OK) == 0)
		rc = netrt_err_set(e, NETRT_DATA, "another file of the study "
		    "has the same SOP Instance UID: take one of them out");
	return rc;
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

/* *name (may be NULL): what it is called in dir; the caller frees it. */
static enum netrt_rc
one_file(struct netrt_step *s, struct netrt_deid *deid, const char *from,
    const char *dir, char **name, struct netrt_err *e)
{
	char path[PATH_MAX];
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc = netrt_dcm_open(from, &d, e);

	if (rc == NETRT_OK && netrt_item_has(netrt_dcm_root(d),
	    TAG_EncapsulatedDocument)) {
		leave_out(s, from);
		netrt_dcm_close(d);
		return NETRT_OK;
	}
	if (rc == NETRT_OK)
		rc = target(d, dir, path, e);
	if (rc == NETRT_OK && name != NULL &&
	    (*name = strdup(strrchr(path, '/') + 1)) == NULL)
		rc = netrt_err_errno(e, "name");
	if (rc == NETRT_OK)
		rc = netrt_deid_apply(deid, d, e);
	if (rc == NETRT_OK)
		rc = netrt_dcm_write(d, path, NULL, e);
	netrt_dcm_close(d);
	if (rc == NETRT_OK)
		rc = netrt_deid_check(deid, path, e);
	return rc == NETRT_OK ? NETRT_OK :
	    netrt_err_prefix(e, "%s", netrt_object_name(from));
}

static enum netrt_rc
all_files(struct netrt_step *s, struct netrt_deid *deid, size_t *done,
    const struct netrt_names *files, const char *sub, char **name,
    struct netrt_err *e)
{
	char dir[PATH_MAX];
	enum netrt_rc rc;

	if (snprintf(dir, sizeof dir, "%s/%s", s->out[0], sub) >= PATH_MAX)
		return netrt_err_set(e, NETRT_DATA, "the path is too long");
	rc = netrt_fs_mkdir(AT_FDCWD, dir, e);
	for (size_t i = 0; rc == NETRT_OK && i < files->n; i++) {
		netrt_tool_progress(s->tool, s->study->name, (*done)++,
		    s->images.n + s->structs.n);
		rc = one_file(s, deid, files->name[i], dir,
		    name != NULL ? &name[i] : NULL, e);
	}
	return rc;
}

/*
 * The RTSTRUCTs; and which of them the later steps leave out, while their
 * dates and approval can still be seen.
 */
static enum netrt_rc
structures(struct netrt_step *s, struct netrt_deid *deid, size_t *done,
    struct netrt_err *e)
{
	struct netrt_series_list l = { 0 };
	struct netrt_choice c = { NULL, 0 };
	char **name = calloc(s->structs.n + 1, sizeof *name);
	enum netrt_rc rc = name != NULL ? NETRT_OK :
	    netrt_err_set(e, NETRT_TEMP, "no memory");

	if (rc == NETRT_OK && netrt_choice_needed(s->cfg) &&
	    (rc = netrt_series_read(&s->images, &l, e)) == NETRT_OK)
		rc = netrt_choose(s, &l, &c, e);
	if (rc == NETRT_OK)
		rc = all_files(s, deid, done, &s->structs, NETRT_DIR_STRUCTS,
		    name, e);
	if (rc == NETRT_OK)
		rc = netrt_choice_write(&c, s->out[0], name, e);
	for (size_t i = 0; name != NULL && i < s->structs.n; i++)
		free(name[i]);
	free(name);
	netrt_choice_free(&c);
	netrt_series_free(&l);
	return rc;
}

static void
found(void *ctx, uint32_t tag, size_t places)
{
	char name[80];

	netrt_tag_format(tag, name, sizeof name);
	netrt_step_report(ctx, "anon: (%04X,%04X) %s: the patient was named "
	    "here, and cut out, in %zu places", tag >> 16, tag & 0xFFFF, name,
	    places);
}

/* What somebody should know about this study. */
static void
report(struct netrt_step *s, const struct netrt_identity *p)
{
	struct { bool is; const char *text; } warn[] = {
		{ p->names_differ, "Patient's Name is not the same in all "
		    "files, though Patient ID is: is it one patient?" },
		{ p->burned_in > 0, "an image says that it has text burned "
		    "into its pixels (Burned In Annotation); pixels are not "
		    "cleaned" },
		{ p->born_then, "the birth date is a date of the study too; "
		    "dates of the study are kept" },
	};

	netrt_tool_say(s->tool, NETRT_WARNING, "%s: UIDs are kept "
	    "(anonymization.uids: keep): no destination may hold the "
	    "original study", s->study->name);
	netrt_step_report(s, "anon: %zu images, %zu structure sets",
	    s->images.n, s->structs.n);
	for (size_t i = 0; i < sizeof warn / sizeof warn[0]; i++) {
		if (!warn[i].is)
			continue;
		netrt_tool_say(s->tool, NETRT_WARNING, "%s: %s",
		    s->study->name, warn[i].text);
		netrt_step_report(s, "anon: %s", warn[i].text);
	}
}

static enum netrt_rc
run(struct netrt_step *s, struct netrt_err *e)
{
	struct work *w = ((struct own *)s->tool->ctx)->work;
	struct netrt_deid *deid;
	size_t done = 0;
	enum netrt_rc rc = netrt_deid_open(s->cfg, w->pid.id,
	    w->patient.known, &deid, e);

	if (rc != NETRT_OK)
		return rc;
	report(s, &w->patient);
	rc = all_files(s, deid, &done, &s->images, NETRT_DIR_IMAGES, NULL, e);
	if (rc == NETRT_OK)
		rc = structures(s, deid, &done, e);
	if (rc == NETRT_OK)
		netrt_deid_each(deid, found, s);
	netrt_deid_close(deid);
	return rc;
}

static enum netrt_rc
one(struct netrt_tool *t, const char *study, struct netrt_err *e)
{
	static const struct netrt_step_fns fns = { salt, run };
	struct own *own = t->ctx;
	struct work w = { .pid.id = "" };
	enum netrt_rc rc;

	own->work = &w;
	rc = netrt_step_run(t, "anon", study, &fns, e);
	netrt_identity_free(&w.patient);
	own->work = NULL;
	return rc;
}

static enum netrt_rc
lookup(struct netrt_tool *t, bool arguments)
{
	struct netrt_err e = { NETRT_OK, "" };
	enum netrt_rc rc;

	if (arguments)	/* everybody can see those of a process */
		rc = netrt_err_set(&e, NETRT_USAGE, "-l takes Patient IDs from "
		    "standard input, one a line, never as arguments");
	else
		rc = netrt_pidask(t->cfg, stdin, stdout, t->nul, &e);
	if (rc != NETRT_OK)
		netrt_tool_say(t, rc == NETRT_NOINPUT ? NETRT_WARNING :
		    NETRT_ERROR, "%s", e.msg);
	return rc;
}

static enum netrt_rc
option(struct netrt_tool *t, int letter, const char *arg, struct netrt_err *e)
{
	(void)letter;
	(void)arg;
	(void)e;
	((struct own *)t->ctx)->lookup = true;
	return NETRT_OK;
}

int
main(int argc, char **argv)
{
	struct own own = { false, NULL };
	struct netrt_tool t = { .name = "netrt-anon", .usage = usage,
	    .letters = "l", .option = option, .ctx = &own };
	int status;

	if (netrt_tool_parse(&t, argc, argv, &status))
		return status;
	if (own.lookup)
		return netrt_tool_end(&t, lookup(&t, optind < argc));
	return netrt_tool_studies(&t, argc, argv, one);
}
