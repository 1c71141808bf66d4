/* Pictures with cairo: see draw.h. */
#include <cairo.h>
#include <stdlib.h>
#include <string.h>

#include "draw_priv.h"

struct netrt_canvas {
	struct netrt_font *font;
	cairo_surface_t *s;
	cairo_t *cr;
	unsigned rows, cols;
	uint8_t *rgb;
};

enum netrt_rc
netrt_canvas_open(unsigned rows, unsigned cols, struct netrt_font *f,
    struct netrt_canvas **out, struct netrt_err *e)
{
	struct netrt_canvas *c = calloc(1, sizeof *c);

	*out = NULL;
	if (c == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for a picture");
	c->font = f;
	c->rows = rows;
	c->cols = cols;
	c->s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)cols,
	    (int)rows);
	c->cr = cairo_create(c->s);
	if (cairo_status(c->cr) != CAIRO_STATUS_SUCCESS) {
		netrt_err_set(e, NETRT_TEMP, "a picture of %u rows and %u "
		    "columns: %s", rows, cols,
		    cairo_status_to_string(cairo_status(c->cr)));
		netrt_canvas_close(c);
		return e->rc;
	}
	cairo_set_line_join(c->cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_line_cap(c->cr, CAIRO_LINE_CAP_ROUND);
	*out = c;
	return NETRT_OK;
}

void
netrt_canvas_close(struct netrt_canvas *c)
{
	if (c == NULL)
		return;
	cairo_destroy(c->cr);
	cairo_surface_destroy(c->s);
	free(c->rgb);
	free(c);
}

static void
ink(struct netrt_canvas *c, struct netrt_rgb k)
{
	cairo_set_source_rgb(c->cr, k.r / 255.0, k.g / 255.0, k.b / 255.0);
}

void
netrt_canvas_clip(struct netrt_canvas *c, double x, double y, double w,
    double h)
{
	cairo_reset_clip(c->cr);
	if (w > 0) {
		cairo_rectangle(c->cr, x, y, w, h);
		cairo_clip(c->cr);
	}
}

static void
paint(struct netrt_canvas *c, cairo_surface_t *s, unsigned rows,
    unsigned cols, double x, double y, double w, double h)
{
	cairo_save(c->cr);
	cairo_rectangle(c->cr, x, y, w, h);
	cairo_clip(c->cr);
	cairo_translate(c->cr, x, y);
	cairo_scale(c->cr, w / cols, h / rows);
	cairo_set_source_surface(c->cr, s, 0, 0);
	/* beyond the edge the edge itself, not black */
	cairo_pattern_set_extend(cairo_get_source(c->cr), CAIRO_EXTEND_PAD);
	cairo_pattern_set_filter(cairo_get_source(c->cr),
	    w < cols || h < rows ? CAIRO_FILTER_GOOD : CAIRO_FILTER_BILINEAR);
	cairo_paint(c->cr);
	cairo_restore(c->cr);
}

void
netrt_canvas_grey(struct netrt_canvas *c, const uint8_t *grey, unsigned rows,
    unsigned cols, double x, double y, double w, double h)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
	    (int)cols, (int)rows);
	unsigned char *p = cairo_image_surface_get_data(s);
	size_t stride = (size_t)cairo_image_surface_get_stride(s);

	for (size_t i = 0; p != NULL && i < rows; i++, p += stride) {
		uint32_t *line = (uint32_t *)(void *)p;

		for (size_t k = 0; k < cols; k++)
			line[k] = *grey++ * 0x010101u;
	}
	cairo_surface_mark_dirty(s);
	paint(c, s, rows, cols, x, y, w, h);
	cairo_surface_destroy(s);
}

void
netrt_canvas_rect(struct netrt_canvas *c, double x, double y, double w,
    double h, struct netrt_rgb colour)
{
	ink(c, colour);
	cairo_rectangle(c->cr, x, y, w, h);
	cairo_fill(c->cr);
}

void
netrt_canvas_cover(struct netrt_canvas *c, const uint8_t *cover,
    unsigned rows, unsigned cols, double x, double y,
    struct netrt_rgb colour)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_A8,
	    (int)cols, (int)rows);
	unsigned char *p = cairo_image_surface_get_data(s);
	size_t stride = (size_t)cairo_image_surface_get_stride(s);

	for (size_t i = 0; p != NULL && i < rows; i++)
		memcpy(p + i * stride, cover + i * cols, cols);
	cairo_surface_mark_dirty(s);
	ink(c, colour);
	cairo_mask_surface(c->cr, s, x, y);
	cairo_surface_destroy(s);
}

/* The colour around a line or text that sets it off from the image. */
static void
rim(struct netrt_canvas *c, struct netrt_rgb k, double strength)
{
	double other = k.r * 3 + k.g * 6 + k.b < 600 ? 1 : 0;

	cairo_set_source_rgba(c->cr, other, other, other, strength);
}

void
netrt_canvas_line(struct netrt_canvas *c, const double *xy, size_t n,
    bool closed, double width, double rim_px, struct netrt_rgb colour)
{
	if (n == 0)
		return;
	cairo_move_to(c->cr, xy[0], xy[1]);
	for (size_t i = n > 1; i < n; i++)
		cairo_line_to(c->cr, xy[2 * i], xy[2 * i + 1]);
	if (closed)
		cairo_close_path(c->cr);
	if (rim_px > 0) {
		rim(c, colour, 0.5);
		cairo_set_line_width(c->cr, width + 2 * rim_px);
		cairo_stroke_preserve(c->cr);
	}
	ink(c, colour);
	cairo_set_line_width(c->cr, width);
	cairo_stroke(c->cr);
}

/* Cut the text until it is no wider than limit; returns the width. */
static double
shorten(struct netrt_font *f, double size, double limit, char *s, size_t len)
{
	struct netrt_extent x;

	netrt_font_measure(f, size, s, len, &x);
	while (limit > 0 && x.advance > limit && len > 0) {
		do {	/* a whole character */
			len--;
		} while (len > 0 && (s[len] & 0xC0) == 0x80);
		strcpy(s + len, "...");
		netrt_font_measure(f, size, s, len + 3, &x);
	}
	return x.advance;
}

void
netrt_canvas_text(struct netrt_canvas *c, double x, double y, bool right,
    double size, double limit, const char *utf8, struct netrt_rgb colour,
    bool rimmed)
{
	cairo_scaled_font_t *font = netrt_font_scaled(c->font, size);
	char buf[RUN_MOST + 4];
	size_t len = strnlen(utf8, RUN_MOST - 1);

	while (len > 0 && (utf8[len] & 0xC0) == 0x80)
		len--;
	netrt_run_copy(buf, sizeof buf, utf8, len);
	double w = shorten(c->font, size, limit, buf, len);
	if (right)
		x -= w;
	cairo_set_scaled_font(c->cr, font);
	if (rimmed) {
		cairo_move_to(c->cr, x, y);
		cairo_text_path(c->cr, buf);
		rim(c, colour, 0.7);
		cairo_set_line_width(c->cr, 2.5);
		cairo_stroke(c->cr);
	}
	ink(c, colour);
	cairo_move_to(c->cr, x, y);
	cairo_show_text(c->cr, buf);
	cairo_new_path(c->cr);
	cairo_scaled_font_destroy(font);
}

enum netrt_rc
netrt_canvas_rgb(struct netrt_canvas *c, const uint8_t **rgb,
    struct netrt_err *e)
{
	size_t n = (size_t)c->rows * c->cols * 3;

	*rgb = NULL;
	if (c->rgb == NULL)
		c->rgb = malloc(n);
	if (c->rgb == NULL || cairo_status(c->cr) != CAIRO_STATUS_SUCCESS)
		return netrt_err_set(e, NETRT_TEMP, "cannot draw a picture: "
		    "%s", cairo_status_to_string(cairo_status(c->cr)));
	cairo_surface_flush(c->s);
	const unsigned char *p = cairo_image_surface_get_data(c->s);
	size_t stride = (size_t)cairo_image_surface_get_stride(c->s);
	uint8_t *to = c->rgb;
	for (size_t i = 0; i < c->rows; i++, p += stride) {
		const uint32_t *line = (const uint32_t *)(const void *)p;

		for (size_t k = 0; k < c->cols; k++, to += 3) {
			to[0] = (uint8_t)(line[k] >> 16);
			to[1] = (uint8_t)(line[k] >> 8);
			to[2] = (uint8_t)line[k];
		}
	}
	*rgb = c->rgb;
	return NETRT_OK;
}
