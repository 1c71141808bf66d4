/* How names, IDs and places may be written: see known.h. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encoding.h"
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

/* Blanks and dots between words in CJK, as ASCII blanks. */
static void
narrow_blanks(char *text)
{
	static const char *const wide[] = { "\xE3\x80\x80", "\xE3\x83\xBB",
	    "\xEF\xBD\xA5", "\xC2\xB7" };

	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
		for (char *p = text; (p = strstr(p, wide[i])) != NULL; )
			memset(p, ' ', strlen(wide[i]));
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

	if (copy != NULL)
		narrow_blanks(copy);
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

	if (netrt_known_list_has(netrt_known_seen(k), pn))
		return NETRT_OK;
	if ((rc = netrt_known_list_add(netrt_known_seen(k), pn, e)) != NETRT_OK)
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

static enum netrt_rc
add_spellings(struct netrt_known *k, const char *pn, struct netrt_err *e)
{
	char *other[NETRT_SPELLINGS];
	bool sure = !k->guess || netrt_encoding_sure(pn);
	enum netrt_rc rc = add_name(k, pn, e);

	netrt_known_spell(pn, other);
	for (size_t i = 0; i < NETRT_SPELLINGS; i++) {
		if (rc == NETRT_OK && other[i] != NULL && sure)
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

	if (rc == NETRT_OK && netrt_known_list_has(netrt_known_seen(k), text)) {
		free(copy);
		return NETRT_OK;
	}
	if (rc == NETRT_OK)
		rc = netrt_known_list_add(netrt_known_seen(k), text, e);
	if (rc == NETRT_OK && !netrt_known_is_term(text) && strchr(text, '\\') == NULL)
		rc = netrt_known_add_token(k, text, PLACE, e);
	for (char *w = copy ? strtok_r(copy, marks, &save) : NULL;
	    rc == NETRT_OK && w != NULL; w = strtok_r(NULL, marks, &save))
		if (strlen(w) >= 4 && !netrt_known_is_term(w))
			rc = netrt_known_add_token(k, w, PLACE, e);
	free(copy);
	return rc;
}

void
netrt_known_shifted(struct netrt_known *k)
{
	k->shifted = true;
}

void
netrt_known_stay(struct netrt_known *k, bool days, bool times)
{
	k->days_stay = days;
	k->times_stay = times;
}
