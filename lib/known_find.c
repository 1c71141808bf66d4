/* Searching for the known tokens of a study: see known.h. */
#include <stdlib.h>
#include <string.h>

#include "cut.h"
#include "encoding.h"
#include "fold.h"
#include "known_priv.h"

/* ---- text ---- */

static bool
digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool
letter(uint32_t c)
{
	return c != ' ' && !digit(c);
}

/* May token t stand at f[i..i+t->n)? */
static bool
bounded(const struct token *t, const struct netrt_fold *f, size_t i)
{
	size_t end = i + t->n;

	switch (t->bound) {
	case NETRT_BOUND_LETTER:
		return (i == 0 || !letter(f->c[i - 1].cp)) &&
		    (end == f->n || !letter(f->c[end].cp));
	case NETRT_BOUND_WORD:
		return (i == 0 || f->c[i - 1].cp == ' ') &&
		    (end == f->n || f->c[end].cp == ' ');
	case NETRT_BOUND_DIGIT:
		while (i > 0 && f->c[i - 1].cp == '0')
			i--;
		return (i == 0 || !digit(f->c[i - 1].cp)) &&
		    (end == f->n || !digit(f->c[end].cp));
	default:
		return true;
	}
}

/* Where a text stands: what is passed over there. */
enum where { TEXT, LABEL, BYTES, GUESS };

/* The token that begins at f[i], and where it ends: the last that does. */
static const struct token *
at(const struct netrt_known *k, enum where where, const struct netrt_fold *f,
    size_t i, size_t *end)
{
	const struct token *found = NULL;
	size_t c = netrt_known_first(f->c[i].cp);

	for (size_t n = k->first[c]; n < k->first[c + 1]; n++) {
		const struct token *t = &k->token[n];
		size_t m = 0;

		if ((where == LABEL && t->anatomy) ||
		    (where == BYTES && t->vague) ||
		    (where == GUESS && !t->script))
			continue;
		while (m < t->n && i + m < f->n && f->c[i + m].cp == t->cp[m])
			m++;
		if (m == t->n && bounded(t, f, i))
			m += i;
		else if (t->apart && m < t->n && i + m < f->n &&
		    f->c[i + m].cp == ' ')
			m = netrt_known_apart(t, f, i);
		else
			m = 0;
		if (m > (found != NULL ? *end : 0)) {
			found = t;
			*end = m;
		}
	}
	return found;
}

/* Is all of the text, or the value p[0..n) of it, our own? */
static bool
allowed(const struct netrt_known *k, const char *p, size_t n)
{
	for (size_t i = 0; i < k->allowed.n; i++)
		if (strncmp(k->allowed.name[i], p, n) == 0 &&
		    k->allowed.name[i][n] == '\0')
			return true;
	return false;
}

/* The next value of utf8 that is not our own; a copy, or NULL and *p NULL
 * at the end. */
static enum netrt_rc
next_value(const struct netrt_known *k, const char **p, char **value,
    struct netrt_err *e)
{
	*value = NULL;
	while (*p != NULL && *value == NULL) {
		size_t n = strcspn(*p, "\\");
		const char *v = *p;

		*p = v[n] == '\0' ? NULL : v + n + 1;
		if (n > 0 && !allowed(k, v, n) &&
		    (*value = strndup(v, n)) == NULL)
			return netrt_err_errno(e, "text");
	}
	return NETRT_OK;
}

static enum netrt_rc
in_text(const struct netrt_known *k, const char *utf8, enum where where,
    bool *found, struct netrt_err *e)
{
	const char *p = allowed(k, utf8, strlen(utf8)) ? NULL : utf8;
	struct netrt_fold f;
	char *value;
	size_t end;
	enum netrt_rc rc = NETRT_OK;

	*found = false;
	while (rc == NETRT_OK && p != NULL && !*found) {
		rc = next_value(k, &p, &value, e);
		if (rc != NETRT_OK || value == NULL)
			break;
		*found = netrt_known_has_uid(k, value, strlen(value));
		rc = netrt_fold_text(value, &f, e);
		for (size_t i = 0; i < f.n && !*found; i++)
			*found = at(k, where, &f, i, &end) != NULL;
		free(f.c);
		free(value);
	}
	return rc;
}

enum netrt_rc
netrt_known_in_text(const struct netrt_known *k, const char *utf8,
    bool label, bool *found, struct netrt_err *e)
{
	return in_text(k, utf8, label ? LABEL : TEXT, found, e);
}

/* Mark the bytes of token t at f[i..end), and the word around a piece of
 * one. */
static void
mark(const struct token *t, const struct netrt_fold *f, size_t i, size_t end,
    char *gone)
{
	bool whole = !netrt_fold_wide(t->cp[0]);

	while (whole && i > 0 && f->c[i - 1].cp != ' ')
		i--;
	while (whole && end < f->n && f->c[end].cp != ' ')
		end++;
	memset(gone + f->c[i].from, 1, f->c[end - 1].to - f->c[i].from);
}

enum netrt_rc
netrt_known_cut(const struct netrt_known *k, const char *utf8, bool label,
    char **out, struct netrt_err *e)
{
	size_t n = strlen(utf8), from, to = 0;
	char *gone = calloc(1, n + 1), *text = malloc(n + 1);
	struct netrt_fold f = { NULL, 0 };
	bool any = false, left = false;
	enum netrt_rc rc = netrt_known_in_text(k, utf8, label, &any, e);

	*out = NULL;
	if (rc != NETRT_OK || !any)
		goto out;
	if (gone == NULL || text == NULL)
		rc = netrt_err_errno(e, "text");
	else
		rc = netrt_fold_text(utf8, &f, e);
	for (size_t i = 0; rc == NETRT_OK && i < f.n; i++) {
		size_t end;
		const struct token *t = at(k, label ? LABEL : TEXT, &f, i,
		    &end);

		if (t != NULL)
			mark(t, &f, i, end, gone);
	}
	while (rc == NETRT_OK && netrt_known_find_uid(k, utf8, n, &from, &to))
		memset(gone + from, 1, to - from);
	if (rc == NETRT_OK) {
		netrt_cut_marked(text, utf8, gone);
		/* what has moved together must not make a new one */
		rc = netrt_known_in_text(k, text, label, &left, e);
		if (left)
			text[0] = '\0';
	}
out:
	free(f.c);
	free(gone);
	if (rc != NETRT_OK || !any)
		free(text);
	else
		*out = text;
	return rc;
}

enum netrt_rc
netrt_known_in_bytes(const struct netrt_known *k, const void *p, size_t n,
    bool *found, struct netrt_err *e)
{
	char *text;
	enum netrt_rc rc;

	if ((*found = netrt_scan_find(k->any, p, n)))
		return NETRT_OK;
	if ((rc = netrt_known_strings(p, n, &text, e)) == NETRT_OK)
		rc = in_text(k, text, BYTES, found, e);
	free(text);
	return rc;
}

/* ---- text in another encoding ---- */

static enum netrt_rc
in_reading(const struct netrt_known *k, const char *utf8, bool *found,
    struct netrt_err *e)
{
	struct netrt_fold f;
	size_t end;
	enum netrt_rc rc = netrt_fold_text(utf8, &f, e);

	for (size_t i = 0; i < f.n && !*found; i++)
		*found = at(k, GUESS, &f, i, &end) != NULL;
	free(f.c);
	return rc;
}

/* In any encoding but UTF-8, which it is not. */
static enum netrt_rc
in_guess(const struct netrt_known *k, const char *p, size_t n, bool *found,
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	*found = *found || netrt_scan_find(k->brief, p, n);
	for (size_t i = 1; rc == NETRT_OK && !*found && i < netrt_nencodings;
	    i++) {
		char *utf8;

		rc = netrt_encoding_read(&netrt_encodings[i], p, n, &utf8, e);
		if (rc == NETRT_OK && utf8 != NULL)
			rc = in_reading(k, utf8, found, e);
		free(utf8);
	}
	return rc;
}

enum netrt_rc
netrt_known_in_other(const struct netrt_known *k, const void *p, size_t n,
    const char *text, bool *found, struct netrt_err *e)
{
	char *utf8 = NULL;
	enum netrt_rc rc;

	*found = false;
	if (!k->beyond || netrt_encoding_ascii(p, n) ||
	    allowed(k, text, strlen(text)))
		return NETRT_OK;
	*found = netrt_scan_find(k->other, p, n);
	rc = netrt_encoding_read(&netrt_encodings[0], p, n, &utf8, e);
	if (rc == NETRT_OK && utf8 != NULL && !*found)
		rc = in_reading(k, utf8, found, e);
	else if (rc == NETRT_OK && utf8 == NULL && !netrt_encoding_sure(text))
		rc = in_guess(k, p, n, found, e);
	free(utf8);
	return rc;
}
