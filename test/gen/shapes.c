/*
 * shapes make STACK DIR
 * shapes check STACK DIR
 *
 * make: a study of CT or MR images that lie as STACK (shapes/stack.c), and an
 * RTSTRUCT for each of seven shapes, cut exactly by the planes of the images.
 *
 * check: the overlay planes in DIR/Addition, against the shapes.  The truth
 * is that a voxel belongs to a shape when at least half of it is inside, by
 * 8 x 8 x 8 points.  A line a shape:
 *
 *	STACK SHAPE dice D reachable R differ N voxels V of T volume P %
 *
 * R: the Dice of the voxels whose centre is inside, the best that contours on
 * planes can give; N: the voxels in which the mask is not that; P: the error
 * of the volume against the closed form.  Exit 1 when a Dice is below 0.995,
 * a volume 1 % off, or an image of a series is missing.
 */
#include <dirent.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dcm.h"
#include "shapes/shapes.h"

#define SUB	8

struct count {
	long images, got, truth, both, centre, centre_truth, differ;
	double error;
};

/* Middle of voxel (r, c) of slice k, from the middle of the shape. */
static void
voxel(const struct stack *s, const double o[3], const double m[3], double r,
    double c, double depth, double p[3])
{
	for (int i = 0; i < 3; i++)
		p[i] = o[i] - m[i] + s->x[i] * c * s->dc +
		    s->y[i] * r * s->dr + s->normal[i] * depth * s->dz;
}

/* Is at least half of it inside?  A voxel farther from the surface than its
 * corners is wholly in or out. */
static bool
mostly(const struct stack *s, int shape, const double o[3], const double m[3],
    int r, int c)
{
	double p[3], corner = sqrt(s->dr * s->dr + s->dc * s->dc +
	    s->dz * s->dz) / 2;
	const int all = SUB * SUB * SUB;
	int in = 0, i = 0;

	voxel(s, o, m, r, c, 0, p);
	double far = shape_far(shape, p);
	if (fabs(far) > corner)
		return far < 0;
	/* until enough are in, or too many out */
	for (; i < all && 2 * in < all && 2 * (i - in) <= all; i++) {
		voxel(s, o, m, r + (i / SUB / SUB + .5) / SUB - .5,
		    c + (i / SUB % SUB + .5) / SUB - .5,
		    (i % SUB + .5) / SUB - .5, p);
		in += shape_far(shape, p) < 0;
	}
	return 2 * in >= all;
}

static void
count(const struct stack *s, int shape, int k, const uint8_t *bits,
    struct count *n)
{
	double o[3], m[3], p[3];

	stack_origin(s, k, o);
	shape_middle(shape, m);
	n->images++;
	for (int r = 0; r < s->rows; r++)
		for (int c = 0; c < s->cols; c++) {
			int i = r * s->cols + c;
			bool got = bits[i / 8] >> i % 8 & 1;
			bool truth = mostly(s, shape, o, m, r, c);

			voxel(s, o, m, r, c, 0, p);
			bool centre = shape_far(shape, p) < 0;
			n->got += got;
			n->truth += truth;
			n->both += got && truth;
			n->centre += centre;
			n->centre_truth += centre && truth;
			n->differ += got != centre;
		}
}

/* The slice at this position, or -1. */
static int
slice_at(const struct stack *s, const double at[3])
{
	for (int k = 0; k < s->n; k++) {
		double o[3];

		stack_origin(s, k, o);
		if (hypot(hypot(o[0] - at[0], o[1] - at[1]), o[2] - at[2]) <
		    1e-3)
			return k;
	}
	return -1;
}

static enum netrt_rc
file(const struct stack *s, const char *path, struct count *n,
    struct netrt_err *e)
{
	struct netrt_dcm *d;
	struct netrt_item *it;
	char how[1024];
	double at[3];
	bool found;
	const void *bits;
	size_t len, want = ((size_t)s->rows * (size_t)s->cols + 15) / 16 * 2;
	enum netrt_rc rc = netrt_dcm_open(path, &d, e);

	if (rc != NETRT_OK)
		return rc;
	it = netrt_dcm_root(d);
	rc = netrt_item_get_str(it, TAG_DerivationDescription, how,
	    sizeof how, e);
	if (rc == NETRT_OK)
		rc = netrt_item_get_vector(it, TAG_ImagePositionPatient, at,
		    3, &found, e);
	if (rc == NETRT_OK)
		rc = netrt_item_get_bytes(it, TAG_OverlayData, &bits, &len, e);
	int k = rc == NETRT_OK ? slice_at(s, at) : -1, shape = 0;
	while (rc == NETRT_OK && shape < NSHAPES &&
	    strstr(how, study_structure(shape)) == NULL)
		shape++;
	if (rc == NETRT_OK && (k < 0 || shape == NSHAPES || len != want))
		rc = netrt_err_set(e, NETRT_DATA, "%s: no mask of ours", path);
	if (rc == NETRT_OK)
		count(s, shape, k, bits, &n[shape]);
	netrt_dcm_close(d);
	return rc;
}

static bool
show(const struct stack *s, int shape, const struct count *n)
{
	double voxel_mm3 = s->dr * s->dc * s->dz;
	double off = 100 * ((double)n->got * voxel_mm3 / shape_volume(shape) -
	    1);
	double dice = 2. * (double)n->both / (double)(n->got + n->truth);
	double best = 2. * (double)n->centre_truth /
	    (double)(n->centre + n->truth);

	printf("%-11s %-13s dice %.5f reachable %.5f differ %ld voxels %ld "
	    "of %ld volume %+.2f %%\n", s->name, shape_name[shape], dice, best,
	    n->differ, n->got, n->truth, off);
	return n->images == s->n && dice >= 0.995 && fabs(off) <= 1;
}

static int
check(const struct stack *s, const char *study)
{
	struct count n[NSHAPES] = { { 0 } };
	char path[PATH_MAX];
	struct netrt_err e;
	struct dirent *f;
	bool good = true;
	DIR *dir;

	snprintf(path, sizeof path, "%s/Addition", study);
	if ((dir = opendir(path)) == NULL || netrt_dcm_init(&e) != NETRT_OK) {
		fprintf(stderr, "shapes: nothing in %s\n", path);
		return 1;
	}
	while ((f = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "%s/Addition/%s", study,
		    f->d_name);
		if (f->d_name[0] != '.' && file(s, path, n, &e) != NETRT_OK) {
			fprintf(stderr, "shapes: %s\n", e.msg);
			good = false;
		}
	}
	closedir(dir);
	for (int i = 0; i < NSHAPES; i++)
		good = show(s, i, &n[i]) && good;
	return !good;
}

int
main(int argc, char **argv)
{
	const struct stack *s = argc == 4 ? stack_find(argv[2]) : NULL;

	if (s == NULL) {
		fprintf(stderr, "usage: shapes make|check STACK DIR\n");
		return 64;
	}
	if (strcmp(argv[1], "check") == 0)
		return check(s, argv[3]);
	study_write(s, argv[3]);
	return 0;
}
