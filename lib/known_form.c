/* The known tokens of a study as bytes: see known.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "encoding.h"
#include "fold.h"
#include "known_priv.h"
#include "shift.h"
#include "text.h"

#define LEAST_OTHER	4	/* bytes of what is no chance in text, */
#define LEAST_FILE	6	/* and in a whole file */
#define ESC		0x1B

/* ---- writings ---- */

enum writing { AS_IS, UPPER, LOWER, TITLE, WRITINGS };

/* The text in capitals, without, or with the first of each word. */
static char *
written(const char *text, enum writing how)
{
	char *out = malloc(4 * strlen(text) + 1);
	bool first = true;
	uint32_t c;
	size_t n = 0, len;

	for (; out != NULL && (len = netrt_text_next(text, &c)) > 0;
	    text += len) {
		bool upper = how == UPPER || (how == TITLE && first);

		first = c < 0x80 && !isalnum((int)c);
		if (c == NETRT_TEXT_BAD || how == AS_IS) {
			memcpy(out + n, text, len);
			n += len;
		} else {
			n += netrt_text_put(upper ?
			    netrt_fold_upper(c) : netrt_fold_lower(c),
			    out + n);
		}
	}
	if (out != NULL)
		out[n] = '\0';
	return out;
}

/* ---- forms ---- */

/* May an ID be a day or a time of day that stays? */
static bool
of_the_clock(const struct netrt_known *k, const struct token *t)
{
	return t->kind == ID && t->number &&
	    ((k->days_stay && t->n == 8 && netrt_shift_valid("DA", t->raw)) ||
	    (k->times_stay && t->n == 6 && netrt_shift_valid("TM", t->raw)));
}

/* In a whole file there are numbers as text, and bytes by chance. */
static bool
in_file(const struct netrt_known *k, const struct token *t, size_t len,
    enum netrt_bound *bound)
{
	if (t->number)
		*bound = NETRT_BOUND_NUMBER;
	return len >= LEAST_FILE && !t->anatomy && !t->term &&
	    t->kind != PART &&
	    !(t->kind == RUN && !netrt_known_identifies(t)) &&
	    !(t->kind == DATE && k->shifted) && !of_the_clock(k, t);
}

/* In text; JIS also as it stands behind other words in the same set. */
static enum netrt_rc
add_other(struct netrt_known *k, const char *p, size_t n,
    enum netrt_bound bound, unsigned unit, struct netrt_err *e)
{
	if (n > 3 && p[0] == ESC) {
		size_t skip = p[2] == '(' ? 4 : 3;

		p += skip;
		n -= skip;
	}
	return n < 2 ? NETRT_OK : netrt_scan_add(n < LEAST_OTHER ? k->brief :
	    k->other, p, n, bound, unit, e);
}

/* One writing of a token in one encoding. */
static enum netrt_rc
add_form(struct netrt_known *k, const struct token *t,
    const struct netrt_encoding *x, const char *text, struct netrt_err *e)
{
	bool usual = x - netrt_encodings < NETRT_ENCODING_USUAL;
	enum netrt_bound bound = t->bound;
	char *p = NULL;
	size_t n;
	enum netrt_rc rc = netrt_encoding_write(x, text, &p, &n, e);

	if (rc == NETRT_OK && n >= (usual ? 1 : LEAST_OTHER))
		rc = netrt_scan_add(k->any, p, n, bound, x->unit, e);
	if (rc == NETRT_OK && !t->own && !netrt_encoding_ascii(p, n))
		rc = add_other(k, p, n, bound, x->unit, e);
	if (rc == NETRT_OK && !t->own && in_file(k, t, n, &bound))
		rc = netrt_scan_add(k->file, p, n, bound, x->unit, e);
	free(p);
	return rc;
}

/* Is another token in it that is long enough to be found in all encodings? */
static bool
covered(const struct netrt_known *k, const struct token *t)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct token *u = &k->token[i];

		if (u != t && u->bound == NETRT_BOUND_ANY && !u->own &&
		    u->kind != PART && (!u->guess || t->guess) &&
		    u->n >= LEAST_FILE / (netrt_fold_wide(u->cp[0]) ? 2 : 1) &&
		    !netrt_encoding_ascii(u->raw, strlen(u->raw)) &&
		    strstr(t->raw, u->raw) != NULL)
			return true;
	}
	return false;
}

enum netrt_rc
netrt_known_add_forms(struct netrt_known *k, const struct token *t,
    struct netrt_err *e)
{
	size_t most = netrt_encoding_ascii(t->raw, strlen(t->raw)) ?
	    NETRT_ENCODING_USUAL : netrt_nencodings;
	enum netrt_rc rc = NETRT_OK;

	for (int how = AS_IS; rc == NETRT_OK && !covered(k, t) &&
	    how < (t->guess ? UPPER : WRITINGS); how++) {
		char *text = written(t->raw, (enum writing)how);

		if (text == NULL)
			return netrt_err_errno(e, "tokens");
		/* a scan does not know capitals of ASCII from others */
		for (size_t i = 0; rc == NETRT_OK && i < most &&
		    (how == AS_IS || strcasecmp(text, t->raw) != 0); i++)
			rc = add_form(k, t, &netrt_encodings[i], text, e);
		free(text);
	}
	return rc;
}

/* ---- as it stands ---- */

enum netrt_rc
netrt_known_add_bytes(struct netrt_known *k, const char *p, size_t n,
    struct netrt_err *e)
{
	char *copy, *save;
	enum netrt_rc rc = NETRT_OK;

	/* what is after a '\' that is half of a character is found, too */
	if ((copy = strndup(p, n)) == NULL)
		return netrt_err_errno(e, "tokens");
	for (char *v = strtok_r(copy, "^=\\ ,", &save); rc == NETRT_OK &&
	    v != NULL; v = strtok_r(NULL, "^=\\ ,", &save))
		if (!netrt_encoding_ascii(v, strlen(v)) &&
		    !netrt_known_list_has(&k->bytes, v))
			rc = netrt_known_list_add(&k->bytes, v, e);
	k->beyond |= k->bytes.n > 0;
	free(copy);
	return rc;
}

enum netrt_rc
netrt_known_add_raw(struct netrt_known *k, const char *bytes,
    struct netrt_err *e)
{
	size_t n = strlen(bytes), high = 0;
	enum netrt_bound bound;
	enum netrt_rc rc;

	for (size_t i = 0; i < n; i++)
		high += (bytes[i] & 0x80) != 0;
	/* of letters with marks, or of others */
	bound = n < LEAST_FILE && (2 * high < n || high < 2) ?
	    NETRT_BOUND_WORD : NETRT_BOUND_ANY;
	rc = add_other(k, bytes, n, bound, 1, e);
	if (rc == NETRT_OK && n >= LEAST_OTHER)
		rc = netrt_scan_add(k->any, bytes, n, bound, 1, e);
	if (rc == NETRT_OK && n >= LEAST_FILE)
		rc = netrt_scan_add(k->file, bytes, n, bound, 1, e);
	return rc;
}
