/*
 * Patient pseudonyms (netrt-anon(1), THE MAPPING FILE): one patient, one
 * pseudonym, for ever.
 *
 * A patient is the Patient ID and its issuer, never the name, which is
 * spelled in many ways.  The key of the mapping is an HMAC of them with the
 * site key (pidfind.h); an entry of the Python NETRT, under a hash of ID and
 * name, is found once more and moved to that key.  A new patient gets
 * SITE_%04u, a number that no patient ever had.
 *
 * Every call opens the mapping, decides under its lock and leaves it
 * durable, so any number of processes may ask at once.  Errors: DATA for an
 * empty Patient ID, and one that is a pseudonym itself; CONFIG for everything
 * about the files (also when two patients would have one pseudonym); TEMP for
 * disk and memory.
 */
#ifndef NETRT_PIDMAP_H
#define NETRT_PIDMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "config.h"
#include "err.h"

#define NETRT_PID_LEN	65	/* LO: 64 characters and the final NUL */

struct netrt_pid_query {
	const char *patient_id;	/* UTF-8 */
	const char *issuer;	/* UTF-8; "" when absent */
	const char *study;	/* Study Instance UID */
	const char *date;	/* YYYYMMDD of the study; "" when absent */
	/* "PatientID|PatientName" as NETRT hashed them, in UTF-8 */
	char *const *legacy;
	size_t nlegacy;
	time_t now;		/* for first_seen */
	bool shift;		/* dates are shifted or removed: a date in a
				 * new pseudonym is a shifted one, too; one
				 * that is not is left out, as is a shifted
				 * one where they stay */
	bool dry;		/* look only: a new patient's id is "" */
};

struct netrt_pid {
	char id[NETRT_PID_LEN];
	int date_offset_days;	/* the patient's own, -3650 to -365, for ever;
				 * 0: dry, and he has none yet */
	bool made;		/* a new pseudonym */
	bool moved;		/* an entry of NETRT, now under the new key */
	bool bare;		/* without the date that the mapping has */
	bool fresh;		/* the mapping and its key were begun: */
};
#define NETRT_PID_FRESH	"a new mapping of pseudonyms has been begun: %s, " \
			"with the key %s: keep a copy of both in a safe place"

/*
 * The pseudonym for a study's patient, and by how many days his dates are
 * shifted where they are: random, made with the pseudonym, so that all his
 * studies keep their intervals and nobody can tell it (PS3.15 E.3.6; a hash
 * of the ID could be tried).  An entry without one gets it now.
 *
 * With use_consistent_pid off both are of the study, SITE_<8 hex digits>,
 * from the site key and the study: the same study sent again has the same.
 */
enum netrt_rc netrt_pidmap_get(const struct netrt_config *cfg,
    const struct netrt_pid_query *q, struct netrt_pid *out,
    struct netrt_err *e) NETRT_MUST;

/*
 * Make the mapping and its key where neither is there, as the first study
 * would; out->fresh says so.  For one that is known outside by the key before
 * anybody had a pseudonym.
 */
enum netrt_rc netrt_pidmap_begin(const struct netrt_config *cfg,
    struct netrt_pid *out, struct netrt_err *e) NETRT_MUST;

/*
 * The form in which Patient IDs are compared: blanks and NULs at the ends
 * gone, a run of blanks one space, letters upper case.  The caller frees
 * *out.
 */
enum netrt_rc netrt_pid_normalise(const char *text, char **out,
    struct netrt_err *e) NETRT_MUST;

#endif
