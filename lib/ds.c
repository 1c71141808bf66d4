/* Decimal numbers as DICOM writes them: see ds.h. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "dcm.h"
#include "ds.h"

/* The length without the padding at the end. */
static size_t
trimmed(const char *p, size_t len)
{
	while (len > 0 && (p[len - 1] == ' ' || p[len - 1] == '\0'))
		len--;
	return len;
}

size_t
netrt_ds_count(const char *p, size_t len)
{
	size_t n = 1;

	len = trimmed(p, len);
	for (const char *q = p; len > 0 && (q = memchr(q, '\\',
	    (size_t)(p + len - q))) != NULL; q++)
		n++;
	return len == 0 ? 0 : n;
}

/* Powers of ten that a double holds exactly. */
static const double exact[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
	1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};

/*
 * Most numbers are an integer below 2^53 over a power of ten up to 10^22:
 * both are exact, so that one division rounds once, and correctly.  The end
 * of the number, or NULL when it is another.
 */
static const char *
plain(const char *p, const char *end, double *v)
{
	uint64_t m = 0;
	int digits = 0, places = 0;
	bool minus = false;

	while (p < end && *p == ' ')
		p++;
	if (p < end && (*p == '-' || *p == '+'))
		minus = *p++ == '-';
	for (; p < end && digits < 19 && *p >= '0' && *p <= '9'; p++, digits++)
		m = m * 10 + (uint64_t)(*p - '0');
	if (p < end && *p == '.')
		for (p++; p < end && digits < 19 && *p >= '0' && *p <= '9';
		    p++, digits++, places++)
			m = m * 10 + (uint64_t)(*p - '0');
	while (p < end && *p == ' ')
		p++;
	if (digits == 0 || digits > 18 || m > (uint64_t)1 << 53 ||
	    (p < end && *p != '\\'))
		return NULL;
	*v = (double)m / exact[places];
	if (minus)
		*v = -*v;
	return p;
}

size_t
netrt_ds_parse(const char *p, size_t len, double *v, size_t n)
{
	if (n == 0)
		return 0;

	const char *end = p + trimmed(p, len);

	for (size_t i = 0; i < n; i++) {
		const char *stop = plain(p, end, &v[i]);

		if (stop == NULL) {
			stop = memchr(p, '\\', (size_t)(end - p));
			if (stop == NULL)
				stop = end;
			if (!netrt_number_parse(p, (size_t)(stop - p), &v[i]))
				return i;
		}
		p = stop < end ? stop + 1 : end;
	}
	return n;
}
