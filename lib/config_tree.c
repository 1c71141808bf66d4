/* Are all nodes of a document known keys of the right kind? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_key.h"
#include "near.h"

/* The last component. */
static const char *
leaf(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? dot + 1 : name;
}

const char *
netrt_key_nearest(const char *name)
{
	static const char *const old[][2] = {
		{ "processing.include_contour_names",
		    "processing.include_roi" },
		{ "processing.exclude_contour_names",
		    "processing.exclude_roi" },
	};
	const struct netrt_key *best = NULL;
	unsigned min = 1000;

	for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
		if (strcmp(name, old[i][0]) == 0)
			return old[i][1];
	for (const struct netrt_key *k = netrt_keys; k->name != NULL; k++) {
		unsigned n = netrt_near_distance(name, k->name);

		/* the right word in the wrong section is near, too */
		if (strcmp(leaf(name), leaf(k->name)) == 0 && n > 2)
			n = 2;
		if (n < min) {
			min = n;
			best = k;
		}
	}
	return min <= 2 + strlen(leaf(name)) / 3 ? best->name : NULL;
}

/* Does name begin with the components of path?  "a.b" with "a", not "a.bc". */
static bool
below(const char *name, const char *path)
{
	size_t n = strlen(path);

	return strncmp(name, path, n) == 0 && (name[n] == '.' ||
	    name[n] == '[');
}

static const struct netrt_key *
find_key(const char *path, size_t len)
{
	for (const struct netrt_key *k = netrt_keys; k->name != NULL; k++)
		if (strncmp(k->name, path, len) == 0 && k->name[len] == '\0')
			return k;
	return NULL;
}

static bool
is_section(const char *path)
{
	for (const struct netrt_key *k = netrt_keys; k->name != NULL; k++)
		if (below(k->name, path))
			return true;
	return false;
}

static const char *
kind_name(const struct netrt_node *n)
{
	if (n->null)
		return "nothing";
	if (n->kind == NETRT_N_LIST)
		return "a list";
	return n->kind == NETRT_N_MAP ? "a mapping" : "a single value";
}

static void
unknown(struct netrt_doc *d, const struct netrt_node *n,
    struct netrt_faults *f)
{
	const char *what = strchr(n->path, '.') ? "key" : "section";
	const char *near = NULL, *dot;
	unsigned min = 1000;

	if (strcmp(what, "key") == 0) {
		near = netrt_key_nearest(n->path);
		dot = near != NULL ? near + strlen(near) : NULL;
	} else {
		/* a section: compare with the first components */
		for (const struct netrt_key *k = netrt_keys; k->name != NULL;
		    k++) {
			char sect[64] = "";
			size_t len = strcspn(k->name, ".");
			unsigned m;

			memcpy(sect, k->name, len);
			if ((m = netrt_near_distance(n->path, sect)) < min) {
				min = m;
				near = k->name;
			}
		}
		if (min > 2 + strlen(n->path) / 3)
			near = NULL;
		dot = near != NULL ? near + strcspn(near, ".") : NULL;
	}
	if (near != NULL)
		netrt_fault(f, d, n->line, n->path,
		    "unknown %s; the nearest is \"%.*s\"", what,
		    (int)(dot - near), near);
	else
		netrt_fault(f, d, n->line, n->path,
		    "unknown %s; netrt.yaml(5) lists all", what);
}

static bool
want(struct netrt_doc *d, const struct netrt_node *n,
    enum netrt_node_kind kind, const char *text, struct netrt_faults *f)
{
	if (n->kind == kind && !n->null)
		return true;
	netrt_fault(f, d, n->line, n->path, "%s, but %s is needed",
	    kind_name(n), text);
	return false;
}

/* A text that may be empty may also be null. */
static bool
may_be_null(const struct netrt_key *k)
{
	return k->type == NETRT_K_NONE || (k->type == NETRT_K_TEXT &&
	    k->min == 0 && k->choice == NULL) ||
	    (k->type == NETRT_K_PATH && k->max > 0);
}

/* The kind of the node at a key. */
static bool
check_kind(struct netrt_doc *d, const struct netrt_node *n,
    const struct netrt_key *k, struct netrt_faults *f)
{
	switch (k->type) {
	case NETRT_K_NONE:
		return true;
	case NETRT_K_STRINGS:
	case NETRT_K_FLAGS:
		return want(d, n, NETRT_N_LIST, "a list ([] for none)", f);
	case NETRT_K_MAPS:
		return want(d, n, NETRT_N_LIST,
		    "a list of mappings [{...}, ...]", f);
	default:
		if (n->null && may_be_null(k))
			return true;
		return want(d, n, NETRT_N_SCALAR, "one value", f);
	}
}

/* A node below a key of lists: "[2]", "[0].port", "[0].series[1]". */
static bool
check_inner(struct netrt_doc *d, const struct netrt_node *n,
    const struct netrt_key *k, struct netrt_faults *f)
{
	const char *rest = n->path + strcspn(n->path, "[");
	const char *dot = strchr(rest, '.');

	if (k->type != NETRT_K_MAPS)
		return want(d, n, NETRT_N_SCALAR, "one value", f);
	if (dot == NULL)
		return want(d, n, NETRT_N_MAP, "a mapping {name: ...}", f);
	size_t len = strcspn(dot + 1, "[");
	for (const struct netrt_key *s = k->sub; s->name != NULL; s++) {
		if (strncmp(s->name, dot + 1, len) != 0 ||
		    s->name[len] != '\0')
			continue;
		if (dot[1 + len] == '[')
			return want(d, n, NETRT_N_SCALAR, "one value", f);
		return check_kind(d, n, s, f);
	}
	char known[400] = "";
	size_t at = 0;
	for (const struct netrt_key *s = k->sub; s->name != NULL &&
	    at < sizeof known; s++)
		at += (size_t)snprintf(known + at, sizeof known - at, "%s%s",
		    at > 0 ? ", " : "", s->name);
	netrt_fault(f, d, n->line, n->path, "unknown key; allowed are %s",
	    known);
	return false;
}

static bool
check_node(struct netrt_doc *d, const struct netrt_node *n,
    struct netrt_faults *f)
{
	size_t len = strcspn(n->path, "[");
	const struct netrt_key *k = find_key(n->path, len);

	if (n->path[0] == '\0')
		return want(d, n, NETRT_N_MAP, "\"section:\"", f);
	if (n->twice)
		return false;		/* said already */
	if (n->alien || (k == NULL && !is_section(n->path))) {
		unknown(d, n, f);
		return false;
	}
	if (k == NULL)
		return n->null || want(d, n, NETRT_N_MAP,
		    "a mapping of keys", f);
	return n->path[len] == '\0' ? check_kind(d, n, k, f) :
	    check_inner(d, n, k, f);
}

void
netrt_doc_check(struct netrt_doc *d, struct netrt_faults *f)
{
	const char *skip = NULL;	/* what is below was dealt with */

	for (size_t i = 0; i < d->nnodes; i++) {
		const struct netrt_node *n = &d->node[i];
		const struct netrt_key *k;

		if (skip != NULL && below(n->path, skip))
			continue;
		skip = NULL;
		k = find_key(n->path, strcspn(n->path, "["));
		if (check_node(d, n, f)) {
			if (k != NULL && k->type == NETRT_K_NONE)
				skip = n->path;
			continue;
		}
		if (n->path[0] == '\0')
			return;
		skip = n->path;
		if (k != NULL)
			d->bad[k - netrt_keys] = true;
	}
}
