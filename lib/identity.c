/* The patient of a study, who he is: see identity.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "dcm.h"
#include "fold.h"
#include "object.h"
#include "identity_priv.h"
#include "person.h"
#include "pidmap.h"

#define MAX_LEGACY	32

/* ---- who he is ---- */

/* The letters of a name's first group, without blanks: "DOE^JANE^^" and
 * "Doe, Jane" are spellings of one. */
static enum netrt_rc
letters(const char *name, char **out, struct netrt_err *e)
{
	char *group = strndup(name, strcspn(name, "="));
	struct netrt_fold f = { NULL, 0 };
	size_t n = 0;
	enum netrt_rc rc;

	*out = NULL;
	if (group == NULL)
		return netrt_err_errno(e, "patient");
	rc = netrt_fold_text(group, &f, e);
	if (rc == NETRT_OK && (*out = malloc(f.n + 1)) == NULL)
		rc = netrt_err_errno(e, "patient");
	for (size_t i = 0; rc == NETRT_OK && i < f.n; i++)
		if (f.c[i].cp != ' ')
			(*out)[n++] = (char)(f.c[i].cp % 255 + 1);
	if (rc == NETRT_OK)
		(*out)[n] = '\0';
	free(f.c);
	free(group);
	return rc;
}

/*
 * "ID|name" as the Python NETRT hashed it.  pydicom reads text without a
 * character set as Latin 1, and takes blanks and '=' from the end only.
 */
static enum netrt_rc
legacy(struct netrt_item *root, struct netrt_names *to, struct netrt_err *e)
{
	static const uint32_t tags[] = { TAG_PatientID, TAG_PatientName };
	char *part[2] = { NULL, NULL }, *text = NULL, sets[129];
	enum netrt_rc rc = netrt_item_get_str(root, TAG_SpecificCharacterSet,
	    sets, sizeof sets, e);

	for (size_t i = 0; rc == NETRT_OK && i < 2; i++) {
		const void *p;
		size_t n;

		rc = netrt_item_get_bytes(root, tags[i], &p, &n, e);
		if (rc == NETRT_OK)
			rc = netrt_charset_decode(*sets == '\0' ?
			    "ISO_IR 100" : sets, n ? p : "", n, &part[i], e);
		for (size_t k = rc == NETRT_OK ? strlen(part[i]) : 0; k > 0 &&
		    (part[i][k - 1] == ' ' || (i == 1 && part[i][k - 1] ==
		    '=')); k--)
			part[i][k - 1] = '\0';
	}
	if (rc == NETRT_OK) {
		size_t n = strlen(part[0]) + strlen(part[1]) + 2;

		if ((text = malloc(n)) == NULL)
			rc = netrt_err_errno(e, "patient");
		else {
			snprintf(text, n, "%s|%s", part[0], part[1]);
			rc = to->n < MAX_LEGACY ?
			    netrt_identity_add(to, text, e) : NETRT_OK;
		}
	}
	free(part[0]);
	free(part[1]);
	free(text);
	return rc;
}

/* The first image says who the patient is. */
static enum netrt_rc
begin(struct reader *r, struct netrt_item *root, const char *id,
    const char *name, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_pid_normalise(id, &r->norm, e);

	if (rc == NETRT_OK && *r->norm == '\0' &&
	    r->cfg->anonymization.use_consistent_pid)
		rc = netrt_err_set(e, NETRT_DATA, "(0010,0020) Patient ID is "
		    "empty or absent: all such patients would get one "
		    "pseudonym; give the study a Patient ID and send it "
		    "again, or let each study have a pseudonym "
		    "(anonymization.use_consistent_pid: false)");
	if (rc == NETRT_OK && (r->p->id = strdup(id)) == NULL)
		rc = netrt_err_errno(e, "patient");
	if (rc == NETRT_OK)
		rc = netrt_item_get_value(root, TAG_StudyInstanceUID, 0,
		    r->p->study, sizeof r->p->study, e);
	if (rc == NETRT_OK && !netrt_uid_valid(r->p->study))
		rc = netrt_err_set(e, NETRT_DATA,
		    "(0020,000D) Study Instance UID: absent or no UID");
	if (rc == NETRT_OK && r->dates.n > 0 &&
	    netrt_item_len(root, TAG_StudyDate) == 8)
		rc = netrt_item_get_value(root, TAG_StudyDate, 0, r->p->date,
		    sizeof r->p->date, e);
	if (rc == NETRT_OK)
		rc = letters(name, &r->name, e);
	r->first = false;
	return rc;
}

static enum netrt_rc
same_patient(struct reader *r, const char *id, const char *name,
    struct netrt_err *e)
{
	char *norm = NULL, *text = NULL;
	enum netrt_rc rc = netrt_pid_normalise(id, &norm, e);

	if (rc == NETRT_OK && strcmp(norm, r->norm) != 0)
		rc = netrt_err_set(e, NETRT_DATA, "(0010,0020) Patient ID is "
		    "%s: one study must be of one patient; correct it where "
		    "it comes from", *norm == '\0' ? "empty or absent here, "
		    "and not in the other files" :
		    "another than in the first image");
	if (rc == NETRT_OK)
		rc = letters(name, &text, e);
	if (rc == NETRT_OK && *text != '\0' && strcmp(text, r->name) != 0)
		r->p->names_differ = true;
	free(norm);
	free(text);
	return rc;
}

/* The issuers of all objects must be one, but the patient's is that of the
 * images; objects that have none do not count. */
static enum netrt_rc
issuer(struct reader *r, struct netrt_item *root, bool image,
    struct netrt_err *e)
{
	char *text, *norm = NULL;
	enum netrt_rc rc = netrt_item_get_text(root, TAG_IssuerOfPatientID,
	    &text, e);

	if (rc == NETRT_OK)
		rc = netrt_pid_normalise(text, &norm, e);
	free(text);
	if (rc == NETRT_OK && image && *norm != '\0' &&
	    r->p->issuer == NULL && (r->p->issuer = strdup(norm)) == NULL)
		rc = netrt_err_errno(e, "patient");
	if (rc == NETRT_OK && *norm != '\0' && r->issuer == NULL) {
		r->issuer = norm;
		return NETRT_OK;
	}
	if (rc == NETRT_OK && *norm != '\0' && strcmp(norm, r->issuer) != 0)
		rc = netrt_err_set(e, NETRT_DATA, "(0010,0021) Issuer of "
		    "Patient ID is another than in the objects before: one "
		    "study must be of one patient; correct it where it comes "
		    "from");
	free(norm);
	return rc;
}

/* A name and a birth date that both are others: two patients of one ID. */
static enum netrt_rc
same_person(struct reader *r, struct netrt_item *root, const char *name,
    struct netrt_err *e)
{
	char *born = NULL;
	bool other = false;
	enum netrt_rc rc = netrt_item_get_text(root, TAG_PatientBirthDate,
	    &born, e);

	if (rc == NETRT_OK && r->person != NULL)
		rc = netrt_person_other(r->person, r->birth, name, born,
		    &other, e);
	if (other && r->cfg->processing.on_patient_mismatch ==
	    NETRT_MISSING_QUARANTINE)
		rc = netrt_err_set(e, NETRT_DATA, "(0010,0010), (0010,0030): "
		    NETRT_PERSON_TEXT);
	r->p->names_differ = r->p->names_differ || other;
	if (rc == NETRT_OK && r->person == NULL && *name != '\0' &&
	    *born != '\0') {
		if ((r->person = strdup(name)) == NULL)
			rc = netrt_err_errno(e, "patient");
		r->birth = born;
		born = NULL;
	}
	free(born);
	return rc;
}

static enum netrt_rc
read_root(struct reader *r, struct netrt_item *root, bool image,
    struct netrt_err *e)
{
	char *id = NULL, *name = NULL;
	enum netrt_rc rc = netrt_item_each(root, netrt_identity_collect, r, e);

	if (rc == NETRT_OK)
		rc = netrt_item_get_text(root, TAG_PatientID, &id, e);
	if (rc == NETRT_OK)
		rc = netrt_item_get_text(root, TAG_PatientName, &name, e);
	if (rc == NETRT_OK)
		rc = r->first ? begin(r, root, id, name, e) :
		    same_patient(r, id, name, e);
	if (rc == NETRT_OK)
		rc = same_person(r, root, name, e);
	if (rc == NETRT_OK)
		rc = issuer(r, root, image, e);
	if (rc == NETRT_OK)
		rc = legacy(root, &r->p->legacy, e);
	free(id);
	free(name);
	return rc;
}

static enum netrt_rc
read_files(struct reader *r, const struct netrt_names *files, bool images,
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && i < files->n; i++) {
		struct netrt_dcm *d;

		if ((rc = netrt_object_open(files->name[i], &d, e)) !=
		    NETRT_OK)
			return rc;
		rc = read_root(r, netrt_dcm_root(d), images, e);
		if (rc == NETRT_OK)
			rc = netrt_identity_note(r, netrt_dcm_root(d),
			    files->name[i], images, e);
		netrt_dcm_close(d);
		if (rc != NETRT_OK)
			netrt_err_prefix(e, "%s",
			    netrt_object_name(files->name[i]));
	}
	return rc;
}

/* The birth dates among the tokens: but not one that is a date of the study
 * as well (newborn, or a phantom), which nobody could tell from it.  And the
 * days of the study, where they go. */
static enum netrt_rc
add_dates(struct reader *r, struct netrt_err *e)
{
	bool gone = r->wide && (r->cfg->anonymization.retain &
	    NETRT_RETAIN_FULL_DATES) == 0;
	enum netrt_rc rc = NETRT_OK;

	netrt_known_stay(r->p->known, !gone, !gone || (r->cfg->anonymization.
	    retain & NETRT_RETAIN_MODIFIED_DATES) != 0);
	if (gone)	/* from the attributes; in text they are looked for */
		netrt_known_shifted(r->p->known);
	for (size_t i = 0; rc == NETRT_OK && i < r->born.n; i++) {
		bool then = false;

		for (size_t k = 0; k < r->dates.n; k++)
			then = then || strcmp(r->born.name[i],
			    r->dates.name[k]) == 0;
		r->p->born_then = r->p->born_then || then;
		if (!then || gone)
			rc = netrt_known_add_date(r->p->known,
			    r->born.name[i], e);
	}
	for (size_t k = 0; rc == NETRT_OK && gone && k < r->dates.n; k++)
		rc = netrt_known_add_day(r->p->known, r->dates.name[k], e);
	return rc;
}

enum netrt_rc
netrt_identity_read(const struct netrt_config *cfg,
    const struct netrt_names *images, const struct netrt_names *structs,
    struct netrt_identity *out, struct netrt_err *e)
{
	struct reader r = { .p = out, .first = true, .cfg = cfg,
	    .wide = cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE,
	    .map = netrt_config_maps_uids(cfg) };
	enum netrt_rc rc;

	*out = (struct netrt_identity){ .id = NULL };
	rc = netrt_known_open(&out->known, e);
	if (rc == NETRT_OK && images->n + structs->n == 0)
		rc = netrt_err_set(e, NETRT_NOINPUT, "no objects");
	if (rc == NETRT_OK)
		rc = read_files(&r, images, true, e);
	if (rc == NETRT_OK)
		rc = read_files(&r, structs, false, e);
	if (rc == NETRT_OK)
		rc = netrt_identity_sort(&out->instances, e);
	if (rc == NETRT_OK && r.map)
		rc = netrt_known_add_objects(out->known, &out->instances, e);
	if (rc == NETRT_OK)
		rc = add_dates(&r, e);
	if (rc == NETRT_OK && out->issuer == NULL &&
	    (out->issuer = strdup("")) == NULL)
		rc = netrt_err_errno(e, "patient");
	free(r.issuer);
	free(r.norm);
	free(r.name);
	free(r.person);
	free(r.birth);
	netrt_names_free(&r.born);
	netrt_names_free(&r.dates);
	if (rc != NETRT_OK)
		netrt_identity_free(out);
	return rc;
}

void
netrt_identity_free(struct netrt_identity *p)
{
	free(p->id);
	free(p->issuer);
	netrt_names_free(&p->legacy);
	netrt_names_free(&p->instances);
	free(p->visible);
	netrt_known_close(p->known);
	*p = (struct netrt_identity){ .id = NULL };
}
