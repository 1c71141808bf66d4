/* The known tokens of a study: see known.h. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deid_rules.h"
#include "encoding.h"
#include "fold.h"
#include "known.h"
#include "known_priv.h"
#include "uid.h"

#define LONG_RUN	7	/* digits in an ID that are one in a UID */

/* ---- collecting ---- */

enum netrt_rc
netrt_known_open(struct netrt_known **out, struct netrt_err *e)
{
	*out = calloc(1, sizeof **out);
	return *out != NULL ? NETRT_OK : netrt_err_errno(e, "tokens");
}

void
netrt_known_close(struct netrt_known *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->n; i++) {
		free(k->token[i].cp);
		free(k->token[i].raw);
	}
	free(k->token);
	netrt_names_free(&k->seen);
	netrt_names_free(&k->guessed);
	netrt_names_free(&k->allowed);
	netrt_names_free(&k->uids);
	netrt_names_free(&k->objects);
	netrt_names_free(&k->days);
	netrt_names_free(&k->bytes);
	netrt_scan_close(k->any);
	netrt_scan_close(k->file);
	netrt_scan_close(k->day);
	netrt_scan_close(k->other);
	netrt_scan_close(k->brief);
	free(k);
}

struct netrt_names *
netrt_known_seen(struct netrt_known *k)
{
	return k->guess ? &k->guessed : &k->seen;
}

void
netrt_known_guess(struct netrt_known *k, bool guess)
{
	k->guess = guess;
}

bool
netrt_known_list_has(const struct netrt_names *l, const char *text)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->name[i], text) == 0)
			return true;
	return false;
}

enum netrt_rc
netrt_known_list_add(struct netrt_names *l, const char *text,
    struct netrt_err *e)
{
	return netrt_names_add(l, text, "tokens", e);
}

/* The shape of a token decides where it may be found. */
static bool
shape(struct token *t)
{
	size_t letters = 0, digits = 0, spaces = 0, wide = 0;

	for (size_t i = 0; i < t->n; i++) {
		uint32_t c = t->cp[i];

		if (c == ' ')
			spaces++;
		else if (c >= '0' && c <= '9')
			digits++;
		else
			letters++;
		wide += netrt_fold_wide(c);
	}
	t->number = digits > 0 && letters == 0 && spaces == 0;
	t->vague = t->kind == PART && letters == 0 && spaces > 0 && t->n <= 8;
	t->apart = netrt_known_may_be_apart(t);
	if (wide > 0)
		t->bound = NETRT_BOUND_ANY;
	else if (letters + digits < 3)
		return false;
	else if (t->kind == LOGIN || (t->kind == NAME && digits == 0 &&
	    (spaces > 0 || letters < 5)))
		t->bound = NETRT_BOUND_LETTER;	/* "Lee2" */
	else if (spaces > 0 || t->kind == PLACE ||
	    letters + digits < (t->number ? 4 : 5))
		t->bound = NETRT_BOUND_WORD;
	else if (t->number && digits < 7)
		t->bound = NETRT_BOUND_DIGIT;
	else
		t->bound = NETRT_BOUND_ANY;
	return true;
}

/* Is every word of the token one of anatomy? */
static bool
anatomy(const struct token *t)
{
	char word[32];
	size_t n = 0;

	for (size_t i = 0; i <= t->n; i++) {
		uint32_t c = i < t->n ? t->cp[i] : ' ';

		if (c >= 0x80 || n == sizeof word - 1)
			return false;
		if (c != ' ') {
			word[n++] = (char)c;
			continue;
		}
		word[n] = '\0';
		n = 0;
		if (!netrt_deid_anatomy(word))
			return false;
	}
	return t->kind == NAME || t->kind == LOGIN || t->kind == PLACE;
}

/* Letters of another script than Latin, more than one character of CJK. */
static bool
script(const struct token *t)
{
	size_t letters = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (t->cp[i] == 0xFFFD)
			return false;
		letters += t->cp[i] >= 0x80;
	}
	return letters >= 2;
}

/* In capitals, when it is no longer than a term. */
static bool
upper(const char *word, char out[32])
{
	size_t n = 0;

	for (; word[n] != '\0' && n + 1 < 32; n++)
		out[n] = (char)toupper((unsigned char)word[n]);
	out[n] = '\0';
	return word[n] == '\0';
}

bool
netrt_known_is_term(const char *word)
{
	char text[32];

	return upper(word, text) && netrt_deid_term(text);
}

/* "Closed" stands in any structure set. */
static bool
in_term(const char *word)
{
	char text[32];

	return upper(word, text) && netrt_deid_in_term(text);
}

static struct token *
have(const struct netrt_known *k, const struct token *t)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->token[i].kind == t->kind &&
		    strcmp(k->token[i].raw, t->raw) == 0)
			return &k->token[i];
	return NULL;
}

enum netrt_rc
netrt_known_add_token(struct netrt_known *k, const char *raw, enum kind kind,
    struct netrt_err *e)
{
	struct netrt_fold f;
	struct token t = { .kind = kind, .guess = k->guess }, *all, *same;
	size_t from = 0, to;
	enum netrt_rc rc = netrt_fold_text(raw, &f, e);

	if (rc != NETRT_OK)
		return rc;
	to = f.n;
	if (to > 0 && f.c[to - 1].cp == ' ')
		to--;
	if (from < to && f.c[from].cp == ' ')
		from++;
	t.n = to - from;
	t.cp = calloc(t.n + 1, sizeof *t.cp);
	t.raw = strdup(raw);
	for (size_t i = from; t.cp != NULL && i < to; i++)
		t.cp[i - from] = f.c[i].cp;
	free(f.c);
	t.term = in_term(raw);
	t.anatomy = t.cp != NULL && anatomy(&t);
	t.script = t.cp != NULL && script(&t);
	if (t.cp == NULL || t.raw == NULL) {
		rc = netrt_err_errno(e, "tokens");
	} else if ((same = have(k, &t)) != NULL) {
		same->guess &= k->guess;
	} else if (shape(&t)) {
		all = realloc(k->token, (k->n + 1) * sizeof *all);
		if (all != NULL) {
			k->token = all;
			k->token[k->n++] = t;
			k->beyond |= !netrt_encoding_ascii(raw, strlen(raw));
			return NETRT_OK;
		}
		rc = netrt_err_errno(e, "tokens");
	}
	free(t.cp);
	free(t.raw);
	return rc;
}

enum netrt_rc
netrt_known_allow(struct netrt_known *k, const char *text,
    struct netrt_err *e)
{
	return netrt_known_list_has(&k->allowed, text) ? NETRT_OK :
	    netrt_known_list_add(&k->allowed, text, e);
}

void
netrt_known_count(const struct netrt_known *k, struct netrt_known_count *n)
{
	*n = (struct netrt_known_count){ .uids = k->uids.n +
	    k->objects.n };
	for (size_t i = 0; i < k->n; i++)
		switch (k->token[i].kind) {
		case NAME:
		case LOGIN:
			n->names++;
			break;
		case DATE:
		case PART:
			n->dates++;
			break;
		case PLACE:
			n->places++;
			break;
		case ID:
		case RUN:
			n->ids++;
			break;
		}
}

/* ---- values that are not text ---- */

bool
netrt_known_is_date(const struct netrt_known *k, const char *values)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->token[i].kind == DATE &&
		    strstr(values, k->token[i].raw) != NULL)
			return true;
	return false;
}

bool
netrt_known_is_number(const struct netrt_known *k, const char *values)
{
	for (const char *p = values; ; p++) {
		size_t n;

		p += strspn(p, " 0");
		n = strcspn(p, " \\");
		for (size_t i = 0; i < k->n; i++) {
			const struct token *t = &k->token[i];
			const char *raw = t->raw + strspn(t->raw, "0");

			if (netrt_known_identifies(t) && strlen(raw) >= 6 &&
			    strlen(raw) == n && memcmp(p, raw, n) == 0)
				return true;
		}
		if ((p = strchr(p, '\\')) == NULL)
			return false;
	}
}

bool
netrt_known_dated(const char *p, size_t n)
{
	unsigned m, d;

	if (n < 8 || (memcmp(p, "19", 2) != 0 && memcmp(p, "20", 2) != 0))
		return false;
	m = (unsigned)(p[4] - '0') * 10 + (unsigned)(p[5] - '0');
	d = (unsigned)(p[6] - '0') * 10 + (unsigned)(p[7] - '0');
	return m >= 1 && m <= 12 && d >= 1 && d <= 31;
}

bool
netrt_known_identifies(const struct token *t)
{
	return t->number && (t->kind == ID || (t->kind == RUN &&
	    t->n >= LONG_RUN && !netrt_known_dated(t->raw, t->n)));
}

/*
 * One component of a UID.  A long number is found in a longer one, too: nine
 * digits anywhere, less at its ends, since vendors' components are random
 * numbers of twenty digits; zeros in front make none longer.  A date at its
 * beginning is when the UID was made.
 */
static bool
component(const struct token *t, const char *p, size_t n)
{
	size_t len = strlen(t->raw);
	size_t counts = len - strspn(t->raw, "0");

	if (t->number && t->kind == DATE)
		return n == len && memcmp(p, t->raw, len) == 0;
	if (!netrt_known_identifies(t))
		return false;
	if (n == len && len >= 6 && memcmp(p, t->raw, len) == 0)
		return true;
	if (netrt_known_dated(p, n)) {
		p += 8;
		n -= 8;
	}
	if (counts < LONG_RUN || n < len)
		return false;
	if (counts < 9)
		return memcmp(p, t->raw, len) == 0 ||
		    memcmp(p + n - len, t->raw, len) == 0;
	for (size_t i = 0; i + len <= n; i++)
		if (memcmp(p + i, t->raw, len) == 0)
			return true;
	return false;
}

/* One UID. */
static bool
in_one(const struct token *t, const char *p, size_t n)
{
	for (const char *end = p + n; p < end; p++) {
		size_t len = strcspn(p, ".\\");

		if (component(t, p, len))
			return true;
		p += len;
	}
	return false;
}

bool
netrt_known_in_uid(const struct netrt_known *k, const char *uids)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct token *t = &k->token[i];

		if (t->kind == ID && strchr(t->raw, '.') != NULL &&
		    netrt_uid_valid(t->raw) && strcmp(t->raw, uids) == 0)
			return true;
		for (const char *p = uids; ; p++) {
			size_t n = strcspn(p, "\\");

			if (!netrt_known_of_a_uuid(p) && in_one(t, p, n))
				return true;
			if (*(p += n) == '\0')
				break;
		}
	}
	return false;
}
