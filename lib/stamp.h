/*
 * Stamps: done is equality, not age (netrt-study(5), STAMPS); and the table
 * of the steps (steps.c): their result directories, the configuration keys
 * and files that decide their bytes, and what each reads.
 *
 *	base  = H(step, format, keys, files, stamp of what is read)
 *	stamp = H(base, salt)
 *
 * The salt is what only the step itself can find out (the pseudonym); it is
 * kept in the stamp file, so that later steps need not know it.
 */
#ifndef NETRT_STAMP_H
#define NETRT_STAMP_H

#include <stdbool.h>

#include "config.h"
#include "err.h"
#include "fs.h"
#include "hash.h"
#include "study.h"

struct netrt_step_def {
	const char *name;		/* "mask" */
	const char *format;		/* changes when the bytes change */
	const char *dirs[2];		/* result directories, or NULL; see
					 * netrt_step_dir() */
	const char *const *keys;	/* configuration keys, NULL-ended */
	bool font;			/* processing.font_file decides too */
	const char *const *segments;	/* dirs[1] is there only with
					 * feature_flags.enable_segmentation_
					 * export, and these keys decide too;
					 * NULL: no such thing */
	bool reads_originals;		/* inputs, whatever is configured */
	const char *reads;		/* the step that is read; NULL: Anon or
					 * the inputs, as configured */
};

struct netrt_stamp {
	char base[NETRT_HEX_LEN];
	char salt[NETRT_HEX_LEN];
	char stamp[NETRT_HEX_LEN];
	char date[9], time[14];
	struct netrt_names series;	/* Series UIDs that were made */
	struct netrt_names files;	/* "SIZE PATH" of each result */
};

/* NULL when there is no such step. */
const struct netrt_step_def *netrt_step_find(const char *name);

/* Is the step switched on by the configuration? */
bool netrt_step_enabled(const struct netrt_config *cfg, const char *name);

/* Result directory number i, or NULL: there is none, or it is off. */
const char *netrt_step_dir(const struct netrt_config *cfg,
    const struct netrt_step_def *def, unsigned i);

/* The name of the step whose result is read, or NULL: the inputs. */
const char *netrt_step_reads(const struct netrt_config *cfg,
    const struct netrt_step_def *def);

/*
 * base of a step, from the stamp of what it reads.  CONFIG when a file that
 * decides (the font) cannot be read.
 */
enum netrt_rc netrt_stamp_base(const struct netrt_config *cfg,
    const struct netrt_step_def *def, const char reads[NETRT_HEX_LEN],
    char base[NETRT_HEX_LEN], struct netrt_err *e) NETRT_MUST;
/* stamp = H(base, salt); salt is the text itself ("" for none), which is
 * replaced by its hash in saltsum. */
enum netrt_rc netrt_stamp_salt(const char base[NETRT_HEX_LEN],
    const char *salt, char saltsum[NETRT_HEX_LEN],
    char stamp[NETRT_HEX_LEN], struct netrt_err *e) NETRT_MUST;

/* Read .netrt/stamp.<step>.  Absent or malformed: NOINPUT. */
enum netrt_rc netrt_stamp_read(const struct netrt_study *s, const char *step,
    struct netrt_stamp *out, struct netrt_err *e) NETRT_MUST;
/* Are all files of the stamp there, with their sizes? */
bool netrt_stamp_complete(const struct netrt_study *s,
    const struct netrt_stamp *st);
/* Write it: files are listed from the result directories that are there. */
enum netrt_rc netrt_stamp_write(const struct netrt_study *s,
    const struct netrt_step_def *def, struct netrt_stamp *st,
    struct netrt_err *e) NETRT_MUST;
void netrt_stamp_free(struct netrt_stamp *st);

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

#endif
