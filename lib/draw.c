/* Drawing with cairo and FreeType: see draw.h. */
#include <cairo-ft.h>
#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"

#define RUN_MOST	1024	/* bytes of text drawn at once */

const char *
netrt_draw_version(void)
{
	static char text[64];
	FT_Library lib;
	int a = 0, b = 0, c = 0;

	if (FT_Init_FreeType(&lib) == 0) {
		FT_Library_Version(lib, &a, &b, &c);
		FT_Done_FreeType(lib);
	}
	snprintf(text, sizeof text, "cairo %s, FreeType %d.%d.%d",
	    cairo_version_string(), a, b, c);
	return text;
}

/* ---- fonts ---- */

/* cairo keeps faces in a cache: they go when it lets go of them. */
struct file {
	FT_Library lib;
	FT_Face face;
};

struct netrt_font {
	struct file *file;
	cairo_font_face_t *face;
	cairo_font_options_t *options;
};

static void
file_close(void *p)
{
	struct file *file = p;

	if (file == NULL)
		return;
	if (file->face != NULL)
		FT_Done_Face(file->face);
	if (file->lib != NULL)
		FT_Done_FreeType(file->lib);
	free(file);
}

static enum netrt_rc
file_open(const char *path, struct file **out, struct netrt_err *e)
{
	struct file *file = calloc(1, sizeof *file);
	int err;

	*out = NULL;
	if (file == NULL || FT_Init_FreeType(&file->lib) != 0) {
		free(file);
		return netrt_err_set(e, NETRT_TEMP, "no memory for fonts");
	}
	if ((err = FT_New_Face(file->lib, path, 0, &file->face)) != 0) {
		file_close(file);
		return netrt_err_set(e, NETRT_CONFIG, "%s: %s", path,
		    err == FT_Err_Cannot_Open_Resource ?
		    "this font file cannot be opened" :
		    "this is no font file");
	}
	if (!FT_IS_SCALABLE(file->face)) {
		file_close(file);
		return netrt_err_set(e, NETRT_CONFIG,
		    "%s: this font cannot be scaled", path);
	}
	*out = file;
	return NETRT_OK;
}

enum netrt_rc
netrt_font_open(const char *path, struct netrt_font **out,
    struct netrt_err *e)
{
	static const cairo_user_data_key_t key;
	struct netrt_font *f = calloc(1, sizeof *f);
	struct file *file;

	*out = NULL;
	if (f == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for fonts");
	if (file_open(path, &file, e) != NETRT_OK) {
		free(f);
		return e->rc;
	}
	f->face = cairo_ft_font_face_create_for_ft_face(file->face, 0);
	if (cairo_font_face_set_user_data(f->face, &key, file, file_close) !=
	    CAIRO_STATUS_SUCCESS) {
		cairo_font_face_destroy(f->face);
		file_close(file);
		free(f);
		return netrt_err_set(e, NETRT_TEMP, "no memory for fonts");
	}
	f->file = file;
	/* the light hinter is FreeType's own: it heeds no settings */
	f->options = cairo_font_options_create();
	cairo_font_options_set_antialias(f->options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(f->options, CAIRO_HINT_STYLE_SLIGHT);
	cairo_font_options_set_hint_metrics(f->options, CAIRO_HINT_METRICS_ON);
	*out = f;
	return NETRT_OK;
}

void
netrt_font_close(struct netrt_font *f)
{
	if (f == NULL)
		return;
	cairo_font_options_destroy(f->options);
	cairo_font_face_destroy(f->face);
	free(f);
}

bool
netrt_font_has(struct netrt_font *f, uint32_t cp)
{
	return FT_Get_Char_Index(f->file->face, cp) != 0;
}

static cairo_scaled_font_t *
scaled(const struct netrt_font *f, double size)
{
	cairo_matrix_t font, ctm;

	cairo_matrix_init_scale(&font, size, size);
	cairo_matrix_init_identity(&ctm);
	return cairo_scaled_font_create(f->face, &font, &ctm, f->options);
}

static bool
copy(char *buf, size_t size, const char *s, size_t len)
{
	if (len >= size)
		return false;
	memcpy(buf, s, len);
	buf[len] = '\0';
	return true;
}

void
netrt_font_measure(struct netrt_font *f, double size, const char *utf8,
    size_t len, struct netrt_extent *out)
{
	cairo_scaled_font_t *font = scaled(f, size);
	cairo_text_extents_t x;
	char buf[RUN_MOST];

	*out = (struct netrt_extent){ HUGE_VAL, 0, 0 };
	if (copy(buf, sizeof buf, utf8, len)) {
		cairo_scaled_font_text_extents(font, buf, &x);
		*out = (struct netrt_extent){ x.x_advance,
		    fmax(0, -x.y_bearing), fmax(0, x.y_bearing + x.height) };
	}
	cairo_scaled_font_destroy(font);
}

enum netrt_rc
netrt_draw_runs(struct netrt_font *f, double size,
    const struct netrt_run *run, size_t n, unsigned rows, unsigned cols,
    uint8_t **cover, struct netrt_err *e)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_A8,
	    (int)cols, (int)rows);
	cairo_t *cr = cairo_create(s);
	cairo_scaled_font_t *font = scaled(f, size);
	char buf[RUN_MOST];

	cairo_set_scaled_font(cr, font);
	for (size_t i = 0; i < n; i++) {
		if (!copy(buf, sizeof buf, run[i].utf8, run[i].len))
			continue;	/* its width was HUGE_VAL */
		cairo_move_to(cr, run[i].x, run[i].y);
		cairo_show_text(cr, buf);
	}
	cairo_surface_flush(s);
	*cover = malloc((size_t)rows * cols);
	if (*cover != NULL && cairo_status(cr) == CAIRO_STATUS_SUCCESS) {
		const unsigned char *p = cairo_image_surface_get_data(s);
		size_t stride = (size_t)cairo_image_surface_get_stride(s);

		for (size_t i = 0; i < rows; i++)
			memcpy(*cover + i * cols, p + i * stride, cols);
	} else {
		netrt_err_set(e, NETRT_TEMP, "cannot draw text: %s",
		    cairo_status_to_string(cairo_status(cr)));
		free(*cover);
		*cover = NULL;
	}
	cairo_scaled_font_destroy(font);
	cairo_destroy(cr);
	cairo_surface_destroy(s);
	return *cover != NULL ? NETRT_OK : e->rc;
}

/* ---- pictures ---- */

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
netrt_canvas_paste(struct netrt_canvas *c, struct netrt_canvas *from,
    double x, double y, double w, double h)
{
	paint(c, from->s, from->rows, from->cols, x, y, w, h);
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
netrt_canvas_line(struct netrt_canvas *c, const double *xy, size_t n,
    bool closed, double width, struct netrt_rgb colour)
{
	if (n == 0)
		return;
	cairo_move_to(c->cr, xy[0], xy[1]);
	for (size_t i = n > 1; i < n; i++)
		cairo_line_to(c->cr, xy[2 * i], xy[2 * i + 1]);
	if (closed)
		cairo_close_path(c->cr);
	cairo_set_source_rgba(c->cr, 0, 0, 0, 0.5);
	cairo_set_line_width(c->cr, width + 1.5);
	cairo_stroke_preserve(c->cr);
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
    double size, double limit, const char *utf8, struct netrt_rgb colour)
{
	cairo_scaled_font_t *font = scaled(c->font, size);
	char buf[RUN_MOST + 4];
	size_t len = strnlen(utf8, RUN_MOST - 1);

	while (len > 0 && (utf8[len] & 0xC0) == 0x80)
		len--;
	copy(buf, sizeof buf, utf8, len);
	double w = shorten(c->font, size, limit, buf, len);
	if (right)
		x -= w;
	cairo_set_scaled_font(c->cr, font);
	cairo_move_to(c->cr, x, y);
	cairo_text_path(c->cr, buf);
	cairo_set_source_rgba(c->cr, 0, 0, 0, 0.7);
	cairo_set_line_width(c->cr, 2.5);
	cairo_stroke(c->cr);
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
