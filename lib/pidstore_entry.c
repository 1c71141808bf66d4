/* Entries of the mapping of pseudonyms: see pidstore.h. */
#include <ctype.h>
#include <string.h>

#include "pidstore_priv.h"

json_t *
netrt_pidstore_meta(const struct netrt_pidstore *s)
{
	return json_object_get(s->root, META);
}

bool
netrt_pidstore_valid(const json_t *v)
{
	const char *id = json_string_value(json_object_get(v,
	    "anonymized_id"));
	const json_t *n = json_object_get(v, "study_count");
	const json_t *l = json_object_get(v, "studies");
	const json_t *d = json_object_get(v, OFFSET);

	if (id == NULL || *id == '\0' || strlen(id) > 64 ||
	    (n && !json_is_integer(n)) || (l && !json_is_array(l)))
		return false;
	if (d && (!json_is_integer(d) ||
	    json_integer_value(d) < NETRT_PIDSTORE_OFFSET_MIN ||
	    json_integer_value(d) > NETRT_PIDSTORE_OFFSET_MAX))
		return false;
	for (; *id != '\0'; id++)
		if (!isprint((unsigned char)*id) || strchr("\\^=*?", *id))
			return false;
	return true;
}

bool
netrt_pidstore_valid_meta(const json_t *m)
{
	const json_t *h = json_object_get(m, "high_water");

	json_int_t format = json_integer_value(json_object_get(m, "format"));

	return format >= 1 && format <= FORMAT &&
	    json_is_integer(h) && json_integer_value(h) >= 0 &&
	    json_integer_value(h) <= 999999999;
}

json_int_t
netrt_pidstore_high(const json_t *meta)
{
	return json_integer_value(json_object_get(meta, "high_water"));
}

bool
netrt_pidstore_is_keyed(const char *key)
{
	return key[0] == 'h' && isdigit((unsigned char)key[1]) &&
	    key[2] == ':';
}

bool
netrt_pidstore_is_legacy(const char *key)
{
	return strlen(key) == LEGACY_LEN &&
	    strspn(key, "0123456789abcdef") == LEGACY_LEN;
}

bool
netrt_pidstore_is_entry(const char *key, const json_t *v)
{
	return netrt_pidstore_is_keyed(key) ||
	    netrt_pidstore_is_legacy(key) ||
	    (strcmp(key, META) != 0 &&
	    json_object_get(v, "anonymized_id") != NULL);
}

const char *
netrt_pidstore_id(const json_t *entry)
{
	return json_string_value(json_object_get(entry, "anonymized_id"));
}

enum netrt_rc
netrt_pidstore_apply(struct netrt_pidstore *s, json_t *change,
    struct netrt_err *e)
{
	const char *key = json_string_value(json_object_get(change, "key"));
	const char *from = json_string_value(json_object_get(change, "from"));
	json_t *entry = json_object_get(change, "entry");
	json_t *m = netrt_pidstore_meta(s);
	json_int_t high = json_integer_value(json_object_get(change,
	    "high_water"));
	const json_t *old = key ? json_object_get(s->root, key) : NULL;

	if (key == NULL || m == NULL || !netrt_pidstore_valid(entry))
		return netrt_err_set(e, NETRT_CONFIG, "%s: a line that is no "
		    "change of this mapping: restore both files from a "
		    "backup", s->journal);
	if (old != NULL && strcmp(netrt_pidstore_id(old),
	    netrt_pidstore_id(entry)) != 0)
		return netrt_err_set(e, NETRT_CONFIG, "%s gives another "
		    "pseudonym than %s: restore both files from a backup",
		    s->journal, s->path);
	if (json_object_set(s->root, key, entry) != 0 ||
	    (high > json_integer_value(json_object_get(m, "high_water")) &&
	    json_object_set_new(m, "high_water", json_integer(high)) != 0))
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	if (from != NULL)
		json_object_del(s->root, from);
	return NETRT_OK;
}

/* Count a study, but once. */
static bool
count(json_t *entry, const char *study)
{
	json_t *studies = json_object_get(entry, "studies"), *v;
	json_int_t n = json_integer_value(json_object_get(entry,
	    "study_count"));
	size_t i;

	json_array_foreach(studies, i, v)
		if (json_is_string(v) &&
		    strcmp(json_string_value(v), study) == 0)
			return true;
	if (studies == NULL && json_object_set_new(entry, "studies",
	    json_array()) != 0)
		return false;
	return json_object_set_new(entry, "study_count",
	    json_integer(n + 1)) == 0 && json_array_append_new(
	    json_object_get(entry, "studies"), json_string(study)) == 0;
}

/* NETRT's has the time of day, by which a log has the patient.  No memory:
 * false. */
static bool
day_alone(json_t *entry)
{
	const char *seen = json_string_value(json_object_get(entry,
	    "first_seen"));

	return seen == NULL || strlen(seen) <= 10 ||
	    json_object_set_new(entry, "first_seen", json_stringn(seen,
	    10)) == 0;
}

/* The entry v, under the new key, among those of root. */
static enum netrt_rc
rekeyed(const struct netrt_pidstore *s, json_t *root, const char *key,
    json_t *v, struct netrt_err *e)
{
	const json_t *there = json_object_get(s->root, key);

	if (there != NULL && strcmp(netrt_pidstore_id(there),
	    netrt_pidstore_id(v)) != 0)
		return netrt_err_set(e, NETRT_CONFIG, "%s: an entry of NETRT "
		    "is there a second time, with another pseudonym: restore "
		    "the file from a backup", s->path);
	if (there == NULL && (!day_alone(v) || json_object_set_new(v,
	    "original_patient_id_hash", json_string(key)) != 0 ||
	    json_object_set(root, key, v) != 0))
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	return NETRT_OK;
}

enum netrt_rc
netrt_pidstore_rekey(struct netrt_pidstore *s, enum netrt_rc (*map)(
    const void *ctx, const char *old, char key[NETRT_HEX_LEN],
    struct netrt_err *e), const void *ctx, bool *changed, struct netrt_err *e)
{
	json_t *root = json_object(), *v;	/* in the old order */
	char now[NETRT_HEX_LEN];
	const char *key;
	enum netrt_rc rc = NETRT_OK;

	*changed = false;
	json_object_foreach(s->root, key, v) {
		if (netrt_pidstore_is_legacy(key)) {
			*changed = true;
			if ((rc = map(ctx, key, now, e)) == NETRT_OK)
				rc = rekeyed(s, root, now, v, e);
		} else if (json_object_set(root, key, v) != 0) {
			rc = netrt_err_set(e, NETRT_TEMP, "no memory");
		}
		if (rc != NETRT_OK)
			break;
	}
	v = json_object_get(root, META);
	if (rc == NETRT_OK && *changed && v != NULL && json_object_set_new(v,
	    "format", json_integer(FORMAT)) != 0)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	json_decref(rc == NETRT_OK ? s->root : root);
	if (rc == NETRT_OK)
		s->root = root;
	return rc;
}

json_t *
netrt_pidstore_entry(const struct netrt_pidstore *s,
    const struct netrt_pidstore_entry *en)
{
	json_t *old = json_object_get(s->root, en->key), *entry;

	if (old == NULL && en->from != NULL)
		old = json_object_get(s->root, en->from);
	entry = old != NULL ? json_deep_copy(old) :
	    json_pack("{s:s, s:s}", "anonymized_id", en->id, "first_seen",
	    en->first_seen);
	if (!day_alone(entry) || !count(entry, en->study) ||
	    json_object_set_new(entry, "original_patient_id_hash",
	    json_string(en->key)) != 0 ||
	    (json_object_get(entry, OFFSET) == NULL &&
	    json_object_set_new(entry, OFFSET, json_integer(en->offset))) ||
	    (en->from != NULL && strncmp(en->from, "h1:", 3) != 0 &&
	    json_object_set_new(entry, NETRT, json_true()) != 0) ||
	    (old == NULL && en->shifted &&
	    json_object_set_new(entry, SHIFTED, json_true()) != 0)) {
		json_decref(entry);
		return NULL;
	}
	return entry;
}

struct netrt_pidstore_found
netrt_pidstore_find(const struct netrt_pidstore *s, const char *key,
    const char *study)
{
	/* jansson takes NULL: no entry, no studies */
	const json_t *entry = json_object_get(s->root, key), *v;
	struct netrt_pidstore_found found = { .id = netrt_pidstore_id(entry),
	    .offset = (int)json_integer_value(json_object_get(entry,
	    OFFSET)), .netrt = json_is_true(json_object_get(entry, NETRT)),
	    .shifted = json_is_true(json_object_get(entry, SHIFTED)) };
	size_t i;

	json_array_foreach(json_object_get(entry, "studies"), i, v)
		if (json_is_string(v) &&
		    strcmp(json_string_value(v), study) == 0)
			found.counted = true;
	return found;
}
