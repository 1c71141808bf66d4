/*
 * Text in the mode comprehensive, and the character set of an object: see
 * deid.h.  Texts of one study are the same in all its slices: what was found
 * in one is remembered.
 */
#define _DEFAULT_SOURCE
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "cut.h"
#include "deid_priv.h"
#include "encoding.h"
#include "text.h"

#define MOST_MEMOS	8192

struct memo {
	char look;		/* label, personal: bits */
	char *out;		/* NULL: nothing to cut */
	char text[];
};

static int
by_text(const void *a, const void *b)
{
	const struct memo *x = a, *y = b;

	return x->look != y->look ? x->look - y->look :
	    strcmp(x->text, y->text);
}

void
netrt_deid_text_free(struct netrt_deid *d)
{
	while (d->memo != NULL) {
		struct memo *m = *(struct memo **)d->memo;

		tdelete(m, &d->memo, by_text);
		free(m->out);
		free(m);
	}
	d->nmemo = 0;
}

/* *out NULL: nothing to cut. */
static enum netrt_rc
cut(const struct netrt_deid *d, const char *text, bool label, bool personal,
    char **out, struct netrt_err *e)
{
	char *one = NULL, *two = NULL, *gone = NULL;
	const char *left = text;
	bool again = false;
	enum netrt_rc rc = netrt_known_cut(d->known, text, label, &one, e);

	*out = NULL;
	if (rc == NETRT_OK && one != NULL)
		left = one;
	if (rc == NETRT_OK && personal &&
	    ((gone = calloc(1, strlen(left) + 1)) == NULL ||
	    (two = malloc(strlen(left) + 1)) == NULL))
		rc = netrt_err_errno(e, "text");
	if (rc == NETRT_OK && personal &&
	    netrt_cut_personal(left, label, gone)) {
		netrt_cut_marked(two, left, gone);
		/* what has moved together must not say anything new */
		rc = netrt_known_in_text(d->known, two, label, &again, e);
		memset(gone, 0, strlen(left) + 1);
		if (again || netrt_cut_personal(two, label, gone))
			*two = '\0';
		left = two;
	}
	if (rc == NETRT_OK && left != text) {
		*out = left == one ? one : two;
		if (left == one)
			one = NULL;
		else
			two = NULL;
	}
	free(one);
	free(two);
	free(gone);
	return rc;
}

/* The same through the memory of texts; *out belongs to it, or to *own. */
static enum netrt_rc
cut_once(struct netrt_deid *d, const char *text, bool label, bool personal,
    const char **out, char **own, struct netrt_err *e)
{
	struct memo *m = malloc(sizeof *m + strlen(text) + 1), **at;
	enum netrt_rc rc;

	*out = *own = NULL;
	if (m == NULL)
		return netrt_err_errno(e, "text");
	m->look = (char)((label ? 1 : 0) | (personal ? 2 : 0));
	m->out = NULL;
	memcpy(m->text, text, strlen(text) + 1);
	if ((at = tfind(m, &d->memo, by_text)) != NULL) {
		*out = (*at)->out;
		free(m);
		return NETRT_OK;
	}
	rc = cut(d, text, label, personal, &m->out, e);
	if (rc == NETRT_OK && d->nmemo < MOST_MEMOS &&
	    tsearch(m, &d->memo, by_text) != NULL) {
		d->nmemo++;
		*out = m->out;
		return NETRT_OK;
	}
	*out = *own = m->out;
	free(m);
	return rc;
}

/* Nothing is left of a value. */
static enum netrt_rc
emptied(struct walk *w, struct netrt_item *it, uint32_t tag, char other[64],
    struct netrt_err *e)
{
	if (tag != TAG_ROIName)
		return netrt_deid_take_away(w, it, tag, true, e);
	memcpy(other, "REMOVED", sizeof "REMOVED");
	netrt_deid_name_region(it, other, 64);
	return netrt_item_set_str(it, tag, other, e);
}

enum netrt_rc
netrt_deid_text(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, bool personal, struct netrt_err *e)
{
	bool label = netrt_deid_look(el) == LOOK_LABEL;
	char *text = NULL, *own = NULL, other[64];
	const char *out = NULL;
	const void *raw;
	bool all = false;
	size_t n;
	enum netrt_rc rc = netrt_item_get_bytes(it, el->tag, &raw, &n, e);

	if (rc != NETRT_OK || n == 0)
		return rc;
	rc = netrt_item_get_text(it, el->tag, &text, e);
	if (rc == NETRT_OK)
		rc = cut_once(w->d, text, label, personal, &out, &own, e);
	if (rc == NETRT_OK)
		rc = netrt_deid_all_must_go(w->d, it, el->tag, text, out,
		    &all, e);
	if (all)
		out = "";
	if (rc == NETRT_OK && el->tag == TAG_ROIName &&
	    w->d->cfg->anonymization.strict_names &&
	    !netrt_deid_standard_name(out != NULL ? out : text))
		out = "";
	if (rc == NETRT_OK && out != NULL)
		rc = netrt_deid_count(w->d, el->tag, NETRT_DEID_CLEANED, e);
	if (rc == NETRT_OK && out != NULL && *out == '\0') {
		rc = emptied(w, it, el->tag, other, e);
		out = other;
	} else if (rc == NETRT_OK && out != NULL &&
	    netrt_encoding_ascii(out, strlen(out))) {
		rc = netrt_item_set_str(it, el->tag, out, e);
	} else if (rc == NETRT_OK && (out != NULL ||
	    !netrt_encoding_ascii(raw, n))) {
		rc = netrt_deid_later(w->d, it, el->tag, out != NULL ? out :
		    text, e);
	}
	if (rc == NETRT_OK && out != NULL && el->tag == TAG_ROIName)
		rc = netrt_deid_same_choice(w->d, text, out, e);
	free(text);
	free(own);
	return rc;
}

/* ---- the character set ---- */

enum netrt_rc
netrt_deid_later(struct netrt_deid *d, struct netrt_item *it, uint32_t tag,
    const char *text, struct netrt_err *e)
{
	struct later *l = realloc(d->later, (d->nlater + 1) * sizeof *l);
	char *copy = text != NULL ? strdup(text) : NULL;

	if (l != NULL)
		d->later = l;
	if (l == NULL || (text != NULL && copy == NULL)) {
		free(copy);
		return netrt_err_errno(e, "text");
	}
	l[d->nlater++] = (struct later){ it, tag, copy };
	return NETRT_OK;
}

/* 0: ASCII, 1: Latin 1, 2: all else. */
static int
needs(const char *utf8)
{
	uint32_t cp;
	size_t len;
	int most = 0;

	for (; (len = netrt_text_next(utf8, &cp)) > 0; utf8 += len)
		if (cp != NETRT_TEXT_BAD && cp != 0xFFFD && cp >= 0x80 &&
		    most < 2)
			most = cp <= 0xFF ? 1 : 2;
	return most;
}

enum netrt_rc
netrt_deid_charset(struct netrt_deid *d, struct netrt_item *root,
    struct netrt_err *e)
{
	char old[256];
	int most = 0;
	enum netrt_rc rc = netrt_item_get_str(root, TAG_SpecificCharacterSet,
	    old, sizeof old, e);

	if (rc != NETRT_OK)	/* too long to be one */
		old[0] = '?';
	for (size_t i = 0; i < d->nlater; i++)
		if (d->later[i].text != NULL && needs(d->later[i].text) > most)
			most = needs(d->later[i].text);
	rc = NETRT_OK;
	if (most > 1 && strcmp(old, "ISO_IR 192") != 0)
		rc = netrt_item_set_str(root, TAG_SpecificCharacterSet,
		    "ISO_IR 192", e);
	else if (strcmp(old, "ISO_IR 192") != 0 &&
	    strcmp(old, "ISO_IR 100") != 0 && (most > 0 || old[0] != '\0'))
		rc = netrt_item_set_str(root, TAG_SpecificCharacterSet,
		    "ISO_IR 100", e);
	/* items inherit it: their own goes first */
	for (size_t i = 0; i < d->nlater; i++)
		if (d->later[i].text == NULL)
			netrt_item_del(d->later[i].it, d->later[i].tag);
	for (size_t i = 0; i < d->nlater; i++) {
		struct later *l = &d->later[i];

		if (rc == NETRT_OK && l->text != NULL)
			rc = netrt_item_set_text(l->it, l->tag, l->text,
			    strlen(l->text), e);
		free(l->text);
	}
	d->nlater = 0;
	return rc;
}
