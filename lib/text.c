/* Text to be drawn: see text.h. */
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define CJK	0x2E80u

size_t
netrt_text_next(const char *s, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *u = (const unsigned char *)s;
	size_t len;

	*cp = NETRT_TEXT_BAD;
	if (u[0] < 0x80) {
		*cp = u[0];
		return u[0] != 0;
	}
	if (u[0] >= 0xC2 && u[0] < 0xE0)
		len = 2;
	else if (u[0] >= 0xE0 && u[0] < 0xF0)
		len = 3;
	else if (u[0] >= 0xF0 && u[0] < 0xF5)
		len = 4;
	else
		return 1;
	uint32_t v = u[0] & (0xFFu >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((u[i] & 0xC0) != 0x80)	/* the NUL as well */
			return 1;
		v = v << 6 | (u[i] & 0x3Fu);
	}
	if (v < least[len] || v > 0x10FFFF || (v >= 0xD800 && v < 0xE000))
		return 1;
	*cp = v;
	return len;
}

size_t
netrt_text_put(uint32_t c, char *p)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (char)(0xC0 | c >> 6);
		p[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (char)(0xE0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 63));
		p[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	p[0] = (char)(0xF0 | c >> 18);
	p[1] = (char)(0x80 | (c >> 12 & 63));
	p[2] = (char)(0x80 | (c >> 6 & 63));
	p[3] = (char)(0x80 | (c & 63));
	return 4;
}

bool
netrt_text_simple(uint32_t cp)
{
	static const struct { uint32_t from, to; } hard[] = {
		{ 0x0000, 0x001F }, { 0x007F, 0x009F },	/* controls */
		{ 0x0300, 0x036F },			/* combining marks */
		{ 0x0483, 0x0489 },
		{ 0x0590, 0x109F },	/* Hebrew, Arabic ... Myanmar */
		{ 0x135D, 0x135F },
		{ 0x1700, 0x18AF },	/* Philippine, Khmer, Mongolian */
		{ 0x1900, 0x1CFF },	/* Limbu ... Vedic */
		{ 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF },
		{ 0x200B, 0x200F },	/* zero width, direction */
		{ 0x2028, 0x202E }, { 0x2060, 0x206F },
		{ 0x20D0, 0x20FF }, { 0x302A, 0x302F },
		{ 0x3099, 0x309A },
		{ 0xA800, 0xA82F }, { 0xA880, 0xAADF },
		{ 0xABC0, 0xABFF }, { 0xD800, 0xF8FF },
		{ 0xFB1D, 0xFDFF }, { 0xFE00, 0xFE0F },
		{ 0xFE20, 0xFE2F }, { 0xFE70, 0xFEFF },
		{ 0x10800, 0x11FFF }, { 0x1E800, 0x1EFFF },
		{ 0xE0000, 0xFFFFFFFF },
	};

	for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++)
		if (cp >= hard[i].from && cp <= hard[i].to)
			return false;
	return true;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The bytes of the word at s: to the next blank, or to a CJK border. */
static size_t
word_len(const char *s)
{
	uint32_t last = 0, cp;
	size_t len = 0, k;

	while (!blank(s[len]) && (k = netrt_text_next(s + len, &cp)) != 0) {
		bool wide = cp >= CJK && cp != NETRT_TEXT_BAD;

		if (len > 0 && (wide || last >= CJK))
			break;
		last = wide ? cp : 0;
		len += k;
	}
	return len;
}

/* A dash by itself: it ends a line, but does not begin one. */
static bool
dash(const char *s, size_t len)
{
	return (len == 1 && s[0] == '-') || (len == 3 &&
	    (memcmp(s, "\xE2\x80\x93", 3) == 0 ||
	    memcmp(s, "\xE2\x80\x94", 3) == 0));
}

enum netrt_rc
netrt_text_split(const char *s, struct netrt_word **w, size_t *n,
    struct netrt_err *e)
{
	size_t off = 0;

	*n = 0;
	/* no more words than bytes */
	*w = calloc(strlen(s) + 1, sizeof **w);
	if (*w == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for text");
	for (;;) {
		enum netrt_glue glue = NETRT_GLUE_NONE;

		for (; blank(s[off]); off++) {
			if (s[off] == '\n')
				glue = NETRT_GLUE_NEWLINE;
			else if (glue == NETRT_GLUE_NONE)
				glue = NETRT_GLUE_SPACE;
		}
		size_t len = word_len(s + off);
		if (len == 0)
			break;
		if (dash(s + off, len) && *n > 0 &&
		    off == (*w)[*n - 1].off + (*w)[*n - 1].len + 1)
			(*w)[*n - 1].len += 1 + len;
		else
			(*w)[(*n)++] = (struct netrt_word){ off, len, glue, 0 };
		off += len;
	}
	if (*n == 0) {
		free(*w);
		*w = NULL;
	}
	return NETRT_OK;
}

size_t
netrt_text_wrap(const struct netrt_word *w, size_t n, double space,
    double limit, size_t *first)
{
	size_t lines = 0;
	double x = 0;

	for (size_t i = 0; i < n; i++) {
		double gap = w[i].before == NETRT_GLUE_SPACE ? space : 0;

		if (w[i].width > limit)
			return 0;
		if (i == 0 || w[i].before == NETRT_GLUE_NEWLINE ||
		    x + gap + w[i].width > limit) {
			first[lines++] = i;
			x = w[i].width;
		} else {
			x += gap + w[i].width;
		}
	}
	return lines;
}

double
netrt_text_balance(const struct netrt_word *w, size_t n, double space,
    double limit, size_t *first)
{
	size_t lines = netrt_text_wrap(w, n, space, limit, first);
	double low = 0;

	if (lines == 0)
		return limit;
	while (limit - low > 0.5) {
		double mid = (low + limit) / 2;
		size_t k = netrt_text_wrap(w, n, space, mid, first);

		if (k != 0 && k <= lines)
			limit = mid;
		else
			low = mid;
	}
	netrt_text_wrap(w, n, space, limit, first);
	return limit;
}
