/*
 * UTF-8 to DICOM character sets: see charset.h.  The sets and their escape
 * sequences are drawn in charset.c.
 */
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "charset_priv.h"

#define MOST	16		/* sets that one text may name */

/* A set that may be switched to, and what converts to it. */
struct way {
	const struct netrt_set *set;
	iconv_t cd;
	bool g0;		/* two bytes below 0x80 */
};

struct encoder {
	struct netrt_text_buf t;
	iconv_t whole;		/* of a set without escapes */
	struct way way[MOST];
	size_t n;
	bool initial;		/* way[0] is in G1 from the beginning */
	bool romaji;		/* G0 began as JIS X 0201 */
	const struct way *g0, *g1;	/* what is there now; NULL: ASCII,
					 * nothing */
};

/* Bytes of the character at p; 0 when it is no UTF-8. */
static size_t
utf8_len(const char *p)
{
	unsigned char c = (unsigned char)*p;
	size_t n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 :
	    c < 0xF5 ? 4 : 0;

	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return n;
}

/* One character in one set; the bytes it takes in buf, 0: not there. */
static size_t
convert(iconv_t cd, const char *p, size_t n, char buf[8])
{
	size_t left = n, room = 8;
	char *in = (char *)(uintptr_t)p, *to = buf;

	if (cd == (iconv_t)-1)
		return 0;
	if (iconv(cd, &in, &left, &to, &room) == 0)
		return 8 - room;
	iconv(cd, NULL, NULL, NULL, NULL);
	return 0;
}

/* The same in a set of ISO 2022, as it stands in G0 or G1 there. */
static size_t
in_set(const struct way *w, const char *p, size_t n, char buf[8])
{
	size_t len = convert(w->cd, p, n, buf);
	bool two = w->set->escape[0] == '$';

	if (len == 3 && w->g0 && strcmp(w->set->term, "159") == 0 &&
	    (unsigned char)buf[0] == 0x8F) {
		memmove(buf, buf + 1, 2);
		len = 2;
	} else if (w->g0 && (strcmp(w->set->term, "87") != 0 ||
	    (unsigned char)buf[0] < 0xA1)) {
		return 0;	/* EUC-JP has more sets than this one */
	}
	if (len != (two ? 2 : 1) || (buf[0] & 0x80) == 0)
		return 0;
	for (size_t i = 0; w->g0 && i < len; i++)
		buf[i] = (char)(buf[i] & 0x7F);
	return len;
}

static bool
select_set(struct encoder *c, const char *escape)
{
	return netrt_charset_put(&c->t, "\033", 1) &&
	    netrt_charset_put(&c->t, escape, strlen(escape));
}

/* G0 as it was at the beginning, for ASCII and at the end. */
static bool
reset_g0(struct encoder *c)
{
	if (c->g0 == NULL)
		return true;
	c->g0 = NULL;
	return select_set(c, c->romaji ? "(J" : "(B");
}

static bool
ascii(struct encoder *c, char ch)
{
	if (!reset_g0(c) || !netrt_charset_put(&c->t, &ch, 1))
		return false;
	if (netrt_charset_delimiter(ch))
		c->g1 = c->initial ? &c->way[0] : NULL;
	return true;
}

/* A character that is not ASCII: in the set that is selected, else in the
 * first that has it. */
static bool
other(struct encoder *c, const char *p, size_t n)
{
	const struct way *now[2] = { c->g1, c->g0 };
	char buf[8];
	size_t len;

	for (int i = 0; i < 2; i++)
		if (now[i] != NULL && (len = in_set(now[i], p, n, buf)) > 0)
			return netrt_charset_put(&c->t, buf, len);
	for (size_t i = 0; i < c->n; i++) {
		const struct way *w = &c->way[i];

		if ((len = in_set(w, p, n, buf)) == 0)
			continue;
		if (w->g0)
			c->g0 = w;
		else
			c->g1 = w;
		return select_set(c, w->set->escape) &&
		    netrt_charset_put(&c->t, buf, len);
	}
	return ascii(c, '?');
}

/* The sets of ISO 2022 that sets names, in order. */
static void
begin(struct encoder *c, const char *sets)
{
	const char *whole, *g1;

	memset(c, 0, sizeof *c);
	c->whole = (iconv_t)-1;
	netrt_charset_first(sets, &whole, &g1);
	if (whole != NULL) {
		c->whole = iconv_open(whole, "UTF-8");
		return;
	}
	for (const char *p = sets; *p != '\0' && c->n < MOST;) {
		size_t n = strcspn(p, "\\"), skip = strspn(p, " ");
		size_t len = n, name = 0;
		const struct netrt_set *s = NULL;

		while (len > skip && p[len - 1] == ' ')
			len--;
		if (len > skip + 12 && memcmp(p + skip, "ISO 2022 IR ", 12) ==
		    0)
			name = skip + 12;
		else if (p == sets && len > skip + 7 &&
		    memcmp(p + skip, "ISO_IR ", 7) == 0)
			name = skip + 7;	/* without escapes: the first */
		if (name > 0)
			s = netrt_charset_find(p + name, len - name);
		if (s != NULL) {
			c->romaji |= p == sets && strcmp(s->term, "13") == 0;
			c->way[c->n++] = (struct way){ s,
			    iconv_open(s->iconv, "UTF-8"),
			    strcmp(s->term, "87") == 0 ||
			    strcmp(s->term, "159") == 0 };
			c->initial |= p == sets && g1 != NULL;
		}
		p += n + (p[n] != '\0');
	}
	c->g1 = c->initial ? &c->way[0] : NULL;
}

static void
end(struct encoder *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->way[i].cd != (iconv_t)-1)
			iconv_close(c->way[i].cd);
	if (c->whole != (iconv_t)-1)
		iconv_close(c->whole);
}

enum netrt_rc
netrt_charset_encode(const char *sets, const char *utf8, size_t max,
    char **out, struct netrt_err *e)
{
	struct encoder c;
	bool done;

	*out = NULL;
	begin(&c, sets);
	done = netrt_charset_put(&c.t, "", 0);
	for (; done && *utf8 != '\0' && max > 0; max--) {
		size_t n = utf8_len(utf8), len;
		char buf[8];

		if (n == 1)
			done = ascii(&c, *utf8);
		else if (n > 1 && c.whole != (iconv_t)-1)
			done = (len = convert(c.whole, utf8, n, buf)) > 0 ?
			    netrt_charset_put(&c.t, buf, len) : ascii(&c, '?');
		else
			done = n > 1 ? other(&c, utf8, n) : ascii(&c, '?');
		utf8 += n > 0 ? n : 1;
	}
	done = done && reset_g0(&c);
	end(&c);
	if (!done) {
		free(c.t.p);
		return netrt_err_errno(e, "text");
	}
	*out = c.t.p;
	return NETRT_OK;
}
