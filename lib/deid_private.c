/*
 * Private elements in the mode comprehensive: see deid.h.  Those that the site
 * calls safe stay (Retain Safe Private, PS3.15 E.3.10), but not what the list
 * could not know: the patient, a UID, a day of the study in one of them.  Text
 * is cut as all text; what cannot be cut goes.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cut.h"
#include "deid_priv.h"
#include "uid.h"

#define DATES	(NETRT_RETAIN_FULL_DATES | NETRT_RETAIN_MODIFIED_DATES)
#define TEXT	"LOSHSTLTUTUCURAECS"
#define NUMBERS	"DSISUSSSULSLFLFD"
#define BYTES	"UNOBOWOFODOLOV"

bool
netrt_deid_safe(const struct netrt_deid *d, struct netrt_item *it,
    uint32_t tag)
{
	uint16_t group = (uint16_t)(tag >> 16), element = tag & 0xFFFF;
	uint32_t block = element < 0x100 ? element : element >> 8;
	uint32_t creator = (uint32_t)group << 16 | block;
	char name[65];
	struct netrt_err ignored;

	if (d->nsafe == 0 || block < 0x10 || block > 0xFF ||
	    netrt_item_get_value(it, creator, 0, name, sizeof name,
	    &ignored) != NETRT_OK)
		return false;
	for (size_t i = 0; i < d->nsafe; i++) {
		const struct safe *s = &d->safe[i];

		if (s->group != group || strcmp(s->creator, name) != 0)
			continue;
		if (element < 0x100 ? netrt_item_has(it, (uint32_t)group << 16
		    | block << 8 | s->element) : (element & 0xFF) ==
		    s->element)
			return true;
	}
	return false;
}

/* ---- looking ---- */

/* One that is registered is nobody's; what is no UID is no identifier of an
 * object: versions, numbers. */
static bool
is_uid(const char *p, size_t n)
{
	char uid[NETRT_UID_LEN];
	size_t dots = 0;

	while (n > 0 && p[n - 1] == '.')
		n--;
	for (size_t i = 0; i < n; i++)
		dots += p[i] == '.';
	if (dots < 4 || n < 12)
		return false;
	if (n >= sizeof uid)	/* several in a row */
		return true;
	memcpy(uid, p, n);
	uid[n] = '\0';
	return !netrt_uid_registered(uid);
}

/* A UID in the bytes, in characters of so many bytes? */
static bool
uid_in(const unsigned char *p, size_t n, unsigned unit)
{
	char run[NETRT_UID_LEN + 1];
	size_t len = 0;

	for (size_t i = 0; i + unit <= n + unit; i += unit) {
		unsigned char c = i < n ? p[i] : 0;
		bool wide = unit == 1 || (i + 1 < n && p[i + 1] == 0);

		if (i < n && wide && (c == '.' || (c >= '0' && c <= '9'))) {
			if (len < sizeof run)
				run[len++] = (char)c;
			continue;
		}
		if (is_uid(run, len))
			return true;
		len = 0;
	}
	return false;
}

/* Text of VR UN, as private text is in Implicit VR: what would be cut, were it
 * known to be text? */
static enum netrt_rc
in_plain(const unsigned char *p, size_t n, bool *found, struct netrt_err *e)
{
	char *text, *gone;

	while (n > 0 && p[n - 1] == '\0')
		n--;
	for (size_t i = 0; i < n; i++)
		if (p[i] < ' ' && strchr("\t\r\n\f", p[i]) == NULL)
			return NETRT_OK;
	text = calloc(1, n + 1);
	gone = calloc(1, n + 1);
	if (text != NULL && gone != NULL) {
		memcpy(text, p, n);
		*found = netrt_cut_personal(text, false, gone);
	}
	n = text != NULL && gone != NULL;
	free(text);
	free(gone);
	return n ? NETRT_OK : netrt_err_errno(e, "text");
}

static enum netrt_rc
in_bytes(const struct netrt_deid *d, struct netrt_item *it,
    const struct netrt_element *el, bool *found, struct netrt_err *e)
{
	const void *p;
	size_t n;
	enum netrt_rc rc = netrt_item_get_bytes(it, el->tag, &p, &n, e);

	if (rc != NETRT_OK || n == 0)
		return rc;
	if ((rc = netrt_known_in_bytes(d->known, p, n, found, e)) != NETRT_OK)
		return rc;
	*found = *found ||
	    netrt_known_day_in_bytes(d->known, p, n) || (d->map &&
	    (uid_in(p, n, 1) || uid_in(p, n, 2) ||
	    uid_in((const unsigned char *)p + 1, n - 1, 2)));
	return *found || !netrt_deid_vr(el, "UN") ? NETRT_OK :
	    in_plain(p, n, found, e);
}

/* A number that is an ID, or a day; numbers in a row that are one. */
static enum netrt_rc
in_numbers(const struct netrt_deid *d, struct netrt_item *it, uint32_t tag,
    bool *found, struct netrt_err *e)
{
	char text[32];
	double *v = NULL;
	size_t n = 0;
	enum netrt_rc rc = netrt_item_get_doubles(it, tag, &v, &n, e);

	if (rc == NETRT_DATA) {		/* no numbers are no reason to stop */
		*found = true;
		return NETRT_OK;
	}
	if (rc == NETRT_OK && n > 0)
		*found = netrt_known_day_in_row(d->known, v, n);
	for (size_t i = 0; rc == NETRT_OK && !*found && i < n; i++) {
		*found = netrt_known_is_day(d->known, v[i]);
		if (fabs(v[i]) >= 1e15 || v[i] != floor(v[i]))
			continue;
		snprintf(text, sizeof text, "%.0f", fabs(v[i]));
		*found = *found || netrt_known_is_number(d->known, text);
	}
	free(v);
	return rc;
}

/* Text that was cut before it was written: is there anything to cut? */
static enum netrt_rc
in_text(const struct netrt_deid *d, struct netrt_item *it, uint32_t tag,
    bool *found, struct netrt_err *e)
{
	char *text = NULL, *gone = NULL;
	enum netrt_rc rc = netrt_item_get_text(it, tag, &text, e);

	if (rc == NETRT_OK)
		rc = netrt_known_in_text(d->known, text, false, found, e);
	if (rc == NETRT_OK && !*found)
		rc = netrt_deid_in_other(d, it, tag, text, found, e);
	if (rc == NETRT_OK && (gone = calloc(1, strlen(text) + 1)) == NULL)
		rc = netrt_err_errno(e, "text");
	if (rc == NETRT_OK)
		*found = *found || netrt_cut_personal(text, false, gone);
	free(gone);
	free(text);
	return rc;
}

/* What cannot be cut; a VR that cannot be looked into is not clean. */
static enum netrt_rc
holds(const struct netrt_deid *d, struct netrt_item *it,
    const struct netrt_element *el, bool *found, struct netrt_err *e)
{
	*found = false;
	if (el->len == 0)
		return NETRT_OK;
	if (netrt_deid_vr(el, BYTES))
		return in_bytes(d, it, el, found, e);
	if (netrt_deid_vr(el, NUMBERS))
		return in_numbers(d, it, el->tag, found, e);
	if (netrt_deid_vr(el, "CS"))	/* no words that could be cut */
		return in_text(d, it, el->tag, found, e);
	*found = !netrt_deid_vr(el, TEXT "UIDADTTM");
	return NETRT_OK;
}

enum netrt_rc
netrt_deid_private_look(const struct netrt_deid *d, struct netrt_item *it,
    const struct netrt_element *el, bool *found, struct netrt_err *e)
{
	*found = !netrt_deid_safe(d, it, el->tag);
	if (*found || el->sequence || (el->tag & 0xFFFF) < 0x100)
		return NETRT_OK;	/* a creator is as the list has it */
	if (netrt_deid_vr(el, TEXT))
		return in_text(d, it, el->tag, found, e);
	if (netrt_deid_vr(el, "UI"))
		return netrt_deid_in_value(d, it, el, found, e);
	return holds(d, it, el, found, e);
}

/* ---- changing ---- */

/* On the list, but with something in it that must not leave. */
static enum netrt_rc
unsafe(struct walk *w, struct netrt_item *it, uint32_t tag,
    struct netrt_err *e)
{
	netrt_item_del(it, tag);
	return netrt_deid_count(w->d, NETRT_DEID_UNSAFE, NETRT_DEID_REMOVED,
	    e);
}

enum netrt_rc
netrt_deid_private(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e)
{
	bool found;
	enum netrt_rc rc;

	if (!netrt_deid_safe(w->d, it, el->tag))
		return netrt_deid_drop(w, it, el->tag, e);
	if (el->sequence || (el->tag & 0xFFFF) < 0x100)
		return netrt_deid_stay(w, it, el, true, e);
	if (netrt_deid_vr(el, "DADTTM") && (w->d->retain & DATES) == 0)
		return netrt_deid_drop(w, it, el->tag, e);
	if (netrt_deid_vr(el, "PNAS"))
		return unsafe(w, it, el->tag, e);
	if ((rc = holds(w->d, it, el, &found, e)) != NETRT_OK)
		return rc;
	if (found)
		return unsafe(w, it, el->tag, e);
	if (netrt_deid_vr(el, BYTES NUMBERS))
		return NETRT_OK;
	if (!netrt_deid_vr(el, "UI") &&
	    (rc = netrt_deid_cut_hidden(it, el, e)) != NETRT_OK)
		return rc;
	if (netrt_deid_vr(el, "UI") && w->d->map)
		return netrt_deid_map(w->d, it, el->tag, e);
	return netrt_deid_stay(w, it, el, true, e);
}

static enum netrt_rc
creator(void *ctx, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	struct walk *w = ctx;

	return (el->tag >> 16 & 1) != 0 && (el->tag & 0xFFFF) < 0x100 &&
	    !netrt_deid_safe(w->d, it, el->tag) ?
	    netrt_deid_drop(w, it, el->tag, e) : NETRT_OK;
}

/* Those of a block stand before its elements: whether one is left is known
 * only behind them. */
enum netrt_rc
netrt_deid_creators(struct walk *w, struct netrt_item *it,
    struct netrt_err *e)
{
	return w->d->nsafe == 0 ? NETRT_OK :
	    netrt_item_each(it, creator, w, e);
}
