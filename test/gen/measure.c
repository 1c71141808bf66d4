/*
 * measure FILE...: what is in DICOM images, counted from the files alone.
 * A line a series that has overlay planes:
 *
 *	series UID images N mask_ml V
 *
 * V: set bits of group 6000 times the pixel area times the distance to the
 * neighbouring planes (half of each side), as PS3.3 C.9.2 and C.7.6.2 define
 * them.  Series without overlays: "series UID images N".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dcm.h"

struct image {
	char series[65];
	double along;		/* mm along the normal */
	double area;		/* mm2 of a pixel */
	double thick;		/* mm, when alone */
	long bits;		/* set; -1: no overlay */
};

static int
by_place(const void *a, const void *b)
{
	const struct image *x = a, *y = b;
	int c = strcmp(x->series, y->series);

	return c != 0 ? c : (x->along > y->along) - (x->along < y->along);
}

static enum netrt_rc
geometry(struct netrt_item *it, struct image *im, struct netrt_err *e)
{
	double p[3], o[6], s[2], t[1];
	bool hp, ho, hs, ht;
	enum netrt_rc rc;

	if ((rc = netrt_item_get_vector(it, TAG_ImagePositionPatient, p, 3,
	    &hp, e)) != NETRT_OK || (rc = netrt_item_get_vector(it,
	    TAG_ImageOrientationPatient, o, 6, &ho, e)) != NETRT_OK ||
	    (rc = netrt_item_get_vector(it, TAG_PixelSpacing, s, 2, &hs, e))
	    != NETRT_OK || (rc = netrt_item_get_vector(it,
	    TAG_SliceThickness, t, 1, &ht, e)) != NETRT_OK)
		return rc;
	im->thick = ht ? t[0] : 0;
	if (!hp || !ho || !hs)
		return NETRT_OK;
	im->area = s[0] * s[1];
	im->along = p[0] * (o[1] * o[5] - o[2] * o[4]) +
	    p[1] * (o[2] * o[3] - o[0] * o[5]) +
	    p[2] * (o[0] * o[4] - o[1] * o[3]);
	return NETRT_OK;
}

static enum netrt_rc
one(const char *path, struct image *im, struct netrt_err *e)
{
	struct netrt_dcm *d;
	struct netrt_item *it;
	const void *p;
	size_t n;
	long rows, cols;
	enum netrt_rc rc = netrt_dcm_open(path, &d, e);

	if (rc != NETRT_OK)
		return rc;
	it = netrt_dcm_root(d);
	im->bits = -1;
	rc = netrt_item_get_str(it, TAG_SeriesInstanceUID, im->series,
	    sizeof im->series, e);
	if (rc == NETRT_OK)
		rc = geometry(it, im, e);
	if (rc != NETRT_OK || !netrt_item_has(it, TAG_OverlayData))
		goto out;
	if ((rc = netrt_item_get_int(it, TAG_OverlayRows, 0, &rows, e)) !=
	    NETRT_OK || (rc = netrt_item_get_int(it, TAG_OverlayColumns, 0,
	    &cols, e)) != NETRT_OK || (rc = netrt_item_get_bytes(it,
	    TAG_OverlayData, &p, &n, e)) != NETRT_OK)
		goto out;
	im->bits = 0;
	for (long i = 0; i < rows * cols && (size_t)i / 8 < n; i++)
		im->bits += ((const unsigned char *)p)[i / 8] >> (i % 8) & 1;
out:
	netrt_dcm_close(d);
	return rc;
}

static void
show(const struct image *im, size_t n)
{
	double ml = 0;
	bool overlay = false;

	for (size_t i = 0; i < n; i++) {
		double lo = i > 0 ? im[i].along - im[i - 1].along : 0;
		double hi = i + 1 < n ? im[i + 1].along - im[i].along : 0;
		double mm = n == 1 ? im[i].thick : i == 0 ? hi :
		    i + 1 == n ? lo : (lo + hi) / 2;

		if (im[i].bits < 0)
			continue;
		overlay = true;
		ml += (double)im[i].bits * im[i].area * mm / 1000;
	}
	printf("series %s images %zu", im->series, n);
	if (overlay)
		printf(" mask_ml %.3f", ml);
	putchar('\n');
}

int
main(int argc, char **argv)
{
	struct image *im = calloc((size_t)argc, sizeof *im);
	size_t n = (size_t)argc - 1;
	struct netrt_err e;

	if (im == NULL || netrt_dcm_init(&e) != NETRT_OK)
		return 1;
	for (size_t i = 0; i < n; i++)
		if (one(argv[i + 1], &im[i], &e) != NETRT_OK) {
			fprintf(stderr, "measure: %s: %s\n", argv[i + 1],
			    e.msg);
			return 1;
		}
	qsort(im, n, sizeof *im, by_place);
	for (size_t i = 0; i < n;) {
		size_t k = i + 1;

		while (k < n && strcmp(im[k].series, im[i].series) == 0)
			k++;
		show(im + i, k - i);
		i = k;
	}
	free(im);
	return 0;
}
