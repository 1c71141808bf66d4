/*
 * Shapes with a closed form, cut by planes: what shapes.c shares.  Nothing
 * here uses lib/geometry or lib/raster: it is what these are judged by.
 *
 * Points of a shape are mm from its middle, along the patient's axes.
 */
#ifndef SHAPES_H
#define SHAPES_H

#include <stddef.h>

#define NSHAPES		7
#define MAXPOINTS	4096

/* How an image stack lies; the middle of the stack is in the middle of its
 * images.  slice k is at middle + (k - (n - 1) / 2) step. */
struct stack {
	const char *name, *position;	/* Patient Position */
	int mr;
	int rows, cols, n;
	double dr, dc;			/* from row to row, column to column */
	double x[3], y[3];		/* along a row, down a column */
	double step[3];
	double normal[3], dz;		/* made of these: see stack_find() */
};

/* A loop of a section: points in mm from the middle of the shape. */
struct loop {
	size_t n;
	double (*p)[3];			/* MAXPOINTS of them */
};

/* NULL: no such stack. */
const struct stack *stack_find(const char *name);
/* The centre of pixel (0, 0) of slice k. */
void stack_origin(const struct stack *s, int k, double o[3]);

extern const char *const shape_name[NSHAPES];
/* Where the middle of a shape lies. */
void shape_middle(int shape, double m[3]);
double shape_volume(int shape);
/* At most the distance to the surface; negative inside. */
double shape_far(int shape, const double p[3]);

/*
 * Cut the shape by the plane normal . p = d; x and y span it.  The loops that
 * bound the section, even-odd; returns how many (at most 2).
 */
int shape_cut(int shape, const struct stack *s, double d, struct loop l[2]);

/* Write images and RTSTRUCTs into dir/DCM and dir/Structure. */
void study_write(const struct stack *s, const char *dir);
/* The SOP Instance UID of the RTSTRUCT of a shape. */
const char *study_structure(int shape);

double dot(const double a[3], const double b[3]);

#endif
