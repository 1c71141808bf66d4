/* Encodings that nobody declares: there and back, and what is no text. */
#include <iconv.h>
#include <stdlib.h>

#include "../tap.h"
#include "encoding.h"

#define KANJI	"\xE9\xBE\x8D\xE5\xAE\xAE"	/* U+9F8D U+5BAE */

static struct netrt_err e;

static const struct netrt_encoding *
find(const char *name)
{
	for (size_t i = 0; i < netrt_nencodings; i++)
		if (name == NULL ? netrt_encodings[i].iconv == NULL :
		    netrt_encodings[i].iconv != NULL &&
		    strcmp(netrt_encodings[i].iconv, name) == 0)
			return &netrt_encodings[i];
	printf("Bail out! no encoding %s\n", name);
	exit(99);
}

static void
writes(const char *name, const char *utf8, const char *want, const char *what)
{
	char *got = NULL;
	size_t n = 0;

	if (netrt_encoding_write(find(name), utf8, &got, &n, &e) != NETRT_OK)
		ok(0, "%s: %s", what, e.msg);
	else
		ok(n == strlen(want) && memcmp(got, want, n) == 0, "%s", what);
	free(got);
}

/* want NULL: it is no text of that encoding. */
static void
reads(const char *name, const char *bytes, const char *want, const char *what)
{
	char *got = NULL;

	if (netrt_encoding_read(find(name), bytes, strlen(bytes), &got, &e) !=
	    NETRT_OK)
		ok(0, "%s: %s", what, e.msg);
	else
		is(got != NULL ? got : "none", want != NULL ? want : "none",
		    what);
	free(got);
}

int
main(void)
{
	size_t absent = 0;

	for (size_t i = 0; i < netrt_nencodings; i++) {
		iconv_t cd = (iconv_t)-1;

		if (netrt_encodings[i].iconv != NULL &&
		    (cd = iconv_open("UTF-8", netrt_encodings[i].iconv)) ==
		    (iconv_t)-1 && ++absent)
			printf("# %s\n", netrt_encodings[i].iconv);
		if (cd != (iconv_t)-1)
			iconv_close(cd);
	}
	ok(absent == 0, "the C library has them all");
	writes("CP932", KANJI, "\x97\xB4\x8B{", "Shift JIS");
	writes("EUC-JP-MS", KANJI, "\xCE\xB6\xB5\xDC", "EUC-JP");
	writes(NULL, KANJI, "\033$BN65\\", "JIS, without the end");
	writes("CP932", "abc", "", "ASCII is UTF-8");
	writes(NULL, "abc", "", "in JIS, too");
	writes("CP1251", KANJI, "", "what it does not have");
	writes(NULL, "\xEA\xB9\x80", "", "nor JIS");

	reads("CP932", "\x97\xB4\x8B{", KANJI, "Shift JIS, read");
	reads(NULL, "\033$BN65\\", KANJI, "JIS, read");
	reads("EUC-JP-MS", "\x97\xB4\x8B{", NULL, "no EUC-JP");
	reads("CP932", "\x97\xB4\x8B", "\xE9\xBE\x8D",
	    "half a character at the end");
	reads("CP932", "abc", NULL, "nothing beyond ASCII");
	reads("CP932", "\033$B\x97\xB4", NULL, "escapes");
	reads("CP1251", "M\xFCller", NULL, "a word of two alphabets");
	reads("CP1251", "IVAN \xC8\xE2", "IVAN \xD0\x98\xD0\xB2", "two words");
	reads("CP1252", "M\xFCller", "M\xC3\xBCller", "Latin");
	reads("CP1252", "\xC8\xE2\xE0\xED", NULL, "letters with marks only");
	reads("ISO-8859-1", "M\xFCller", NULL, "not to be read as");

	ok(netrt_encoding_sure("J\xC3\xB6rg") && netrt_encoding_sure(KANJI) &&
	    netrt_encoding_sure("\xD0\x98\xD0\xB2"), "declared right");
	ok(!netrt_encoding_sure("\xEF\xBF\xBD") &&
	    !netrt_encoding_sure("\033$BN6") &&
	    !netrt_encoding_sure("\xC2\x97\xC2\xB4") &&
	    !netrt_encoding_sure("\xC3\x88\xC3\xA2\xC3\xA0") &&
	    !netrt_encoding_sure("\xEF\xBE\x94\xEF\xBE\x8F"), "or not");
	return done();
}
