/*
 * What became of each ROI of an RTSTRUCT, told: as JSON (netrt-mask -j), as
 * lines for programs (-l) and as a table for humans (-v).  Names of ROIs are
 * in all of them.
 */
#ifndef NETRT_ACCOUNT_H
#define NETRT_ACCOUNT_H

#include <stdbool.h>
#include <stdio.h>

#include "planes.h"
#include "tally.h"

struct netrt_account {
	const char *study, *file;	/* "UID_1.2", "Structure/3.dcm" */
	const struct netrt_tally *tally;	/* NULL: it was not read */
	const struct netrt_planes *planes;	/* NULL: none were made */
	const char *series;		/* the new one; NULL: none */
	bool all;			/* ROIs that are not used were
					 * measured as well */
	const char *left_out;		/* why it is; NULL: it is not */
	const char *warnings;		/* of netrt_account_warning(); or "" */
	const struct netrt_err *error;	/* NULL: none */
};

/* One line: an object. */
void netrt_account_json(FILE *f, const struct netrt_account *a);
/* One of its warnings, with a comma in front of all but the first. */
void netrt_account_warning(FILE *f, bool first,
    const struct netrt_warning *w);

/* The names of the columns; a line for each ROI, TAB between the columns. */
void netrt_account_head(FILE *f);
void netrt_account_list(FILE *f, const struct netrt_account *a);
void netrt_account_table(FILE *f, const struct netrt_account *a);

#endif
