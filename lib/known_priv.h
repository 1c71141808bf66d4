/* What known.c (the tokens), known_add.c (how they may be written) and
 * known_find.c (searching) share. */
#ifndef NETRT_KNOWN_PRIV_H
#define NETRT_KNOWN_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fs.h"
#include "known.h"
#include "scan.h"

/* PART: what is looked for in text and in private bytes only, since elsewhere
 * it is there by chance: the number in an ID, a date as people write it.  PLACE:
 * institutions, stations, addresses: whole words only */
enum kind { NAME, ID, DATE, PART, PLACE };

struct token {
	uint32_t *cp;		/* folded, no blank at either end */
	size_t n;
	char *raw;		/* as it was written */
	enum kind kind;
	enum netrt_bound bound;
	bool number;		/* digits only */
	bool anatomy;		/* words of anatomy only */
	bool term;		/* a word that stands in any object */
};

struct netrt_known {
	struct token *token;
	size_t n;
	struct netrt_names seen;	/* what was added */
	struct netrt_names allowed;
	struct netrt_names uids;	/* of _add_uid() */
	struct netrt_names days;	/* YYYYMMDD; birth dates, too */
	bool shifted;			/* dates are not where they were */
	bool wants_days;		/* in bytes */
	bool ready;
	struct netrt_scan *any;		/* all, in bytes */
	struct netrt_scan *file;	/* the long ones */
	struct netrt_scan *day;		/* days in bytes; NULL: none */
};

/* Is the word a term of DICOM, whatever its case (deid_rules.h)? */
bool netrt_known_is_term(const char *word);

/* A token that is too short, or there already, is passed over. */
enum netrt_rc netrt_known_add_token(struct netrt_known *k, const char *raw,
    enum kind kind, struct netrt_err *e) NETRT_MUST;

bool netrt_known_list_has(const struct netrt_names *l, const char *text);
enum netrt_rc netrt_known_list_add(struct netrt_names *l, const char *text,
    struct netrt_err *e) NETRT_MUST;

#endif
