/*
 * What a study has to send, by kind of series, and whether it may go.
 *
 * Which files these are follows from the configuration and the stamps, never
 * from what happens to lie there: a series that is to be de-identified or to
 * bear the disclaimer is sent only when the whole chain of steps that makes
 * it so is done and current.
 *
 *	OVERLAY		Burnin/, or Addition/ without the disclaimer
 *	SEGMENTATION	Segmentations/, of the images that OVERLAY sends
 *	DEBUG		DebugDicom/
 *	ORIGINAL	DCM/ and Structure/, or Anon/ with anonymization
 */
#ifndef NETRT_OUTBOX_H
#define NETRT_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "err.h"
#include "hash.h"
#include "study.h"
#include "uid.h"

struct netrt_outgoing {
	char *path;
	long long size;
	bool input;			/* it came so: who sends it once more
					 * may replace the file at any time */
	char id[NETRT_HEX_LEN];		/* of the bytes: the stamp of a step
					 * whose UIDs hang on it, else the
					 * hash of the data set */
	char sop[NETRT_UID_LEN];
	char study[NETRT_UID_LEN], series[NETRT_UID_LEN];
	char sop_class[NETRT_UID_LEN];
	char syntax[NETRT_UID_LEN];
	char as[NETRT_UID_LEN];		/* "", or the UID of a copy that is
					 * made for the destination */
};

#define NETRT_OUTBOX_SETS	4

struct netrt_outset {
	enum netrt_send_series series;
	const char *name;		/* "OVERLAY" */
	bool wanted;			/* it was asked for */
	bool optional;			/* a side product: it holds no study
					 * back, absent or refused */
	enum netrt_rc rc;		/* OK: it may go */
	char why[256];			/* it may not */
	struct netrt_outgoing *o;	/* SOP Instance UIDs are unique */
	size_t n;
};

struct netrt_outbox {
	struct netrt_outset set[NETRT_OUTBOX_SETS];	/* in order of
							 * sending */
};

/*
 * Find the objects of the kinds in series (bits).  The study has its inputs.
 * A kind that is missing or not current has rc NOINPUT, one with an unusable
 * file DATA, and no objects; that is no failure of the call.
 */
enum netrt_rc netrt_outbox_fill(const struct netrt_config *cfg,
    struct netrt_study *s, unsigned series, struct netrt_outbox *b,
    struct netrt_err *e) NETRT_MUST;
void netrt_outbox_free(struct netrt_outbox *b);

#endif
