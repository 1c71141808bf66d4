/* Fonts and coverage bitmaps, with cairo and FreeType: see draw.h. */
#include <cairo-ft.h>
#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw_priv.h"

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

cairo_scaled_font_t *
netrt_font_scaled(const struct netrt_font *f, double size)
{
	cairo_matrix_t font, ctm;

	cairo_matrix_init_scale(&font, size, size);
	cairo_matrix_init_identity(&ctm);
	return cairo_scaled_font_create(f->face, &font, &ctm, f->options);
}

bool
netrt_run_copy(char *buf, size_t size, const char *s, size_t len)
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
	cairo_scaled_font_t *font = netrt_font_scaled(f, size);
	cairo_text_extents_t x;
	char buf[RUN_MOST];

	*out = (struct netrt_extent){ HUGE_VAL, 0, 0 };
	if (netrt_run_copy(buf, sizeof buf, utf8, len)) {
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
	cairo_scaled_font_t *font = netrt_font_scaled(f, size);
	char buf[RUN_MOST];

	cairo_set_scaled_font(cr, font);
	for (size_t i = 0; i < n; i++) {
		if (!netrt_run_copy(buf, sizeof buf, run[i].utf8, run[i].len))
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
