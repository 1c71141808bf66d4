/*
 * What netrt-anon did to a study, for whoever must sign for it (netrt-anon(1),
 * THE REPORT): as text, and as one line of JSON.  Never a value.
 */
#ifndef NETRT_DEIDREPORT_H
#define NETRT_DEIDREPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "deid.h"
#include "err.h"
#include "known.h"
#include "step.h"

/* How a report begins, as text and as JSON. */
#define NETRT_DEIDREPORT_TEXT	"Report of a de-identification"
#define NETRT_DEIDREPORT_JSON	"{\"report\":\"netrt-anon\""

struct netrt_deidreport {
	const char *study;		/* Study Instance UID of what leaves */
	const char *pseudonym;
	bool bare;			/* its date was left out */
	const struct netrt_known *known;
	struct netrt_deid *deid;	/* has done all objects */
	size_t images, structs;		/* that were written */
	size_t documents;		/* left out */
	size_t says, usual;		/* images with text in their pixels: as
					 * they say, as their kind has it */
};

/* Write both, .netrt/report.deid and .netrt/report.deid.json, just before the
 * result is published.  Anon/ has nothing but objects. */
enum netrt_rc netrt_deidreport_write(struct netrt_step *s,
    const struct netrt_deidreport *r, struct netrt_err *e) NETRT_MUST;

/* Copy the report of a study that is done to f.  NOINPUT: it has none, or one
 * of another run than made the result that is there. */
enum netrt_rc netrt_deidreport_read(struct netrt_study *study,
    bool json, FILE *f, struct netrt_err *e) NETRT_MUST;
/* The same of any directory; stamp: of the result, or NULL when it is gone. */
enum netrt_rc netrt_deidreport_copy(int dirfd, bool json, const char *stamp,
    FILE *f, struct netrt_err *e) NETRT_MUST;

#endif
