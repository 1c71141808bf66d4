/* lib/series, place and pair: stacks, and which contour lies where. */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "../tap.h"
#include "pair.h"
#include "place.h"
#include "series.h"

static struct netrt_err e;

/* ---- a stack of 20 x 30 pixels of 2 mm at the given z ---- */

static void
add_slice(struct netrt_series_list *l, const char *series, const char *sop,
    double z, const char *frame)
{
	double at[3] = { 0, 0, z }, axes[6] = { 1, 0, 0, 0, 1, 0 };
	double spacing[2] = { 2, 2 };
	struct netrt_slice *s = realloc(l->slice,
	    (l->nslices + 1) * sizeof *s);

	l->slice = s;
	s += l->nslices++;
	memset(s, 0, sizeof *s);
	s->path = strdup(sop);
	s->kind = NETRT_IMAGE_SLICE;
	snprintf(s->sop, sizeof s->sop, "%s", sop);
	snprintf(s->series, sizeof s->series, "%s", series);
	snprintf(s->frame_of_reference, sizeof s->frame_of_reference, "%s",
	    frame);
	s->rows = 20;
	s->cols = 30;
	if (netrt_frame_init(&s->frame, at, axes, spacing, &e) != NETRT_OK)
		ok(0, "%s", e.msg);
}

static void
stack(struct netrt_series_list *l, const char *series, const double *z,
    size_t n, const char *frame)
{
	char sop[32];

	for (size_t i = 0; i < n; i++) {
		snprintf(sop, sizeof sop, "%s.%zu", series, i);
		add_slice(l, series, sop, z[i], frame);
	}
}

/* ---- an RTSTRUCT made by hand ---- */

static struct netrt_rtstruct *
structs(size_t nrois)
{
	struct netrt_rtstruct *rs = calloc(1, sizeof *rs);

	rs->path = strdup("Structure/9.dcm");
	rs->spread = calloc(1, sizeof *rs->spread);
	FILE *f = tmpfile();
	rs->source.fd = dup(fileno(f));
	fclose(f);
	fstat(rs->source.fd, &rs->source.st);
	rs->roi = calloc(nrois, sizeof *rs->roi);
	rs->nrois = nrois;
	for (size_t i = 0; i < nrois; i++)
		rs->roi[i].name = strdup("");
	return rs;
}

/* A square of 10 x 10 mm; its z rises by slope from one end to the other. */
static void
square(struct netrt_rtstruct *rs, size_t roi, double z, double slope,
    const char *ref)
{
	static const double xy[4][2] = {
		{ 10, 10 }, { 20, 10 }, { 20, 20 }, { 10, 20 }
	};
	struct netrt_contour *c;
	char text[4 * 3 * 32];
	size_t len = 0;

	rs->contour = realloc(rs->contour, (rs->ncontours + 1) * sizeof *c);
	c = &rs->contour[rs->ncontours++];
	for (size_t i = 0; i < 4; i++)
		len += (size_t)sprintf(text + len, "%s%.17g\\%.17g\\%.17g",
		    i > 0 ? "\\" : "", xy[i][0], xy[i][1],
		    z + slope * (xy[i][0] - 15) / 10);
	*c = (struct netrt_contour){
		.at = (uint64_t)rs->source.st.st_size & 0xffffff,
		.len = (uint32_t)len, .n = 4,
		.first_ref = (uint32_t)rs->nrefs, .roi = roi & 0xff,
		.type = NETRT_CONTOUR_CLOSED
	};
	if (pwrite(rs->source.fd, text, len, (off_t)c->at) != (ssize_t)len)
		ok(0, "no room");
	fstat(rs->source.fd, &rs->source.st);
	netrt_spread_drop(rs);
	rs->roi[roi].ncontours++;
	rs->roi[roi].nclosed++;
	if (ref != NULL) {
		rs->ref = realloc(rs->ref, (rs->nrefs + 1) * sizeof *rs->ref);
		rs->ref_frame = realloc(rs->ref_frame, (rs->nrefs + 1) *
		    sizeof *rs->ref_frame);
		rs->ref_frame[rs->nrefs] = 0;
		if (netrt_uidset_add(&rs->uids, ref, &rs->ref[rs->nrefs++],
		    &e) != NETRT_OK)
			ok(0, "%s", e.msg);
		c->nrefs = 1;
	}
}

/* Where each contour went: the plane's number, or a letter. */
static const char *
places(const struct netrt_placement *p)
{
	static char s[64];
	size_t i;

	for (i = 0; i < p->rs->ncontours; i++)
		s[i] = p->contour[i].where == NETRT_PLACE_DRAWN ?
		    (char)('0' + p->contour[i].plane) :
		    "?uofTxS"[p->contour[i].where];
	s[i] = '\0';
	return s;
}

static void
placed(const struct netrt_series *s, const struct netrt_rtstruct *rs,
    const char *want, const char *what)
{
	struct netrt_placement p;

	if (netrt_place_init(&p, s, rs, NULL, &e) != NETRT_OK) {
		ok(0, "%s", e.msg);
		return;
	}
	is(places(&p), want, what);
	netrt_place_free(&p);
}

/* The stack was written in disorder; two echoes lie at z = 6. */
static void
sorting(void)
{
	static const double z[] = { 9, 0, 6, 3, 6 };
	struct netrt_series_list l = { 0 };

	stack(&l, "1.2", z, 5, "");
	add_slice(&l, "1.3", "1.3.0", 0, "");
	ok(netrt_series_sort(&l, &e) == NETRT_OK && l.n == 2, "two stacks");
	const struct netrt_series *s = &l.series[0];
	ok(s->n == 5 && s->nplanes == 4, "five slices on four planes");
	ok(s->plane[2].n == 2 && s->plane[2].at_mm == 6, "two share one");
	ok(s->plane[0].thick_mm == 3 && s->plane[2].thick_mm == 3,
	    "a plane stands for half the gaps beside it");
	is(s->slice[0].sop, "1.2.1", "the lowest first");
	ok(netrt_series_find(s, "1.2.3", 0) == &s->slice[1], "found by UID");
	ok(netrt_series_find(s, "1.3.0", 0) == NULL, "not in this stack");
	ok(netrt_series_nearest(s, 4.4) == 1 && netrt_series_nearest(s, 4.6)
	    == 2 && netrt_series_nearest(s, -99) == 0 &&
	    netrt_series_nearest(s, 99) == 3, "the nearest plane");
	ok(netrt_series_nearest(s, 4.5 + 1e-9) == 1, "in the middle: lower");
	ok(s->plane[0].below_mm == 1.5 && s->plane[3].above_mm == 1.5,
	    "half the median gap at the ends");
	ok(l.series[1].plane[0].above_mm == 1, "one slice alone: 1 mm");
	netrt_series_free(&l);
	add_slice(&l, "1.2", "1.2.7", 0, "");
	add_slice(&l, "1.2", "1.2.7", 3, "");
	ok(netrt_series_sort(&l, &e) == NETRT_DATA, "one object twice");
	netrt_series_free(&l);
}

/*
 *	plane      0   1   2               3   4
 *	z          0   3   6  (9, 12: gone) 15  18
 */
static void
holes(void)
{
	static const double z[] = { 0, 3, 6, 15, 18 };
	struct netrt_series_list l = { 0 };
	struct netrt_rtstruct *rs = structs(1);

	stack(&l, "1.2", z, 5, "");
	ok(netrt_series_sort(&l, &e) == NETRT_OK, "a stack with a hole");
	square(rs, 0, 9, 0, NULL);
	square(rs, 0, 12, 0, NULL);
	placed(&l.series[0], rs, "xx", "a ROI in the hole is not moved onto "
	    "the slices beside it");
	square(rs, 0, 15, 0, NULL);
	square(rs, 0, 18, 0, NULL);
	square(rs, 0, 21, 0, NULL);
	square(rs, 0, -3, 0, NULL);
	placed(&l.series[0], rs, "xx34xx", "beyond the ends neither");
	/* not where a slice would be: nearest slice, half the local gap */
	netrt_rtstruct_free(rs);
	rs = structs(1);
	square(rs, 0, 10.4, 0, NULL);
	square(rs, 0, 10.6, 0, NULL);
	placed(&l.series[0], rs, "23", "but between their places, as in any "
	    "gap");
	netrt_series_free(&l);
	/* coarser from here on is no hole */
	static const double coarse[] = { 0, 1, 2, 7, 12 };
	stack(&l, "1.2", coarse, 5, "");
	ok(netrt_series_sort(&l, &e) == NETRT_OK, "an irregular stack");
	ok(l.series[0].plane[2].above_mm == 2.5 &&
	    l.series[0].plane[3].below_mm == 2.5, "half the local gap");
	netrt_rtstruct_free(rs);
	rs = structs(1);
	square(rs, 0, 4, 0, NULL);	/* 2 and 1 x 2 of the gap below */
	placed(&l.series[0], rs, "2", "a coarser part is no hole");
	netrt_series_free(&l);
	netrt_rtstruct_free(rs);
}

static void
between(void)
{
	static const double z[] = { 0, 3, 6, 9 };
	struct netrt_series_list l = { 0 };
	struct netrt_rtstruct *rs = structs(2);

	stack(&l, "1.2", z, 4, "");
	ok(netrt_series_sort(&l, &e) == NETRT_OK, "a stack");
	square(rs, 0, 3, 0, NULL);
	square(rs, 0, 4, 0, NULL);	/* 3 is nearer to plane 1 */
	square(rs, 0, 5.4, 0, NULL);	/* nothing is nearer to plane 2 */
	square(rs, 1, 4, 0, NULL);	/* another ROI: nothing is nearer */
	square(rs, 0, 3.02, 0, NULL);	/* the same plane as the first */
	placed(&l.series[0], rs, "1S211", "mutual nearest, ROI by ROI");
	struct netrt_rtstruct *half = structs(1);
	for (int i = 0; i < 3; i++)
		square(half, 0, 1.5 + 3 * i, 0, NULL);
	placed(&l.series[0], half, "012", "half-way: all go one way");
	struct netrt_rtstruct *odd = structs(1);
	square(odd, 0, 3, 2.9, NULL);	/* rises by +-1.45 mm */
	square(odd, 0, 6, 40, NULL);	/* rises by +-20 mm */
	square(odd, 0, 9, 0, NULL);
	odd->contour[2].type = NETRT_CONTOUR_POINT;
	square(odd, 0, 9, 0, NULL);
	odd->contour[3].n = 2;
	odd->contour[3].len = sizeof "10\\10\\9\\20\\10\\9" - 1;
	placed(&l.series[0], odd, "1Tof", "tilted, point, two points");
	bool none[1] = { false };
	struct netrt_placement p;
	ok(netrt_place_init(&p, &l.series[0], odd, none, &e) == NETRT_OK &&
	    p.count[NETRT_PLACE_UNUSED] == 4, "a ROI that is not used");
	netrt_place_free(&p);
	netrt_rtstruct_free(odd);
	netrt_rtstruct_free(half);
	netrt_rtstruct_free(rs);
	netrt_series_free(&l);
}

static void
ordered(void)
{
	static const double z[] = { 0, 3 };
	struct netrt_series_list l = { 0 };
	struct netrt_rtstruct *rs = structs(2);
	struct netrt_placement p;

	stack(&l, "1.2", z, 2, "");
	ok(netrt_series_sort(&l, &e) == NETRT_OK, "a stack");
	square(rs, 1, 3, 0, "1.2.1");
	square(rs, 0, 3.5, 0, "1.2.0");	/* names the other slice */
	square(rs, 0, 0, 0, "7.7");	/* names nothing here */
	square(rs, 0, 3.5, 0, NULL);
	if (netrt_place_init(&p, &l.series[0], rs, NULL, &e) != NETRT_OK)
		ok(0, "%s", e.msg);
	ok(p.start[0] == 0 && p.start[1] == 1 && p.start[2] == 4 &&
	    p.order[0] == 2 && p.order[1] == 1 && p.order[2] == 3 &&
	    p.order[3] == 0, "by plane, ROI, place in the file");
	ok(p.contradict == 1, "one is not where it says");
	ok(p.between == 2 && fabs(p.off_mm - 0.5) < 1e-9, "two are 0.5 mm "
	    "off");
	ok(p.planes == 2, "on two planes");
	netrt_place_free(&p);
	netrt_rtstruct_free(rs);
	netrt_series_free(&l);
}

/* ---- pairing ---- */

static void
pairs(const struct netrt_rtstruct *rs, const struct netrt_series_list *l,
    const struct netrt_config *cfg, const char *uid, unsigned level,
    const char *what)
{
	struct netrt_pair p;

	if (netrt_pair_find(rs, l, cfg, &p, &e) != NETRT_OK)
		ok(0, "%s: %s", what, e.msg);
	else if (is(p.series->uid, uid, what) && p.level != level)
		ok(0, "level %u", p.level);
}

static void
refuses(const struct netrt_rtstruct *rs, const struct netrt_series_list *l,
    const struct netrt_config *cfg, enum netrt_rc rc, const char *what)
{
	struct netrt_pair p;

	ok(netrt_pair_find(rs, l, cfg, &p, &e) == rc, "%s", what);
	printf("# %s\n", e.msg);
}

static void
frame(struct netrt_rtstruct *rs, const char *uid)
{
	rs->frame = calloc(1, sizeof *rs->frame);
	rs->nframes = uid[0] != '\0';
	snprintf(rs->frame[0], sizeof rs->frame[0], "%s", uid);
}

static void
pairing(void)
{
	static const double z[] = { 0, 3, 6 }, far[] = { 100, 103, 106, 109 };
	struct netrt_config cfg = { 0 };
	struct netrt_series_list l = { 0 }, none = { 0 };
	struct netrt_rtstruct *rs = structs(1);
	struct netrt_pair p;

	stack(&l, "1.2", z, 3, "5.1");
	stack(&l, "1.3", far, 4, "5.1");
	if (netrt_series_sort(&l, &e) != NETRT_OK)
		ok(0, "%s", e.msg);
	square(rs, 0, 3, 0, "1.2.1");
	square(rs, 0, 6, 0, "1.2.2");
	pairs(rs, &l, &cfg, "1.2", 1, "1: images that contours name");
	refuses(rs, &none, &cfg, NETRT_NOINPUT, "no series");
	square(rs, 0, 9, 0, "1.2.3");
	ok(netrt_pair_find(rs, &l, &cfg, &p, &e) == NETRT_OK &&
	    p.named == 2 && p.missing == 1, "one of three is missing");
	cfg.processing.on_missing_images = NETRT_MISSING_QUARANTINE;
	refuses(rs, &l, &cfg, NETRT_NOINPUT, "missing and wanted");
	for (size_t i = 0; i < rs->nrefs; i++)
		snprintf(rs->uids.uid[rs->ref[i]], sizeof *rs->uids.uid,
		    "8.8.%zu", i);
	rs->series = calloc(1, sizeof *rs->series);
	snprintf(rs->series[0], sizeof rs->series[0], "1.2");
	rs->nseries = 1;
	ok(netrt_pair_find(rs, &l, &cfg, &p, &e) == NETRT_OK &&
	    p.level == 2 && p.missing == 0, "2: the series; lost images are "
	    "not missing");
	rs->nseries = 0;
	frame(rs, "5.1");
	pairs(rs, &l, &cfg, "1.2", 3, "3: frame, and the slices it lies on");
	rs->nframes = 0;
	refuses(rs, &l, &cfg, NETRT_NOINPUT, "2 of 3 contours are too few");
	rs->ncontours = 2;
	rs->roi[0].ncontours = rs->roi[0].nclosed = 2;
	pairs(rs, &l, &cfg, "1.2", 4, "4: no frame, all contours lie in it");
	rs->nframes = 1;
	snprintf(rs->frame[0], sizeof rs->frame[0], "5.2");
	refuses(rs, &l, &cfg, NETRT_DATA, "another frame");
	cfg.processing.allow_frame_of_reference_mismatch = true;
	pairs(rs, &l, &cfg, "1.2", 5, "5: another frame, but allowed");
	netrt_rtstruct_free(rs);
	netrt_series_free(&l);
}

static void
ambiguity(void)
{
	static const double z[] = { 0, 3, 6 };
	struct netrt_config cfg = { 0 };
	struct netrt_series_list l = { 0 };
	struct netrt_rtstruct *rs = structs(1);

	stack(&l, "1.3", z, 3, "5.1");
	stack(&l, "1.2", z, 2, "5.1");
	if (netrt_series_sort(&l, &e) != NETRT_OK)
		ok(0, "%s", e.msg);
	frame(rs, "5.1");
	square(rs, 0, 3, 0, NULL);
	refuses(rs, &l, &cfg, NETRT_DATA, "two series fit");
	cfg.processing.on_ambiguous_series = NETRT_AMBIGUOUS_MOST;
	refuses(rs, &l, &cfg, NETRT_DATA, "two fit equally well");
	square(rs, 0, 6, 0, NULL);
	pairs(rs, &l, &cfg, "1.3", 3, "the one with more contours");
	square(rs, 0, 0, 0, "1.2.0");
	pairs(rs, &l, &cfg, "1.2", 1, "a named image decides before all");
	/* a ROI of another frame, that names no image here */
	struct netrt_pair p;
	bool use[1] = { true };
	snprintf(rs->roi[0].frame_of_reference, NETRT_UID_LEN, "5.7");
	ok(netrt_pair_find(rs, &l, &cfg, &p, &e) == NETRT_OK &&
	    netrt_pair_exclude(&p, rs, use) == 0 && use[0],
	    "another frame, but no ROI has that of the series");
	netrt_rtstruct_free(rs);
	rs = structs(2);
	snprintf(rs->roi[0].frame_of_reference, NETRT_UID_LEN, "5.7");
	snprintf(rs->roi[1].frame_of_reference, NETRT_UID_LEN, "5.1");
	square(rs, 0, 3, 0, NULL);
	square(rs, 1, 3, 0, "1.2.1");
	bool both[2] = { true, true };
	ok(netrt_pair_find(rs, &l, &cfg, &p, &e) == NETRT_OK &&
	    netrt_pair_exclude(&p, rs, both) == 1 && !both[0] && both[1],
	    "a ROI of another frame is not drawn");
	netrt_rtstruct_free(rs);
	netrt_series_free(&l);
}

int
main(void)
{
	sorting();
	holes();
	between();
	ordered();
	pairing();
	ambiguity();
	return done();
}
