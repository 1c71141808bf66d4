/*
 * YAML text -> nodes with lines.
 *
 * libcyaml 1.3.1, which loads the values (config_load.c), tells a line only
 * with its own errors, stops at the first, and leaks what a second key of
 * the same name overwrites.  So a walk over the events of libyaml, which is
 * its parser, comes first and finds where each key stands, of what kind its
 * value is, and what stands there twice.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "config_key.h"

#define PATH_LEN	256
#define DEPTH_MAX	16

struct walk {
	yaml_parser_t parser;
	struct netrt_doc *d;
	struct netrt_faults *f;
	struct {
		char *name;
		size_t node;
	} anchor[64];
	size_t nanchors;
	size_t room;
};

void
netrt_fault(struct netrt_faults *f, const struct netrt_doc *d, unsigned line,
    const char *path, const char *fmt, ...)
{
	char text[sizeof f->e->msg];
	size_t n = 0;
	va_list ap;

	if (d != NULL && d->file && line > 0)
		n = (size_t)snprintf(text, sizeof text, "%.200s:%u: ",
		    d->name, line);
	else if (d != NULL)
		n = (size_t)snprintf(text, sizeof text, "%.200s: ", d->name);
	/* "-o a.b=VALUE" has named the key already */
	if (path != NULL && path[0] != '\0' && (d == NULL || d->file ||
	    strncmp(d->name + 3, path, strcspn(d->name + 3, "=")) != 0 ||
	    path[strcspn(d->name + 3, "=")] != '\0'))
		n += (size_t)snprintf(text + n, sizeof text - n, "%.*s: ",
		    PATH_LEN / 2, path);
	va_start(ap, fmt);
	vsnprintf(text + n, sizeof text - n, fmt, ap);
	va_end(ap);
	for (char *p = text; *p != '\0'; p++)	/* one fault, one line */
		if ((unsigned char)*p < ' ')
			*p = ' ';
	if (f->n++ == 0)
		netrt_err_set(f->e, NETRT_CONFIG, "%s", text);
	if (f->fn != NULL)
		f->fn(f->ctx, text);
}

const struct netrt_node *
netrt_doc_find(const struct netrt_doc *d, const char *path)
{
	for (size_t i = 0; i < d->nnodes; i++)
		if (strcmp(d->node[i].path, path) == 0)
			return &d->node[i];
	return NULL;
}

static bool
no_memory(struct walk *w)
{
	netrt_fault(w->f, w->d, 0, NULL, "no memory");
	w->f->e->rc = NETRT_TEMP;
	return false;
}

/* Add a node; false (and a fault) when there is no room. */
static bool
add_node(struct walk *w, const char *path, unsigned line)
{
	struct netrt_doc *d = w->d;

	if (d->nnodes >= NETRT_NODES_MAX) {
		netrt_fault(w->f, d, line, NULL, "more than %d values",
		    NETRT_NODES_MAX);
		return false;
	}
	if (d->nnodes == w->room) {
		size_t room = w->room ? 2 * w->room : 64;
		struct netrt_node *p = realloc(d->node, room * sizeof *p);

		if (p == NULL)
			return no_memory(w);
		d->node = p;
		w->room = room;
	}
	struct netrt_node *n = &d->node[d->nnodes];
	*n = (struct netrt_node){ .path = strdup(path), .line = line };
	if (n->path == NULL)
		return no_memory(w);
	d->nnodes++;
	return true;
}

static bool
next(struct walk *w, yaml_event_t *ev)
{
	if (yaml_parser_parse(&w->parser, ev))
		return true;
	if (w->parser.error == YAML_MEMORY_ERROR)
		return no_memory(w);
	netrt_fault(w->f, w->d, (unsigned)w->parser.problem_mark.line + 1,
	    NULL, "%s", w->parser.problem ? w->parser.problem :
	    "not a YAML text");
	return false;
}

static bool
is_null(const char *s)
{
	return *s == '\0' || strcmp(s, "~") == 0 || strcmp(s, "null") == 0 ||
	    strcmp(s, "Null") == 0 || strcmp(s, "NULL") == 0;
}

static bool value(struct walk *w, yaml_event_t *ev, size_t at, int depth);

/* A name that can stand in a path. */
static bool
plain_name(const char *s, size_t len)
{
	if (len == 0 || len > 80)
		return false;
	return strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == len;
}

/* One "key: value" of the mapping at node number map. */
static bool
pair(struct walk *w, yaml_event_t *ev, size_t map, int depth)
{
	const char *up = w->d->node[map].path;
	unsigned line = (unsigned)ev->start_mark.line + 1;
	char path[PATH_LEN];
	bool alien;

	if (ev->type != YAML_SCALAR_EVENT) {
		netrt_fault(w->f, w->d, line, up, "a key must be a word");
		return false;
	}
	const char *s = (const char *)ev->data.scalar.value;
	alien = !plain_name(s, ev->data.scalar.length) ||
	    strlen(up) + strlen(s) + 2 > sizeof path;
	snprintf(path, sizeof path, "%.100s%s%.80s", up, *up ? "." : "", s);
	for (char *p = path + strlen(up) + (*up != '\0'); alien && *p; p++)
		if ((unsigned char)*p < ' ')
			*p = '?';
	const struct netrt_node *old = netrt_doc_find(w->d, path);
	size_t first = old != NULL ? (size_t)(old - w->d->node) : 0;
	if (!add_node(w, path, line))
		return false;
	struct netrt_node *n = &w->d->node[w->d->nnodes - 1];
	n->alien = alien;
	if (first > 0 && !alien) {
		w->d->node[first].twice = n->twice = true;
		netrt_fault(w->f, w->d, line, path,
		    "set twice, first in line %u", w->d->node[first].line);
	}
	yaml_event_t val;
	if (!next(w, &val))
		return false;
	bool good = value(w, &val, w->d->nnodes - 1, depth);
	yaml_event_delete(&val);
	return good;
}

/* The content of a mapping or list that has begun at node number at. */
static bool
children(struct walk *w, size_t at, bool map, int depth)
{
	for (unsigned i = 0;; i++) {
		yaml_event_t ev;
		char path[PATH_LEN];
		bool good, end;

		if (!next(w, &ev))
			return false;
		end = ev.type == (map ? YAML_MAPPING_END_EVENT :
		    YAML_SEQUENCE_END_EVENT);
		if (end) {
			good = true;
		} else if (map) {
			good = pair(w, &ev, at, depth);
		} else {
			snprintf(path, sizeof path, "%.200s[%u]",
			    w->d->node[at].path, i);
			good = add_node(w, path,
			    (unsigned)ev.start_mark.line + 1) &&
			    value(w, &ev, w->d->nnodes - 1, depth);
		}
		yaml_event_delete(&ev);
		if (end || !good)
			return good;
	}
}

static bool
anchored(struct walk *w, const yaml_char_t *name, size_t at)
{
	if (name == NULL)
		return true;
	if (w->nanchors == sizeof w->anchor / sizeof w->anchor[0]) {
		netrt_fault(w->f, w->d, w->d->node[at].line, NULL,
		    "too many anchors");
		return false;
	}
	w->anchor[w->nanchors].node = at;
	w->anchor[w->nanchors].name = strdup((const char *)name);
	return w->anchor[w->nanchors++].name != NULL || no_memory(w);
}

/* A scalar or a list of scalars: nothing that has keys. */
static bool
keyless(const struct walk *w, size_t at)
{
	const struct netrt_node *n = &w->d->node[at];
	size_t len = strlen(n->path);

	for (size_t i = at; i < w->d->nnodes; i++)
		if (strncmp(w->d->node[i].path, n->path, len) == 0 &&
		    w->d->node[i].kind == NETRT_N_MAP)
			return false;
	return true;
}

/*
 * An alias is what its anchor is.  Not for mappings: their keys would have
 * no nodes of their own, and a key without a node is a key that is not set.
 */
static bool
alias(struct walk *w, const yaml_char_t *name, size_t at)
{
	struct netrt_node *n = &w->d->node[at];
	size_t i = w->nanchors;

	while (i > 0 && strcmp(w->anchor[i - 1].name, (const char *)name))
		i--;
	if (i == 0) {
		netrt_fault(w->f, w->d, n->line, n->path,
		    "no anchor &%.40s before", (const char *)name);
		return false;
	}
	const struct netrt_node *o = &w->d->node[w->anchor[i - 1].node];
	if (!keyless(w, w->anchor[i - 1].node)) {
		netrt_fault(w->f, w->d, n->line, n->path, "an alias must "
		    "stand for a value or a list of values");
		return false;
	}
	n->kind = o->kind;
	n->quoted = o->quoted;
	n->null = o->null;
	return true;
}

static bool
scalar(struct walk *w, const yaml_event_t *ev, size_t at)
{
	struct netrt_node *n = &w->d->node[at];
	const char *s = (const char *)ev->data.scalar.value;

	n->kind = NETRT_N_SCALAR;
	n->quoted = ev->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	n->null = !n->quoted && is_null(s);
	if (strlen(s) != ev->data.scalar.length) {
		netrt_fault(w->f, w->d, n->line, n->path,
		    "a text must not hold a NUL character");
		return false;
	}
	return anchored(w, ev->data.scalar.anchor, at);
}

/* The value that begins with ev, at node number at. */
static bool
value(struct walk *w, yaml_event_t *ev, size_t at, int depth)
{
	const yaml_char_t *tag = NULL;
	struct netrt_node *n = &w->d->node[at];

	if (ev->type == YAML_SCALAR_EVENT)
		tag = ev->data.scalar.tag;
	else if (ev->type == YAML_MAPPING_START_EVENT)
		tag = ev->data.mapping_start.tag;
	else if (ev->type == YAML_SEQUENCE_START_EVENT)
		tag = ev->data.sequence_start.tag;
	if (tag != NULL) {
		netrt_fault(w->f, w->d, n->line, n->path,
		    "tags such as %.40s are not supported", (const char *)tag);
		return false;
	}
	if (depth > DEPTH_MAX) {
		netrt_fault(w->f, w->d, n->line, NULL, "nested too deeply");
		return false;
	}
	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		return scalar(w, ev, at);
	case YAML_ALIAS_EVENT:
		return alias(w, ev->data.alias.anchor, at);
	case YAML_MAPPING_START_EVENT:
		n->kind = NETRT_N_MAP;
		return anchored(w, ev->data.mapping_start.anchor, at) &&
		    children(w, at, true, depth + 1);
	case YAML_SEQUENCE_START_EVENT:
		n->kind = NETRT_N_LIST;
		return anchored(w, ev->data.sequence_start.anchor, at) &&
		    children(w, at, false, depth + 1);
	default:
		netrt_fault(w->f, w->d, n->line, n->path, "no value");
		return false;
	}
}

/* The whole stream: one document, a mapping. */
static bool
stream(struct walk *w)
{
	bool good = true, seen = false, end = false;

	while (good && !end) {
		yaml_event_t ev;

		if (!next(w, &ev))
			return false;
		unsigned line = (unsigned)ev.start_mark.line + 1;
		switch (ev.type) {
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
		case YAML_DOCUMENT_START_EVENT:
			if (seen) {
				netrt_fault(w->f, w->d, line, NULL,
				    "a second document (\"---\") begins");
				good = false;
			}
			seen = true;
			break;
		case YAML_STREAM_END_EVENT:
			end = true;
			break;
		default:
			good = add_node(w, "", line) && value(w, &ev, 0, 0);
		}
		yaml_event_delete(&ev);
	}
	return good;
}

bool
netrt_doc_scan(struct netrt_doc *d, const char *text, size_t len,
    struct netrt_faults *f)
{
	struct walk w = { .d = d, .f = f };
	bool good;

	if (!yaml_parser_initialize(&w.parser))
		return no_memory(&w);
	yaml_parser_set_input_string(&w.parser, (const unsigned char *)text,
	    len);
	good = stream(&w);
	yaml_parser_delete(&w.parser);
	for (size_t i = 0; i < w.nanchors; i++)
		free(w.anchor[i].name);
	return good;
}
