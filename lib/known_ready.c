/* The patterns of the known tokens, in the bytes of all encodings: see
 * known.h. */
#include <stdlib.h>
#include <string.h>

#include "dayforms.h"
#include "fold.h"
#include "known_priv.h"
#include "text.h"

size_t
netrt_known_first(uint32_t c)
{
	return c < FIRST - 1 ? c : FIRST - 1;
}

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
	    !(t->kind == RUN && !netrt_known_identifies(t)) &&
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

/* Where the tokens begin that begin with the same. */
static void
point(struct netrt_known *k)
{
	size_t i = 0;

	for (size_t c = 0; c < FIRST; c++) {
		k->first[c] = i;
		while (i < k->n && netrt_known_first(k->token[i].cp[0]) == c)
			i++;
	}
	k->first[FIRST] = k->n;
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
	point(&one);
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

static int
by_first(const void *a, const void *b)
{
	size_t x = netrt_known_first(((const struct token *)a)->cp[0]);
	size_t y = netrt_known_first(((const struct token *)b)->cp[0]);

	return (x > y) - (x < y);
}

static void
sort(struct netrt_known *k)
{
	if (k->n > 0)
		qsort(k->token, k->n, sizeof *k->token, by_first);
	point(k);
}

enum netrt_rc
netrt_known_ready(struct netrt_known *k, struct netrt_err *e)
{
	bool own;
	enum netrt_rc rc;

	if (k->ready)
		return NETRT_OK;
	sort(k);
	rc = netrt_scan_open(&k->any, e);
	if (rc == NETRT_OK)
		rc = netrt_scan_open(&k->file, e);
	for (size_t i = 0; rc == NETRT_OK && i < k->n; i++) {
		const struct token *t = &k->token[i];

		if (t->kind == PART)	/* found as text */
			continue;
		rc = is_own(k, t, &own, e);
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
