/*
 * Commit (netrt-study(5), COMMIT): an object in a spool becomes a file of
 * its study, WORKING/UID_<study>/{DCM,Structure}/<instance>.dcm, whole,
 * checked and durable.  Used by netrt-receive for each object before its
 * response, and by netrt-study import.
 *
 *	netrt_commit(workfd, spoolfd, "file", &expect, false, &r, e)
 *	-> unlink the spool file, whatever the outcome
 *
 * The spool is on the file system of WORKING.  Nothing is ever replaced
 * unless asked for; a reader of the study never sees part of a file.
 */
#ifndef NETRT_COMMIT_H
#define NETRT_COMMIT_H

#include <stdbool.h>

#include "err.h"
#include "uid.h"

enum netrt_verdict {
	NETRT_STORED,		/* OK: new, and durable */
	NETRT_SAME,		/* OK: was there with the same data set, and
				 * is durable */
	NETRT_REPLACED,		/* OK: is current; the older was kept in
				 * .netrt/superseded of the study */
	NETRT_MALFORMED,	/* DATA: no whole DICOM file */
	NETRT_MISMATCH,		/* DATA: UIDs absent, invalid or not those
				 * that were announced */
	NETRT_CONFLICT,		/* DATA: there with another data set */
	NETRT_BUSY,		/* TEMP: would be replaced, but a step works
				 * on the study */
	NETRT_FAILED		/* any other code: disk, memory, permission */
};

/* What the C-STORE request said; "" or -1 when not known. */
struct netrt_expect {
	char sop_class[NETRT_UID_LEN];
	char sop_instance[NETRT_UID_LEN];
	long long bytes;	/* of the data set as it was sent */
};

struct netrt_commit {
	enum netrt_verdict verdict;
	char study[NETRT_UID_LEN];	/* "" while unknown */
	char instance[NETRT_UID_LEN];
	char dir[NETRT_UID_LEN + 4];	/* "UID_1.2", below WORKING */
	char path[2 * NETRT_UID_LEN + 32];  /* "UID_1.2/DCM/1.3.dcm" */
	bool structure;			/* RTSTRUCT */
};

/*
 * Commit file, below dirfd.  expect NULL: nothing was announced; the file
 * meta information has to name the same instance.  replace: another data set
 * under the same SOP Instance UID becomes the current one.
 *
 * Fewer bytes in the file than were sent is TEMP: the disk was full.
 */
enum netrt_rc netrt_commit(int workfd, int dirfd, const char *file,
    const struct netrt_expect *expect, bool replace,
    struct netrt_commit *out, struct netrt_err *e) NETRT_MUST;

#define NETRT_KEPT_LEN	64

/*
 * Keep an object that was refused: quarantine/.refused/<time>-<n>.dcm, which
 * is put into kept, and .reason (text) below WORKING.  What is there is
 * removed, the oldest first, until it is not more than max_mb; removed is
 * called with each name.  The spool file keeps its name.
 */
enum netrt_rc netrt_refused_keep(int workfd, const char *quarantine,
    int dirfd, const char *file, const char *reason, unsigned max_mb,
    void (*removed)(void *ctx, const char *name), void *ctx,
    char kept[NETRT_KEPT_LEN], struct netrt_err *e) NETRT_MUST;

#endif
