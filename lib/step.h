/*
 * A step on a study: the protocol of netrt-study(5), STAMPS, shared by all
 * step tools.
 *
 *	static const struct netrt_step_fns fns = { .run = mask_run };
 *
 *	static enum netrt_rc
 *	one(struct netrt_tool *t, const char *path, struct netrt_err *e)
 *	{
 *		return netrt_step_run(t, "mask", path, &fns, e);
 *	}
 *
 * netrt_step_run() opens and locks the study, loads or freezes the inputs,
 * computes the stamp, and returns OK at once when the step is off or done.
 * Else it demands that the step before it is done and current (NOINPUT),
 * makes an empty DIR.tmp for each result directory, calls run(), fsyncs and
 * publishes the directories, and writes the stamp.  Whatever happens, the
 * verdict goes to .netrt/last.
 *
 * The table of steps (names, result directories, configuration keys that
 * decide their bytes, what each reads) is in step.c and nowhere else.
 */
#ifndef NETRT_STEP_H
#define NETRT_STEP_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "fs.h"
#include "hash.h"
#include "study.h"
#include "tool.h"
#include "uid.h"

struct netrt_step_def;

struct netrt_step {
	struct netrt_tool *tool;
	const struct netrt_config *cfg;		/* tool->cfg */
	struct netrt_study *study;
	const struct netrt_step_def *def;
	const char *name;			/* "mask" */

	char stamp[NETRT_HEX_LEN];		/* decides everything written */
	char reads[NETRT_HEX_LEN];		/* stamp of what is read */
	char date[9];				/* YYYYMMDD and HHMMSS.ffffff, */
	char time[14];				/* taken once per stamp */

	struct netrt_names images;		/* absolute or cwd-relative */
	struct netrt_names structs;		/* paths of what the step reads:
						 * the frozen inputs, or the
						 * files of Anon/ */
	const char *out[2];			/* paths of DIR.tmp: write here */

	struct netrt_names series;		/* of netrt_step_series() */
};

struct netrt_step_fns {
	/*
	 * What decides the result beside configuration and input (the
	 * pseudonym of the patient), as text that holds nothing of the
	 * patient; the caller frees it.  NULL: nothing.  Called with the
	 * study locked and images, structs filled.
	 */
	enum netrt_rc (*salt)(struct netrt_step *s, char **text,
	    struct netrt_err *e);
	enum netrt_rc (*run)(struct netrt_step *s, struct netrt_err *e);
};

enum netrt_rc netrt_step_run(struct netrt_tool *t, const char *name,
    const char *path, const struct netrt_step_fns *fns, struct netrt_err *e)
    NETRT_MUST;

/* Is the step switched on by the configuration? */
bool netrt_step_enabled(const struct netrt_config *cfg, const char *name);

/*
 * Is the step done, and current under this configuration?  OK: *stamp is its
 * stamp.  NOINPUT, and why, when not.  s has its inputs loaded.
 */
enum netrt_rc netrt_step_current(const struct netrt_config *cfg,
    struct netrt_study *s, const char *name, char stamp[NETRT_HEX_LEN],
    struct netrt_err *e) NETRT_MUST;

/*
 * The paths of the files of result directory number dir (0 or 1) of a step
 * that netrt_step_current() passed, below sub ("" or "DCM", "Structure" in
 * Anon).  Free with netrt_names_free().
 */
enum netrt_rc netrt_step_results(struct netrt_study *s, const char *name,
    unsigned dir, const char *sub, struct netrt_names *out,
    struct netrt_err *e) NETRT_MUST;

/* Series UID = H(role, stamp, source series, RTSTRUCT instance), and it is
 * remembered in the stamp file and the ledger.  rtstruct may be "". */
enum netrt_rc netrt_step_series(struct netrt_step *s, const char *role,
    const char *source_series, const char *rtstruct,
    char uid[NETRT_UID_LEN], struct netrt_err *e) NETRT_MUST;
/* SOP Instance UID = H(series UID, source instance). */
enum netrt_rc netrt_step_instance(const char *series, const char *source,
    char uid[NETRT_UID_LEN], struct netrt_err *e) NETRT_MUST;

/*
 * A line of the study's report (.netrt/report): findings, counts, ROI names
 * may be in it (it stays in WORKING), values of patient attributes never.
 */
void netrt_step_report(struct netrt_step *s, const char *fmt, ...)
    NETRT_PRINTF(2, 3);

#endif
