/*
 * netrt-debugviz: the contours that netrt-mask fills, drawn as lines over
 * the images: a JPEG file for each slice, a contact sheet, and the same
 * pictures as a Secondary Capture series.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "choose.h"
#include "disclaimer.h"
#include "filter.h"
#include "geometry.h"
#include "image.h"
#include "jpeg.h"
#include "object.h"
#include "pair.h"
#include "picture.h"
#include "place.h"
#include "rtstruct.h"
#include "series.h"
#include "step.h"

static const char usage[] =
    "[-fnv0] [-c file] [-o section.key=value] [study ...]";

/* NETRT's, for ROIs that have none of their own: red, blue, green, yellow,
 * cyan, magenta, orange, purple. */
static const struct netrt_rgb palette[] = {
	{ 255, 0, 0 }, { 64, 96, 255 }, { 0, 200, 0 }, { 255, 255, 0 },
	{ 0, 255, 255 }, { 255, 0, 255 }, { 255, 165, 0 }, { 160, 64, 200 },
};
#define NPALETTE (sizeof palette / sizeof palette[0])

/* One RTSTRUCT on its series. */
struct job {
	struct netrt_step *s;
	struct netrt_font *font;
	size_t made;			/* series before this one */
	struct netrt_rtstruct *rs;
	struct netrt_pair pair;
	struct netrt_placement place;
	struct netrt_selection sel;	/* which ROIs */
	struct netrt_legend *legend;	/* of those, */
	char (*unnamed)[32];		/* names for those without, */
	size_t *row;			/* and where a ROI is in it */
	struct netrt_view view;
	struct netrt_picture *picture;
	struct netrt_sheet *sheet;
	char series[NETRT_UID_LEN];
	struct netrt_dcm *open;		/* the image at path: the slices of */
	const char *path;		/* an enhanced one are its frames */
	/* of one slice */
	uint8_t *grey;
	double *rc;
	struct netrt_points mm;
	struct netrt_outline *outline;
};

static enum netrt_rc
no_memory(struct netrt_err *e)
{
	return netrt_err_set(e, NETRT_TEMP, "no memory for pictures");
}

/* ---- the legend ---- */

static enum netrt_rc
make_legend(struct job *j, struct netrt_err *e)
{
	const struct netrt_rtstruct *rs = j->rs;
	size_t n = 0;

	j->legend = calloc(rs->nrois + 1, sizeof *j->legend);
	j->unnamed = calloc(rs->nrois + 1, sizeof *j->unnamed);
	j->row = calloc(rs->nrois + 1, sizeof *j->row);
	if (j->legend == NULL || j->unnamed == NULL || j->row == NULL)
		return no_memory(e);
	for (size_t i = 0; i < rs->nrois; i++) {
		const struct netrt_roi *roi = &rs->roi[i];

		if (!j->sel.use[i])
			continue;
		snprintf(j->unnamed[n], sizeof j->unnamed[n], "ROI %ld",
		    roi->number);
		j->legend[n].name = j->sel.name[i][0] != '\0' ?
		    j->sel.name[i] : j->unnamed[n];
		j->legend[n].colour = roi->has_color ?
		    (struct netrt_rgb){ roi->color[0], roi->color[1],
		    roi->color[2] } : palette[i % NPALETTE];
		j->row[i] = n++;
	}
	j->view.legend = j->legend;
	j->view.nlegend = n;
	return NETRT_OK;
}

/* ---- one slice ---- */

/* The contours of the plane in pixels of this slice. */
static enum netrt_rc
outlines(struct job *j, const struct netrt_slice *sl, size_t *n,
    struct netrt_err *e)
{
	const struct netrt_placement *p = &j->place;
	double *rc = j->rc;

	*n = 0;
	for (size_t k = p->start[sl->plane]; k < p->start[sl->plane + 1]; k++) {
		const struct netrt_contour *c =
		    &j->rs->contour[p->order[k]];

		if (netrt_rtstruct_points(j->rs, p->order[k], &j->mm, e) !=
		    NETRT_OK)
			return e->rc;
		j->outline[(*n)++] = (struct netrt_outline){ rc, c->n,
		    j->row[c->roi] };
		for (size_t i = 0; i < c->n; i++, rc += 2)
			netrt_frame_to_pixel(&sl->frame, j->mm.mm + 3 * i,
			    &rc[0], &rc[1]);
	}
	return NETRT_OK;
}

static void
window_text(const struct netrt_pixels *px, char *s, size_t size)
{
	if (px->voi == NETRT_VOI_NONE)
		snprintf(s, size, "no window");
	else
		snprintf(s, size, "W %.6g  L %.6g", px->width, px->center);
}

static enum netrt_rc
draw(struct job *j, size_t i, struct netrt_dcm *d, struct netrt_err *e)
{
	const struct netrt_series *series = j->pair.series;
	const struct netrt_slice *sl = &series->slice[i];
	char title[64], window[64], caption[32];
	struct netrt_pixels px;
	struct netrt_scene scene = {
		.grey = j->grey, .outline = j->outline,
		.title = title, .subtitle = window,
		.edge = { netrt_direction_letter(sl->frame.y, -1),
		    netrt_direction_letter(sl->frame.x, 1),
		    netrt_direction_letter(sl->frame.y, 1),
		    netrt_direction_letter(sl->frame.x, -1) }
	};

	if (netrt_frames_flatten(netrt_dcm_root(d), sl->frame_number, e) !=
	    NETRT_OK || netrt_image_pixels(d, &px, e) != NETRT_OK ||
	    netrt_pixels_grey(&px, sl->frame_number > 0 ?
	    sl->frame_number - 1 : 0, j->grey, e) != NETRT_OK ||
	    outlines(j, sl, &scene.noutlines, e) != NETRT_OK)
		return e->rc;
	snprintf(title, sizeof title, "Slice %zu of %zu", i + 1, series->n);
	snprintf(caption, sizeof caption, "%zu", i + 1);
	window_text(&px, window, sizeof window);
	if (netrt_sheet_add(j->sheet, &scene, i, caption, e) != NETRT_OK)
		return e->rc;
	return netrt_picture_draw(j->picture, &scene, e);
}

static enum netrt_rc
save(struct job *j, size_t i, struct netrt_item *source, struct netrt_err *e)
{
	const struct netrt_config *cfg = j->s->cfg;
	const struct netrt_slice *sl = &j->pair.series->slice[i];
	char path[2 * PATH_MAX], new[NETRT_UID_LEN], how[192], again[16] = "";
	char sop[NETRT_UID_LEN + 16];
	struct netrt_capture c = {
		.series = j->series, .sop = new,
		.series_number = (long)cfg->visualization.series_number +
		    1000 * (long)j->made,
		.number = (long)i + 1,
		.series_description = cfg->visualization.series_description,
		.how = how, .date = j->s->date, .time = j->s->time
	};

	if (sl->frame_number > 0)
		snprintf(sop, sizeof sop, "%s.%u", sl->sop, sl->frame_number);
	else
		snprintf(sop, sizeof sop, "%s", sl->sop);
	if (j->made > 0)
		snprintf(again, sizeof again, "_%zu", j->made + 1);
	snprintf(how, sizeof how, "Contours of %zu ROIs of RT Structure Set "
	    "%s drawn over the image", j->sel.nuse, j->rs->sop);
	if (netrt_picture_rgb(j->picture, &c.rgb, &c.rows, &c.cols, e) !=
	    NETRT_OK ||
	    netrt_step_instance(j->series, sop, new, e) != NETRT_OK)
		return e->rc;
	snprintf(path, sizeof path, "%s/slice_%03zu_%s%s.jpg", j->s->out[0],
	    i + 1, sop, again);
	if (netrt_jpeg_write(path, c.rgb, c.rows, c.cols,
	    cfg->visualization.jpeg_quality, e) != NETRT_OK)
		return e->rc;
	snprintf(path, sizeof path, "%s/%s.dcm", j->s->out[1], new);
	return netrt_capture_write(&c, source, path, e);
}

static enum netrt_rc
slice(struct job *j, size_t i, struct netrt_err *e)
{
	const char *path = j->pair.series->slice[i].path;
	enum netrt_rc rc = NETRT_OK;

	if (j->open == NULL || strcmp(path, j->path) != 0) {
		netrt_dcm_close(j->open);
		rc = netrt_dcm_open(path, &j->open, e);
		j->path = path;
	}
	if (rc == NETRT_OK)
		rc = draw(j, i, j->open, e);
	if (rc == NETRT_OK)
		rc = save(j, i, netrt_dcm_root(j->open), e);
	return rc == NETRT_OK ? rc : netrt_err_prefix(e, "%s",
	    netrt_object_name(path));
}

static enum netrt_rc
slices(struct job *j, struct netrt_err *e)
{
	size_t n = j->pair.series->n;
	unsigned rows, cols;
	const uint8_t *rgb;
	char path[PATH_MAX + 64], again[16] = "";

	for (size_t i = 0; i < n; i++) {
		netrt_tool_progress(j->s->tool, j->s->study->name, i, n);
		if (slice(j, i, e) != NETRT_OK)
			return e->rc;
	}
	if (j->made > 0)
		snprintf(again, sizeof again, "_%zu", j->made + 1);
	snprintf(path, sizeof path, "%s/contact_sheet%s.jpg", j->s->out[0],
	    again);
	if (netrt_sheet_rgb(j->sheet, &rgb, &rows, &cols, e) != NETRT_OK)
		return e->rc;
	return netrt_jpeg_write(path, rgb, rows, cols,
	    j->s->cfg->visualization.jpeg_quality, e);
}

/* ---- one RTSTRUCT ---- */

/* The most contours and points that lie on one plane. */
static enum netrt_rc
make_room(struct job *j, struct netrt_err *e)
{
	const struct netrt_placement *p = &j->place;
	const struct netrt_series *s = p->series;
	size_t contours = 0, points = 0;

	for (size_t i = 0; i < s->nplanes; i++) {
		size_t n = 0;

		for (size_t k = p->start[i]; k < p->start[i + 1]; k++)
			n += j->rs->contour[p->order[k]].n;
		if (n > points)
			points = n;
		if (p->start[i + 1] - p->start[i] > contours)
			contours = p->start[i + 1] - p->start[i];
	}
	j->grey = calloc((size_t)s->rows * s->cols, 1);
	j->rc = calloc(points + 1, 2 * sizeof *j->rc);
	j->outline = calloc(contours + 1, sizeof *j->outline);
	return j->grey != NULL && j->rc != NULL && j->outline != NULL ?
	    NETRT_OK : no_memory(e);
}

static enum netrt_rc
prepare(struct job *j, const struct netrt_series_list *l, struct netrt_err *e)
{
	const struct netrt_series *s;
	enum netrt_rc rc = netrt_pair_find(j->rs, l, j->s->cfg, &j->pair, e);

	if (rc != NETRT_OK)
		return rc;
	s = j->pair.series;
	j->sel.nuse -= netrt_pair_exclude(&j->pair, j->rs, j->sel.use);
	j->view.font = j->font;
	j->view.disclaimer = j->s->cfg->processing.burn_in_text;
	j->view.rows = s->rows;
	j->view.cols = s->cols;
	j->view.row_mm = s->slice[0].frame.row_mm;
	j->view.col_mm = s->slice[0].frame.col_mm;
	if ((rc = netrt_place_init(&j->place, s, j->rs, j->sel.use, e)) ==
	    NETRT_OK && (rc = make_legend(j, e)) == NETRT_OK &&
	    (rc = make_room(j, e)) == NETRT_OK &&
	    (rc = netrt_picture_open(&j->view, &j->picture, e)) == NETRT_OK &&
	    (rc = netrt_sheet_open(&j->view, s->n, &j->sheet, e)) == NETRT_OK)
		rc = netrt_step_series(j->s, "debug", s->uid, j->rs->sop,
		    j->series, e);
	return rc;
}

static void
release(struct job *j)
{
	netrt_dcm_close(j->open);
	netrt_sheet_close(j->sheet);
	netrt_picture_close(j->picture);
	netrt_place_free(&j->place);
	netrt_rtstruct_free(j->rs);
	netrt_points_free(&j->mm);
	free(j->outline);
	free(j->rc);
	free(j->grey);
	free(j->row);
	free(j->unnamed);
	free(j->legend);
	netrt_selection_free(&j->sel);
}

/* *made counts the series; an RTSTRUCT without anything to draw makes none
 * (netrt-mask says so). */
static enum netrt_rc
one_struct(struct netrt_step *s, struct netrt_font *font, const char *path,
    const struct netrt_series_list *l, size_t *made, struct netrt_err *e)
{
	struct job j = { .s = s, .font = font, .made = *made };
	enum netrt_rc rc = netrt_rtstruct_read(path, &j.rs, e);
	size_t closed = 0;

	if (rc != NETRT_OK)
		return rc;
	rc = netrt_selection_init(&j.sel, j.rs, s->cfg, e);
	for (size_t i = 0; rc == NETRT_OK && i < j.rs->nrois; i++)
		closed += j.sel.use[i] ? j.rs->roi[i].nclosed : 0;
	if (closed > 0) {
		if ((rc = prepare(&j, l, e)) == NETRT_OK)
			rc = slices(&j, e);
		if (rc == NETRT_OK)
			++*made;
	}
	release(&j);
	return rc;
}

static enum netrt_rc
draw_all(struct netrt_step *s, struct netrt_err *e)
{
	struct netrt_series_list l = { 0 };
	struct netrt_choice choice = { NULL, 0 };
	struct netrt_font *font = NULL;
	size_t made = 0;
	enum netrt_rc rc = netrt_dcm_init(e);

	if (rc == NETRT_OK && s->structs.n == 0)
		rc = netrt_err_set(e, NETRT_NOINPUT, "no RTSTRUCT: send it");
	if (rc == NETRT_OK)
		rc = netrt_disclaimer_font(s->cfg, &font, e);
	if (rc == NETRT_OK)
		rc = netrt_series_read(&s->images, &l, e);
	if (rc == NETRT_OK)
		rc = netrt_choose(s, &l, &choice, e);
	for (size_t i = 0; rc == NETRT_OK && i < s->structs.n; i++)
		if (choice.left[i] == NETRT_LEFT_NOT)
			rc = one_struct(s, font, s->structs.name[i], &l,
			    &made, e);
	if (rc == NETRT_OK && made == 0)
		rc = netrt_err_set(e, NETRT_DATA, "no RTSTRUCT has a closed "
		    "contour that is used: nothing to draw");
	netrt_choice_free(&choice);
	netrt_series_free(&l);
	netrt_font_close(font);
	return rc;
}

/* Another version of the libraries may draw other pixels. */
static enum netrt_rc
salt(struct netrt_step *s, char **text, struct netrt_err *e)
{
	(void)s;
	if ((*text = strdup(netrt_draw_version())) == NULL)
		return no_memory(e);
	return NETRT_OK;
}

static enum netrt_rc
one(struct netrt_tool *t, const char *study, struct netrt_err *e)
{
	static const struct netrt_step_fns fns = { salt, draw_all };

	return netrt_step_run(t, "debugviz", study, &fns, e);
}

int
main(int argc, char **argv)
{
	struct netrt_tool t = { .name = "netrt-debugviz", .usage = usage };

	return netrt_tool_run(&t, argc, argv, one);
}
