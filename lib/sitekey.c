/* The site key: see sitekey.h. */
#define _GNU_SOURCE
#include <sys/stat.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "random.h"
#include "sitekey.h"

static enum netrt_rc
new_name(const char *path, char name[PATH_MAX], struct netrt_err *e)
{
	if (snprintf(name, PATH_MAX, "%s.new", path) >= PATH_MAX)
		return netrt_err_set(e, NETRT_CONFIG,
		    "%.80s...: path too long", path);
	return NETRT_OK;
}

/* Is the open file one that only we can have read and written? */
static enum netrt_rc
check(const struct stat *st, const char *path, struct netrt_err *e)
{
	if (st->st_uid != geteuid())
		return netrt_err_set(e, NETRT_CONFIG,
		    "%s: the key file belongs to user %lu, netrt runs as user "
		    "%lu: chown it", path, (unsigned long)st->st_uid,
		    (unsigned long)geteuid());
	if ((st->st_mode & 077) != 0)
		return netrt_err_set(e, NETRT_CONFIG,
		    "%s: others may read or write the key file (mode %04o): "
		    "chmod 600", path, (unsigned)(st->st_mode & 07777));
	if (st->st_size != NETRT_SITEKEY_LEN)
		return netrt_err_set(e, NETRT_CONFIG,
		    "%s: the key file has %lld bytes instead of %d: restore it "
		    "from its backup", path, (long long)st->st_size,
		    NETRT_SITEKEY_LEN);
	return NETRT_OK;
}

enum netrt_rc
netrt_sitekey_read(const char *path, struct netrt_sitekey *key, bool *found,
    struct netrt_err *e)
{
	struct stat st;
	int fd;
	enum netrt_rc rc = netrt_fs_open(AT_FDCWD, path, &fd, &st, e);

	*found = false;
	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	if (rc != NETRT_OK) {
		if (rc == NETRT_DATA)	/* a link, a directory */
			e->rc = NETRT_CONFIG;
		return netrt_err_prefix(e, "key file");
	}
	if ((rc = check(&st, path, e)) == NETRT_OK) {
		ssize_t n = pread(fd, key->k, sizeof key->k, 0);

		if (n < 0)
			rc = netrt_err_errno(e, "%s: read", path);
		else if (n != (ssize_t)sizeof key->k)
			rc = netrt_err_set(e, NETRT_CONFIG,
			    "%s: the key file changed while it was read",
			    path);
		else
			*found = true;
	}
	close(fd);
	return rc;
}

enum netrt_rc
netrt_sitekey_read_new(const char *path, struct netrt_sitekey *key,
    bool *found, struct netrt_err *e)
{
	char name[PATH_MAX];
	enum netrt_rc rc = new_name(path, name, e);

	return rc != NETRT_OK ? rc : netrt_sitekey_read(name, key, found, e);
}

enum netrt_rc
netrt_sitekey_make(const char *path, struct netrt_sitekey *key,
    struct netrt_err *e)
{
	char name[PATH_MAX];
	enum netrt_rc rc = new_name(path, name, e);

	if (rc != NETRT_OK || (rc = netrt_random_get(key->k, sizeof key->k,
	    e)) != NETRT_OK)
		return rc;
	return netrt_fs_write(AT_FDCWD, name, key->k, sizeof key->k, e);
}

enum netrt_rc
netrt_sitekey_publish(const char *path, struct netrt_err *e)
{
	char name[PATH_MAX], dir[PATH_MAX];
	enum netrt_rc rc = new_name(path, name, e);
	char *slash;

	if (rc != NETRT_OK || (rc = netrt_fs_rename(AT_FDCWD, name, AT_FDCWD,
	    path, false, e)) != NETRT_OK)
		return rc;
	snprintf(dir, sizeof dir, "%s", path);
	if ((slash = strrchr(dir, '/')) == NULL)
		return netrt_fs_sync(AT_FDCWD, ".", e);
	slash[slash == dir] = '\0';
	return netrt_fs_sync(AT_FDCWD, dir, e);
}

enum netrt_rc
netrt_sitekey_map(const struct netrt_sitekey *key, const char *const *parts,
    char hex[NETRT_HEX_LEN], struct netrt_err *e)
{
	uint8_t digest[NETRT_HASH_LEN];
	struct netrt_hash *h;
	enum netrt_rc rc = netrt_hash_open(&h, key->k, sizeof key->k, e);

	if (rc != NETRT_OK)
		return rc;
	for (; *parts != NULL; parts++)
		netrt_hash_add(h, *parts,
		    strlen(*parts) + (parts[1] != NULL));
	netrt_hash_get(h, digest);
	netrt_hash_format(digest, hex);
	netrt_hash_close(h);
	return NETRT_OK;
}
