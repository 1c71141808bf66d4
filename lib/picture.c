/* A slice as a picture: see picture.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "label.h"
#include "picture.h"
#include "picture_priv.h"

#define SIDE_LEAST	512	/* px: of the image's longer side */
#define SIDE_MOST	2048

const struct netrt_rgb netrt_white = { 255, 255, 255 };
const struct netrt_rgb netrt_grey = { 150, 150, 150 };
static const struct netrt_rgb ground = { 24, 24, 28 };
static const struct netrt_rgb black = { 0, 0, 0 };

/* The size of the image in px: small ones grow by a whole factor, so that
 * their pixels stay alike. */
static void
scale(const struct netrt_view *v, double *w, double *h)
{
	double unit = fmin(v->row_mm, v->col_mm), k = 1, side;

	*w = v->cols * v->col_mm / unit;
	*h = v->rows * v->row_mm / unit;
	side = fmax(*w, *h);
	if (side < SIDE_LEAST)
		k = ceil(SIDE_LEAST / side);
	else if (side > SIDE_MOST)
		k = SIDE_MOST / side;
	*w = fmax(1, round(*w * k));
	*h = fmax(1, round(*h * k));
}

static double
text_width(struct netrt_font *f, double size, const char *s)
{
	struct netrt_extent x;

	netrt_font_measure(f, size, s, strlen(s), &x);
	return isfinite(x.advance) ? x.advance : 0;
}

enum netrt_rc
netrt_legend_names(const struct netrt_view *v, char ***out,
    struct netrt_err *e)
{
	char **name = *out = calloc(v->nlegend + 1, sizeof *name);
	enum netrt_rc rc = NETRT_OK;

	if (name == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for a legend");
	for (size_t i = 0; rc == NETRT_OK && i < v->nlegend; i++)
		rc = netrt_label_clean(v->font, v->legend[i].name, &name[i],
		    e);
	return rc;
}

void
netrt_legend_free(char **name, size_t n)
{
	for (size_t i = 0; name != NULL && i < n; i++)
		free(name[i]);
	free(name);
}

/* Places and sizes: image, legend, disclaimer. */
static enum netrt_rc
layout(struct netrt_picture *p, struct netrt_err *e)
{
	const struct netrt_view *v = p->view;
	double widest = 10 * p->em;	/* "Slice 100 of 200" */

	for (size_t i = 0; i < v->nlegend; i++)
		widest = fmax(widest, 2 * p->em +
		    text_width(v->font, p->em, p->name[i]));
	p->panel = ceil(fmin(widest, 16 * p->em) + p->em);
	p->cols = (unsigned)(p->w + p->panel);
	/* with a margin at the sides, and rows enough for any text */
	if (netrt_label_make(v->font, v->disclaimer, (unsigned)(p->h),
	    p->cols - (unsigned)p->em, &p->label, e) != NETRT_OK)
		return netrt_err_prefix(e, "picture");
	p->rows = (unsigned)p->h + p->label.rows + (unsigned)p->em;
	return netrt_canvas_open(p->rows, p->cols, v->font, &p->canvas, e);
}

enum netrt_rc
netrt_picture_open(const struct netrt_view *v, struct netrt_picture **out,
    struct netrt_err *e)
{
	struct netrt_picture *p = calloc(1, sizeof *p);
	enum netrt_rc rc;

	*out = NULL;
	if (p == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for a picture");
	p->view = v;
	scale(v, &p->w, &p->h);
	p->em = fmax(11, round(fmax(p->w, p->h) / 44));
	p->on = calloc(v->nlegend + 1, sizeof *p->on);
	rc = p->on != NULL ? netrt_legend_names(v, &p->name, e) :
	    netrt_err_set(e, NETRT_TEMP, "no memory for a picture");
	if (rc == NETRT_OK)
		rc = layout(p, e);
	if (rc != NETRT_OK) {
		netrt_picture_close(p);
		return rc;
	}
	*out = p;
	return NETRT_OK;
}

void
netrt_picture_close(struct netrt_picture *p)
{
	if (p == NULL)
		return;
	netrt_canvas_close(p->canvas);
	netrt_label_free(&p->label);
	netrt_legend_free(p->name, p->view->nlegend);
	free(p->on);
	free(p->points.xy);
	free(p);
}

enum netrt_rc
netrt_scene_lines(struct netrt_canvas *c, const struct netrt_view *v,
    const struct netrt_scene *s, struct netrt_points *buf,
    const double place[4], double width, double rim, struct netrt_err *e)
{
	double sx = place[2] / v->cols, sy = place[3] / v->rows;

	netrt_canvas_clip(c, place[0], place[1], place[2], place[3]);
	for (size_t i = 0; i < s->noutlines; i++) {
		const struct netrt_outline *o = &s->outline[i];

		if (o->n > buf->room) {
			double *xy = realloc(buf->xy, o->n * 2 * sizeof *xy);

			if (xy == NULL)
				return netrt_err_set(e, NETRT_TEMP,
				    "no memory for a contour");
			buf->xy = xy;
			buf->room = o->n;
		}
		for (size_t k = 0; k < o->n; k++) {
			buf->xy[2 * k] = place[0] +
			    (o->rc[2 * k + 1] + 0.5) * sx;
			buf->xy[2 * k + 1] = place[1] +
			    (o->rc[2 * k] + 0.5) * sy;
		}
		netrt_canvas_line(c, buf->xy, o->n, true, width, rim,
		    v->legend[o->legend].colour);
	}
	netrt_canvas_clip(c, 0, 0, 0, 0);
	return NETRT_OK;
}

static enum netrt_rc
outlines(struct netrt_picture *p, const struct netrt_scene *s,
    struct netrt_err *e)
{
	const double place[4] = { 0, 0, p->w, p->h };

	memset(p->on, 0, p->view->nlegend * sizeof *p->on);
	for (size_t i = 0; i < s->noutlines; i++)
		p->on[s->outline[i].legend] = true;
	return netrt_scene_lines(p->canvas, p->view, s, &p->points, place,
	    fmax(1.75, p->em / 7), 1, e);
}

static void
edges(struct netrt_picture *p, const char *const edge[4])
{
	double em = p->em, w = text_width(p->view->font, em, "A");

	netrt_canvas_text(p->canvas, (p->w - w) / 2, em * 1.25, false, em, 0,
	    edge[0], netrt_white, true);
	netrt_canvas_text(p->canvas, p->w - em / 2, p->h / 2 + em / 3, true,
	    em, 0, edge[1], netrt_white, true);
	netrt_canvas_text(p->canvas, (p->w - w) / 2, p->h - em / 2, false, em,
	    0, edge[2], netrt_white, true);
	netrt_canvas_text(p->canvas, em / 2, p->h / 2 + em / 3, false, em, 0,
	    edge[3], netrt_white, true);
}

/* All names, dim when they are not on this slice; when there is no room for
 * all, only those that are. */
static void
legend(struct netrt_picture *p, double y)
{
	const struct netrt_view *v = p->view;
	double em = p->em, x = p->w + em / 2;
	double pitch = fmax(em * 1.15, fmin(em * 1.4, (p->h - y) /
	    (double)(v->nlegend + 1)));
	size_t room = (size_t)((p->h - y) / pitch), shown = 0, want = 0;
	bool all = v->nlegend <= room;
	char more[32];

	for (size_t i = 0; i < v->nlegend; i++)
		want += all || p->on[i];
	for (size_t i = 0; i < v->nlegend; i++) {
		struct netrt_rgb k = v->legend[i].colour;

		if (!all && !p->on[i])
			continue;
		if (want > room && shown + 1 >= room) {
			snprintf(more, sizeof more, "and %zu more",
			    want - shown);
			netrt_canvas_text(p->canvas, x, y, false, em, 0, more,
			    netrt_grey, false);
			break;
		}
		if (!p->on[i])
			k = (struct netrt_rgb){ k.r / 3, k.g / 3, k.b / 3 };
		netrt_canvas_rect(p->canvas, x, y - em * 0.8, em, em * 0.9, k);
		netrt_canvas_text(p->canvas, x + 1.6 * em, y, false, em,
		    p->panel - 2.4 * em, p->name[i],
		    p->on[i] ? netrt_white : netrt_grey, false);
		y += pitch;
		shown++;
	}
}

enum netrt_rc
netrt_picture_draw(struct netrt_picture *p, const struct netrt_scene *s,
    struct netrt_err *e)
{
	const struct netrt_view *v = p->view;
	double em = p->em, x = p->w + em / 2, limit = p->panel - em;

	netrt_canvas_rect(p->canvas, 0, 0, p->cols, p->rows, ground);
	netrt_canvas_grey(p->canvas, s->grey, v->rows, v->cols, 0, 0, p->w,
	    p->h);
	if (outlines(p, s, e) != NETRT_OK)
		return e->rc;
	edges(p, s->edge);
	netrt_canvas_text(p->canvas, x, em * 1.4, false, em, limit, s->title,
	    netrt_white, false);
	netrt_canvas_text(p->canvas, x, em * 2.8, false, em, limit,
	    s->subtitle, netrt_grey, false);
	legend(p, em * 5);
	netrt_canvas_rect(p->canvas, p->cols - em / 2 - p->label.cols,
	    p->h + em / 2, p->label.cols, p->label.rows, black);
	netrt_canvas_cover(p->canvas, p->label.cover, p->label.rows,
	    p->label.cols, p->cols - floor(em / 2) - p->label.cols,
	    p->h + floor(em / 2), netrt_white);
	return NETRT_OK;
}

enum netrt_rc
netrt_picture_rgb(struct netrt_picture *p, const uint8_t **rgb,
    unsigned *rows, unsigned *cols, struct netrt_err *e)
{
	*rows = p->rows;
	*cols = p->cols;
	return netrt_canvas_rgb(p->canvas, rgb, e);
}
