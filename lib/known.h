/*
 * The known tokens of a study: the patient's names, IDs and birth date as
 * its objects have them, to be found again, cut and searched for wherever
 * else they stand (PS3.15 E.3.10, cleaning of descriptors).
 *
 *	netrt_known_open() -> _add_name(), _add_id(), _add_date()...
 *	-> _ready() -> _in_text(), _cut()...
 *
 * What counts as the same is in fold.h.  A name is searched for by its
 * words of three letters and more (one CJK character and more), and by
 * neighbours of which one is shorter, or an initial; five letters and more are
 * found inside longer words too.  An ID of less than three characters cannot be
 * told from chance and is not searched for.  Six letters, and IDs of many
 * digits, are also found when they are written apart.
 */
#ifndef NETRT_KNOWN_H
#define NETRT_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "fs.h"

struct netrt_known;

enum netrt_rc netrt_known_open(struct netrt_known **out, struct netrt_err *e)
    NETRT_MUST;
void netrt_known_close(struct netrt_known *k);

/* UTF-8; the same again costs little.  A date is YYYYMMDD; another form is
 * an error of the data and is not taken. */
enum netrt_rc netrt_known_add_name(struct netrt_known *k, const char *pn,
    struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_known_add_id(struct netrt_known *k, const char *id,
    struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_known_add_date(struct netrt_known *k, const char *date,
    struct netrt_err *e) NETRT_MUST;
/*
 * What a date may be that is written otherwise ("12-MAR-1961", "12.03.1961"),
 * as YYYYMMDD: two, where day and month cannot be told apart; *n is 0 when it
 * is none.
 */
#define NETRT_READINGS	2
enum netrt_rc netrt_known_read_date(const char *text,
    char date[NETRT_READINGS][9], size_t *n, struct netrt_err *e) NETRT_MUST;
/* A day of the study, in the forms that no pattern (cut.h) tells from other
 * numbers: "GTV 090621".  In text only. */
enum netrt_rc netrt_known_add_day(struct netrt_known *k, const char *date,
    struct netrt_err *e) NETRT_MUST;
/* Days will be looked for in bytes, too (netrt_known_day_in_bytes()). */
void netrt_known_want_days(struct netrt_known *k);
/* An institution, department, station, address, by its words of four letters
 * and more: whole words only, and no terms of DICOM. */
enum netrt_rc netrt_known_add_place(struct netrt_known *k, const char *text,
    struct netrt_err *e) NETRT_MUST;
/* What is added from now on is (not) a guess of what bytes may mean: it is
 * looked for in text, and in bytes in UTF-8, but not in all encodings. */
void netrt_known_guess(struct netrt_known *k, bool guess);
/* A name or place as it stands in a file whose character set is
 * declared wrong, or not at all: its parts, byte for byte. */
enum netrt_rc netrt_known_add_bytes(struct netrt_known *k, const char *p,
    size_t n, struct netrt_err *e) NETRT_MUST;
/* A UID that must not stand in any byte of a file: of ten characters and
 * more, since a shorter one is a version. */
enum netrt_rc netrt_known_add_uid(struct netrt_known *k, const char *uid,
    struct netrt_err *e) NETRT_MUST;
/* Those of the objects, all at once, each once: not in text, private elements
 * and bulk data.  All UIDs are found whole only. */
enum netrt_rc netrt_known_add_objects(struct netrt_known *k,
    const struct netrt_names *uids, struct netrt_err *e) NETRT_MUST;
/* Dates in attributes are removed or shifted: one that is the birth date is so
 * by chance.  In text it is looked for as before. */
void netrt_known_shifted(struct netrt_known *k);
/* Days or times of day stay in attributes: an ID that could be one cannot be told
 * from it, and is not looked for in a file as a whole. */
void netrt_known_stay(struct netrt_known *k, bool days, bool times);
/* Text of our own that is written into the objects, and is no leak whatever
 * the patient is called. */
enum netrt_rc netrt_known_allow(struct netrt_known *k, const char *text,
    struct netrt_err *e) NETRT_MUST;
/* All are there: searches may begin, in several threads.  A second time it does
 * nothing. */
enum netrt_rc netrt_known_ready(struct netrt_known *k, struct netrt_err *e)
    NETRT_MUST;

/* How many tokens are searched for, for the report. */
struct netrt_known_count {
	size_t names, ids, dates, places, uids;
};
void netrt_known_count(const struct netrt_known *k,
    struct netrt_known_count *n);

/*
 * Does the text hold any token?  label: it names a region of the body, and
 * words of anatomy in it (deid_rules.h) are no names of patients: a patient
 * called Couch leaves the structure "Couch" what it is.
 */
enum netrt_rc netrt_known_in_text(const struct netrt_known *k,
    const char *utf8, bool label, bool *found, struct netrt_err *e)
    NETRT_MUST;
/*
 * The text without them; *out is "" when nothing sensible is left, NULL
 * when there was nothing to cut.  The caller frees it.
 */
enum netrt_rc netrt_known_cut(const struct netrt_known *k, const char *utf8,
    bool label, char **out, struct netrt_err *e) NETRT_MUST;

/* Is a value of this DA, DT, DS or IS (values with backslashes between) the
 * birth date, or a numeric ID of six digits and more, or the number of seven in
 * another? */
bool netrt_known_is_date(const struct netrt_known *k, const char *values);
bool netrt_known_is_number(const struct netrt_known *k, const char *values);
/* Has a UID one for a component, or a long number of an ID in one?  A date with
 * a time is not the birth date but when the UID was made. */
bool netrt_known_in_uid(const struct netrt_known *k, const char *uids);

/* Has a UID a day that was added in it, as YYYYMMDD, at any place of a
 * component?  In what is made of a UUID it stands by chance. */
bool netrt_known_day_in_uid(const struct netrt_known *k, const char *uids);

/*
 * Do the bytes of a text hold a token that has more than ASCII in another
 * encoding than the one that is declared (encoding.h)?  text: as they read where
 * it is.  One that stands there as declared may be found, too.
 */
enum netrt_rc netrt_known_in_other(const struct netrt_known *k,
    const void *p, size_t n, const char *text, bool *found,
    struct netrt_err *e) NETRT_MUST;

/* Do the bytes hold a token, in UTF-8, Latin 1 or UTF-16, or with four bytes
 * and more in another encoding?  What may be text in them is looked at as text,
 * but for days of three short numbers. */
enum netrt_rc netrt_known_in_bytes(const struct netrt_known *k, const void *p,
    size_t n, bool *found, struct netrt_err *e) NETRT_MUST;
/* Do the bytes of a private element hold a day that was added, as text or as
 * numbers (dayforms.h), or an ID as a number?  Is it a number that does, or do
 * several in a row? */
bool netrt_known_day_in_bytes(const struct netrt_known *k, const void *p,
    size_t n);
bool netrt_known_is_day(const struct netrt_known *k, double number);
bool netrt_known_day_in_row(const struct netrt_known *k, const double *number,
    size_t n);
/* Tokens in bulk data (bitmaps, tables), and of the bytes from..to of a
 * file, for tokens of six bytes and more: shorter ones are there by chance, and
 * words of anatomy as such. */
bool netrt_known_in_bulk(const struct netrt_known *k, const void *p,
    size_t n);
enum netrt_rc netrt_known_in_fd(const struct netrt_known *k, int fd,
    long long from, long long to, bool *found, struct netrt_err *e)
    NETRT_MUST;

#endif
