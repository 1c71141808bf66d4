/* Unit tests of lib/text. */
#include <stdlib.h>

#include "../tap.h"
#include "text.h"

static uint32_t
first(const char *s, size_t *n)
{
	uint32_t cp;

	*n = netrt_text_next(s, &cp);
	return cp;
}

static void
utf8(void)
{
	size_t n;

	ok(first("A", &n) == 'A' && n == 1, "ASCII");
	ok(first("", &n) == 0 && n == 0, "the end");
	ok(first("\xC3\xA9", &n) == 0xE9 && n == 2, "two bytes");
	ok(first("\xE2\x82\xAC", &n) == 0x20AC && n == 3, "three bytes");
	ok(first("\xF0\x9F\x98\x80", &n) == 0x1F600 && n == 4, "four bytes");
	ok(first("\xC0\xAF", &n) == NETRT_TEXT_BAD && n == 1, "overlong");
	ok(first("\xE0\x80\xAF", &n) == NETRT_TEXT_BAD && n == 1,
	    "overlong, three bytes");
	ok(first("\xED\xA0\x80", &n) == NETRT_TEXT_BAD && n == 1, "surrogate");
	ok(first("\xF4\x90\x80\x80", &n) == NETRT_TEXT_BAD && n == 1,
	    "above U+10FFFF");
	ok(first("\xE2\x82", &n) == NETRT_TEXT_BAD && n == 1, "cut off");
	ok(first("\xFF", &n) == NETRT_TEXT_BAD && n == 1, "no lead byte");
	ok(netrt_text_simple('A') && netrt_text_simple(0x20AC) &&
	    netrt_text_simple(0x4E00), "simple scripts");
	ok(!netrt_text_simple('\t') && !netrt_text_simple(0x301) &&
	    !netrt_text_simple(0x5D0) && !netrt_text_simple(0x202E) &&
	    !netrt_text_simple(NETRT_TEXT_BAD), "what needs a layout");
}

/* The lines of a text whose characters are 10 px wide each. */
static const char *
lines(const char *s, double limit, int balance)
{
	static char out[256];
	static struct netrt_err e;
	struct netrt_word *w;
	size_t n, first_[64], k = 0;

	out[0] = '\0';
	if (netrt_text_split(s, &w, &n, &e) != NETRT_OK)
		return e.msg;
	for (size_t i = 0; i < n; i++)
		w[i].width = 10.0 * (double)w[i].len;
	if (balance)
		limit = netrt_text_balance(w, n, 10, limit, first_);
	k = netrt_text_wrap(w, n, 10, limit, first_);
	for (size_t i = 0, line = 0; k > 0 && i < n; i++) {
		if (line < k && first_[line] == i) {
			if (line++ > 0)
				strcat(out, "/");
		} else if (w[i].before == NETRT_GLUE_SPACE) {
			strcat(out, " ");
		}
		strncat(out, s + w[i].off, w[i].len);
	}
	free(w);
	return out;
}

int
main(void)
{
	utf8();
	is(lines("a bb ccc", 1000, 0), "a bb ccc", "one line");
	is(lines("  a  bb\tccc ", 1000, 0), "a bb ccc", "blanks");
	is(lines("a bb ccc", 40, 0), "a bb/ccc", "two lines");
	is(lines("a bb ccc", 30, 0), "a/bb/ccc", "three lines");
	is(lines("a bb ccc", 29, 0), "", "a word too wide");
	is(lines("a\nbb ccc", 1000, 0), "a/bb ccc", "a given break");
	is(lines("aa - bb", 40, 0), "aa -/bb", "a dash does not begin a line");
	is(lines("- bb", 1000, 0), "- bb", "but the text");
	is(lines("", 100, 0), "", "no text");
	is(lines("aa bb cc dd", 90, 0), "aa bb cc/dd", "greedy");
	is(lines("aa bb cc dd", 90, 1), "aa bb/cc dd", "balanced");
	is(lines("\xE4\xB8\x80\xE4\xBA\x8C", 30, 0),
	    "\xE4\xB8\x80/\xE4\xBA\x8C", "CJK breaks anywhere");
	is(lines("ab\xE4\xB8\x80" "c", 1000, 0), "ab\xE4\xB8\x80" "c",
	    "CJK has no blanks between");
	return done();
}
