/* The file and each -o, as documents. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_key.h"

#define FILE_MAX	((size_t)256 << 10)

bool
netrt_no_memory(struct netrt_load *l)
{
	if (l->f.n++ == 0)
		netrt_err_set(l->f.e, NETRT_TEMP, "configuration: no memory");
	return false;
}

const struct netrt_key *
netrt_key_find(const char *name)
{
	for (const struct netrt_key *k = netrt_keys; k->name != NULL; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

static bool
read_file(struct netrt_load *l, const char *name, char **text, size_t *len)
{
	FILE *f = fopen(name, "re");
	char *p = malloc(FILE_MAX + 1);
	struct netrt_doc d = { .name = name, .file = true };

	*text = NULL;
	if (f == NULL || p == NULL) {
		netrt_fault(&l->f, &d, 0, NULL, "%s", strerror(errno));
		goto fail;
	}
	*len = fread(p, 1, FILE_MAX + 1, f);
	if (ferror(f)) {
		netrt_fault(&l->f, &d, 0, NULL, "%s", strerror(errno));
		goto fail;
	}
	if (*len > FILE_MAX) {
		netrt_fault(&l->f, &d, 0, NULL, "larger than %zu bytes",
		    FILE_MAX);
		goto fail;
	}
	fclose(f);
	*text = p;
	return true;
fail:
	if (f != NULL)
		fclose(f);
	free(p);
	return false;
}

/* "a.b=VALUE" as YAML text; the caller frees it.  NULL: it was a fault. */
static char *
option_text(struct netrt_load *l, const struct netrt_doc *d, const char *arg)
{
	const char *eq = strchr(arg, '=');
	char name[128], *text = NULL;
	size_t len = 0;
	int depth = 0;

	if (eq == NULL || eq == arg || (size_t)(eq - arg) >= sizeof name) {
		netrt_fault(&l->f, d, 0, NULL, "must be section.key=VALUE");
		return NULL;
	}
	memcpy(name, arg, (size_t)(eq - arg));
	name[eq - arg] = '\0';
	if (netrt_key_find(name) == NULL) {
		const char *near = netrt_key_nearest(name);

		netrt_fault(&l->f, d, 0, NULL, near != NULL ?
		    "unknown key; the nearest is \"%s\"" :
		    "unknown key; netrt.yaml(5) lists all%s", near ? near :
		    "");
		return NULL;
	}
	FILE *f = open_memstream(&text, &len);
	if (f == NULL) {
		netrt_no_memory(l);
		return NULL;
	}
	for (char *w = name; w != NULL; depth++) {
		char *dot = strchr(w, '.');

		if (dot != NULL)
			*dot++ = '\0';
		fprintf(f, "%*s%s:%s", depth, "", w, dot ? "\n" : " ");
		w = dot;
	}
	fprintf(f, "%s\n", eq + 1);
	if (fclose(f) == 0)
		return text;
	free(text);
	netrt_no_memory(l);
	return NULL;
}

/* Nothing but the key of the option may be in its document. */
static bool
option_alone(struct netrt_load *l, const struct netrt_doc *d, const char *arg)
{
	size_t len = strcspn(arg, "=");

	for (size_t i = 0; i < d->nnodes; i++) {
		const char *p = d->node[i].path;
		size_t n = strlen(p);

		if (n == 0 || (n < len && strncmp(arg, p, n) == 0 &&
		    arg[n] == '.'))
			continue;
		if (strncmp(arg, p, len) == 0 && (n == len || p[len] == '[' ||
		    p[len] == '.'))
			continue;
		netrt_fault(&l->f, d, 0, NULL, "sets more than this key");
		return false;
	}
	return true;
}

/* Does a document set anything that has an effect? */
static bool
sets_something(const struct netrt_doc *d)
{
	for (size_t i = 0; i < d->nnodes; i++) {
		const struct netrt_key *k = netrt_key_find(d->node[i].path);

		if (k != NULL && k->type != NETRT_K_NONE)
			return true;
	}
	return false;
}

static void
add_doc(struct netrt_load *l, struct netrt_doc *d, const char *text, size_t len)
{
	size_t n = l->f.n;

	if (!netrt_doc_scan(d, text, len, &l->f))
		return;
	if (d->nnodes > 0 && d->node[0].kind != NETRT_N_MAP &&
	    !d->node[0].null) {
		netrt_fault(&l->f, d, d->node[0].line, NULL,
		    "must begin with \"section:\"");
		return;
	}
	if (d->nnodes > 0 && !d->node[0].null)
		netrt_doc_check(d, &l->f);
	/* Nothing is done with patients' data that nobody asked for. */
	if (d->file && l->f.n == n && !sets_something(d))
		netrt_fault(&l->f, d, 0, NULL, "is empty: it has no settings, "
		    "and the defaults would send to 127.0.0.1:104");
	else if (d->nnodes > 0 && !d->node[0].null)
		(void)netrt_doc_load(d, text, len, &l->f);
}

void
netrt_docs_read(struct netrt_load *l, const char *file, char *const *set,
    size_t nset)
{
	char *text;
	size_t len;

	if ((l->doc = calloc(nset + 1, sizeof *l->doc)) == NULL) {
		netrt_no_memory(l);
		return;
	}
	l->doc[0] = (struct netrt_doc){ .name = file, .file = true };
	l->ndocs = 1;
	if (read_file(l, file, &text, &len)) {
		add_doc(l, &l->doc[0], text, len);
		free(text);
	}
	for (size_t i = 0; i < nset; i++) {
		struct netrt_doc *d = &l->doc[l->ndocs];
		char *name = NULL;

		if (asprintf(&name, "-o %s", set[i]) < 0) {
			netrt_no_memory(l);
			return;
		}
		l->ndocs++;
		*d = (struct netrt_doc){ .name = name };
		if ((text = option_text(l, d, set[i])) != NULL) {
			add_doc(l, d, text, strlen(text));
			(void)option_alone(l, d, set[i]);
		}
		free(text);
	}
}

void
netrt_docs_free(struct netrt_load *l)
{
	for (size_t i = 0; i < l->ndocs; i++) {
		char *name = (char *)(size_t)l->doc[i].name;
		bool own = !l->doc[i].file;

		netrt_doc_free(&l->doc[i]);
		if (own)
			free(name);
	}
	free(l->doc);
	l->doc = NULL;
	l->ndocs = 0;
}
