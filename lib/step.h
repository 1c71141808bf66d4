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
 * decide their bytes, what each reads) is in steps.c and nowhere else;
 * netrt_step_enabled(), _current() and _results() are in stamp.h.
 */
#ifndef NETRT_STEP_H
#define NETRT_STEP_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "fs.h"
#include "hash.h"
#include "stamp.h"
#include "study.h"
#include "tool.h"
#include "uid.h"

struct netrt_step {
	struct netrt_tool *tool;
	const struct netrt_config *cfg;		/* tool->cfg */
	struct netrt_study *study;
	const struct netrt_step_def *def;
	const char *name;			/* "mask" */

	char stamp[NETRT_HEX_LEN];		/* decides everything written */
	char reads[NETRT_HEX_LEN];		/* stamp of what is read */
	char date[9];				/* YYYYMMDD and HHMMSS.ffffff, */
	char time[14];				/* taken once per stamp, or
						 * those of def->reads */

	struct netrt_names images;		/* absolute or cwd-relative */
	struct netrt_names structs;		/* paths of what the step reads:
						 * the frozen inputs, or the
						 * files of Anon/ */
	const char *out[2];			/* paths of DIR.tmp: write here */

	struct netrt_names series;		/* of netrt_step_series() */
	struct netrt_names report;		/* of netrt_step_report() */
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

/*
 * The inputs of a study that is locked: those that were frozen, or frozen
 * now when nobody has.  TEMP when one of them is gone or changed.
 * netrt_step_run() does it itself.
 */
enum netrt_rc netrt_step_inputs(struct netrt_tool *t, struct netrt_study *s,
    struct netrt_err *e) NETRT_MUST;

/*
 * Write .netrt/last: the verdict of a step.  Steps that go through
 * netrt_step_run() have it written; netrt-send writes its own.  The lock is
 * held.  Never fails: what cannot be written is said on stderr.
 */
void netrt_step_verdict(struct netrt_tool *t, struct netrt_study *s,
    const char *name, enum netrt_rc rc, const char *message);

/* Remove what a killed run of the step left half written in .netrt.  The
 * lock is held. */
enum netrt_rc netrt_step_tidy(struct netrt_study *s, const char *name,
    struct netrt_err *e) NETRT_MUST;

/*
 * A line of the step's part of the report, .netrt/report.<step>, written
 * when run() returns, whatever it returns: findings, counts; ROI names may
 * be in it (it stays in WORKING), values of patient attributes never.
 */
void netrt_step_report(struct netrt_step *s, const char *fmt, ...)
    NETRT_PRINTF(2, 3);

/* ---- step_uid.c: the UIDs of what the step makes ---- */

/* Series UID = H(role, stamp, its time, source series, RTSTRUCT instance), and
 * it is remembered in the stamp file.  rtstruct may be "".  DATA when the
 * series of an RTSTRUCT was made before: two of one UID. */
enum netrt_rc netrt_step_series(struct netrt_step *s, const char *role,
    const char *source_series, const char *rtstruct,
    char uid[NETRT_UID_LEN], struct netrt_err *e) NETRT_MUST;
/* The series that netrt-burnin will make of a series of this step, which is
 * mask's: burnin takes its time.  drawn: netrt_draw_version(). */
enum netrt_rc netrt_step_burnin(const struct netrt_step *s,
    const char *drawn, const char *series, char uid[NETRT_UID_LEN],
    struct netrt_err *e) NETRT_MUST;
/* SOP Instance UID = H(series UID, source instance). */
enum netrt_rc netrt_step_instance(const char *series, const char *source,
    char uid[NETRT_UID_LEN], struct netrt_err *e) NETRT_MUST;

#endif
