/*
 * An RTSTRUCT through all that reads it: the structural check, head and
 * contours, pairing with and placing on small series, and the masks of all
 * ROIs.  Nothing but OK, DATA and NOINPUT may come of it, each contour that is
 * drawn is drawn once, and where DCMTK reads the file too, it sees the same
 * points.
 *
 * The input is a byte for the transfer syntax and a data set, so that most
 * bytes matter.  The mutator knows enough of DICOM to change values together
 * with their lengths, and to copy and remove items.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dcm.h"
#include "fill.h"
#include "part10.h"
#include "plan.h"
#include "rtstruct.h"
#include "series.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max,
    unsigned seed);

static char path[64];
static struct netrt_series_list list;

static void
judge(enum netrt_rc rc, const struct netrt_err *e)
{
	if (rc == NETRT_OK || rc == NETRT_DATA || rc == NETRT_NOINPUT)
		return;
	fprintf(stderr, "rc %d: %s\n", (int)rc, e->msg);
	abort();
}

/* ---- the series ---- */

static void
slice(const char *series, const double at[3], const double axes[6])
{
	static const double spacing[2] = { 2, 1.5 };
	struct netrt_slice *s = realloc(list.slice,
	    (list.nslices + 1) * sizeof *s);
	struct netrt_err e;

	if (s == NULL)
		abort();
	list.slice = s;
	s += list.nslices;
	memset(s, 0, sizeof *s);
	s->path = strdup("DCM/1.dcm");
	s->kind = NETRT_IMAGE_SLICE;
	snprintf(s->sop, sizeof s->sop, "%s.%zu", series, list.nslices++);
	snprintf(s->series, sizeof s->series, "%s", series);
	snprintf(s->frame_of_reference, sizeof s->frame_of_reference, "1.2.9");
	s->rows = 24;
	s->cols = 66;
	judge(netrt_frame_init(&s->frame, at, axes, spacing, &e), &e);
}

/* Axial with a gap, the same upside down, oblique, and one slice alone. */
static void
make_series(void)
{
	static const double z[] = { -6, -3, 0, 3, 9, 12 };
	static const double axial[6] = { 1, 0, 0, 0, 1, 0 };
	static const double down[6] = { 1, 0, 0, 0, -1, 0 };
	static const double oblique[6] = { 0.8, 0.6, 0, 0, 0, -1 };
	struct netrt_err e;

	for (size_t i = 0; i < sizeof z / sizeof z[0]; i++) {
		double a[3] = { -48, -24, z[i] }, b[3] = { -48, 24, z[i] };
		double c[3] = { -38 - 0.6 * z[i], -29 + 0.8 * z[i], 24 };

		slice("1.2.3", a, axial);
		slice("1.2.4", b, down);
		slice("1.2.5", c, oblique);
		if (i == 2)
			slice("1.2.6", a, axial);
	}
	judge(netrt_series_sort(&list, &e), &e);
}

/* ---- what is done with it ---- */

static void
visit(void *ctx, const struct netrt_filled *r)
{
	size_t *n = ctx;

	if (r->duplicates > r->contours)
		abort();
	*n += r->contours;
}

static void
draw(const struct netrt_placement *p)
{
	struct netrt_fill f;
	struct netrt_err e;
	size_t all = 0;

	if (netrt_fill_init(&f, p, &e) != NETRT_OK) {
		judge(e.rc, &e);
		return;
	}
	for (size_t k = 0; k < p->series->nplanes; k++)
		judge(netrt_fill_each(&f, p->series->plane[k].first, visit,
		    &all, &e), &e);
	if (all != p->count[NETRT_PLACE_DRAWN])
		abort();
	netrt_fill_free(&f);
}

static void
warn(void *ctx, const struct netrt_warning *w)
{
	*(size_t *)ctx += w->n;
}

static void
use(const struct netrt_rtstruct *rs)
{
	struct netrt_config cfg = { 0 };
	struct netrt_placement p;
	struct netrt_plan plan;
	struct netrt_err e;
	size_t n = 0;

	for (size_t i = 0; i < list.n; i++) {
		judge(netrt_place_init(&p, &list.series[i], rs, NULL, &e),
		    &e);
		draw(&p);
		netrt_place_free(&p);
	}
	cfg.processing.allow_frame_of_reference_mismatch = true;
	if (netrt_plan_init(&plan, rs, &list, &cfg, &e) != NETRT_OK) {
		judge(e.rc, &e);
		return;
	}
	if (plan.nothing.rc == NETRT_OK)
		netrt_plan_warnings(&plan, warn, &n);
	netrt_plan_free(&plan);
}

/* Does DCMTK see the same points?  Not where it sees no sequence, in what is
 * UN of a defined length. */
static void
compare(const struct netrt_rtstruct *rs)
{
	struct netrt_points pts = { 0 };
	struct netrt_dcm *d = NULL;
	struct netrt_item *root;
	struct netrt_err e;
	size_t k = 0;

	if (netrt_dcm_open(path, &d, &e) != NETRT_OK) {
		judge(e.rc, &e);
		return;
	}
	root = netrt_dcm_root(d);
	for (size_t i = 0; i < netrt_item_count(root,
	    TAG_ROIContourSequence); i++) {
		struct netrt_item *roi = netrt_item_at(root,
		    TAG_ROIContourSequence, i);

		if (netrt_item_has(roi, TAG_ContourSequence) &&
		    netrt_item_count(roi, TAG_ContourSequence) == 0)
			goto out;
		for (size_t c = 0; c < netrt_item_count(roi,
		    TAG_ContourSequence); c++, k++) {
			double *v = NULL;
			size_t n;

			if (netrt_item_get_doubles(netrt_item_at(roi,
			    TAG_ContourSequence, c), TAG_ContourData, &v, &n,
			    &e) != NETRT_OK)
				goto out;	/* no text */
			if (k >= rs->ncontours)
				abort();
			judge(netrt_rtstruct_points(rs, k, &pts, &e), &e);
			if (n != 3 * pts.n || (n > 0 && memcmp(v, pts.mm,
			    n * sizeof *v) != 0)) {
				fprintf(stderr, "contour %zu: %zu numbers, "
				    "not %zu\n", k, 3 * pts.n, n);
				abort();
			}
			free(v);
		}
	}
	if (netrt_item_count(root, TAG_ROIContourSequence) > 0 &&
	    k != rs->ncontours)
		abort();
out:
	netrt_points_free(&pts);
	netrt_dcm_close(d);
}

static void
all(void)
{
	struct netrt_rtstruct *rs = NULL;
	struct netrt_dcm *head = NULL;
	struct netrt_err e;
	enum netrt_rc rc = netrt_rtstruct_open(path, &rs, &head, &e);

	judge(rc, &e);
	netrt_dcm_close(head);
	if (rc == NETRT_OK) {
		rc = netrt_rtstruct_load(rs, &e);
		judge(rc, &e);
	}
	if (rc == NETRT_OK) {
		use(rs);
		compare(rs);
	}
	netrt_rtstruct_free(rs);
}

/* ---- the file ---- */

static const char *const syntax[] = {
	NETRT_TS_EXPLICIT, NETRT_TS_IMPLICIT, NETRT_TS_BIG_ENDIAN,
	NETRT_TS_DEFLATED, "1.2.840.10008.1.2.4.50" /* has fragments */
};
#define NSYNTAX (sizeof syntax / sizeof syntax[0])
#define IMPLICIT 1

static const char *
syntax_of(const uint8_t *p)
{
	return syntax[p[0] % NSYNTAX];
}

static void
put_file(const uint8_t *p, size_t n)
{
	uint8_t head[132 + 14 + 8 + 64] = { 0 };
	const char *ts = syntax_of(p);
	size_t len = strlen(ts);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	memcpy(head + 128, "DICM", 4);
	memcpy(head + 132, "\2\0\20\0UI", 6);
	head[138] = (uint8_t)(len + len % 2);
	memcpy(head + 140, ts, len);
	len = 140 + len + len % 2;
	if (fd < 0 || write(fd, head, len) != (ssize_t)len ||
	    write(fd, p + 1, n - 1) != (ssize_t)(n - 1))
		abort();
	close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct netrt_err e;

	if (path[0] == '\0') {
		snprintf(path, sizeof path, "/dev/shm/netrt-fuzz.%d",
		    (int)getpid());
		judge(netrt_dcm_init(&e), &e);
		make_series();
	}
	if (n == 0)
		return 0;
	put_file(p, n);
	all();
	unlink(path);
	return 0;
}

/* ---- the mutator ---- */

static size_t
length_at(const uint8_t *p, bool vr, size_t *head)
{
	*head = 8;
	if (!vr)
		return p[4] | (size_t)p[5] << 8 | (size_t)p[6] << 16;
	if (memcmp(p + 4, "UN", 2) != 0)
		return p[6] | (size_t)p[7] << 8;
	*head = 12;
	return p[8] | (size_t)p[9] << 8 | (size_t)p[10] << 16;
}

/* Change the value of one of the interesting elements, and its length. */
static size_t
mutate_value(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	static const uint8_t tag[][4] = {
		{ 6, 0x30, 0x50, 0 }, { 6, 0x30, 0x50, 0 },
		{ 6, 0x30, 0x42, 0 }, { 6, 0x30, 0x46, 0 },
		{ 6, 0x30, 0x84, 0 }, { 6, 0x30, 0x22, 0 },
		{ 6, 0x30, 0x2a, 0 }, { 8, 0, 0x55, 0x11 },
		{ 6, 0x30, 0x24, 0 }, { 0x20, 0, 0x0e, 0 },
	};
	const uint8_t *want = tag[seed % (sizeof tag / sizeof tag[0])];
	size_t found = 0, at = 0, head, len, new;
	bool vr = p[0] % NSYNTAX != IMPLICIT;
	uint8_t *v;

	for (size_t i = 1; i + 12 < n; i++)
		if (memcmp(p + i, want, 4) == 0 && (found++ == 0 ||
		    (seed / 16 + i) % found == 0))
			at = i;
	if (found == 0)
		return 0;
	len = length_at(p + at, vr, &head);
	if (at + head + len > n || max <= n + 2 ||
	    (v = malloc(len + (max - n))) == NULL)
		return 0;
	memcpy(v, p + at + head, len);
	new = LLVMFuzzerMutate(v, len, len + (max - n) - 1);
	if (new % 2 != 0)
		v[new++] = ' ';
	memmove(p + at + head + new, p + at + head + len,
	    n - at - head - len);
	memcpy(p + at + head, v, new);
	free(v);
	p[at + (vr ? head == 12 ? 8 : 6 : 4)] = new & 0xff;
	p[at + (vr ? head == 12 ? 9 : 7 : 5)] = new >> 8 & 0xff;
	return n - len + new;
}

/* An item of undefined length, up to its delimiter. */
static bool
item(const uint8_t *p, size_t n, unsigned seed, size_t *from, size_t *to)
{
	size_t found = 0, depth = 0;

	for (size_t i = 1; i + 8 <= n; i++)
		if (memcmp(p + i, "\xfe\xff\0\xe0\xff\xff\xff\xff", 8) == 0 &&
		    (found++ == 0 || (seed + i * 7) % found == 0))
			*from = i;
	if (found == 0)
		return false;
	for (size_t i = *from; i + 8 <= n; i++) {
		depth += memcmp(p + i, "\xfe\xff\0\xe0\xff\xff\xff\xff",
		    8) == 0;
		if (memcmp(p + i, "\xfe\xff\r\xe0\0\0\0\0", 8) == 0 &&
		    --depth == 0) {
			*to = i + 8;
			return true;
		}
	}
	return false;
}

static size_t
mutate_item(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	size_t from, to, len;

	if (!item(p, n, seed, &from, &to))
		return 0;
	len = to - from;
	if (seed & 1u << 20) {			/* remove */
		memmove(p + from, p + to, n - to);
		return n - len;
	}
	if (seed & 1u << 21 && len < 1u << 16) { /* of a defined length */
		p[from + 4] = (len - 16) & 0xff;
		p[from + 5] = (len - 16) >> 8 & 0xff;
		p[from + 6] = p[from + 7] = 0;
		memmove(p + to - 8, p + to, n - to);
		return n - 8;
	}
	if (n + len > max)
		return 0;
	memmove(p + to + len, p + to, n - to);
	memcpy(p + to, p + from, len);		/* twice */
	return n + len;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	size_t new = 0;

	if (n > 16)
		switch (seed >> 24 & 7) {
		case 0: case 1: case 2: case 3:
			new = mutate_value(p, n, max, seed);
			break;
		case 4: case 5:
			new = mutate_item(p, n, max, seed);
			break;
		}
	return new != 0 ? new : LLVMFuzzerMutate(p, n, max);
}
