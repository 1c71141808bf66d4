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

/* The same of U+1E00 to U+1EFF: Vietnamese, and transliterations. */
static const char more[] =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwyasssssaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyllvvyy";

/* Others whose mark is a part of the letter, in lower case. */
static uint32_t
plain(uint32_t cp)
{
	static const struct {
		uint32_t marked, letter;
	} list[] = {
		{ 0x1A1, 'o' }, { 0x1B0, 'u' },		/* Vietnamese */
		{ 0x219, 's' }, { 0x21B, 't' },		/* Romanian */
		{ 0x1CE, 'a' }, { 0x1D0, 'i' }, { 0x1D2, 'o' },	/* pinyin */
		{ 0x1D4, 'u' }, { 0x1E7, 'g' },
		{ 0x3AC, 0x3B1 }, { 0x3AD, 0x3B5 }, { 0x3AE, 0x3B7 }, /* Greek */
		{ 0x3AF, 0x3B9 }, { 0x3CA, 0x3B9 }, { 0x390, 0x3B9 },
		{ 0x3CC, 0x3BF }, { 0x3CD, 0x3C5 }, { 0x3CB, 0x3C5 },
		{ 0x3B0, 0x3C5 }, { 0x3CE, 0x3C9 }, { 0x3C2, 0x3C3 },
		{ 0x439, 0x438 }, { 0x451, 0x435 },	/* Cyrillic */
		{ 0x457, 0x456 }, { 0x45E, 0x443 },
	};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (list[i].marked == cp)
			return list[i].letter;
	return cp;
}

/* Kana: half-width ones as the others, katakana as hiragana, and all without
 * the marks of voice, which half-width ones have as characters of their own. */
static uint32_t
kana(uint32_t cp)
{
	/* hiragana of U+FF66 to U+FF9D, less U+3000 */
	static const unsigned char half[] = {
		0x92, 0x41, 0x43, 0x45, 0x47, 0x49, 0x83, 0x85, 0x87, 0x63,
		0xFC, 0x42, 0x44, 0x46, 0x48, 0x4A, 0x4B, 0x4D, 0x4F, 0x51,
		0x53, 0x55, 0x57, 0x59, 0x5B, 0x5D, 0x5F, 0x61, 0x64, 0x66,
		0x68, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x72, 0x75, 0x78,
		0x7B, 0x7E, 0x7F, 0x80, 0x81, 0x82, 0x84, 0x86, 0x88, 0x89,
		0x8A, 0x8B, 0x8C, 0x8D, 0x8F, 0x93,
	};

	if (cp >= 0xFF66 && cp <= 0xFF9D)
		return 0x3000u + half[cp - 0xFF66];
	if (cp >= 0x30A1 && cp <= 0x30F6)
		cp -= 0x60;
	if (cp == 0x3094)				/* vu */
		return 0x3046;
	if (cp >= 0x304B && cp <= 0x3062)		/* ka ga ... ti di */
		return cp - (cp % 2 == 0);
	if (cp >= 0x3064 && cp <= 0x3069)		/* tu du ... to do */
		return cp - cp % 2;
	if (cp >= 0x306F && cp <= 0x307D)		/* ha ba pa ... */
		return cp - cp % 3;
	return cp;
}

/* What counts for nothing: combining marks, marks of voice and of vowels, and
 * what is not seen (soft hyphen, zero width, directions of writing, variants
 * of characters). */
static bool
nothing(uint32_t cp)
{
	static const uint32_t list[][2] = {	/* sorted */
		{ 0xAD, 0xAD }, { 0x300, 0x36F },
		{ 0x591, 0x5BD }, { 0x5BF, 0x5BF }, { 0x5C1, 0x5C2 },
		{ 0x5C4, 0x5C5 }, { 0x5C7, 0x5C7 },	/* Hebrew */
		{ 0x610, 0x61A }, { 0x61C, 0x61C }, { 0x640, 0x640 },
		{ 0x64B, 0x65F }, { 0x670, 0x670 },	/* Arabic */
		{ 0x180B, 0x180E }, { 0x200B, 0x200F }, { 0x202A, 0x202E },
		{ 0x2060, 0x206F }, { 0x3099, 0x309C }, { 0xFE00, 0xFE0F },
		{ 0xFEFF, 0xFEFF }, { 0xFF9E, 0xFF9F },
	};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (cp <= list[i][1])
			return cp >= list[i][0];
	return false;
}

/* Arabic, Persian and Indian digits as the others. */
static uint32_t
digit(uint32_t cp)
{
	static const uint32_t zero[] = { 0x660, 0x6F0, 0x966, 0x9E6 };

	for (size_t i = 0; i < sizeof zero / sizeof zero[0]; i++)
		if (cp >= zero[i] && cp <= zero[i] + 9)
			return '0' + (cp - zero[i]);
	return cp;
}

static uint32_t
second(uint32_t cp)
{
	switch (cp) {
	case 0xC6: case 0xE6: case 0x152: case 0x153:
		return 'e';
	case 0xDE: case 0xFE:
		return 'h';
	case 0xDF: case 0x1E9E:
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

uint32_t
netrt_fold_lower(uint32_t cp)
{
	locale_t loc = unicode();

	return loc == (locale_t)0 ? cp :
	    (uint32_t)towlower_l((wint_t)cp, loc);
}

bool
netrt_fold_wide(uint32_t cp)
{
	return cp >= 0x2E80 && cp != BAD;
}

/* One character: 0 for one that is not looked at. */
static uint32_t
fold(uint32_t cp, locale_t loc)
{
	if (cp == NETRT_TEXT_BAD || cp == BAD)
		return BAD;
	if (cp >= 0xFF01 && cp <= 0xFF5E)	/* full-width ASCII */
		cp -= 0xFEE0;
	if (cp < 0x80)				/* most of what comes */
		return cp >= 'A' && cp <= 'Z' ? cp + 32 :
		    (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') ? cp :
		    ' ';
	if (nothing(cp))
		return 0;
	if (cp >= 0xC0 && cp < 0x180)
		return (uint32_t)(unsigned char)base[cp - 0xC0];
	if (cp >= 0x1E00 && cp < 0x1F00)
		return (uint32_t)(unsigned char)more[cp - 0x1E00];
	cp = digit(kana(cp));
	if (!iswalnum_l((wint_t)cp, loc))
		return ' ';
	return plain((uint32_t)towlower_l((wint_t)cp, loc));
}

/* Korean of parts as the syllable that a and b make (Unicode 3.12), or 0. */
static uint32_t
syllable(uint32_t a, uint32_t b)
{
	if (a >= 0x1100 && a < 0x1113 && b >= 0x1161 && b < 0x1176)
		return 0xAC00 + ((a - 0x1100) * 21 + (b - 0x1161)) * 28;
	if (a >= 0xAC00 && a < 0xD7A4 && (a - 0xAC00) % 28 == 0 &&
	    b > 0x11A7 && b < 0x11C3)
		return a + (b - 0x11A7);
	return 0;
}

static void
put(struct netrt_fold *f, uint32_t cp, size_t from, size_t to)
{
	uint32_t whole = f->n > 0 ? syllable(f->c[f->n - 1].cp, cp) : 0;

	if (whole != 0) {
		f->c[f->n - 1].cp = whole;
		f->c[f->n - 1].to = to;
		return;
	}
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
