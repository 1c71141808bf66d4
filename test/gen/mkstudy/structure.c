/* The RTSTRUCT of mkstudy: see mkstudy.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkstudy.h"

#define STRUCT_CLASS "1.2.840.10008.5.1.4.1.1.481.3"

/* The SOP Instance UID that the structures name for plane k. */
static const char *
named(const struct study *s, int k)
{
	return s->k & (K_FOREIGN | K_FOREIGN_SOPS) ? uid(s, "elsewhere", k) :
	    image_uid(s, s->named, k);
}

static void
references(struct netrt_item *it, const struct study *s)
{
	struct netrt_item *frame = add(it,
	    "ReferencedFrameOfReferenceSequence");
	struct netrt_item *study, *series;

	put(frame, "FrameOfReferenceUID", "%s", s->k & K_FOREIGN_FRAME ?
	    uid(s, "other frame", 0) : s->frame);
	study = add(frame, "RTReferencedStudySequence");
	put(study, "ReferencedSOPClassUID", "1.2.840.10008.3.1.2.3.1");
	put(study, "ReferencedSOPInstanceUID", "%s", s->study);
	series = add(study, "RTReferencedSeriesSequence");
	put(series, "SeriesInstanceUID", "%s", s->k & K_FOREIGN ?
	    uid(s, "other series", 0) : uid(s, "series",
	    s->one_uid ? 0 : s->named));
	for (int i = 0; i < s->n; i++) {
		struct netrt_item *im = add(series, "ContourImageSequence");

		put(im, "ReferencedSOPClassUID", "%s", image_class(s));
		put(im, "ReferencedSOPInstanceUID", "%s", named(s, i));
	}
}

static struct netrt_item *
contour(struct netrt_item *roi, const struct study *s, int k)
{
	struct netrt_item *it = add(roi, "ContourSequence"), *im;

	if (s->k & K_NO_CIS || k < 0)
		return it;
	im = add(it, "ContourImageSequence");
	put(im, "ReferencedSOPClassUID", "%s", image_class(s));
	put(im, "ReferencedSOPInstanceUID", "%s", named(s, k));
	return it;
}

/* n points (u, v) in the plane at w. */
static void
points(struct netrt_item *it, const struct study *s, const char *type,
    const double *uv, size_t n, double w)
{
	char *text = malloc(n * 3 * 18 + 1), *t = text;
	struct netrt_err e;

	if (text == NULL)
		abort();
	for (size_t i = 0; i < n; i++) {
		double p[3];

		place(s, uv[2 * i], uv[2 * i + 1], w, p);
		for (int j = 0; j < 3; j++)
			t += sprintf(t, "%s%.4f", t > text ? "\\" : "", p[j]);
	}
	put(it, "ContourGeometricType", "%s", type);
	put(it, "NumberOfContourPoints", "%zu", n);
	must(netrt_item_set_str(it, TAG_ContourData, text, &e), &e);
	free(text);
}

static void
outlines(struct netrt_item *roi, const struct study *s,
    const struct shape *sh)
{
	static double uv[2 * MAXPOINTS];

	for (int k = 0; k < s->n; k++) {
		size_t loops = shape_loops(s, sh, s->w[k]);

		for (size_t l = 0; l < loops; l++) {
			size_t n = shape_outline(s, sh, s->w[k], l, uv);

			points(contour(roi, s, k), s, "CLOSED_PLANAR", uv, n,
			    s->w[k]);
			if (!(s->k & K_DUPLICATE))
				continue;
			/* the same outline from another point on */
			double first[2] = { uv[0], uv[1] };
			memmove(uv, uv + 2, (2 * n - 2) * sizeof *uv);
			memcpy(uv + 2 * n - 2, first, sizeof first);
			points(contour(roi, s, k), s, "CLOSED_PLANAR", uv, n,
			    s->w[k]);
		}
	}
}

/* ROI number i is 2 i + 3: real ones do not count from 1 either. */
static void
roi(struct netrt_item *it, const struct study *s, int i, const char *name)
{
	struct netrt_item *r = add(it, "StructureSetROISequence");

	put(r, "ROINumber", "%d", 2 * i + 3);
	put(r, "ReferencedFrameOfReferenceUID", "%s", s->k &
	    K_FOREIGN_FRAME ? uid(s, "other frame", 0) : s->frame);
	put(r, "ROIName", "%s", name);
	put(r, "ROIGenerationAlgorithm", "AUTOMATIC");
	if (s->k & K_PHI)
		put(r, "ROIDescription", "drawn for %s", s->name);
}

static void
observation(struct netrt_item *it, int i)
{
	struct netrt_item *o = add(it, "RTROIObservationsSequence");

	put(o, "ObservationNumber", "%d", i + 1);
	put(o, "ReferencedROINumber", "%d", 2 * i + 3);
	put(o, "RTROIInterpretedType", "%s", "");
	put(o, "ROIInterpreter", "%s", "");
}

static struct netrt_item *
roi_contour(struct netrt_item *it, int i, const unsigned char rgb[3])
{
	struct netrt_item *c = add(it, "ROIContourSequence");

	put(c, "ROIDisplayColor", "%d\\%d\\%d", rgb[0], rgb[1], rgb[2]);
	put(c, "ReferencedROINumber", "%d", 2 * i + 3);
	return c;
}

/* ROIs that hold no area: no contours at all, or a point. */
static void
extras(struct netrt_item *it, const struct study *s, int i)
{
	static const unsigned char white[3] = { 255, 255, 255 };

	if (s->k & K_EMPTY) {
		roi(it, s, i, "Nothing drawn");
		observation(it, i);
		i++;
	}
	if (s->k & K_POINT) {
		roi(it, s, i, "Isocentre");
		points(contour(roi_contour(it, i, white), s, -1), s, "POINT",
		    (double[]){ 1, 2 }, 1, s->w[s->n / 2]);
		observation(it, i);
	}
}

struct netrt_dcm *
structure_make(const struct study *s, int which)
{
	struct netrt_err e;
	struct netrt_dcm *d = NULL;
	struct netrt_item *it;
	int n = which > 0 ? 1 : (int)s->nshapes;

	must(netrt_dcm_new(&d, &e), &e);
	it = netrt_dcm_root(d);
	put_common(it, s, STRUCT_CLASS, uid(s, "structures", which),
	    "RTSTRUCT", false);
	put(it, "OperatorsName", "%s", s->k & K_PHI ? s->name : "");
	put(it, "SeriesInstanceUID", "%s", uid(s, "structures series",
	    which));
	put(it, "SeriesNumber", "%d", 100 + which);
	put(it, "SeriesDescription", "Structures");
	put(it, "InstanceNumber", "1");
	put(it, "FrameOfReferenceUID", "%s", s->k & K_FOREIGN_FRAME ?
	    uid(s, "other frame", 0) : s->frame);
	put(it, "PositionReferenceIndicator", "%s", "");
	put(it, "StructureSetLabel", "%s", s->k & K_PHI ? "of patient" :
	    "Phantom");
	put(it, "StructureSetDate", "20260106");
	put(it, "StructureSetTime", "0930%02d", which);
	references(it, s);
	for (int i = 0; i < n; i++) {
		const struct shape *sh = &s->shape[i];

		roi(it, s, i, sh->name);
		outlines(roi_contour(it, i, sh->rgb), s, sh);
		observation(it, i);
	}
	if (which == 0)
		extras(it, s, n);
	put(it, "ApprovalStatus", "UNAPPROVED");
	return d;
}
