/*
 * netrt-config: are the settings right, what is this one, where does each
 * come from?
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pidcheck.h"
#include "stunnel.h"
#include "tool.h"

static void
say_fault(void *ctx, const char *text)
{
	const struct netrt_tool *t = ctx;

	fprintf(stderr, "%s: %s\n", t->name, text);
}

static enum netrt_rc
load(struct netrt_tool *t, struct netrt_err *e)
{
	return netrt_config_read(t->file, t->set, t->nset, &t->cfg, e);
}

static void
say_warnings(const struct netrt_tool *t)
{
	for (unsigned i = 0; i < t->cfg->warnings.n; i++)
		fprintf(stderr, "%s: warning: %s\n", t->name,
		    t->cfg->warnings.s[i]);
}

/* What is right as a setting, but will not work here and now. */
static enum netrt_rc
check_font(struct netrt_tool *t, struct netrt_err *e)
{
	const char *font = t->cfg->processing.font_file;

	if ((!t->cfg->processing.add_burn_in_disclaimer &&
	    !t->cfg->visualization.enabled) || access(font, R_OK) == 0)
		return NETRT_OK;
	netrt_err_errno(e, "processing.font_file: %s", font);
	say_fault(t, e->msg);
	return NETRT_CONFIG;
}

/* Certificates and keys: stunnel says whether it can use them. */
static enum netrt_rc
check_tls(struct netrt_tool *t, struct netrt_err *e)
{
	enum netrt_rc worst = NETRT_OK;

	for (unsigned i = 0; i < t->cfg->ndestinations; i++) {
		const struct netrt_destination *to = &t->cfg->destinations[i];
		enum netrt_rc rc = !to->tls ? NETRT_OK :
		    netrt_stunnel_try(t->cfg, to, e);

		if (rc != NETRT_OK) {
			netrt_err_prefix(e, "destination %s", to->name);
			say_fault(t, e->msg);
		}
		worst = netrt_rc_worst(worst, rc);
	}
	return worst;
}

static void
say_warning(void *ctx, const char *text)
{
	const struct netrt_tool *t = ctx;

	fprintf(stderr, "%s: warning: %s\n", t->name, text);
}

/* The files of the pseudonyms, where they are there. */
static enum netrt_rc
check_mapping(struct netrt_tool *t, struct netrt_err *e)
{
	enum netrt_rc rc = !t->cfg->anonymization.enabled ? NETRT_OK :
	    netrt_pidcheck(t->cfg, say_warning, t, e);

	if (rc != NETRT_OK)
		say_fault(t, e->msg);
	return rc;
}

/* What is right, and wants somebody to know what it means. */
static void
say_consequences(const struct netrt_tool *t)
{
	const struct netrt_config *c = t->cfg;

	if (!c->anonymization.enabled) {
		fprintf(stderr, "%s: warning: anonymization.enabled is false: "
		    "objects are sent with all that identifies the patient\n",
		    t->name);
		return;
	}
	if (!netrt_config_maps_uids(c))
		fprintf(stderr, "%s: warning: anonymization.%s: no "
		    "destination may hold the original study, with which the "
		    "de-identified one has the Study Instance UID in common\n",
		    t->name, c->anonymization.mode == NETRT_ANON_STANDARD ?
		    "uids is keep" : "retain has uids");
	if (!netrt_config_maps_uids(c) && netrt_config_hides_dates(c))
		fprintf(stderr, "%s: warning: anonymization.retain has uids, "
		    "but not full_dates: UIDs often hold days; a study with "
		    "one of its own in a UID is quarantined, others are not "
		    "known\n", t->name);
	if (*c->anonymization.reidentification_file != '\0')
		fprintf(stderr, "%s: warning: "
		    "anonymization.reidentification_file: %s says in clear "
		    "which patient is behind which pseudonym: keep it as you "
		    "keep the originals\n", t->name,
		    c->anonymization.reidentification_file);
}

/* All faults at once, or none and the warnings. */
static enum netrt_rc
check(struct netrt_tool *t, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_config_check(t->file, t->set, t->nset,
	    say_fault, t, e);

	if (rc != NETRT_OK)
		return rc;		/* has been said */
	if ((rc = load(t, e)) != NETRT_OK) {
		say_fault(t, e->msg);
		return rc;
	}
	say_warnings(t);
	say_consequences(t);
	rc = check_font(t, e);
	rc = netrt_rc_worst(rc, check_mapping(t, e));
	return netrt_rc_worst(rc, check_tls(t, e));
}

static enum netrt_rc
get(struct netrt_tool *t, char **keys, struct netrt_err *e)
{
	enum netrt_rc rc = load(t, e);

	for (; rc == NETRT_OK && *keys != NULL; keys++) {
		char *text;

		rc = netrt_config_get(t->cfg, *keys, &text, e);
		if (rc == NETRT_OK)
			puts(text);
		free(text);
	}
	if (rc != NETRT_OK)
		say_fault(t, e->msg);
	return rc;
}

/* The length of the section of a key, 0 for "listeners". */
static size_t
section(const char *key)
{
	const char *dot = strrchr(key, '.');

	return dot != NULL ? (size_t)(dot - key) : 0;
}

struct print {
	char sect[128];		/* the section that is open */
};

/*
 * One key as YAML with its origin as a comment.  What is not used is a
 * comment as a whole, so that the text can be read back.
 */
static void
print_key(void *ctx, const char *key, const char *value, const char *origin)
{
	struct print *p = ctx;
	size_t n = section(key);
	const char *rules = memchr(key, '.', n), *mark = "";
	int indent = n == 0 ? 0 : rules != NULL ? 4 : 2;

	if (strlen(p->sect) != n || strncmp(p->sect, key, n) != 0) {
		snprintf(p->sect, sizeof p->sect, "%.*s", (int)n, key);
		if (rules != NULL)	/* a section in a section */
			printf("  %s:\n", strchr(p->sect, '.') + 1);
		else if (n > 0)
			printf("%s:\n", p->sect);
	}
	if (strncmp(origin, "not used", 8) == 0)
		mark = "# ";
	printf("%s%*s%s: %s  # %s\n", mark, indent, "",
	    key + n + (n > 0), value, origin);
}

static enum netrt_rc
print(struct netrt_tool *t, struct netrt_err *e)
{
	enum netrt_rc rc = load(t, e);
	struct print p = { "" };

	if (rc != NETRT_OK) {
		say_fault(t, e->msg);
		return rc;
	}
	say_warnings(t);
	netrt_config_each(t->cfg, print_key, &p);
	return NETRT_OK;
}

static const char usage[] =
    "[-c FILE] [-o section.key=VALUE]... check\n"
    "       netrt-config [-c FILE] [-o section.key=VALUE]... get KEY...\n"
    "       netrt-config [-c FILE] [-o section.key=VALUE]... print";

int
main(int argc, char **argv)
{
	struct netrt_tool t = { .name = "netrt-config", .usage = usage };
	struct netrt_err e = { NETRT_OK, "" };
	enum netrt_rc rc = NETRT_USAGE;
	int status;

	if (netrt_tool_options(&t, argc, argv, &status))
		return status;
	const char *verb = optind < argc ? argv[optind] : "";
	int n = argc - optind - 1;
	if (strcmp(verb, "check") == 0 && n == 0)
		rc = check(&t, &e);
	else if (strcmp(verb, "get") == 0 && n > 0)
		rc = get(&t, argv + optind + 1, &e);
	else if (strcmp(verb, "print") == 0 && n == 0)
		rc = print(&t, &e);
	else
		fprintf(stderr, "usage: %s %s\n", t.name, t.usage);
	return netrt_tool_end(&t, rc);
}
