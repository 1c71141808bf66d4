/*
 * The report of a study on its deliveries, .netrt/report.send: what each
 * destination has of it.  It is made anew by every run, and all that it counts
 * is from the journals (sent.h): what an earlier run did is in it as well.
 */
#ifndef NETRT_SENDREPORT_H
#define NETRT_SENDREPORT_H

#include <stdio.h>

#include "config.h"
#include "outbox.h"
#include "redact.h"
#include "sendrun.h"
#include "sendtell.h"

/*
 * What the destination of d has.  why: what this run says of each kind of
 * series, or "".
 */
void netrt_sendreport(FILE *f, const struct netrt_redact *r,
    struct netrt_sender *d, const struct netrt_outbox *box,
    char why[NETRT_OUTBOX_SETS][NETRT_SENDTELL_WHY]);

/*
 * The peer changed elements, or took objects that do not fit to what it has:
 * when the patient was replaced and the study was not, it may be because it
 * has that study, of the true patient.  NULL: no such risk.
 */
const char *netrt_sendreport_risk(const struct netrt_config *cfg);

#endif
