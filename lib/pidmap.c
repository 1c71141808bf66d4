/* Patient pseudonyms: see pidmap.h. */
#define _DEFAULT_SOURCE
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "day.h"
#include "hash.h"
#include "pidkey.h"
#include "pidmap.h"
#include "pidname.h"
#include "pidstore.h"
#include "random.h"
#include "sitekey.h"

#define LEGACY_LEN	17	/* NETRT: 16 hex digits */
#define KEY_LEN		36	/* "h1:" and 32 */

/* New date_offset_days: from the least the standard of the trade asks for
 * (a year) to the most. */
#define OFFSET_LEAST	(-365)
#define OFFSETS		(uint32_t)(OFFSET_LEAST - NETRT_PIDSTORE_OFFSET_MIN + 1)

enum netrt_rc
netrt_pid_normalise(const char *text, char **out, struct netrt_err *e)
{
	char *buf = malloc(strlen(text) + 1), *p = buf;

	*out = buf;
	if (buf == NULL)
		return netrt_err_errno(e, "Patient ID");
	for (const char *s = text; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (isspace(c)) {
			if (p > buf && p[-1] != ' ')
				*p++ = ' ';
		} else {
			*p++ = (char)(c < 0x80 ? toupper(c) : c);
		}
	}
	if (p > buf && p[-1] == ' ')
		p--;
	*p = '\0';
	return NETRT_OK;
}

static void
highest(void *ctx, const char *id)
{
	unsigned *high = ctx, n = netrt_pidname_number(id);

	if (n > *high)
		*high = n;
}

struct search {
	const char *id;
	size_t found;
};

static void
same(void *ctx, const char *id)
{
	struct search *s = ctx;

	s->found += strcasecmp(s->id, id) == 0;
}

/* How many patients have it? */
static size_t
used(const struct netrt_pidstore *s, const char *id)
{
	struct search find = { id, 0 };

	netrt_pidstore_each(s, same, &find);
	return find.found;
}

/* An ID of another patient that is the same without its date. */
static void
same_bare(void *ctx, const char *id)
{
	struct search *s = ctx;
	char bare[NETRT_PID_LEN];

	netrt_pidname_bare(id, bare);
	s->found += strcasecmp(s->id, bare) == 0;
}

/*
 * The pseudonym of an entry, as it may leave: where dates are shifted or
 * removed without a date, unless it is a shifted one.  SITE_0001_20210314 is
 * then SITE_0001, which nobody else has, since no number is given twice; if a
 * mapping that was put together by hand has it twice, that is an error and no
 * second patient of that name.
 */
static enum netrt_rc
known(const struct netrt_config *cfg, const struct netrt_pidstore *s,
    const struct netrt_pidstore_found *is, bool shift, struct netrt_pid *out,
    struct netrt_err *e)
{
	struct search find = { out->id, 0 };

	snprintf(out->id, sizeof out->id, "%s", is->id);
	out->bare = shift && !is->shifted &&
	    netrt_pidname_bare(is->id, out->id);
	if (!out->bare)
		return NETRT_OK;
	netrt_pidstore_each(s, same_bare, &find);
	if (find.found <= used(s, is->id))
		return NETRT_OK;
	return netrt_err_set(e, NETRT_CONFIG, "%s: the pseudonyms of two "
	    "patients differ in nothing but a date, which does not leave where "
	    "dates are shifted or removed: give one of them another number",
	    cfg->anonymization.pid_mapping_file);
}

static enum netrt_rc
format(const struct netrt_config *cfg, unsigned number, const char *date,
    char id[NETRT_PID_LEN], struct netrt_err *e)
{
	bool suffix = cfg->anonymization.date_in_pid;
	int n = snprintf(id, NETRT_PID_LEN, "%s_%04u%s%s",
	    cfg->anonymization.site_code, number, suffix ? "_" : "",
	    suffix ? date : "");

	if (n < 0 || n >= NETRT_PID_LEN)
		return netrt_err_set(e, NETRT_CONFIG, "anonymization.site_code "
		    "is too long: a Patient ID has at most 64 characters");
	if (number > 99999999)
		return netrt_err_set(e, NETRT_CONFIG,
		    "no pseudonym is left: all numbers are used up");
	return NETRT_OK;
}

/* The key of NETRT: pid_manager.py, _generate_hash_key(). */
static enum netrt_rc
legacy_key(const char *text, char hex[NETRT_HEX_LEN], struct netrt_err *e)
{
	uint8_t digest[NETRT_HASH_LEN];
	struct netrt_hash *h;
	enum netrt_rc rc = netrt_hash_open(&h, NULL, 0, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_hash_add(h, text, strlen(text));
	netrt_hash_get(h, digest);
	netrt_hash_close(h);
	netrt_hash_format(digest, hex);
	hex[LEGACY_LEN - 1] = '\0';
	return NETRT_OK;
}

static enum netrt_rc
find_legacy(const struct netrt_pidstore *s, const struct netrt_pid_query *q,
    char hex[NETRT_HEX_LEN], struct netrt_pidstore_found *found,
    struct netrt_err *e)
{
	for (size_t i = 0; i < q->nlegacy && found->id == NULL; i++) {
		enum netrt_rc rc = legacy_key(q->legacy[i], hex, e);

		if (rc != NETRT_OK)
			return rc;
		*found = netrt_pidstore_find(s, hex, "");
	}
	return NETRT_OK;
}

/* YYYYMMDD of the study, or of today as NETRT had it, shifted by so many
 * days; and today as it is first seen. */
static void
dates(const struct netrt_pid_query *q, int days, char suffix[9],
    char seen[11])
{
	struct tm tm;
	long day;

	gmtime_r(&q->now, &tm);
	strftime(seen, 11, "%Y-%m-%d", &tm);
	if ((strlen(q->date) == 8 && netrt_day_parse(q->date, &day) &&
	    netrt_day_format(day + days, suffix)) ||
	    netrt_day_format((long)(q->now / 86400) + days, suffix))
		return;
	memcpy(suffix, "19700101", 9);	/* no clock has this */
}

/* A number, as pseudonym, that no patient has. */
static enum netrt_rc
number_new(const struct netrt_config *cfg, const struct netrt_pidstore *s,
    const char *suffix, unsigned *number, struct netrt_pid *out,
    struct netrt_err *e)
{
	enum netrt_rc rc;

	do
		rc = format(cfg, ++*number, suffix, out->id, e);
	while (rc == NETRT_OK && used(s, out->id) > 0);
	out->made = rc == NETRT_OK;
	return rc;
}

static enum netrt_rc
offset_new(int *days, struct netrt_err *e)
{
	uint32_t v;
	enum netrt_rc rc = netrt_random_below(OFFSETS, &v, e);

	*days = OFFSET_LEAST - (int)v;
	return rc;
}

/* One patient, one pseudonym.  key and study are the keyed hashes. */
static enum netrt_rc
consistent(const struct netrt_config *cfg, struct netrt_pidstore *s,
    const struct netrt_pid_query *q, const char *key, const char *study,
    unsigned number, struct netrt_pid *out, struct netrt_err *e)
{
	char legacy[NETRT_HEX_LEN], suffix[9], seen[11];
	struct netrt_pidstore_entry en = { .key = key, .study = study,
	    .first_seen = seen };
	struct netrt_pidstore_found is = netrt_pidstore_find(s, key, study);
	enum netrt_rc rc = NETRT_OK;

	if (is.id == NULL) {
		if ((rc = find_legacy(s, q, legacy, &is, e)) != NETRT_OK)
			return rc;
		out->moved = is.id != NULL;
		en.from = out->moved ? legacy : NULL;
	}
	/* NETRT lost its file once, and began again with 1 */
	if (is.id != NULL && (is.netrt || out->moved))
		out->shared = used(s, is.id) > 1;
	out->date_offset_days = is.offset;
	if (is.offset == 0 && !q->dry)
		rc = offset_new(&out->date_offset_days, e);
	dates(q, q->shift ? out->date_offset_days : 0, suffix, seen);
	if (rc == NETRT_OK && is.id != NULL)
		rc = known(cfg, s, &is, q->shift, out, e);
	else if (rc == NETRT_OK && !q->dry)
		rc = number_new(cfg, s, suffix, &number, out, e);
	if (rc != NETRT_OK || q->dry || (is.counted && is.offset != 0))
		return rc;
	en.id = out->id;
	en.shifted = q->shift && cfg->anonymization.date_in_pid;
	en.number = number;
	en.offset = out->date_offset_days;
	return netrt_pidstore_put(s, &en, e);
}

/* Without a key there are entries of NETRT only. */
static enum netrt_rc
known_to_netrt(const struct netrt_config *cfg,
    const struct netrt_pidstore *s, const struct netrt_pid_query *q,
    struct netrt_pid *out, struct netrt_err *e)
{
	struct netrt_pidstore_found is = { .id = NULL };
	char legacy[NETRT_HEX_LEN];
	enum netrt_rc rc = find_legacy(s, q, legacy, &is, e);

	return rc == NETRT_OK && is.id != NULL ? known(cfg, s, &is, q->shift,
	    out, e) : rc;
}

/* The keyed hashes of the patient and of the study. */
static enum netrt_rc
hashes(const struct netrt_sitekey *site, const struct netrt_pid_query *q,
    const char *id, char key[NETRT_HEX_LEN], char study[NETRT_HEX_LEN],
    struct netrt_err *e)
{
	char *issuer, hex[NETRT_HEX_LEN];
	enum netrt_rc rc = netrt_pid_normalise(q->issuer, &issuer, e);
	const char *const of_patient[] = { "pid", issuer, id, NULL };
	const char *const of_study[] = { "study", q->study, NULL };

	if (rc == NETRT_OK &&
	    (rc = netrt_sitekey_map(site, of_patient, hex, e)) == NETRT_OK &&
	    (rc = netrt_sitekey_map(site, of_study, study, e)) == NETRT_OK) {
		snprintf(key, KEY_LEN, "h1:%.32s", hex);
		study[16] = '\0';
	}
	free(issuer);
	return rc;
}

/* A pseudonym, and an offset, for the study alone. */
static enum netrt_rc
of_study(const struct netrt_config *cfg, const struct netrt_sitekey *site,
    const struct netrt_pid_query *q, struct netrt_pid *out,
    struct netrt_err *e)
{
	const char *const parts[] = { "pseudonym", q->study, NULL };
	const char *const days[] = { "date", q->study, NULL };
	const char *prefix = cfg->anonymization.site_code, *gap = "_";
	char hex[NETRT_HEX_LEN];
	enum netrt_rc rc = netrt_sitekey_map(site, days, hex, e);

	if (rc != NETRT_OK)
		return rc;
	hex[8] = '\0';
	out->date_offset_days = OFFSET_LEAST -
	    (int)(strtoul(hex, NULL, 16) % OFFSETS);
	if ((rc = netrt_sitekey_map(site, parts, hex, e)) != NETRT_OK)
		return rc;
	for (char *p = hex; *p != '\0'; p++)
		*p = (char)toupper((unsigned char)*p);
	/* NETRT's generate_random_id_prefix may end as its users like */
	if (*cfg->anonymization.random_prefix != '\0') {
		prefix = cfg->anonymization.random_prefix;
		gap = strchr("_-. ", prefix[strlen(prefix) - 1]) ? "" : "_";
	}
	if (snprintf(out->id, sizeof out->id, "%s%s%.8s", prefix, gap,
	    hex) >= (int)sizeof out->id)
		return netrt_err_set(e, NETRT_CONFIG, "anonymization.site_code "
		    "is too long: a Patient ID has at most 64 characters");
	return NETRT_OK;
}

enum netrt_rc
netrt_pidmap_get(const struct netrt_config *cfg,
    const struct netrt_pid_query *q, struct netrt_pid *out,
    struct netrt_err *e)
{
	char key[NETRT_HEX_LEN], study[NETRT_HEX_LEN], *id = NULL;
	struct netrt_pidstore *s = NULL;
	struct netrt_sitekey site = { { 0 } };
	bool have;
	unsigned number;
	enum netrt_rc rc = netrt_pid_normalise(q->patient_id, &id, e);

	*out = (struct netrt_pid){ .id = "" };
	if (rc == NETRT_OK && *id == '\0' &&
	    cfg->anonymization.use_consistent_pid)
		rc = netrt_err_set(e, NETRT_DATA, "(0010,0020) Patient ID is "
		    "empty: all such patients would get one pseudonym; give "
		    "the study a Patient ID and send it again");
	if (rc != NETRT_OK || (rc = netrt_pidstore_open(
	    cfg->anonymization.pid_mapping_file, q->dry, &s, e)) != NETRT_OK)
		goto out;
	number = netrt_pidstore_number(s);
	netrt_pidstore_each(s, highest, &number);
	rc = netrt_pidkey_read(cfg, s, number, q->dry, &site, &have, e);
	out->fresh = netrt_pidstore_fresh(s);
	if (rc == NETRT_OK && !have)	/* dry, and no key yet */
		rc = known_to_netrt(cfg, s, q, out, e);
	if (rc != NETRT_OK || !have)
		goto out;
	if (!cfg->anonymization.use_consistent_pid)
		rc = of_study(cfg, &site, q, out, e);
	else if ((rc = hashes(&site, q, id, key, study, e)) == NETRT_OK)
		rc = consistent(cfg, s, q, key, study, number, out, e);
out:
	if (rc != NETRT_OK)
		out->id[0] = '\0';
	explicit_bzero(&site, sizeof site);
	netrt_pidstore_close(s);
	free(id);
	return rc;
}

enum netrt_rc
netrt_pidmap_begin(const struct netrt_config *cfg, struct netrt_pid *out,
    struct netrt_err *e)
{
	static const struct netrt_pid_query nobody = { .patient_id = "",
	    .issuer = "", .study = "", .date = "" };
	struct netrt_config any = *cfg;

	/* needs the key, and nothing of a patient */
	any.anonymization.use_consistent_pid = false;
	return netrt_pidmap_get(&any, &nobody, out, e);
}
