/*
 * What netrt-validate finds in the objects of a study: are they whole and of
 * one patient, what can each image carry, where does each RTSTRUCT belong?
 *
 *	struct netrt_inspect c = { .s = step };
 *	netrt_inspect(&c, e) -> c.f -> netrt_inspect_free(&c)
 */
#ifndef NETRT_INSPECT_H
#define NETRT_INSPECT_H

#include <stdbool.h>
#include <stddef.h>

#include "choose.h"
#include "finding.h"
#include "patient.h"
#include "rtstruct.h"
#include "series.h"
#include "step.h"

struct netrt_inspect {
	struct netrt_step *s;
	struct netrt_findings f;

	/* private */
	struct netrt_patient patient;
	struct netrt_series_list l;
	struct netrt_choice choice;
	bool *paired;			/* series of the list */
	bool unsorted;			/* the list could not be made: pairing
					 * would only tell of that again */
	size_t drawable;		/* RTSTRUCTs that can be drawn */
	netrt_uid_text *sop;		/* of the RTSTRUCTs */
	size_t nsops;
	const char *file;		/* of the warnings */
};

/* All findings are made before anybody judges: only memory, disk and bugs
 * can fail. */
enum netrt_rc netrt_inspect(struct netrt_inspect *c, struct netrt_err *e)
    NETRT_MUST;
void netrt_inspect_free(struct netrt_inspect *c);

#endif
