/* What is found on the way through the files of a study: see identity.h. */
#include <stdlib.h>
#include <string.h>

#include "identity_priv.h"
#include "object.h"
#include "tokens.h"
#include "visible.h"

enum netrt_rc
netrt_identity_add(struct netrt_names *l, const char *text, struct netrt_err *e)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->name[i], text) == 0)
			return NETRT_OK;
	return netrt_names_add(l, text, "patient", e);
}

/* ---- tokens, at every level ---- */

/* unread: a value has digits, but is no date in any form; NULL: nobody asks. */
static enum netrt_rc
add_dates(struct netrt_item *it, uint32_t tag, struct netrt_names *to,
    bool *unread, struct netrt_err *e)
{
	char date[NETRT_READINGS][9], *text, *v, *save;
	enum netrt_rc rc = netrt_item_get_text(it, tag, &text, e);

	if (rc != NETRT_OK)
		return rc;
	for (v = strtok_r(text, "\\", &save); rc == NETRT_OK && v != NULL;
	    v = strtok_r(NULL, "\\", &save)) {
		size_t n = 0;

		rc = netrt_known_read_date(v, date, &n, e);
		for (size_t i = 0; rc == NETRT_OK && i < n; i++)
			rc = netrt_identity_add(to, date[i], e);
		if (n == 0 && unread != NULL &&
		    strpbrk(v, "123456789") != NULL)
			*unread = true;
	}
	free(text);
	return rc;
}

enum netrt_rc
netrt_identity_collect(void *ctx, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e)
{
	struct reader *r = ctx;
	char *text = NULL;
	enum netrt_rc rc = NETRT_OK;

	if (el->tag == TAG_ROIContourSequence)
		return NETRT_OK;	/* numbers and references */
	if (el->sequence) {
		struct netrt_item *sub = NULL;

		while (rc == NETRT_OK && (sub = netrt_item_next(it, el->tag,
		    sub)) != NULL)
			rc = netrt_item_each(sub, netrt_identity_collect, r,
			    e);
		return rc;
	}
	if (r->wide && (rc = netrt_tokens_add(r->p->known, it, el,
	    r->cfg->anonymization.retain, e)) != NETRT_OK)
		return rc;
	switch (el->tag) {
	case TAG_PatientName:
	case TAG_OtherPatientNames:
	case TAG_PatientBirthName:
		return netrt_tokens_add_name(r->p->known, it, el->tag, e);
	case TAG_PatientID:
	case TAG_OtherPatientIDs:
		rc = netrt_item_get_text(it, el->tag, &text, e);
		if (rc == NETRT_OK)
			rc = netrt_known_add_id(r->p->known, text, e);
		break;
	case TAG_PatientBirthDate:
		return add_dates(it, el->tag, &r->born,
		    &r->p->born_unread, e);
	case TAG_InstanceCreationDate:
	case TAG_StructureSetDate:
	case TAG_StudyDate:
	case TAG_SeriesDate:
	case TAG_AcquisitionDate:
	case TAG_ContentDate:
		return add_dates(it, el->tag, &r->dates, NULL, e);
	default:
		break;
	}
	free(text);
	return rc;
}

/* ---- of all objects ---- */

enum netrt_rc
netrt_identity_note(struct reader *r, struct netrt_item *root,
    const char *path, bool image, struct netrt_err *e)
{
	static const uint32_t uids[] = { TAG_StudyInstanceUID,
	    TAG_SeriesInstanceUID, TAG_FrameOfReferenceUID };
	char uid[NETRT_UID_LEN], modality[17];
	enum netrt_visible v = NETRT_VISIBLE_NOTHING;
	enum netrt_rc rc = netrt_item_get_value(root, TAG_SOPInstanceUID, 0,
	    uid, sizeof uid, e);

	if (rc == NETRT_OK && !netrt_uid_valid(uid))
		rc = netrt_err_set(e, NETRT_DATA,
		    "(0008,0018) SOP Instance UID: absent or no UID");
	if (rc == NETRT_OK)
		rc = netrt_names_add(&r->p->instances, uid, "patient", e);
	for (size_t i = 0; rc == NETRT_OK && r->map &&
	    i < sizeof uids / sizeof uids[0]; i++) {
		rc = netrt_item_get_value(root, uids[i], 0, uid, sizeof uid,
		    e);
		if (rc == NETRT_OK && !netrt_uid_registered(uid))
			rc = netrt_known_add_uid(r->p->known, uid, e);
	}
	if (rc == NETRT_OK)
		rc = netrt_item_get_value(root, TAG_Modality, 0, modality,
		    sizeof modality, e);
	if (rc == NETRT_OK && image)
		rc = netrt_visible_find(root, &v, e);
	if (rc != NETRT_OK)
		return rc;
	r->p->pet = r->p->pet || strcmp(modality, "PT") == 0;
	r->p->burned_in += v == NETRT_VISIBLE_SAYS_SO;
	r->p->usual += v == NETRT_VISIBLE_USUAL;
	if (v != NETRT_VISIBLE_NOTHING && r->p->visible == NULL &&
	    (r->p->visible = strdup(netrt_object_name(path))) == NULL)
		return netrt_err_errno(e, "patient");
	return NETRT_OK;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

enum netrt_rc
netrt_identity_sort(struct netrt_names *l, struct netrt_err *e)
{
	if (l->n > 0)
		qsort(l->name, l->n, sizeof *l->name, by_text);
	for (size_t i = 1; i < l->n; i++)
		if (strcmp(l->name[i - 1], l->name[i]) == 0)
			return netrt_err_set(e, NETRT_DATA, "two files of the "
			    "study have the same SOP Instance UID %s: take one "
			    "of them out; netrt-validate names them",
			    l->name[i]);
	return NETRT_OK;
}
