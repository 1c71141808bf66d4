/*
 * Inside of the configuration: the table of keys, and what is done with it.
 * Only config*.c include this.
 *
 *	config_key.c	the table: names, types, ranges, defaults
 *	config_scan.c	text -> nodes with lines
 *	config_tree.c	are all nodes known keys of the right kind?
 *	config_load.c	text -> values, by libcyaml
 *	config_docs.c	the file and each -o
 *	config_apply.c	documents and defaults -> values
 *	config_value.c	text -> C value
 *	config_text.c	C value -> one canonical text
 *	config_rule.c	rules for the value of one key
 *	config_between.c	rules between several keys
 *	config_tls.c	and within one listener or destination
 *	config_netrt.c	keys of the Python NETRT that it had no code for
 *	config_idle.c	keys that another leaves without an effect
 *	config.c	all of it in order: what netrt_config_read() does
 *	config_ask.c	what is asked of the result
 */
#ifndef NETRT_CONFIG_KEY_H
#define NETRT_CONFIG_KEY_H

#include "config.h"

#define NETRT_WHY_LEN	200
#define NETRT_NODES_MAX	10000

enum netrt_key_type {
	NETRT_K_TEXT,
	NETRT_K_PATH,		/* absolute, "~/" and $VAR expanded */
	NETRT_K_FILE,		/* the same, or relative */
	NETRT_K_UINT,
	NETRT_K_NUMBER,		/* double, fractions allowed */
	NETRT_K_BOOL,
	NETRT_K_ENUM,		/* an int: the index in choice */
	NETRT_K_EITHER,		/* a bool: the index in choice */
	NETRT_K_FLAGS,		/* a list of choice, as bits */
	NETRT_K_STRINGS,
	NETRT_K_MAPS,		/* a list of mappings with the keys of sub */
	NETRT_K_NONE		/* of NETRT, without effect here */
};

/* What netrt_key.off is an offset in. */
enum netrt_key_base {
	NETRT_B_CONFIG, NETRT_B_LISTENER, NETRT_B_DESTINATION, NETRT_B_RENAME
};

struct netrt_key {
	const char *name;	/* "section.key"; of sub: "key" */
	enum netrt_key_type type;
	enum netrt_key_base base;
	size_t off;
	size_t noff;			/* MAPS: offset of the count */
	const char *def;		/* lists: separated by blanks */
	double min, max;		/* UINT, NUMBER; TEXT: characters */
	const char *const *choice;	/* ends with NULL */
	/* Is the text (of each item) right?  Else why not. */
	bool (*check)(const char *text, char why[NETRT_WHY_LEN]);
	const struct netrt_key *sub;	/* MAPS; ends with name NULL */
	size_t size;			/* MAPS: of one element */
	const char *note;		/* NONE: what to use instead */
};

extern const struct netrt_key netrt_keys[];	/* ends with name NULL */
#define NETRT_NKEYS_MAX	160
size_t netrt_keys_count(const struct netrt_key *k);

/* Is this setting accepted but not built yet?  Then what to use, else NULL. */
const char *netrt_key_unbuilt(const char *name, const char *value);

/* ---- config.c, config_ask.c ---- */

/* A struct netrt_config, and where its values came from. */
struct netrt_full {
	struct netrt_config c;		/* first: callers hold its address */
	char *origin[NETRT_NKEYS_MAX];
};

/* ---- config_scan.c, config_load.c ---- */

enum netrt_node_kind { NETRT_N_SCALAR, NETRT_N_LIST, NETRT_N_MAP };

struct netrt_node {
	char *path;		/* "section.key", "destinations[0].port" */
	unsigned line;
	enum netrt_node_kind kind;
	bool quoted;		/* a scalar in quotes or a block */
	bool null;		/* plain and empty, "~" or "null" */
	bool alien;		/* a key that no key of ours looks like */
	bool twice;		/* the same key was there before */
};

/* A value as libcyaml fills it in. */
struct netrt_slot {
	char *text;
	char **list;
	struct netrt_slot *maps;	/* n times as many as sub has keys */
	unsigned n;
};

struct netrt_doc {
	const char *name;		/* FILE, or "-o key=VALUE" */
	bool file;			/* lines mean something */
	struct netrt_node *node;
	size_t nnodes;
	bool bad[NETRT_NKEYS_MAX];	/* keys with a fault: not loaded */
	struct netrt_slot *slot;	/* one a key, by libcyaml */
	void *schema;
};

/* All faults go through here: the first is kept in e. */
struct netrt_faults {
	void (*fn)(void *ctx, const char *text);
	void *ctx;
	size_t n;
	struct netrt_err *e;
};
void netrt_fault(struct netrt_faults *f, const struct netrt_doc *d,
    unsigned line, const char *path, const char *fmt, ...)
    NETRT_PRINTF(5, 6);

/* Find the nodes of the text.  false: it is no YAML, which is a fault. */
bool netrt_doc_scan(struct netrt_doc *d, const char *text, size_t len,
    struct netrt_faults *f);
/* Load the values of all keys that are not bad. */
bool netrt_doc_load(struct netrt_doc *d, const char *text, size_t len,
    struct netrt_faults *f);
void netrt_doc_free(struct netrt_doc *d);
const struct netrt_node *netrt_doc_find(const struct netrt_doc *d,
    const char *path);

/* ---- config_docs.c: the file and each -o ---- */

struct netrt_load {
	struct netrt_doc *doc;		/* the file first */
	size_t ndocs;
	struct netrt_faults f;
};
void netrt_docs_read(struct netrt_load *l, const char *file,
    char *const *set, size_t nset);
void netrt_docs_free(struct netrt_load *l);
const struct netrt_key *netrt_key_find(const char *name);
/* A fault: TEMP.  Returns false. */
bool netrt_no_memory(struct netrt_load *l);

/* ---- config_apply.c ---- */

/* The last document that sets a key, or NULL; *n is its node there. */
const struct netrt_doc *netrt_doc_setter(const struct netrt_load *l,
    const char *name, const struct netrt_node **n);
/* What the offset of a key of netrt_keys counts from. */
void *netrt_key_base(const struct netrt_config *c, const struct netrt_key *k);
/* Set one key of c; base is what its offset counts from.  false: a fault. */
bool netrt_key_apply(struct netrt_load *l, const struct netrt_key *k,
    struct netrt_config *c, void *base);
/* All that has a default in an element of listeners or destinations. */
bool netrt_element_defaults(struct netrt_load *l, const struct netrt_key *k,
    void *base);
/* Empty listeners or destinations. */
void netrt_elements_free(const struct netrt_key *k, struct netrt_config *c);

/* ---- config_tree.c ---- */

/* Fault all that is unknown, of the wrong kind or twice; mark bad[]. */
void netrt_doc_check(struct netrt_doc *d, struct netrt_faults *f);
/* The known key nearest to name, or NULL. */
const char *netrt_key_nearest(const char *name);

/* ---- config_value.c ---- */

/* Put one scalar into *p (all types but STRINGS, FLAGS, MAPS). */
bool netrt_value_set(const struct netrt_key *k, void *base, const char *text,
    bool quoted, char why[NETRT_WHY_LEN]);
/* Add one item to a STRINGS or FLAGS value. */
bool netrt_value_add(const struct netrt_key *k, void *base, const char *text,
    char why[NETRT_WHY_LEN]);
/* config_text.c: the canonical text; yaml: texts in double quotes.  NULL: no
 * memory. */
char *netrt_value_format(const struct netrt_key *k, const void *base,
    bool yaml);
void netrt_value_free(const struct netrt_key *k, void *base);
bool netrt_strings_add(struct netrt_strings *l, const char *text);
void netrt_strings_free(struct netrt_strings *l);

/* ---- config_rule.c ---- */

bool netrt_rule_ae(const char *text, char why[NETRT_WHY_LEN]);
/* One that a program of DCMTK can be given as an argument. */
bool netrt_rule_scu_ae(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_host(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_cidr(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_uid(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_class(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_syntax(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_name(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_subdir(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_site(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_prefix(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_dicom(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_plain(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_lines(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_format(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_keyword(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_ere(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_private(const char *text, char why[NETRT_WHY_LEN]);
bool netrt_rule_keep(const char *text, char why[NETRT_WHY_LEN]);

/* Each must be an attribute that may be removed. */
void netrt_rule_tags(const char *key, const struct netrt_strings *tags,
    void (*say)(void *ctx, const char *key, const char *text), void *ctx);

/* ---- config_between.c, config_tls.c ---- */

/*
 * Rules between settings, on a configuration whose values are all right by
 * themselves; say() is told each fault with the path that it is about: a
 * key, or an item of a list, "key[3]".
 */
void netrt_rule_all(const struct netrt_config *cfg,
    void (*say)(void *ctx, const char *key, const char *text), void *ctx);
/* Those of listeners and destinations by themselves. */
void netrt_rule_peers(const struct netrt_config *cfg,
    void (*say)(void *ctx, const char *key, const char *text), void *ctx);

/* ---- config_netrt.c ---- */

/* Both are told a path, as above, and what is to be said of it. */
struct netrt_old {
	const struct netrt_config *cfg;
	const struct netrt_load *load;
	void (*fault)(void *ctx, const char *path, const char *text);
	void (*warn)(void *ctx, const char *path, const char *text);
	void *ctx;
};
/* Tell what is wrong with them, or has no effect. */
void netrt_old_check(const struct netrt_old *o);
/* Put those that count into rules.remove_tags and blank_tags.  false: no
 * memory. */
bool netrt_old_merge(const struct netrt_load *l, struct netrt_config *cfg);

/* ---- config_idle.c ---- */

/* Warn of what has no effect beside another setting. */
void netrt_idle_check(const struct netrt_old *o);

#endif
