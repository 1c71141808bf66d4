/*
 * The ledger (WORKING/.ledger, or .netrt/ledger of a study laid out by
 * hand): one small file per stamp, named by it, with the time that was
 * written into the results of that stamp.  It outlives the study, so that
 * the same study sent again gives the same bytes under the same UIDs.
 * Nothing of the patient is in it.
 */
#ifndef NETRT_LEDGER_H
#define NETRT_LEDGER_H

#include "err.h"
#include "hash.h"

/*
 * The time of a stamp: the remembered one, or now (SOURCE_DATE_EPOCH, in
 * UTC, when that is set), which is then remembered durably before it is
 * returned.  The caller holds the lock of the study, which alone has this
 * stamp.  dir is made when absent.  date: YYYYMMDD, time: HHMMSS.ffffff.
 */
enum netrt_rc netrt_ledger_time(const char *dir,
    const char stamp[NETRT_HEX_LEN], char date[9], char time[14],
    struct netrt_err *e) NETRT_MUST;

#endif
