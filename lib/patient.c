/* Are all objects of one patient and one study?  See patient.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "patient.h"

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
	if (compare(&p->name, root, TAG_PatientName, f) > 0)
		netrt_finding_add(f, NETRT_WARNING, NETRT_OK,
		    "patient-name-differs", path, TAG_PatientName, "another "
		    "Patient's Name than the objects before it");
	if (compare(&p->birth, root, TAG_PatientBirthDate, f) > 0)
		netrt_finding_add(f, NETRT_WARNING, NETRT_OK,
		    "birth-date-differs", path, TAG_PatientBirthDate,
		    "another Patient's Birth Date than the objects before "
		    "it");
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

void
netrt_patient_free(struct netrt_patient *p)
{
	free(p->id);
	free(p->name);
	free(p->birth);
	free(p->study);
	memset(p, 0, sizeof *p);
}
