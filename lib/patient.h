/*
 * Are all objects of one patient and one study?  The values are kept in
 * memory for the comparison and never told.
 *
 *	netrt_patient_check() for each object -> netrt_patient_end()
 */
#ifndef NETRT_PATIENT_H
#define NETRT_PATIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "dcm.h"
#include "finding.h"

struct netrt_patient {
	bool id_alone;			/* set by the caller: names and birth
					 * dates that differ are a warning */
	char *id, *issuer, *name, *birth, *sex, *study;	/* of the first object that has
						 * it, normalised; or NULL */
	char *person, *born;		/* the name and birth date of the first
					 * that has both, as they are */
	size_t noid, objects;
};

/*
 * Compare an object with those before.  Another Patient ID is an error
 * (DATA); blanks around it, and upper or lower case, do not count.  So is
 * another issuer of it, where both have one, and another name together with another birth date (person.h).  One of them, sex or
 * Study Instance UID is a warning.
 */
void netrt_patient_check(struct netrt_patient *p, const char *path,
    struct netrt_item *root, struct netrt_findings *f);
/* After the last: how many have no Patient ID. */
void netrt_patient_end(const struct netrt_patient *p,
    struct netrt_findings *f);
/*
 * Are two objects of different studies of one patient?  The rule is that of
 * one study (identity.h): equal Patient IDs, no issuers that differ, and not
 * another name with another birth date; an absent ID is nobody's.  DATA: a file that cannot be read.
 */
enum netrt_rc netrt_patient_same(const char *path, const char *other,
    bool *same, struct netrt_err *e) NETRT_MUST;
void netrt_patient_free(struct netrt_patient *p);

#endif
