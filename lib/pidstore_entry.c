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

	return json_integer_value(json_object_get(m, "format")) == FORMAT &&
	    json_is_integer(h) && json_integer_value(h) >= 0 &&
	    json_integer_value(h) <= 999999999;
}

json_int_t
netrt_pidstore_high(const json_t *meta)
{
	return json_integer_value(json_object_get(meta, "high_water"));
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
	bool ours = key[0] == 'h' && isdigit((unsigned char)key[1]) &&
	    key[2] == ':';

	return ours || netrt_pidstore_is_legacy(key) ||
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

json_t *
netrt_pidstore_entry(const struct netrt_pidstore *s,
    const struct netrt_pidstore_entry *en)
{
	json_t *old = json_object_get(s->root, en->key), *entry;
	const char *seen;

	if (old == NULL && en->from != NULL)
		old = json_object_get(s->root, en->from);
	entry = old != NULL ? json_deep_copy(old) :
	    json_pack("{s:s, s:s}", "anonymized_id", en->id, "first_seen",
	    en->first_seen);
	/* NETRT's has the time of day, by which a log has the patient */
	seen = json_string_value(json_object_get(entry, "first_seen"));
	if (seen != NULL && strlen(seen) > 10)
		json_object_set_new(entry, "first_seen", json_stringn(seen,
		    10));
	if (!count(entry, en->study) ||
	    json_object_set_new(entry, "original_patient_id_hash",
	    json_string(en->key)) != 0 ||
	    (json_object_get(entry, OFFSET) == NULL &&
	    json_object_set_new(entry, OFFSET, json_integer(en->offset))) ||
	    (en->from != NULL &&
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
