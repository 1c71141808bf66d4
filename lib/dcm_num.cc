/* Reading numbers through the C++ face: see dcm.h. */
#include "dcm_priv.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

/* One decimal number: PS3.5 6.2 DS and IS, blanks around it. */
static bool
parse(const char *p, const char *end, double *v)
{
	while (p < end && *p == ' ')
		p++;
	while (p < end && (end[-1] == ' ' || end[-1] == '\0'))
		end--;
	const char *digits = p < end && (*p == '+' || *p == '-') ? p + 1 : p;
	/* from_chars would take "inf", "nan", and "-5" behind a "+" */
	if (digits == end || (*digits != '.' &&
	    (*digits < '0' || *digits > '9')))
		return false;
	auto r = std::from_chars(digits, end, *v);
	if (r.ptr != end)
		return false;
	if (r.ec == std::errc::result_out_of_range) {
		/* too small is zero, too large is no number */
		const char *ex = digits;

		while (ex < end && *ex != 'e' && *ex != 'E')
			ex++;
		if (end - ex < 2 || ex[1] != '-')
			return false;
		*v = 0;
	} else if (r.ec != std::errc()) {
		return false;
	}
	if (*p == '-')
		*v = -*v;
	return std::isfinite(*v);
}

static double *
room(size_t n)
{
	double *v = static_cast<double *>(malloc(n * sizeof *v));

	if (v == nullptr)
		throw std::bad_alloc();
	return v;
}

/* All parts of text; *v is malloc'd. */
static enum netrt_rc
parse_all(uint32_t tag, const char *p, size_t len, double **v, size_t *n,
    struct netrt_err *e)
{
	const char *end = p + len;
	size_t parts = 1, i = 0;

	if (len == 0)
		return NETRT_OK;
	for (const char *q = p; q < end; q++)
		parts += *q == '\\';
	*v = room(parts);
	for (; i < parts; i++) {
		const void *bs = memchr(p, '\\',
		    static_cast<size_t>(end - p));
		const char *stop = bs == nullptr ? end :
		    static_cast<const char *>(bs);

		if (!parse(p, stop, *v + i)) {
			free(*v);
			*v = nullptr;
			return netrt_err_set(e, NETRT_DATA, "%s: value %zu of "
			    "%zu is not a number", tagname(tag).s, i + 1,
			    parts);
		}
		p = stop + 1;
	}
	*n = parts;
	return NETRT_OK;
}

template <class T> static enum netrt_rc
widen(DcmElement *el, OFCondition (DcmElement::*get)(T *&), double **v,
    size_t *n, struct netrt_err *e)
{
	tagname tag(number(el->getTag()));
	T *a = nullptr;
	OFCondition c = (el->*get)(a);
	size_t count = el->getLengthField() / sizeof *a;

	if (c.bad())
		return failed(e, number(el->getTag()), c);
	if (a == nullptr || count == 0)
		return NETRT_OK;
	*v = room(count);
	for (size_t i = 0; i < count; i++) {
		(*v)[i] = static_cast<double>(a[i]);
		if (std::isfinite((*v)[i]))
			continue;
		free(*v);
		*v = nullptr;
		return netrt_err_set(e, NETRT_DATA, "%s: value %zu of %zu is "
		    "not a finite number", tag.s, i + 1, count);
	}
	*n = count;
	return NETRT_OK;
}

static enum netrt_rc
doubles(DcmElement *el, double **v, size_t *n, struct netrt_err *e)
{
	const char *p;
	size_t len;

	if (el == nullptr)
		return NETRT_OK;
	switch (el->getVR()) {
	case EVR_US: case EVR_xs:
		return widen(el, &DcmElement::getUint16Array, v, n, e);
	case EVR_SS:
		return widen(el, &DcmElement::getSint16Array, v, n, e);
	case EVR_UL:
		return widen(el, &DcmElement::getUint32Array, v, n, e);
	case EVR_SL:
		return widen(el, &DcmElement::getSint32Array, v, n, e);
	case EVR_FL:
		return widen(el, &DcmElement::getFloat32Array, v, n, e);
	case EVR_FD:
		return widen(el, &DcmElement::getFloat64Array, v, n, e);
	default:
		if (text_of(el, &p, &len, e) != NETRT_OK)
			return e->rc;
		return parse_all(number(el->getTag()), p, len, v, n, e);
	}
}

bool
netrt_number_parse(const char *p, size_t n, double *v)
{
	return parse(p, p + n, v);
}

enum netrt_rc
netrt_item_get_doubles(struct netrt_item *it, uint32_t tag, double **v,
    size_t *n, struct netrt_err *e)
{
	*v = nullptr;
	*n = 0;
	return guard(e, [&] {
		return doubles(element(it, tag), v, n, e);
	});
}

enum netrt_rc
netrt_item_get_vector(struct netrt_item *it, uint32_t tag, double *v,
    size_t n, bool *found, struct netrt_err *e)
{
	double *all;
	size_t count;

	*found = false;
	if (netrt_item_get_doubles(it, tag, &all, &count, e) != NETRT_OK)
		return e->rc;
	if (count == n) {
		memcpy(v, all, n * sizeof *v);
		*found = true;
	}
	free(all);
	if (count != 0 && count != n)
		return netrt_err_set(e, NETRT_DATA, "%s: %zu values, %zu "
		    "expected", tagname(tag).s, count, n);
	return NETRT_OK;
}

enum netrt_rc
netrt_item_get_int(struct netrt_item *it, uint32_t tag, long def, long *v,
    struct netrt_err *e)
{
	bool found;
	double x;

	*v = def;
	if (netrt_item_get_vector(it, tag, &x, 1, &found, e) != NETRT_OK)
		return e->rc;
	if (!found)
		return NETRT_OK;
	/* beyond 2^53 a double no longer tells integers apart */
	if (x != std::floor(x) || std::fabs(x) > 9007199254740992.0)
		return netrt_err_set(e, NETRT_DATA, "%s: not an integer",
		    tagname(tag).s);
	*v = static_cast<long>(x);
	return NETRT_OK;
}
