/*
 * De-identification of one object after another of a study, in the standard
 * mode (netrt-anon(1), WHAT STANDARD DOES).
 *
 *	netrt_deid_open() -> for each object: netrt_deid_apply(),
 *	netrt_dcm_write(), netrt_deid_check() -> netrt_deid_close()
 *
 * At every level: the configured attributes are removed or blanked (emptied
 * where the object's IOD needs them), identifiers of the patient are
 * removed, Patient's Name and ID become the pseudonym, the birth date goes,
 * and where the patient's name, ID or birth date stands anywhere else it is
 * cut out.  Pixel data is not touched.  UIDs and dates stay.
 */
#ifndef NETRT_DEID_H
#define NETRT_DEID_H

#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "dcm.h"
#include "err.h"
#include "known.h"

/* (0012,0063); the number changes when the rules do, so that the same rules
 * give the same bytes whatever release of netrt applies them. */
#define NETRT_DEID_METHOD	"netrt-anon standard 1: dates, UIDs kept"

struct netrt_deid;

/*
 * Rules of the configuration for a study.  known is not ready yet: what
 * this module writes itself is added to it, and it is made ready.  CONFIG:
 * a tag that no rule may remove, or a mode that is not built.
 */
enum netrt_rc netrt_deid_open(const struct netrt_config *cfg,
    const char *pseudonym, struct netrt_known *known, struct netrt_deid **out,
    struct netrt_err *e) NETRT_MUST;
void netrt_deid_close(struct netrt_deid *d);

/* Change the object in memory.  DATA: an identifier that cannot be cut (in
 * a UID). */
enum netrt_rc netrt_deid_apply(struct netrt_deid *d, struct netrt_dcm *dcm,
    struct netrt_err *e) NETRT_MUST;

/*
 * Read the file that was written and search all of it but its native pixel
 * data.  DATA when anything is left: it must not be published.
 */
enum netrt_rc netrt_deid_check(const struct netrt_deid *d, const char *path,
    struct netrt_err *e) NETRT_MUST;

/* What was found where it should not have been, for the report: attributes
 * and in how many places. */
void netrt_deid_each(const struct netrt_deid *d, void (*visit)(void *ctx,
    uint32_t tag, size_t places), void *ctx);

#endif
