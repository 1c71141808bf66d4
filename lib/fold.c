/* Text as names are compared: see fold.h. */
#include <locale.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

#include "fold.h"
#include "text.h"

#define BAD	0xFFFDu

/* The letters below the marks, U+00C0 to U+017F (Unicode NFKD); the first
 * one of digraphs, whose second follows from second(). */
static const char base[] =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static uint32_t
second(uint32_t cp)
{
	switch (cp) {
	case 0xC6: case 0xE6: case 0x152: case 0x153:
		return 'e';
	case 0xDE: case 0xFE:
		return 'h';
	case 0xDF:
		return 's';
	case 0x132: case 0x133:
		return 'j';
	default:
		return 0;
	}
}

/* Of the C library; (locale_t)0 when it is not installed. */
static locale_t
unicode(void)
{
	static locale_t loc;

	if (loc == (locale_t)0)
		loc = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	return loc;
}

uint32_t
netrt_fold_upper(uint32_t cp)
{
	locale_t loc = unicode();

	return loc == (locale_t)0 ? cp :
	    (uint32_t)towupper_l((wint_t)cp, loc);
}

bool
netrt_fold_wide(uint32_t cp)
{
	return cp >= 0x2E80 && cp != BAD;
}

/* One character: 0 for a mark that belongs to the one before. */
static uint32_t
fold(uint32_t cp, locale_t loc)
{
	if (cp == NETRT_TEXT_BAD || cp == BAD)
		return BAD;
	if (cp >= 0xFF01 && cp <= 0xFF5E)	/* full-width ASCII */
		cp -= 0xFEE0;
	if (cp >= 0xC0 && cp < 0x180)
		return (uint32_t)(unsigned char)base[cp - 0xC0];
	if (cp >= 0x300 && cp < 0x370)
		return 0;
	if (cp >= 0x30A1 && cp <= 0x30F6)	/* katakana to hiragana */
		cp -= 0x60;
	if (!iswalnum_l((wint_t)cp, loc))
		return ' ';
	return (uint32_t)towlower_l((wint_t)cp, loc);
}

static void
put(struct netrt_fold *f, uint32_t cp, size_t from, size_t to)
{
	if (f->n > 0 && (cp == 0 || (cp == ' ' && f->c[f->n - 1].cp == ' ')))
		f->c[f->n - 1].to = to;
	else if (cp != 0)
		f->c[f->n++] = (struct netrt_fold_char){ cp, from, to };
}

enum netrt_rc
netrt_fold_text(const char *utf8, struct netrt_fold *out,
    struct netrt_err *e)
{
	locale_t loc = unicode();
	size_t room = 1, len;
	uint32_t cp;

	*out = (struct netrt_fold){ NULL, 0 };
	if (loc == (locale_t)0)
		return netrt_err_set(e, NETRT_CONFIG,
		    "the locale C.UTF-8 is missing: install libc-bin");
	for (const char *p = utf8; (len = netrt_text_next(p, &cp)) > 0;
	    p += len)
		room += 2;
	if ((out->c = calloc(room, sizeof *out->c)) == NULL)
		return netrt_err_errno(e, "text");
	for (const char *p = utf8; (len = netrt_text_next(p, &cp)) > 0;
	    p += len) {
		size_t at = (size_t)(p - utf8);

		put(out, fold(cp, loc), at, at + len);
		if (second(cp) != 0)
			put(out, second(cp), at, at + len);
	}
	return NETRT_OK;
}
