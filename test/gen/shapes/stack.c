/* How stacks lie: see shapes.h. */
#include <math.h>
#include <string.h>

#include "shapes.h"

/* middle of all stacks: nothing is at zero */
static const double middle[3] = { 3.5, -12.25, -480 };

#define C17	0.95630475596303549	/* cos and sin of 17 degrees */
#define S17	0.29237170472273677
#define C30	0.86602540378443865
#define S30	0.5

/*
 * 40 mm, the longest straight edge of a shape, is a whole number of pixels
 * and planes: else a box could not have its volume to 1 %, whatever is done.
 */
static struct stack stacks[] = {
	{ "hfs", "HFS", 0, 80, 80, 60, 1, 1, { 1, 0, 0 }, { 0, 1, 0 },
	    { 0, 0, 1.25 }, { 0 }, 0 },
	{ "hfp", "HFP", 0, 80, 100, 60, 1, 0.8, { -1, 0, 0 }, { 0, -1, 0 },
	    { 0, 0, 1.25 }, { 0 }, 0 },
	{ "ffs", "FFS", 0, 100, 80, 60, 0.8, 1, { -1, 0, 0 }, { 0, 1, 0 },
	    { 0, 0, -1.25 }, { 0 }, 0 },
	{ "coronal", "HFS", 1, 80, 80, 60, 1, 1, { 1, 0, 0 }, { 0, 0, -1 },
	    { 0, 1.25, 0 }, { 0 }, 0 },
	{ "sagittal", "HFS", 1, 80, 100, 60, 1, 0.8, { 0, 1, 0 },
	    { 0, 0, -1 }, { 1.25, 0, 0 }, { 0 }, 0 },
	/* 30 degrees about z, then 17 about the new x */
	{ "oblique", "HFS", 1, 90, 80, 60, 0.9, 1, { C30, S30, 0 },
	    { -S30 * C17, C30 * C17, S17 },
	    { 1.25 * S30 * S17, -1.25 * C30 * S17, 1.25 * C17 }, { 0 }, 0 },
	/* planes lean by 17 degrees, the table moves along z */
	{ "gantry-tilt", "HFS", 0, 110, 80, 62, 1, 1, { 1, 0, 0 },
	    { 0, C17, S17 }, { 0, 0, 1.25 }, { 0 }, 0 },
	{ "non-square", "HFS", 0, 65, 101, 60, 1.25, 0.8, { 1, 0, 0 },
	    { 0, 1, 0 }, { 0, 0, 1.25 }, { 0 }, 0 },
};

double
dot(const double a[3], const double b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

const struct stack *
stack_find(const char *name)
{
	for (size_t i = 0; i < sizeof stacks / sizeof stacks[0]; i++) {
		struct stack *s = &stacks[i];

		if (strcmp(s->name, name) != 0)
			continue;
		for (int k = 0; k < 3; k++)
			s->normal[k] = s->x[(k + 1) % 3] * s->y[(k + 2) % 3] -
			    s->x[(k + 2) % 3] * s->y[(k + 1) % 3];
		s->dz = fabs(dot(s->normal, s->step));
		return s;
	}
	return NULL;
}

void
stack_origin(const struct stack *s, int k, double o[3])
{
	for (int i = 0; i < 3; i++)
		o[i] = middle[i] + s->step[i] * (k - (s->n - 1) / 2.) -
		    s->x[i] * s->dc * (s->cols - 1) / 2. -
		    s->y[i] * s->dr * (s->rows - 1) / 2.;
}

/* No shape is symmetrical about a pixel or a plane. */
void
shape_middle(int shape, double m[3])
{
	m[0] = middle[0] + 0.37 - 0.05 * shape;
	m[1] = middle[1] - 0.23 + 0.03 * shape;
	m[2] = middle[2] + 0.41 - 0.07 * shape;
}
