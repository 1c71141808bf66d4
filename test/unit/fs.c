/* fs and lock: durable writes, links that never replace, trash, locks. */
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "../tap.h"
#include "fs.h"
#include "lock.h"

static int dir;
static struct netrt_err e;

static void
test_write(void)
{
	char *p;
	size_t n;
	bool exists;

	ok(netrt_fs_write(dir, "a", "one", 3, &e) == NETRT_OK, "write");
	ok(netrt_fs_write(dir, "a", "four", 4, &e) == NETRT_OK, "replace");
	ok(netrt_fs_read(dir, "a", 4, &p, &n, &e) == NETRT_OK && n == 4,
	    "read at most 4");
	is(p, "four", "the new content");
	free(p);
	ok(netrt_fs_read(dir, "a", 3, &p, &n, &e) == NETRT_DATA && p == NULL,
	    "larger than allowed is refused");
	ok(netrt_fs_read(dir, "none", 9, &p, &n, &e) == NETRT_NOINPUT,
	    "absent is NOINPUT");
	ok(faccessat(dir, "a.tmp", F_OK, 0) != 0, "no temporary is left");
	ok(symlinkat("a", dir, "s") == 0 && netrt_fs_read(dir, "s", 9, &p, &n,
	    &e) == NETRT_DATA, "a symbolic link is not followed");
	ok(mkfifoat(dir, "f", 0600) == 0 && netrt_fs_read(dir, "f", 9, &p, &n,
	    &e) == NETRT_DATA, "a FIFO is refused, and does not block");
	ok(netrt_fs_write(dir, "b", "b", 1, &e) == NETRT_OK &&
	    netrt_fs_link(dir, "b", dir, "a", &exists, &e) == NETRT_OK &&
	    exists, "a link never replaces");
	ok(netrt_fs_link(dir, "b", dir, "c", &exists, &e) == NETRT_OK &&
	    !exists, "a link to a free name");
	ok(netrt_fs_rename(dir, "c", dir, "a", true, &e) == NETRT_DATA,
	    "nor does a rename that may not");
}

static void
test_tree(void)
{
	struct netrt_names l;

	ok(netrt_fs_mkdir(dir, "x/y/z", &e) == NETRT_OK, "parents are made");
	ok(netrt_fs_write(dir, "x/y/z/1", "1", 1, &e) == NETRT_OK &&
	    symlinkat("/etc", dir, "x/link") == 0 &&
	    netrt_fs_sync_tree(dir, "x", &e) == NETRT_OK, "sync a tree");
	ok(netrt_fs_list(dir, "x", &l, &e) == NETRT_OK && l.n == 2,
	    "list it");
	is(l.name[0], "link", "sorted");
	netrt_names_free(&l);
	ok(netrt_fs_trash(dir, "x", dir, ".trash", &e) == NETRT_OK,
	    "into the trash");
	ok(faccessat(dir, "x", F_OK, 0) != 0 && access("/etc/passwd", F_OK) ==
	    0, "it is gone, what it pointed at is not");
	ok(netrt_fs_list(dir, ".trash", &l, &e) == NETRT_OK && l.n == 0,
	    "the trash is empty");
	netrt_names_free(&l);
	ok(netrt_fs_trash(dir, "x", dir, ".trash", &e) == NETRT_OK,
	    "what is not there is no error");
	ok(netrt_fs_mkdir(dir, ".trash/left/behind", &e) == NETRT_OK &&
	    netrt_fs_sweep(dir, ".trash", &e) == NETRT_OK &&
	    netrt_fs_list(dir, ".trash", &l, &e) == NETRT_OK && l.n == 0,
	    "sweep what a crash left");
	netrt_names_free(&l);
}

/* Does a child get the lock? */
static int
child_gets(const char *path)
{
	pid_t pid = fork();
	int st;

	if (pid == 0) {
		int d = open(path, O_RDONLY | O_DIRECTORY), fd;

		_exit(netrt_lock_study(d, path, &fd, &e) == NETRT_OK ? 0 :
		    (int)e.rc);
	}
	waitpid(pid, &st, 0);
	return WEXITSTATUS(st);
}

static void
test_lock(const char *top)
{
	char path[64];
	int d, fd, s1 = -1, s2 = -1;

	snprintf(path, sizeof path, "%s/study", top);
	ok(netrt_fs_mkdir(dir, "study", &e) == NETRT_OK, "a study");
	d = openat(dir, "study", O_RDONLY | O_DIRECTORY);
	ok(netrt_lock_study(d, path, &fd, &e) == NETRT_OK, "locked");
	ok(child_gets(path) == NETRT_TEMP, "busy for another process: 75");
	ok(netrt_lock_busy(d, ".netrt/lock"), "and seen to be busy");
	close(fd);
	ok(child_gets(path) == 0, "free again");
	ok(netrt_fs_rename(dir, "study", dir, "moved", true, &e) == NETRT_OK &&
	    netrt_lock_study(d, path, &fd, &e) == NETRT_TEMP && fd < 0,
	    "a study that was moved is not locked: 75");
	ok(netrt_lock_receiving(d, &s1, &e) == NETRT_OK &&
	    netrt_lock_receiving(d, &s2, &e) == NETRT_OK,
	    "receiving is shared");
	close(s1);
	ok(netrt_lock_busy(d, ".netrt/receiving"), "and busy while one holds it");
	close(s2);
	ok(!netrt_lock_busy(d, ".netrt/receiving"), "then free");
	close(d);
}

int
main(void)
{
	char top[] = "/tmp/netrt-fs.XXXXXX";

	if (mkdtemp(top) == NULL)
		return 99;
	dir = open(top, O_RDONLY | O_DIRECTORY);
	test_write();
	test_tree();
	test_lock(top);
	ok(netrt_fs_remove(AT_FDCWD, top, &e) == NETRT_OK, "all removed");
	return done();
}
