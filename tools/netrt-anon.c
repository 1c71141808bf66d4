/*
 * netrt-anon: copies the images and structure sets of a study to Anon/
 * without what identifies the patient.  See netrt-anon(1).
 */
#define _DEFAULT_SOURCE	/* explicit_bzero */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "dcm.h"
#include "deidout.h"
#include "deidreport.h"
#include "deidrun.h"
#include "identity.h"
#include "pidask.h"
#include "pidmap.h"
#include "reident.h"
#include "remap.h"
#include "step.h"
#include "uidmap.h"
#include "working.h"

static const char usage[] =
    "[-fnv0] [-r FILE] [-m FILE] [-c FILE] [-o section.key=VALUE]... [STUDY...]\n"
    "       netrt-anon -l [-0] [-c FILE] [-o section.key=VALUE]... <IDS\n"
    "De-identify the study directories (or those named on stdin): Anon/.\n"
    "-r: write a report of what was done to FILE, as JSON if it ends in .json.\n"
    "-m: add the original and new UIDs to FILE, which identifies studies.\n"
    "-l: print the pseudonyms of the Patient IDs (TAB issuer) on stdin.\n";

/* The options of this tool, and the study at hand. */
struct own {
	bool lookup;			/* -l */
	const char *file;		/* -r */
	struct netrt_deidout report;
	const char *map;		/* -m */
	struct work *work;
};

/* What salt() finds out and run() needs; one study at a time. */
struct work {
	struct netrt_identity patient;
	struct netrt_pid pid;
	struct netrt_sitekey key;
};

static void
say(struct netrt_step *s, const struct work *w)
{
	const struct netrt_config *cfg = s->cfg;
	const char *study = s->study->name;

	if (w->pid.fresh && *w->pid.id != '\0')
		netrt_tool_say(s->tool, NETRT_WARNING, NETRT_PID_FRESH,
		    cfg->anonymization.pid_mapping_file,
		    cfg->anonymization.key_file);
	if (w->pid.moved)
		netrt_tool_say(s->tool, NETRT_INFO, "%s: the patient was "
		    "known to the Python NETRT and keeps that pseudonym",
		    study);
	if (w->pid.bare)
		netrt_tool_say(s->tool, NETRT_INFO, "%s: the pseudonym has "
		    "the date of a study in it, in the mapping, from another "
		    "setting of dates; it is left out", study);
	if (w->pid.made)
		netrt_tool_say(s->tool, NETRT_INFO, "%s: a new patient, a new "
		    "pseudonym", study);
}

/* What leaves has this Study Instance UID. */
static enum netrt_rc
study_uid(const struct netrt_config *cfg, const struct work *w,
    char uid[NETRT_UID_LEN], struct netrt_err *e)
{
	struct netrt_remap *map = NULL;
	enum netrt_rc rc = NETRT_OK;

	snprintf(uid, NETRT_UID_LEN, "%s", w->patient.study);
	if (netrt_config_maps_uids(cfg) && (rc = netrt_remap_open(&w->key,
	    &map, e)) == NETRT_OK)
		rc = netrt_remap_uid(map, w->patient.study, uid, e);
	netrt_remap_close(map);
	return rc;
}

/* Who it is, for those who must be able to go back. */
static enum netrt_rc
remember(const struct netrt_config *cfg, const struct work *w,
    struct netrt_err *e)
{
	char study[NETRT_UID_LEN];
	const struct netrt_reident r = { .pseudonym = w->pid.id,
	    .patient_id = w->patient.id, .issuer = w->patient.issuer,
	    .study = w->patient.study, .new_study = study };
	const char *file = cfg->anonymization.reidentification_file;
	enum netrt_rc rc;

	if (*file == '\0')
		return NETRT_OK;
	rc = study_uid(cfg, w, study, e);
	return rc == NETRT_OK ? netrt_reident_add(file, &r, e) : rc;
}

/*
 * Pseudonym, key and offset of dates decide the bytes, beside inputs and
 * configuration.  A hash with the key stands for it: what is derived from the
 * stamp, such as the UIDs of later series, nobody without the key can guess.
 */
static enum netrt_rc
secret(struct netrt_step *s, struct work *w, char **text, struct netrt_err *e)
{
	static const char *const parts[] = { "stamp", NULL };
	char hex[NETRT_HEX_LEN] = "";
	size_t n = sizeof w->pid.id + sizeof hex + 32;
	bool found, shift = (s->cfg->anonymization.retain &
	    NETRT_RETAIN_MODIFIED_DATES) != 0;
	enum netrt_rc rc = netrt_sitekey_read(s->cfg->anonymization.key_file,
	    &w->key, &found, e);

	if (rc != NETRT_OK)
		return rc;
	if (!found && !s->tool->dry)
		return netrt_err_set(e, NETRT_CONFIG, "%s: the key file is "
		    "missing: restore it from its backup",
		    s->cfg->anonymization.key_file);
	if (found && (rc = netrt_sitekey_map(&w->key, parts, hex, e)) !=
	    NETRT_OK)
		return rc;
	if ((*text = malloc(n)) == NULL)
		return netrt_err_errno(e, "pseudonym");
	snprintf(*text, n, "pseudonym %s key %s days %d", w->pid.id, hex,
	    shift ? w->pid.date_offset_days : 0);
	return NETRT_OK;
}

/* What must be known of the patient before anything is done. */
static enum netrt_rc
salt(struct netrt_step *s, char **text, struct netrt_err *e)
{
	struct work *w = ((struct own *)s->tool->ctx)->work;
	struct netrt_pid_query q = { .dry = s->tool->dry };
	long long now = 0;
	enum netrt_rc rc = netrt_dcm_init(e);

	netrt_identity_free(&w->patient);
	if (rc == NETRT_OK)
		rc = netrt_working_clock(&now, e);
	if (rc == NETRT_OK)
		rc = netrt_identity_read(s->cfg, &s->images, &s->structs,
		    &w->patient, e);
	if (rc != NETRT_OK)
		return rc;
	q.now = (time_t)now;
	q.patient_id = w->patient.id;
	q.issuer = w->patient.issuer;
	q.study = w->patient.study;
	q.date = w->patient.date;
	q.shift = netrt_config_hides_dates(s->cfg);
	q.legacy = w->patient.legacy.name;
	q.nlegacy = w->patient.legacy.n;
	if ((rc = netrt_pidmap_get(s->cfg, &q, &w->pid, e)) != NETRT_OK)
		return rc;
	say(s, w);
	if ((rc = secret(s, w, text, e)) != NETRT_OK)
		return rc;
	return q.dry ? NETRT_OK : remember(s->cfg, w, e);
}

static void
found(void *ctx, uint32_t tag, enum netrt_deid_done done, size_t places)
{
	struct netrt_step *s = ctx;
	char name[80];

	if (tag == NETRT_DEID_UNSAFE) {
		static const char text[] = "places: a private element that "
		    "anonymization.safe_private lists had the patient, a UID "
		    "or a day of the study in it, and was removed";

		netrt_tool_say(s->tool, NETRT_WARNING, "%s: in %zu %s",
		    s->study->name, places, text);
		netrt_step_report(s, "anon: in %zu %s", places, text);
	}
	netrt_tag_format(tag, name, sizeof name);
	if (tag == TAG_PixelData)
		netrt_step_report(s, "anon: overlays in unused bits of the "
		    "pixel words were cleared in %zu images", places);
	else if (done == NETRT_DEID_CLEANED)
		netrt_step_report(s, "anon: (%04X,%04X) %s: what identifies "
		    "was here, and is cut out, in %zu places", tag >> 16,
		    tag & 0xFFFF, name, places);
}

/* What somebody should know about this study. */
static void
report(struct netrt_step *s, const struct netrt_identity *p)
{
	bool full = s->cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE;
	unsigned retain = full ? s->cfg->anonymization.retain :
	    NETRT_RETAIN_FULL_DATES;
	bool dated = (retain & NETRT_RETAIN_FULL_DATES) != 0;
	struct { bool is; const char *text; } warn[] = {
		{ !dated && !netrt_config_maps_uids(s->cfg), "UIDs are kept, "
		    "but days are not: UIDs may hold days other than the "
		    "study's own, which are looked for" },
		{ p->names_differ, "Patient's Name is not the same in all "
		    "files, though Patient ID is: is it one patient?" },
		{ p->burned_in > 0, "an image says that it has text burned "
		    "into its pixels (Burned In Annotation); pixels are not "
		    "cleaned" },
		{ full && p->usual > 0, "an image is of a kind that usually "
		    "has text in its pixels; pixels are not cleaned" },
		{ p->born_then && dated, "the birth date is a date of the "
		    "study too; dates of the study are kept" },
		{ p->born_unread, "Patient's Birth Date is no date: it was "
		    "emptied, but could not be looked for elsewhere" },
		{ p->pet && !dated && (retain & NETRT_RETAIN_MODIFIED_DATES)
		    == 0, "PET without dates has no SUV any more: "
		    "anonymization.retain: [modified_dates] keeps it" },
	};

	if (!netrt_config_maps_uids(s->cfg))
		netrt_tool_say(s->tool, NETRT_WARNING, "%s: UIDs are kept "
		    "(anonymization.%s): no destination may hold the "
		    "original study", s->study->name,
		    full ? "retain: uids" : "uids: keep");
	for (size_t i = 0; i < sizeof warn / sizeof warn[0]; i++) {
		if (!warn[i].is)
			continue;
		netrt_tool_say(s->tool, NETRT_WARNING, "%s: %s",
		    s->study->name, warn[i].text);
		netrt_step_report(s, "anon: %s", warn[i].text);
	}
}

/* Text in the pixels cannot be cut: the study waits for a human. */
static enum netrt_rc
visible(struct netrt_step *s, const struct netrt_identity *p,
    struct netrt_err *e)
{
	if (s->cfg->anonymization.mode != NETRT_ANON_COMPREHENSIVE ||
	    s->cfg->anonymization.allow_burned_in || p->visible == NULL)
		return NETRT_OK;
	return netrt_err_set(e, NETRT_DATA, "%s: %s; pixels are not cleaned: "
	    "look at it, and take the file out or set "
	    "anonymization.allow_burned_in", p->visible, p->burned_in > 0 ?
	    "an image says that it has text burned into its pixels" :
	    "an image of a kind that usually has text in its pixels "
	    "(screen, secondary capture, ultrasound)");
}

static enum netrt_rc
run(struct netrt_step *s, struct netrt_err *e)
{
	struct own *own = s->tool->ctx;
	struct work *w = own->work;
	struct netrt_deid_setup setup = { .cfg = s->cfg,
	    .pseudonym = w->pid.id, .offset_days = w->pid.date_offset_days,
	    .key = s->cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE ||
	    netrt_config_maps_uids(s->cfg) ? &w->key : NULL,
	    .born_then = w->patient.born_then,
	    .instances = &w->patient.instances };
	char study[NETRT_UID_LEN];
	size_t left[2];
	struct netrt_deidreport r = { .study = study, .pseudonym = w->pid.id,
	    .bare = w->pid.bare, .known = w->patient.known, .says = w->patient.burned_in,
	    .usual = w->patient.usual };
	enum netrt_rc rc;

	report(s, &w->patient);
	if ((rc = visible(s, &w->patient, e)) != NETRT_OK ||
	    (rc = netrt_deidrun(s, &setup, w->patient.known, &r.deid, left,
	    e)) != NETRT_OK)
		return rc;
	r.documents = left[0] + left[1];
	r.images = s->images.n - left[0];
	r.structs = s->structs.n - left[1];
	netrt_step_report(s, "anon: %zu images, %zu structure sets",
	    r.images, r.structs);
	netrt_deid_each(r.deid, found, s);
	if ((rc = study_uid(s->cfg, w, study, e)) == NETRT_OK)
		rc = netrt_deidreport_write(s, &r, e);
	if (rc == NETRT_OK && own->map != NULL)
		rc = netrt_uidmap_add(own->map, r.deid, e);
	netrt_deid_close(r.deid);
	return rc;
}

static enum netrt_rc
one(struct netrt_tool *t, const char *study, struct netrt_err *e)
{
	static const struct netrt_step_fns fns = { salt, run };
	struct own *own = t->ctx;
	struct work w = { .pid.id = "" };
	bool kept = false;
	enum netrt_rc rc = NETRT_OK;

	if (own->report.f != NULL && own->map == NULL && !t->dry)
		rc = netrt_deidout_kept(&own->report, study, &kept, e);
	if (rc != NETRT_OK || kept)
		return rc;
	own->work = &w;
	rc = netrt_step_run(t, "anon", study, &fns, e);
	if (rc == NETRT_OK && own->report.f != NULL && !t->dry &&
	    (rc = netrt_deidout_add(&own->report, study, e)) ==
	    NETRT_NOINPUT && !t->force) {
		t->force = true;	/* of a release that wrote none */
		rc = netrt_step_run(t, "anon", study, &fns, e);
		t->force = false;
		if (rc == NETRT_OK)
			rc = netrt_deidout_add(&own->report, study, e);
	}
	netrt_identity_free(&w.patient);
	explicit_bzero(&w.key, sizeof w.key);
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
	struct own *own = t->ctx;

	(void)e;
	own->lookup = own->lookup || letter == 'l';
	if (letter == 'm') {
		own->map = arg;
		t->force = true;	/* one that is done has no list */
	}
	if (letter == 'r') {
		own->file = arg;
		t->silent = strcmp(arg, "-") == 0;
	}
	return NETRT_OK;
}

/* Can -m and -r be had? */
static enum netrt_rc
ready(const struct netrt_tool *t, struct own *own, struct netrt_err *e)
{
	bool on = t->cfg->anonymization.enabled;

	if (own->map != NULL && (!on || !netrt_config_maps_uids(t->cfg)))
		return netrt_err_set(e, NETRT_USAGE, "-m: UIDs are kept, as "
		    "it is configured: there is no map");
	if (own->map != NULL && strcmp(own->map, "-") == 0)
		return netrt_err_set(e, NETRT_USAGE, "-m: a map is added to, "
		    "and cannot be the standard output: name a file");
	if (own->file != NULL && !on)
		return netrt_err_set(e, NETRT_USAGE, "-r: nothing is "
		    "de-identified: anonymization.enabled is false");
	return own->file == NULL ? NETRT_OK : netrt_deidout_open(&own->report,
	    own->file, e);
}

int
main(int argc, char **argv)
{
	struct own own = { .lookup = false };
	struct netrt_tool t = { .name = "netrt-anon", .usage = usage,
	    .letters = "lm:r:", .option = option, .ctx = &own };
	struct netrt_err e;
	enum netrt_rc rc, worse;
	int status;

	if (netrt_tool_parse(&t, argc, argv, &status))
		return status;
	if (own.lookup)
		return netrt_tool_end(&t, lookup(&t, optind < argc));
	if ((rc = ready(&t, &own, &e)) != NETRT_OK) {
		netrt_tool_say(&t, NETRT_ERROR, "%s", e.msg);
		return netrt_tool_end(&t, rc);
	}
	rc = (enum netrt_rc)netrt_tool_studies(&t, argc, argv, one);
	if ((worse = netrt_deidout_close(&own.report, &e)) != NETRT_OK)
		fprintf(stderr, "%s: %s\n", t.name, e.msg);
	return (int)netrt_rc_worst(rc, worse);
}
