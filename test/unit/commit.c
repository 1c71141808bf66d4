/* Commits into a working directory of its own. */
#define _GNU_SOURCE
#include <sys/stat.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "commit.h"
#include "fs.h"
#include "lock.h"
#include "../p10.h"
#include "../tap.h"

#define CT	"1.2.840.10008.5.1.4.1.1.2"

static int work, spool, removals;
static struct netrt_err err;
static struct netrt_commit c;

/* An object in the spool. */
static void
object(const char *class, const char *instance, const char *study,
    const char *modality, const char *comment)
{
	int fd;

	start("1.2.840.10008.1.2.1");
	ex(0x00080016, "UI", class);
	ex(0x00080018, "UI", instance);
	ex(0x00080060, "CS", modality);
	ex(0x0020000D, "UI", study);
	ex(0x00204000, "LT", comment);
	unlinkat(spool, "o", 0);
	fd = openat(spool, "o", O_CREAT | O_WRONLY, 0600);
	if (fd < 0 || write(fd, buf, len) != (ssize_t)len)
		exit(99);
	close(fd);
}

static void
expect(const char *instance, long long bytes, bool replace,
    enum netrt_verdict v, enum netrt_rc want, const char *what)
{
	struct netrt_expect x = { .sop_class = CT, .bytes = bytes };

	strcpy(x.sop_instance, instance);
	enum netrt_rc rc = netrt_commit(work, spool, "o", &x, replace, &c,
	    &err);

	if (!ok(rc == want && c.verdict == v, "%s", what))
		printf("# rc %d, verdict %d: %s\n", rc, c.verdict,
		    rc ? err.msg : "");
}

static int
there(const char *path)
{
	struct stat st;

	return fstatat(work, path, &st, 0) == 0;
}

static unsigned
count(const char *path)
{
	struct netrt_names n;

	if (netrt_fs_list(work, path, &n, &err) != NETRT_OK)
		return 0;
	unsigned k = (unsigned)n.n;

	netrt_names_free(&n);
	return k;
}

static void
removed(void *ctx, const char *name)
{
	(void)ctx, (void)name;
	removals++;
}

static void
refusals(void)
{
	char kept[NETRT_KEPT_LEN], path[NETRT_KEPT_LEN + 32];
	enum netrt_rc rc = NETRT_OK;

	for (int i = 0; i < 3 && rc == NETRT_OK; i++)
		rc = netrt_refused_keep(work, "quarantine", spool, "o",
		    "why\n", 1, removed, NULL, kept, &err);
	ok(rc == NETRT_OK && count("quarantine/.refused") == 6 &&
	    removals == 0, "refused objects are kept with a reason");
	snprintf(path, sizeof path, "quarantine/.refused/%s", kept);
	ok(faccessat(work, path, F_OK, 0) == 0, "under the name that is told");
	rc = netrt_refused_keep(work, "quarantine", spool, "o", "why\n", 0,
	    removed, NULL, kept, &err);
	ok(rc == NETRT_OK && count("quarantine/.refused") == 0 &&
	    removals == 4, "and removed over the limit");
}

static void
replacing(void)
{
	struct stat st;
	int dir = openat(work, "UID_1.22", O_RDONLY | O_DIRECTORY), lock;

	object(CT " ", "1.10", "1.22", "CT", "ef");
	if (netrt_lock_study(dir, "work/UID_1.22", &lock, &err) != NETRT_OK)
		exit(99);
	expect("1.10", -1, true, NETRT_BUSY, NETRT_TEMP,
	    "not while a step works on the study");
	close(lock);
	expect("1.10", -1, true, NETRT_REPLACED, NETRT_OK,
	    "another data set replaces when asked");
	ok(count("UID_1.22/.netrt/superseded") == 1, "the older is kept");
	fstatat(work, "UID_1.22/DCM/1.10.dcm", &st, 0);
	ok(st.st_size == (off_t)len, "the newer is current");
	close(dir);
}

static void
commits(void)
{
	object(CT " ", "1.10", "1.22", "CT", "ab");
	expect("1.10", -1, false, NETRT_STORED, NETRT_OK, "stored");
	is(c.path, "UID_1.22/DCM/1.10.dcm", "where");
	ok(there(c.path), "it is there");
	expect("1.10", -1, false, NETRT_SAME, NETRT_OK, "the same again");
	object(CT " ", "1.10", "1.22", "CT", "cd");
	expect("1.10", -1, false, NETRT_CONFLICT, NETRT_DATA,
	    "another data set under the name");
	object(CT " ", "1.10", "1.22", "RTSTRUCT", "ab");
	expect("1.10", -1, false, NETRT_CONFLICT, NETRT_DATA,
	    "another modality under the UID");
	object(CT " ", "1.12", "1.22", "RTSTRUCT", "ab");
	expect("1.12", -1, false, NETRT_STORED, NETRT_OK, "an RTSTRUCT");
	is(c.path, "UID_1.22/Structure/1.12.dcm", "goes to Structure");
	replacing();

	object(CT " ", "1.11", "1.22", "CT", "ab");
	expect("1.13", -1, false, NETRT_MISMATCH, NETRT_DATA,
	    "another instance than announced");
	object("1.2.840.10008.5.1.4.1.1.40", "1.11", "1.22", "CT", "ab");
	expect("1.11", -1, false, NETRT_MISMATCH, NETRT_DATA,
	    "another class than announced");
	object(CT " ", "1.11", "../../evil", "CT", "ab");
	expect("1.11", -1, false, NETRT_MISMATCH, NETRT_DATA,
	    "a hostile study UID");
	object(CT " ", "../../x1", "1.22", "CT", "ab");
	expect("../../x1", -1, false, NETRT_MISMATCH, NETRT_DATA,
	    "a hostile instance UID, announced too");
	object(CT " ", "1.11", "1.22", "CT", "ab");
	expect("1.11", (long long)len, false, NETRT_FAILED, NETRT_TEMP,
	    "fewer bytes than were sent");
	expect("1.11", (long long)len - 210, false, NETRT_FAILED, NETRT_TEMP,
	    "or more");
	truncate("spool/o", (off_t)len - 2);
	expect("1.11", -1, false, NETRT_MALFORMED, NETRT_DATA, "cut off");
	refusals();
}

int
main(void)
{
	char dir[] = "/tmp/netrt-commit.XXXXXX";

	umask(077);
	if (mkdtemp(dir) == NULL || chdir(dir) != 0 ||
	    mkdir("work", 0700) != 0 || mkdir("spool", 0700) != 0)
		return 99;
	work = open("work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	spool = open("spool", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	commits();
	ok(count(".") == 3, "nothing else came to be");
	if (netrt_fs_remove(AT_FDCWD, dir, &err) != NETRT_OK)
		return 99;
	return done();
}
