/* Stamps: see stamp.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stamp.h"
#include "version.h"

#define STAMP_MAX ((size_t)64 << 20)

static enum netrt_rc
add_key(const struct netrt_config *cfg, struct netrt_hash *h,
    const char *key, struct netrt_err *e)
{
	char *text;
	enum netrt_rc rc = netrt_config_get(cfg, key, &text, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_hash_add_str(h, key);
	netrt_hash_add_str(h, text);
	free(text);
	return NETRT_OK;
}

static enum netrt_rc
add_file(struct netrt_hash *h, const char *path, struct netrt_err *e)
{
	char hex[NETRT_HEX_LEN];
	struct stat st;
	int fd;
	/* a system's font may well be a symbolic link: follow it */
	char *real = realpath(path, NULL);
	enum netrt_rc rc = netrt_fs_open(AT_FDCWD, real ? real : path, &fd,
	    &st, e);

	free(real);
	if (rc == NETRT_OK) {
		rc = netrt_hash_fd(fd, 0, hex, e);
		close(fd);
	}
	if (rc != NETRT_OK) {
		netrt_err_prefix(e, "processing.font_file");
		return e->rc = rc == NETRT_TEMP ? rc : NETRT_CONFIG;
	}
	netrt_hash_add_str(h, hex);
	return NETRT_OK;
}

static enum netrt_rc
add_segments(const struct netrt_config *cfg, const char *const *keys,
    struct netrt_hash *h, struct netrt_err *e)
{
	const char none[NETRT_HEX_LEN] = "";
	char base[NETRT_HEX_LEN] = "";
	enum netrt_rc rc = NETRT_OK;

	for (const char *const *k = keys; *k != NULL; k++)
		if ((rc = add_key(cfg, h, *k, e)) != NETRT_OK)
			return rc;
	if (netrt_step_enabled(cfg, "burnin"))
		rc = netrt_stamp_base(cfg, netrt_step_find("burnin"), none,
		    base, e);
	netrt_hash_add_str(h, base);
	return rc;
}

enum netrt_rc
netrt_stamp_base(const struct netrt_config *cfg,
    const struct netrt_step_def *def, const char reads[NETRT_HEX_LEN],
    char base[NETRT_HEX_LEN], struct netrt_err *e)
{
	struct netrt_hash *h;
	uint8_t digest[NETRT_HASH_LEN];
	enum netrt_rc rc = netrt_hash_open(&h, NULL, 0, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_hash_add_str(h, def->name);
	netrt_hash_add_str(h, def->format);
	/* it is written into the objects: PS3.3 C.12.1.1.5, (0012,0063) */
	netrt_hash_add_str(h, NETRT_VERSION);
	for (const char *const *k = def->keys; *k != NULL; k++)
		if ((rc = add_key(cfg, h, *k, e)) != NETRT_OK)
			goto out;
	if (def->font &&
	    (rc = add_file(h, cfg->processing.font_file, e)) != NETRT_OK)
		goto out;
	if (def->segments && cfg->segmentation.enabled &&
	    (rc = add_segments(cfg, def->segments, h, e)) != NETRT_OK)
		goto out;
	netrt_hash_add_str(h, reads);
	netrt_hash_get(h, digest);
	netrt_hash_format(digest, base);
out:
	netrt_hash_close(h);
	return rc;
}

static enum netrt_rc
hash_two(const char *a, const char *b, char hex[NETRT_HEX_LEN],
    struct netrt_err *e)
{
	struct netrt_hash *h;
	uint8_t digest[NETRT_HASH_LEN];
	enum netrt_rc rc = netrt_hash_open(&h, NULL, 0, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_hash_add_str(h, a);
	netrt_hash_add_str(h, b);
	netrt_hash_get(h, digest);
	netrt_hash_close(h);
	netrt_hash_format(digest, hex);
	return NETRT_OK;
}

enum netrt_rc
netrt_stamp_salt(const char base[NETRT_HEX_LEN], const char *salt,
    char saltsum[NETRT_HEX_LEN], char stamp[NETRT_HEX_LEN],
    struct netrt_err *e)
{
	enum netrt_rc rc = hash_two("salt", salt, saltsum, e);

	return rc != NETRT_OK ? rc : hash_two(base, saltsum, stamp, e);
}

static enum netrt_rc
parse_line(struct netrt_stamp *st, const char *line, struct netrt_err *e)
{
	int at = 0;

	if (sscanf(line, "base %64[0-9a-f]", st->base) == 1 ||
	    sscanf(line, "salt %64[0-9a-f]", st->salt) == 1 ||
	    sscanf(line, "stamp %64[0-9a-f]", st->stamp) == 1 ||
	    sscanf(line, "time %8[0-9] %13[0-9.]", st->date, st->time) == 2)
		return NETRT_OK;
	if (strncmp(line, "series ", 7) == 0)
		return netrt_names_add(&st->series, line + 7, "stamp", e);
	if (sscanf(line, "file %n", &at) == 0 && at > 0)
		return netrt_names_add(&st->files, line + at, "stamp", e);
	return netrt_err_set(e, NETRT_NOINPUT, "malformed line");
}

enum netrt_rc
netrt_stamp_read(const struct netrt_study *s, const char *step,
    struct netrt_stamp *out, struct netrt_err *e)
{
	char path[64], *buf, *line, *next;
	size_t len;
	enum netrt_rc rc;

	*out = (struct netrt_stamp){ .base = "" };
	snprintf(path, sizeof path, ".netrt/stamp.%s", step);
	rc = netrt_fs_read(s->fd, path, STAMP_MAX, &buf, &len, e);
	if (rc != NETRT_OK)
		return rc;
	for (line = buf; rc == NETRT_OK && *line != '\0'; line = next) {
		char *end = strchr(line, '\n');

		next = end == NULL ? line + strlen(line) : end + 1;
		if (end != NULL)
			*end = '\0';
		rc = parse_line(out, line, e);
	}
	if (rc == NETRT_OK && (strlen(out->base) != 64 ||
	    strlen(out->salt) != 64 || strlen(out->stamp) != 64))
		rc = netrt_err_set(e, NETRT_NOINPUT, "incomplete");
	free(buf);
	if (rc != NETRT_OK) {
		netrt_err_prefix(e, "%s", path);
		netrt_stamp_free(out);
	}
	return rc;
}

bool
netrt_stamp_complete(const struct netrt_study *s,
    const struct netrt_stamp *st)
{
	for (size_t i = 0; i < st->files.n; i++) {
		char *path;
		long long size = strtoll(st->files.name[i], &path, 10);
		struct stat sb;

		if (*path != ' ' || fstatat(s->fd, path + 1, &sb,
		    AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(sb.st_mode) ||
		    sb.st_size != size)
			return false;
	}
	return true;
}

static enum netrt_rc
add_tree(const struct netrt_study *s, const char *path,
    struct netrt_names *out, struct netrt_err *e)
{
	struct netrt_names names;
	struct stat sb;
	char line[PATH_MAX + 32];
	enum netrt_rc rc;

	if (fstatat(s->fd, path, &sb, AT_SYMLINK_NOFOLLOW) != 0)
		return netrt_err_errno(e, "%s", path);
	if (!S_ISDIR(sb.st_mode)) {
		snprintf(line, sizeof line, "%lld %s",
		    (long long)sb.st_size, path);
		return netrt_names_add(out, line, "stamp", e);
	}
	if ((rc = netrt_fs_list(s->fd, path, &names, e)) != NETRT_OK)
		return rc;
	for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
		char sub[PATH_MAX];

		snprintf(sub, sizeof sub, "%s/%s", path, names.name[i]);
		rc = add_tree(s, sub, out, e);
	}
	netrt_names_free(&names);
	return rc;
}

enum netrt_rc
netrt_stamp_write(const struct netrt_study *s,
    const struct netrt_step_def *def, struct netrt_stamp *st,
    struct netrt_err *e)
{
	char path[64], *buf = NULL;
	size_t len = 0;
	FILE *f;
	enum netrt_rc rc = NETRT_OK;

	netrt_names_free(&st->files);
	for (size_t i = 0; i < 2 && rc == NETRT_OK; i++)
		if (def->dirs[i] != NULL && faccessat(s->fd, def->dirs[i],
		    F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			rc = add_tree(s, def->dirs[i], &st->files, e);
	if (rc != NETRT_OK)
		return rc;
	if ((f = open_memstream(&buf, &len)) == NULL)
		return netrt_err_errno(e, "stamp");
	fprintf(f, "base %s\nsalt %s\nstamp %s\n", st->base, st->salt,
	    st->stamp);
	if (st->date[0] != '\0')
		fprintf(f, "time %s %s\n", st->date, st->time);
	for (size_t i = 0; i < st->series.n; i++)
		fprintf(f, "series %s\n", st->series.name[i]);
	for (size_t i = 0; i < st->files.n; i++)
		fprintf(f, "file %s\n", st->files.name[i]);
	snprintf(path, sizeof path, ".netrt/stamp.%s", def->name);
	if (fclose(f) != 0)
		rc = netrt_err_errno(e, "stamp");
	else
		rc = netrt_fs_write(s->fd, path, buf, len, e);
	free(buf);
	return rc;
}

void
netrt_stamp_free(struct netrt_stamp *st)
{
	netrt_names_free(&st->series);
	netrt_names_free(&st->files);
}

enum netrt_rc
netrt_step_current(const struct netrt_config *cfg, struct netrt_study *s,
    const char *name, char stamp[NETRT_HEX_LEN], struct netrt_err *e)
{
	const struct netrt_step_def *def = netrt_step_find(name);
	const char *from = netrt_step_reads(cfg, def);
	char reads[NETRT_HEX_LEN], base[NETRT_HEX_LEN];
	char want[NETRT_HEX_LEN];
	struct netrt_stamp st;
	enum netrt_rc rc;

	rc = from == NULL ? netrt_study_inputs_hash(s, reads, e) :
	    netrt_step_current(cfg, s, from, reads, e);
	if (rc != NETRT_OK)
		return rc;
	if ((rc = netrt_stamp_base(cfg, def, reads, base, e)) != NETRT_OK)
		return rc;
	rc = netrt_stamp_read(s, name, &st, e);
	if (rc == NETRT_NOINPUT)
		return netrt_err_set(e, NETRT_NOINPUT,
		    "netrt-%s has not been run on this study", name);
	if (rc != NETRT_OK)
		return rc;
	rc = hash_two(base, st.salt, want, e);
	if (rc == NETRT_OK && strcmp(want, st.stamp) != 0)
		rc = netrt_err_set(e, NETRT_NOINPUT,
		    "the result of netrt-%s is of other input or other "
		    "settings: run netrt-%s again", name, name);
	else if (rc == NETRT_OK && !netrt_stamp_complete(s, &st))
		rc = netrt_err_set(e, NETRT_NOINPUT,
		    "files of the result of netrt-%s are missing: run "
		    "netrt-%s again", name, name);
	else if (rc == NETRT_OK)
		memcpy(stamp, st.stamp, NETRT_HEX_LEN);
	netrt_stamp_free(&st);
	return rc;
}

enum netrt_rc
netrt_step_results(struct netrt_study *s, const char *name, unsigned dir,
    const char *sub, struct netrt_names *out, struct netrt_err *e)
{
	const struct netrt_step_def *def = netrt_step_find(name);
	char head[64], path[2 * PATH_MAX];
	struct netrt_stamp st;
	enum netrt_rc rc = netrt_stamp_read(s, name, &st, e);

	*out = (struct netrt_names){ NULL, 0 };
	if (rc != NETRT_OK)
		return rc;
	snprintf(head, sizeof head, "%s/%s%s", def->dirs[dir], sub,
	    *sub ? "/" : "");
	for (size_t i = 0; rc == NETRT_OK && i < st.files.n; i++) {
		const char *p = strchr(st.files.name[i], ' ') + 1;

		if (strncmp(p, head, strlen(head)) != 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", s->path, p);
		rc = netrt_names_add(out, path, "stamp", e);
	}
	netrt_stamp_free(&st);
	if (rc != NETRT_OK)
		netrt_names_free(out);
	return rc;
}
