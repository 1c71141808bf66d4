/* De-identification, standard mode: see deid.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deid_priv.h"
#include "deid_rules.h"

static enum netrt_rc apply_item(struct walk *w, struct netrt_item *it,
    uint32_t sequence, struct netrt_err *e);

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

/* Do the rules leave the dates of the study as they are? */
static bool
dates_stay(const struct tags *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const char *vr = netrt_tag_vr(t->tag[i]);

		if (t->tag[i] != TAG_PatientBirthDate &&
		    (strcmp(vr, "DA") == 0 || strcmp(vr, "DT") == 0 ||
		    strcmp(vr, "TM") == 0))
			return false;
	}
	return true;
}

enum netrt_rc
netrt_deid_open(const struct netrt_config *cfg, const char *pseudonym,
    struct netrt_known *known, struct netrt_deid **out, struct netrt_err *e)
{
	struct netrt_deid *d = calloc(1, sizeof *d);
	enum netrt_rc rc = NETRT_OK;

	*out = NULL;
	if (d == NULL || (d->pseudonym = strdup(pseudonym)) == NULL) {
		free(d);
		return netrt_err_errno(e, "rules");
	}
	d->cfg = cfg;
	d->known = known;
	d->description = cfg->anonymization.study_description;
	if (cfg->anonymization.mode != NETRT_ANON_STANDARD ||
	    cfg->anonymization.uids != NETRT_UIDS_KEEP)
		rc = netrt_err_set(e, NETRT_CONFIG, "anonymization.mode must "
		    "be standard and anonymization.uids keep: nothing else is "
		    "built");
	if (rc == NETRT_OK)
		rc = read_tags("anonymization.rules.remove_tags",
		    &cfg->anonymization.remove_tags, &d->remove, e);
	if (rc == NETRT_OK)
		rc = read_tags("anonymization.rules.blank_tags",
		    &cfg->anonymization.blank_tags, &d->blank, e);
	d->dates_stay = dates_stay(&d->remove) && dates_stay(&d->blank);
	if (rc == NETRT_OK)
		rc = netrt_known_allow(known, d->pseudonym, e);
	if (rc == NETRT_OK)
		rc = netrt_known_allow(known, d->description, e);
	if (rc == NETRT_OK)
		rc = netrt_known_allow(known, NETRT_DEID_METHOD, e);
	if (rc == NETRT_OK)
		rc = netrt_known_allow(known, "REMOVED", e);
	if (rc == NETRT_OK)
		rc = netrt_known_ready(known, e);
	if (rc != NETRT_OK) {
		netrt_deid_close(d);
		return rc;
	}
	*out = d;
	return NETRT_OK;
}

void
netrt_deid_close(struct netrt_deid *d)
{
	if (d == NULL)
		return;
	free(d->pseudonym);
	free(d->remove.tag);
	free(d->blank.tag);
	free(d->found);
	free(d);
}

enum netrt_rc
netrt_deid_count(struct netrt_deid *d, uint32_t tag, struct netrt_err *e)
{
	struct found *f;

	for (size_t i = 0; i < d->nfound; i++)
		if (d->found[i].tag == tag) {
			d->found[i].places++;
			return NETRT_OK;
		}
	if ((f = realloc(d->found, (d->nfound + 1) * sizeof *f)) == NULL)
		return netrt_err_errno(e, "report");
	d->found = f;
	d->found[d->nfound++] = (struct found){ tag, 1 };
	return NETRT_OK;
}

void
netrt_deid_each(const struct netrt_deid *d, void (*visit)(void *ctx,
    uint32_t tag, size_t places), void *ctx)
{
	for (size_t i = 0; i < d->nfound; i++)
		visit(ctx, d->found[i].tag, d->found[i].places);
}

/* ---- walking ---- */

static enum netrt_rc
visit(void *ctx, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	struct walk *w = ctx;
	const struct netrt_deid *d = w->d;
	bool top = w->sequence == 0, found;
	enum netrt_rc rc = NETRT_OK;

	if (el->tag == TAG_PatientName || el->tag == TAG_PatientID)
		return netrt_item_set_str(it, el->tag, d->pseudonym, e);
	if (top && el->tag == TAG_StudyDescription && *d->description != '\0')
		return NETRT_OK;	/* set at the end */
	if (el->tag == TAG_PatientBirthDate ||
	    netrt_deid_listed(&d->remove, el->tag))
		return netrt_deid_take_away(w, it, el->tag, false, e);
	/* signatures do not hold any more; what is encrypted is the original;
	 * behind the data is nothing that anybody needs */
	if (netrt_deid_identifier(el->tag) || el->tag == 0xFFFCFFFCu ||
	    el->tag == TAG_DigitalSignaturesSequence ||
	    el->tag == TAG_MACParametersSequence || el->tag == 0x04000500u) {
		netrt_item_del(it, el->tag);
		return NETRT_OK;
	}
	if (netrt_deid_listed(&d->blank, el->tag))
		return netrt_deid_take_away(w, it, el->tag, true, e);
	if (el->sequence) {
		size_t n = netrt_item_count(it, el->tag);

		for (size_t i = 0; rc == NETRT_OK && i < n; i++)
			rc = apply_item(w, netrt_item_at(it, el->tag, i),
			    el->tag, e);
		return rc;
	}
	if (netrt_deid_look(el) <= LOOK_UID &&
	    (rc = netrt_deid_cut_hidden(it, el, e)) != NETRT_OK)
		return rc;
	rc = netrt_deid_in_value(d, it, el, &found, e);
	return rc == NETRT_OK && found ? netrt_deid_clean(w, it, el, e) : rc;
}

static enum netrt_rc
apply_item(struct walk *w, struct netrt_item *it, uint32_t sequence,
    struct netrt_err *e)
{
	struct walk inner = { .d = w->d, .iod = w->iod,
	    .sequence = sequence };
	enum netrt_rc rc = netrt_item_each(it, visit, &inner, e);

	for (size_t i = 0; i < inner.ngroup; i++)
		netrt_item_del_group(it, inner.group[i]);
	free(inner.group);
	return rc;
}

/* What says that it was done (PS3.3 C.7.1.1, C.12.1), behind what others
 * have said. */
static enum netrt_rc
mark(const struct netrt_deid *d, struct netrt_item *root,
    struct netrt_err *e)
{
	char old[8192], text[sizeof old + 80];
	size_t n;
	enum netrt_rc rc = netrt_item_get_str(root,
	    TAG_DeidentificationMethod, old, sizeof old, e);

	if (rc != NETRT_OK)
		return rc;
	n = strlen(old) > strlen(NETRT_DEID_METHOD) ? strlen(old) -
	    strlen(NETRT_DEID_METHOD) : 0;
	if (strcmp(old + n, NETRT_DEID_METHOD) == 0)
		snprintf(text, sizeof text, "%s", old);
	else
		snprintf(text, sizeof text, "%s%s%s", old,
		    *old == '\0' ? "" : "\\", NETRT_DEID_METHOD);
	rc = netrt_item_set_str(root, TAG_DeidentificationMethod, text, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_PatientIdentityRemoved,
		    "YES", e);
	if (rc == NETRT_OK && d->dates_stay && netrt_item_len(root,
	    TAG_LongitudinalTemporalInformationModified) == 0)
		rc = netrt_item_set_str(root,
		    TAG_LongitudinalTemporalInformationModified,
		    "UNMODIFIED", e);
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
	rc = apply_item(&w, root, 0, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_PatientName, d->pseudonym,
		    e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_PatientID, d->pseudonym, e);
	if (rc == NETRT_OK && *d->description != '\0')
		rc = netrt_item_set_text(root, TAG_StudyDescription,
		    d->description, 64, e);
	return rc == NETRT_OK ? mark(d, root, e) : rc;
}
