/*
 * Keys that the Python NETRT had and no code for: they mean what its manual
 * and its sample let people think, where that takes more away than the rest
 * of the configuration; where it would take less, they are an error that says
 * why, and where it would do harm, a warning.
 */
#include <stdio.h>
#include <string.h>

#include "config_key.h"
#include "dcm.h"
#include "remap.h"

#define FULL_RULES	"anonymization.full_anonymization_rules"
#define REMOVE		"anonymization.rules.remove_tags"
#define BLANK		"anonymization.rules.blank_tags"

/* Every item must be an attribute of one of the VRs. */
static void
check_vr(const struct netrt_old *o, const char *key,
    const struct netrt_strings *tags, const char *vrs, const char *what)
{
	struct netrt_err none;
	char item[160], text[NETRT_WHY_LEN];

	if (tags->n == 0 || netrt_dcm_init(&none) != NETRT_OK)
		return;			/* that is told elsewhere */
	for (unsigned i = 0; i < tags->n; i++) {
		uint32_t tag = netrt_tag_find(tags->s[i]);

		if (tag != 0 && strstr(vrs, netrt_tag_vr(tag)) != NULL &&
		    !(vrs[0] == 'U' && netrt_remap_class(tag)))
			continue;
		snprintf(item, sizeof item, "%s[%u]", key, i);
		snprintf(text, sizeof text, "\"%.64s\" is no keyword of %s",
		    tags->s[i], what);
		o->fault(o->ctx, item, text);
	}
}

/* Dates and times that somebody wants modified. */
static void
check_dates(const struct netrt_old *o, const char *key,
    const struct netrt_strings *tags, bool times)
{
	unsigned retain = o->cfg->anonymization.retain;

	if (tags->n == 0)
		return;
	check_vr(o, key, tags, times ? "TM" : "DA DT",
	    times ? "a time" : "a date");
	if ((retain & NETRT_RETAIN_FULL_DATES) != 0)
		o->fault(o->ctx, key, "anonymization.retain has full_dates, "
		    "which leaves them as they are: take one of the two out");
	else if ((retain & NETRT_RETAIN_MODIFIED_DATES) != 0 && times)
		o->fault(o->ctx, key, "anonymization.retain has "
		    "modified_dates, which shifts days and leaves times as "
		    "they are: list them in tags_to_remove, or take one of the "
		    "two out");
	else if ((retain & NETRT_RETAIN_MODIFIED_DATES) == 0)
		o->warn(o->ctx, key, times ? "all times are removed, which is "
		    "more" : "all dates are removed, which is more; "
		    "anonymization.retain: [modified_dates] shifts them");
}

static void
check_override(const struct netrt_old *o, const char *key, const char *text)
{
	if (text != NULL && *text != '\0')
		o->warn(o->ctx, key, "has no effect: each patient gets a "
		    "pseudonym, or all would be one patient at the "
		    "destination");
}

static void
check_full(const struct netrt_old *o)
{
	const struct netrt_config *cfg = o->cfg;

	netrt_rule_tags(FULL_RULES ".tags_to_remove",
	    &cfg->anonymization.full_rules.remove, o->fault, o->ctx);
	netrt_rule_tags(FULL_RULES ".tags_to_empty",
	    &cfg->anonymization.full_rules.empty, o->fault, o->ctx);
	check_dates(o, FULL_RULES ".tags_to_modify_date",
	    &cfg->anonymization.full_rules.date, false);
	check_dates(o, FULL_RULES ".tags_to_modify_time",
	    &cfg->anonymization.full_rules.time, true);
	check_vr(o, FULL_RULES ".tags_to_regenerate_uid",
	    &cfg->anonymization.full_rules.uid, "UI", "a UID of an object");
	if (cfg->anonymization.full_rules.uid.n > 0 &&
	    !netrt_config_maps_uids(cfg))
		o->fault(o->ctx, FULL_RULES ".tags_to_regenerate_uid",
		    "anonymization.retain has uids, which leaves them as they "
		    "are: take one of the two out");
	check_override(o, FULL_RULES ".patient_id_override",
	    cfg->anonymization.full_rules.patient_id);
	check_override(o, FULL_RULES ".patient_name_override",
	    cfg->anonymization.full_rules.patient_name);
}

/* The list that counts when the one of rules is not set. */
static void
check_default(const struct netrt_old *o, const char *key,
    const struct netrt_strings *tags, const char *instead)
{
	char text[NETRT_WHY_LEN];

	if (tags->n == 0)
		return;
	if (netrt_doc_setter(o->load, instead, NULL) == NULL) {
		netrt_rule_tags(key, tags, o->fault, o->ctx);
		return;
	}
	snprintf(text, sizeof text, "has no effect: %s is set", instead);
	o->warn(o->ctx, key, text);
}

static bool
any(const struct netrt_config *cfg)
{
	const char *id = cfg->anonymization.full_rules.patient_id;
	const char *name = cfg->anonymization.full_rules.patient_name;

	return cfg->anonymization.full_rules.remove.n +
	    cfg->anonymization.full_rules.empty.n +
	    cfg->anonymization.full_rules.date.n +
	    cfg->anonymization.full_rules.time.n +
	    cfg->anonymization.full_rules.uid.n > 0 ||
	    (id != NULL && *id != '\0') || (name != NULL && *name != '\0');
}

void
netrt_old_check(const struct netrt_old *o)
{
	const struct netrt_config *cfg = o->cfg;

	check_default(o, "anonymization.default_tags_to_remove",
	    &cfg->anonymization.default_remove, REMOVE);
	check_default(o, "anonymization.default_tags_to_blank",
	    &cfg->anonymization.default_blank, BLANK);
	if (cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE)
		check_full(o);
	else if (any(cfg))
		o->warn(o->ctx, FULL_RULES, "has no effect: it is for "
		    "anonymization.mode: comprehensive "
		    "(full_anonymization_enabled: true)");
}

static bool
add(struct netrt_strings *to, const struct netrt_strings *from)
{
	for (unsigned i = 0; i < from->n; i++) {
		bool there = false;

		for (unsigned k = 0; k < to->n; k++)
			there = there || strcmp(to->s[k], from->s[i]) == 0;
		if (!there && !netrt_strings_add(to, from->s[i]))
			return false;
	}
	return true;
}

bool
netrt_old_merge(const struct netrt_load *l, struct netrt_config *cfg)
{
	bool full = cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE;

	return (netrt_doc_setter(l, REMOVE, NULL) != NULL ||
	    add(&cfg->anonymization.remove_tags,
	    &cfg->anonymization.default_remove)) &&
	    (netrt_doc_setter(l, BLANK, NULL) != NULL ||
	    add(&cfg->anonymization.blank_tags,
	    &cfg->anonymization.default_blank)) && (!full ||
	    (add(&cfg->anonymization.remove_tags,
	    &cfg->anonymization.full_rules.remove) &&
	    add(&cfg->anonymization.blank_tags,
	    &cfg->anonymization.full_rules.empty)));
}
