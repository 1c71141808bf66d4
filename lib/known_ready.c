/* The patterns of the known tokens in bytes: see known.h. */
#include <stdlib.h>
#include <string.h>

#include "dayforms.h"
#include "known_priv.h"

size_t
netrt_known_first(uint32_t c)
{
	return c < FIRST - 1 ? c : FIRST - 1;
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
mark_own(struct netrt_known *k, struct token *t, struct netrt_err *e)
{
	struct netrt_known one = { .token = t, .n = 1 };
	enum netrt_rc rc = NETRT_OK;

	point(&one);
	for (size_t i = 0; rc == NETRT_OK && !t->own && i < k->allowed.n; i++)
		rc = netrt_known_in_text(&one, k->allowed.name[i], false,
		    &t->own, e);
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

/* A number of so many bytes, in both orders. */
static enum netrt_rc
add_packed(struct netrt_known *k, const void *number, size_t size,
    struct netrt_err *e)
{
	const unsigned char *p = number;
	unsigned char other[8];
	enum netrt_rc rc = netrt_scan_add(k->day, p, size, NETRT_BOUND_ANY,
	    1, e);

	for (size_t i = 0; i < size; i++)
		other[i] = p[size - 1 - i];
	return rc == NETRT_OK ? netrt_scan_add(k->day, other, size,
	    NETRT_BOUND_ANY, 1, e) : rc;
}

/* The number of an ID; one of six digits in four bytes is there by chance. */
static enum netrt_rc
add_id(struct netrt_known *k, const struct token *t, struct netrt_err *e)
{
	const char *raw = t->raw + strspn(t->raw, "0");
	size_t n = strlen(raw);
	uint64_t v = strtoull(raw, NULL, 10);
	uint32_t word = (uint32_t)v;
	float single = (float)v;
	double real = (double)v;
	enum netrt_rc rc = NETRT_OK;

	if (!netrt_known_identifies(t) || t->own || n < 6 || n > 19)
		return NETRT_OK;
	if (n > 6 && v == word)
		rc = add_packed(k, &word, sizeof word, e);
	if (rc == NETRT_OK && n > 6)
		rc = add_packed(k, &single, sizeof single, e);
	if (rc == NETRT_OK)
		rc = add_packed(k, &v, sizeof v, e);
	return rc == NETRT_OK ? add_packed(k, &real, sizeof real, e) : rc;
}

/* What only private elements are searched for. */
static enum netrt_rc
add_days(struct netrt_known *k, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_scan_open(&k->day, e);

	for (size_t i = 0; rc == NETRT_OK && i < k->days.n; i++)
		rc = netrt_dayforms_each(k->days.name[i], add_day, k, e);
	for (size_t i = 0; rc == NETRT_OK && i < k->n; i++)
		rc = add_id(k, &k->token[i], e);
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

/* Is it found well enough where bytes are looked at as text? */
static bool
only_as_text(const struct token *t)
{
	return t->kind == PART && !(t->vague &&
	    strpbrk(t->raw, "./-") != NULL);
}

enum netrt_rc
netrt_known_ready(struct netrt_known *k, struct netrt_err *e)
{
	struct netrt_scan **scan[] = { &k->any, &k->file, &k->other,
	    &k->brief };
	const size_t nscans = sizeof scan / sizeof scan[0];
	enum netrt_rc rc = NETRT_OK;

	if (k->ready)
		return NETRT_OK;
	sort(k);
	netrt_known_sort_uids(k);
	for (size_t i = 0; rc == NETRT_OK && i < nscans; i++)
		rc = netrt_scan_open(scan[i], e);
	for (size_t i = 0; rc == NETRT_OK && i < k->n; i++)
		rc = mark_own(k, &k->token[i], e);
	for (size_t i = 0; rc == NETRT_OK && i < k->n; i++)
		if (!only_as_text(&k->token[i]))
			rc = netrt_known_add_forms(k, &k->token[i], e);
	for (size_t i = 0; rc == NETRT_OK && i < k->bytes.n; i++)
		rc = netrt_known_add_raw(k, k->bytes.name[i], e);
	for (size_t i = 0; rc == NETRT_OK && i < k->uids.n; i++)
		rc = netrt_scan_add(k->file, k->uids.name[i],
		    strlen(k->uids.name[i]), NETRT_BOUND_NUMBER, 1, e);
	if (rc == NETRT_OK && k->wants_days)
		rc = add_days(k, e);
	for (size_t i = 0; rc == NETRT_OK && i < nscans; i++)
		rc = netrt_scan_build(*scan[i], e);
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
netrt_known_day_in_row(const struct netrt_known *k, const double *number,
    size_t n)
{
	for (size_t i = 0; i < k->days.n; i++)
		if (netrt_dayforms_row(k->days.name[i], number, n))
			return true;
	return false;
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
	return netrt_scan_find(k->file, p, n) || netrt_known_has_uid(k, p, n);
}

enum netrt_rc
netrt_known_in_fd(const struct netrt_known *k, int fd, long long from,
    long long to, bool *found, struct netrt_err *e)
{
	return netrt_scan_fd(k->file, fd, from, to, found, e);
}
