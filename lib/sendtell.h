/*
 * What is said of a sending: events of the transaction log, and messages.
 * The report of the study is sendreport.h.
 */
#ifndef NETRT_SENDTELL_H
#define NETRT_SENDTELL_H

#include <stdio.h>

#include "config.h"
#include "deliver.h"
#include "err.h"
#include "lookup.h"
#include "outbox.h"
#include "tool.h"

#define NETRT_SENDTELL_WHY	320

struct netrt_sendtell {
	struct netrt_tool *tool;
	const char *path;	/* of the study */
	const char *uid;	/* its StudyInstanceUID */
	FILE *report;
	char *why;		/* room for NETRT_SENDTELL_WHY: what is said
				 * of the set that is sent, for the report */
};

/* A set of n objects begins. */
void netrt_sendtell_start(const struct netrt_sendtell *s,
    const struct netrt_destination *to, const struct netrt_outset *set,
    size_t n);

/* What came of it; why is said when rc is not OK. */
void netrt_sendtell_end(const struct netrt_sendtell *s,
    const struct netrt_sender *d, const struct netrt_outset *set,
    const struct netrt_tally *t, enum netrt_rc rc, double seconds);

/* What came of looking it up; why is said when rc is not OK. */
void netrt_sendtell_looked(const struct netrt_sendtell *s,
    const struct netrt_sender *d, const struct netrt_outset *set,
    const struct netrt_lookup *t, enum netrt_rc rc, const char *why,
    double seconds);

/* Whether a destination is there, as d->away is to know it; why when it is
 * not. */
void netrt_sendtell_away(const struct netrt_sendtell *s,
    const struct netrt_sender *d, enum netrt_away_word word,
    const char *why);

/* A destination that is not required is not tried any more. */
void netrt_sendtell_over(const struct netrt_sendtell *s);

#endif
