/*
 * YAML text -> values, by libcyaml, with a schema made from the table of
 * keys.  All values are loaded as texts: libcyaml 1.3.1 takes "104abc" for
 * the number 104.  Keys in which config_scan.c or config_tree.c found a
 * fault are left out, so that all others can still be checked.
 *
 * This file is the only user of libcyaml.
 */
#include <cyaml/cyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_key.h"

#define MAPS_MAX	64

static const cyaml_schema_value_t text_entry = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED),
};

/* All that the schema of a document is made of. */
struct schema {
	cyaml_schema_value_t top;
	cyaml_schema_field_t field[2 * NETRT_NKEYS_MAX];
	size_t nfields;
	struct {
		cyaml_schema_value_t entry;
		cyaml_schema_field_t field[32];
	} maps[4];
	size_t nmaps;
	char name[NETRT_NKEYS_MAX][64];
	size_t nnames;
	cyaml_config_t config;
};

static void
add_field(cyaml_schema_field_t *sf, struct schema *s, const char *name,
    const struct netrt_key *k, size_t off, bool bad)
{
	*sf = (cyaml_schema_field_t){ .key = name };
	sf->value.flags = CYAML_FLAG_OPTIONAL;
	sf->value.type = CYAML_IGNORE;
	if (bad || k->type == NETRT_K_NONE)
		return;
	sf->value.flags |= CYAML_FLAG_POINTER;
	sf->data_offset = (uint32_t)(off + offsetof(struct netrt_slot, text));
	sf->count_offset = (uint32_t)(off + offsetof(struct netrt_slot, n));
	sf->count_size = sizeof((struct netrt_slot *)0)->n;
	switch (k->type) {
	case NETRT_K_MAPS:
		sf->value.type = CYAML_SEQUENCE;
		sf->data_offset = (uint32_t)(off +
		    offsetof(struct netrt_slot, maps));
		sf->value.sequence.entry = &s->maps[s->nmaps].entry;
		sf->value.sequence.max = MAPS_MAX;
		sf->value.data_size = (uint32_t)(netrt_keys_count(k->sub) *
		    sizeof(struct netrt_slot));
		break;
	case NETRT_K_FLAGS:
	case NETRT_K_STRINGS:
		sf->value.type = CYAML_SEQUENCE;
		sf->data_offset = (uint32_t)(off +
		    offsetof(struct netrt_slot, list));
		sf->value.sequence.entry = &text_entry;
		sf->value.sequence.max = NETRT_NODES_MAX;
		sf->value.data_size = sizeof(char *);
		break;
	default:
		sf->value.type = CYAML_STRING;
		sf->value.string.max = CYAML_UNLIMITED;
		sf->value.data_size = sizeof(char);
	}
}

/* The schema of the elements of a list of mappings. */
static void
add_maps(struct schema *s, const struct netrt_key *k)
{
	size_t n = 0;

	for (; k->sub[n].name != NULL; n++)
		add_field(&s->maps[s->nmaps].field[n], s, k->sub[n].name,
		    &k->sub[n], n * sizeof(struct netrt_slot), false);
	s->maps[s->nmaps].entry = (cyaml_schema_value_t){
		.type = CYAML_MAPPING,
		.data_size = (uint32_t)(n * sizeof(struct netrt_slot)),
		.mapping.fields = s->maps[s->nmaps].field,
	};
	s->nmaps++;
}

/*
 * The fields of the mapping whose keys begin with prefix, of length len; a
 * key with a further dot is a mapping in it.  All slots are in one array, so
 * that nested mappings lie at offset 0 of their parent.
 */
static const cyaml_schema_field_t *
add_fields(struct schema *s, const struct netrt_doc *d, const char *prefix,
    size_t len)
{
	struct {
		const char *name;
		const struct netrt_key *k;
		bool map;
	} f[64];
	size_t n = 0;

	for (const struct netrt_key *k = netrt_keys; k->name != NULL; k++) {
		if (strncmp(k->name, prefix, len) != 0)
			continue;
		size_t word = strcspn(k->name + len, ".");
		bool map = k->name[len + word] == '.';
		if (map && n > 0 && f[n - 1].map && strncmp(f[n - 1].name,
		    k->name + len, word) == 0 && f[n - 1].name[word] == '\0')
			continue;
		char *name = s->name[s->nnames++];
		snprintf(name, sizeof s->name[0], "%.*s", (int)word,
		    k->name + len);
		f[n].name = name;
		f[n].k = k;
		f[n++].map = map;
	}
	cyaml_schema_field_t *first = &s->field[s->nfields];
	s->nfields += n + 1;		/* the last: key NULL */
	for (size_t i = 0; i < n; i++) {
		char path[128];

		snprintf(path, sizeof path, "%.*s%s", (int)len, prefix,
		    f[i].name);
		const struct netrt_node *node = netrt_doc_find(d, path);
		size_t at = (size_t)(f[i].k - netrt_keys);
		bool bad = node != NULL && (node->null || node->twice ||
		    (f[i].map && node->kind != NETRT_N_MAP));
		if (!f[i].map)
			bad = bad || d->bad[at];
		add_field(&first[i], s, f[i].name, f[i].k,
		    at * sizeof(struct netrt_slot), bad);
		if (!f[i].map && !bad && f[i].k->type == NETRT_K_MAPS)
			add_maps(s, f[i].k);
		if (!f[i].map || bad)
			continue;
		strcat(path, ".");
		first[i].data_offset = 0;
		first[i].value = (cyaml_schema_value_t){
			.type = CYAML_MAPPING, .flags = CYAML_FLAG_OPTIONAL,
			.data_size = sizeof(struct netrt_slot),
			.mapping.fields = add_fields(s, d, path, strlen(path)),
		};
	}
	return first;
}

static struct schema *
new_schema(const struct netrt_doc *d)
{
	struct schema *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->config = (cyaml_config_t){
		.mem_fn = cyaml_mem, .flags = CYAML_CFG_IGNORE_UNKNOWN_KEYS,
	};
	s->top = (cyaml_schema_value_t){
		.type = CYAML_MAPPING, .flags = CYAML_FLAG_POINTER,
		.data_size = (uint32_t)(netrt_keys_count(netrt_keys) *
		    sizeof(struct netrt_slot)),
		.mapping.fields = add_fields(s, d, "", 0),
	};
	return s;
}

bool
netrt_doc_load(struct netrt_doc *d, const char *text, size_t len,
    struct netrt_faults *f)
{
	struct schema *s = new_schema(d);
	cyaml_data_t *data = NULL;
	cyaml_err_t err;

	if ((d->schema = s) == NULL)
		err = CYAML_ERR_OOM;
	else
		err = cyaml_load_data((const uint8_t *)text, len, &s->config,
		    &s->top, &data, NULL);
	d->slot = data;
	if (err == CYAML_OK)
		return true;
	netrt_fault(f, d, 0, NULL, "cannot be loaded: %s",
	    cyaml_strerror(err));
	if (err == CYAML_ERR_OOM)
		f->e->rc = NETRT_TEMP;
	return false;
}

void
netrt_doc_free(struct netrt_doc *d)
{
	struct schema *s = d->schema;

	if (s != NULL && d->slot != NULL)
		cyaml_free(&s->config, &s->top, d->slot, 0);
	free(s);
	for (size_t i = 0; i < d->nnodes; i++)
		free(d->node[i].path);
	free(d->node);
	*d = (struct netrt_doc){ .name = NULL };
}
