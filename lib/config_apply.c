/* Documents -> values: the last that sets a key counts, else its default. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_key.h"

/* Default of a key, or of a key in an element of a list. */
static bool
set_default(struct netrt_load *l, const struct netrt_key *k, void *base)
{
	char why[NETRT_WHY_LEN], word[64];
	bool good = true;

	if (k->def == NULL || k->type == NETRT_K_NONE)
		return true;
	if (k->type == NETRT_K_STRINGS || k->type == NETRT_K_FLAGS) {
		for (const char *s = k->def; *s != '\0' && good;) {
			size_t n = strcspn(s, " ");

			snprintf(word, sizeof word, "%.*s", (int)n, s);
			good = netrt_value_add(k, base, word, why);
			s += n + strspn(s + n, " ");
		}
	} else {
		good = netrt_value_set(k, base, k->def, false, why);
	}
	if (!good)
		netrt_fault(&l->f, NULL, 0, k->name, "its default %s: %s",
		    k->def, why);
	return good;
}

/* Is the value, that is right by itself, one that no tool obeys yet? */
static bool
check_built(struct netrt_load *l, const struct netrt_doc *d, unsigned line,
    const char *path, const char *name, const struct netrt_key *k,
    const void *base)
{
	const char *use = NULL;
	char *text = NULL;

	if (k->type == NETRT_K_ENUM || k->type == NETRT_K_BOOL) {
		if ((text = netrt_value_format(k, base, false)) == NULL)
			return netrt_no_memory(l);
		use = netrt_key_unbuilt(name, text);
	}
	if (use != NULL)
		netrt_fault(&l->f, d, line, path,
		    "\"%s\" is not built yet; use \"%s\"", text, use);
	free(text);
	return use == NULL;
}

/*
 * The value of one key at path (of the table: name) from a slot of a
 * document, into base.
 */
static bool
set_value(struct netrt_load *l, const struct netrt_doc *d, const char *path,
    const char *name, const struct netrt_key *k, void *base,
    const struct netrt_slot *slot)
{
	const struct netrt_node *n = netrt_doc_find(d, path);
	unsigned line = n != NULL ? n->line : 0;
	char why[NETRT_WHY_LEN], item[160];
	bool good = true;

	if (k->type == NETRT_K_STRINGS || k->type == NETRT_K_FLAGS) {
		for (unsigned i = 0; i < slot->n; i++) {
			const struct netrt_node *in;

			if (netrt_value_add(k, base, slot->list[i], why))
				continue;
			snprintf(item, sizeof item, "%s[%u]", path, i);
			in = netrt_doc_find(d, item);
			netrt_fault(&l->f, d, in != NULL ? in->line : line,
			    item, "%s", why);
			good = false;
		}
		return good;
	}
	if (!netrt_value_set(k, base, n->null ? "" : slot->text, n->quoted,
	    why)) {
		netrt_fault(&l->f, d, line, path, "%s", why);
		return false;
	}
	return check_built(l, d, line, path, name, k, base);
}

/* One element of listeners or destinations. */
static bool
set_element(struct netrt_load *l, const struct netrt_doc *d,
    const struct netrt_key *k, unsigned i, char *base,
    const struct netrt_slot *slot)
{
	bool good = true;
	char path[128], name[128];

	for (const struct netrt_key *s = k->sub; s->name != NULL; s++) {
		const struct netrt_node *n;

		snprintf(path, sizeof path, "%s[%u]", k->name, i);
		n = netrt_doc_find(d, path);
		unsigned line = n != NULL ? n->line : 0;
		snprintf(path, sizeof path, "%s[%u].%s", k->name, i, s->name);
		snprintf(name, sizeof name, "%s.%s", k->name, s->name);
		if (netrt_doc_find(d, path) != NULL) {
			good = set_value(l, d, path, name, s, base,
			    &slot[s - k->sub]) && good;
			continue;
		}
		if (s->def == NULL) {
			netrt_fault(&l->f, d, line, path, "is missing");
			good = false;
		}
		good = set_default(l, s, base) && good;
	}
	return good;
}

bool
netrt_element_defaults(struct netrt_load *l, const struct netrt_key *k,
    void *base)
{
	bool good = true;

	for (const struct netrt_key *s = k->sub; s->name != NULL; s++)
		good = set_default(l, s, base) && good;
	return good;
}

void
netrt_elements_free(const struct netrt_key *k, struct netrt_config *c)
{
	char **p = (char **)(void *)((char *)c + k->off);
	unsigned *n = (unsigned *)(void *)((char *)c + k->noff);

	for (unsigned i = 0; i < *n; i++)
		for (const struct netrt_key *s = k->sub; s->name; s++)
			netrt_value_free(s, *p + i * k->size);
	free(*p);
	*p = NULL;
	*n = 0;
}

static bool
set_maps(struct netrt_load *l, const struct netrt_doc *d,
    const struct netrt_key *k, struct netrt_config *c,
    const struct netrt_slot *slot)
{
	char **p = (char **)(void *)((char *)c + k->off);
	unsigned *n = (unsigned *)(void *)((char *)c + k->noff);
	size_t nsub = netrt_keys_count(k->sub);
	bool good = true;

	netrt_elements_free(k, c);
	if ((*p = calloc(slot->n + 1, k->size)) == NULL)
		return netrt_no_memory(l);
	*n = slot->n;
	for (unsigned i = 0; i < slot->n; i++)
		good = set_element(l, d, k, i, *p + i * k->size,
		    slot->maps + i * nsub) && good;
	return good;
}

const struct netrt_doc *
netrt_doc_setter(const struct netrt_load *l, const char *name,
    const struct netrt_node **n)
{
	for (size_t i = l->ndocs; i-- > 0;) {
		const struct netrt_node *node;

		node = netrt_doc_find(&l->doc[i], name);
		if (node == NULL)
			continue;
		if (n != NULL)
			*n = node;
		return &l->doc[i];
	}
	return NULL;
}

void *
netrt_key_base(const struct netrt_config *c, const struct netrt_key *k)
{
	if (k->base == NETRT_B_LISTENER)
		return c->listener.list;
	if (k->base == NETRT_B_DESTINATION)
		return c->destinations;
	return (void *)(size_t)c;
}

/*
 * Was the value loaded?  It is not when a fault in the text was found, which
 * has been said; should it ever happen without one, it is said here, since a
 * default must not slip in.
 */
static bool
loaded(struct netrt_load *l, const struct netrt_doc *d,
    const struct netrt_key *k, const struct netrt_node *n)
{
	size_t i = (size_t)(k - netrt_keys);
	const struct netrt_slot *s = d->slot != NULL ? &d->slot[i] : NULL;
	char item[160];

	snprintf(item, sizeof item, "%s[0]", k->name);
	if (s != NULL && !d->bad[i] && !n->twice && (n->null ||
	    s->text != NULL || s->n > 0 || (n->kind == NETRT_N_LIST &&
	    netrt_doc_find(d, item) == NULL)))
		return true;
	if (l->f.n == 0)
		netrt_fault(&l->f, d, n->line, k->name, "was not loaded; "
		    "this is a bug of netrt");
	return false;
}

bool
netrt_key_apply(struct netrt_load *l, const struct netrt_key *k,
    struct netrt_config *c, void *base)
{
	const struct netrt_node *n;
	const struct netrt_doc *d = netrt_doc_setter(l, k->name, &n);

	if (k->type == NETRT_K_NONE)
		return true;
	if (d == NULL)
		return set_default(l, k, base);
	if (!loaded(l, d, k, n))
		return false;
	const struct netrt_slot *slot = &d->slot[k - netrt_keys];
	if (k->type == NETRT_K_MAPS)
		return set_maps(l, d, k, c, slot);
	return set_value(l, d, k->name, k->name, k, base, slot);
}
