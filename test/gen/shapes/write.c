/* A stack of images and an RTSTRUCT for each shape: see shapes.h. */
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>

#define P10_MAX	(16 << 20)
#include "../../p10.h"
#include "shapes.h"

#define STUDY	"1.2.826.0.1.3680043.10.1009"
#define CT	"1.2.840.10008.5.1.4.1.1.2"
#define MR	"1.2.840.10008.5.1.4.1.1.4"
#define RTSTRUCT "1.2.840.10008.5.1.4.1.1.481.3"

/* An element of text, padded to an even length; UI: with a zero byte. */
__attribute__((format(printf, 3, 4))) static void
text(unsigned long t, const char *vr, const char *fmt, ...)
{
	char v[512];
	va_list ap;

	va_start(ap, fmt);
	size_t n = (size_t)vsnprintf(v, sizeof v - 1, fmt, ap);
	va_end(ap);
	if (n % 2 != 0)
		strcpy(v + n, strcmp(vr, "UI") == 0 ? "" : " ");
	tag(t);
	put(vr, 2);
	put16((unsigned)(n + n % 2));
	put(v, n + n % 2);
}

static void
us(unsigned long t, int v)
{
	tag(t);
	put("US", 2);
	put16(2);
	put16((unsigned)v);
}

static void
sequence(unsigned long t)
{
	ex_long(t, "SQ", 0xffffffff);
}

static void
begin(const char *class, const char *sop)
{
	memset(buf, 0, 128);
	len = 128;
	put("DICM", 4);
	tag(0x00020000);
	put("UL", 2);
	put16(4);
	size_t at = len;

	put32(0);
	text(0x00020002, "UI", "%s", class);
	text(0x00020003, "UI", "%s", sop);
	text(0x00020010, "UI", "1.2.840.10008.1.2.1");
	size_t group = len - at - 4;

	buf[at] = (uint8_t)group;
	text(0x00080016, "UI", "%s", class);
	text(0x00080018, "UI", "%s", sop);
}

static void
save(const char *dir, const char *where, const char *sop)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s/%s.dcm", dir, where, sop);
	if ((f = fopen(path, "wb")) == NULL ||
	    fwrite(buf, 1, len, f) != len || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

/* Who and which study: the same in all files. */
static void
patient(const char *modality)
{
	text(0x00080060, "CS", "%s", modality);
	text(0x00100010, "PN", "Shape^Solid");
	text(0x00100020, "LO", "SHAPES");
}

static void
image(const struct stack *s, int k, const char *dir)
{
	static const uint8_t grey[1 << 16];
	const char *class = s->mr ? MR : CT;
	char sop[80];
	double o[3];
	size_t n = (size_t)s->rows * (size_t)s->cols;

	stack_origin(s, k, o);
	snprintf(sop, sizeof sop, STUDY ".1.%d", k + 1);
	begin(class, sop);
	patient(s->mr ? "MR" : "CT");
	text(0x00185100, "CS", "%s", s->position);
	text(0x0020000D, "UI", STUDY);
	text(0x0020000E, "UI", STUDY ".1");
	text(0x00200013, "IS", "%d", k + 1);
	text(0x00200032, "DS", "%.10g\\%.10g\\%.10g", o[0], o[1], o[2]);
	text(0x00200037, "DS", "%.13g\\%.13g\\%.13g\\%.13g\\%.13g\\%.13g",
	    s->x[0], s->x[1], s->x[2], s->y[0], s->y[1], s->y[2]);
	text(0x00200052, "UI", STUDY ".9");
	us(0x00280002, 1);
	text(0x00280004, "CS", "MONOCHROME2");
	us(0x00280010, s->rows);
	us(0x00280011, s->cols);
	text(0x00280030, "DS", "%g\\%g", s->dr, s->dc);
	us(0x00280100, 8);
	us(0x00280101, 8);
	us(0x00280102, 7);
	us(0x00280103, 0);
	ex_long(0x7FE00010, "OB", n + n % 2);
	put(grey, n + n % 2);
	save(dir, "DCM", sop);
}

/* A Decimal String of at most 16 characters. */
static void
decimal(char *to, double v)
{
	for (int digits = 15; digits > 0; digits--)
		if (snprintf(to, 32, "%.*g", digits, v) <= 16)
			return;
	abort();
}

static void
contour(const struct loop *l, const double middle[3])
{
	size_t at, n;

	ITEM;
	text(0x30060042, "CS", "CLOSED_PLANAR");
	text(0x30060046, "IS", "%zu", l->n);
	tag(0x30060050);
	put("DS", 2);
	at = len;
	put16(0);
	for (size_t i = 0; i < 3 * l->n; i++) {
		char v[33] = "\\";

		decimal(v + (i > 0), middle[i % 3] + l->p[i / 3][i % 3]);
		put(v, strlen(v));
	}
	if ((len - at) % 2 != 0)
		put(" ", 1);
	n = len - at - 2;
	if (n > 65534)
		abort();
	buf[at] = (uint8_t)n;
	buf[at + 1] = (uint8_t)(n >> 8);
	ITEM_;
}

const char *
study_structure(int shape)
{
	static char sop[80];

	snprintf(sop, sizeof sop, STUDY ".2.1%d", shape);
	return sop;
}

static void
structure(const struct stack *s, int shape, const char *dir)
{
	static double p[2][MAXPOINTS][3];
	struct loop l[2] = { { 0, p[0] }, { 0, p[1] } };
	double m[3], o[3], off[3];

	shape_middle(shape, m);
	begin(RTSTRUCT, study_structure(shape));
	patient("RTSTRUCT");
	text(0x0020000D, "UI", STUDY);
	text(0x0020000E, "UI", STUDY ".2");
	text(0x00200052, "UI", STUDY ".9");
	sequence(0x30060020);
	ITEM;
	text(0x30060022, "IS", "1");
	text(0x30060024, "UI", STUDY ".9");
	text(0x30060026, "LO", "%s", shape_name[shape]);
	ITEM_;
	SEQ_;
	sequence(0x30060039);
	ITEM;
	sequence(0x30060040);
	for (int k = 0; k < s->n; k++) {
		stack_origin(s, k, o);
		for (int i = 0; i < 3; i++)
			off[i] = o[i] - m[i];
		int n = shape_cut(shape, s, dot(s->normal, off), l);

		for (int i = 0; i < n; i++)
			contour(&l[i], m);
	}
	SEQ_;
	text(0x30060084, "IS", "1");
	ITEM_;
	SEQ_;
	save(dir, "Structure", study_structure(shape));
}

void
study_write(const struct stack *s, const char *dir)
{
	char path[PATH_MAX];
	const char *const made[] = { "", "/DCM", "/Structure" };

	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s%s", dir, made[i]);
		mkdir(path, 0700);
	}
	for (int k = 0; k < s->n; k++)
		image(s, k, dir);
	for (int i = 0; i < NSHAPES; i++)
		structure(s, i, dir);
}
