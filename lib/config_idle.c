/*
 * Settings of anonymization and destinations that another setting leaves
 * without an effect: each is a warning, since whoever wrote it thinks that it
 * does something.
 */
#include <stdio.h>


#include "config_key.h"

#define KEY(name)	"anonymization." name

static void
idle(const struct netrt_old *o, bool is, const char *key, const char *text)
{
	if (is)
		o->warn(o->ctx, key, text);
}

/* What the mode comprehensive leaves in, or does with names. */
static void
check_standard(const struct netrt_old *o)
{
	static const char text[] = "has no effect: it is for "
	    "anonymization.mode: comprehensive";
	const struct netrt_config *c = o->cfg;

	idle(o, c->anonymization.retain != 0, KEY("retain"), text);
	idle(o, c->anonymization.safe_private.n > 0, KEY("safe_private"),
	    text);
	idle(o, c->anonymization.strict_names, KEY("roi_names"),
	    "has no effect: it is for anonymization.mode: comprehensive; "
	    "standard cuts what it knows of the patient out of names of ROIs");
	idle(o, c->anonymization.allow_burned_in, KEY("allow_burned_in"),
	    "has no effect: it is for anonymization.mode: comprehensive; "
	    "standard lets such images pass, with a warning in the log");
}

/* What is for verify: find. */
static void
check_find(const struct netrt_old *o)
{
	for (unsigned i = 0; i < o->cfg->ndestinations; i++) {
		const struct netrt_destination *to = &o->cfg->destinations[i];
		char key[64];

		if (to->verify == NETRT_VERIFY_FIND)
			continue;
		snprintf(key, sizeof key, "destinations[%u].%s", i,
		    to->find_port != 0 ? "find_port" : "find_ae_title");
		idle(o, to->find_port != 0 || (to->find_ae_title != NULL &&
		    *to->find_ae_title != '\0'), key,
		    "has no effect: it is for verify: find");
	}
}

void
netrt_idle_check(const struct netrt_old *o)
{
	const struct netrt_config *c = o->cfg;
	bool full = c->anonymization.mode == NETRT_ANON_COMPREHENSIVE;
	bool keep = (c->anonymization.retain & NETRT_RETAIN_UIDS) != 0;
	bool set = netrt_doc_setter(o->load, KEY("uids"), NULL) != NULL;
	bool patient = c->anonymization.use_consistent_pid;
	const char *prefix = c->anonymization.random_prefix;

	check_find(o);
	if (!c->anonymization.enabled)
		return;			/* then nothing has */
	if (!full)
		check_standard(o);
	idle(o, full && set && keep && c->anonymization.uids ==
	    NETRT_UIDS_REMAP, KEY("uids"), "has no effect: "
	    "anonymization.retain has uids, which leaves them as they are");
	idle(o, full && set && !keep && c->anonymization.uids ==
	    NETRT_UIDS_KEEP, KEY("uids"), "has no effect: the mode "
	    "comprehensive maps UIDs; anonymization.retain: [uids] keeps "
	    "them");
	idle(o, c->anonymization.date_in_pid && !patient,
	    KEY("pid_date_suffix"), "has no effect: "
	    "anonymization.use_consistent_pid is false, and a pseudonym of "
	    "one study has no date");
	idle(o, prefix != NULL && *prefix != '\0' && patient,
	    KEY("rules.generate_random_id_prefix"), "has no effect: "
	    "anonymization.use_consistent_pid is true, and pseudonyms begin "
	    "with anonymization.site_code");
}
