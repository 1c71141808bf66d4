/* Dates that are shifted: see shift.h. */
#include <stdio.h>
#include <string.h>

#include "day.h"
#include "shift.h"

static size_t
digits(const char *p, size_t n)
{
	size_t k = 0;

	while (k < n && p[k] >= '0' && p[k] <= '9')
		k++;
	return k;
}

/* n of 4, 6 or 8 digits, to the same precision. */
static bool
shift(const char *p, size_t n, int days, char out[9])
{
	char ymd[9] = "00000701";	/* the middle of a year, or ... */
	long day;

	if (n == 6)
		memcpy(ymd + 6, "15", 2);
	memcpy(ymd, p, n);
	if (!netrt_day_parse(ymd, &day) ||
	    !netrt_day_format(day + days, out))
		return false;
	out[n] = '\0';
	return true;
}

/* One date of 8 digits, with dots between when it is as ACR-NEMA had it. */
static bool
one_date(const char *p, size_t n, int days, char *out)
{
	char ymd[9], new[9];

	if (n == 10 && p[4] == '.' && p[7] == '.') {
		snprintf(ymd, sizeof ymd, "%.4s%.2s%.2s", p, p + 5, p + 8);
		if (digits(ymd, 8) != 8 || !shift(ymd, 8, days, new))
			return false;
		snprintf(out, 11, "%.4s.%.2s.%.2s", new, new + 4, new + 6);
		return true;
	}
	if ((n != 4 && n != 6 && n != 8) || digits(p, n) != n ||
	    !shift(p, n, days, new))
		return false;
	memcpy(out, new, n + 1);
	return true;
}

/* DA: a date, or a range that may be open at one end. */
static bool
da(const char *p, size_t n, int days, char *out)
{
	const char *dash = memchr(p, '-', n);
	size_t first = dash != NULL ? (size_t)(dash - p) : n;

	if (first > 0 && !one_date(p, first, days, out))
		return false;
	if (dash == NULL)
		return first > 0;
	out += first;
	*out++ = '-';
	*out = '\0';
	return n == first + 1 ? first > 0 :
	    one_date(dash + 1, n - first - 1, days, out);
}

/* What follows the hour in a TM or DT: HHMMSS.FFFFFF, as far as it goes. */
static size_t
time_of(const char *p, size_t n)
{
	static const int most[] = { 23, 59, 60 };
	size_t k = 0, f;

	for (int i = 0; i < 3; i++, k += 2) {
		int v;

		if (k + 2 > n || digits(p + k, 2) != 2)
			return k;
		v = 10 * (p[k] - '0') + (p[k + 1] - '0');
		if (v > most[i])
			return k;
	}
	if (k < n && p[k] == '.') {
		f = digits(p + k + 1, n - k - 1);
		if (f >= 1 && f <= 6)
			k += 1 + f;
	}
	return k;
}

/* DT: YYYY[MM[DD[HH[MM[SS[.F]]]]]][&ZZXX] */
static bool
dt(const char *p, size_t n, int days, char *out)
{
	size_t d = digits(p, n), t = 0, z;

	if (d > 8)
		d = 8;
	if ((d != 4 && d != 6 && d != 8) || !shift(p, d, days, out))
		return false;
	if (d == 8)
		t = time_of(p + 8, n - 8);
	z = n - d - t;
	if (z != 0 && (z != 5 || (p[d + t] != '+' && p[d + t] != '-') ||
	    digits(p + d + t + 1, 4) != 4))
		return false;
	memcpy(out + d, p + d, n - d);
	out[n] = '\0';
	return true;
}

/* TM: as above, and 10:15:00 as ACR-NEMA had it, and a range. */
static bool
tm(const char *p, size_t n)
{
	const char *dash = memchr(p, '-', n);
	char plain[32];
	size_t k = 0;

	if (dash != NULL)
		return (dash == p || tm(p, (size_t)(dash - p))) &&
		    (dash + 1 == p + n ||
		    tm(dash + 1, n - (size_t)(dash - p) - 1));
	for (size_t i = 0; i < n && k < sizeof plain; i++)
		if (p[i] != ':')
			plain[k++] = p[i];
	return k > 0 && time_of(plain, k) == k;
}

static bool
one(const char *vr, const char *p, size_t n, int days, char out[64])
{
	while (n > 0 && *p == ' ') {
		p++;
		n--;
	}
	while (n > 0 && p[n - 1] == ' ')
		n--;
	out[0] = '\0';
	if (n >= 60)
		return false;
	if (n == 0)
		return true;
	memcpy(out, p, n);	/* TM, AS: as they are */
	out[n] = '\0';
	if (strcmp(vr, "DA") == 0)
		return da(p, n, days, out);
	if (strcmp(vr, "DT") == 0)
		return dt(p, n, days, out);
	if (strcmp(vr, "TM") == 0)
		return tm(p, n);
	return n == 4 && digits(p, 3) == 3 && strchr("DWMY", p[3]) != NULL;
}

bool
netrt_shift_dates(const char *vr, const char *values, int days, char *out,
    size_t size)
{
	size_t len = 0;

	for (const char *p = values; ; ) {
		size_t n = strcspn(p, "\\");
		char v[64];

		if (!one(vr, p, n, days, v) || len + strlen(v) + 2 > size)
			return false;
		len += (size_t)snprintf(out + len, size - len, "%s%s",
		    p == values ? "" : "\\", v);
		if (p[n] == '\0')
			return true;
		p += n + 1;
	}
}

bool
netrt_shift_valid(const char *vr, const char *values)
{
	char out[1024];

	return netrt_shift_dates(vr, values, 0, out, sizeof out);
}
