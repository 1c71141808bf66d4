/*
 * The patient of a study, as its objects have him: who he is, for the
 * pseudonym, and the tokens that must not leave (known.h).  All files are
 * read: one that belongs to another patient is an error.
 */
#ifndef NETRT_IDENTITY_H
#define NETRT_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "err.h"
#include "fs.h"
#include "known.h"
#include "uid.h"

struct netrt_identity {
	char *id;			/* UTF-8, of the first image */
	char *issuer;			/* "" when no image has one */
	char study[NETRT_UID_LEN];	/* Study Instance UID */
	char date[9];			/* Study Date, or "" */
	struct netrt_names legacy;	/* "ID|name" as NETRT hashed it */
	struct netrt_known *known;	/* not _ready() yet */
	bool names_differ;		/* not only in spelling */
	bool born_then;			/* a birth date is a date of the study;
					 * it is not among the tokens */
	bool born_unread;		/* a birth date cannot be read */
	size_t burned_in;		/* objects that say so of themselves */
	size_t usual;			/* images that usually carry text */
	char *visible;			/* the first such file, or NULL */
	bool pet;			/* there is a PET image */
	struct netrt_names instances;	/* SOP Instance UIDs, sorted */
};

/*
 * Read all files; the patient is that of the first image, or of the first
 * structure set when there is no image.  DATA: an empty Patient ID (unless
 * each study has a pseudonym of its own), Patient IDs or issuers that differ
 * in any two objects that have them (blanks at the ends and case do not count), another name together with
 * another birth date (person.h; unless processing.on_patient_mismatch), a file
 * that is not whole, two files of one SOP Instance UID.
 *
 * With anonymization.mode comprehensive all that tokens.h names are tokens,
 * and where UIDs are mapped, those of study, series and frame of reference.
 */
enum netrt_rc netrt_identity_read(const struct netrt_config *cfg,
    const struct netrt_names *images, const struct netrt_names *structs,
    struct netrt_identity *out, struct netrt_err *e) NETRT_MUST;
void netrt_identity_free(struct netrt_identity *p);

#endif
