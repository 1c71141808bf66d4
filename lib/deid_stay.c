/* Values that stay in the mode comprehensive, and those that cannot: see
 * deid.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deid_act.h"
#include "deid_priv.h"
#include "shift.h"

#define DATES	(NETRT_RETAIN_FULL_DATES | NETRT_RETAIN_MODIFIED_DATES)
#define LONGEST_NUMBERS	4096	/* longer DS are coordinates */

bool
netrt_deid_vr(const struct netrt_element *el, const char *list)
{
	for (; *list != '\0'; list += 2)
		if (list[0] == el->vr[0] && list[1] == el->vr[1])
			return true;
	return false;
}

/* ---- taking away ---- */

enum netrt_rc
netrt_deid_drop(struct walk *w, struct netrt_item *it, uint32_t tag,
    struct netrt_err *e)
{
	uint32_t as = tag >> 16 & 1 ? NETRT_DEID_PRIVATE :
	    tag >> 24 == 0x50 ? NETRT_DEID_CURVES :
	    tag >> 24 == 0x60 ? NETRT_DEID_OVERLAYS : tag;

	netrt_item_del(it, tag);
	return (tag & 0xFFFF) == 0 ? NETRT_OK :	/* the length of a group */
	    netrt_deid_count(w->d, as, NETRT_DEID_REMOVED, e);
}

enum netrt_rc
netrt_deid_empty(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_item_set_empty(it, el->tag, e);

	return rc != NETRT_OK || (el->len == 0 && !el->sequence) ? rc :
	    netrt_deid_count(w->d, el->tag, NETRT_DEID_EMPTIED, e);
}

enum netrt_rc
netrt_deid_dummy(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e)
{
	const char *value = netrt_act_dummy(el->tag, el->vr, w->iod,
	    w->sequence);
	enum netrt_rc rc;

	if (value == NULL || el->sequence)
		return netrt_deid_drop(w, it, el->tag, e);
	if (netrt_deid_vr(el, "PN"))
		value = w->d->pseudonym;
	if ((rc = netrt_item_set_str(it, el->tag, value, e)) != NETRT_OK)
		return rc;
	return netrt_deid_count(w->d, el->tag, NETRT_DEID_REPLACED, e);
}

/* A value that cannot stay in an attribute that could have. */
static enum netrt_rc
unfit(struct walk *w, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	const char *ignored;

	switch (netrt_type_find(w->iod, w->sequence, el->tag, &ignored)) {
	case NETRT_TYPE_1:
		return netrt_deid_dummy(w, it, el, e);
	case NETRT_TYPE_2:
		return netrt_deid_empty(w, it, el, e);
	default:
		return netrt_deid_drop(w, it, el->tag, e);
	}
}

/* ---- values that stay ---- */

/* Is one of the values a day of the study, or next to one? */
static bool
of_the_study(const struct walk *w, const char *values)
{
	for (const char *p = values; ; p++) {
		char ymd[9] = "";

		if (strspn(p, "0123456789") >= 8) {
			memcpy(ymd, p, 8);
			if (netrt_known_is_day(w->d->known, strtod(ymd, NULL)))
				return true;
		}
		if ((p = strchr(p, '\\')) == NULL)
			return false;
	}
}

enum netrt_rc
netrt_deid_date(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e)
{
	bool shift = (w->d->retain & NETRT_RETAIN_MODIFIED_DATES) != 0 &&
	    !netrt_deid_vr(el, "TM");
	int days = shift ? w->d->offset_days : 0;
	char old[1024], new[1100];
	enum netrt_rc rc;

	if (el->len == 0)
		return NETRT_OK;
	if (el->len >= sizeof old)
		return unfit(w, it, el, e);
	if ((rc = netrt_item_get_str(it, el->tag, old, sizeof old, e)) !=
	    NETRT_OK)
		return rc;
	if (!netrt_shift_dates(el->vr, old, days, new, sizeof new) ||
	    (!netrt_deid_vr(el, "TM") && !(shift && w->d->born_then) &&
	    netrt_known_is_date(w->d->known, old)))
		return unfit(w, it, el, e);
	/* one of the device, while others go */
	if ((w->d->retain & DATES) == 0 && !netrt_deid_vr(el, "TM") &&
	    of_the_study(w, old))
		return unfit(w, it, el, e);
	if (!shift)
		return NETRT_OK;
	rc = netrt_item_set_str(it, el->tag, new, e);
	return rc != NETRT_OK ? rc :
	    netrt_deid_count(w->d, el->tag, NETRT_DEID_SHIFTED, e);
}

/* Ages above 89 are one age (45 CFR 164.514). */
static enum netrt_rc
age(struct walk *w, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	static const struct {
		char unit;
		long most;
	} units[] = { { 'Y', 89 }, { 'M', 1079 }, { 'W', 4695 },
	    { 'D', 32872 } };
	char text[64];
	enum netrt_rc rc;

	if (el->len >= sizeof text)
		return unfit(w, it, el, e);
	if ((rc = netrt_item_get_str(it, el->tag, text, sizeof text, e)) !=
	    NETRT_OK || *text == '\0')
		return rc;
	if (strchr(text, '\\') != NULL || !netrt_shift_valid("AS", text))
		return unfit(w, it, el, e);
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (text[3] == units[i].unit && strtol(text, NULL, 10) >
		    units[i].most) {
			rc = netrt_item_set_str(it, el->tag, "090Y", e);
			return rc != NETRT_OK ? rc : netrt_deid_count(w->d,
			    el->tag, NETRT_DEID_CLEANED, e);
		}
	return NETRT_OK;
}

/* Without blanks at the ends. */
static size_t
trimmed(const char *p)
{
	size_t n;

	p += strspn(p, " ");
	for (n = strlen(p); n > 0 && p[n - 1] == ' '; n--)
		;
	return n;
}

/* Terms of 16 capitals; what is none is emptied, value by value.  The steps
 * to come read some of them, also when they are misspelt. */
static enum netrt_rc
code(struct walk *w, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	static const char strict[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _";
	static const char lax[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-"
	    "abcdefghijklmnopqrstuvwxyz";
	const char *set = netrt_deid_needed(el->tag) ? lax : strict;
	char text[1024], out[1024], *p = text;
	bool any = false;
	size_t n = 0;
	enum netrt_rc rc;

	if (el->len >= sizeof text)
		return unfit(w, it, el, e);
	rc = netrt_item_get_str(it, el->tag, text, sizeof text, e);
	while (rc == NETRT_OK) {
		size_t len = strcspn(p, "\\");
		char end = p[len];
		bool hit = false;

		p[len] = '\0';
		if (strspn(p, set) != len || trimmed(p) > 16)
			hit = true;
		else if (!netrt_deid_term(p))
			rc = netrt_known_in_text(w->d->known, p, true, &hit,
			    e);
		any = any || hit;
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%s",
		    p == text ? "" : "\\", hit ? "" : p);
		if (end == '\0')
			break;
		p += len + 1;
	}
	if (rc != NETRT_OK || !any)
		return rc;
	if (out[strspn(out, "\\ ")] == '\0')
		return unfit(w, it, el, e);
	rc = netrt_item_set_str(it, el->tag, out, e);
	return rc != NETRT_OK ? rc :
	    netrt_deid_count(w->d, el->tag, NETRT_DEID_CLEANED, e);
}

/* DS and IS that hold numbers, none of them an identifier. */
static enum netrt_rc
numbers(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e)
{
	char text[LONGEST_NUMBERS];
	enum netrt_rc rc;

	if (el->len >= sizeof text)
		return NETRT_OK;
	if ((rc = netrt_item_get_str(it, el->tag, text, sizeof text, e)) !=
	    NETRT_OK)
		return rc;
	if (text[strspn(text, "0123456789+-.eE \\")] != '\0' ||
	    netrt_known_is_number(w->d->known, text))
		return unfit(w, it, el, e);
	return NETRT_OK;
}

/* UIDs that stay: of classes, or all. */
static enum netrt_rc
uids(struct walk *w, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	char uid[NETRT_UID_LEN], text[4096];
	struct netrt_err ignored;
	enum netrt_rc rc;

	for (unsigned i = 0; el->len > 0; i++) {
		if (netrt_item_get_value(it, el->tag, i, uid, sizeof uid,
		    &ignored) != NETRT_OK)
			return unfit(w, it, el, e);
		if (*uid == '\0')
			break;
		if (!netrt_uid_valid(uid) && !netrt_deid_needed(el->tag))
			return unfit(w, it, el, e);
	}
	if (el->len >= sizeof text)
		return unfit(w, it, el, e);
	rc = netrt_item_get_str(it, el->tag, text, sizeof text, e);
	if (rc == NETRT_OK && netrt_deid_dated_uid(w->d, el->tag, text))
		return netrt_deid_bad_day(el->tag, e);
	if (rc != NETRT_OK || !netrt_known_in_uid(w->d->known, text))
		return rc;
	return netrt_remap_class(el->tag) && !netrt_deid_needed(el->tag) ?
	    unfit(w, it, el, e) : netrt_deid_bad_uid(w->d, el->tag, e);
}

static enum netrt_rc
descend(struct walk *w, struct netrt_item *it, uint32_t tag,
    struct netrt_err *e)
{
	struct netrt_item *sub = NULL;
	enum netrt_rc rc = NETRT_OK;

	while (rc == NETRT_OK && (sub = netrt_item_next(it, tag, sub)) != NULL)
		rc = netrt_deid_item(w, sub, tag, e);
	return rc;
}

/* Codes of a dictionary look like identifiers. */
static bool
of_a_code(uint32_t tag)
{
	return tag == TAG_CodeValue || tag == 0x00080119u ||
	    tag == TAG_CodingSchemeDesignator || tag == 0x00080103u ||
	    tag == 0x0008010Fu;
}

/* Timezone Offset From UTC (SH): +0100 */
static bool
zone(struct netrt_item *it)
{
	char text[17];
	struct netrt_err ignored;

	return netrt_item_get_str(it, TAG_TimezoneOffsetFromUTC, text,
	    sizeof text, &ignored) == NETRT_OK && strlen(text) == 5 &&
	    (*text == '+' || *text == '-') &&
	    strspn(text + 1, "0123456789") == 4;
}

enum netrt_rc
netrt_deid_stay(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, bool personal, struct netrt_err *e)
{
	bool found;
	enum netrt_rc rc;

	if (el->sequence)
		return descend(w, it, el->tag, e);
	if (el->tag == TAG_TimezoneOffsetFromUTC)
		return zone(it) ? NETRT_OK : unfit(w, it, el, e);
	if (netrt_deid_vr(el, "LOSHSTLTUTUCURAE"))
		return netrt_deid_text(w, it, el, personal &&
		    !of_a_code(el->tag), e);
	if (netrt_deid_vr(el, "CS"))
		return code(w, it, el, e);
	if (netrt_deid_vr(el, "DSIS"))
		return numbers(w, it, el, e);
	if (netrt_deid_vr(el, "UI"))
		return uids(w, it, el, e);
	if (netrt_deid_vr(el, "DADTTM"))
		return netrt_deid_date(w, it, el, e);
	if (netrt_deid_vr(el, "AS"))
		return age(w, it, el, e);
	if (netrt_deid_vr(el, "PN"))
		return netrt_deid_dummy(w, it, el, e);
	rc = netrt_deid_in_value(w->d, it, el, &found, e);
	return rc == NETRT_OK && found ?
	    netrt_deid_drop(w, it, el->tag, e) : rc;
}
