/* Spool to study: see commit.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commit.h"
#include "fs.h"
#include "lock.h"
#include "part10.h"
#include "study.h"

#define RTSTRUCT_CLASS	"1.2.840.10008.5.1.4.1.1.481.3"

struct job {
	int workfd, dirfd;
	const char *file;
	int study, leaf;		/* the two directories, open */
	const char *leafname;
	struct netrt_part10 meta;
	struct netrt_commit *out;
};

static enum netrt_rc
refuse(struct job *j, enum netrt_verdict v, struct netrt_err *e,
    const char *what)
{
	j->out->verdict = v;
	return netrt_err_set(e, NETRT_DATA, "%s", what);
}

/* Is the file as long as what was sent?  storescp does not look at the
 * result of its last write (DCMTK 3.6.7): a full disk cuts files off. */
static enum netrt_rc
check_length(const struct stat *st, int fd, long long bytes,
    struct netrt_err *e)
{
	struct netrt_part10 m;
	long long there = 0;

	if (bytes < 0)
		return NETRT_OK;
	/* storescp always says where group 0002 ends; the data set that was
	 * sent may have one of its own, which is for the walk to refuse */
	if (st->st_size >= 132 + bytes &&
	    (netrt_part10_meta(fd, &m, e) == NETRT_OK || m.meta_end > 0))
		there = st->st_size - (m.meta_end > 0 ? m.meta_end :
		    m.data_offset);
	if (there == bytes)
		return NETRT_OK;
	return netrt_err_set(e, NETRT_TEMP, "%lld bytes of data set were "
	    "sent, but storescp wrote a file of %lld",
	    bytes, (long long)st->st_size);
}

static enum netrt_rc
check_uids(struct job *j, const struct netrt_expect *x, struct netrt_err *e)
{
	const struct netrt_part10 *m = &j->meta;

	if (!netrt_uid_valid(m->sop_instance))
		return refuse(j, NETRT_MISMATCH, e, "(0008,0018): no valid "
		    "SOP Instance UID");
	if (!netrt_uid_valid(m->sop_class))
		return refuse(j, NETRT_MISMATCH, e, "(0008,0016): no valid "
		    "SOP Class UID");
	if (!netrt_uid_valid(m->study))
		return refuse(j, NETRT_MISMATCH, e, "(0020,000D): no valid "
		    "Study Instance UID");
	if (strcmp(x->sop_instance[0] ? x->sop_instance :
	    m->meta_sop_instance, m->sop_instance) != 0)
		return refuse(j, NETRT_MISMATCH, e, "(0008,0018) is not the "
		    "SOP Instance UID that was announced");
	if (x->sop_class[0] && strcmp(x->sop_class, m->sop_class) != 0)
		return refuse(j, NETRT_MISMATCH, e, "(0008,0016) is not the "
		    "SOP Class UID that was announced");
	return NETRT_OK;
}

/* All that can be said of the spool file alone. */
static enum netrt_rc
check(struct job *j, const struct netrt_expect *x, struct netrt_err *e)
{
	struct netrt_commit *out = j->out;
	struct stat st;
	int fd;
	enum netrt_rc rc = netrt_fs_open(j->dirfd, j->file, &fd, &st, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_fs_start_writeback(fd);
	rc = check_length(&st, fd, x->bytes, e);
	if (rc == NETRT_OK &&
	    (rc = netrt_part10_check(fd, 0, &j->meta, e)) == NETRT_DATA)
		out->verdict = NETRT_MALFORMED;
	if (rc == NETRT_OK)
		rc = check_uids(j, x, e);
	close(fd);
	if (rc != NETRT_OK)
		return rc;
	out->structure = strcmp(j->meta.modality, "RTSTRUCT") == 0 ||
	    strcmp(j->meta.sop_class, RTSTRUCT_CLASS) == 0;
	j->leafname = out->structure ? NETRT_DIR_STRUCTS : NETRT_DIR_IMAGES;
	strcpy(out->study, j->meta.study);
	strcpy(out->instance, j->meta.sop_instance);
	snprintf(out->dir, sizeof out->dir, "UID_%s", out->study);
	snprintf(out->path, sizeof out->path, "%s/%s/%s.dcm", out->dir,
	    j->leafname, out->instance);
	return NETRT_OK;
}

static enum netrt_rc
open_dir(int at, const char *path, int *fd, struct netrt_err *e)
{
	*fd = openat(at, path,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	return *fd >= 0 ? NETRT_OK : netrt_err_errno(e, "%s", path);
}

/*
 * The instant under WORKING/.lock: make the directories and the name.  The
 * directories are kept open, so that they are the ones made durable even if
 * the study is moved to quarantine right after.
 */
static enum netrt_rc
publish(struct job *j, bool *exists, struct netrt_err *e)
{
	const char *other = j->out->structure ? NETRT_DIR_IMAGES :
	    NETRT_DIR_STRUCTS;
	char name[NETRT_UID_LEN + 32];
	struct stat st;
	int lock;
	enum netrt_rc rc = netrt_lock_working(j->workfd, false, &lock, e);

	if (rc != NETRT_OK)
		return rc;
	if ((rc = netrt_fs_mkdir1(j->workfd, j->out->dir, e)) != NETRT_OK ||
	    (rc = open_dir(j->workfd, j->out->dir, &j->study, e)) !=
	    NETRT_OK ||
	    (rc = netrt_fs_mkdir1(j->study, j->leafname, e)) != NETRT_OK ||
	    (rc = open_dir(j->study, j->leafname, &j->leaf, e)) != NETRT_OK)
		goto out;
	snprintf(name, sizeof name, "%s/%s.dcm", other, j->out->instance);
	if (fstatat(j->study, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		rc = refuse(j, NETRT_CONFLICT, e, "the same SOP Instance UID "
		    "is there with another modality");
		goto out;
	}
	rc = netrt_fs_link(j->dirfd, j->file, j->workfd, j->out->path,
	    exists, e);
out:
	close(lock);
	return rc;
}

/* Are the data sets of the two files the same, byte for byte?  Group 0002
 * is not part of it: storescp writes the calling AE title there. */
static enum netrt_rc
compare(struct job *j, const char *name, bool *same, struct netrt_err *e)
{
	char a[1 << 14], b[1 << 14];
	struct netrt_part10 m;
	struct stat sa, sb;
	int fa = -1, fb = -1;
	enum netrt_rc rc;

	*same = false;
	if ((rc = netrt_fs_open(j->dirfd, j->file, &fa, &sa, e)) !=
	    NETRT_OK ||
	    (rc = netrt_fs_open(j->leaf, name, &fb, &sb, e)) != NETRT_OK)
		goto out;
	long long at = j->meta.data_offset, left = sa.st_size - at;

	if (netrt_part10_meta(fb, &m, e) != NETRT_OK ||
	    sb.st_size - m.data_offset != left ||
	    strcmp(m.syntax, j->meta.syntax) != 0)
		goto out;
	for (long long i = 0; i < left; ) {
		ssize_t na = pread(fa, a, sizeof a, (off_t)(at + i));
		ssize_t nb = pread(fb, b, sizeof b,
		    (off_t)(m.data_offset + i));

		if (na <= 0 || nb <= 0) {
			rc = netrt_err_errno(e, "%s: read", name);
			goto out;
		}
		size_t n = (size_t)(na < nb ? na : nb);

		if (memcmp(a, b, n) != 0)
			goto out;
		i += (long long)n;
	}
	*same = true;
out:
	if (fa >= 0)
		close(fa);
	if (fb >= 0)
		close(fb);
	return rc;
}

/*
 * The newer data set becomes current; the older one stays as
 * .netrt/superseded/<instance>.<time>.dcm, which is durable before the name
 * is the newer one's.  Nobody may be reading: the study is locked, so that
 * two of us cannot both replace one and the same file; and WORKING, so that
 * it is not compared or moved just then.
 */
static enum netrt_rc
replace_it(struct job *j, const char *name, struct netrt_err *e)
{
	char keep[NETRT_UID_LEN + 64], path[NETRT_UID_LEN + 64];
	struct timespec now;
	int lock = -1, step = -1, dir = -1;
	bool exists = false;
	enum netrt_rc rc;

	snprintf(path, sizeof path, "/proc/self/fd/%d/%s", j->workfd,
	    j->out->dir);
	if ((rc = netrt_lock_study(j->study, path, &step, e)) != NETRT_OK) {
		j->out->verdict = rc == NETRT_TEMP ? NETRT_BUSY :
		    NETRT_FAILED;
		return rc;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(keep, sizeof keep, ".netrt/superseded/%s.%lld%09ld.dcm",
	    j->out->instance, (long long)now.tv_sec, now.tv_nsec);
	if ((rc = netrt_fs_mkdir(j->study, ".netrt/superseded", e)) !=
	    NETRT_OK ||
	    (rc = open_dir(j->study, ".netrt/superseded", &dir, e)) !=
	    NETRT_OK ||
	    (rc = netrt_fs_link(j->leaf, name, j->study, keep, &exists,
	    e)) != NETRT_OK)
		goto out;
	if (exists) {
		rc = netrt_err_set(e, NETRT_TEMP, "%s: is there", keep);
		goto out;
	}
	if ((rc = netrt_fs_sync(dir, ".", e)) != NETRT_OK ||
	    (rc = netrt_lock_working(j->workfd, true, &lock, e)) != NETRT_OK)
		goto out;
	rc = netrt_fs_rename(j->dirfd, j->file, j->leaf, name, false, e);
	close(lock);
	if (rc == NETRT_OK)
		j->out->verdict = NETRT_REPLACED;
out:
	if (dir >= 0)
		close(dir);
	close(step);
	return rc;
}

/* The public name is taken. */
static enum netrt_rc
taken(struct job *j, bool replace, struct netrt_err *e)
{
	char name[NETRT_UID_LEN + 4];
	bool same;
	enum netrt_rc rc;

	snprintf(name, sizeof name, "%s.dcm", j->out->instance);
	if ((rc = compare(j, name, &same, e)) != NETRT_OK)
		return rc;
	if (same) {
		j->out->verdict = NETRT_SAME;
		return netrt_fs_sync(j->leaf, name, e);
	}
	if (replace)
		return replace_it(j, name, e);
	return refuse(j, NETRT_CONFLICT, e,
	    "the same SOP Instance UID is there with another data set");
}

/* The name, for this object or for one that has it already.  What had it may
 * go with its study, which is retired just then: the name is free again. */
static enum netrt_rc
settle(struct job *j, bool replace, bool *exists, struct netrt_err *e)
{
	enum netrt_rc rc = publish(j, exists, e);

	if (rc == NETRT_OK && *exists)
		rc = taken(j, replace, e);
	for (int i = 0; rc == NETRT_NOINPUT && *exists && i < 3; i++) {
		close(j->leaf);
		close(j->study);
		j->leaf = j->study = -1;
		rc = publish(j, exists, e);
		if (rc == NETRT_OK && *exists)
			rc = taken(j, replace, e);
	}
	return rc;
}

/*
 * Directories whose names this process has made durable.  They are kept
 * open, so that their inode numbers cannot come to mean other directories.
 * Each fsync that is spared is a flush of the disk for every object.
 */
enum { KNOWN = 16 };
static struct known {
	dev_t dev;
	ino_t study, leaf;
	int fd[2];
} known[KNOWN];
static unsigned nknown;

static bool
identify(const struct job *j, struct known *k)
{
	struct stat study, leaf;

	if (fstat(j->study, &study) != 0 || fstat(j->leaf, &leaf) != 0)
		return false;
	*k = (struct known){ study.st_dev, study.st_ino, leaf.st_ino,
	    { j->study, j->leaf } };
	return true;
}

static enum netrt_rc
make_durable(struct job *j, struct netrt_err *e)
{
	struct known me, *k;
	bool id = identify(j, &me);
	enum netrt_rc rc = netrt_fs_sync(j->leaf, ".", e);

	for (unsigned i = 0; rc == NETRT_OK && id && i < KNOWN && i < nknown;
	    i++)
		if (known[i].dev == me.dev && known[i].study == me.study &&
		    known[i].leaf == me.leaf)
			return NETRT_OK;
	if (rc != NETRT_OK ||
	    (rc = netrt_fs_sync(j->study, ".", e)) != NETRT_OK ||
	    (rc = netrt_fs_sync(j->workfd, ".", e)) != NETRT_OK || !id)
		return rc;
	k = &known[nknown++ % KNOWN];
	if (nknown > KNOWN) {
		close(k->fd[0]);
		close(k->fd[1]);
	}
	*k = me;
	j->study = j->leaf = -1;	/* they are its own now */
	return NETRT_OK;
}

enum netrt_rc
netrt_commit(int workfd, int dirfd, const char *file,
    const struct netrt_expect *expect, bool replace,
    struct netrt_commit *out, struct netrt_err *e)
{
	static const struct netrt_expect nothing = { .bytes = -1 };
	struct job j = { .workfd = workfd, .dirfd = dirfd, .file = file,
	    .study = -1, .leaf = -1, .out = out };
	bool exists = false;
	enum netrt_rc rc;

	memset(out, 0, sizeof *out);
	out->verdict = NETRT_FAILED;
	if ((rc = check(&j, expect != NULL ? expect : &nothing, e)) !=
	    NETRT_OK ||
	    (rc = netrt_fs_sync(dirfd, file, e)) != NETRT_OK ||
	    (rc = settle(&j, replace, &exists, e)) != NETRT_OK)
		goto out;
	if ((rc = make_durable(&j, e)) != NETRT_OK)
		goto out;
	if (!exists)
		out->verdict = NETRT_STORED;
out:
	if (rc != NETRT_OK && rc != NETRT_DATA && out->verdict != NETRT_BUSY)
		out->verdict = NETRT_FAILED;
	if (j.leaf >= 0)
		close(j.leaf);
	if (j.study >= 0)
		close(j.study);
	return rc;
}
