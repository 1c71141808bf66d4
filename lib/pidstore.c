/* The mapping file of patient pseudonyms: see pidstore.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "fs.h"
#include "journal.h"
#include "lock.h"
#include "pidstore.h"
#include "pidstore_priv.h"

#define MAX_BYTES	((size_t)256 << 20)

/* What is wrong with a file here is wrong with the installation: a study
 * must not be quarantined for it.  Only the disk and memory may recover. */
static enum netrt_rc
installation(struct netrt_err *e)
{
	if (e->rc != NETRT_TEMP)
		e->rc = NETRT_CONFIG;
	return netrt_err_prefix(e, "mapping of pseudonyms");
}

static enum netrt_rc
no_memory(struct netrt_err *e)
{
	return netrt_err_set(e, NETRT_TEMP, "no memory");
}

static enum netrt_rc
validate(const struct netrt_pidstore *s, struct netrt_err *e)
{
	const char *key;
	json_t *v;
	size_t n = 0;

	if (!json_is_object(s->root))
		return netrt_err_set(e, NETRT_CONFIG,
		    "%s: not an object of entries", s->path);
	json_object_foreach(s->root, key, v) {
		n++;
		if (strcmp(key, META) == 0 ? !netrt_pidstore_valid_meta(v) :
		    netrt_pidstore_is_entry(key, v) &&
		    !netrt_pidstore_valid(v))
			return netrt_err_set(e, NETRT_CONFIG,
			    "%s: member %zu is damaged or of another version "
			    "than %d: mend it, or restore the file from %s",
			    s->path, n, FORMAT, s->bak);
	}
	return NETRT_OK;
}

/* Is the copy beside it the file as it was, or is the file an old backup, or
 * written over by the Python NETRT?  The numbers since would be given to
 * others.  A copy that cannot be read says nothing. */
static enum netrt_rc
not_older(const struct netrt_pidstore *s, struct netrt_err *e)
{
	struct netrt_err none;
	const json_t *meta = netrt_pidstore_meta(s);
	json_t *bak = NULL, *then;
	char *text;
	size_t len;
	enum netrt_rc rc = NETRT_OK;

	/* {} is how one begins anew on purpose */
	if (json_object_size(s->root) == 0 || netrt_fs_read(AT_FDCWD, s->bak,
	    MAX_BYTES, &text, &len, &none) != NETRT_OK)
		return NETRT_OK;
	if (len != s->len || memcmp(text, s->text, len) != 0)
		bak = json_loadb(text, len, 0, NULL);
	free(text);
	then = json_object_get(bak, META);
	if (then != NULL && meta == NULL)
		rc = netrt_err_set(e, NETRT_CONFIG, "%s has no member \"" META
		    "\", but %s has: it is an old backup, or the Python "
		    "NETRT wrote over it: restore it from %s, and stop NETRT",
		    s->path, s->bak, s->bak);
	else if (then != NULL && netrt_pidstore_high(then) >
	    netrt_pidstore_high(meta))
		rc = netrt_err_set(e, NETRT_CONFIG, "%s is older than %s, so "
		    "that pseudonyms would be given a second time: restore the "
		    "newer one (or remove it, if no study went out since)",
		    s->path, s->bak);
	json_decref(bak);
	return rc;
}

/* What json has to say, and what it has not: an editor's mark of UTF-8. */
static enum netrt_rc
no_json(const struct netrt_pidstore *s, const json_error_t *je,
    struct netrt_err *e)
{
	if (s->len >= 3 && memcmp(s->text, "\xEF\xBB\xBF", 3) == 0)
		return netrt_err_set(e, NETRT_CONFIG, "%s: an editor put a "
		    "byte order mark (BOM) in front: remove it: sed -i "
		    "'1s/^\\xEF\\xBB\\xBF//'", s->path);
	return netrt_err_set(e, NETRT_CONFIG, "%s: line %d: no valid JSON "
	    "(%zu bytes): restore it from %s or a backup; it is never begun "
	    "anew", s->path, je->line, s->len, s->bak);
}

static enum netrt_rc
load(struct netrt_pidstore *s, struct netrt_err *e)
{
	struct stat st;
	json_error_t je;
	enum netrt_rc rc = netrt_fs_read(AT_FDCWD, s->path, MAX_BYTES,
	    &s->text, &s->len, e);

	if (rc == NETRT_NOINPUT) {
		const char *beside = lstat(s->bak, &st) == 0 ? s->bak :
		    lstat(s->journal, &st) == 0 ? s->journal : NULL;

		if (beside != NULL)
			return netrt_err_set(e, NETRT_CONFIG, "%s is gone but "
			    "%s is there: restore it from there or from a "
			    "backup", s->path, beside);
		s->fresh = true;
		s->root = json_object();
		return s->root != NULL ? NETRT_OK : no_memory(e);
	}
	if (rc != NETRT_OK)
		return rc;
	if (stat(s->path, &st) == 0 && st.st_uid != geteuid())
		return netrt_err_set(e, NETRT_CONFIG, "%s belongs to user %lu, "
		    "netrt runs as user %lu: chown it", s->path,
		    (unsigned long)st.st_uid, (unsigned long)geteuid());
	s->root = json_loadb(s->text, s->len, JSON_REJECT_DUPLICATES, &je);
	if (s->root == NULL && json_error_code(&je) == json_error_out_of_memory)
		return no_memory(e);
	if (s->root == NULL)
		return no_json(s, &je, e);
	rc = validate(s, e);
	return rc == NETRT_OK ? not_older(s, e) : rc;
}

/*
 * .bak is the file as it is, not as it was before: who restores it after the
 * file was lost must not give the last number again.  So it is written second,
 * and a crash between the two leaves it behind, never before.
 */
static enum netrt_rc
copy(const struct netrt_pidstore *s, struct netrt_err *e)
{
	struct netrt_err none;
	char *text = NULL;
	size_t len;
	bool same = netrt_fs_read(AT_FDCWD, s->bak, MAX_BYTES, &text, &len,
	    &none) == NETRT_OK && len == s->len &&
	    memcmp(text, s->text, len) == 0;

	free(text);
	return same ? NETRT_OK :
	    netrt_fs_write(AT_FDCWD, s->bak, s->text, s->len, e);
}

/* Write the whole file, and its copy beside it. */
static enum netrt_rc
store(struct netrt_pidstore *s, struct netrt_err *e)
{
	char *text = json_dumps(s->root, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	enum netrt_rc rc = NETRT_OK;
	size_t len;

	if (text == NULL)
		return no_memory(e);
	len = strlen(text);
	text[len++] = '\n';	/* in the place of the NUL: for editors */
	/* a journal that was carried out already, but for its removal: by one
	 * who may have been killed before the new name was durable */
	if (len == s->len && memcmp(text, s->text, len) == 0) {
		free(text);
		rc = netrt_fs_sync_parent(AT_FDCWD, s->path, e);
	} else if ((rc = netrt_fs_write(AT_FDCWD, s->path, text, len, e)) !=
	    NETRT_OK) {
		free(text);
	} else {
		free(s->text);
		s->text = text;
		s->len = len;
	}
	if (rc == NETRT_OK)
		rc = copy(s, e);
	return rc == NETRT_OK ? netrt_fs_unlink(AT_FDCWD, s->journal, e) : rc;
}

static enum netrt_rc
replay_line(void *ctx, const char *text, size_t len, struct netrt_err *e)
{
	json_t *change = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	enum netrt_rc rc = netrt_pidstore_apply(ctx, change, e);

	json_decref(change);
	return rc;
}

static enum netrt_rc
replay(struct netrt_pidstore *s, struct netrt_err *e)
{
	size_t n;
	enum netrt_rc rc = netrt_journal_each(s->journal, replay_line, s, &n,
	    e);

	if (rc != NETRT_OK || s->dry)
		return rc;
	if (n > 0)
		return store(s, e);
	/* a copy that a crash left behind, that a release before made of the
	 * file before, or of what {} has done away with; NETRT's own file has
	 * none before it is ours */
	if (netrt_pidstore_meta(s) != NULL || (s->text != NULL &&
	    json_object_size(s->root) == 0))
		rc = copy(s, e);
	return rc == NETRT_OK ? netrt_fs_unlink(AT_FDCWD, s->journal, e) : rc;
}

/* Is there a place for a mapping?  One who only looks must not take the one
 * that is not mounted for an empty one. */
static enum netrt_rc
place(const struct netrt_pidstore *s, struct netrt_err *e)
{
	char dir[PATH_MAX];
	char *slash;
	struct stat st;

	snprintf(dir, sizeof dir, "%s", s->path);
	if ((slash = strrchr(dir, '/')) == NULL)
		return NETRT_OK;
	slash[slash == dir] = '\0';
	if (stat(dir, &st) == 0)
		return NETRT_OK;
	netrt_err_errno(e, "%s", dir);
	return netrt_err_prefix(e, "is the directory there, and mounted?");
}

static enum netrt_rc
lock_of(struct netrt_pidstore *s, struct netrt_err *e)
{
	char lock[LONGEST];
	enum netrt_rc rc = place(s, e);

	if (rc != NETRT_OK)
		return rc;
	snprintf(lock, sizeof lock, "%s.lock", s->path);
	return s->dry ? netrt_lock_file_read(lock, &s->lock, e) :
	    netrt_lock_file(lock, &s->lock, e);
}

enum netrt_rc
netrt_pidstore_open(const char *path, bool dry, struct netrt_pidstore **out,
    struct netrt_err *e)
{
	struct netrt_pidstore *s = calloc(1, sizeof *s);
	enum netrt_rc rc;

	*out = NULL;
	if (s == NULL)
		return no_memory(e);
	s->lock = -1;
	s->dry = dry;
	if (snprintf(s->path, sizeof s->path, "%s", path) >= PATH_MAX) {
		rc = netrt_err_set(e, NETRT_CONFIG, "%.80s...: path too long",
		    path);
	} else {
		snprintf(s->journal, sizeof s->journal, "%s.journal", s->path);
		snprintf(s->bak, sizeof s->bak, "%s.bak", s->path);
		if ((rc = lock_of(s, e)) == NETRT_OK &&
		    (rc = load(s, e)) == NETRT_OK)
			rc = replay(s, e);
	}
	if (rc != NETRT_OK) {
		netrt_pidstore_close(s);
		return installation(e);
	}
	*out = s;
	return NETRT_OK;
}

void
netrt_pidstore_close(struct netrt_pidstore *s)
{
	if (s == NULL)
		return;
	json_decref(s->root);
	free(s->text);
	if (s->lock >= 0)
		close(s->lock);
	free(s);
}

bool
netrt_pidstore_fresh(const struct netrt_pidstore *s)
{
	return s->fresh;
}

bool
netrt_pidstore_keyed(const struct netrt_pidstore *s)
{
	const char *key;
	json_t *v;

	json_object_foreach(s->root, key, v)
		if (netrt_pidstore_is_keyed(key))
			return true;
	return false;
}

const char *
netrt_pidstore_check(const struct netrt_pidstore *s)
{
	return json_string_value(json_object_get(netrt_pidstore_meta(s),
	    "key_check"));
}

enum netrt_rc
netrt_pidstore_set_check(struct netrt_pidstore *s, const char *hex,
    unsigned number, struct netrt_err *e)
{
	json_t *m = json_pack("{s:i, s:I, s:s}", "format", FORMAT,
	    "high_water", (json_int_t)number, "key_check",
	    hex);

	if (m == NULL || json_object_set_new(s->root, META, m) != 0)
		return no_memory(e);
	return netrt_pidstore_save(s, e);
}

enum netrt_rc
netrt_pidstore_save(struct netrt_pidstore *s, struct netrt_err *e)
{
	return store(s, e) == NETRT_OK ? NETRT_OK : installation(e);
}

unsigned
netrt_pidstore_number(const struct netrt_pidstore *s)
{
	return (unsigned)netrt_pidstore_high(netrt_pidstore_meta(s));
}

void
netrt_pidstore_each(const struct netrt_pidstore *s,
    void (*visit)(void *ctx, const char *id), void *ctx)
{
	const char *key, *id;
	json_t *v;

	json_object_foreach(s->root, key, v)
		if ((id = netrt_pidstore_id(v)) != NULL)
			visit(ctx, id);
}

enum netrt_rc
netrt_pidstore_put(struct netrt_pidstore *s,
    const struct netrt_pidstore_entry *en, struct netrt_err *e)
{
	json_t *entry = netrt_pidstore_entry(s, en);
	json_t *change = entry == NULL ? NULL :
	    json_pack("{s:s, s:o, s:I, s:s*}", "key", en->key, "entry", entry,
	    "high_water", (json_int_t)en->number, "from", en->from);
	char *text = change == NULL ? NULL :
	    json_dumps(change, JSON_COMPACT | JSON_ENSURE_ASCII);
	enum netrt_rc rc = text == NULL ? no_memory(e) :
	    netrt_journal_append(s->journal, text, e);

	if (rc == NETRT_OK)
		rc = netrt_pidstore_apply(s, change, e);
	if (rc == NETRT_OK)
		rc = store(s, e);
	free(text);
	json_decref(change);
	return rc == NETRT_OK ? NETRT_OK : installation(e);
}
