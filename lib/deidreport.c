/* What netrt-anon did to a study: see deidreport.h. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deidreport.h"
#include "fs.h"
#include "logfmt.h"
#include "version.h"

#define EDITION		"PS3.15 table E.1-1, edition 2024b, and 26 later rows"
#define MAX_BYTES	((size_t)16 << 20)

/* All that both forms say, but for the attributes. */
struct facts {
	char made[32];
	const char *mode, *claim, *uids, *dates;
	char *retain;		/* as JSON; of the comprehensive mode */
	size_t mapped;		/* different UIDs */
	struct netrt_known_count tokens;
};

static const char *
dates(const struct netrt_config *cfg)
{
	unsigned retain = cfg->anonymization.retain;
	bool kept = !netrt_config_maps_uids(cfg);

	if (cfg->anonymization.mode == NETRT_ANON_STANDARD)
		return "kept, but for those that are listed below";
	if ((retain & NETRT_RETAIN_FULL_DATES) != 0)
		return "kept, but for the birth date";
	if ((retain & NETRT_RETAIN_MODIFIED_DATES) != 0)
		return kept ? "shifted, all of a patient by the same number "
		    "of days; UIDs, which are kept, hold none of the study's "
		    "own as YYYYMMDD, but may hold others" :
		    "shifted, all of a patient by the same number of days";
	return kept ? "removed, or replaced by ones that say nothing; UIDs, "
	    "which are kept, hold none of the study's own as YYYYMMDD, but "
	    "may hold others" :
	    "removed, or replaced by ones that say nothing";
}

static enum netrt_rc
gather(const struct netrt_step *s, const struct netrt_deidreport *r,
    struct facts *f, struct netrt_err *e)
{
	bool full = s->cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE;

	snprintf(f->made, sizeof f->made, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s",
	    s->date, s->date + 4, s->date + 6, s->time, s->time + 2,
	    s->time + 4);
	f->mode = full ? "comprehensive" : "standard";
	f->claim = full ? "Basic Application Level Confidentiality Profile of "
	    "PS3.15 annex E" : "none: this mode claims no profile of PS3.15";
	f->uids = netrt_config_maps_uids(s->cfg) ? "mapped" :
	    "kept: no destination may hold the original study";
	f->dates = dates(s->cfg);
	f->mapped = netrt_deid_uids(r->deid);
	netrt_known_count(r->known, &f->tokens);
	return netrt_config_get(s->cfg, "anonymization.retain", &f->retain,
	    e);
}

/* ---- text ---- */

static void
text_list(FILE *f, const char *what, const struct netrt_strings *l)
{
	fprintf(f, "%s", what);
	for (unsigned i = 0; i < l->n; i++)
		fprintf(f, "%s%s", i > 0 ? ", " : "", l->s[i]);
	fprintf(f, "%s\n", l->n == 0 ? "none" : "");
}

/* The options of the comprehensive mode: those that have codes, and others. */
static void
text_options(FILE *f, const struct netrt_config *cfg, const struct facts *x)
{
	const char *value, *meaning;
	bool some = (cfg->anonymization.retain != 0);

	fprintf(f, "Edition         %s\n", EDITION);
	for (unsigned i = 0; netrt_deid_code(cfg, i, &value, &meaning); i++)
		fprintf(f, "%s  (%s, DCM, \"%s\")\n", i == 0 ?
		    "Codes         " : "              ", value, meaning);
	fprintf(f, "Retained        ");
	for (const char *p = x->retain; some && *p != '\0'; p++)
		if (strchr("[]\"", *p) == NULL)
			putc(*p, f);
	fprintf(f, "%s\n", some ? "" : "none");
	text_list(f, "Safe private    ", &cfg->anonymization.safe_private);
	fprintf(f, "Names of ROIs   %s\n", cfg->anonymization.strict_names ?
	    "strict: replaced, but those of anatomy alone" : "cleaned");
	fprintf(f, "Burned in text  %s\n", cfg->anonymization.allow_burned_in ?
	    "let through (allow_burned_in)" : "a study that has it is refused");
}

static void
text_row(void *ctx, uint32_t tag, enum netrt_deid_done done, size_t places)
{
	char name[80];

	netrt_tag_format(tag, name, sizeof name);
	if (tag == NETRT_DEID_PRIVATE)
		fprintf(ctx, "%-11s  %-40s", "odd groups", "private elements");
	else if (tag == NETRT_DEID_UNSAFE)
		fprintf(ctx, "%-11s  %-40s", "odd groups",
		    "safe ones, in which something was found");
	else if (tag == NETRT_DEID_CURVES || tag == NETRT_DEID_OVERLAYS)
		fprintf(ctx, "(%02Xxx,xxxx)  %-40s", tag >> 24,
		    tag == NETRT_DEID_CURVES ? "curves" : "overlays");
	else
		fprintf(ctx, "(%04X,%04X)  %-40s", tag >> 16, tag & 0xFFFF,
		    name);
	fprintf(ctx, "  %-8s  %zu\n", netrt_deid_done[done], places);
}

static void
text(FILE *f, const struct netrt_step *s, const struct netrt_deidreport *r,
    const struct facts *x)
{
	const struct netrt_config *cfg = s->cfg;

	fprintf(f, NETRT_DEIDREPORT_TEXT "\n\n"
	    "Made            %s by netrt-anon %s\n"
	    "Study           %s\n"
	    "Pseudonym       %s%s\n"
	    "Mode            %s, rules " NETRT_DEID_RULES "\n"
	    "Profile         %s\n", x->made, NETRT_VERSION, r->study,
	    r->pseudonym, r->bare ? ", without the date that the mapping has"
	    : "", x->mode, x->claim);
	if (cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE)
		text_options(f, cfg, x);
	text_list(f, "To be removed   ", &cfg->anonymization.remove_tags);
	text_list(f, "To be emptied   ", &cfg->anonymization.blank_tags);
	fprintf(f, "UIDs            %s\n", x->uids);
	if (x->mapped > 0)
		fprintf(f, "                %zu different ones, with the key "
		    "of the site\n", x->mapped);
	fprintf(f, "Dates           %s\n"
	    "Files           %zu images, %zu structure sets; %zu documents "
	    "left out\n"
	    "Pixel data      copied bit for bit, not looked at; %zu images "
	    "say that they\n                have text in it, %zu are of a kind "
	    "that usually has\n"
	    "Searched for    %zu names, %zu identifiers, %zu dates, %zu "
	    "places, %zu UIDs,\n"
	    "                as they stand in the originals and in other "
	    "spellings\n"
	    "Result          every file was read again after writing and "
	    "searched for\n"
	    "                all of these: none was found\n"
	    "Stamp           %s\n\n", x->dates, r->images, r->structs,
	    r->documents, r->says, r->usual, x->tokens.names, x->tokens.ids,
	    x->tokens.dates, x->tokens.places, x->tokens.uids, s->stamp);
	fprintf(f, "What was done to which attribute, in how many places of "
	    "all files, at all levels:\n\n");
	netrt_deid_each(r->deid, text_row, f);
	fprintf(f, "\nReviewed by     ________________________________\n\n"
	    "Date            ________________________________\n");
}

/* ---- JSON ---- */

struct rows {
	FILE *f;
	const char *sep;
};

static void
json_row(void *ctx, uint32_t tag, enum netrt_deid_done done, size_t places)
{
	struct rows *j = ctx;
	char name[80];

	netrt_tag_format(tag, name, sizeof name);
	if (tag == NETRT_DEID_PRIVATE)
		snprintf(name, sizeof name, "private");
	else if (tag == NETRT_DEID_UNSAFE)
		snprintf(name, sizeof name, "safe private, not clean");
	else if (tag == NETRT_DEID_CURVES || tag == NETRT_DEID_OVERLAYS)
		snprintf(name, sizeof name, tag == NETRT_DEID_CURVES ?
		    "curves" : "overlays");
	fprintf(j->f, "%s{\"tag\":\"%08X\",\"name\":", j->sep, tag);
	netrt_put_json(j->f, name);
	fprintf(j->f, ",\"done\":\"%s\",\"places\":%zu}",
	    netrt_deid_done[done], places);
	j->sep = ",";
}

static void
json_text(FILE *f, const char *key, const char *value)
{
	fprintf(f, ",\"%s\":", key);
	netrt_put_json(f, value);
}

static void
json_list(FILE *f, const char *key, const struct netrt_strings *l)
{
	fprintf(f, ",\"%s\":[", key);
	for (unsigned i = 0; i < l->n; i++) {
		if (i > 0)
			putc(',', f);
		netrt_put_json(f, l->s[i]);
	}
	putc(']', f);
}

static void
json(FILE *f, const struct netrt_step *s, const struct netrt_deidreport *r,
    const struct facts *x)
{
	const struct netrt_config *cfg = s->cfg;
	struct rows rows = { f, "" };
	const char *value, *meaning;

	fprintf(f, NETRT_DEIDREPORT_JSON ",\"version\":\"%s\"",
	    NETRT_VERSION);
	json_text(f, "made", x->made);
	json_text(f, "study", r->study);
	json_text(f, "pseudonym", r->pseudonym);
	fprintf(f, ",\"pseudonym_date_left_out\":%s", r->bare ? "true" :
	    "false");
	json_text(f, "mode", x->mode);
	json_text(f, "rules", NETRT_DEID_RULES);
	json_text(f, "profile", x->claim);
	fprintf(f, ",\"codes\":[");
	for (unsigned i = 0; cfg->anonymization.mode ==
	    NETRT_ANON_COMPREHENSIVE && netrt_deid_code(cfg, i, &value,
	    &meaning); i++) {
		fprintf(f, "%s{\"value\":\"%s\",\"scheme\":\"DCM\"",
		    i > 0 ? "," : "", value);
		json_text(f, "meaning", meaning);
		putc('}', f);
	}
	putc(']', f);
	if (cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE) {
		json_text(f, "edition", EDITION);
		fprintf(f, ",\"retain\":%s", x->retain);
		json_text(f, "roi_names", cfg->anonymization.strict_names ?
		    "strict" : "clean");
		fprintf(f, ",\"allow_burned_in\":%s",
		    cfg->anonymization.allow_burned_in ? "true" : "false");
	}
	json_list(f, "safe_private", &cfg->anonymization.safe_private);
	json_list(f, "remove_tags", &cfg->anonymization.remove_tags);
	json_list(f, "blank_tags", &cfg->anonymization.blank_tags);
	json_text(f, "uids", netrt_config_maps_uids(cfg) ? "mapped" : "kept");
	fprintf(f, ",\"uids_mapped\":%zu", x->mapped);
	json_text(f, "dates", x->dates);
	fprintf(f, ",\"images\":%zu,\"structure_sets\":%zu,"
	    "\"documents_left_out\":%zu,\"pixel_data\":\"unchanged\","
	    "\"images_that_say_burned_in\":%zu,\"images_usually_burned_in\":%zu,"
	    "\"tokens\":{\"names\":%zu,\"identifiers\":%zu,"
	    "\"dates\":%zu,\"places\":%zu,\"uids\":%zu},"
	    "\"found_after_writing\":0", r->images, r->structs,
	    r->documents, r->says, r->usual, x->tokens.names, x->tokens.ids,
	    x->tokens.dates, x->tokens.places, x->tokens.uids);
	json_text(f, "stamp", s->stamp);
	fprintf(f, ",\"attributes\":[");
	netrt_deid_each(r->deid, json_row, &rows);
	fprintf(f, "]}\n");
}

/* ---- files ---- */

static const char *const name[2] = { ".netrt/report.deid",
    ".netrt/report.deid.json" };

enum netrt_rc
netrt_deidreport_write(struct netrt_step *s,
    const struct netrt_deidreport *r, struct netrt_err *e)
{
	struct facts x = { .retain = NULL };
	enum netrt_rc rc = gather(s, r, &x, e);

	for (int i = 0; rc == NETRT_OK && i < 2; i++) {
		char *buf = NULL;
		size_t len = 0;
		FILE *f = open_memstream(&buf, &len);

		if (f == NULL) {
			rc = netrt_err_errno(e, "report");
			break;
		}
		if (i == 0)
			text(f, s, r, &x);
		else
			json(f, s, r, &x);
		if (fclose(f) != 0)
			rc = netrt_err_errno(e, "report");
		else
			rc = netrt_fs_write(s->study->fd, name[i], buf, len,
			    e);
		free(buf);
	}
	free(x.retain);
	return rc;
}

enum netrt_rc
netrt_deidreport_copy(int dirfd, bool as_json, const char *stamp, FILE *f,
    struct netrt_err *e)
{
	char *buf = NULL;
	size_t len;
	enum netrt_rc rc = netrt_fs_read(dirfd, name[as_json], MAX_BYTES,
	    &buf, &len, e);

	/* a run that was killed before it published has left its own */
	if (rc == NETRT_OK && stamp != NULL && strstr(buf, stamp) == NULL)
		rc = netrt_err_set(e, NETRT_NOINPUT,
		    "%s is not of the result that is there", name[as_json]);
	if (rc == NETRT_OK && fwrite(buf, 1, len, f) != len)
		rc = netrt_err_errno(e, "report");
	free(buf);
	return rc;
}

enum netrt_rc
netrt_deidreport_read(struct netrt_study *study, bool as_json, FILE *f,
    struct netrt_err *e)
{
	struct netrt_stamp stamp;
	enum netrt_rc rc = netrt_stamp_read(study, "anon", &stamp, e);

	if (rc != NETRT_OK)
		return rc;
	rc = netrt_deidreport_copy(study->fd, as_json, stamp.stamp, f, e);
	netrt_stamp_free(&stamp);
	return rc;
}
