/* How names, IDs and places may be written: see known.h. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "known_priv.h"
#include "text.h"

#define LEAST_RUN	6	/* digits of an ID that are one by themselves */

/* ---- names ---- */

/* Two parts of a name next to each other or run together, either way round. */
static enum netrt_rc
add_pair(struct netrt_known *k, const char *a, const char *b,
    struct netrt_err *e)
{
	size_t n = strlen(a) + strlen(b) + 2;
	char *text = malloc(n);
	enum netrt_rc rc = NETRT_OK;

	if (text == NULL)
		return netrt_err_errno(e, "tokens");
	for (size_t i = 0; rc == NETRT_OK && i < 3; i++) {
		static const char *const sep[] = { " ", "^", "" };

		snprintf(text, n, "%s%s%s", a, sep[i], b);
		rc = netrt_known_add_token(k, text, NAME, e);
		snprintf(text, n, "%s%s%s", b, sep[i], a);
		if (rc == NETRT_OK)
			rc = netrt_known_add_token(k, text, NAME, e);
	}
	free(text);
	return rc;
}

static const char between[] = " \t\r\n-.,;:'\"()/_";

/* "O'Brien" as one word: in place. */
static void
run_together(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++)
		if (strchr(between, *text) == NULL)
			*to++ = *text;
	*to = '\0';
}

/* The words of a component; the component itself when it has several, also
 * run together. */
static enum netrt_rc
add_component(struct netrt_known *k, const char *text, struct netrt_err *e)
{
	char *copy = strdup(text), *save;
	enum netrt_rc rc = copy == NULL ? netrt_err_errno(e, "tokens") :
	    netrt_known_add_token(k, text, NAME, e);

	for (char *w = copy ? strtok_r(copy, between, &save) : NULL;
	    rc == NETRT_OK && w != NULL; w = strtok_r(NULL, between, &save))
		rc = netrt_known_add_token(k, w, NAME, e);
	if (rc == NETRT_OK && strpbrk(text, between) != NULL) {
		strcpy(copy, text);
		run_together(copy);
		rc = netrt_known_add_token(k, copy, NAME, e);
	}
	free(copy);
	return rc;
}

/* A short family name with the initial of the given one: "jdoe" and "doej",
 * which are no words of their own, "J. Wu" and "Wu J". */
static enum netrt_rc
add_initial(struct netrt_known *k, const char *family, const char *given,
    struct netrt_err *e)
{
	size_t n = 0;
	uint32_t cp;
	int len = (int)netrt_text_next(given, &cp);
	char text[2][32];
	enum netrt_rc rc = NETRT_OK;

	for (const char *p = family; *p != '\0'; p++)
		n += ((unsigned char)*p & 0xC0) != 0x80;
	const char *blank = n < 3 ? " " : "";

	if (len == 0 || n < 2 || n > 4 || netrt_fold_wide(cp))
		return NETRT_OK;
	snprintf(text[0], sizeof text[0], "%.*s%s%s", len, given, blank,
	    family);
	snprintf(text[1], sizeof text[1], "%s%s%.*s", family, blank, len,
	    given);
	for (size_t i = 0; rc == NETRT_OK && i < 2; i++)
		if (!netrt_known_is_term(text[i]))
			rc = netrt_known_add_token(k, text[i], LOGIN, e);
	return rc;
}

/* Family and given name, or middle name and the rest. */
static enum netrt_rc
add_two(struct netrt_known *k, const char *a, const char *b,
    struct netrt_err *e)
{
	char *x = strdup(a), *y = strdup(b);
	enum netrt_rc rc = x == NULL || y == NULL ?
	    netrt_err_errno(e, "tokens") : add_pair(k, a, b, e);

	if (rc == NETRT_OK && (strpbrk(a, between) != NULL ||
	    strpbrk(b, between) != NULL)) {
		run_together(x);
		run_together(y);
		rc = add_pair(k, x, y, e);
	}
	if (rc == NETRT_OK)
		rc = add_initial(k, x, y, e);
	if (rc == NETRT_OK && strrchr(a, ' ') != NULL)
		rc = add_initial(k, strrchr(a, ' ') + 1, y, e);
	free(x);
	free(y);
	return rc;
}

static enum netrt_rc
add_name(struct netrt_known *k, const char *pn, struct netrt_err *e)
{
	char *copy, *p;
	const char *family = NULL;
	enum netrt_rc rc;

	if (netrt_known_list_has(&k->seen, pn))
		return NETRT_OK;
	if ((rc = netrt_known_list_add(&k->seen, pn, e)) != NETRT_OK)
		return rc;
	if ((p = copy = strdup(pn)) == NULL)
		return netrt_err_errno(e, "tokens");
	while (rc == NETRT_OK) {
		size_t n = strcspn(p, "^=");
		char end = p[n];

		p[n] = '\0';
		rc = add_component(k, p, e);
		if (family != NULL && *family != '\0' && rc == NETRT_OK)
			rc = add_two(k, family, p, e);
		/* family and given name; then middle name and the rest */
		family = end == '^' && family == NULL ? p : NULL;
		if (end == '\0')
			break;
		p += n + 1;
	}
	free(copy);
	return rc;
}

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

static enum netrt_rc
add_spellings(struct netrt_known *k, const char *pn, struct netrt_err *e)
{
	char *other[] = { spelled_out(pn), with_marks(pn),
	    undeclared(pn, 1), undeclared(pn, 2), twice(pn) };
	enum netrt_rc rc = add_name(k, pn, e);

	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
		if (rc == NETRT_OK && other[i] != NULL)
			rc = add_name(k, other[i], e);
		free(other[i]);
	}
	return rc;
}

enum netrt_rc
netrt_known_add_name(struct netrt_known *k, const char *pn,
    struct netrt_err *e)
{
	char *copy = strdup(pn), *save, *v;
	enum netrt_rc rc = copy == NULL ? netrt_err_errno(e, "tokens") :
	    NETRT_OK;

	for (v = copy ? strtok_r(copy, "\\", &save) : NULL;
	    rc == NETRT_OK && v != NULL; v = strtok_r(NULL, "\\", &save))
		rc = add_spellings(k, v, e);
	free(copy);
	return rc;
}

/* ---- IDs ---- */

/* "MRN8812345": the number stands alone elsewhere. */
static enum netrt_rc
add_runs(struct netrt_known *k, const char *id, struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	while (rc == NETRT_OK && *id != '\0') {
		size_t n = strspn(id, "0123456789");
		char *run = n >= LEAST_RUN ? strndup(id, n) : NULL;

		if (n >= LEAST_RUN)
			rc = run == NULL ? netrt_err_errno(e, "tokens") :
			    netrt_known_add_token(k, run, RUN, e);
		free(run);
		id += n > 0 ? n : 1;
	}
	return rc;
}

enum netrt_rc
netrt_known_add_id(struct netrt_known *k, const char *id,
    struct netrt_err *e)
{
	char *copy, *v, *save;
	enum netrt_rc rc;

	if (netrt_known_list_has(&k->seen, id))
		return NETRT_OK;
	if ((rc = netrt_known_list_add(&k->seen, id, e)) != NETRT_OK)
		return rc;
	if ((copy = strdup(id)) == NULL)
		return netrt_err_errno(e, "tokens");
	for (v = strtok_r(copy, "\\", &save); rc == NETRT_OK && v != NULL;
	    v = strtok_r(NULL, "\\", &save)) {
		char *to = v, *from;
		size_t zeros = strspn(v, "0");

		rc = netrt_known_add_token(k, v, ID, e);
		if (rc == NETRT_OK && strspn(v, "0123456789") < strlen(v))
			rc = add_runs(k, v, e);
		if (rc == NETRT_OK && zeros > 0 && strlen(v + zeros) >= 5)
			rc = netrt_known_add_token(k, v + zeros, ID, e);
		/* without its punctuation */
		for (from = v; *from != '\0'; from++)
			if (!ispunct((unsigned char)*from) && *from != ' ')
				*to++ = *from;
		*to = '\0';
		if (rc == NETRT_OK && strlen(v) >= 5)
			rc = netrt_known_add_token(k, v, ID, e);
		if (rc == NETRT_OK && strspn(v, "0123456789") < strlen(v))
			rc = add_runs(k, v, e);
	}
	free(copy);
	return rc;
}

/* ---- places ---- */

enum netrt_rc
netrt_known_add_place(struct netrt_known *k, const char *text,
    struct netrt_err *e)
{
	static const char marks[] = " \t\r\n-.,;:'\"()/_\\^&+";
	char *copy = strdup(text), *save;
	enum netrt_rc rc = copy == NULL ? netrt_err_errno(e, "tokens") :
	    NETRT_OK;

	if (rc == NETRT_OK && netrt_known_list_has(&k->seen, text)) {
		free(copy);
		return NETRT_OK;
	}
	if (rc == NETRT_OK)
		rc = netrt_known_list_add(&k->seen, text, e);
	if (rc == NETRT_OK && !netrt_known_is_term(text) && strchr(text, '\\') == NULL)
		rc = netrt_known_add_token(k, text, PLACE, e);
	for (char *w = copy ? strtok_r(copy, marks, &save) : NULL;
	    rc == NETRT_OK && w != NULL; w = strtok_r(NULL, marks, &save))
		if (strlen(w) >= 4 && !netrt_known_is_term(w))
			rc = netrt_known_add_token(k, w, PLACE, e);
	free(copy);
	return rc;
}

enum netrt_rc
netrt_known_add_uid(struct netrt_known *k, const char *uid,
    struct netrt_err *e)
{
	if (strlen(uid) < 10 || netrt_known_list_has(&k->uids, uid))
		return NETRT_OK;	/* a short one is a version */
	return netrt_known_list_add(&k->uids, uid, e);
}

void
netrt_known_shifted(struct netrt_known *k)
{
	k->shifted = true;
}
