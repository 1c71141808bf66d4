/* Patient pseudonyms: see pidmap.h. */
#define _DEFAULT_SOURCE
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "day.h"
#include "pidfind.h"
#include "pidkey.h"
#include "pidmap.h"
#include "pidname.h"
#include "pidstore.h"
#include "random.h"
#include "sitekey.h"

/* New date_offset_days: from the least the standard of the trade asks for
 * (a year) to the most. */
#define OFFSET_LEAST	(-365)
#define OFFSETS		(uint32_t)(OFFSET_LEAST - NETRT_PIDSTORE_OFFSET_MIN + 1)

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
 * The pseudonym of an entry, as it may leave: without its date, unless that is
 * shifted as the dates beside it are, or stays as they do.  One that would
 * give away by how much they are shifted never leaves.  SITE_0001_20210314 is
 * then SITE_0001, which nobody else has, since no number is given twice; in a
 * mapping of NETRT somebody may, and two patients never get one name.
 */
static enum netrt_rc
known(const struct netrt_config *cfg, const struct netrt_pidstore *s,
    const struct netrt_pidstore_found *is, bool shift, struct netrt_pid *out,
    struct netrt_err *e)
{
	struct search find = { out->id, 0 };

	snprintf(out->id, sizeof out->id, "%s", is->id);
	out->bare = shift != is->shifted &&
	    netrt_pidname_bare(is->id, out->id);
	netrt_pidstore_each(s, out->bare ? same_bare : same, &find);
	if (find.found <= 1)
		return NETRT_OK;
	return netrt_err_set(e, NETRT_CONFIG, "%s: %zu patients have the "
	    "pseudonym %s%s: give all but one another number, one that nobody "
	    "has", cfg->anonymization.pid_mapping_file, find.found, out->id,
	    out->bare ? ", from which a date is left out here" : "");
}

/* A study that was de-identified comes as one of a new patient: NETRT did so
 * in place, and archives send back. */
static enum netrt_rc
not_ours(const struct netrt_pidstore *s, const char *id, struct netrt_err *e)
{
	struct search find = { id, 0 };

	netrt_pidstore_each(s, same, &find);
	netrt_pidstore_each(s, same_bare, &find);
	return find.found == 0 ? NETRT_OK : netrt_err_set(e, NETRT_DATA,
	    "(0010,0020) Patient ID is a pseudonym of the mapping: the study "
	    "is de-identified already, by NETRT where it lay, or it came back "
	    "from an archive: send the original");
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

/* One patient, one pseudonym.  id: normalised. */
static enum netrt_rc
consistent(const struct netrt_config *cfg, struct netrt_pidstore *s,
    const struct netrt_sitekey *site, const struct netrt_pid_query *q,
    const char *id, unsigned number, struct netrt_pid *out,
    struct netrt_err *e)
{
	char suffix[9], seen[11];
	struct netrt_pidfind f;
	struct netrt_pidstore_entry en = { .key = f.key, .study = f.study,
	    .first_seen = seen };
	enum netrt_rc rc = netrt_pidfind(s, site, q, &f, e);

	if (rc == NETRT_OK && f.is.id == NULL)
		rc = not_ours(s, id, e);
	if (rc != NETRT_OK)
		return rc;
	en.from = *f.from != '\0' ? f.from : NULL;
	out->moved = f.netrt;
	out->date_offset_days = f.is.offset;
	if (f.is.offset == 0 && !q->dry)
		rc = offset_new(&out->date_offset_days, e);
	dates(q, q->shift ? out->date_offset_days : 0, suffix, seen);
	if (rc == NETRT_OK && f.is.id != NULL)
		rc = known(cfg, s, &f.is, q->shift, out, e);
	else if (rc == NETRT_OK && !q->dry)
		rc = number_new(cfg, s, suffix, &number, out, e);
	if (rc != NETRT_OK || q->dry || (f.is.counted && f.is.offset != 0 &&
	    en.from == NULL))
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
	struct netrt_pidfind f;
	enum netrt_rc rc = netrt_pidfind(s, NULL, q, &f, e);

	return rc == NETRT_OK && f.is.id != NULL ? known(cfg, s, &f.is,
	    q->shift, out, e) : rc;
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
	char *id = NULL;
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
	else
		rc = consistent(cfg, s, &site, q, id, number, out, e);
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
