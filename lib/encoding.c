/* Encodings of text that declares another, or none: see encoding.h. */
#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "encoding.h"
#include "text.h"

#define ESC	0x1B
#define ALL	0x80, 0x10FFFF
#define LATIN	0xC0, 0x17F
#define JIS	"\\ISO 2022 IR 87\\ISO 2022 IR 159"

/* Each with what it has over the standard that it goes back to: CP932 is Shift
 * JIS, CP949 EUC-KR, GB18030 GBK and GB 2312, CP950 Big5. */
const struct netrt_encoding netrt_encodings[] = {
	{ "UTF-8", 1, ALL },
	{ "ISO-8859-1", 1, 0, 0 },	/* read as CP1252 */
	{ "UTF-16LE", 2, 0, 0 },
	{ "UTF-16BE", 2, 0, 0 },
	{ NULL, 1, ALL },
	{ "CP932", 1, ALL },
	{ "EUC-JP-MS", 1, ALL },
	{ "CP949", 1, ALL },
	{ "GB18030", 1, ALL },
	{ "CP950", 1, ALL },
	{ "CP1252", 1, LATIN },
	{ "CP1250", 1, LATIN },
	{ "ISO-8859-2", 1, LATIN },
	{ "ISO-8859-3", 1, LATIN },
	{ "ISO-8859-4", 1, LATIN },
	{ "ISO-8859-15", 1, LATIN },
	{ "CP1254", 1, LATIN },
	{ "CP1257", 1, LATIN },
	{ "CP1258", 1, 0xC0, 0x323 },
	{ "CP850", 1, LATIN },
	{ "CP852", 1, LATIN },
	{ "CP1251", 1, 0x400, 0x491 },
	{ "KOI8-U", 1, 0x400, 0x491 },
	{ "ISO-8859-5", 1, 0x400, 0x491 },
	{ "CP866", 1, 0x400, 0x491 },
	{ "CP1253", 1, 0x370, 0x3FF },
	{ "ISO-8859-7", 1, 0x370, 0x3FF },
	{ "CP1255", 1, 0x5B0, 0x5F4 },
	{ "CP1256", 1, 0x60C, 0x6D2 },
	{ "ISO-8859-6", 1, 0x60C, 0x6D2 },
	{ "CP874", 1, 0xE01, 0xE5B },
};
const size_t netrt_nencodings = sizeof netrt_encodings /
    sizeof netrt_encodings[0];

/* The C library unloads an encoding when it is closed, and loads it again for
 * the next text: one of each stays open. */
static void
keep_loaded(void)
{
	static iconv_t kept[sizeof netrt_encodings /
	    sizeof netrt_encodings[0]];

	for (size_t i = 0; i < netrt_nencodings; i++)
		if (netrt_encodings[i].iconv != NULL && kept[i] == NULL)
			kept[i] = iconv_open("UTF-8", netrt_encodings[i].iconv);
}

/* All of it, in one piece: the bytes that come out, and how many of p were
 * no whole character at the end.  (size_t)-1: no such text. */
static size_t
convert(const char *to, const char *from, const char *p, size_t n, char *out,
    size_t room, size_t *left)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char *in = (char *)(uintptr_t)p;
	size_t had = room, rc;
	iconv_t cd;

	pthread_once(&once, keep_loaded);
	cd = iconv_open(to, from);
	*left = n;
	if (cd == (iconv_t)-1)
		return (size_t)-1;
	rc = iconv(cd, &in, left, &out, &room);
	if (rc == 0 || (rc == (size_t)-1 && errno == EINVAL))
		/* what is held back for a mark to come */
		rc = iconv(cd, NULL, NULL, &out, &room);
	iconv_close(cd);
	return rc == 0 ? had - room : (size_t)-1;
}

/* In JIS, if the way back leads to the same. */
static enum netrt_rc
write_jis(const char *utf8, char **out, size_t *n, struct netrt_err *e)
{
	char *back = NULL;
	enum netrt_rc rc = netrt_charset_encode(JIS, utf8, strlen(utf8), out,
	    e);

	if (rc == NETRT_OK)
		rc = netrt_charset_decode(JIS, *out, strlen(*out), &back, e);
	if (rc == NETRT_OK && strcmp(back, utf8) == 0 &&
	    strchr(*out, ESC) != NULL) {
		*n = strlen(*out);
		if (*n > 3 && (*out)[*n - 3] == ESC)
			*n -= 3;
	}
	free(back);
	return rc;
}

enum netrt_rc
netrt_encoding_write(const struct netrt_encoding *x, const char *utf8,
    char **out, size_t *n, struct netrt_err *e)
{
	size_t len = strlen(utf8), room = 4 * len + 8, left;

	*n = 0;
	if (x->iconv == NULL)
		return write_jis(utf8, out, n, e);
	if ((*out = malloc(room)) == NULL)
		return netrt_err_errno(e, "text");
	*n = convert(x->iconv, "UTF-8", utf8, len, *out, room, &left);
	if (*n == (size_t)-1 || left > 0 || (x != netrt_encodings &&
	    *n == len && memcmp(*out, utf8, len) == 0))
		*n = 0;
	return NETRT_OK;
}

/*
 * Text that has characters beyond ASCII, and only such as are from..to, in
 * words as they are written: those of Latin sets have letters of ASCII as
 * well, those of other alphabets have none.
 */
static bool
likely(const char *utf8, uint32_t from, uint32_t to)
{
	bool latin = from == 0xC0, all = to > 0xFFFF, any = false;
	size_t ascii = 0, others = 0, len;

	for (uint32_t cp = ' '; cp != 0; utf8 += len) {
		if ((len = netrt_text_next(utf8, &cp)) == 0)
			cp = 0;
		if (cp < 0x80 && cp != ESC) {
			if (isalpha((int)cp)) {
				ascii++;
				continue;
			}
			if (!all && others > 0 && (latin ? others > 2 * ascii :
			    ascii > 0))
				return false;
			ascii = others = 0;
			continue;
		}
		if (cp < from || cp > to || cp == 0xFFFD ||
		    (cp >= 0xE000 && cp < 0xF900))	/* of nobody */
			return false;
		others++;
		any = true;
	}
	return any;
}

enum netrt_rc
netrt_encoding_read(const struct netrt_encoding *x, const char *p, size_t n,
    char **utf8, struct netrt_err *e)
{
	size_t room, got, left;
	enum netrt_rc rc = NETRT_OK;

	*utf8 = NULL;
	n = strnlen(p, n);
	room = 4 * n + 8;
	if (x->from == 0 || (x->iconv == NULL && memchr(p, ESC, n) == NULL))
		return NETRT_OK;
	if (x->iconv == NULL) {
		rc = netrt_charset_decode(JIS, p, n, utf8, e);
	} else if ((*utf8 = malloc(room)) == NULL) {
		rc = netrt_err_errno(e, "text");
	} else {
		got = convert("UTF-8", x->iconv, p, n, *utf8, room - 1,
		    &left);
		(*utf8)[got == (size_t)-1 ? 0 : got] = '\0';
	}
	if (*utf8 != NULL && !likely(*utf8, x->from, x->to)) {
		free(*utf8);
		*utf8 = NULL;
	}
	return rc;
}

bool
netrt_encoding_ascii(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] & 0x80) != 0 || p[i] == ESC)
			return false;
	return true;
}

bool
netrt_encoding_sure(const char *utf8)
{
	bool told = false;
	uint32_t cp;
	size_t len;

	if (likely(utf8, LATIN))
		return true;
	for (; (len = netrt_text_next(utf8, &cp)) > 0; utf8 += len) {
		if (cp == NETRT_TEXT_BAD || cp == 0xFFFD || cp == ESC ||
		    (cp >= 0x80 && cp < 0xA0))
			return false;
		/* half-width kana: what Shift JIS reads as in ISO_IR 13 */
		if (cp >= 0x370 && !(cp >= 0xFF61 && cp <= 0xFF9F))
			told = true;
	}
	return told;
}
