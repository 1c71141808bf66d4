/* The mode comprehensive, element by element: see deid.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deid_act.h"
#include "deid_priv.h"

/* ---- sequences of references ---- */

static int
by_uid(const void *a, const void *b)
{
	return strcmp(a, *(char *const *)b);
}

/* Items that point at an object of the study stay (U inside), others go: what
 * they point at nobody will have. */
static enum netrt_rc
items(struct walk *w, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	const struct netrt_names *in = w->d->instances;
	struct netrt_item *sub = NULL;
	char uid[NETRT_UID_LEN];
	bool *gone;
	size_t i = 0;
	enum netrt_rc rc = NETRT_OK;

	if (!el->sequence)
		return netrt_deid_drop(w, it, el->tag, e);
	gone = calloc(netrt_item_count(it, el->tag) + 1, sizeof *gone);
	if (gone == NULL)
		return netrt_err_errno(e, "references");
	for (; rc == NETRT_OK &&
	    (sub = netrt_item_next(it, el->tag, sub)) != NULL; i++) {
		rc = netrt_item_get_value(sub, TAG_ReferencedSOPInstanceUID,
		    0, uid, sizeof uid, e);
		if (rc != NETRT_OK)
			break;
		gone[i] = w->iod != NETRT_IOD_SEG && (in->n == 0 ||
		    bsearch(uid, in->name, in->n, sizeof *in->name, by_uid) ==
		    NULL);
		if (!gone[i])
			rc = netrt_deid_item(w, sub, el->tag, e);
	}
	if (rc == NETRT_OK)
		netrt_item_del_some(it, el->tag, gone);
	free(gone);
	if (rc != NETRT_OK || netrt_item_count(it, el->tag) > 0)
		return rc;
	return netrt_deid_drop(w, it, el->tag, e);
}

/* ---- all ---- */

static enum netrt_rc
pseudonym(struct walk *w, struct netrt_item *it, uint32_t tag,
    struct netrt_err *e)
{
	enum netrt_rc rc = netrt_item_set_str(it, tag, w->d->pseudonym, e);

	return rc != NETRT_OK ? rc :
	    netrt_deid_count(w->d, tag, NETRT_DEID_REPLACED, e);
}

/* VR UN: what the dictionary says, where that is text; numbers in it have no
 * known byte order, and a sequence cannot be looked into. */
static struct netrt_element
known_as(const struct netrt_element *el)
{
	struct netrt_element as = *el;

	if (strcmp(el->vr, "UN") != 0 || el->sequence)
		return as;
	snprintf(as.vr, sizeof as.vr, "%s", netrt_tag_vr(el->tag));
	if (!netrt_deid_vr(&as, "LOSHSTLTUTUCURAECSDSISUIDADTTMASPN"))
		memcpy(as.vr, "UN", sizeof "UN");
	return as;
}

/* The rules of the configuration, beside the profile. */
static enum netrt_act
listed(const struct walk *w, const struct netrt_element *el,
    enum netrt_act act)
{
	bool remove = netrt_deid_listed(&w->d->remove, el->tag);
	const char *ignored;

	if (act == NETRT_ACT_DROP || act == NETRT_ACT_EMPTY ||
	    act == NETRT_ACT_DUMMY || (!remove &&
	    !netrt_deid_listed(&w->d->blank, el->tag)))
		return act;
	switch (netrt_type_find(w->iod, w->sequence, el->tag, &ignored)) {
	case NETRT_TYPE_1:
		return NETRT_ACT_DUMMY;
	case NETRT_TYPE_2:
		return NETRT_ACT_EMPTY;
	default:
		return remove ? NETRT_ACT_DROP : NETRT_ACT_EMPTY;
	}
}

enum netrt_rc
netrt_deid_full(void *ctx, struct netrt_item *it,
    const struct netrt_element *element, struct netrt_err *e)
{
	struct walk *w = ctx;
	struct netrt_element el = known_as(element);
	enum netrt_act act;
	enum netrt_rc rc;

	if (el.tag >> 16 & 1)
		return netrt_deid_private(w, it, &el, e);
	if (el.tag == TAG_StudyDescription && w->sequence == 0 &&
	    *w->d->description != '\0') {
		netrt_item_del(it, el.tag);	/* it is set at the end */
		return netrt_deid_count(w->d, el.tag, NETRT_DEID_REPLACED, e);
	}
	act = netrt_act_find(el.tag, el.vr, w->iod, w->sequence,
	    w->d->retain);
	if ((act == NETRT_ACT_KEEP || act == NETRT_ACT_CLEAN ||
	    act == NETRT_ACT_DATE || act == NETRT_ACT_MAP) &&
	    netrt_deid_look(&el) <= LOOK_UID &&
	    (rc = netrt_deid_cut_hidden(it, &el, e)) != NETRT_OK)
		return rc;
	if (act != NETRT_ACT_PSEUDONYM)
		act = listed(w, &el, act);
	switch (act) {
	case NETRT_ACT_KEEP:
		return netrt_deid_stay(w, it, &el, false, e);
	case NETRT_ACT_CLEAN:
		return netrt_deid_stay(w, it, &el, true, e);
	case NETRT_ACT_DROP:
		return netrt_deid_drop(w, it, el.tag, e);
	case NETRT_ACT_EMPTY:
		return netrt_deid_empty(w, it, &el, e);
	case NETRT_ACT_DUMMY:
		return netrt_deid_dummy(w, it, &el, e);
	case NETRT_ACT_MAP:
		return netrt_deid_map(w->d, it, el.tag, e);
	case NETRT_ACT_DATE:
		return netrt_deid_date(w, it, &el, e);
	case NETRT_ACT_ITEMS:
		return items(w, it, &el, e);
	case NETRT_ACT_PSEUDONYM:
		return pseudonym(w, it, el.tag, e);
	case NETRT_ACT_CHARSET:
		return w->sequence == 0 ? NETRT_OK :
		    netrt_deid_later(w->d, it, el.tag, NULL, e);
	}
	return netrt_err_set(e, NETRT_SOFTWARE, "no such action");
}
