/*
 * Dates as people type them into a DA: see known.h.  The text is taken apart
 * into numbers and words: "12-MAR-1961" is 12, mar, 1961.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "known_priv.h"

#define GROUPS	3
#define LONGEST	14		/* YYYYMMDDHHMMSS */

struct group {
	char text[LONGEST + 2];
	size_t n;
	bool digits;
};

struct list {
	char (*date)[9];
	size_t n;
};

static bool
digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* The first groups of the text; a word that is no month is none. */
static size_t
split(const struct netrt_fold *f, struct group g[GROUPS])
{
	size_t n = 0;

	for (size_t i = 0; i < f->n && n < GROUPS; ) {
		struct group *to = &g[n];
		bool digits = digit(f->c[i].cp);

		*to = (struct group){ .digits = digits };
		for (; i < f->n && f->c[i].cp != ' ' &&
		    digit(f->c[i].cp) == digits; i++)
			if (to->n <= LONGEST)
				to->text[to->n++] = f->c[i].cp < 0x80 ?
				    (char)f->c[i].cp : '?';
		if (to->n > 0 && (digits || netrt_known_month(to->text) > 0))
			n++;
		if (i < f->n && f->c[i].cp == ' ')
			i++;
	}
	return n;
}

static void
add(struct list *l, unsigned long y, unsigned long m, unsigned long d)
{
	char date[9];

	if (y < 1850 || y > 2150 || m < 1 || m > 12 || d < 1 || d > 31 ||
	    l->n == NETRT_READINGS)
		return;
	snprintf(date, sizeof date, "%04lu%02lu%02lu", y, m, d);
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->date[i], date) == 0)
			return;
	memcpy(l->date[l->n++], date, sizeof date);
}

/* All digits in one: the year may be at either end. */
static void
together(struct list *l, const char *p)
{
	unsigned long v[4];

	for (size_t i = 0; i < 4; i++)
		v[i] = (unsigned long)((p[2 * i] - '0') * 10 + p[2 * i + 1] -
		    '0');
	add(l, v[0] * 100 + v[1], v[2], v[3]);
	if (l->n > 0)
		return;
	add(l, v[2] * 100 + v[3], v[1], v[0]);
	add(l, v[2] * 100 + v[3], v[0], v[1]);
}

static void
apart(struct list *l, const struct group g[GROUPS])
{
	unsigned long v[GROUPS];
	unsigned m = 0;
	size_t at = GROUPS;

	for (size_t i = 0; i < GROUPS; i++) {
		v[i] = strtoul(g[i].text, NULL, 10);
		if (!g[i].digits) {
			m = netrt_known_month(g[i].text);
			at = i;
		}
	}
	if (at < GROUPS) {
		size_t a = at == 0 ? 1 : 0, b = at == 2 ? 1 : 2;

		add(l, v[a], m, v[b]);
		add(l, v[b], m, v[a]);
		return;
	}
	add(l, v[0], v[1], v[2]);
	add(l, v[2], v[1], v[0]);
	add(l, v[2], v[0], v[1]);
}

enum netrt_rc
netrt_known_read_date(const char *text, char date[NETRT_READINGS][9],
    size_t *n, struct netrt_err *e)
{
	struct list l = { date, 0 };
	struct group g[GROUPS];
	struct netrt_fold f;
	size_t ngroups;
	enum netrt_rc rc = netrt_fold_text(text, &f, e);

	*n = 0;
	if (rc != NETRT_OK)
		return rc;
	ngroups = split(&f, g);
	free(f.c);
	if (ngroups > 0 && g[0].digits && g[0].n >= 8)
		together(&l, g[0].text);
	else if (ngroups == GROUPS)
		apart(&l, g);
	*n = l.n;
	return NETRT_OK;
}
