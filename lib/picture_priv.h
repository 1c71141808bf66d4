/* What picture.c and sheet.c share: see picture.h. */
#ifndef NETRT_PICTURE_PRIV_H
#define NETRT_PICTURE_PRIV_H

#include <stdbool.h>

#include "label.h"
#include "picture.h"

/* The points of a contour: x, y; room for so many. */
struct netrt_points {
	double *xy;
	size_t room;
};

struct netrt_picture {
	const struct netrt_view *view;
	struct netrt_canvas *canvas;
	struct netrt_label label;
	unsigned rows, cols;		/* of the picture */
	double w, h;			/* px: the image, at its upper left */
	double panel;			/* px: width of the legend */
	double em;			/* px: font */
	char **name;			/* of the legend, that can be drawn */
	bool *on;			/* of the legend: on this slice */
	struct netrt_points points;
};

extern const struct netrt_rgb netrt_white, netrt_grey;

/* The names of the legend, with what can be drawn; n of them to free. */
enum netrt_rc netrt_legend_names(const struct netrt_view *v, char ***out,
    struct netrt_err *e) NETRT_MUST;
void netrt_legend_free(char **name, size_t n);

/* The outlines of a scene over its image, which is in the rectangle place
 * (x, y, w, h); width and rim of the lines in px. */
enum netrt_rc netrt_scene_lines(struct netrt_canvas *c,
    const struct netrt_view *v, const struct netrt_scene *s,
    struct netrt_points *buf, const double place[4], double width,
    double rim, struct netrt_err *e) NETRT_MUST;

#endif
