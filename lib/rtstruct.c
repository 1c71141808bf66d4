/* What netrt needs of an RT Structure Set: see rtstruct.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "geometry.h"
#include "object.h"
#include "rtstruct.h"

/* Make room for one more element after n; it is zeroed. */
static void *
grow(void *list, size_t n, size_t size, struct netrt_err *e)
{
	if (n == 0 || (n >= 16 && (n & (n - 1)) == 0)) {
		size_t room = n == 0 ? 16 : 2 * n;
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

/* Append a UID that is not there yet when once is set. */
static enum netrt_rc
add_uid(netrt_uid_text **list, size_t *n, struct netrt_item *it, uint32_t tag,
    bool once, struct netrt_err *e)
{
	netrt_uid_text uid, *p;

	if (netrt_item_get_value(it, tag, 0, uid, sizeof uid, e) != NETRT_OK)
		return e->rc;
	if (uid[0] == '\0')
		return NETRT_OK;
	for (size_t i = 0; once && i < *n; i++)
		if (strcmp((*list)[i], uid) == 0)
			return NETRT_OK;
	if ((p = grow(*list, *n, sizeof *p, e)) == NULL)
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
	size_t n = netrt_item_count(series, TAG_ContourImageSequence);

	if (add_uid(&rs->series, &rs->nseries, series, TAG_SeriesInstanceUID,
	    true, e) != NETRT_OK)
		return e->rc;
	for (size_t i = 0; i < n; i++) {
		struct netrt_item *it = netrt_item_at(series,
		    TAG_ContourImageSequence, i);
		struct netrt_listed *l = grow(rs->listed, rs->nlisted,
		    sizeof *l, e);

		if (l == NULL)
			return e->rc;
		rs->listed = l;
		l += rs->nlisted;
		if (netrt_item_get_value(series, TAG_SeriesInstanceUID, 0,
		    l->series, sizeof l->series, e) != NETRT_OK ||
		    netrt_item_get_value(it, TAG_ReferencedSOPInstanceUID, 0,
		    l->sop, sizeof l->sop, e) != NETRT_OK)
			return e->rc;
		rs->nlisted += l->sop[0] != '\0';
	}
	return NETRT_OK;
}

static enum netrt_rc
references(struct netrt_rtstruct *rs, struct netrt_item *root,
    struct netrt_err *e)
{
	enum netrt_rc rc = add_uid(&rs->frame, &rs->nframes, root,
	    TAG_FrameOfReferenceUID, true, e);
	size_t n = netrt_item_count(root,
	    TAG_ReferencedFrameOfReferenceSequence);

	for (size_t i = 0; rc == NETRT_OK && i < n; i++) {
		struct netrt_item *f = netrt_item_at(root,
		    TAG_ReferencedFrameOfReferenceSequence, i);
		size_t ns = netrt_item_count(f, TAG_RTReferencedStudySequence);

		rc = add_uid(&rs->frame, &rs->nframes, f,
		    TAG_FrameOfReferenceUID, true, e);
		for (size_t k = 0; rc == NETRT_OK && k < ns; k++) {
			struct netrt_item *st = netrt_item_at(f,
			    TAG_RTReferencedStudySequence, k);
			size_t m = netrt_item_count(st,
			    TAG_RTReferencedSeriesSequence);

			rc = add_uid(&rs->studies, &rs->nstudies, st,
			    TAG_ReferencedSOPInstanceUID, true, e);
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

static struct netrt_roi *
roi_of(struct netrt_rtstruct *rs, long number)
{
	for (size_t i = 0; i < rs->nrois; i++)
		if (rs->roi[i].number == number)
			return &rs->roi[i];
	return NULL;
}

static enum netrt_rc
roi(struct netrt_rtstruct *rs, struct netrt_item *it, struct netrt_err *e)
{
	struct netrt_roi *r = grow(rs->roi, rs->nrois, sizeof *r, e);
	long number;

	if (r == NULL)
		return e->rc;
	rs->roi = r;
	if (netrt_item_get_int(it, TAG_ROINumber, -1, &number, e) != NETRT_OK)
		return e->rc;
	if (roi_of(rs, number) != NULL)
		return netrt_err_set(e, NETRT_DATA, "(3006,0022): ROI number "
		    "%ld is given twice: which contours are whose is unknown",
		    number);
	r += rs->nrois;
	r->number = number;
	if (netrt_item_get_value(it, TAG_ReferencedFrameOfReferenceUID, 0,
	    r->frame_of_reference, sizeof r->frame_of_reference, e) !=
	    NETRT_OK || netrt_item_get_text(it, TAG_ROIName, &r->name, e) !=
	    NETRT_OK)
		return e->rc;
	rs->nrois++;
	return add_uid(&rs->frame, &rs->nframes, it,
	    TAG_ReferencedFrameOfReferenceUID, true, e);
}

/* ---- contours ---- */

static enum netrt_contour_type
type_of(const char *s)
{
	if (strcmp(s, "CLOSED_PLANAR") == 0 ||
	    strcmp(s, "CLOSEDPLANAR_XOR") == 0)
		return NETRT_CONTOUR_CLOSED;
	if (strcmp(s, "OPEN_PLANAR") == 0 || strcmp(s, "OPEN_NONPLANAR") == 0)
		return NETRT_CONTOUR_OPEN;
	return strcmp(s, "POINT") == 0 ? NETRT_CONTOUR_POINT :
	    NETRT_CONTOUR_OTHER;
}

/* Append the Contour Data to the points. */
static enum netrt_rc
points(struct netrt_rtstruct *rs, struct netrt_contour *c,
    struct netrt_item *it, size_t *room, struct netrt_err *e)
{
	double *v = NULL, *all;
	size_t n;
	long said;

	if (netrt_item_get_doubles(it, TAG_ContourData, &v, &n, e) !=
	    NETRT_OK)
		return e->rc;
	if (n % 3 != 0) {
		netrt_err_set(e, NETRT_DATA, "(3006,0050): %zu numbers, not "
		    "a multiple of 3", n);
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		if (!(fabs(v[i]) <= NETRT_FARTHEST_MM)) {
			netrt_err_set(e, NETRT_DATA, "(3006,0050): number %zu "
			    "of %zu is farther away than a kilometre", i + 1,
			    n);
			goto out;
		}
	if (3 * rs->npoints + n > *room) {
		size_t want = 2 * (3 * rs->npoints + n);

		if ((all = realloc(rs->mm, want * sizeof *all)) == NULL) {
			netrt_err_set(e, NETRT_TEMP, "no memory for %zu "
			    "coordinates", want);
			goto out;
		}
		rs->mm = all;
		*room = want;
	}
	if (n > 0)
		memcpy(rs->mm + 3 * rs->npoints, v, n * sizeof *v);
	c->first = rs->npoints;
	c->n = n / 3;
	rs->npoints += c->n;
	e->rc = NETRT_OK;
	/* a wrong count is harmless: the data decide */
	struct netrt_err none;
	if (netrt_item_get_int(it, TAG_NumberOfContourPoints, -1, &said,
	    &none) != NETRT_OK || (said != -1 && said != (long)c->n))
		rs->nwrong++;
out:
	free(v);
	return e->rc;
}

static enum netrt_rc
contour(struct netrt_rtstruct *rs, struct netrt_roi *r, struct netrt_item *it,
    size_t *room, struct netrt_err *e)
{
	struct netrt_contour *c = grow(rs->contour, rs->ncontours, sizeof *c,
	    e);
	size_t n = netrt_item_count(it, TAG_ContourImageSequence);
	char type[32];
	enum netrt_rc rc;

	if (c == NULL)
		return e->rc;
	rs->contour = c;
	c += rs->ncontours;
	rc = netrt_item_get_value(it, TAG_ContourGeometricType, 0, type,
	    sizeof type, e);
	if (rc == NETRT_OK)
		rc = points(rs, c, it, room, e);
	if (rc != NETRT_OK)
		return rc;
	c->type = type_of(type);
	c->exclusive = strcmp(type, "CLOSEDPLANAR_XOR") == 0;
	c->roi = (size_t)(r - rs->roi);
	c->first_ref = rs->nrefs;
	for (size_t i = 0; rc == NETRT_OK && i < n; i++)
		rc = add_uid(&rs->ref, &rs->nrefs, netrt_item_at(it,
		    TAG_ContourImageSequence, i),
		    TAG_ReferencedSOPInstanceUID, false, e);
	c->nrefs = rs->nrefs - c->first_ref;
	rs->ncontours++;
	r->ncontours++;
	r->nclosed += c->type == NETRT_CONTOUR_CLOSED && c->n >= 3;
	return rc;
}

static void
color(struct netrt_roi *r, struct netrt_item *it)
{
	struct netrt_err none;
	double v[3];
	bool found;

	if (netrt_item_get_vector(it, TAG_ROIDisplayColor, v, 3, &found,
	    &none) != NETRT_OK || !found)
		return;
	r->has_color = true;
	for (int i = 0; i < 3; i++)
		r->color[i] = (uint8_t)(v[i] < 0 ? 0 : v[i] > 255 ? 255 :
		    v[i]);
}

static enum netrt_rc
roi_contours(struct netrt_rtstruct *rs, struct netrt_item *it, size_t *room,
    struct netrt_err *e)
{
	size_t n = netrt_item_count(it, TAG_ContourSequence);
	struct netrt_roi *r;
	long number;

	if (netrt_item_get_int(it, TAG_ReferencedROINumber, -1, &number, e) !=
	    NETRT_OK)
		return e->rc;
	if ((r = roi_of(rs, number)) == NULL)
		return n == 0 ? NETRT_OK : netrt_err_set(e, NETRT_DATA,
		    "(3006,0084): %zu contours of a ROI that (3006,0020) "
		    "does not list", n);
	color(r, it);
	for (size_t i = 0; i < n; i++)
		if (contour(rs, r, netrt_item_at(it, TAG_ContourSequence, i),
		    room, e) != NETRT_OK)
			return netrt_err_prefix(e, "ROI number %ld, contour "
			    "%zu", number, i + 1);
	return NETRT_OK;
}

/* The first observation of a ROI that says what it is. */
static void
observe(struct netrt_rtstruct *rs, struct netrt_item *it)
{
	struct netrt_err none;
	struct netrt_roi *r;
	long number;

	if (netrt_item_get_int(it, TAG_ReferencedROINumber, -1, &number,
	    &none) == NETRT_OK && (r = roi_of(rs, number)) != NULL &&
	    r->type[0] == '\0' && netrt_item_get_value(it,
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

static enum netrt_rc
parse(struct netrt_rtstruct *rs, struct netrt_item *root, struct netrt_err *e)
{
	size_t room = 0, n;
	enum netrt_rc rc = netrt_item_get_value(root, TAG_SOPInstanceUID, 0,
	    rs->sop, sizeof rs->sop, e);

	if (rc == NETRT_OK && !netrt_uid_valid(rs->sop))
		rc = netrt_err_set(e, NETRT_DATA, "(0008,0018): SOP Instance "
		    "UID: absent or no UID");
	if (rc == NETRT_OK)
		rc = netrt_item_get_value(root, TAG_StudyInstanceUID, 0,
		    rs->study, sizeof rs->study, e);
	head(rs, root);
	if (rc == NETRT_OK)
		rc = references(rs, root, e);
	n = netrt_item_count(root, TAG_StructureSetROISequence);
	for (size_t i = 0; rc == NETRT_OK && i < n; i++)
		rc = roi(rs, netrt_item_at(root, TAG_StructureSetROISequence,
		    i), e);
	n = netrt_item_count(root, TAG_ROIContourSequence);
	for (size_t i = 0; rc == NETRT_OK && i < n; i++)
		rc = roi_contours(rs, netrt_item_at(root,
		    TAG_ROIContourSequence, i), &room, e);
	n = netrt_item_count(root, TAG_RTROIObservationsSequence);
	for (size_t i = 0; rc == NETRT_OK && i < n; i++)
		observe(rs, netrt_item_at(root, TAG_RTROIObservationsSequence,
		    i));
	return rc;
}

enum netrt_rc
netrt_rtstruct_parse(const char *path, struct netrt_item *root,
    struct netrt_rtstruct **out, struct netrt_err *e)
{
	struct netrt_rtstruct *rs;
	enum netrt_rc rc;

	*out = NULL;
	if (!netrt_rtstruct_is(root))
		return netrt_err_set(e, NETRT_DATA, "%s: this is no RTSTRUCT; "
		    "only RTSTRUCTs belong in Structure",
		    netrt_object_name(path));
	if ((rs = calloc(1, sizeof *rs)) == NULL ||
	    (rs->path = strdup(path)) == NULL) {
		free(rs);
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	}
	rc = parse(rs, root, e);
	if (rc == NETRT_OK) {
		*out = rs;
		return NETRT_OK;
	}
	netrt_rtstruct_free(rs);
	return netrt_err_prefix(e, "%s", netrt_object_name(path));
}

enum netrt_rc
netrt_rtstruct_read(const char *path, struct netrt_rtstruct **out,
    struct netrt_err *e)
{
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc;

	*out = NULL;
	rc = netrt_object_open(path, &d, e);
	if (rc == NETRT_OK)
		rc = netrt_rtstruct_parse(path, netrt_dcm_root(d), out, e);
	netrt_dcm_close(d);
	return rc;
}

void
netrt_rtstruct_free(struct netrt_rtstruct *rs)
{
	if (rs == NULL)
		return;
	for (size_t i = 0; i < rs->nrois; i++)
		free(rs->roi[i].name);
	free(rs->path);
	free(rs->roi);
	free(rs->contour);
	free(rs->mm);
	free(rs->ref);
	free(rs->studies);
	free(rs->series);
	free(rs->listed);
	free(rs->frame);
	free(rs);
}
