/* Image series as stacks of slices: see series.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "series.h"

#define SAME_PLACE_MM	0.01
#define HOLE		1.5	/* times the gaps beside it */
#define STEP		0.1	/* of a gap: planes of a regular stack */
#define TIE_MM		1e-6	/* rounding must not decide in the middle */

/* By object, then frame. */
static int
object_order(const struct netrt_slice *a, const char *sop, unsigned frame)
{
	int c = strcmp(a->sop, sop);

	return c != 0 ? c : a->frame_number < frame ? -1 :
	    a->frame_number > frame;
}

static int
stack_order(const struct netrt_slice *a, const struct netrt_slice *b)
{
	int c = (int)a->kind - (int)b->kind;

	if (c == 0)
		c = strcmp(a->series, b->series);
	if (c == 0)
		c = (a->frame_number > 0) - (b->frame_number > 0);
	if (c == 0)
		c = strcmp(a->frame_of_reference, b->frame_of_reference);
	if (c == 0)
		c = a->rows != b->rows ? (a->rows < b->rows ? -1 : 1) :
		    a->cols != b->cols ? (a->cols < b->cols ? -1 : 1) : 0;
	return c;
}

static int
by_stack(const void *pa, const void *pb)
{
	const struct netrt_slice *a = pa, *b = pb;
	int c = stack_order(a, b);

	if (c == 0)
		c = object_order(a, b->sop, b->frame_number);
	/* files of one object: in what order they were read says nothing */
	return c != 0 ? c : strcmp(a->path, b->path);
}

static int
by_position(const void *pa, const void *pb)
{
	const struct netrt_slice *a = pa, *b = pb;

	if (a->at_mm != b->at_mm)
		return a->at_mm < b->at_mm ? -1 : 1;
	return object_order(a, b->sop, b->frame_number);
}

static int
by_number(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;

	return a < b ? -1 : a > b;
}

/*
 * Of slices that are equal but for their axes, bring those with the axes of
 * the first to the front, in order; how many they are.
 */
static size_t
same_axes(struct netrt_slice *s, size_t n, struct netrt_slice *room)
{
	size_t same = 0, other = 0;

	for (size_t i = 0; i < n; i++)
		if (netrt_frame_same_axes(&s[0].frame, &s[i].frame))
			same++;
	for (size_t i = 0, k = 0; i < n; i++)
		if (netrt_frame_same_axes(&s[0].frame, &s[i].frame))
			room[k++] = s[i];
		else
			room[same + other++] = s[i];
	memcpy(s, room, n * sizeof *s);
	return same;
}

static enum netrt_rc
reaches(struct netrt_series *s, struct netrt_err *e)
{
	struct netrt_plane *p = s->plane;
	size_t n = s->nplanes - 1;
	double *gap = calloc(2 * n + 1, sizeof *gap), *sorted = gap + n;

	if (gap == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; i < n; i++)
		sorted[i] = gap[i] = p[i + 1].at_mm - p[i].at_mm;
	qsort(sorted, n, sizeof *sorted, by_number);
	double median = n > 0 ? (sorted[(n - 1) / 2] + sorted[n / 2]) / 2 :
	    s->slice[0].thickness_mm > 0 ? s->slice[0].thickness_mm : 2;
	p[0].below_mm = p[n].above_mm = median / 2;
	p[0].thick_mm = n == 0 ? median : gap[0];
	p[n].thick_mm = n == 0 ? median : gap[n - 1];
	for (size_t i = 1; i < n; i++)
		p[i].thick_mm = (gap[i - 1] + gap[i]) / 2;
	for (size_t i = 0; i < n; i++)
		p[i].above_mm = p[i + 1].below_mm = gap[i] / 2;
	free(gap);
	return NETRT_OK;
}

static enum netrt_rc
planes(struct netrt_series *s, struct netrt_err *e)
{
	s->plane = calloc(s->n, sizeof *s->plane);
	if (s->plane == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; i < s->n; i++) {
		struct netrt_plane *p = s->plane + s->nplanes;

		if (i == 0 || s->slice[i].at_mm - p[-1].at_mm >
		    SAME_PLACE_MM) {
			p->at_mm = s->slice[i].at_mm;
			p->first = i;
			s->nplanes++;
		} else {
			p--;
		}
		p->n++;
		s->slice[i].plane = s->nplanes - 1;
	}
	return reaches(s, e);
}

static const struct netrt_slice *sorting;	/* for qsort(3) */

static int
by_sop(const void *pa, const void *pb)
{
	const struct netrt_slice *b = &sorting[*(const size_t *)pb];

	return object_order(&sorting[*(const size_t *)pa], b->sop,
	    b->frame_number);
}

static enum netrt_rc
stack(struct netrt_series *s, struct netrt_slice *first, size_t n,
    struct netrt_err *e)
{
	memset(s, 0, sizeof *s);
	s->slice = first;
	s->n = n;
	s->frames = first->frame_number > 0;
	s->rows = first->rows;
	s->cols = first->cols;
	memcpy(s->uid, first->series, sizeof s->uid);
	memcpy(s->frame_of_reference, first->frame_of_reference,
	    sizeof s->frame_of_reference);
	memcpy(s->modality, first->modality, sizeof s->modality);
	memcpy(s->normal, first->frame.normal, sizeof s->normal);
	s->localizer = true;
	for (size_t i = 0; i < n; i++) {
		first[i].at_mm = netrt_along_mm(s->normal,
		    first[i].frame.origin);
		s->localizer = s->localizer && first[i].localizer;
	}
	qsort(first, n, sizeof *first, by_position);
	s->by_sop = calloc(n, sizeof *s->by_sop);
	if (s->by_sop == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; i < n; i++)
		s->by_sop[i] = i;
	sorting = first;
	qsort(s->by_sop, n, sizeof *s->by_sop, by_sop);
	for (size_t i = 1; i < n; i++)
		if (by_sop(&s->by_sop[i - 1], &s->by_sop[i]) == 0)
			return netrt_err_set(e, NETRT_DATA, "%s: (0008,0018): "
			    "the same SOP Instance UID as %s: remove one",
			    netrt_object_name(first[s->by_sop[i]].path),
			    netrt_object_name(first[s->by_sop[i - 1]].path));
	return planes(s, e);
}

static int
by_size(const void *pa, const void *pb)
{
	const struct netrt_series *a = pa, *b = pb;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	int c = strcmp(a->uid, b->uid);
	return c != 0 ? c : strcmp(a->slice[0].sop, b->slice[0].sop);
}

enum netrt_rc
netrt_series_sort(struct netrt_series_list *l, struct netrt_err *e)
{
	struct netrt_slice *room = calloc(l->nslices + 1, sizeof *room);
	char phase[NETRT_PHASE_LEN];
	enum netrt_rc rc = NETRT_OK;

	l->series = calloc(l->nslices + 1, sizeof *l->series);
	if (room == NULL || l->series == NULL) {
		free(room);
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	}
	if (l->nslices > 0)
		qsort(l->slice, l->nslices, sizeof *l->slice, by_stack);
	for (l->nplaced = 0; l->nplaced < l->nslices &&
	    l->slice[l->nplaced].kind == NETRT_IMAGE_SLICE; l->nplaced++)
		;
	for (size_t i = 0, n; rc == NETRT_OK && i < l->nplaced; i += n) {
		for (n = 1; i + n < l->nplaced &&
		    stack_order(&l->slice[i], &l->slice[i + n]) == 0; n++)
			;
		n = same_axes(l->slice + i, n, room);
		phase[0] = '\0';
		for (size_t k = 0, m; rc == NETRT_OK && k < n; k += m) {
			m = netrt_phase_first(l->slice + i + k, n - k, room,
			    phase);
			rc = stack(&l->series[l->n], l->slice + i + k, m, e);
			memcpy(l->series[l->n++].phase, phase, sizeof phase);
		}
	}
	free(room);
	if (rc == NETRT_OK && l->n > 0)
		qsort(l->series, l->n, sizeof *l->series, by_size);
	return rc;
}

void
netrt_series_free(struct netrt_series_list *l)
{
	for (size_t i = 0; i < l->nslices; i++)
		free(l->slice[i].path);
	for (size_t i = 0; i < l->n; i++) {
		free(l->series[i].plane);
		free(l->series[i].by_sop);
	}
	free(l->slice);
	free(l->series);
	memset(l, 0, sizeof *l);
}

/* ---- looking up ---- */

const struct netrt_slice *
netrt_series_find(const struct netrt_series *s, const char *sop,
    unsigned frame)
{
	size_t lo = 0, hi = s->n;
	const struct netrt_slice *at;

	if (!s->frames)
		frame = 0;
	while (lo < hi) {	/* the first not below */
		size_t mid = lo + (hi - lo) / 2;

		if (object_order(s->slice + s->by_sop[mid], sop, frame) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == s->n)
		return NULL;
	at = s->slice + s->by_sop[lo];
	return strcmp(at->sop, sop) == 0 &&
	    (frame == 0 || at->frame_number == frame) ? at : NULL;
}

size_t
netrt_series_nearest(const struct netrt_series *s, double at_mm)
{
	const struct netrt_plane *p = s->plane;
	size_t lo = 0, hi = s->nplanes - 1;

	while (lo < hi) {	/* the first not below at_mm, or the last */
		size_t mid = lo + (hi - lo) / 2;

		if (p[mid].at_mm < at_mm)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo > 0 && fabs(at_mm - p[lo - 1].at_mm) <=
	    fabs(p[lo].at_mm - at_mm) + TIE_MM)
		lo--;
	return lo;
}

/* Is at_mm, in gap_mm above a plane, where a plane of a stack with step_mm
 * would be? */
static bool
on_step(double step_mm, double gap_mm, double at_mm)
{
	double all = round(gap_mm / step_mm), here = round(at_mm / step_mm);

	return fabs(gap_mm - all * step_mm) <= STEP * step_mm &&
	    fabs(at_mm - here * step_mm) <= STEP * step_mm &&
	    here >= 1 && here < all;
}

/* Is a slice missing at at_mm, between the planes k and k + 1?  Not when one
 * of the gaps beside is as wide: then the stack is coarser there. */
static bool
missing(const struct netrt_series *s, size_t k, double at_mm)
{
	const struct netrt_plane *p = s->plane;
	double gap = p[k + 1].at_mm - p[k].at_mm, at = at_mm - p[k].at_mm;
	double left = k > 0 ? p[k].at_mm - p[k - 1].at_mm : 0;
	double right = k + 2 < s->nplanes ? p[k + 2].at_mm - p[k + 1].at_mm :
	    0;

	if (gap < HOLE * left || gap < HOLE * right)
		return false;
	return (left > 0 && on_step(left, gap, at)) ||
	    (right > 0 && on_step(right, gap, at));
}

bool
netrt_series_owns(const struct netrt_series *s, size_t k, double at_mm)
{
	const struct netrt_plane *p = s->plane;
	double off = at_mm - p[k].at_mm;

	if (off > p[k].above_mm + TIE_MM || off < -p[k].below_mm - TIE_MM)
		return false;
	if (off < 0 && k > 0)
		k--;
	else if (off <= 0 || k + 1 == s->nplanes)
		return true;
	return !missing(s, k, at_mm);
}
