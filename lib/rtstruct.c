/* What netrt needs of an RT Structure Set: see rtstruct.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rtstruct_priv.h"

void *
netrt_rtstruct_grow(void *list, size_t n, size_t size, size_t first,
    struct netrt_err *e)
{
	if (n == 0 || (n >= first && (n & (n - 1)) == 0)) {
		size_t room = n == 0 ? first : 2 * n;
		void *p = room > SIZE_MAX / size ? NULL :
		    realloc(list, room * size);

		if (p == NULL) {
			netrt_err_set(e, NETRT_TEMP, "no memory for %zu "
			    "elements of an RTSTRUCT", room);
			return NULL;
		}
		list = p;
	}
	memset((char *)list + n * size, 0, size);
	return list;
}

/* Append a UID that is not there yet. */
static enum netrt_rc
add_uid(netrt_uid_text **list, size_t *n, struct netrt_item *it, uint32_t tag,
    struct netrt_err *e)
{
	netrt_uid_text uid, *p;

	if (netrt_item_get_value(it, tag, 0, uid, sizeof uid, e) != NETRT_OK)
		return e->rc;
	if (uid[0] == '\0')
		return NETRT_OK;
	for (size_t i = 0; i < *n; i++)
		if (strcmp((*list)[i], uid) == 0)
			return NETRT_OK;
	if ((p = netrt_rtstruct_grow(*list, *n, sizeof *p, 16, e)) == NULL)
		return e->rc;
	*list = p;
	memcpy(p[(*n)++], uid, sizeof uid);
	return NETRT_OK;
}

/* ---- what it refers to ---- */

static enum netrt_rc
listed(struct netrt_rtstruct *rs, struct netrt_item *series,
    struct netrt_err *e)
{
	struct netrt_item *it = NULL;
	struct netrt_listed is;
	netrt_uid_text uid;

	if (add_uid(&rs->series, &rs->nseries, series, TAG_SeriesInstanceUID,
	    e) != NETRT_OK || netrt_item_get_value(series,
	    TAG_SeriesInstanceUID, 0, uid, sizeof uid, e) != NETRT_OK ||
	    netrt_uidset_add(&rs->uids, uid, &is.series, e) != NETRT_OK)
		return e->rc;
	while ((it = netrt_item_next(series, TAG_ContourImageSequence, it)) !=
	    NULL) {
		struct netrt_listed *l = netrt_rtstruct_grow(rs->listed,
		    rs->nlisted, sizeof *l, 16, e);

		if (l == NULL)
			return e->rc;
		rs->listed = l;
		if (netrt_item_get_value(it, TAG_ReferencedSOPInstanceUID, 0,
		    uid, sizeof uid, e) != NETRT_OK)
			return e->rc;
		if (uid[0] == '\0')
			continue;
		if (netrt_uidset_add(&rs->uids, uid, &is.sop, e) != NETRT_OK)
			return e->rc;
		l[rs->nlisted++] = is;
	}
	return NETRT_OK;
}

static enum netrt_rc
references(struct netrt_rtstruct *rs, struct netrt_item *root,
    struct netrt_err *e)
{
	enum netrt_rc rc = add_uid(&rs->frame, &rs->nframes, root,
	    TAG_FrameOfReferenceUID, e);
	size_t n = netrt_item_count(root,
	    TAG_ReferencedFrameOfReferenceSequence);

	for (size_t i = 0; rc == NETRT_OK && i < n; i++) {
		struct netrt_item *f = netrt_item_at(root,
		    TAG_ReferencedFrameOfReferenceSequence, i);
		size_t ns = netrt_item_count(f, TAG_RTReferencedStudySequence);

		rc = add_uid(&rs->frame, &rs->nframes, f,
		    TAG_FrameOfReferenceUID, e);
		for (size_t k = 0; rc == NETRT_OK && k < ns; k++) {
			struct netrt_item *st = netrt_item_at(f,
			    TAG_RTReferencedStudySequence, k);
			size_t m = netrt_item_count(st,
			    TAG_RTReferencedSeriesSequence);

			rc = add_uid(&rs->studies, &rs->nstudies, st,
			    TAG_ReferencedSOPInstanceUID, e);
			for (size_t j = 0; rc == NETRT_OK && j < m; j++)
				rc = listed(rs, netrt_item_at(st,
				    TAG_RTReferencedSeriesSequence, j), e);
		}
	}
	return rc;
}

/* ---- its head ---- */

/* The digits of a DA or TM, of old style too ("2026.01.05", "10:15"), padded
 * with zeros to n. */
static void
digits(struct netrt_item *root, uint32_t tag, char *out, size_t n)
{
	char v[33];
	struct netrt_err none;
	size_t k = 0;

	if (netrt_item_get_value(root, tag, 0, v, sizeof v, &none) !=
	    NETRT_OK)
		v[0] = '\0';
	for (const char *p = v; *p != '\0' && k < n; p++)
		if (*p >= '0' && *p <= '9')
			out[k++] = *p;
	memset(out + k, k == 0 && n == 8 ? '\0' : '0', n - k);
}

/* What nobody can read is as absent: the approval is not given, the date is
 * the oldest. */
static void
head(struct netrt_rtstruct *rs, struct netrt_item *root)
{
	struct netrt_err none;

	if (netrt_item_get_value(root, TAG_ApprovalStatus, 0, rs->approval,
	    sizeof rs->approval, &none) != NETRT_OK)
		rs->approval[0] = '\0';
	digits(root, TAG_StructureSetDate, rs->when, 8);
	if (rs->when[0] != '\0')
		digits(root, TAG_StructureSetTime, rs->when + 8, 12);
}

/* ---- ROIs ---- */

static int
by_number(const void *a, const void *b)
{
	long x = ((const struct netrt_roi_number *)a)->number;
	long y = ((const struct netrt_roi_number *)b)->number;

	return (x > y) - (x < y);
}

struct netrt_roi *
netrt_rtstruct_roi(struct netrt_rtstruct *rs, long number)
{
	const struct netrt_roi_number key = { .number = number }, *k;

	k = rs->nrois == 0 ? NULL : bsearch(&key, rs->number, rs->nrois,
	    sizeof key, by_number);
	return k == NULL ? NULL : &rs->roi[k->index];
}

/* Every contour and observation asks whose it is. */
static enum netrt_rc
sort_numbers(struct netrt_rtstruct *rs, struct netrt_err *e)
{
	rs->number = calloc(rs->nrois + 1, sizeof *rs->number);
	if (rs->number == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for %zu ROIs",
		    rs->nrois);
	for (size_t i = 0; i < rs->nrois; i++)
		rs->number[i] = (struct netrt_roi_number){ rs->roi[i].number,
		    i };
	qsort(rs->number, rs->nrois, sizeof *rs->number, by_number);
	for (size_t i = 1; i < rs->nrois; i++)
		if (rs->number[i].number == rs->number[i - 1].number)
			return netrt_err_set(e, NETRT_DATA, "(3006,0022): ROI "
			    "number %ld is given twice: which contours are "
			    "whose is unknown", rs->number[i].number);
	return NETRT_OK;
}

static enum netrt_rc
roi(struct netrt_rtstruct *rs, struct netrt_item *it, struct netrt_err *e)
{
	struct netrt_roi *r = netrt_rtstruct_grow(rs->roi, rs->nrois,
	    sizeof *r, 16, e);
	long number;

	if (r == NULL)
		return e->rc;
	rs->roi = r;
	if (rs->nrois == NETRT_CONTOUR_MOST - 1)
		return netrt_err_set(e, NETRT_DATA, "(3006,0020): more ROIs "
		    "than can be counted");
	if (netrt_item_get_int(it, TAG_ROINumber, -1, &number, e) != NETRT_OK)
		return e->rc;
	r += rs->nrois;
	r->number = number;
	if (netrt_item_get_value(it, TAG_ReferencedFrameOfReferenceUID, 0,
	    r->frame_of_reference, sizeof r->frame_of_reference, e) !=
	    NETRT_OK || netrt_item_get_text(it, TAG_ROIName, &r->name, e) !=
	    NETRT_OK)
		return e->rc;
	rs->nrois++;
	return add_uid(&rs->frame, &rs->nframes, it,
	    TAG_ReferencedFrameOfReferenceUID, e);
}

/* The first observation of a ROI that says what it is. */
static void
observe(struct netrt_rtstruct *rs, struct netrt_item *it)
{
	struct netrt_err none;
	struct netrt_roi *r;
	long number;

	if (netrt_item_get_int(it, TAG_ReferencedROINumber, -1, &number,
	    &none) == NETRT_OK && (r = netrt_rtstruct_roi(rs, number)) !=
	    NULL && r->type[0] == '\0' && netrt_item_get_value(it,
	    TAG_RTROIInterpretedType, 0, r->type, sizeof r->type, &none) !=
	    NETRT_OK)
		r->type[0] = '\0';
}

/* ---- the whole ---- */

bool
netrt_rtstruct_is(struct netrt_item *root)
{
	char v[NETRT_UID_LEN];
	struct netrt_err none;

	if (netrt_item_get_value(root, TAG_SOPClassUID, 0, v, sizeof v,
	    &none) == NETRT_OK && strcmp(v, NETRT_SOP_RTSTRUCT) == 0)
		return true;
	return netrt_item_get_value(root, TAG_Modality, 0, v, sizeof v,
	    &none) == NETRT_OK && strcmp(v, "RTSTRUCT") == 0;
}

enum netrt_rc
netrt_rtstruct_head(struct netrt_rtstruct *rs, struct netrt_item *root,
    struct netrt_err *e)
{
	struct netrt_item *it = NULL;
	enum netrt_rc rc;

	if (!netrt_rtstruct_is(root))
		return netrt_err_set(e, NETRT_DATA, "this is no RTSTRUCT; only "
		    "RTSTRUCTs belong in Structure");
	rc = netrt_item_get_value(root, TAG_SOPInstanceUID, 0, rs->sop,
	    sizeof rs->sop, e);
	if (rc == NETRT_OK && !netrt_uid_valid(rs->sop))
		rc = netrt_err_set(e, NETRT_DATA, "(0008,0018): SOP Instance "
		    "UID: absent or no UID");
	if (rc == NETRT_OK)
		rc = netrt_item_get_value(root, TAG_StudyInstanceUID, 0,
		    rs->study, sizeof rs->study, e);
	head(rs, root);
	if (rc == NETRT_OK)
		rc = references(rs, root, e);
	while (rc == NETRT_OK && (it = netrt_item_next(root,
	    TAG_StructureSetROISequence, it)) != NULL)
		rc = roi(rs, it, e);
	if (rc == NETRT_OK)
		rc = sort_numbers(rs, e);
	it = NULL;
	while (rc == NETRT_OK && (it = netrt_item_next(root,
	    TAG_RTROIObservationsSequence, it)) != NULL)
		observe(rs, it);
	return rc;
}

void
netrt_rtstruct_free(struct netrt_rtstruct *rs)
{
	if (rs == NULL)
		return;
	for (size_t i = 0; i < rs->nrois; i++)
		free(rs->roi[i].name);
	if (rs->spread != NULL)
		netrt_spread_drop(rs);
	if (rs->source.fd >= 0)
		close(rs->source.fd);
	netrt_uidset_free(&rs->uids);
	free(rs->spread);
	free(rs->path);
	free(rs->roi);
	free(rs->number);
	free(rs->contour);
	free(rs->ref);
	free(rs->ref_frame);
	free(rs->studies);
	free(rs->series);
	free(rs->listed);
	free(rs->frame);
	free(rs);
}
