/* De-identification: handles, the standard mode, counts: see deid.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deid_priv.h"
#include "deid_rules.h"

const char *const netrt_deid_done[NETRT_DEID_NDONE] = {
	"removed", "emptied", "replaced", "mapped", "shifted", "cleaned"
};

/* ---- rules ---- */

static int
by_tag(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

bool
netrt_deid_listed(const struct tags *t, uint32_t tag)
{
	return t->n > 0 && bsearch(&tag, t->tag, t->n, sizeof *t->tag,
	    by_tag) != NULL;
}

static enum netrt_rc
read_tags(const char *key, const struct netrt_strings *from, struct tags *to,
    struct netrt_err *e)
{
	if (from->n == 0)
		return NETRT_OK;
	if ((to->tag = calloc(from->n, sizeof *to->tag)) == NULL)
		return netrt_err_errno(e, "rules");
	for (unsigned i = 0; i < from->n; i++) {
		uint32_t tag = netrt_tag_find(from->s[i]);

		if (tag == 0)
			return netrt_err_set(e, NETRT_CONFIG, "%s: \"%.64s\" "
			    "is no keyword of the DICOM dictionary", key,
			    from->s[i]);
		if (netrt_deid_needed(tag))
			return netrt_err_set(e, NETRT_CONFIG, "%s: %.64s "
			    "cannot be removed or blanked: without it the "
			    "objects are none, or the steps to come cannot "
			    "work", key, from->s[i]);
		to->tag[to->n++] = tag;
	}
	qsort(to->tag, to->n, sizeof *to->tag, by_tag);
	return NETRT_OK;
}

/* "0029,10,CREATOR", as the configuration has checked. */
static enum netrt_rc
read_safe(struct netrt_deid *d, struct netrt_err *e)
{
	const struct netrt_strings *l = &d->cfg->anonymization.safe_private;

	if (l->n == 0)
		return NETRT_OK;
	if ((d->safe = calloc(l->n, sizeof *d->safe)) == NULL)
		return netrt_err_errno(e, "rules");
	for (unsigned i = 0; i < l->n; i++)
		d->safe[d->nsafe++] = (struct safe){
		    (uint16_t)strtoul(l->s[i], NULL, 16),
		    (uint8_t)strtoul(l->s[i] + 5, NULL, 16), l->s[i] + 8 };
	return NETRT_OK;
}

static enum netrt_rc
read_rules(struct netrt_deid *d, struct netrt_err *e)
{
	const struct netrt_config *cfg = d->cfg;
	enum netrt_rc rc = read_tags("anonymization.rules.remove_tags",
	    &cfg->anonymization.remove_tags, &d->remove, e);

	if (rc == NETRT_OK)
		rc = read_tags("anonymization.rules.blank_tags",
		    &cfg->anonymization.blank_tags, &d->blank, e);
	return rc == NETRT_OK && d->full ? read_safe(d, e) : rc;
}

enum netrt_rc
netrt_deid_open(const struct netrt_deid_setup *setup,
    struct netrt_known *known, struct netrt_deid **out, struct netrt_err *e)
{
	const struct netrt_config *cfg = setup->cfg;
	struct netrt_deid *d = calloc(1, sizeof *d);
	enum netrt_rc rc = NETRT_OK;

	*out = NULL;
	if (d == NULL || (d->pseudonym = strdup(setup->pseudonym)) == NULL) {
		free(d);
		return netrt_err_errno(e, "rules");
	}
	d->cfg = cfg;
	d->known = known;
	d->description = cfg->anonymization.study_description;
	d->full = cfg->anonymization.mode == NETRT_ANON_COMPREHENSIVE;
	d->retain = cfg->anonymization.retain;
	d->offset_days = setup->offset_days;
	d->instances = setup->instances;
	d->map = netrt_config_maps_uids(cfg);
	d->born_then = setup->born_then;
	if (setup->key != NULL)
		rc = netrt_remap_open(setup->key, &d->remap, e);
	if (rc == NETRT_OK)
		rc = read_rules(d, e);
	if (rc == NETRT_OK)
		rc = netrt_known_allow(known, d->pseudonym, e);
	if (rc == NETRT_OK)
		rc = netrt_known_allow(known, d->description, e);
	if (rc == NETRT_OK)
		rc = netrt_deid_mark_allow(d, known, e);
	if (rc == NETRT_OK)
		rc = netrt_known_allow(known, "REMOVED", e);
	if (rc == NETRT_OK)	/* the label of a structure set */
		rc = netrt_known_allow(known, "RTSTRUCT", e);
	if (d->nsafe > 0)
		netrt_known_want_days(known);
	if (rc == NETRT_OK)
		rc = netrt_known_ready(known, e);
	if (rc != NETRT_OK) {
		netrt_deid_close(d);
		return rc;
	}
	*out = d;
	return NETRT_OK;
}

static void
forget_later(struct netrt_deid *d)
{
	for (size_t i = 0; i < d->nlater; i++)
		free(d->later[i].text);
	d->nlater = 0;
}

void
netrt_deid_close(struct netrt_deid *d)
{
	if (d == NULL)
		return;
	free(d->pseudonym);
	free(d->remove.tag);
	free(d->blank.tag);
	free(d->safe);
	free(d->count);
	forget_later(d);
	free(d->later);
	netrt_deid_text_free(d);
	netrt_remap_close(d->remap);
	free(d);
}

/* ---- counts ---- */

static enum netrt_rc
count(struct netrt_deid *d, uint32_t tag, enum netrt_deid_done done,
    size_t places, struct netrt_err *e)
{
	struct count *c;

	for (size_t i = 0; i < d->ncount; i++)
		if (d->count[i].tag == tag && d->count[i].done == done) {
			d->count[i].places += places;
			return NETRT_OK;
		}
	if ((c = realloc(d->count, (d->ncount + 1) * sizeof *c)) == NULL)
		return netrt_err_errno(e, "report");
	d->count = c;
	d->count[d->ncount++] = (struct count){ tag, done, places };
	return NETRT_OK;
}

enum netrt_rc
netrt_deid_count(struct netrt_deid *d, uint32_t tag,
    enum netrt_deid_done done, struct netrt_err *e)
{
	return count(d, tag, done, 1, e);
}

enum netrt_rc
netrt_deid_add(struct netrt_deid *to, const struct netrt_deid *from,
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && i < from->ncount; i++)
		rc = count(to, from->count[i].tag, from->count[i].done,
		    from->count[i].places, e);
	return rc == NETRT_OK && to->remap != NULL && from->remap != NULL ?
	    netrt_remap_add(to->remap, from->remap, e) : rc;
}

size_t
netrt_deid_uids(const struct netrt_deid *d)
{
	return d->remap != NULL ? netrt_remap_count(d->remap) : 0;
}

enum netrt_rc
netrt_deid_uids_each(const struct netrt_deid *d, enum netrt_rc (*visit)(
    void *ctx, const char *old, const char *new, struct netrt_err *e),
    void *ctx, struct netrt_err *e)
{
	return d->remap != NULL ? netrt_remap_each(d->remap, visit, ctx, e) :
	    NETRT_OK;
}

static int
by_count(const void *a, const void *b)
{
	const struct count *x = a, *y = b;

	return x->tag != y->tag ? (x->tag > y->tag) - (x->tag < y->tag) :
	    (x->done > y->done) - (x->done < y->done);
}

void
netrt_deid_each(struct netrt_deid *d, void (*visit)(void *ctx,
    uint32_t tag, enum netrt_deid_done done, size_t places), void *ctx)
{
	if (d->ncount > 0)
		qsort(d->count, d->ncount, sizeof *d->count, by_count);
	for (size_t i = 0; i < d->ncount; i++)
		visit(ctx, d->count[i].tag, d->count[i].done,
		    d->count[i].places);
}

/* ---- walking ---- */

enum netrt_rc
netrt_deid_map(struct netrt_deid *d, struct netrt_item *it, uint32_t tag,
    struct netrt_err *e)
{
	char *text, *new = NULL;
	size_t n = 0;
	enum netrt_rc rc = netrt_item_get_text(it, tag, &text, e);

	if (rc == NETRT_OK)
		rc = netrt_remap_values(d->remap, text, &new, &n, e);
	if (rc == NETRT_OK && n > 0)
		rc = netrt_item_set_str(it, tag, new, e);
	if (rc == NETRT_OK && n > 0)
		rc = netrt_deid_count(d, tag, NETRT_DEID_MAPPED, e);
	free(text);
	free(new);
	return rc;
}

/* Take away as the IOD lets it, and count what came of it. */
static enum netrt_rc
take(struct walk *w, struct netrt_item *it, const struct netrt_element *el,
    bool blank, struct netrt_err *e)
{
	enum netrt_rc rc = netrt_deid_take_away(w, it, el->tag, blank, e);
	enum netrt_deid_done done = !netrt_item_has(it, el->tag) ?
	    NETRT_DEID_REMOVED : netrt_item_len(it, el->tag) > 0 ?
	    NETRT_DEID_REPLACED : NETRT_DEID_EMPTIED;

	if (rc != NETRT_OK || (done == NETRT_DEID_EMPTIED && el->len == 0 &&
	    !el->sequence))
		return rc;
	return netrt_deid_count(w->d, el->tag, done, e);
}

static enum netrt_rc
visit(void *ctx, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	struct walk *w = ctx;
	const struct netrt_deid *d = w->d;
	bool top = w->sequence == 0, found;
	enum netrt_rc rc = NETRT_OK;

	if (el->tag == TAG_PatientName || el->tag == TAG_PatientID) {
		rc = netrt_item_set_str(it, el->tag, d->pseudonym, e);
		return rc != NETRT_OK ? rc : netrt_deid_count(w->d, el->tag,
		    NETRT_DEID_REPLACED, e);
	}
	if (top && el->tag == TAG_StudyDescription && *d->description != '\0')
		return netrt_deid_count(w->d, el->tag, NETRT_DEID_REPLACED,
		    e);		/* set at the end */
	if (el->tag == TAG_PatientBirthDate ||
	    netrt_deid_listed(&d->remove, el->tag))
		return take(w, it, el, false, e);
	/* signatures do not hold any more; what is encrypted is the original;
	 * behind the data is nothing that anybody needs; a document in an image
	 * cannot be searched */
	if (netrt_deid_identifier(el->tag) ||
	    el->tag == TAG_EncapsulatedDocument || el->tag == 0xFFFCFFFCu ||
	    el->tag == TAG_DigitalSignaturesSequence ||
	    el->tag == TAG_MACParametersSequence || el->tag == 0x04000500u) {
		netrt_item_del(it, el->tag);
		return netrt_deid_count(w->d, el->tag, NETRT_DEID_REMOVED, e);
	}
	if (netrt_deid_listed(&d->blank, el->tag))
		return take(w, it, el, true, e);
	if (el->sequence) {
		struct netrt_item *sub = NULL;

		while (rc == NETRT_OK && (sub = netrt_item_next(it, el->tag,
		    sub)) != NULL)
			rc = netrt_deid_item(w, sub, el->tag, e);
		return rc;
	}
	if (netrt_deid_look(el) <= LOOK_UID &&
	    (rc = netrt_deid_cut_hidden(it, el, e)) != NETRT_OK)
		return rc;
	if (d->map && strcmp(el->vr, "UI") == 0 &&
	    !netrt_remap_class(el->tag))
		return netrt_deid_map(w->d, it, el->tag, e);
	rc = netrt_deid_in_value(d, it, el, &found, e);
	return rc == NETRT_OK && found ? netrt_deid_clean(w, it, el, e) : rc;
}

enum netrt_rc
netrt_deid_item(struct walk *w, struct netrt_item *it, uint32_t sequence,
    struct netrt_err *e)
{
	struct walk inner = { .d = w->d, .iod = w->iod,
	    .sequence = sequence };
	enum netrt_rc rc = netrt_item_each(it, w->d->full ? netrt_deid_full :
	    visit, &inner, e);

	if (rc == NETRT_OK)
		rc = netrt_deid_creators(&inner, it, e);
	for (size_t i = 0; i < inner.ngroup; i++)
		netrt_item_del_group(it, inner.group[i]);
	free(inner.group);
	return rc;
}

enum netrt_rc
netrt_deid_apply(struct netrt_deid *d, struct netrt_dcm *dcm,
    struct netrt_err *e)
{
	struct netrt_item *root = netrt_dcm_root(dcm);
	char sop[65];
	struct walk w = { .d = d };
	enum netrt_rc rc = netrt_item_get_value(root, TAG_SOPClassUID, 0, sop,
	    sizeof sop, e);

	if (rc != NETRT_OK)
		return rc;
	w.iod = netrt_iod_find(sop);
	if (d->full)
		rc = netrt_deid_embedded(d, dcm, e);
	if (rc == NETRT_OK)
		rc = netrt_deid_item(&w, root, 0, e);
	if (rc == NETRT_OK && d->full && *d->description != '\0')
		rc = netrt_deid_later(d, root, TAG_StudyDescription,
		    d->description, e);
	if (rc == NETRT_OK && d->full)
		rc = netrt_deid_charset(d, root, e);
	forget_later(d);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_PatientName, d->pseudonym,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_PatientID, d->pseudonym, e);
	if (rc == NETRT_OK && !d->full && *d->description != '\0')
		rc = netrt_item_set_text(root, TAG_StudyDescription,
		    d->description, 64, e);
	return rc == NETRT_OK ? netrt_deid_mark(d, root, e) : rc;
}
