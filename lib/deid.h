/*
 * De-identification of one object after another of a study, in the standard
 * or the comprehensive mode (netrt-anon(1)).
 *
 *	netrt_deid_open() -> for each object: netrt_deid_apply(),
 *	netrt_dcm_write(), netrt_deid_check() -> netrt_deid_close()
 *
 * Standard, at every level: the configured attributes are removed or blanked
 * (emptied where the object's IOD needs them), identifiers of the patient are
 * removed, Patient's Name and ID become the pseudonym, the birth date goes,
 * and where the patient's name, ID or birth date stands anywhere else it is
 * cut out; UIDs are mapped if configured.
 *
 * Comprehensive: the Basic Application Level Confidentiality Profile of PS3.15
 * with Clean Descriptors, and the configured options.
 *
 * Pixel data is not touched, but for overlays in the bits of native words that
 * are no samples (comprehensive).  One handle for each thread; they share the
 * tokens.
 */
#ifndef NETRT_DEID_H
#define NETRT_DEID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "dcm.h"
#include "err.h"
#include "fs.h"
#include "known.h"
#include "sitekey.h"

/*
 * The number of the rules, in the stamp of the step, and in (0012,0063) where
 * the mode is comprehensive; standard claims nothing in the objects.  It
 * changes whenever what is done to the bytes does, so that the same number is
 * the same treatment whatever release of netrt gave it, and studies that were
 * done by other rules are done again.  test/4078 has a digest that tells.
 */
#define NETRT_DEID_RULES	"4"
#define NETRT_DEID_METHOD_FULL	"netrt-anon comprehensive " NETRT_DEID_RULES \
				"; PS3.15 2024b+"

struct netrt_deid;

struct netrt_deid_setup {
	const struct netrt_config *cfg;
	const char *pseudonym;
	int offset_days;		/* of dates that are shifted */
	const struct netrt_sitekey *key;	/* NULL: no UID is mapped */
	bool born_then;		/* the birth date is a date of the study */
	const struct netrt_names *instances;	/* of the study, sorted */
};

/*
 * Rules of the configuration for a study; what the setup points to is used
 * until the handle is closed.  known is not ready yet, or was made so by the
 * first of several handles: what this module writes itself is added to it.
 * CONFIG: a tag that no rule may remove.
 */
enum netrt_rc netrt_deid_open(const struct netrt_deid_setup *setup,
    struct netrt_known *known, struct netrt_deid **out, struct netrt_err *e)
    NETRT_MUST;
void netrt_deid_close(struct netrt_deid *d);

/* Change the object in memory.  DATA: an identifier that cannot be cut (in
 * a UID that is kept, in the name of a ROI that filters choose by). */
enum netrt_rc netrt_deid_apply(struct netrt_deid *d, struct netrt_dcm *dcm,
    struct netrt_err *e) NETRT_MUST;

/*
 * Read the file that was written and search all of it but its native pixel
 * data.  DATA when anything is left: it must not be published.
 */
enum netrt_rc netrt_deid_check(const struct netrt_deid *d, const char *path,
    struct netrt_err *e) NETRT_MUST;

/* What was done to an attribute. */
enum netrt_deid_done {
	NETRT_DEID_REMOVED,
	NETRT_DEID_EMPTIED,
	NETRT_DEID_REPLACED,	/* by the pseudonym or a dummy value */
	NETRT_DEID_MAPPED,	/* a UID by another */
	NETRT_DEID_SHIFTED,	/* a date */
	NETRT_DEID_CLEANED,	/* words were cut out of a value */
	NETRT_DEID_NDONE
};
extern const char *const netrt_deid_done[NETRT_DEID_NDONE];	/* "removed" */

/* Private elements, curves and overlays are counted together; and those that
 * were called safe, but had the patient, a UID or a day of the study in them. */
#define NETRT_DEID_PRIVATE	0x00010000u
#define NETRT_DEID_UNSAFE	0x00010001u
#define NETRT_DEID_CURVES	0x50000000u
#define NETRT_DEID_OVERLAYS	0x60000000u

/*
 * For the report: each attribute, what was done to it and in how many places;
 * sorted by tag.
 */
void netrt_deid_each(struct netrt_deid *d, void (*visit)(void *ctx,
    uint32_t tag, enum netrt_deid_done done, size_t places), void *ctx);
/* How many different UIDs were mapped; 0 when they are kept. */
size_t netrt_deid_uids(const struct netrt_deid *d);
/* And which became which; none when they are kept. */
enum netrt_rc netrt_deid_uids_each(const struct netrt_deid *d,
    enum netrt_rc (*visit)(void *ctx, const char *old, const char *new,
    struct netrt_err *e), void *ctx, struct netrt_err *e) NETRT_MUST;
/* Add the counts of another handle. */
enum netrt_rc netrt_deid_add(struct netrt_deid *to,
    const struct netrt_deid *from, struct netrt_err *e) NETRT_MUST;

/* The options as PS3.16 CID 7050 codes them, for the report: item i of what
 * is written to (0012,0064); false behind the last. */
bool netrt_deid_code(const struct netrt_config *cfg, unsigned i,
    const char **value, const char **meaning);

#endif
