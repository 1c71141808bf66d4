/* Unit tests of lib/pixels. */
#include <stdlib.h>

#include "../tap.h"
#include "pixels.h"

#define SIDE 4

static struct netrt_err e;
static uint8_t buf[SIDE * SIDE * 3 * 2 * 2];	/* colour, 16 bits, 2 frames */

static struct netrt_pixels
make(unsigned allocated, unsigned stored, bool is_signed)
{
	struct netrt_pixels px = { .rows = SIDE, .cols = SIDE, .frames = 1,
	    .samples = 1, .allocated = allocated, .stored = stored,
	    .high = stored - 1, .is_signed = is_signed, .slope = 1,
	    .p = buf, .n = sizeof buf };

	memset(buf, 0, sizeof buf);
	return px;
}

static void
put(struct netrt_pixels *px, size_t i, unsigned word)
{
	if (px->allocated == 8) {
		px->p[i] = (uint8_t)word;
	} else {
		px->p[2 * i] = (uint8_t)word;
		px->p[2 * i + 1] = (uint8_t)(word >> 8);
	}
}

static unsigned
word(const struct netrt_pixels *px, size_t i)
{
	return px->allocated == 8 ? px->p[i] :
	    (unsigned)px->p[2 * i] | (unsigned)px->p[2 * i + 1] << 8;
}

static void
check(void)
{
	struct netrt_pixels px = make(16, 12, false);

	ok(netrt_pixels_check(&px, &e) == NETRT_OK, "12 in 16 bits");
	px.n = SIDE * SIDE * 2 - 1;
	ok(netrt_pixels_check(&px, &e) == NETRT_DATA, "short: %s", e.msg);
	px = make(32, 16, false);
	ok(netrt_pixels_check(&px, &e) == NETRT_DATA, "32 bits: %s", e.msg);
	px = make(8, 12, false);
	ok(netrt_pixels_check(&px, &e) == NETRT_DATA, "12 in 8: %s", e.msg);
	px = make(16, 12, false);
	px.high = 10;
	ok(netrt_pixels_check(&px, &e) == NETRT_DATA, "high bit: %s", e.msg);
	px = make(16, 16, false);
	px.samples = 3;
	ok(netrt_pixels_check(&px, &e) == NETRT_DATA, "samples: %s", e.msg);
	px = make(16, 16, false);
	px.rows = px.cols = 65535;
	px.frames = 1000000;
	ok(netrt_pixels_check(&px, &e) == NETRT_DATA, "huge: %s", e.msg);
	px.rows = 0;
	ok(netrt_pixels_check(&px, &e) == NETRT_DATA, "no rows: %s", e.msg);
}

static void
values(void)
{
	struct netrt_pixels px = make(16, 12, true);

	put(&px, 0, 0x0FFF);
	put(&px, 1, 0xF7FF);
	put(&px, 2, 0xFFFF);
	ok(netrt_pixels_get(&px, 0) == -1, "the sign bit is bit 11");
	ok(netrt_pixels_get(&px, 1) == 2047, "bits above do not count");
	ok(netrt_pixels_get(&px, 2) == -1, "extended sign");
	px = make(16, 12, false);
	px.high = 15;
	put(&px, 0, 0x123F);
	ok(netrt_pixels_get(&px, 0) == 0x123, "bits below do not count");
	px = make(8, 8, true);
	put(&px, 0, 0x80);
	ok(netrt_pixels_get(&px, 0) == -128, "signed bytes");
}

static void
tones(struct netrt_pixels px, int32_t black, int32_t white, const char *what)
{
	int32_t b, w;

	netrt_pixels_tones(&px, &b, &w);
	if (!ok(b == black && w == white, "%s", what))
		printf("#  got %d..%d\n# want %d..%d\n", b, w, black, white);
}

static struct netrt_pixels
ct(void)
{
	struct netrt_pixels px = make(16, 16, true);

	for (size_t i = 0; i < SIDE * SIDE; i++)
		put(&px, i, 1000);
	put(&px, 3, 24);		/* -1000 HU */
	put(&px, 4, 2000);
	px.intercept = -1024;
	return px;
}

static void
window(struct netrt_pixels *px, double center, double width)
{
	px->voi = NETRT_VOI_LINEAR;
	px->center = center;
	px->width = width;
}

static void
all_tones(void)
{
	struct netrt_pixels px = ct();

	tones(px, 24, 2000, "no window: the extremes");
	window(&px, 40, 401);
	tones(px, 24, 2000, "a window inside of them");
	window(&px, 0.5, 4001);
	tones(px, -976, 3024, "a window that is wider");
	px.slope = 0.5;
	tones(px, -1952, 6048, "the same with a slope");
	px.slope = -0.5;
	tones(px, 2000, -6048, "a falling slope swaps them");
	px.inverse = true;
	tones(px, -6048, 2000, "so does MONOCHROME1, again");
	px = ct();
	px.inverse = true;
	tones(px, 2000, 24, "MONOCHROME1: low is white");
	px = ct();
	put(&px, 0, 0x8000);
	px.padded = true;
	px.pad_low = px.pad_high = -32768;
	tones(px, 24, 2000, "padding does not count");
	px.pad_low = px.pad_high = 24;
	window(&px, -900, 248);		/* its low end is stored 0 */
	put(&px, 0, 0);
	px.pad_low = px.pad_high = 0;
	tones(px, 1, 2000, "padding is not used for black");
	px = ct();
	px.padded = true;
	px.pad_low = 2000, px.pad_high = 32767;
	window(&px, 976.5, 201);	/* 1900 .. 2100 */
	tones(px, 24, 1999, "nor for white");
	px = make(16, 12, false);
	tones(px, 0, 4095, "a constant image");
	for (size_t i = 0; i < SIDE * SIDE; i++)
		put(&px, i, 4095);
	tones(px, 0, 4095, "a constant image at the top");
	px = make(16, 16, true);
	put(&px, 1, 5);
	tones(px, 0, 4095, "nothing but noise");
	px = make(8, 8, false);
	tones(px, 0, 255, "constant, 8 bits");
	put(&px, 1, 100);
	tones(px, 0, 100, "8 bits");
	window(&px, 0, 1);
	tones(px, 0, 100, "a window of width 1");
	px = make(8, 8, false);
	window(&px, 0.5, 1);
	tones(px, 0, 255, "a window of width 1, constant");
	px = make(16, 16, false);
	px.padded = true;
	tones(px, 1, 4095, "nothing but padding");
	window(&px, 1e30, 1e30);
	tones(px, 1, 65535, "an absurd window");
}

/* A label over rows 1-2, columns 1-2. */
static const uint8_t cover[4] = { 0, 255, 128, 0 };
static const struct netrt_label label = { 2, 2, 1, 1, (uint8_t *)cover };

static int
in_box(size_t i)
{
	size_t r = i / SIDE, c = i % SIDE;

	return r >= 1 && r <= 2 && c >= 1 && c <= 2;
}

static void
blit(void)
{
	struct netrt_pixels px = make(16, 12, true);
	int outside = 0;

	for (size_t i = 0; i < SIDE * SIDE; i++)
		put(&px, i, (unsigned)(0xA000 + i));
	netrt_pixels_blit(&px, &label, -100, 100);
	for (size_t i = 0; i < SIDE * SIDE; i++)
		outside += !in_box(i) && word(&px, i) != 0xA000 + i;
	ok(outside == 0, "nothing outside of the box is touched");
	ok(word(&px, 5) == 0xAF9C && word(&px, 6) == 0xA064,
	    "bits above that hold something else are kept");
	ok(netrt_pixels_get(&px, 9) == 0, "half covered is half way");
	px = make(16, 12, true);
	put(&px, 5, 0xFFFF);
	netrt_pixels_blit(&px, &label, -100, 100);
	ok(word(&px, 5) == 0xFF9C && word(&px, 6) == 0x0064 &&
	    word(&px, 10) == 0xFF9C, "signs are extended");
	px = make(16, 12, true);
	px.keep = true;
	put(&px, 10, 0xF001);
	netrt_pixels_blit(&px, &label, -100, 100);
	ok(word(&px, 5) == 0x0F9C && word(&px, 10) == 0xFF9C,
	    "but not over an old overlay");
	px = make(16, 12, false);
	px.high = 15;
	put(&px, 5, 0x1235);
	netrt_pixels_blit(&px, &label, 0xABC, 0xDEF);
	ok(word(&px, 5) == 0xABC5 && word(&px, 6) == 0xDEF0,
	    "bits below are kept");
	px = make(16, 16, false);
	px.padded = true;
	px.pad_low = px.pad_high = 50;
	netrt_pixels_blit(&px, &label, 0, 99);	/* 128 / 255 is 50 */
	ok(word(&px, 9) == 51, "a value between that is padding");
	px.pad_low = 40;
	px.pad_high = 60;
	netrt_pixels_blit(&px, &label, 0, 100);
	ok(word(&px, 9) == 61, "padding is stepped over");
	px = make(8, 8, false);
	px.frames = 2;
	netrt_pixels_blit(&px, &label, 1, 255);
	ok(px.p[5] == 1 && px.p[6] == 255 && px.p[16 + 5] == 1 &&
	    px.p[16 + 6] == 255 && px.p[0] == 0, "8 bits, two frames");
}

static void
colour(void)
{
	struct netrt_pixels px = make(8, 8, false);
	uint8_t *p = buf;

	px.samples = 3;
	px.photo = NETRT_PHOTO_RGB;
	memset(buf, 7, sizeof buf);
	netrt_pixels_blit(&px, &label, 0, 255);
	ok(p[15] == 0 && p[16] == 0 && p[17] == 0 && p[18] == 255 &&
	    p[20] == 255 && p[14] == 7 && p[21] == 7, "RGB by pixel");
	memset(buf, 7, sizeof buf);
	px.planar = true;
	netrt_pixels_blit(&px, &label, 0, 255);
	ok(p[5] == 0 && p[6] == 255 && p[21] == 0 && p[22] == 255 &&
	    p[37] == 0 && p[38] == 255 && p[4] == 7 && p[7] == 7,
	    "RGB by plane");
	px.photo = NETRT_PHOTO_YBR;
	netrt_pixels_blit(&px, &label, 0, 255);
	ok(p[5] == 0 && p[6] == 255 && p[21] == 128 && p[22] == 128 &&
	    p[38] == 128, "YBR");
	tones(px, 0, 255, "tones of colour");
}

static void
grey(void)
{
	struct netrt_pixels px = ct();
	uint8_t g[SIDE * SIDE];

	window(&px, -11.5, 1977);		/* 24 .. 2000 */
	ok(netrt_pixels_grey(&px, 0, g, &e) == NETRT_OK, "grey");
	ok(g[3] == 0 && g[4] == 255 && abs(g[0] - 126) <= 1,
	    "through a window");
	px.inverse = true;
	ok(netrt_pixels_grey(&px, 0, g, &e) == NETRT_OK && g[3] == 255 &&
	    g[4] == 0, "MONOCHROME1");
	px = ct();
	ok(netrt_pixels_grey(&px, 0, g, &e) == NETRT_OK && g[3] == 0 &&
	    g[4] == 255, "without a window");
	px.padded = true;
	px.pad_low = px.pad_high = 2000;
	ok(netrt_pixels_grey(&px, 0, g, &e) == NETRT_OK && g[4] == 0,
	    "padding is black");
	window(&px, -23.5, 1);
	px.padded = false;
	ok(netrt_pixels_grey(&px, 0, g, &e) == NETRT_OK && g[3] == 0 &&
	    g[4] == 255, "a window of width 1");
	px.voi = NETRT_VOI_SIGMOID;
	px.width = 1000;
	ok(netrt_pixels_grey(&px, 0, g, &e) == NETRT_OK &&
	    abs(g[0] - 128) <= 1 && g[3] < 10, "a sigmoid");
	px.voi = NETRT_VOI_NONE;
	memset(buf, 0, sizeof buf);
	ok(netrt_pixels_grey(&px, 0, g, &e) == NETRT_OK, "a constant image");
	px.photo = NETRT_PHOTO_RGB;
	ok(netrt_pixels_grey(&px, 0, g, &e) == NETRT_DATA, "no colour");
}

int
main(void)
{
	check();
	values();
	all_tones();
	blit();
	colour();
	grey();
	return done();
}
