/*
 * Reading the configuration: see config.h, and config_key.h for the inside.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_key.h"

#define DEFAULT_FILE	"/etc/netrt/netrt.yaml"

struct read {
	struct netrt_load load;
	struct netrt_full *full;
	bool faulty[NETRT_NKEYS_MAX];
};

static bool
set_origin(struct read *r, const struct netrt_key *k, const char *text)
{
	char **p = &r->full->origin[k - netrt_keys];

	free(*p);
	*p = strdup(text);
	return *p != NULL || netrt_no_memory(&r->load);
}

static void
warn(struct read *r, const struct netrt_doc *d, unsigned line,
    const char *key, const char *text)
{
	char buf[512];

	if (d->file)
		snprintf(buf, sizeof buf, "%s:%u: %s: %s", d->name, line, key,
		    text);
	else
		snprintf(buf, sizeof buf, "%s: %s", d->name, text);
	if (!netrt_strings_add(&r->full->c.warnings, buf))
		netrt_no_memory(&r->load);
}

/* Apply one key, and note where it came from. */
static void
apply(struct read *r, const struct netrt_key *k)
{
	struct netrt_config *c = &r->full->c;
	const struct netrt_node *n = NULL;
	const struct netrt_doc *d = netrt_doc_setter(&r->load, k->name, &n);
	char text[512];

	if (k->type == NETRT_K_NONE) {
		snprintf(text, sizeof text, "has no effect: %s", k->note);
		if (d != NULL)
			warn(r, d, n->line, k->name, text);
		return;
	}
	snprintf(text, sizeof text, "default");
	if (d != NULL && d->file)
		snprintf(text, sizeof text, "%s:%u", d->name, n->line);
	else if (d != NULL)
		snprintf(text, sizeof text, "-o");
	if (!netrt_key_apply(&r->load, k, c, netrt_key_base(c, k)))
		r->faulty[k - netrt_keys] = true;
	set_origin(r, k, text);
}

/* The one listener and destination of NETRT's sections. */
static bool
add_singles(struct read *r)
{
	struct netrt_config *c = &r->full->c;

	c->listener.list = calloc(1, sizeof *c->listener.list);
	c->destinations = calloc(1, sizeof *c->destinations);
	if (c->listener.list == NULL || c->destinations == NULL)
		return netrt_no_memory(&r->load);
	c->listener.n = c->ndestinations = 1;
	if (!netrt_element_defaults(&r->load, netrt_key_find("destinations"),
	    c->destinations))
		return false;
	c->destinations->name = strdup("default");
	return c->destinations->name != NULL || netrt_no_memory(&r->load);
}

/*
 * "listeners" replaces dicom_listener's address and AE title, "destinations"
 * replaces dicom_destination: which one counts is decided here.
 */
static void
choose(struct read *r, const char *list, enum netrt_key_base base,
    bool both_fault)
{
	const struct netrt_node *n = NULL, *m = NULL;
	const struct netrt_doc *d = netrt_doc_setter(&r->load, list, &n);
	const struct netrt_key *lk = netrt_key_find(list);
	char text[128];

	if (d == NULL)
		snprintf(text, sizeof text, "not used: %s counts",
		    base == NETRT_B_LISTENER ? "dicom_listener" :
		    "dicom_destination");
	else
		snprintf(text, sizeof text, "not used: %s counts", list);
	if (d == NULL)
		set_origin(r, lk, text);
	for (const struct netrt_key *k = netrt_keys; k->name && d; k++) {
		const struct netrt_doc *o;

		if (k->base != base)
			continue;
		set_origin(r, k, text);
		if ((o = netrt_doc_setter(&r->load, k->name, &m)) == NULL)
			continue;
		if (!both_fault)
			warn(r, o, m->line, k->name, "has no effect: "
			    "listeners is set");
		else if (o >= d)
			netrt_fault(&r->load.f, o, m->line, k->name,
			    "%s is set as well: use one of them", list);
	}
	if (d != NULL)
		apply(r, lk);
}

static void
apply_all(struct read *r)
{
	for (const struct netrt_key *k = netrt_keys; k->name != NULL; k++)
		if (k->type != NETRT_K_MAPS)
			apply(r, k);
	apply(r, netrt_key_find("processing.rename_roi"));
	choose(r, "listeners", NETRT_B_LISTENER, false);
	choose(r, "destinations", NETRT_B_DESTINATION, true);
}

/* A fault between settings, told at the line of path: "key", "key[3]". */
static void
say_rule(void *ctx, const char *path, const char *text)
{
	struct read *r = ctx;
	const struct netrt_node *n = NULL, *in = NULL;
	char key[128];

	snprintf(key, sizeof key, "%.*s", (int)strcspn(path, "["), path);
	const struct netrt_doc *d = netrt_doc_setter(&r->load, key, &n);
	if (d != NULL)
		in = netrt_doc_find(d, path);
	if (!r->faulty[netrt_key_find(key) - netrt_keys])
		netrt_fault(&r->load.f, d, in ? in->line : n ? n->line : 0,
		    path, "%s", text);
}

static bool
is_patient(const char *tag)
{
	static const char *const list[] = { "PatientID", "PatientName",
	    "0010,0020", "(0010,0020)", "0010,0010", "(0010,0010)" };

	for (size_t i = 0; tag != NULL && i < sizeof list / sizeof *list; i++)
		if (strcmp(tag, list[i]) == 0)
			return true;
	return false;
}

static void
warn_rule(void *ctx, const char *path, const char *text)
{
	struct read *r = ctx;
	const struct netrt_node *n = NULL;
	const struct netrt_doc *d = netrt_doc_setter(&r->load, path, &n);

	if (d != NULL)
		warn(r, d, n->line, path, text);
}

/* PatientID and PatientName are replaced whatever the rules say. */
static void
warn_tags(struct read *r, const char *key, const struct netrt_strings *tags)
{
	const struct netrt_node *n = NULL;
	const struct netrt_doc *d = netrt_doc_setter(&r->load, key, &n);

	for (unsigned i = 0; d != NULL && i < tags->n; i++) {
		char item[128], text[128];
		const struct netrt_node *in;

		if (!is_patient(tags->s[i]))
			continue;
		snprintf(item, sizeof item, "%s[%u]", key, i);
		snprintf(text, sizeof text, "%s has no effect: the pseudonym "
		    "takes its place", tags->s[i]);
		in = netrt_doc_find(d, item);
		warn(r, d, in ? in->line : n->line, key, text);
	}
}

/* Who calls a destination that says nothing of it: the listener. */
static void
set_calling(struct read *r)
{
	struct netrt_config *c = &r->full->c;

	for (unsigned i = 0; i < c->ndestinations && c->listener.n > 0; i++) {
		char **p = &c->destinations[i].calling_ae_title;

		if (*p == NULL || **p != '\0' ||
		    c->listener.list[0].ae_title == NULL)
			continue;
		free(*p);
		if ((*p = strdup(c->listener.list[0].ae_title)) == NULL)
			netrt_no_memory(&r->load);
	}
}

static void
set_key_file(struct read *r)
{
	struct netrt_config *c = &r->full->c;
	const char *map = c->anonymization.pid_mapping_file;

	if (map == NULL || c->anonymization.key_file == NULL ||
	    c->anonymization.key_file[0] != '\0')
		return;
	free(c->anonymization.key_file);
	size_t n = strlen(map) + sizeof ".key";
	if ((c->anonymization.key_file = malloc(n)) == NULL)
		netrt_no_memory(&r->load);
	else
		snprintf(c->anonymization.key_file, n, "%s.key", map);
}

/*
 * full_anonymization_enabled is comprehensive, as its users thought (the
 * Python NETRT had the key and no code for it).  Of it and anonymization.mode
 * the one that is set later counts; in one file they must agree.
 */
static void
set_mode(struct read *r)
{
	static const char key[] = "anonymization.full_anonymization_enabled";
	static const char mode[] = "anonymization.mode";
	struct netrt_config *c = &r->full->c;
	const struct netrt_node *n = NULL;
	const struct netrt_doc *d = netrt_doc_setter(&r->load, key, &n);
	const struct netrt_doc *m = netrt_doc_setter(&r->load, mode, NULL);

	if (!c->anonymization.full || d == NULL || m > d ||
	    c->anonymization.mode == NETRT_ANON_COMPREHENSIVE)
		return;
	if (m == d)
		netrt_fault(&r->load.f, d, n->line, key, "is true, but "
		    "anonymization.mode is standard: take one of them out");
	c->anonymization.mode = NETRT_ANON_COMPREHENSIVE;
	set_origin(r, netrt_key_find(mode), key);
}

static const char *
default_file(void)
{
	const char *env = getenv("NETRT_CONFIG");

	return env != NULL && *env != '\0' ? env : DEFAULT_FILE;
}

/* Read everything into r->full; faults are counted in r->load.f. */
static void
read_all(struct read *r, const char *file, char *const *set, size_t nset)
{
	if ((r->full = calloc(1, sizeof *r->full)) == NULL ||
	    (r->full->c.path = strdup(file)) == NULL || !add_singles(r)) {
		netrt_no_memory(&r->load);
		return;
	}
	netrt_docs_read(&r->load, file, set, nset);
	if (r->load.ndocs == 0 || r->load.doc[0].slot == NULL)
		return;			/* not even a file */
	apply_all(r);
	set_mode(r);
	set_key_file(r);
	set_calling(r);
	warn_tags(r, "anonymization.rules.remove_tags",
	    &r->full->c.anonymization.remove_tags);
	warn_tags(r, "anonymization.rules.blank_tags",
	    &r->full->c.anonymization.blank_tags);
	netrt_rule_all(&r->full->c, say_rule, r);
	const struct netrt_old old = { &r->full->c, &r->load, say_rule,
	    warn_rule, r };
	netrt_old_check(&old);
	netrt_idle_check(&old);
	if (!netrt_old_merge(&r->load, &r->full->c))
		netrt_no_memory(&r->load);
}

enum netrt_rc
netrt_config_read(const char *file, char *const *set, size_t nset,
    struct netrt_config **out, struct netrt_err *e)
{
	struct read r = { .load.f.e = e };

	*out = NULL;
	read_all(&r, file ? file : default_file(), set, nset);
	netrt_docs_free(&r.load);
	if (r.load.f.n == 0) {
		*out = &r.full->c;
		return NETRT_OK;
	}
	netrt_config_free(r.full ? &r.full->c : NULL);
	return e->rc;
}

enum netrt_rc
netrt_config_check(const char *file, char *const *set, size_t nset,
    void (*fault)(void *ctx, const char *text), void *ctx,
    struct netrt_err *e)
{
	struct read r = { .load.f = { .fn = fault, .ctx = ctx, .e = e } };

	read_all(&r, file ? file : default_file(), set, nset);
	netrt_docs_free(&r.load);
	netrt_config_free(r.full ? &r.full->c : NULL);
	return r.load.f.n == 0 ? NETRT_OK : e->rc;
}

void
netrt_config_free(struct netrt_config *cfg)
{
	struct netrt_full *full = (struct netrt_full *)(void *)cfg;

	if (cfg == NULL)
		return;
	for (const struct netrt_key *k = netrt_keys; k->name != NULL; k++) {
		free(full->origin[k - netrt_keys]);
		if (k->type == NETRT_K_MAPS)
			netrt_elements_free(k, cfg);
		else if (k->base == NETRT_B_CONFIG)
			netrt_value_free(k, cfg);
	}
	netrt_strings_free(&cfg->warnings);
	free(cfg->path);
	free(full);
}
