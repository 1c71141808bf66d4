/* How a day may be written: see dayforms.h. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "day.h"
#include "dayforms.h"

#define FIRST_CLOCK	5479		/* 1985-01-01 */
#define ZONE_S		(14 * 3600.0)
#define FEW		256		/* bytes */
#define FEW_NUMBERS	16
#define JULIAN		2440587.5	/* 1970-01-01 */

void
netrt_dayforms_write(const char *form, const char *ymd, char text[32])
{
	static const char *const month[12] = {
		"january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november",
		"december"
	};
	unsigned m = (unsigned)(ymd[4] - '0') * 10 + (unsigned)(ymd[5] - '0');
	const char *name = m >= 1 && m <= 12 ? month[m - 1] : "?";
	size_t n = 0;

	for (; *form != '\0'; form++) {
		const char *from = form;
		size_t len = 1;

		if (strchr("Yymd", *form) != NULL) {
			from = ymd + (*form == 'y' ? 2 : *form == 'm' ? 4 :
			    *form == 'd' ? 6 : 0);
			len = *form == 'Y' ? 4 : 2;
		} else if (*form == 'M' || *form == 'D') {
			from = ymd + (*form == 'M' ? 4 : 6);
			len = *from == '0' ? 1 : 2;
			from += *from == '0';
		} else if (*form == 'b' || *form == 'B') {
			from = name;
			len = *form == 'b' && strlen(name) > 3 ? 3 :
			    strlen(name);
		}
		memcpy(text + n, from, len);
		n += len;
	}
	text[n] = '\0';
}

/* ---- bytes ---- */

struct visitor {
	enum netrt_rc (*visit)(void *, const void *, size_t, unsigned,
	    struct netrt_err *);
	void *ctx;
};

static enum netrt_rc
as_text(const struct visitor *v, const char *text, struct netrt_err *e)
{
	size_t n = strlen(text);
	unsigned char wide[64];
	enum netrt_rc rc = v->visit(v->ctx, text, n, 1, e);

	for (unsigned big = 0; rc == NETRT_OK && big < 2; big++) {
		for (size_t i = 0; i < n; i++) {
			wide[2 * i + big] = (unsigned char)text[i];
			wide[2 * i + !big] = 0;
		}
		rc = v->visit(v->ctx, wide, 2 * n, 2, e);
	}
	return rc;
}

/* Unsigned numbers in a row, each of so many bytes, in both byte orders. */
static enum netrt_rc
as_numbers(const struct visitor *v, const unsigned *number,
    const unsigned *size, size_t count, struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	for (unsigned big = 0; rc == NETRT_OK && big < 2; big++) {
		unsigned char b[32];
		size_t n = 0;

		for (size_t i = 0; i < count; n += size[i++])
			for (unsigned k = 0; k < size[i]; k++)
				b[n + (big ? size[i] - 1 - k : k)] =
				    (unsigned char)(number[i] >> 8 * k);
		rc = v->visit(v->ctx, b, n, 0, e);
	}
	return rc;
}

/* The same in single and double precision. */
static enum netrt_rc
as_floats(const struct visitor *v, const double *x, size_t count,
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	for (unsigned how = 0; rc == NETRT_OK && how < 4; how++) {
		size_t size = how & 2 ? 8 : 4, n = 0;
		unsigned char b[32];

		for (size_t i = 0; i < count; i++) {
			unsigned char one[8];
			float single = (float)x[i];

			memcpy(one, size == 8 ? (const void *)&x[i] :
			    &single, size);
			for (size_t k = 0; k < size; k++)
				b[n++] = one[how & 1 ? size - 1 - k : k];
		}
		rc = v->visit(v->ctx, b, n, 0, e);
	}
	return rc;
}

/* Year, month and day in an order, as numbers of one size. */
static enum netrt_rc
as_row(const struct visitor *v, const unsigned row[3], struct netrt_err *e)
{
	static const unsigned words[] = { 2, 2, 2 }, longs[] = { 4, 4, 4 };
	const double x[] = { row[0], row[1], row[2] };
	enum netrt_rc rc = as_numbers(v, row, words, 3, e);

	if (rc == NETRT_OK)
		rc = as_numbers(v, row, longs, 3, e);
	return rc == NETRT_OK ? as_floats(v, x, 3, e) : rc;
}

static enum netrt_rc
as_binary(const struct visitor *v, unsigned ymd, long day,
    struct netrt_err *e)
{
	static const unsigned one[] = { 4 }, bytes[] = { 2, 1, 1 },
	    longs[] = { 4, 4, 4 }, four[] = { 2, 2, 2, 2 };
	unsigned y = ymd / 10000, m = ymd / 100 % 100, d = ymd % 100;
	unsigned bcd = 0, rows[][3] = { { y, m, d }, { d, m, y }, { m, d, y } },
	    tm[] = { d, m - 1, y - 1900 },
	    julian = (unsigned)(day + (long)(JULIAN + .5));
	const double x[] = { ymd, julian, julian - .5 };
	enum netrt_rc rc = as_numbers(v, &ymd, one, 1, e);

	for (unsigned i = 0, left = ymd; i < 8; i++, left /= 10)
		bcd |= left % 10 << 4 * i;
	if (rc == NETRT_OK)
		rc = as_numbers(v, &bcd, one, 1, e);
	if (rc == NETRT_OK)
		rc = as_numbers(v, &julian, one, 1, e);
	if (rc == NETRT_OK)
		rc = as_numbers(v, rows[0], bytes, 3, e);
	for (size_t i = 0; rc == NETRT_OK && i < 3; i++)
		rc = as_row(v, rows[i], e);
	if (rc == NETRT_OK)	/* struct tm */
		rc = as_numbers(v, tm, longs, 3, e);
	for (unsigned w = 0; rc == NETRT_OK && w < 7; w++) {
		unsigned systemtime[] = { y, m, w, d };

		rc = as_numbers(v, systemtime, four, 4, e);
	}
	for (size_t i = 0; rc == NETRT_OK && i < 3; i++)
		rc = as_floats(v, &x[i], 1, e);
	return rc;
}

enum netrt_rc
netrt_dayforms_each(const char *ymd, enum netrt_rc (*visit)(void *ctx,
    const void *p, size_t n, unsigned unit, struct netrt_err *e), void *ctx,
    struct netrt_err *e)
{
	static const char *const form[] = { "Ymd", "Y-m-d", "Y.m.d", "Y/m/d",
	    "Y_m_d", "Y m d", "dmY", "d.m.Y", "d/m/Y", "d-m-Y", "d m Y",
	    "mdY", "m/d/Y", "m-d-Y", "D.M.Y", "D/M/Y", "M/D/Y", "Y-M-D",
	    "D b Y", "d b Y", "d-b-Y", "D-b-Y", "dbY", "D B Y", "d B Y",
	    "b D Y", "b d Y", "b D, Y", "b d, Y", "B D, Y", "B D Y", "Y b d",
	    "Y-b-d", "d-b-y", "dby", "b  D Y" };
	struct visitor v = { visit, ctx };
	char text[32];
	long day;
	enum netrt_rc rc = NETRT_OK;

	if (strlen(ymd) != 8 || !netrt_day_parse(ymd, &day))
		return NETRT_OK;
	for (size_t i = 0; rc == NETRT_OK && i < sizeof form / sizeof form[0];
	    i++) {
		netrt_dayforms_write(form[i], ymd, text);
		rc = as_text(&v, text, e);
	}
	return rc == NETRT_OK ? as_binary(&v, (unsigned)strtoul(ymd, NULL,
	    10), day, e) : rc;
}

/* ---- numbers ---- */

/* Seconds since 1970. */
static bool
second(long day, double s)
{
	return s >= (double)day * 86400 - ZONE_S &&
	    s < ((double)day + 1) * 86400 + ZONE_S;
}

static bool
clocks(long day, double x)
{
	return day >= FIRST_CLOCK && (second(day, x) ||
	    second(day, x / 1e3) || second(day, x / 1e6) ||
	    second(day, x / 1e7 - 11644473600.0));
}

/* Days since some day: of Excel and OLE, of Excel on the Macintosh, Modified
 * Julian, since 1970. */
static bool
serial(long day, double x)
{
	static const long since[] = { 25569, 24107, 40587, 0 };

	for (size_t i = 0; i < sizeof since / sizeof since[0]; i++)
		if (day >= FIRST_CLOCK && x >= (double)(day + since[i]) &&
		    x < (double)(day + since[i] + 1))
			return true;
	return false;
}

bool
netrt_dayforms_is(const char *ymd, double x)
{
	double d = (double)strtoul(ymd, NULL, 10);
	long day;

	if (strlen(ymd) != 8 || !netrt_day_parse(ymd, &day) || x < 0)
		return false;
	/* single precision is off by one */
	return clocks(day, x) || (x >= (double)day + JULIAN &&
	    x < (double)day + JULIAN + 1) || (x >= d - 1 && x < d + 2) ||
	    (x >= d * 1e4 && x < (d + 1) * 1e4) ||	/* HHMM */
	    (x >= d * 1e6 && x < (d + 1) * 1e6);	/* HHMMSS */
}

bool
netrt_dayforms_row(const char *ymd, const double *x, size_t n)
{
	unsigned long date = strtoul(ymd, NULL, 10);
	double y = (double)(date / 10000), m = (double)(date / 100 % 100),
	    d = (double)(date % 100);
	long day;

	if (strlen(ymd) != 8 || !netrt_day_parse(ymd, &day))
		return false;
	for (size_t i = 0; n <= FEW_NUMBERS && i < n; i++)
		if (serial(day, x[i]))
			return true;
	for (size_t i = 0; i + 3 <= n; i++, x++)
		if ((x[0] == y && x[1] == m && x[2] == d) ||
		    (x[2] == y && ((x[0] == d && x[1] == m) ||
		    (x[0] == m && x[1] == d))) ||
		    /* struct tm; SYSTEMTIME */
		    (x[0] == d && x[1] == m - 1 && x[2] == y - 1900) ||
		    (i + 4 <= n && x[0] == y && x[1] == m && x[3] == d &&
		    x[2] >= 0 && x[2] < 7))
			return true;
	return false;
}

/* The unsigned number of size bytes. */
static uint64_t
load(const unsigned char *p, size_t size, bool big)
{
	uint64_t v = 0;

	for (size_t i = 0; i < size; i++)
		v = v << 8 | p[big ? i : size - 1 - i];
	return v;
}

bool
netrt_dayforms_clock(const char *ymd, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	long day;

	if (strlen(ymd) != 8 || !netrt_day_parse(ymd, &day) ||
	    day < FIRST_CLOCK)
		return false;
	for (size_t i = 0; i + 4 <= n; i += 2)
		for (int big = 0; big < 2; big++) {
			uint64_t v;
			double x;

			if (n <= FEW && second(day, (double)load(p + i, 4,
			    big)))
				return true;
			if (i + 8 > n)
				continue;
			v = load(p + i, 8, big);
			memcpy(&x, &v, 8);
			if (clocks(day, (double)v) || clocks(day, x) ||
			    (n <= FEW && serial(day, x)) || (x >= (double)day + JULIAN &&
			    x < (double)day + JULIAN + 1))
				return true;
		}
	return false;
}
