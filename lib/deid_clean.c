/* Taking attributes, and tokens out of values: see deid.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deid_priv.h"
#include "filter.h"

/* ---- removing and blanking ---- */

/* As far as the IOD lets it: absent, empty, or a value that says nothing. */
enum netrt_rc
netrt_deid_take_away(const struct walk *w, struct netrt_item *it, uint32_t tag,
    bool blank, struct netrt_err *e)
{
	const char *dummy;
	enum netrt_type type = netrt_type_find(w->iod, w->sequence, tag,
	    &dummy);

	if (type == NETRT_TYPE_1)
		return netrt_item_set_str(it, tag, dummy, e);
	if (type == NETRT_TYPE_2 || blank)
		return netrt_item_set_empty(it, tag, e);
	netrt_item_del(it, tag);
	return NETRT_OK;
}

static enum netrt_rc
drop_group(struct walk *w, uint16_t group, struct netrt_err *e)
{
	uint16_t *p = realloc(w->group, (w->ngroup + 1) * sizeof *p);

	if (p == NULL)
		return netrt_err_errno(e, "rules");
	w->group = p;
	p[w->ngroup++] = group;
	return NETRT_OK;
}

/* ---- cleaning ---- */

/* The name of a region that was cut away whole: its number, as a name. */
void
netrt_deid_name_region(struct netrt_item *it, char *buf, size_t size)
{
	struct netrt_err ignored;
	long n;

	if (netrt_item_get_int(it, TAG_ROINumber, -1, &n, &ignored) ==
	    NETRT_OK && n >= 0)
		snprintf(buf, size, "ROI_%ld", n);
}

/* The mask is made of the ROIs that filters of names let through: they must
 * not decide otherwise because a name was cut. */
enum netrt_rc
netrt_deid_same_choice(const struct netrt_deid *d, const char *before,
    const char *after, struct netrt_err *e)
{
	bool was = false, is = false;
	enum netrt_rc rc = netrt_filter_wanted(d->cfg, before, &was, e);

	if (rc == NETRT_OK)
		rc = netrt_filter_wanted(d->cfg, after, &is, e);
	if (rc == NETRT_OK && was != is)
		rc = netrt_err_set(e, NETRT_DATA, "(3006,0026): the name of a "
		    "ROI has something in it that identifies, and without it "
		    "the filters of names (netrt.yaml(5), processing) would "
		    "%s it: rename the ROI where it comes from",
		    was ? "leave out" : "take");
	return rc;
}

enum netrt_rc
netrt_deid_all_must_go(const struct netrt_deid *d, struct netrt_item *it,
    uint32_t tag, const char *text, const char *out, bool *all,
    struct netrt_err *e)
{
	enum netrt_rc rc = netrt_deid_in_other(d, it, tag, text, all, e);

	/* what could not be read cannot be put back */
	if (rc != NETRT_OK || !*all || out == NULL || *out == '\0' ||
	    strstr(text, "\xEF\xBF\xBD") != NULL)
		return rc;
	rc = netrt_item_set_text(it, tag, out, strlen(out), e);
	return rc != NETRT_OK ? rc :
	    netrt_deid_in_other(d, it, tag, out, all, e);
}

static enum netrt_rc
clean_text(const struct walk *w, struct netrt_item *it, uint32_t tag,
    bool label, struct netrt_err *e)
{
	char *text, *cut = NULL, *after = NULL, other[32] = "REMOVED";
	const char *dummy;
	bool all = false;
	enum netrt_rc rc = netrt_item_get_text(it, tag, &text, e);

	if (rc == NETRT_OK)
		rc = netrt_known_cut(w->d->known, text,
		    label, &cut, e);
	if (rc == NETRT_OK)
		rc = netrt_deid_all_must_go(w->d, it, tag, text, cut, &all,
		    e);
	if (rc == NETRT_OK && !all && cut != NULL && *cut != '\0') {
		rc = netrt_item_set_text(it, tag, cut, strlen(cut), e);
	} else if (rc == NETRT_OK && (all || cut != NULL)) {
		if (tag == TAG_ROIName)
			netrt_deid_name_region(it, other, sizeof other);
		else if (netrt_type_find(w->iod, w->sequence, tag, &dummy) ==
		    NETRT_TYPE_1)
			snprintf(other, sizeof other, "%s", dummy);
		rc = netrt_item_set_str(it, tag, other, e);
	}
	if (rc == NETRT_OK && tag == TAG_ROIName && (all || cut != NULL))
		rc = netrt_item_get_text(it, TAG_ROIName, &after, e);
	if (rc == NETRT_OK && after != NULL)
		rc = netrt_deid_same_choice(w->d, text, after, e);
	free(after);
	free(text);
	free(cut);
	return rc;
}

/* The values of a CS that are no terms of the standard, one by one. */
static enum netrt_rc
clean_code(const struct walk *w, struct netrt_item *it, uint32_t tag,
    struct netrt_err *e)
{
	char text[1024], out[2048] = "", *p = text;
	bool all = false;
	size_t n = 0;
	enum netrt_rc rc = netrt_item_get_str(it, tag, text, sizeof text, e);

	while (rc == NETRT_OK) {
		size_t len = strcspn(p, "\\");
		char end = p[len];
		bool hit = false;

		p[len] = '\0';
		if (!netrt_deid_term(p))
			rc = netrt_known_in_text(w->d->known, p, true, &hit,
			    e);
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%s",
		    p == text ? "" : "\\", hit ? "REMOVED" : p);
		if (end == '\0' || n >= sizeof out)
			break;
		p += len + 1;
	}
	if (rc == NETRT_OK)
		rc = netrt_deid_in_other(w->d, it, tag, "", &all, e);
	if (rc == NETRT_OK && (all || n >= sizeof out))
		snprintf(out, sizeof out, "REMOVED");
	return rc == NETRT_OK ? netrt_item_set_str(it, tag, out, e) : rc;
}

enum netrt_rc
netrt_deid_bad_uid(const struct netrt_deid *d, uint32_t tag,
    struct netrt_err *e)
{
	if (netrt_remap_class(tag))
		return netrt_err_set(e, NETRT_DATA, "(%04X,%04X): the UID of a "
		    "class has an ID or the birth date of the patient in it, "
		    "and can be neither mapped nor left out: correct it where "
		    "it comes from", tag >> 16, tag & 0xFFFF);
	return netrt_err_set(e, NETRT_DATA, "(%04X,%04X): this UID has an ID or "
	    "the birth date of the patient in it, and UIDs are kept (%s): it "
	    "cannot be sent; let UIDs be mapped, or correct it where it comes "
	    "from", tag >> 16, tag & 0xFFFF, d->full ? "anonymization.retain" :
	    "anonymization.uids");
}

bool
netrt_deid_dated_uid(const struct netrt_deid *d, uint32_t tag,
    const char *uids)
{
	return netrt_config_hides_dates(d->cfg) && !d->map &&
	    !netrt_remap_class(tag) && netrt_known_day_in_uid(d->known, uids);
}

enum netrt_rc
netrt_deid_bad_day(uint32_t tag, struct netrt_err *e)
{
	return netrt_err_set(e, NETRT_DATA, "(%04X,%04X): this UID has a day "
	    "of the study in it, and UIDs are kept while days are not "
	    "(anonymization.retain): take uids out of the list, or full_dates "
	    "into it", tag >> 16, tag & 0xFFFF);
}

/* A token is in the value: take it out. */
enum netrt_rc
netrt_deid_clean(struct walk *w, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e)
{
	uint16_t group = (uint16_t)(el->tag >> 16);
	enum netrt_rc rc = netrt_deid_count(w->d, el->tag,
	    NETRT_DEID_CLEANED, e);

	if (rc != NETRT_OK)
		return rc;
	if (group % 2 != 0 && (el->tag & 0xFFFF) < 0x100)
		return drop_group(w, group, e);	/* a private creator */
	if (group % 2 != 0) {
		netrt_item_del(it, el->tag);
		return NETRT_OK;
	}
	switch (netrt_deid_look(el)) {
	case LOOK_UID:
		if (netrt_remap_class(el->tag) && !netrt_deid_needed(el->tag))
			return netrt_deid_take_away(w, it, el->tag, false, e);
		return netrt_deid_bad_uid(w->d, el->tag, e);
	case LOOK_PERSON:
		return netrt_item_set_str(it, el->tag, w->d->pseudonym, e);
	case LOOK_CODE:
		return clean_code(w, it, el->tag, e);
	case LOOK_LABEL:
		return clean_text(w, it, el->tag, true, e);
	case LOOK_TEXT:
		if (strcmp(el->vr, "UR") == 0 || strcmp(el->vr, "AE") == 0)
			return netrt_deid_take_away(w, it, el->tag, false, e);
		return clean_text(w, it, el->tag, false, e);
	case LOOK_DATE:
	case LOOK_NUMBER:
		return netrt_deid_take_away(w, it, el->tag, true, e);
	default:
		if (group >= 0x5000 && group < 0x6100)	/* curve, overlay */
			return drop_group(w, group, e);
		netrt_item_del(it, el->tag);
		return NETRT_OK;
	}
}

/* Bytes behind a NUL are not shown by anybody, and sent by everybody. */
enum netrt_rc
netrt_deid_cut_hidden(struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	const void *p;
	const char *nul;
	size_t n;
	char *text;
	enum netrt_rc rc = netrt_item_get_bytes(it, el->tag, &p, &n, e);

	if (rc != NETRT_OK || n == 0 || (nul = memchr(p, '\0', n)) == NULL)
		return rc;
	while (n > 0 && (((const char *)p)[n - 1] == '\0' ||
	    ((const char *)p)[n - 1] == ' '))
		n--;
	if ((size_t)(nul - (const char *)p) >= n)
		return NETRT_OK;	/* padding */
	text = strndup(p, n);
	if (text == NULL)
		return netrt_err_errno(e, "text");
	rc = netrt_item_set_str(it, el->tag, text, e);
	free(text);
	return rc;
}
