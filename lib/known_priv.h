/* What known.c (the tokens), known_add.c, known_dates.c and
 * known_parse.c (how they may be written), known_form.c (as bytes), known_ready.c (patterns), known_find.c
 * (searching), known_uid.c, known_apart.c and known_strings.c share. */
#ifndef NETRT_KNOWN_PRIV_H
#define NETRT_KNOWN_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fold.h"
#include "fs.h"
#include "known.h"
#include "scan.h"

/*
 * LOGIN: a short name and an initial, "jdoe": whole words only.  RUN: the number
 * in an ID; one that is short, or a date, is like a PART.  PART: what is looked
 * for in text and in private bytes only, since elsewhere it is there by chance:
 * a date as people write it.  PLACE: institutions, stations, addresses: whole
 * words only.
 */
enum kind { NAME, LOGIN, ID, RUN, DATE, PART, PLACE };

struct token {
	uint32_t *cp;		/* folded, no blank at either end */
	size_t n;
	char *raw;		/* as it was written */
	enum kind kind;
	enum netrt_bound bound;
	bool number;		/* digits only */
	bool apart;		/* found when it is written apart, too */
	bool vague;		/* three short numbers */
	bool anatomy;		/* words of anatomy only */
	bool term;		/* it stands in any object, in a term */
	bool own;		/* in a text of ours: a file may hold it */
	bool guess;		/* of netrt_known_guess() */
	bool script;		/* of another script than Latin, and long
				 * enough to be no chance */
};

/* Tokens are sorted by what they begin with: ASCII, and all else. */
#define FIRST	129
size_t netrt_known_first(uint32_t cp);

struct netrt_known {
	struct token *token;
	size_t n;
	struct netrt_names seen;	/* what was added */
	struct netrt_names guessed;	/* the same, of guesses */
	bool guess;			/* what is added now is one */
	struct netrt_names allowed;
	struct netrt_names uids;	/* of _add_uid() */
	struct netrt_names objects;	/* of _add_objects() */
	struct netrt_names days;	/* YYYYMMDD; birth dates, too */
	struct netrt_names bytes;	/* of _add_bytes() */
	bool beyond;			/* a token has more than ASCII */
	bool shifted;			/* dates are not where they were */
	bool days_stay, times_stay;	/* of _stay() */
	bool wants_days;		/* in bytes */
	bool ready;
	size_t first[FIRST + 1];	/* where those begin that begin so */
	struct netrt_scan *any;		/* all, in bytes */
	struct netrt_scan *file;	/* the long ones */
	struct netrt_scan *day;		/* days, and IDs as numbers, in
					 * private bytes; NULL: none */
	struct netrt_scan *other;	/* in other encodings, in text */
	struct netrt_scan *brief;	/* those of less than four bytes */
};

/* Is the word a term of DICOM, whatever its case (deid_rules.h)? */
bool netrt_known_is_term(const char *word);

/* Do n digits begin with a date? */
bool netrt_known_dated(const char *digits, size_t n);
/* Is the token the number of an ID, and no other by chance, wherever it stands
 * by itself? */
bool netrt_known_identifies(const struct token *t);

/* Tokens that are written apart (known_apart.c): what shape they have; where
 * token t ends that begins at f[i] with blanks inside, or 0. */
bool netrt_known_may_be_apart(const struct token *t);
size_t netrt_known_apart(const struct token *t, const struct netrt_fold *f,
    size_t i);

/* What may be text in bytes: UTF-8, Latin 1, ASCII of two bytes each, pieces
 * with backslashes between; the caller frees it. */
enum netrt_rc netrt_known_strings(const void *p, size_t n, char **out,
    struct netrt_err *e) NETRT_MUST;

/* A token in all encodings, and bytes of _add_bytes(), to the scans
 * (known_form.c). */
enum netrt_rc netrt_known_add_forms(struct netrt_known *k,
    const struct token *t, struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_known_add_raw(struct netrt_known *k, const char *bytes,
    struct netrt_err *e) NETRT_MUST;

/* How else a name may be spelt (known_spell.c); NULL: not so, or no memory.  The
 * caller frees each. */
#define NETRT_SPELLINGS	5
void netrt_known_spell(const char *pn, char *other[NETRT_SPELLINGS]);

/* 1 to 12, of a name as it folds; 0: none. */
unsigned netrt_known_month(const char *name);

/* UIDs (known_uid.c): sort them once; the next in p[*to..n), and is there
 * one? */
void netrt_known_sort_uids(struct netrt_known *k);
bool netrt_known_find_uid(const struct netrt_known *k, const char *p,
    size_t n, size_t *from, size_t *to);
bool netrt_known_has_uid(const struct netrt_known *k, const char *p,
    size_t n);
/* Is one made of a UUID, at random or of a hash (PS3.5 B.2)? */
bool netrt_known_of_a_uuid(const char *uid);

/* A token that is too short, or there already, is passed over. */
enum netrt_rc netrt_known_add_token(struct netrt_known *k, const char *raw,
    enum kind kind, struct netrt_err *e) NETRT_MUST;

/* Of a name or place to come: the list of those that were added. */
struct netrt_names *netrt_known_seen(struct netrt_known *k);
bool netrt_known_list_has(const struct netrt_names *l, const char *text);
enum netrt_rc netrt_known_list_add(struct netrt_names *l, const char *text,
    struct netrt_err *e) NETRT_MUST;

#endif
