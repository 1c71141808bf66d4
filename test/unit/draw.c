/* Unit tests of lib/draw, lib/label and lib/jpeg. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../tap.h"
#include "draw.h"
#include "jpeg.h"
#include "label.h"

#define FONT "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
#define TEXT "FOR RESEARCH USE ONLY - NOT FOR CLINICAL USE"

static struct netrt_err e;
static struct netrt_font *font;

static void
fonts(void)
{
	struct netrt_font *f;
	char *s;

	ok(netrt_font_open("/nonexistent.ttf", &f, &e) == NETRT_CONFIG &&
	    f == NULL && strstr(e.msg, "/nonexistent.ttf") != NULL,
	    "no font file is CONFIG: %s", e.msg);
	ok(netrt_font_open("/etc/passwd", &f, &e) == NETRT_CONFIG,
	    "what is no font is CONFIG: %s", e.msg);
	ok(netrt_font_open(FONT, &font, &e) == NETRT_OK, "a font");
	ok(netrt_label_check(font, TEXT, &e) == NETRT_OK, "the default text");
	ok(netrt_label_check(font, "a\nb \xC3\xA9", &e) == NETRT_OK,
	    "a newline and an accent");
	ok(netrt_label_check(font, "a\xE4\xB8\x80", &e) == NETRT_CONFIG &&
	    strstr(e.msg, "U+4E00") != NULL, "no such glyph: %s", e.msg);
	ok(netrt_label_check(font, "\xD7\xA9", &e) == NETRT_CONFIG &&
	    strstr(e.msg, "U+05E9") != NULL, "right to left: %s", e.msg);
	ok(netrt_label_check(font, "a\xFF", &e) == NETRT_CONFIG,
	    "no UTF-8: %s", e.msg);
	ok(netrt_label_clean(font, "a\xE4\xB8\x80" "b\n\xFF", &s, &e) ==
	    NETRT_OK, "clean");
	is(s, "a?b??", "a cleaned text");
	free(s);
}

/* 0 when the label is sound, else what is wrong. */
static const char *
sound(const struct netrt_label *l, unsigned rows, unsigned cols)
{
	unsigned edge = 0, ink = 0;

	if (l->row + l->rows > rows || l->col + l->cols > cols)
		return "outside of the image";
	for (unsigned i = 0; i < l->rows; i++)
		for (unsigned k = 0; k < l->cols; k++) {
			uint8_t v = l->cover[(size_t)i * l->cols + k];

			ink += v > 200;
			edge += v > 60 && (i == 0 || k == 0 ||
			    i == l->rows - 1 || k == l->cols - 1);
		}
	if (edge > 0)
		return "the text touches the border";
	/* letters cover a tenth to a half of their box */
	if (ink * 20 < l->rows * l->cols || ink * 2 > l->rows * l->cols)
		return "the box has no letters";
	return "";
}

static void
label(unsigned rows, unsigned cols, const char *what)
{
	struct netrt_label l;

	if (ok(netrt_label_make(font, TEXT, rows, cols, &l, &e) == NETRT_OK,
	    "%s: a label", what)) {
		is(sound(&l, rows, cols), "", what);
		ok(l.row > rows / 3 && l.col + l.cols + 16 + cols / 64 >= cols,
		    "%s: lower right", what);
		netrt_label_free(&l);
	}
}

static void
labels(void)
{
	struct netrt_label l;

	label(512, 512, "512 x 512");
	label(256, 256, "256 x 256");
	label(128, 128, "128 x 128");
	label(64, 64, "64 x 64");
	label(115, 90, "115 x 90");
	label(1024, 256, "1024 x 256");
	label(2048, 2048, "2048 x 2048");
	ok(netrt_label_make(font, TEXT, 3, 3, &l, &e) == NETRT_DATA &&
	    l.cover == NULL, "3 x 3 is DATA: %s", e.msg);
	ok(netrt_label_make(font, TEXT, 1, 4000, &l, &e) == NETRT_DATA,
	    "one row is DATA");
	ok(netrt_label_make(font, " \n", 512, 512, &l, &e) == NETRT_CONFIG,
	    "no text is CONFIG: %s", e.msg);
}

static int
near(const uint8_t *p, int r, int g, int b)
{
	return abs(p[0] - r) < 24 && abs(p[1] - g) < 24 && abs(p[2] - b) < 24;
}

static void
canvas(void)
{
	static const struct netrt_rgb red = { 255, 0, 0 };
	static const double box[] = { 20.5, 20.5, 80.5, 20.5, 80.5, 80.5 };
	static const double out[] = { 90, 10, 130, 10 };
	static const uint8_t grey[4] = { 0, 255, 255, 0 };
	struct netrt_canvas *c;
	const uint8_t *p;

	ok(netrt_canvas_open(100, 200, font, &c, &e) == NETRT_OK, "a canvas");
	netrt_canvas_line(c, box, 3, true, 1, 1, red);
	netrt_canvas_clip(c, 0, 0, 100, 100);
	netrt_canvas_line(c, out, 2, false, 3, 0, red);
	netrt_canvas_clip(c, 0, 0, 0, 0);
	netrt_canvas_grey(c, grey, 2, 2, 120, 20, 40, 40);
	netrt_canvas_text(c, 195, 90, true, 20, 60, "a very long text", red,
	    true);
	ok(netrt_canvas_rgb(c, &p, &e) == NETRT_OK, "its pixels");
	ok(near(p, 0, 0, 0), "black ground");
	ok(near(p + 3 * (20 * 200 + 50), 255, 0, 0), "a line at y = 20.5");
	ok(near(p + 3 * (60 * 200 + 80), 255, 0, 0), "a line at x = 80.5");
	ok(near(p + 3 * (50 * 200 + 50), 255, 0, 0), "closed");
	ok(near(p + 3 * (60 * 200 + 40), 0, 0, 0), "nothing off the line");
	ok(near(p + 3 * (10 * 200 + 95), 255, 0, 0) &&
	    near(p + 3 * (10 * 200 + 110), 0, 0, 0), "clipped");
	ok(near(p + 3 * (25 * 200 + 125), 0, 0, 0) &&
	    near(p + 3 * (25 * 200 + 155), 255, 255, 255), "a grey image");
	int left = 0, right = 0;
	for (int x = 100; x < 200; x++)
		for (int y = 70; y < 96; y++)
			if (p[3 * (y * 200 + x)] > 128)
				x < 132 ? left++ : right++;
	ok(left == 0 && right > 50, "text, cut to its limit");
	netrt_canvas_close(c);
}

static void
jpeg(void)
{
	static uint8_t rgb[30 * 20 * 3];
	char path[] = "/tmp/netrt-jpeg.XXXXXX";
	struct stat st;
	uint8_t head[3] = { 0 };
	FILE *f;

	close(mkstemp(path));
	ok(netrt_jpeg_write(path, rgb, 30, 20, 90, &e) != NETRT_OK,
	    "an existing file is not replaced: %s", e.msg);
	unlink(path);
	ok(netrt_jpeg_write(path, rgb, 30, 20, 90, &e) == NETRT_OK, "JPEG");
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "mode 0600");
	f = fopen(path, "rb");
	ok(f != NULL && fread(head, 1, 3, f) == 3 && head[0] == 0xFF &&
	    head[1] == 0xD8 && head[2] == 0xFF, "begins as JPEG does");
	if (f != NULL)
		fclose(f);
	unlink(path);
	ok(netrt_jpeg_write("/dev/null/x", rgb, 30, 20, 90, &e) != NETRT_OK,
	    "no such directory: %s", e.msg);
	ok(netrt_jpeg_write(path, rgb, 70000, 1, 90, &e) == NETRT_DATA,
	    "too many rows is DATA");
}

int
main(void)
{
	fonts();
	labels();
	canvas();
	jpeg();
	netrt_font_close(font);
	return done();
}
