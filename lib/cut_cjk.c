/* Dates in Chinese, Japanese and Korean: see cut_date.h. */
#include <stdbool.h>
#include <string.h>

#include "cut_date.h"

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A digit of full width. */
static bool
wide_digit(const char *p)
{
	return strncmp(p, "\xEF\xBC", 2) == 0 &&
	    (unsigned char)p[2] >= 0x90 && (unsigned char)p[2] <= 0x99;
}

/* A number of up to most digits, also full-width ones: its length. */
static size_t
wide_number(const char *p, size_t most, size_t *ndigits)
{
	const char *from = p;

	for (*ndigits = 0; *ndigits <= most; (*ndigits)++) {
		if (!digit(*p) && !wide_digit(p))
			break;
		p += digit(*p) ? 1 : 3;
	}
	return *ndigits >= 1 && *ndigits <= most ? (size_t)(p - from) : 0;
}

static size_t
wide_gap(const char *p)
{
	size_t n = strspn(p, " ");

	while (strncmp(p + n, "\xE3\x80\x80", 3) == 0)
		n += 3 + strspn(p + n + 3, " ");
	return n;
}

/* A number and one of the words behind it: the length, 0: it is not. */
static size_t
counted(const char *p, size_t most, const char *words, size_t *ndigits)
{
	size_t n = wide_number(p, most, ndigits);

	if (n == 0)
		return 0;
	n += wide_gap(p + n);
	for (; *words != '\0'; words += 3)
		if (strncmp(p + n, words, 3) == 0)
			return n + 3;
	return 0;
}

static size_t
era(const char *p)
{
	static const char *const list[] = { "\xE4\xBB\xA4\xE5\x92\x8C",
	    "\xE5\xB9\xB3\xE6\x88\x90", "\xE6\x98\xAD\xE5\x92\x8C",
	    "\xE5\xA4\xA7\xE6\xAD\xA3", "\xE6\x98\x8E\xE6\xB2\xBB",
	    "\xE6\xB0\x91\xE5\x9C\x8B", "\xE6\xB0\x91\xE5\x9B\xBD" };

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (strncmp(p, list[i], 6) == 0)
			return 6 + wide_gap(p + 6);
	return 0;
}

size_t
netrt_cut_date_cjk(const char *p, const char *start)
{
	static const char years[] = "\xE5\xB9\xB4\xEB\x85\x84",
	    months[] = "\xE6\x9C\x88\xEC\x9B\x94",
	    days[] = "\xE6\x97\xA5\xEC\x9D\xBC\xE5\x8F\xB7\xE8\x99\x9F";
	size_t e = era(p), n, y, m, d = 0, digits_y = 0, ignored;

	/* in the middle of a number */
	if (e == 0 && ((p > start && digit(p[-1])) || (p > start + 2 &&
	    wide_digit(p - 3))))
		return 0;
	n = e;
	if ((y = counted(p + n, 4, years, &digits_y)) > 0)
		n += y + wide_gap(p + n + y);
	else if (e > 0)
		return 0;
	if ((m = counted(p + n, 2, months, &ignored)) == 0)
		return 0;
	n += m;
	d = counted(p + n + wide_gap(p + n), 2, days, &ignored);
	if (d > 0)
		return n + wide_gap(p + n) + d;
	/* "3 years and 6 months" are none */
	return e > 0 || digits_y == 4 ? n : 0;
}
