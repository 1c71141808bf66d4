/*
 * The contact sheet: all slices of a series, small, on one picture.
 *
 *	# Bladder   # PTV   # Rectum          legend
 *	[ 1 ] [ 2 ] [ 3 ] [ 4 ] [ 5 ]         slices, row by row
 *	[ 6 ] [ 7 ] [ 8 ] [ 9 ]
 *	                      [ DISCLAIMER ]
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "picture_priv.h"

#define WIDTH		1800	/* px, about */
#define CELL_LEAST	96
#define CELL_MOST	300
#define GAP		4
#define EM		15

static const struct netrt_rgb ground = { 24, 24, 28 };
static const struct netrt_rgb black = { 0, 0, 0 };

struct netrt_sheet {
	const struct netrt_view *view;
	struct netrt_canvas *canvas;
	struct netrt_label label;
	unsigned rows, cols;		/* of the picture */
	unsigned across;		/* cells in a row */
	double cell_w, cell_h, top;	/* px */
	char **name;
	struct netrt_points points;
	uint8_t *small;			/* an image of the size of a cell */
};

/*
 * The legend, in lines from left to right; the height it takes.  With c NULL
 * it is only measured.
 */
static double
legend(struct netrt_sheet *s, struct netrt_canvas *c)
{
	double x = GAP, y = EM * 1.5;

	for (size_t i = 0; i < s->view->nlegend; i++) {
		struct netrt_extent size;

		netrt_font_measure(s->view->font, EM, s->name[i],
		    strlen(s->name[i]), &size);
		double w = fmin(size.advance, 300) + 3.5 * EM;
		if (x > GAP && x + w > s->cols) {
			x = GAP;
			y += EM * 1.5;
		}
		if (c != NULL) {
			netrt_canvas_rect(c, x, y - EM * 0.8, EM, EM * 0.9,
			    s->view->legend[i].colour);
			netrt_canvas_text(c, x + 1.5 * EM, y, false, EM, 300,
			    s->name[i], netrt_white, false);
		}
		x += w;
	}
	return s->view->nlegend > 0 ? y + EM * 0.8 : GAP;
}

/* As many across as make a sheet of 3 to 2. */
static enum netrt_rc
layout(struct netrt_sheet *s, size_t n, struct netrt_err *e)
{
	const struct netrt_view *v = s->view;
	double aspect = v->rows * v->row_mm / (v->cols * v->col_mm);
	double across = fmax(1, fmin((double)n, ceil(sqrt((double)n * 1.5 *
	    aspect))));

	s->across = (unsigned)across;
	s->cell_w = floor(fmin(CELL_MOST, fmax(CELL_LEAST,
	    WIDTH / across - GAP)));
	s->cell_h = floor(fmax(16, fmin(s->cell_w * aspect, 4 * CELL_MOST)));
	/* one picture alone has room for the legend and the text too */
	s->cols = (unsigned)fmax(s->across * (s->cell_w + GAP) + GAP, 480);
	s->top = ceil(legend(s, NULL));
	size_t lines = (n + s->across - 1) / s->across;
	double h = s->top + (double)lines * (s->cell_h + GAP);
	if (h > 60000)
		return netrt_err_set(e, NETRT_DATA, "%zu slices are too many "
		    "for a contact sheet", n);
	if (netrt_label_make(v->font, v->disclaimer, 512, s->cols - 2 * GAP,
	    &s->label, e) != NETRT_OK)
		return netrt_err_prefix(e, "contact sheet");
	s->rows = (unsigned)h + s->label.rows + 2 * GAP;
	s->small = malloc((size_t)(s->cell_w * s->cell_h));
	if (s->small == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for a picture");
	return netrt_canvas_open(s->rows, s->cols, v->font, &s->canvas, e);
}

enum netrt_rc
netrt_sheet_open(const struct netrt_view *v, size_t n,
    struct netrt_sheet **out, struct netrt_err *e)
{
	struct netrt_sheet *s = calloc(1, sizeof *s);
	enum netrt_rc rc;

	*out = NULL;
	if (s == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for a picture");
	s->view = v;
	rc = netrt_legend_names(v, &s->name, e);
	if (rc == NETRT_OK)
		rc = layout(s, n, e);
	if (rc != NETRT_OK) {
		netrt_sheet_close(s);
		return rc;
	}
	netrt_canvas_rect(s->canvas, 0, 0, s->cols, s->rows, ground);
	legend(s, s->canvas);
	double x = s->cols - GAP - s->label.cols;
	double y = s->rows - GAP - s->label.rows;
	netrt_canvas_rect(s->canvas, x, y, s->label.cols, s->label.rows,
	    black);
	netrt_canvas_cover(s->canvas, s->label.cover, s->label.rows,
	    s->label.cols, x, y, netrt_white);
	*out = s;
	return NETRT_OK;
}

void
netrt_sheet_close(struct netrt_sheet *s)
{
	if (s == NULL)
		return;
	netrt_canvas_close(s->canvas);
	netrt_label_free(&s->label);
	netrt_legend_free(s->name, s->view->nlegend);
	free(s->points.xy);
	free(s->small);
	free(s);
}

/* Averages of the pixels that fall into each of h x w. */
static void
shrink(const uint8_t *from, size_t rows, size_t cols, uint8_t *to, size_t h,
    size_t w)
{
	for (size_t i = 0; i < h; i++)
		for (size_t j = 0; j < w; j++) {
			size_t r0 = i * rows / h, r1 = (i + 1) * rows / h;
			size_t c0 = j * cols / w, c1 = (j + 1) * cols / w;
			size_t sum = 0;

			for (size_t r = r0; r < r1; r++)
				for (size_t c = c0; c < c1; c++)
					sum += from[r * cols + c];
			*to++ = (uint8_t)(sum / ((r1 - r0) * (c1 - c0)));
		}
}

enum netrt_rc
netrt_sheet_add(struct netrt_sheet *s, const struct netrt_scene *scene,
    size_t i, const char *caption, struct netrt_err *e)
{
	const struct netrt_view *v = s->view;
	const double place[4] = {
		GAP + (double)(i % s->across) * (s->cell_w + GAP),
		s->top + (double)(i / s->across) * (s->cell_h + GAP),
		s->cell_w, s->cell_h
	};

	if (v->rows >= s->cell_h && v->cols >= s->cell_w) {
		shrink(scene->grey, v->rows, v->cols, s->small,
		    (size_t)s->cell_h, (size_t)s->cell_w);
		netrt_canvas_grey(s->canvas, s->small, (unsigned)s->cell_h,
		    (unsigned)s->cell_w, place[0], place[1], place[2],
		    place[3]);
	} else {
		netrt_canvas_grey(s->canvas, scene->grey, v->rows, v->cols,
		    place[0], place[1], place[2], place[3]);
	}
	if (netrt_scene_lines(s->canvas, v, scene, &s->points, place, 1.25,
	    0, e) != NETRT_OK)
		return e->rc;
	netrt_canvas_text(s->canvas, place[0] + 4, place[1] + s->cell_h - 5,
	    false, s->cell_w < 150 ? 11 : 13, 0, caption, netrt_white,
	    true);
	return NETRT_OK;
}

enum netrt_rc
netrt_sheet_rgb(struct netrt_sheet *s, const uint8_t **rgb, unsigned *rows,
    unsigned *cols, struct netrt_err *e)
{
	*rows = s->rows;
	*cols = s->cols;
	return netrt_canvas_rgb(s->canvas, rgb, e);
}
