/*
 * A study directory (netrt-study(5)): the only module that knows the names
 * in it.
 *
 *	netrt_study_open(path) -> _lock() -> _freeze() or _load() -> ...
 *	-> netrt_study_close()
 */
#ifndef NETRT_STUDY_H
#define NETRT_STUDY_H

#include <sys/types.h>

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "hash.h"

#define NETRT_DIR_IMAGES	"DCM"
#define NETRT_DIR_STRUCTS	"Structure"

/* A file of .netrt/inputs; name is "DCM/1.2.3.dcm" or "Structure/...". */
struct netrt_input {
	char *name;
	long long size;			/* bytes */
	long long mtime_ns;
	char sha[NETRT_HEX_LEN];	/* over the data set, after group 0002;
					 * over all of a file that is no
					 * DICOM file */
};

struct netrt_study {
	char path[PATH_MAX];		/* without a final '/' */
	char name[NAME_MAX + 1];	/* last component: "UID_1.2.3" */
	int fd;				/* the directory */
	int lock;			/* -1: not held */
	bool dry;			/* freeze writes nothing */
	struct netrt_input *input;	/* .netrt/inputs, sorted by name */
	size_t ninputs;
};

/*
 * A directory of another user is left alone: what root writes there, that
 * user could not replace.  USAGE, with the command to use; path is its
 * argument or NULL.
 */
enum netrt_rc netrt_owner_check(uid_t owner, const char *path,
    struct netrt_err *e) NETRT_MUST;

/*
 * Open a directory that has DCM or Structure.  Absent or neither: NOINPUT.
 * Owned by another user: USAGE, with the command to use.
 */
enum netrt_rc netrt_study_open(const char *path, struct netrt_study *s,
    struct netrt_err *e) NETRT_MUST;
void netrt_study_close(struct netrt_study *s);

/* netrt_lock_study() kept in s until it is closed. */
enum netrt_rc netrt_study_lock(struct netrt_study *s, struct netrt_err *e)
    NETRT_MUST;

/*
 * The working directory that this study lies in, as configured: it is below
 * directories.working, which is returned; else NULL (a study laid out by
 * hand; its ledger and trash are then its own).
 */
const char *netrt_study_working(const struct netrt_study *s,
    const char *working);

/* ---- study_inputs.c ---- */

/* Free a list of n inputs; netrt_study_close() does it with those of s. */
void netrt_inputs_free(struct netrt_input *in, size_t n);

/*
 * Freeze the inputs: list DCM and Structure, take the hash of what is new or
 * changed, write .netrt/inputs when it differs.  The lock is held.
 */
enum netrt_rc netrt_study_freeze(struct netrt_study *s, struct netrt_err *e)
    NETRT_MUST;

/* Read .netrt/inputs.  Absent: NOINPUT; malformed: SOFTWARE. */
enum netrt_rc netrt_study_load(struct netrt_study *s, struct netrt_err *e)
    NETRT_MUST;

/*
 * Are DCM and Structure exactly what s->input says (names, sizes, times)?
 * *more: files that are there and not in it; *gone: the other way round, or
 * changed.  Either may be NULL.
 */
enum netrt_rc netrt_study_compare(const struct netrt_study *s, size_t *more,
    size_t *gone, struct netrt_err *e) NETRT_MUST;

/* One hash over names and hashes of the inputs; size and time do not count,
 * so that the same study sent again has the same. */
enum netrt_rc netrt_study_inputs_hash(const struct netrt_study *s,
    char hex[NETRT_HEX_LEN], struct netrt_err *e) NETRT_MUST;

#endif
