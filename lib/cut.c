/* What is cut out of text: see cut.h. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cut.h"
#include "cut_char.h"
#include "cut_date.h"

#define LEAST_RUN	7	/* digits that are an identifier by themselves */

/* ---- numbers of phones and of insurances ---- */

static bool
groups(const char *p, const size_t *want, size_t n, size_t *len)
{
	const char *start = p;

	for (size_t i = 0; i < n; i++) {
		if (digits(p) != want[i])
			return false;
		p += want[i];
		if (i + 1 < n && !in(*p++, "-. "))
			return false;
	}
	*len = (size_t)(p - start);
	return true;
}

/* +41 31 632 21 11, (555) 123-4567, 031 632 21 11, 555-1234, 123-45-6789 */
static size_t
phone(const char *start)
{
	static const size_t us[] = { 3, 3, 4 }, local[] = { 3, 4 },
	    ssn[] = { 3, 2, 4 };
	const char *p = start;
	size_t n = 0, len, sep = 0;

	if (groups(p, us, 3, &len) || groups(p, ssn, 3, &len) ||
	    (groups(p, local, 2, &len) && p[3] == '-'))
		return len;
	if (*p != '+' && *p != '(' && *p != '0')
		return 0;
	for (const char *end = p; ; p++) {
		if (digit(*p)) {
			n++;
			sep = 0;
			end = p + 1;
		} else if (!in(*p, "+()-/ .") || ++sep > 2) {
			/* 0.5 1.25 is no phone */
			return n >= LEAST_RUN && start[1] != '.' ?
			    (size_t)(end - start) : 0;
		}
	}
}

/* ---- UIDs ---- */

static size_t
uid(const char *start)
{
	const char *p = start;
	size_t dots = 0;

	for (; digit(*p); p++) {
		p += digits(p);
		if (*p != '.' || !digit(p[1]))
			break;
		dots++;
	}
	return dots >= 4 && p - start >= 12 ? (size_t)(p - start) : 0;
}

/* ---- people ---- */

/* A word with a capital. */
static size_t
capital(const char *p)
{
	size_t n = 0;

	if (!((*p >= 'A' && *p <= 'Z') || (unsigned char)*p >= 0xC3))
		return 0;
	while (letter(p[n]) || in(p[n], "'-"))
		n++;
	return n;
}

/* Dr. Smith, Prof. Dr. A. Smith */
static size_t
titled(const char *start, bool label)
{
	/* in capitals, these are other things: MR, MS */
	static const struct {
		const char *word;
		bool soft;
	} titles[] = {
		{ "Dr", false }, { "Dra", false }, { "Prof", false },
		{ "Doctor", false }, { "Professor", false },
		{ "Docteur", false }, { "Doktor", false }, { "Mr", true },
		{ "Mrs", true }, { "Ms", true }, { "Mme", true },
		{ "Herr", true }, { "Frau", true },
	};
	const char *p = start;
	size_t n, words = 0, i, most = sizeof titles / sizeof titles[0];

	for (i = 0; i < most; i++) {
		n = strlen(titles[i].word);
		if (strncasecmp(p, titles[i].word, n) == 0 && !letter(p[n]) &&
		    *p <= 'Z')
			break;
	}
	if (i == most)
		return 0;
	if (titles[i].soft && p[n] != '.' && (label ||
	    strncmp(p, titles[i].word, n) != 0))
		return 0;
	for (p += n; words < 3; words++) {
		const char *q = p + strspn(p, ". ");

		if (q == p || (n = capital(q)) == 0)
			break;
		p = q + n;
	}
	return words > 0 ? (size_t)(p - start) : 0;
}

/* ---- addresses ---- */

static const char not_address[] = " \t\r\n\\,;<>()[]\"'";

/* The extent of an address that has a mark at p. */
static void
address(const char *text, const char *p, char *gone)
{
	const char *from = p, *to = p;

	while (from > text && !in(from[-1], not_address))
		from--;
	while (*to != '\0' && !in(*to, not_address))
		to++;
	memset(gone + (from - text), 1, (size_t)(to - from));
}

static bool
addresses(const char *text, char *gone)
{
	bool any = false;

	for (const char *p = text; *p != '\0'; p++) {
		bool mail = *p == '@' && p > text && !in(p[-1], not_address) &&
		    (letter(p[1]) || digit(p[1]));

		if (!mail && strncmp(p, "://", 3) != 0 &&
		    strncasecmp(p, "www.", 4) != 0)
			continue;
		address(text, p, gone);
		any = true;
	}
	return any;
}

bool
netrt_cut_personal(const char *text, bool label, char *gone)
{
	bool any = addresses(text, gone);

	for (const char *p = text; *p != '\0'; ) {
		bool inside = p > text && (digit(*p) ? digit(p[-1]) :
		    letter(p[-1]));
		size_t n = 0;

		if (!inside && (n = uid(p)) == 0 && (n = digits(p)) <
		    LEAST_RUN && (n = netrt_cut_date(p, text)) == 0 &&
		    (n = phone(p)) == 0)
			n = titled(p, label);
		if (n == 0)
			n = netrt_cut_date_cjk(p, text);
		if (n > 0) {
			memset(gone + (p - text), 1, n);
			any = true;
		}
		p += n > 0 ? n : 1;
	}
	return any;
}

/* ---- cutting ---- */

/* Is c one of what may be left over at the ends, and means nothing there? */
static bool
loose(char c)
{
	return in(c, " \t\r\n^_-,;:/.=+&|'\"");
}

void
netrt_cut_marked(char *out, const char *text, const char *gone)
{
	char *p = out;
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++) {
		if (gone[i] || (text[i] == ' ' && i > 0 && gone[i - 1] &&
		    (p == out || p[-1] == ' ')))
			continue;
		*p++ = text[i];
	}
	while (p > out && loose(p[-1]))
		p--;
	*p = '\0';
	for (p = out; loose(*p); p++)
		;
	memmove(out, p, strlen(p) + 1);
}
