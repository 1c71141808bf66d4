/* The C face over DCMTK: files, transfer syntaxes, pixels. */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../tap.h"
#include "dcm.h"

static struct netrt_err e;
static char dir[] = "/tmp/netrt-dcm.XXXXXX";

#define TAG_LossyMethod	0x00282114u
#define CT "1.2.840.10008.5.1.4.1.1.2"

static int
good(enum netrt_rc rc, const char *what)
{
	if (!ok(rc == NETRT_OK, "%s", what))
		printf("# rc %d: %s\n", rc, e.msg);
	return rc == NETRT_OK;
}

static int
fails(enum netrt_rc rc, enum netrt_rc want, const char *msg, const char *what)
{
	int same = rc == want && e.rc == want && strstr(e.msg, msg) != NULL;

	if (!ok(same, "%s", what))
		printf("# rc %d, want %d: %s, want %s\n", rc, want, e.msg,
		    msg);
	return same;
}

/* A path in our directory; good until the eighth call after it. */
static const char *
in(const char *name)
{
	static char path[8][sizeof dir + 32];
	static unsigned i;

	i = (i + 1) % 8;
	snprintf(path[i], sizeof path[i], "%s/%s", dir, name);
	return path[i];
}

static char *
slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *p = malloc(1 << 22);

	*n = 0;
	if (f == NULL || p == NULL)
		return p;
	*n = fread(p, 1, 1 << 22, f);
	fclose(f);
	return p;
}

static void
spill(const char *path, const char *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		abort();
}

/* Is needle somewhere in the file? */
static int
holds(const char *path, const char *needle, size_t len)
{
	size_t n;
	char *p = slurp(path, &n);
	int found = 0;

	for (size_t i = 0; !found && i + len <= n; i++)
		found = memcmp(p + i, needle, len) == 0;
	free(p);
	return found;
}

#define NPIX	(64 * 64)
#define NDS	20000

/* 64 x 64 pixels of 16 bit (more than stays in memory), and a long DS. */
static struct netrt_dcm *
make(void)
{
	static uint16_t pixels[NPIX];
	char *text = malloc(NDS * 5 + 1);
	struct netrt_dcm *d = NULL;
	struct netrt_item *it;

	if (text == NULL || netrt_dcm_new(&d, &e) != NETRT_OK)
		abort();
	it = netrt_dcm_root(d);
	for (size_t i = 0; i < NPIX; i++)
		pixels[i] = (uint16_t)(i * 17);
	for (size_t i = 0; i < NDS; i++)
		memcpy(text + 5 * i, "1.25\\", 5);
	text[NDS * 5 - 1] = '\0';
	if (netrt_item_set_str(it, TAG_SOPClassUID, CT, &e) != NETRT_OK ||
	    netrt_item_set_str(it, TAG_SOPInstanceUID, "1.2.3.4", &e) !=
	    NETRT_OK || netrt_item_set_us(it, TAG_Rows, (uint16_t[]){ 258 },
	    1, &e) != NETRT_OK || netrt_item_set_ss(it, TAG_PixelPaddingValue,
	    (int16_t[]){ -2 }, 1, &e) != NETRT_OK ||
	    netrt_item_set_us(it, TAG_PixelRepresentation,
	    (uint16_t[]){ 1 }, 1, &e) != NETRT_OK ||
	    netrt_item_set_str(it, TAG_ContourData, text, &e) != NETRT_OK ||
	    netrt_item_set_bytes(it, TAG_PixelData, true, pixels,
	    sizeof pixels, &e) != NETRT_OK)
		abort();
	free(text);
	return d;
}

/* Does the object say what make() put in? */
static void
same(struct netrt_dcm *d, const char *what)
{
	struct netrt_item *it = netrt_dcm_root(d);
	uint8_t *p = NULL;
	double *v = NULL;
	size_t n = 0, bad = 0;
	long rows, padding;

	good(netrt_item_get_int(it, TAG_Rows, 0, &rows, &e), "a number");
	good(netrt_item_get_int(it, TAG_PixelPaddingValue, 0, &padding, &e),
	    "a signed one");
	ok(rows == 258 && padding == -2, "%s: numbers", what);
	if (good(netrt_dcm_pixels(d, &p, &n, &e), "pixels")) {
		for (size_t i = 0; i < n / 2; i++)
			bad += p[2 * i] != (i * 17 & 255) ||
			    p[2 * i + 1] != (i * 17 >> 8 & 255);
	}
	ok(n == 2 * NPIX && bad == 0, "%s: %zu pixels differ", what, bad);
	if (good(netrt_item_get_doubles(it, TAG_ContourData, &v, &n, &e),
	    "a long DS"))
		ok(n == NDS && v[0] > 1.24 && v[NDS - 1] < 1.26,
		    "%s: its %zu numbers", what, n);
	free(v);
}

static void
meta(void)
{
	struct netrt_dcm *d = make();
	struct stat st;
	size_t n;
	char *p;

	good(netrt_dcm_write(d, in("a"), NULL, &e), "write a new object");
	ok(stat(in("a"), &st) == 0 && (st.st_mode & 0777) == 0600, "0600");
	fails(netrt_dcm_write(d, in("a"), NULL, &e), NETRT_SOFTWARE,
	    "already there", "an existing file is not overwritten");
	ok(stat(in("a"), &st) == 0 && st.st_size > 2 * NPIX, "and stays");
	fails(netrt_dcm_write(d, in("no/b"), NULL, &e), NETRT_DATA, "no/b",
	    "no directory");
	fails(netrt_dcm_write(d, in("b"), "1.2.3", &e), NETRT_DATA, "1.2.3",
	    "an unknown transfer syntax");
	ok(access(in("b"), F_OK) != 0, "leaves no file");
	fails(netrt_dcm_write(d, in("b"), "1.2.840.10008.1.2.4.70", &e),
	    NETRT_DATA, "transfer syntax", "a compressed one");
	fails(netrt_dcm_write(d, "/dev/full", NULL, &e), NETRT_SOFTWARE,
	    "already there", "a device");
	netrt_item_del(netrt_dcm_root(d), TAG_SOPInstanceUID);
	fails(netrt_dcm_write(d, in("b"), NULL, &e), NETRT_DATA,
	    "(0008,0018)", "no SOP Instance UID");
	netrt_dcm_close(d);
	ok(holds(in("a"), "NETRT_", 6) && holds(in("a"), "2.25.2467648", 12),
	    "(0002,0012) and (0002,0013) are ours");

	/* what was in preamble and group 0002 does not get through */
	p = slurp(in("a"), &n);
	memcpy(p, "PREAMBLE", 8);
	spill(in("c"), p, n);
	free(p);
	good(netrt_dcm_open(in("c"), &d, &e), "a file with a preamble");
	good(netrt_dcm_write(d, in("d"), NULL, &e), "written");
	ok(holds(in("c"), "PREAMBLE", 8) && !holds(in("d"), "PREAMBLE", 8),
	    "it is gone");
	fails(netrt_dcm_write(d, in("c"), NULL, &e), NETRT_SOFTWARE,
	    "already there", "the source is not written onto");
	spill(in("c"), "short", 5);
	fails(netrt_dcm_write(d, in("e"), NULL, &e), NETRT_TEMP, "changed",
	    "a source that changed is noticed");
	netrt_dcm_close(d);
}

static void
refuses(void)
{
	struct netrt_dcm *d = NULL;
	size_t n;
	char *p;

	fails(netrt_dcm_open(in("none"), &d, &e), NETRT_NOINPUT, "none",
	    "an absent file");
	ok(d == NULL, "no handle");
	fails(netrt_dcm_open(dir, &d, &e), NETRT_DATA, "not a regular file",
	    "a directory");
	ok(symlink(in("a"), in("link")) == 0, "a link");
	fails(netrt_dcm_open(in("link"), &d, &e), NETRT_DATA, "link",
	    "is not followed");
	spill(in("text"), "no DICOM here", 13);
	fails(netrt_dcm_open(in("text"), &d, &e), NETRT_DATA, "text",
	    "a text file");
	p = slurp(in("a"), &n);
	spill(in("bare"), p + 132, n - 132);
	fails(netrt_dcm_open(in("bare"), &d, &e), NETRT_DATA, "bare",
	    "a data set with no header");
	spill(in("short"), p, n - 9);
	fails(netrt_dcm_open(in("short"), &d, &e), NETRT_DATA, "truncated",
	    "a truncated file");
	for (size_t i = 128; i < 400; i++)
		if (memcmp(p + i, "1.2.840.10008.1.2.1", 19) == 0)
			p[i + 14] = '9';
	spill(in("strange"), p, n);
	fails(netrt_dcm_open(in("strange"), &d, &e), NETRT_DATA,
	    "transfer syntax 1.2.840.10008.9.2.1", "an unknown syntax");
	free(p);
}

static void
syntaxes(void)
{
	static const struct {
		const char *uid, *name, *again;
	} all[] = {
		{ NETRT_TS_EXPLICIT, "explicit", NETRT_TS_EXPLICIT },
		{ NETRT_TS_IMPLICIT, "implicit", NETRT_TS_IMPLICIT },
		{ NETRT_TS_DEFLATED, "deflated", NETRT_TS_EXPLICIT },
		{ NETRT_TS_BIG_ENDIAN, "big endian", NETRT_TS_EXPLICIT },
	};

	for (size_t i = 0; i < 4; i++) {
		struct netrt_dcm *d = make(), *f = NULL;

		good(netrt_dcm_write(d, in(all[i].name), all[i].uid, &e),
		    all[i].name);
		netrt_dcm_close(d);
		if (!good(netrt_dcm_open(in(all[i].name), &f, &e), "open"))
			continue;
		is(netrt_dcm_syntax(f), all[i].uid, "its transfer syntax");
		ok(!netrt_dcm_encapsulated(f), "not encapsulated");
		good(netrt_dcm_decode(f, &e), "nothing to decode");
		same(f, all[i].name);
		/* from a fresh handle: values go from file to file */
		netrt_dcm_close(f);
		good(netrt_dcm_open(in(all[i].name), &f, &e), "open");
		good(netrt_dcm_write(f, in("again"), NULL, &e), "rewrite");
		netrt_dcm_close(f);
		good(netrt_dcm_open(in("again"), &f, &e), "open that");
		is(netrt_dcm_syntax(f), all[i].again, "its syntax");
		same(f, "rewritten");
		netrt_dcm_close(f);
		unlink(in("again"));
	}
	ok(holds(in("explicit"), "\x06\x30\x50\0UN\0\0", 8),
	    "the long DS is UN (PS3.5 6.2.2)");
}

/* A disk that is full: no half file stays. */
static void
full(void)
{
	struct netrt_dcm *d = make();
	struct rlimit old, small = { 3000, 3000 };

	signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_FSIZE, &old) != 0)
		abort();
	small.rlim_max = old.rlim_max;
	if (setrlimit(RLIMIT_FSIZE, &small) != 0)
		abort();
	enum netrt_rc rc = netrt_dcm_write(d, in("full"), NULL, &e);
	/* one that fails in the last flush only */
	netrt_item_del(netrt_dcm_root(d), TAG_PixelData);
	netrt_item_del(netrt_dcm_root(d), TAG_ContourData);
	small.rlim_cur = 100;
	struct netrt_err late = { NETRT_OK, "" };
	if (setrlimit(RLIMIT_FSIZE, &small) != 0)
		abort();
	enum netrt_rc rc2 = netrt_dcm_write(d, in("full"), NULL, &late);
	setrlimit(RLIMIT_FSIZE, &old);
	fails(rc, NETRT_TEMP, "write: File too large", "a full disk");
	ok(rc2 == NETRT_TEMP && strstr(late.msg, "too large") != NULL,
	    "is seen at the end too");
	ok(access(in("full"), F_OK) != 0, "no file is left");
	netrt_dcm_close(d);
}

/* Bytes that no setter would make. */
static void
infinite(void)
{
	struct netrt_dcm *d = make();
	size_t n, at = 0;
	double *v;
	char *p;

	good(netrt_item_set_str(netrt_dcm_root(d), 0x00189087u, "1.5", &e),
	    "an FD");
	good(netrt_dcm_write(d, in("fd"), NETRT_TS_EXPLICIT, &e), "written");
	netrt_dcm_close(d);
	p = slurp(in("fd"), &n);
	while (at + 16 < n && memcmp(p + at, "\x18\0\x87\x90" "FD", 6) != 0)
		at++;
	p[at + 14] = (char)0xF0;
	p[at + 15] = 0x7F;
	spill(in("inf"), p, n);
	free(p);
	good(netrt_dcm_open(in("fd"), &d, &e), "open");
	good(netrt_item_get_doubles(netrt_dcm_root(d), 0x00189087u, &v, &n,
	    &e), "a finite one");
	ok(n == 1 && v[0] > 1.4 && v[0] < 1.6, "its value");
	free(v);
	netrt_dcm_close(d);
	good(netrt_dcm_open(in("inf"), &d, &e), "open");
	fails(netrt_item_get_doubles(netrt_dcm_root(d), 0x00189087u, &v, &n,
	    &e), NETRT_DATA, "(0018,9087): value 1 of 1", "infinity");
	netrt_dcm_close(d);
}

/* What is drawn into the pixels is written. */
static void
pixels(void)
{
	struct netrt_dcm *d = NULL;
	uint8_t *p;
	size_t n;

	if (!good(netrt_dcm_open(in("big endian"), &d, &e), "open"))
		return;
	good(netrt_dcm_pixels(d, &p, &n, &e), "pixels");
	p[100] = 0xAB;
	good(netrt_dcm_write(d, in("drawn"), NULL, &e), "write");
	netrt_dcm_close(d);
	good(netrt_dcm_open(in("drawn"), &d, &e), "open");
	good(netrt_dcm_pixels(d, &p, &n, &e), "pixels");
	ok(p[100] == 0xAB && p[102] == (51 * 17 & 255), "changed there only");
	netrt_item_del(netrt_dcm_root(d), TAG_PixelData);
	fails(netrt_dcm_pixels(d, &p, &n, &e), NETRT_DATA, "no pixel data",
	    "no pixels");
	netrt_dcm_close(d);
}

/* A file of the shared studies, its fragments copied and decoded. */
static void
compressed(const char *shared, const char *name, const char *reference,
    const char *pi, const char *lossy)
{
	struct netrt_dcm *d = NULL, *r = NULL;
	char path[512], buf[32];
	uint8_t *p, *q;
	const void *bytes;
	size_t n, m, len;

	snprintf(path, sizeof path, "%s/data/encodings_a/%s", shared, name);
	if (!good(netrt_dcm_open(path, &d, &e), name))
		return;
	ok(netrt_dcm_encapsulated(d), "encapsulated");
	fails(netrt_dcm_pixels(d, &p, &n, &e), NETRT_DATA, "compressed",
	    "no plain pixels");
	fails(netrt_item_get_bytes(netrt_dcm_root(d), TAG_PixelData, &bytes,
	    &n, &e), NETRT_DATA, "(7FE0,0010)", "no plain bytes");
	len = netrt_item_len(netrt_dcm_root(d), TAG_PixelData);
	unlink(in("copy"));
	good(netrt_dcm_write(d, in("copy"), NULL, &e), "copied");
	p = (uint8_t *)slurp(path, &n);
	q = (uint8_t *)slurp(in("copy"), &m);
	/* fragments and delimiter are the end of the file */
	ok(len > 100 && len < n && len < m &&
	    memcmp(p + n - len, q + m - len, len) == 0,
	    "its fragments, bit for bit");
	free(p);
	free(q);
	good(netrt_dcm_decode(d, &e), "decoded");
	ok(!netrt_dcm_encapsulated(d), "now plain");
	unlink(in("plain"));
	good(netrt_dcm_write(d, in("plain"), NULL, &e), "written");
	netrt_dcm_close(d);
	good(netrt_dcm_open(in("plain"), &d, &e), "open that");
	is(netrt_dcm_syntax(d), NETRT_TS_EXPLICIT, "explicit");
	good(netrt_item_get_str(netrt_dcm_root(d),
	    TAG_PhotometricInterpretation, buf, sizeof buf, &e), "its");
	is(buf, pi, "photometric interpretation");
	good(netrt_item_get_str(netrt_dcm_root(d), TAG_LossyMethod, buf,
	    sizeof buf, &e), "its");
	is(buf, lossy, "lossy history");
	good(netrt_dcm_pixels(d, &p, &n, &e), "pixels");
	if (reference != NULL) {
		snprintf(path, sizeof path, "%s/data/encodings_a/%s", shared,
		    reference);
		good(netrt_dcm_open(path, &r, &e), reference);
		good(netrt_dcm_pixels(r, &q, &m, &e), "pixels");
		ok(n == m && memcmp(p, q, n) == 0, "the same pixels");
	} else {
		/* the top of the picture is pure red */
		ok(p[150] > 240 && p[151] < 16 && p[152] < 16, "red is RGB");
	}
	netrt_dcm_close(r);
	netrt_dcm_close(d);
}

static void
jpeg2000(const char *shared)
{
	struct netrt_dcm *d = NULL;
	char path[512];

	snprintf(path, sizeof path, "%s/data/encodings_a/"
	    "MR_small_jp2klossless.dcm", shared);
	good(netrt_dcm_open(path, &d, &e), "JPEG 2000");
	fails(netrt_dcm_decode(d, &e), NETRT_DATA, "JPEG 2000",
	    "is not decoded here");
	netrt_dcm_close(d);
}

int
main(void)
{
	const char *shared = getenv("SHARED");

	if (mkdtemp(dir) == NULL)
		abort();
	good(netrt_dcm_init(&e), "init");
	meta();
	refuses();
	syntaxes();
	full();
	infinite();
	pixels();
	if (shared != NULL && *shared != '\0') {
		compressed(shared, "MR_small_RLE.dcm",
		    "MR_small_implicit.dcm", "MONOCHROME2", "");
		compressed(shared, "MR_small_jpeg_ls_lossless.dcm",
		    "MR_small_implicit.dcm", "MONOCHROME2", "");
		compressed(shared, "SC_rgb_jpeg_dcmtk.dcm", NULL, "RGB",
		    "ISO_10918_1");
		jpeg2000(shared);
	} else {
		ok(1, "# SKIP compressed files: SHARED is not set");
	}
	char cmd[64];
	snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
	if (system(cmd) != 0)
		return 1;
	return done();
}
