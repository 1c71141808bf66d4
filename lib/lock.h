/*
 * The locks (netrt-study(5), LOCKS).  All are flock(2) on a file that is
 * opened O_CLOEXEC, so that no child inherits one and the kernel lets go of
 * it when the holder dies.
 *
 * WORKING/.lock		shared for the instant of a commit, exclusive
 *				for retire, quarantine, join
 * UID_x/.netrt/lock		one step at a time on a study
 * UID_x/.netrt/receiving	shared while an association that stored into
 *				the study is open
 * WORKING/.destinations/x.lock	by the one that tries a destination which was
 *				away (away.h)
 * MAPPING.lock			while the pseudonyms are looked up (pidmap.h)
 */
#ifndef NETRT_LOCK_H
#define NETRT_LOCK_H

#include <stdbool.h>

#include "err.h"

/*
 * Lock WORKING/.lock; waits.  workdir is an open directory.  *fd is closed
 * to unlock.
 */
enum netrt_rc netrt_lock_working(int workdir, bool exclusive, int *fd,
    struct netrt_err *e) NETRT_MUST;

/*
 * Lock the study in the open directory studydir, without waiting; path is
 * where it was opened.  TEMP when busy, or when the study at path is no
 * longer this one (it was moved meanwhile).  Makes .netrt when absent.
 */
enum netrt_rc netrt_lock_study(int studydir, const char *path, int *fd,
    struct netrt_err *e) NETRT_MUST;

/* Hold .netrt/receiving shared; makes .netrt when absent. */
enum netrt_rc netrt_lock_receiving(int studydir, int *fd,
    struct netrt_err *e) NETRT_MUST;

/* Lock any file exclusively, making it when absent; waits for 30 s: TEMP. */
enum netrt_rc netrt_lock_file(const char *path, int *fd,
    struct netrt_err *e) NETRT_MUST;

/* The same to read, shared, and without writing: where there is no such file
 * nobody has ever written, and *fd is -1. */
enum netrt_rc netrt_lock_file_read(const char *path, int *fd,
    struct netrt_err *e) NETRT_MUST;

/* The same without waiting.  false: somebody has it; *fd is -1 as well when
 * there can be no such lock. */
bool netrt_lock_try(int dirfd, const char *name, int *fd);

/* Is anyone holding the file (".netrt/lock", ".netrt/receiving")? */
bool netrt_lock_busy(int studydir, const char *name);

#endif
