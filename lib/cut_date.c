/* Dates in text: see cut_date.h. */
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "cut_char.h"
#include "cut_date.h"

static int
number(const char *p, size_t n)
{
	int v = 0;

	while (n-- > 0)
		v = 10 * v + (*p++ - '0');
	return v;
}

static bool
year(const char *p, size_t n)
{
	return n == 4 && number(p, n) >= 1850 && number(p, n) <= 2199;
}

static bool
day(const char *p, size_t n)
{
	return (n == 1 || n == 2) && number(p, n) >= 1 && number(p, n) <= 31;
}

static bool
month_day(const char *a, size_t na, const char *b, size_t nb)
{
	return day(a, na) && day(b, nb) && (number(a, na) <= 12 ||
	    number(b, nb) <= 12);
}

/* ---- numbers ---- */

/* What stands between two numbers: a mark, or ' ' for blanks alone; '\0' if
 * neither. */
static char
separator(const char *p, size_t *len)
{
	static const char blanks[] = " \t\r\n";
	size_t n = strspn(p, blanks);
	char mark = n > 0 ? ' ' : '\0';

	if (in(p[n], "-./_") || (n == 0 && in(*p, ":,\\"))) {
		mark = p[n++];
		if (!in(mark, ":,\\"))
			n += strspn(p + n, blanks);
	}
	*len = n;
	return mark;
}

/* 2024-1-5, 5.1.2024, 5. 1. 2024, 05/01/24 */
static size_t
numeric(const char *p, const char *start)
{
	const char *v[3];
	size_t n[3], len, between = 0;
	char mark, sep = '\0';

	for (int i = 0; i < 3; i++) {
		v[i] = p;
		if ((n[i] = digits(p)) == 0 || n[i] > 4)
			return 0;
		p += n[i];
		if (i == 2)
			break;
		mark = separator(p, &len);
		if (mark == '\0' || (i == 1 && mark != sep))
			return 0;
		sep = mark;
		between += len;
		p += len;
	}
	if ((year(v[0], n[0]) && month_day(v[1], n[1], v[2], n[2])) ||
	    (year(v[2], n[2]) && month_day(v[0], n[0], v[1], n[1])))
		return (size_t)(p - v[0]);
	/* without a century: of three pairs, by themselves */
	if (in(sep, "-./") && between == 2 && n[0] == 2 && n[1] == 2 &&
	    n[2] == 2 && (month_day(v[0], 2, v[1], 2) || month_day(v[1], 2,
	    v[2], 2)) && !(*p == sep && digit(p[1])) &&
	    !(v[0] > start + 1 && v[0][-1] == sep && digit(v[0][-2])))
		return (size_t)(p - v[0]);
	return 0;
}

/* ---- names ---- */

/* A letter without its marks, in lower case (Latin 1). */
static char
plain(const char *p, size_t *len)
{
	static const char base[] = "aaaaaaaceeeeiiiidnooooo*ouuuuyps"
	    "aaaaaaaceeeeiiiidnooooo*ouuuuypy";
	unsigned char c = (unsigned char)*p, d;

	*len = 1;
	if (c == 0xC3 && ((d = (unsigned char)p[1]) & 0xC0) == 0x80) {
		*len = 2;
		return base[d - 0x80];
	}
	return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static bool
blank(const char *p)
{
	return strncmp(p, "\xC2\xA0", 2) == 0;	/* U+00A0 */
}

/* Is it this word?  Its length in the text. */
static size_t
word(const char *p, const char *name, size_t n)
{
	const char *from = p;
	size_t len;

	for (; n > 0; n--, name++, p += len) {
		if (plain(p, &len) != *name)
			return 0;
		/* U+0300 to U+036F, marks that stand alone */
		while (in(p[len], "\xCC\xCD") && p[len + 1] != '\0')
			len += 2;
	}
	return letter(*p) && !blank(p) ? 0 : (size_t)(p - from);
}

/* How much more a name needs to be that of a month: a day and a year; a day in
 * front or a year; a day or a year. */
enum sure { NO_MONTH, SHORT, WORD, USUAL };

/* The length of the name of a month. */
static size_t
month(const char *p, enum sure *sure)
{
	static const struct {
		enum sure sure;
		const char *names;
	} list[] = {
	    { USUAL, "january february march april may june july august "
	    "september october november december januar februar maerz marz "
	    "mai juni juli oktober dezember janvier avril juin juillet "
	    "octobre enero abril mayo junio julio agosto dicembre jan feb "
	    "mar apr jun jul aug sep sept oct okt nov dec dez" },
	    { WORD, "januari februari maart augustus fevrier aout septembre "
	    "novembre decembre febrero marzo septiembre setiembre octubre "
	    "noviembre diciembre gennaio febbraio aprile maggio giugno "
	    "luglio settembre ottobre janeiro fevereiro marco maio junho "
	    "julho setembro outubro novembro dezembro" },
	    { SHORT, "mrt mei fevr fev avr mars mrz ene abr ago dic gen mag "
	    "giu lug set ott out" },
	};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		for (const char *name = list[i].names; *name != '\0'; ) {
			size_t n = strcspn(name, " "), len;

			if ((len = word(p, name, n)) > 0) {
				*sure = list[i].sure;
				return len;
			}
			name += n + strspn(name + n, " ");
		}
	*sure = NO_MONTH;
	return 0;
}

static size_t
gap(const char *p)
{
	size_t n = 0;

	for (;;) {
		size_t more = strspn(p + n, " .,-/_\t\r\n");

		if (blank(p + n))
			more = 2;
		if (more == 0)
			return n;
		n += more;
	}
}

/* The -th of a day. */
static size_t
ordinal(const char *p)
{
	static const char *const list[] = { "st", "nd", "rd", "th", "er",
	    "ste", "de", "e", "o", "a", "\xC2\xBA", "\xC2\xAA", "\xC2\xB0" };

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		size_t n = strlen(list[i]);

		if (strncasecmp(p, list[i], n) == 0 && (!letter(p[n]) ||
		    blank(p + n)))
			return n;
	}
	return 0;
}

/* A gap, and in it "of". */
static size_t
of(const char *p)
{
	static const char *const list[] = { "of", "de", "del", "di", "do" };
	size_t n = gap(p);

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		size_t len = word(p + n, list[i], strlen(list[i]));

		if (len > 0)
			return n + len + gap(p + n + len);
	}
	return n;
}

/* 5 Jan 2024, 5-Jan-24, 5th of January 2024, 5 de enero de 2024 */
static size_t
day_first(const char *start)
{
	const char *p = start + digits(start), *q;
	enum sure sure;
	size_t len;

	p += ordinal(p);
	p += of(p);
	if ((len = month(p, &sure)) == 0)
		return 0;
	p += len;
	q = p + of(p);
	len = digits(q);
	if (year(q, len) || (len == 2 && sure != SHORT))
		return (size_t)(q + len - start);
	return sure == SHORT ? 0 : (size_t)(p - start);
}

/* Jan 5, 2024, January 5th; January 2024 */
static size_t
month_first(const char *start)
{
	const char *p = start, *q, *r;
	enum sure sure;
	size_t len = month(p, &sure);

	if (len == 0 || sure == SHORT)
		return 0;
	p += len;
	q = p + of(p);
	len = digits(q);
	if (year(q, len))
		return (size_t)(q + 4 - start);
	if (len != 1 && len != 2)
		return 0;
	r = q + len;
	r += ordinal(r);
	if (year(r + gap(r), digits(r + gap(r))))
		return (size_t)(r + gap(r) + 4 - start);
	return q > p && day(q, len) && sure == USUAL ?
	    (size_t)(r - start) : 0;
}

/* 2024 January 5, 2024, 5th January; 2024 January */
static size_t
year_first(const char *start)
{
	const char *p = start + 4 + gap(start + 4), *q;
	enum sure sure;
	size_t len = digits(p);

	if (day(p, len))
		return (len = day_first(p)) > 0 ? (size_t)(p + len - start) :
		    0;
	if ((len = month(p, &sure)) == 0 || sure == SHORT)
		return 0;
	p += len;
	q = p + gap(p);
	len = digits(q);
	if (!day(q, len))
		return (size_t)(p - start);
	q += len;
	return (size_t)(q + ordinal(q) - start);
}

/* 5-VI-2024; not "1 x 2000", nor "1 V 2000" */
static size_t
roman(const char *start)
{
	static const char *const list[] = { "I", "II", "III", "IV", "V", "VI",
	    "VII", "VIII", "IX", "X", "XI", "XII" };
	const char *p = start + digits(start);
	size_t n, len;
	char sep = separator(p, &len);

	if (!in(sep, "-./ "))
		return 0;
	p += len;
	n = strspn(p, "IVX");
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		if (strlen(list[i]) != n || strncmp(p, list[i], n) != 0)
			continue;
		if ((sep == ' ' && n == 1) || separator(p + n, &len) != sep)
			return 0;
		p += n + len;
		return year(p, digits(p)) ? (size_t)(p + 4 - start) : 0;
	}
	return 0;
}

size_t
netrt_cut_date(const char *p, const char *start)
{
	size_t n = digits(p), len = numeric(p, start);

	if (len > 0)
		return len;
	if (n == 0)
		return month_first(p);
	if (n == 4)
		return year(p, 4) ? year_first(p) : 0;
	if (n > 2)
		return 0;
	len = roman(p);
	return len > 0 ? len : day_first(p);
}
