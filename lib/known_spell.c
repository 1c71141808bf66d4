/* Other spellings of names: see known_priv.h. */
#include <stdlib.h>
#include <string.h>

#include "known_priv.h"

/* Letters whose marks are written as a second letter where there are none:
 * "Müller", "Mueller".  NULL when there are none, or no memory. */
static char *
spelled_out(const char *pn)
{
	static const char *const pairs[][2] = {
		{ "\xC3\x84", "AE" }, { "\xC3\xA4", "ae" },
		{ "\xC3\x96", "OE" }, { "\xC3\xB6", "oe" },
		{ "\xC3\x98", "OE" }, { "\xC3\xB8", "oe" },
		{ "\xC3\x9C", "UE" }, { "\xC3\xBC", "ue" },
		{ "\xC3\x85", "AA" }, { "\xC3\xA5", "aa" },
	};
	char *out = strdup(pn);		/* as long: two bytes for two */
	bool any = false;

	for (char *p = out; p != NULL && *p != '\0'; p++)
		for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
			if (strncmp(p, pairs[i][0], 2) == 0) {
				memcpy(p, pairs[i][1], 2);
				any = true;
			}
	if (any)
		return out;
	free(out);
	return NULL;
}

/* The other way round: "Mueller" of a device that knows ASCII only may be
 * "Müller" to who writes.  Not the "ue" of "Bauer" and "Queen".  NULL as
 * above. */
static char *
with_marks(const char *pn)
{
	static const char *const marked[] = { "\xC3\xA4", "\xC3\xB6",
	    "\xC3\xBC" };
	char *out = strdup(pn);
	bool any = false;

	for (char *p = out; p != NULL && p[0] != '\0' && p[1] != '\0'; p++) {
		const char *first = "aouAOU", *which = strchr(first, *p);

		if (which == NULL || (p[1] | 0x20) != 'e' || (p > out &&
		    (*p | 0x20) == 'u' && strchr("aeoqAEOQ", p[-1]) != NULL))
			continue;
		memcpy(p, marked[(which - first) % 3], 2);
		p++;
		any = true;
	}
	if (any)
		return out;
	free(out);
	return NULL;
}

/* As it reads where no character set is declared: U+FFFD for each byte of a
 * letter of Latin 1 with marks, which has `bytes'.  NULL as above. */
static char *
undeclared(const char *pn, unsigned bytes)
{
	char *out = malloc(3 * strlen(pn) + 1), *to = out;
	bool any = false;

	for (const char *p = pn; out != NULL && *p != '\0'; p++) {
		if (*p != '\xC3' || p[1] == '\0') {
			*to++ = *p;
			continue;
		}
		for (unsigned i = 0; i < bytes; i++, to += 3)
			memcpy(to, "\xEF\xBF\xBD", 3);
		p++;
		any = true;
	}
	if (out != NULL)
		*to = '\0';
	if (any)
		return out;
	free(out);
	return NULL;
}

/* As a name in Latin letters reads where its UTF-8 was taken for Latin 1:
 * "MÃ¼ller".  NULL as above. */
static char *
twice(const char *pn)
{
	char *out = malloc(2 * strlen(pn) + 1), *to = out;
	bool any = false;

	for (; out != NULL && *pn != '\0'; pn++) {
		unsigned char c = (unsigned char)*pn;

		if (c >= 0xC6) {
			any = false;
			break;
		}
		if (c < 0x80) {
			*to++ = *pn;
			continue;
		}
		*to++ = (char)(0xC0 | c >> 6);
		*to++ = (char)(0x80 | (c & 63));
		any = true;
	}
	if (out != NULL)
		*to = '\0';
	if (any)
		return out;
	free(out);
	return NULL;
}

void
netrt_known_spell(const char *pn, char *other[NETRT_SPELLINGS])
{
	other[0] = spelled_out(pn);
	other[1] = with_marks(pn);
	other[2] = undeclared(pn, 1);
	other[3] = undeclared(pn, 2);
	other[4] = twice(pn);
}
