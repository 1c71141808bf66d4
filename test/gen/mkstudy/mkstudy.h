/*
 * The parts of mkstudy (see mkstudy.c): phantom.c is the anatomy, without
 * DICOM; image.c and structure.c write it down; put.c fills attributes.
 *
 * Coordinates: u mm along the rows (to growing columns), v mm along the
 * columns (to growing rows), w mm along the normal u x v; (0, 0, 0) is the
 * middle of the head.  Everything is defined there, so that volumes do not
 * depend on how the planes lie in the patient.
 */
#ifndef MKSTUDY_H
#define MKSTUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dcm.h"

/* -k; the names and what they mean are in mkstudy.c */
enum {
	K_GANTRY = 1 << 0, K_FLIPPED = 1 << 1, K_OBLIQUE = 1 << 2,
	K_CORONAL = 1 << 3, K_SAGITTAL = 1 << 4, K_ANISOTROPIC = 1 << 5,
	K_IRREGULAR = 1 << 6, K_MISSING = 1 << 7, K_NO_LOCATION = 1 << 8,
	K_REV_LOCATION = 1 << 9, K_NO_CIS = 1 << 10, K_FOREIGN = 1 << 11,
	K_FOREIGN_SOPS = 1 << 12, K_FOREIGN_FRAME = 1 << 13,
	K_NO_FRAME = 1 << 14, K_TWO_STRUCT = 1 << 15, K_TWO_SERIES = 1 << 16,
	K_RTDOSE = 1 << 17, K_TWO_PATIENTS = 1 << 18, K_8BIT = 1 << 19,
	K_UNSIGNED = 1 << 20, K_MONOCHROME1 = 1 << 21, K_RGB = 1 << 22,
	K_OVERLAY = 1 << 23, K_DUPLICATE = 1 << 24, K_KEYHOLE = 1 << 25,
	K_POINT = 1 << 26, K_EMPTY = 1 << 27, K_EDGE = 1 << 28,
	K_PHI = 1 << 29, K_UTF8 = 1 << 30
};

enum modality { CT, MR, PT };

enum tissue { AIR, FOAM, SHELL, SKIN, BONE, GREY, WHITE, CSF, SHAPE };

enum kind { BOX, BALL, RING, SKULL, EDGE };

/* A region of interest. */
struct shape {
	enum kind kind;
	char name[32];
	double u, v, w;		/* middle */
	double a, b, c;		/* half axes; RING: outer and inner radius */
	double lo, hi;		/* BOX, RING, SKULL, EDGE: from w to w */
	double hu;		/* what it looks like */
	unsigned char rgb[3];
};

#define MAXPOINTS	2048
#define MAXSHAPES	400

struct study {
	/* as asked for */
	enum modality mod;
	int rows, cols, n;
	double distance;
	unsigned k;
	int phases, named;	/* series in one place; which is named */
	bool one_uid;		/* all of them of one Series Instance UID */
	const char *seed, *name, *id, *birth, *syntax;
	/* planes */
	double dr, dc;		/* mm between rows, between columns */
	double *w;		/* mm, of each plane */
	double *shift;		/* mm that its pixels are moved along v */
	double *edge;		/* n + 1: half way between the planes */
	double dir[3][3];	/* u, v, w in the patient */
	struct shape shape[MAXSHAPES];
	size_t nshapes;
	/* identity */
	char key[512];		/* what makes UIDs differ */
	char study[65], frame[65];
};

/* ---- phantom.c ---- */

/* Lay the planes, then the shapes ("box,ring"; NULL: the usual four, or
 * many when it is not 0).  false: an unknown shape. */
void planes_init(struct study *s);
bool shapes_init(struct study *s, const char *list, int many);
void planes_free(struct study *s);

/* mL */
double shape_volume(const struct study *s, const struct shape *sh);
/* Outlines in the plane at w: their number, and the points (u, v pairs) of
 * one.  0: none. */
size_t shape_loops(const struct study *s, const struct shape *sh, double w);
size_t shape_outline(const struct study *s, const struct shape *sh, double w,
    size_t loop, double *uv);

/* What is there; SHAPE: *sh says which. */
enum tissue phantom_at(const struct study *s, double u, double v, double w,
    const struct shape **sh);

/* ---- put.c ---- */

/* Ends the program with the message when it is not OK. */
void must(enum netrt_rc rc, const struct netrt_err *e);
/* Set an attribute by its keyword. */
void put(struct netrt_item *it, const char *keyword, const char *fmt, ...)
    NETRT_PRINTF(3, 4);
struct netrt_item *add(struct netrt_item *it, const char *keyword);
/* A code in a new item of a sequence. */
struct netrt_item *put_code(struct netrt_item *it, const char *keyword,
    const char *value, const char *scheme, const char *meaning);
/* v[0]\v[1]..., each at most 16 characters with all digits that fit. */
void put_ds(struct netrt_item *it, const char *keyword, const double *v,
    size_t n);
/* The SOP Instance UID of image i of a series. */
const char *image_uid(const struct study *s, int series, int i);
/* A UID of this study: of a role and a number. */
const char *uid(const struct study *s, const char *role, int i);
/* Patient, study, equipment, SOP common. */
void put_common(struct netrt_item *it, const struct study *s,
    const char *sop_class, const char *sop, const char *modality,
    bool other_patient);
/* mm in the patient. */
void place(const struct study *s, double u, double v, double w, double p[3]);

/* ---- image.c, structure.c ---- */

const char *image_class(const struct study *s);
/* Image i of a series. */
struct netrt_dcm *image_make(const struct study *s, int series, int i);
struct netrt_dcm *dose_make(const struct study *s);
/* RTSTRUCT 0, or 1 (the first shape only). */
struct netrt_dcm *structure_make(const struct study *s, int which);

#endif
