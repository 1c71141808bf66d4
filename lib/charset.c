/*
 * DICOM character sets: see charset.h.
 *
 * Bytes below 0x80 are in G0, those above in G1 (ISO 2022).  Escape
 * sequences put a set there:
 *
 *	ESC ( B   G0 ASCII		ESC - A   G1 Latin 1 (and others)
 *	ESC ( J   G0 JIS X 0201		ESC ) I   G1 half-width katakana
 *	ESC $ B   G0 JIS X 0208		ESC $ ) C G1 KS X 1001
 *	ESC $ ( D G0 JIS X 0212		ESC $ ) A G1 GB 2312
 *
 * A set of G0 with two bytes a character is shifted to 0x80 and above, where
 * iconv's EUC-JP has it.
 */
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "charset_priv.h"

static const struct netrt_set sets_known[] = {
	{ "100", "-A", "ISO-8859-1" },
	{ "101", "-B", "ISO-8859-2" },
	{ "109", "-C", "ISO-8859-3" },
	{ "110", "-D", "ISO-8859-4" },
	{ "144", "-L", "ISO-8859-5" },
	{ "127", "-G", "ISO-8859-6" },
	{ "126", "-F", "ISO-8859-7" },
	{ "138", "-H", "ISO-8859-8" },
	{ "148", "-M", "ISO-8859-9" },
	{ "203", "-b", "ISO-8859-15" },
	{ "166", "-T", "TIS-620" },
	{ "13", ")I", "SHIFT_JIS" },
	{ "149", "$)C", "EUC-KR" },
	{ "58", "$)A", "EUC-CN" },
	{ "87", "$B", "EUC-JP" },
	{ "159", "$(D", "EUC-JP" },
};
#define NSETS (sizeof sets_known / sizeof sets_known[0])

/* Which set G0 holds. */
enum g0 { G0_ASCII, G0_X0208, G0_X0212 };

bool
netrt_charset_put(struct netrt_text_buf *t, const char *p, size_t n)
{
	if (t->room - t->n < n + 1) {
		size_t room = 2 * t->room + n + 64;
		char *q = realloc(t->p, room);

		if (q == NULL)
			return false;
		t->p = q;
		t->room = room;
	}
	if (n > 0)
		memcpy(t->p + t->n, p, n);
	t->n += n;
	t->p[t->n] = '\0';
	return true;
}

/* Convert a run of bytes; what is not in the set becomes U+FFFD. */
static bool
convert(struct netrt_text_buf *t, const char *from, const char *p, size_t n)
{
	iconv_t cd = from == NULL ? (iconv_t)-1 : iconv_open("UTF-8", from);
	bool done = true;

	while (done && n > 0) {
		char buf[256], *in = (char *)(uintptr_t)p, *out = buf;
		size_t room = sizeof buf, left = n;
		size_t rc = (size_t)-1;

		errno = EILSEQ;
		if (cd != (iconv_t)-1)
			rc = iconv(cd, &in, &left, &out, &room);
		done = netrt_charset_put(t, buf, sizeof buf - room);
		p += n - left;
		n = left;
		if (rc != (size_t)-1 || errno == E2BIG || n == 0)
			continue;
		done = done && netrt_charset_put(t, "\xEF\xBF\xBD", 3);
		p++;
		n--;
		if (cd != (iconv_t)-1)
			iconv(cd, NULL, NULL, NULL, NULL);
	}
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	return done;
}

/* A run in a two-byte set of G0. */
static bool
convert_g0(struct netrt_text_buf *t, enum g0 g0, const char *p, size_t n)
{
	for (; n >= 2; p += 2, n -= 2) {
		char c[3] = { (char)0x8F, (char)(p[0] | 0x80),
		    (char)(p[1] | 0x80) };
		bool three = g0 == G0_X0212;

		if (p[0] == ' ') {	/* a blank is no character of it */
			if (!netrt_charset_put(t, p--, 1))
				return false;
			n++;
		} else if (!convert(t, "EUC-JP", three ? c : c + 1,
		    three ? 3 : 2)) {
			return false;
		}
	}
	return n == 0 || (p[0] == ' ' ? netrt_charset_put(t, p, 1) :
	    netrt_charset_put(t, "\xEF\xBF\xBD", 3));
}

const struct netrt_set *
netrt_charset_find(const char *number, size_t n)
{
	for (size_t i = 0; i < NSETS; i++)
		if (strlen(sets_known[i].term) == n &&
		    memcmp(sets_known[i].term, number, n) == 0)
			return &sets_known[i];
	return NULL;
}

void
netrt_charset_first(const char *sets, const char **whole, const char **g1)
{
	size_t n;
	const struct netrt_set *s = NULL;

	*whole = *g1 = NULL;
	sets += strspn(sets, " ");
	n = strcspn(sets, "\\");
	while (n > 0 && sets[n - 1] == ' ')
		n--;
	if (n == 10 && memcmp(sets, "ISO_IR 192", n) == 0)
		*whole = "UTF-8";
	else if (n == 7 && memcmp(sets, "GB18030", n) == 0)
		*whole = "GB18030";
	else if (n == 3 && memcmp(sets, "GBK", n) == 0)
		*whole = "GBK";
	else if (n > 7 && memcmp(sets, "ISO_IR ", 7) == 0)
		s = netrt_charset_find(sets + 7, n - 7);
	else if (n > 12 && memcmp(sets, "ISO 2022 IR ", 12) == 0)
		s = netrt_charset_find(sets + 12, n - 12);
	if (s != NULL && s->escape[0] != '$')
		*g1 = s->iconv;
}

/* The escape sequence at p (which is at ESC): its length, 0 when unknown. */
static size_t
escape(const char *p, size_t n, enum g0 *g0, const char **g1)
{
	static const char *const ascii[] = { "(B", "(J", "$@" };

	for (size_t i = 0; i < 3; i++)
		if (n >= 3 && memcmp(p + 1, ascii[i], 2) == 0) {
			*g0 = i == 2 ? G0_X0208 : G0_ASCII;
			return 3;
		}
	for (size_t i = 0; i < NSETS; i++) {
		size_t len = strlen(sets_known[i].escape);

		if (n < len + 1 ||
		    memcmp(p + 1, sets_known[i].escape, len) != 0)
			continue;
		if (strcmp(sets_known[i].term, "87") == 0)
			*g0 = G0_X0208;
		else if (strcmp(sets_known[i].term, "159") == 0)
			*g0 = G0_X0212;
		else
			*g1 = sets_known[i].iconv;
		return len + 1;
	}
	return 0;
}

bool
netrt_charset_delimiter(char c)
{
	return c != '\0' && strchr("\\^=\r\n\f\t", c) != NULL;
}

static bool
decode(struct netrt_text_buf *t, const char *initial, const char *p, size_t n)
{
	enum g0 g0 = G0_ASCII;
	const char *g1 = initial;

	while (n > 0) {
		bool high = (*p & 0x80) != 0, more;
		size_t run = 0;

		if (*p == '\033' && (run = escape(p, n, &g0, &g1)) > 0) {
			p += run;
			n -= run;
			continue;
		}
		do {
			more = high || g0 != G0_ASCII || !netrt_charset_delimiter(p[run]);
			run++;
		} while (more && run < n && p[run] != '\033' &&
		    ((p[run] & 0x80) != 0) == high);
		if (high ? !convert(t, g1, p, run) : g0 == G0_ASCII ?
		    !netrt_charset_put(t, p, run) : !convert_g0(t, g0, p, run))
			return false;
		if (!more && initial != NULL)
			g1 = initial;
		p += run;
		n -= run;
	}
	return true;
}

enum netrt_rc
netrt_charset_decode(const char *sets, const char *p, size_t n, char **utf8,
    struct netrt_err *e)
{
	struct netrt_text_buf t = { NULL, 0, 0 };
	const char *whole, *g1;

	*utf8 = NULL;
	netrt_charset_first(sets, &whole, &g1);
	if (!netrt_charset_put(&t, "", 0) || !(whole != NULL ? convert(&t, whole, p, n) :
	    decode(&t, g1, p, n))) {
		free(t.p);
		return netrt_err_errno(e, "text");
	}
	*utf8 = t.p;
	return NETRT_OK;
}
