/*
 * A slice as a picture for people: the image, the contours drawn over it, a
 * legend, and the disclaimer; and a sheet of small ones.  Knows no DICOM.
 *
 *	netrt_picture_open(&view, &p, e)
 *	-> for each slice: netrt_picture_draw(p, &scene, e)
 *	   -> netrt_picture_rgb()
 *	-> netrt_picture_close(p)
 *
 *	+-----------------+-----------+
 *	|        A        | Slice 3/9 |  image: an upright pixel is at least
 *	|                 | W 400 L 40|  as large as in the file, its shape is
 *	|R               L|           |  that of the spacing
 *	|                 | # Bladder |
 *	|        P        | # PTV     |
 *	+-----------------+-----------+
 *	|                [ DISCLAIMER ]|
 *	+------------------------------+
 */
#ifndef NETRT_PICTURE_H
#define NETRT_PICTURE_H

#include <stddef.h>
#include <stdint.h>

#include "draw.h"
#include "err.h"

struct netrt_legend {
	const char *name;	/* UTF-8; what the font lacks becomes '?' */
	struct netrt_rgb colour;
};

/* What all slices of a series have in common; must outlive the picture. */
struct netrt_view {
	struct netrt_font *font;
	const char *disclaimer;
	unsigned rows, cols;		/* of the image */
	double row_mm, col_mm;		/* from row to row, column to column */
	const struct netrt_legend *legend;
	size_t nlegend;
};

/* A closed line. */
struct netrt_outline {
	const double *rc;	/* n points: row, column; fractions, 0 is the
				 * centre of the first pixel (geometry.h) */
	size_t n;
	size_t legend;		/* index */
};

struct netrt_scene {
	const uint8_t *grey;	/* rows x cols */
	const struct netrt_outline *outline;
	size_t noutlines;
	const char *title, *subtitle;	/* at the top of the legend */
	const char *edge[4];	/* top, right, bottom, left of the image: where
				 * in the patient that is ("A"), or "" */
};

struct netrt_picture;

/* DATA when the disclaimer cannot be drawn; TEMP: no memory. */
enum netrt_rc netrt_picture_open(const struct netrt_view *v,
    struct netrt_picture **out, struct netrt_err *e) NETRT_MUST;
void netrt_picture_close(struct netrt_picture *p);
enum netrt_rc netrt_picture_draw(struct netrt_picture *p,
    const struct netrt_scene *s, struct netrt_err *e) NETRT_MUST;
/* The picture: rows x cols x 3 bytes, until the next is drawn. */
enum netrt_rc netrt_picture_rgb(struct netrt_picture *p, const uint8_t **rgb,
    unsigned *rows, unsigned *cols, struct netrt_err *e) NETRT_MUST;

/* ---- the contact sheet ---- */

struct netrt_sheet;

/* A sheet for n pictures of the view, all of them on it. */
enum netrt_rc netrt_sheet_open(const struct netrt_view *v, size_t n,
    struct netrt_sheet **out, struct netrt_err *e) NETRT_MUST;
void netrt_sheet_close(struct netrt_sheet *s);
/* A scene as number i (from 0), with a short caption. */
enum netrt_rc netrt_sheet_add(struct netrt_sheet *s,
    const struct netrt_scene *scene, size_t i, const char *caption,
    struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_sheet_rgb(struct netrt_sheet *s, const uint8_t **rgb,
    unsigned *rows, unsigned *cols, struct netrt_err *e) NETRT_MUST;

#endif
