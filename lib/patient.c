/* Are all objects of one patient and one study?  See patient.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "patient.h"
#include "person.h"
#include "pidmap.h"

/*
 * In place: ASCII lower case, runs of blanks and carets one blank, none at the
 * ends: "DOE^JANE^^ " and "Doe^Jane" are one name.
 */
static void
normalise(char *s)
{
	char *to = s;

	for (const char *p = s; *p != '\0'; p++) {
		bool gap = *p == ' ' || *p == '^';

		if (gap && (to == s || to[-1] == ' '))
			continue;
		*to++ = gap ? ' ' : (char)tolower((unsigned char)*p);
	}
	if (to > s && to[-1] == ' ')
		to--;
	*to = '\0';
}

/* Compare one attribute with *first.  0: same, absent, or the first; 1:
 * differs; -1: absent. */
static int
compare(char **first, struct netrt_item *root, uint32_t tag,
    struct netrt_findings *f)
{
	struct netrt_err e;
	char *v;
	int differs;

	if (netrt_item_get_text(root, tag, &v, &e) != NETRT_OK) {
		f->lost = e.rc == NETRT_TEMP ? NETRT_TEMP : f->lost;
		return -1;
	}
	normalise(v);
	if (v[0] == '\0') {
		free(v);
		return -1;
	}
	if (*first == NULL) {
		*first = v;
		return 0;
	}
	differs = strcmp(v, *first) != 0;
	free(v);
	return differs;
}

/* A name and a birth date that both are others. */
static void
same_person(struct netrt_patient *p, const char *path,
    struct netrt_item *root, struct netrt_findings *f)
{
	char *name = NULL, *born = NULL;
	struct netrt_err e = { NETRT_OK, "" };
	bool other = false;
	enum netrt_rc rc = netrt_item_get_text(root, TAG_PatientName, &name,
	    &e);

	if (rc == NETRT_OK)
		rc = netrt_item_get_text(root, TAG_PatientBirthDate, &born,
		    &e);
	if (rc == NETRT_OK && p->person != NULL)
		rc = netrt_person_other(p->person, p->born, name, born,
		    &other, &e);
	if (rc == NETRT_TEMP)
		f->lost = NETRT_TEMP;
	if (other)
		netrt_finding_add(f, p->id_alone ? NETRT_WARNING : NETRT_ERROR,
		    p->id_alone ? NETRT_OK : NETRT_DATA, "person-differs",
		    path, TAG_PatientName, NETRT_PERSON_TEXT);
	if (rc == NETRT_OK && p->person == NULL && *name != '\0' &&
	    *born != '\0') {
		p->person = name;
		p->born = born;
		return;
	}
	free(name);
	free(born);
}

void
netrt_patient_check(struct netrt_patient *p, const char *path,
    struct netrt_item *root, struct netrt_findings *f)
{
	int id = compare(&p->id, root, TAG_PatientID, f);

	p->objects++;
	p->noid += id < 0;
	if (id > 0)
		netrt_finding_add(f, NETRT_ERROR, NETRT_DATA,
		    "patient-differs", path, TAG_PatientID, "another Patient "
		    "ID than the objects before it: two patients in one "
		    "study, or one that was renamed");
	if (compare(&p->issuer, root, TAG_IssuerOfPatientID, f) > 0)
		netrt_finding_add(f, NETRT_ERROR, NETRT_DATA,
		    "issuer-differs", path, TAG_IssuerOfPatientID, "another "
		    "Issuer of Patient ID than the objects before it: the "
		    "same ID of two issuers is of two patients; correct it "
		    "where it comes from");
	if (compare(&p->name, root, TAG_PatientName, f) > 0)
		netrt_finding_add(f, NETRT_WARNING, NETRT_OK,
		    "patient-name-differs", path, TAG_PatientName, "another "
		    "Patient's Name than the objects before it");
	if (compare(&p->birth, root, TAG_PatientBirthDate, f) > 0)
		netrt_finding_add(f, NETRT_WARNING, NETRT_OK,
		    "birth-date-differs", path, TAG_PatientBirthDate,
		    "another Patient's Birth Date than the objects before "
		    "it");
	if (compare(&p->sex, root, TAG_PatientSex, f) > 0)
		netrt_finding_add(f, NETRT_WARNING, NETRT_OK, "sex-differs",
		    path, TAG_PatientSex, "another Patient's Sex than the "
		    "objects before it");
	if (id <= 0)
		same_person(p, path, root, f);
	if (compare(&p->study, root, TAG_StudyInstanceUID, f) > 0)
		netrt_finding_add(f, NETRT_WARNING, NETRT_OK,
		    "study-differs", path, TAG_StudyInstanceUID, "another "
		    "Study Instance UID than the objects before it");
}

void
netrt_patient_end(const struct netrt_patient *p, struct netrt_findings *f)
{
	if (p->noid > 0)
		netrt_finding_add(f, NETRT_WARNING, NETRT_OK,
		    "patient-id-missing", NULL, TAG_PatientID, "%zu of %zu "
		    "objects have no Patient ID", p->noid, p->objects);
}

/* Patient ID and its issuer, normalised, name and birth date; the caller frees
 * them. */
static enum netrt_rc
who(const char *path, char *out[4], struct netrt_err *e)
{
	static const uint32_t tag[4] = {
		TAG_PatientID, TAG_IssuerOfPatientID, TAG_PatientName,
		TAG_PatientBirthDate
	};
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc = netrt_dcm_init(e);

	if (rc == NETRT_OK)
		rc = netrt_object_open(path, &d, e);
	for (size_t i = 0; rc == NETRT_OK && i < 4; i++) {
		char *text = NULL;

		rc = netrt_item_get_text(netrt_dcm_root(d), tag[i], &text, e);
		if (rc == NETRT_OK && i >= 2) {
			out[i] = text;
			continue;
		}
		if (rc == NETRT_OK)
			rc = netrt_pid_normalise(text, &out[i], e);
		free(text);
	}
	netrt_dcm_close(d);
	return rc;
}

enum netrt_rc
netrt_patient_same(const char *path, const char *other, bool *same,
    struct netrt_err *e)
{
	char *a[4] = { NULL }, *b[4] = { NULL };
	bool differs = false;
	enum netrt_rc rc = who(path, a, e);

	*same = false;
	if (rc == NETRT_OK)
		rc = who(other, b, e);
	if (rc == NETRT_OK)
		rc = netrt_person_other(a[2], a[3], b[2], b[3], &differs, e);
	if (rc == NETRT_OK)
		*same = !differs && a[0][0] != '\0' && strcmp(a[0], b[0]) == 0 &&
		    (a[1][0] == '\0' || b[1][0] == '\0' ||
		    strcmp(a[1], b[1]) == 0);
	for (size_t i = 0; i < 4; i++) {
		free(a[i]);
		free(b[i]);
	}
	return rc;
}

void
netrt_patient_free(struct netrt_patient *p)
{
	free(p->id);
	free(p->issuer);
	free(p->name);
	free(p->birth);
	free(p->study);
	free(p->sex);
	free(p->person);
	free(p->born);
	memset(p, 0, sizeof *p);
}
