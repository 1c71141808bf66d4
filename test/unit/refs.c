/* The images that an RTSTRUCT lists: every encoding, every cut. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "refs.h"

static uint8_t file[4096];
static size_t len, list_end;
static int with_vr;		/* explicit VR */
static char seen[1024];

static void
u16(unsigned v)
{
	file[len++] = (uint8_t)v;
	file[len++] = (uint8_t)(v >> 8);
}

static void
u32(uint32_t v)
{
	u16(v & 0xFFFF);
	u16(v >> 16);
}

static void
tag(uint32_t t)
{
	u16(t >> 16);
	u16(t & 0xFFFF);
}

static void
text(uint32_t t, const char *vr, const char *value)
{
	size_t n = strlen(value), even = n + n % 2;

	tag(t);
	if (with_vr || t >> 16 == 2) {
		memcpy(file + len, vr, 2);
		len += 2;
		u16((unsigned)even);
	} else {
		u32((uint32_t)even);
	}
	memcpy(file + len, value, n);
	len += even;
}

/* A sequence or item header; returns where its length is. */
static size_t
open_seq(uint32_t t)
{
	tag(t);
	if (with_vr && t >> 16 != 0xFFFE) {
		memcpy(file + len, "SQ\0\0", 4);
		len += 4;
	}
	u32(0xFFFFFFFF);
	return len - 4;
}

/* Give it its length, or a delimiter. */
static void
close_seq(size_t at, int undefined, uint32_t delimiter)
{
	uint32_t n = (uint32_t)(len - at - 4);

	if (undefined) {
		tag(delimiter);
		u32(0);
		return;
	}
	for (int i = 0; i < 4; i++)
		file[at + (size_t)i] = (uint8_t)(n >> 8 * i);
}

#define ITEM		0xFFFEE000u
#define ITEM_END	0xFFFEE00Du
#define SEQ_END		0xFFFEE0DDu

static void
start(const char *syntax)
{
	memset(file, 0, sizeof file);
	memcpy(file + 128, "DICM", 4);
	len = 132;
	text(0x00020010, "UI", syntax);
	/* a sequence before it, with the same tags inside, that is no way */
	text(0x00080060, "CS", "RTSTRUCT");
}

static void
decoy(int undefined)
{
	size_t s = open_seq(0x00081140), i = open_seq(ITEM);

	text(0x00081155, "UI", "9.9.9");
	close_seq(i, undefined, ITEM_END);
	close_seq(s, undefined, SEQ_END);
}

static void
image(const char *uid, int undefined)
{
	size_t i = open_seq(ITEM);

	text(0x00081155, "UI", uid);
	close_seq(i, undefined, ITEM_END);
}

/* Two series: 1.1 and 1.2 in one, 2.1 in the other. */
static void
build(const char *syntax, int is_explicit, int undefined)
{
	size_t a, ai, b, bi, c, ci, d;

	with_vr = is_explicit;
	start(syntax);
	decoy(undefined);
	a = open_seq(0x30060010);
	ai = open_seq(ITEM);
	text(0x00200052, "UI", "1.2.3");
	b = open_seq(0x30060012);
	bi = open_seq(ITEM);
	text(0x00081155, "UI", "7.7");
	c = open_seq(0x30060014);
	ci = open_seq(ITEM);
	text(0x0020000E, "UI", "1");
	d = open_seq(0x30060016);
	image("1.1", undefined);
	image("1.2", undefined);
	close_seq(d, undefined, SEQ_END);
	close_seq(ci, undefined, ITEM_END);
	ci = open_seq(ITEM);
	d = open_seq(0x30060016);
	image("2.1", undefined);
	close_seq(d, undefined, SEQ_END);
	close_seq(ci, undefined, ITEM_END);
	close_seq(c, undefined, SEQ_END);
	close_seq(bi, undefined, ITEM_END);
	close_seq(b, undefined, SEQ_END);
	close_seq(ai, undefined, ITEM_END);
	close_seq(a, undefined, SEQ_END);
	list_end = len;
	/* contours: 3.1 in one ROI, 4.1 and 4.2 in the other */
	a = open_seq(0x30060039);
	ai = open_seq(ITEM);
	b = open_seq(0x30060040);
	bi = open_seq(ITEM);
	c = open_seq(0x30060016);
	image("3.1", undefined);
	close_seq(c, undefined, SEQ_END);
	text(0x30060050, "DS", "1\\2\\3");
	close_seq(bi, undefined, ITEM_END);
	close_seq(b, undefined, SEQ_END);
	close_seq(ai, undefined, ITEM_END);
	ai = open_seq(ITEM);
	b = open_seq(0x30060040);
	bi = open_seq(ITEM);
	c = open_seq(0x30060016);
	image("4.1", undefined);
	image("4.2", undefined);
	close_seq(c, undefined, SEQ_END);
	close_seq(bi, undefined, ITEM_END);
	close_seq(b, undefined, SEQ_END);
	close_seq(ai, undefined, ITEM_END);
	close_seq(a, undefined, SEQ_END);
	text(0x300A0000, "LO", "behind");
}

static void
visit(void *ctx, unsigned series, const char *uid)
{
	size_t n = strlen(seen);

	(void)ctx;
	snprintf(seen + n, sizeof seen - n, "%u:%s ", series, uid);
}

static void
study(void *ctx, const char *uid)
{
	size_t n = strlen(seen);

	(void)ctx;
	snprintf(seen + n, sizeof seen - n, "study %s ", uid);
}

static enum netrt_rc
read_it(size_t n)
{
	struct netrt_err e;
	/* a copy of that size, so that reading past it is found */
	uint8_t *p = malloc(n ? n : 1);
	enum netrt_rc rc;

	memcpy(p, file, n);
	seen[0] = '\0';
	rc = netrt_refs_each(p, n, visit, NULL, &e);
	free(p);
	return rc;
}

/* Its studies, and what its contours name. */
static void
more_of_it(const char *want)
{
	struct netrt_err e;

	seen[0] = '\0';
	ok(netrt_refs_studies(file, len, study, visit, NULL, &e) == NETRT_OK,
	    "studies are read");
	is(seen, want, "before their images");
	seen[0] = '\0';
	ok(netrt_refs_contours(file, len, visit, NULL, &e) == NETRT_OK,
	    "contours are read");
	is(seen, "0:3.1 0:4.1 0:4.2 ", "the images that they name");
}

static void
nested(unsigned depth)
{
	with_vr = 1;
	start("1.2.840.10008.1.2.1");
	for (unsigned i = 0; i < depth; i++) {
		open_seq(0x00081140);
		open_seq(ITEM);
	}
}

int
main(void)
{
	static const char want[] = "1:1.1 1:1.2 2:2.1 ";
	size_t bad = 0, more = 0;

	for (int u = 0; u < 2; u++) {
		build("1.2.840.10008.1.2.1", 1, u);
		ok(read_it(len) == NETRT_OK, "explicit, %s lengths",
		    u ? "undefined" : "defined");
		is(seen, want, "its images");
		more_of_it("study 7.7 1:1.1 1:1.2 2:2.1 ");
		build("1.2.840.10008.1.2", 0, u);
		ok(read_it(len) == NETRT_OK, "implicit, %s lengths",
		    u ? "undefined" : "defined");
		is(seen, want, "its images");
		more_of_it("study 7.7 1:1.1 1:1.2 2:2.1 ");
	}
	for (size_t n = 0; n < list_end; n++) {
		bad += read_it(n) != NETRT_DATA;
		more += strncmp(seen, want, strlen(seen)) != 0;
	}
	ok(bad == 0, "cut anywhere: DATA");
	ok(more == 0, "and nothing but what came before");
	build("1.2.840.10008.1.2.1", 1, 0);
	memcpy(file + 140, "XX", 2);
	ok(read_it(len) == NETRT_DATA, "no transfer syntax");
	build("1.2.840.10008.1.2.2", 1, 0);
	ok(read_it(len) == NETRT_DATA, "big endian: not read");
	build("1.2.840.10008.1.2.1.99", 1, 0);
	ok(read_it(len) == NETRT_DATA, "deflated: not read");
	nested(20);
	ok(read_it(len) == NETRT_DATA, "nested and open");
	nested(100);
	ok(read_it(len) == NETRT_DATA, "nested 100 deep");
	with_vr = 1;
	start("1.2.840.10008.1.2.1");
	ok(read_it(len) == NETRT_DATA, "without any list");
	text(0x30060020, "LO", "x");
	ok(read_it(len) == NETRT_OK && seen[0] == '\0',
	    "something behind where it would be: an empty list");
	return done();
}
