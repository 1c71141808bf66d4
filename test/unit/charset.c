/* Character sets: the examples of PS3.5 annexes H, I, J, K, and bad text. */
#include <stdlib.h>

#include "../tap.h"
#include "charset.h"

static struct netrt_err e;

static void
decodes(const char *sets, const char *text, size_t n, const char *want,
    const char *what)
{
	char *got = NULL;

	if (netrt_charset_decode(sets, text, n, &got, &e) != NETRT_OK)
		ok(0, "%s: %s", what, e.msg);
	else
		is(got, want, what);
	free(got);
}
#define DECODES(sets, text, want, what) \
	decodes(sets, text, sizeof text - 1, want, what)

static void
encodes(const char *sets, const char *utf8, size_t max, const char *want,
    const char *what)
{
	char *got = NULL;

	if (netrt_charset_encode(sets, utf8, max, &got, &e) != NETRT_OK)
		ok(0, "%s: %s", what, e.msg);
	else
		is(got, want, what);
	free(got);
}

#define BAD "\xEF\xBF\xBD"

int
main(void)
{
	DECODES("", "", "", "nothing");
	DECODES("", "Head^Phantom", "Head^Phantom", "ASCII");
	DECODES("", "J\xE9r", "J" BAD "r", "no set: a byte over 0x7F");
	DECODES("ISO_IR 100", "J\xE9r\xF4me", "Jérôme", "Latin 1");
	DECODES("ISO_IR 100 ", "\xE4", "ä", "a term with padding");
	DECODES("ISO_IR 101", "\xB1", "ą", "Latin 2");
	DECODES("ISO_IR 144", "\xBB\xEEkc", "Люkc", "Cyrillic");
	DECODES("ISO_IR 127", "\xE2\xC8\xC7\xE6\xEA", "قباني", "Arabic");
	DECODES("ISO_IR 126", "\xC4\xE9", "Δι", "Greek");
	DECODES("ISO_IR 138", "\xF9\xF8\xE5\xEF", "שרון", "Hebrew");
	DECODES("ISO_IR 13", "\xD4\xCF\xC0\xDE^\xC0\xDB\xB3", "ﾔﾏﾀﾞ^ﾀﾛｳ",
	    "katakana");
	DECODES("ISO_IR 192", "Wang^王", "Wang^王", "UTF-8");
	DECODES("ISO_IR 192", "a\xC3(b\xFF", "a" BAD "(b" BAD,
	    "broken UTF-8");
	DECODES("GB18030", "\xCD\xF5^\xD0\xA1\xB6\xAB=", "王^小东=",
	    "GB18030");
	DECODES("GBK", "\x81\x5C\x41", "乗A", "GBK with a trail byte of 5C");
	DECODES("\\ISO 2022 IR 87", "Yamada^Tarou=\033$B;3ED\033(B^\033$BB@O:"
	    "\033(B=\033$B$d$^$@\033(B^\033$B$?$m$&\033(B",
	    "Yamada^Tarou=山田^太郎=やまだ^たろう", "Japanese, H.3.1");
	DECODES("ISO 2022 IR 13\\ISO 2022 IR 87",
	    "\xD4\xCF\xC0\xDE^\xC0\xDB\xB3=\033$B;3ED\033(J^\033$BB@O:"
	    "\033(J", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎", "Japanese, H.3.2");
	DECODES("\\ISO 2022 IR 159", "\033$(D\x30\x22\033(B", "丄",
	    "JIS X 0212");
	DECODES("\\ISO 2022 IR 149", "Hong^Gildong=\033$)C\xFB\xF3^\033$)C"
	    "\xD1\xCE\xD4\xD7=\033$)C\xC8\xAB^\033$)C\xB1\xE6\xB5\xBF",
	    "Hong^Gildong=洪^吉洞=홍^길동", "Korean, I.2");
	DECODES("\\ISO 2022 IR 58", "Zhang=\033$)A\xD5\xC5^\033$)A\xD0\xA1",
	    "Zhang=张^小", "Chinese, K.2");
	DECODES("ISO 2022 IR 100\\ISO 2022 IR 144", "\xE9\033-L\xBB^\xE9",
	    "éЛ^é", "a delimiter resets G1");
	DECODES("\\ISO 2022 IR 87", "\033$B;3\033(B\x80" "E", "山" BAD "E",
	    "one bad byte fails one character");
	DECODES("\\ISO 2022 IR 87", "\033$B;3E", "山" BAD, "half a character");
	DECODES("ISO_IR 999", "ab\xE9", "ab" BAD, "an unknown set");
	DECODES("ISO_IR 100", "\033%G\xE9", "\033%Gé", "an unknown escape");

	encodes("", "Käse", 64, "K?se", "to ASCII");
	encodes("ISO_IR 100", "Käse", 64, "K\xE4se", "to Latin 1");
	encodes("ISO 2022 IR 100\\ISO 2022 IR 87", "Kä山é", 64,
	    "K\xE4\033$B;3\xE9\033(B", "to both of two sets");
	encodes("\\ISO 2022 IR 87", "A脳幹 b", 64,
	    "A\033$BG>44\033(B b", "to kanji and back");
	encodes("ISO 2022 IR 13\\ISO 2022 IR 87", "ﾔ山a", 64,
	    "\xD4\033$B;3\033(Ja", "to katakana, kanji and romaji");
	encodes("ISO 2022 IR 87", "山", 64, "\033$B;3\033(B",
	    "to a set of two bytes alone");
	encodes("\\ISO 2022 IR 149", "김=김", 64,
	    "\033$)C\xB1\xE8=\033$)C\xB1\xE8", "again behind a delimiter");
	encodes("\\ISO 2022 IR 58", "王a王", 64,
	    "\033$)A\xCD\xF5" "a\xCD\xF5", "not again behind a letter");
	encodes("\\ISO 2022 IR 87\\ISO 2022 IR 159", "山丂", 64,
	    "\033$B;3\033$(D0!\033(B", "to the supplementary kanji");
	encodes("ISO_IR 100", "山", 64, "?", "no set but the first");
	encodes("ISO 2022 IR 6\\ISO 2022 IR 100", "ä", 64,
	    "\033-A\xE4", "to Latin 1 by an escape");
	encodes("ISO_IR 192", "山田", 1, "山", "cut by characters");
	encodes("GB18030", "王a", 64, "\xCD\xF5" "a", "to GB18030");
	encodes("ISO_IR 13", "ﾔ山", 64, "\xD4?", "to katakana");
	encodes("ISO_IR 192", "a\xFF" "b", 64, "a?b", "broken UTF-8");
	encodes("ISO_IR 100", "abc", 2, "ab", "cut");
	encodes("ISO_IR 100", "abc", 0, "", "nothing left");
	return done();
}
