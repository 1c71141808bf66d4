/* Searching for the known tokens of a study: see known.h. */
#include <stdlib.h>
#include <string.h>

#include "cut.h"
#include "dayforms.h"
#include "fold.h"
#include "known_priv.h"
#include "text.h"

/* ---- text ---- */

static bool
digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* May token t stand at f[i..i+t->n)? */
static bool
bounded(const struct token *t, const struct netrt_fold *f, size_t i)
{
	size_t end = i + t->n;

	switch (t->bound) {
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

static const struct token *
at(const struct netrt_known *k, bool label, const struct netrt_fold *f,
    size_t i)
{
	for (size_t n = 0; n < k->n; n++) {
		const struct token *t = &k->token[n];
		size_t m = 0;

		if (label && t->anatomy)
			continue;
		while (m < t->n && i + m < f->n && f->c[i + m].cp == t->cp[m])
			m++;
		if (m == t->n && bounded(t, f, i))
			return t;
	}
	return NULL;
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

enum netrt_rc
netrt_known_in_text(const struct netrt_known *k, const char *utf8,
    bool label, bool *found, struct netrt_err *e)
{
	const char *p = allowed(k, utf8, strlen(utf8)) ? NULL : utf8;
	struct netrt_fold f;
	char *value;
	enum netrt_rc rc = NETRT_OK;

	*found = false;
	while (rc == NETRT_OK && p != NULL && !*found) {
		rc = next_value(k, &p, &value, e);
		if (rc != NETRT_OK || value == NULL)
			break;
		rc = netrt_fold_text(value, &f, e);
		for (size_t i = 0; i < f.n && !*found; i++)
			*found = at(k, label, &f, i) != NULL;
		free(f.c);
		free(value);
	}
	return rc;
}

/* Mark the bytes of token t at f[i], and the word around a piece of one. */
static void
mark(const struct token *t, const struct netrt_fold *f, size_t i, char *gone)
{
	size_t end = i + t->n;
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
	size_t n = strlen(utf8);
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
		const struct token *t = at(k, label, &f, i);

		if (t != NULL)
			mark(t, &f, i, gone);
	}
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

/* ---- bytes ---- */

/* The code points of a token's text, in capitals or as they are. */
static uint32_t *
points(const struct token *t, bool upper, size_t *n)
{
	uint32_t *cp = calloc(strlen(t->raw) + 1, sizeof *cp), c;
	const char *p = t->raw;
	size_t len;

	*n = 0;
	for (; cp != NULL && (len = netrt_text_next(p, &c)) > 0; p += len)
		cp[(*n)++] = upper ? netrt_fold_upper(c) : c;
	return cp;
}

static size_t
utf8(uint32_t c, unsigned char *p)
{
	if (c < 0x80) {
		p[0] = (unsigned char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (unsigned char)(0xC0 | c >> 6);
		p[1] = (unsigned char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (unsigned char)(0xE0 | c >> 12);
		p[1] = (unsigned char)(0x80 | (c >> 6 & 63));
		p[2] = (unsigned char)(0x80 | (c & 63));
		return 3;
	}
	p[0] = (unsigned char)(0xF0 | c >> 18);
	p[1] = (unsigned char)(0x80 | (c >> 12 & 63));
	p[2] = (unsigned char)(0x80 | (c >> 6 & 63));
	p[3] = (unsigned char)(0x80 | (c & 63));
	return 4;
}

enum form { UTF8, LATIN1, UTF16LE, UTF16BE, FORMS };

/* The bytes of a text in one form; 0 when it has no such form. */
static size_t
form(const uint32_t *cp, size_t n, enum form how, unsigned char *p)
{
	size_t len = 0;
	bool ascii = true;

	for (size_t i = 0; i < n; i++) {
		ascii = ascii && cp[i] < 0x80;
		if (cp[i] == NETRT_TEXT_BAD ||
		    (how == LATIN1 && cp[i] > 0xFF) ||
		    (how >= UTF16LE && cp[i] > 0xFFFF))
			return 0;
		if (how == UTF8) {
			len += utf8(cp[i], p + len);
		} else if (how == LATIN1) {
			p[len++] = (unsigned char)cp[i];
		} else {
			unsigned char hi = (unsigned char)(cp[i] >> 8);
			unsigned char lo = (unsigned char)(cp[i] & 0xFF);

			p[len++] = how == UTF16LE ? lo : hi;
			p[len++] = how == UTF16LE ? hi : lo;
		}
	}
	return how == LATIN1 && ascii ? 0 : len;	/* UTF-8 has it */
}

/* In a whole file there are numbers as text, and bytes by chance. */
static bool
in_file(const struct token *t, bool shifted, size_t len,
    enum netrt_bound *bound)
{
	if (t->number)
		*bound = NETRT_BOUND_NUMBER;
	return len >= 6 && !t->anatomy && !t->term && t->kind != PART &&
	    !(t->kind == DATE && shifted);
}

static enum netrt_rc
add_forms(struct netrt_known *k, const struct token *t, bool upper,
    bool own, struct netrt_err *e)
{
	size_t n, len;
	uint32_t *cp = points(t, upper, &n);
	unsigned char *buf = malloc(4 * n + 1);
	enum netrt_rc rc = cp == NULL || buf == NULL ?
	    netrt_err_errno(e, "tokens") : NETRT_OK;

	for (enum form how = UTF8; rc == NETRT_OK && how < FORMS; how++) {
		unsigned unit = how >= UTF16LE ? 2 : 1;
		enum netrt_bound bound = t->bound;

		if ((len = form(cp, n, how, buf)) == 0)
			continue;
		rc = netrt_scan_add(k->any, buf, len, bound, unit, e);
		if (rc == NETRT_OK && !own &&
		    in_file(t, k->shifted, len, &bound))
			rc = netrt_scan_add(k->file, buf, len, bound, unit, e);
	}
	free(buf);
	free(cp);
	return rc;
}

/* Is the token part of a text of our own?  Then a file may hold it. */
static enum netrt_rc
is_own(const struct netrt_known *k, const struct token *t, bool *own,
    struct netrt_err *e)
{
	struct netrt_known one = { .token = (struct token *)(uintptr_t)t,
	    .n = 1 };
	enum netrt_rc rc = NETRT_OK;

	*own = false;
	for (size_t i = 0; rc == NETRT_OK && !*own && i < k->allowed.n; i++)
		rc = netrt_known_in_text(&one, k->allowed.name[i], false, own,
		    e);
	return rc;
}

/* Text between digits is another number; but a time may follow 20210609. */
static enum netrt_rc
add_day(void *ctx, const void *p, size_t n, unsigned unit,
    struct netrt_err *e)
{
	bool between = unit == 0 || n == 8 * unit;

	return netrt_scan_add(((struct netrt_known *)ctx)->day, p, n,
	    between ? NETRT_BOUND_ANY : NETRT_BOUND_DIGIT,
	    unit > 0 ? unit : 1, e);
}

static enum netrt_rc
add_days(struct netrt_known *k, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_scan_open(&k->day, e);

	for (size_t i = 0; rc == NETRT_OK && i < k->days.n; i++)
		rc = netrt_dayforms_each(k->days.name[i], add_day, k, e);
	return rc == NETRT_OK ? netrt_scan_build(k->day, e) : rc;
}

enum netrt_rc
netrt_known_ready(struct netrt_known *k, struct netrt_err *e)
{
	bool own;
	enum netrt_rc rc;

	if (k->ready)
		return NETRT_OK;
	rc = netrt_scan_open(&k->any, e);
	if (rc == NETRT_OK)
		rc = netrt_scan_open(&k->file, e);
	for (size_t i = 0; rc == NETRT_OK && i < k->n; i++) {
		rc = is_own(k, &k->token[i], &own, e);
		if (rc == NETRT_OK)
			rc = add_forms(k, &k->token[i], false, own, e);
		if (rc == NETRT_OK)
			rc = add_forms(k, &k->token[i], true, own, e);
	}
	for (size_t i = 0; rc == NETRT_OK && i < k->uids.n; i++)
		rc = netrt_scan_add(k->file, k->uids.name[i],
		    strlen(k->uids.name[i]), NETRT_BOUND_NUMBER, 1, e);
	if (rc == NETRT_OK && k->wants_days)
		rc = add_days(k, e);
	if (rc == NETRT_OK)
		rc = netrt_scan_build(k->any, e);
	if (rc == NETRT_OK)
		rc = netrt_scan_build(k->file, e);
	k->ready = rc == NETRT_OK;
	return rc;
}

bool
netrt_known_in_bytes(const struct netrt_known *k, const void *p, size_t n)
{
	return netrt_scan_find(k->any, p, n);
}

bool
netrt_known_day_in_bytes(const struct netrt_known *k, const void *p,
    size_t n)
{
	bool found = k->day != NULL && netrt_scan_find(k->day, p, n);

	for (size_t i = 0; !found && i < k->days.n; i++)
		found = netrt_dayforms_clock(k->days.name[i], p, n);
	return found;
}

bool
netrt_known_is_day(const struct netrt_known *k, double number)
{
	for (size_t i = 0; i < k->days.n; i++)
		if (netrt_dayforms_is(k->days.name[i], number))
			return true;
	return false;
}

bool
netrt_known_in_bulk(const struct netrt_known *k, const void *p, size_t n)
{
	return netrt_scan_find(k->file, p, n);
}

enum netrt_rc
netrt_known_in_fd(const struct netrt_known *k, int fd, long long from,
    long long to, bool *found, struct netrt_err *e)
{
	return netrt_scan_fd(k->file, fd, from, to, found, e);
}
