/*
 * A file with a patient planted in it, through the de-identifier: when it says
 * that the copy may be published, nothing of the patient is in the copy, found
 * by a search of our own that shares nothing with it.  Native pixel data, in
 * which anything may stand, is left out.
 */
#define _GNU_SOURCE
#include <sys/stat.h>

#include <ctype.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dcm.h"
#include "deid.h"
#include "object.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
size_t LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max,
    unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *p, size_t n, size_t max);

/* ---- the search: the bytes of a little endian Part 10 file ---- */

static uint32_t
u32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 |
	    (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* An element at p[at]: its header, value and, when undefined, no length. */
struct el {
	uint32_t tag, len;
	size_t head;		/* bytes of the header */
	char vr[3];
};

static bool
parse(const uint8_t *p, size_t n, size_t at, bool implicit, struct el *e)
{
	static const char wide[] = "OB OW OD OF OL OV SQ UC UN UR UT SV UV";

	if (at + 8 > n)
		return false;
	*e = (struct el){ .tag = (uint32_t)(p[at] | p[at + 1] << 8) << 16 |
	    (uint32_t)(p[at + 2] | p[at + 3] << 8), .head = 8 };
	if (implicit || e->tag >> 16 == 0xFFFE) {
		e->len = u32(p + at + 4);
		return true;
	}
	memcpy(e->vr, p + at + 4, 2);
	if (!isupper(p[at + 4]) || !isupper(p[at + 5]))
		return false;
	if (strstr(wide, e->vr) == NULL) {
		e->len = (uint32_t)(p[at + 6] | p[at + 7] << 8);
		return true;
	}
	e->head = 12;
	if (at + 12 > n)
		return false;
	e->len = u32(p + at + 8);
	return true;
}

/* Where what begins at p[at] ends: sequences of undefined length too. */
static size_t
skip(const uint8_t *p, size_t n, size_t at, bool implicit, int depth)
{
	struct el e;

	if (depth > 40 || !parse(p, n, at, implicit, &e))
		return n;
	at += e.head;
	if (e.len != 0xFFFFFFFFu)
		return e.len <= n - at ? at + e.len : n;
	while (at < n) {
		if (!parse(p, n, at, implicit, &e))
			return n;
		if (e.tag == 0xFFFEE0DDu || e.tag == 0xFFFEE00Du)
			return at + 8;
		at = skip(p, n, at, implicit, depth + 1);
	}
	return n;
}

/* The native pixel data at the top of the data set. */
static void
pixels(const uint8_t *p, size_t n, size_t *from, size_t *to)
{
	size_t at = 132;
	bool implicit = false;
	struct el e;

	*from = *to = 0;
	while (at < n && parse(p, n, at, false, &e)) {
		if (e.tag == 0x00020010u && e.len <= n - at - e.head)
			implicit = memcmp(p + at + e.head,
			    "1.2.840.10008.1.2\0", 18) == 0;
		if (e.tag == 0x7FE00010u && e.len != 0xFFFFFFFFu) {
			*from = at + e.head;
			*to = skip(p, n, at, implicit, 0);
		}
		/* group 0002 is explicit, what follows may not be */
		if (e.tag >> 16 == 2 && at + e.head + e.len + 1 < n &&
		    p[at + e.head + e.len] != 2) {
			at += e.head + e.len;
			break;
		}
		at = skip(p, n, at, false, 0);
	}
	while (at < n && parse(p, n, at, implicit, &e)) {
		if (e.tag == 0x7FE00010u && e.len != 0xFFFFFFFFu) {
			*from = at + e.head;
			*to = skip(p, n, at, implicit, 0);
		}
		at = skip(p, n, at, implicit, 0);
	}
}

/* The patient, as he is looked for. */
static const char *const tokens[] = {
	"Zyxwandr", "ZYXWANDR", "Quillonka", "QUILLONKA", "MRN77410263",
};

static void
search(const uint8_t *p, size_t n)
{
	size_t from, to;

	pixels(p, n, &from, &to);
	for (size_t i = 0; i < 3 * (sizeof tokens / sizeof *tokens); i++) {
		const char *t = tokens[i / 3];
		uint8_t b[64];
		size_t len = 0;

		for (; *t != '\0'; t++) {
			if (i % 3 == 2)
				b[len++] = 0;
			b[len++] = (uint8_t)*t;
			if (i % 3 == 1)
				b[len++] = 0;
		}
		for (const uint8_t *f = p; (f = memmem(f, n - (size_t)(f - p),
		    b, len)) != NULL; f++) {
			size_t at = (size_t)(f - p);

			if (at < to && at + len > from)
				continue;
			fprintf(stderr, "%s (form %zu) survives at %zu of "
			    "%zu\n", tokens[i / 3], i % 3, at, n);
			abort();
		}
	}
}

/* And the values of text, in any case. */
static enum netrt_rc
values(void *ctx, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	static const char text_vrs[] = "AE CS LO LT PN SH ST UC UR UT";
	const void *p;
	size_t n;

	if (el->sequence) {
		for (size_t i = 0; i < netrt_item_count(it, el->tag); i++)
			if (netrt_item_each(netrt_item_at(it, el->tag, i),
			    values, ctx, e) != NETRT_OK)
				abort();
		return NETRT_OK;
	}
	if (strstr(text_vrs, el->vr) == NULL ||
	    netrt_item_get_bytes(it, el->tag, &p, &n, e) != NETRT_OK)
		return NETRT_OK;
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
		for (size_t k = 0; k + strlen(tokens[i]) <= n; k++)
			if (strncasecmp((const char *)p + k, tokens[i],
			    strlen(tokens[i])) == 0) {
				fprintf(stderr, "%s survives in (%04x,%04x)"
				    "\n", tokens[i], el->tag >> 16,
				    el->tag & 0xffff);
				abort();
			}
	return NETRT_OK;
}

/* ---- the de-identifier ---- */

static void
judge(enum netrt_rc rc, const struct netrt_err *e)
{
	if (rc == NETRT_OK || rc == NETRT_DATA)
		return;
	fprintf(stderr, "rc %d: %s\n", (int)rc, e->msg);
	abort();
}

static void
must(enum netrt_rc rc, const struct netrt_err *e)
{
	judge(rc, e);
	if (rc != NETRT_OK)
		abort();
}

/* Standard; comprehensive; comprehensive, with much retained. */
static struct netrt_deid *
engine(unsigned k)
{
	static struct netrt_config cfgs[3];
	static char number[] = "AccessionNumber", date[] = "StudyDate";
	static char id[] = "StudyID", site[] = "TST", none[] = "";
	static char safe[] = "0029,10,ACME", *private[] = { safe };
	static char *gone[] = { number, date }, *blank[] = { id };
	static const struct netrt_sitekey key = { { 7 } };
	static const struct netrt_names instances;
	struct netrt_config *cfg = &cfgs[k];
	struct netrt_deid_setup setup = { .cfg = cfg,
	    .pseudonym = "TST_0001", .offset_days = -777,
	    .key = k == 1 ? &key : NULL, .instances = &instances };
	struct netrt_known *known;
	struct netrt_deid *d;
	struct netrt_err e;

	cfg->anonymization.enabled = true;
	cfg->anonymization.site_code = site;
	cfg->anonymization.study_description = none;
	cfg->anonymization.remove_tags = (struct netrt_strings){ gone, 2 };
	cfg->anonymization.blank_tags = (struct netrt_strings){ blank, 1 };
	if (k > 0)
		cfg->anonymization.mode = NETRT_ANON_COMPREHENSIVE;
	if (k == 2) {
		cfg->anonymization.retain = NETRT_RETAIN_UIDS |
		    NETRT_RETAIN_DEVICE | NETRT_RETAIN_INSTITUTION |
		    NETRT_RETAIN_PATIENT | NETRT_RETAIN_MODIFIED_DATES |
		    NETRT_RETAIN_DESCRIPTORS;
		cfg->anonymization.safe_private =
		    (struct netrt_strings){ private, 1 };
	}
	must(netrt_known_open(&known, &e), &e);
	must(netrt_known_add_name(known, "Zyxwandr^Quillonka", &e), &e);
	must(netrt_known_add_id(known, "MRN77410263", &e), &e);
	must(netrt_known_add_date(known, "19310211", &e), &e);
	must(netrt_deid_open(&setup, known, &d, &e), &e);
	return d;
}

static void
look(const char *path)
{
	struct netrt_dcm *d;
	struct netrt_err e;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint8_t *p;

	if (fd < 0 || fstat(fd, &st) != 0 ||
	    (p = malloc((size_t)st.st_size + 1)) == NULL ||
	    read(fd, p, (size_t)st.st_size) != st.st_size)
		abort();
	close(fd);
	search(p, (size_t)st.st_size);
	free(p);
	must(netrt_dcm_open(path, &d, &e), &e);
	must(netrt_item_each(netrt_dcm_root(d), values, NULL, &e), &e);
	netrt_dcm_close(d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static char path[64], out[64];
	static struct netrt_deid *deids[3], *deid;
	struct netrt_dcm *d = NULL;
	struct netrt_err e;

	if (path[0] == '\0') {
		snprintf(path, sizeof path, "/dev/shm/netrt-fuzz.%d",
		    (int)getpid());
		snprintf(out, sizeof out, "%s.out", path);
		must(netrt_dcm_init(&e), &e);
		for (unsigned k = 0; k < 3; k++)
			deids[k] = engine(k);
	}
	deid = deids[n / 2 % 3];
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		abort();
	close(fd);
	unlink(out);
	enum netrt_rc rc = netrt_object_open(path, &d, &e);
	judge(rc, &e);
	if (rc == NETRT_OK)
		judge(rc = netrt_deid_apply(deid, d, &e), &e);
	if (rc == NETRT_OK)
		judge(rc = netrt_dcm_write(d, out, NULL, &e), &e);
	netrt_dcm_close(d);
	if (rc == NETRT_OK)
		judge(rc = netrt_deid_check(deid, out, &e), &e);
	if (rc == NETRT_OK)
		look(out);
	unlink(path);
	unlink(out);
	return 0;
}

/* ---- mutations that keep the structure ---- */

static unsigned seed_;

static unsigned
rnd(unsigned n)
{
	seed_ = seed_ * 1103515245u + 12345u;
	return seed_ / 65536 % n;
}

/* Elements of an explicit little endian data set, and what they are in. */
struct at {
	size_t at;
	struct el e;
	size_t in[8];		/* where headers with a defined length are */
	unsigned depth;
};

struct map {
	struct at a[600];
	unsigned n;
};

static void
chart(struct map *m, const uint8_t *p, size_t from, size_t to,
    const struct at *in)
{
	while (from + 8 <= to && m->n < 600) {
		struct at a = *in;

		a.at = from;
		if (!parse(p, to, from, false, &a.e))
			return;
		size_t value = from + a.e.head;
		size_t end = skip(p, to, from, false, 0);
		if (a.e.tag >> 16 != 0xFFFE)
			m->a[m->n++] = a;
		if ((a.e.tag == 0xFFFEE000u || strcmp(a.e.vr, "SQ") == 0) &&
		    a.depth < 8) {
			if (a.e.len != 0xFFFFFFFFu)
				a.in[a.depth++] = from;
			chart(m, p, value, end, &a);
		}
		from = end > from ? end : to;
	}
}

/* The length in the header at p[at] grows by so many bytes. */
static bool
grow(uint8_t *p, size_t n, size_t at, long by)
{
	struct el e;

	if (!parse(p, n, at, false, &e) || (long)e.len + by < 0)
		return false;
	e.len = (uint32_t)((long)e.len + by);
	if (e.head == 8 && e.tag >> 16 != 0xFFFE) {
		if (e.len > 0xFFFE)
			return false;
		p[at + 6] = (uint8_t)e.len;
		p[at + 7] = (uint8_t)(e.len >> 8);
		return true;
	}
	for (int i = 0; i < 4; i++)
		p[at + e.head - 4 + (size_t)i] = (uint8_t)(e.len >> 8 * i);
	return true;
}

/* A way to write the patient, of even length. */
static size_t
write_patient(uint8_t *b)
{
	static const struct { const char *s; size_t n; } form[] = {
#define F(s) { s, sizeof s - 1 }
		F("Zyxwandr"), F("zyxWANDR^q"), F("Zyxwandr^Quillonka"),
		F("for ZYXWANDR\\CT"), F("xxQuillonkayy"), F("MRN77410263 "),
		F("mrn-7741-0263"), F("77410263"), F("CT\0Zyxwandr"),
		F("Zyx\\wandr"), F("\x1b$BZyx\x1b(Bwandr"), F("1931.02.11"),
		F("Z\0y\0x\0w\0a\0n\0d\0r\0"), F("\0Q\0u\0i\0l\0l\0o\0n\0k\0a"),
		F("Quillonka\0\0"), F("\\\\Zyxwandr"), F("Z\xFFyxwandr"),
		F("1.2.77410263.3"), F("\xE7\xE0\x7FZyxwandr"),
#undef F
	};
	unsigned k = rnd(sizeof form / sizeof *form);
	size_t n = form[k].n;

	memcpy(b, form[k].s, n);
	if (n % 2 != 0)
		b[n++] = ' ';
	return n;
}

/* Put b[0..len) in place of p[at..at+old). */
static size_t
put_in(uint8_t *p, size_t n, size_t max, size_t at, size_t old,
    const uint8_t *b, size_t len)
{
	if (at > n || old > n - at || n - old + len > max)
		return n;
	memmove(p + at + len, p + at + old, n - at - old);
	memcpy(p + at, b, len);
	return n - old + len;
}

static size_t
set_value(uint8_t *p, size_t n, size_t max, const struct at *a)
{
	uint8_t b[64];
	size_t len = write_patient(b), keep = 0, new;
	long by = (long)len - (long)a->e.len;

	if (a->e.len == 0xFFFFFFFFu || strcmp(a->e.vr, "SQ") == 0)
		return n;
	if (rnd(3) == 0) {		/* behind what is there */
		keep = a->e.len;
		by = (long)len;
	}
	new = put_in(p, n, max, a->at + a->e.head + keep, a->e.len - keep, b,
	    len);
	if (new == n && by != 0)
		return n;
	(void)grow(p, new, a->at, by);
	for (unsigned i = 0; i < a->depth; i++)
		(void)grow(p, new, a->in[i], by);
	return new;
}

/* A new element in front of one, of a tag between the two or not. */
static size_t
insert(uint8_t *p, size_t n, size_t max, const struct at *a)
{
	static const char vrs[] = "LOLTSHPNCSUTUNOBUIDADTTMDSISASAEURUCOWST";
	uint8_t b[96], *v;
	uint32_t tag = rnd(3) != 0 ? a->e.tag - 1 - rnd(16) :
	    (uint32_t)(rnd(2) ? 0x00290010u : 0x60000022u) + rnd(0x2000);
	unsigned k = rnd(sizeof vrs / 2) * 2;
	bool wide = strstr("UT UN OB UR UC OW", (char[]){ vrs[k], vrs[k + 1],
	    '\0' }) != NULL;
	size_t len, new;

	v = b + (wide ? 12 : 8);
	len = write_patient(v);
	b[0] = (uint8_t)(tag >> 16);
	b[1] = (uint8_t)(tag >> 24);
	b[2] = (uint8_t)tag;
	b[3] = (uint8_t)(tag >> 8);
	memcpy(b + 4, vrs + k, 2);
	memset(b + 6, 0, (size_t)(v - b) - 6);
	v[wide ? -4 : -2] = (uint8_t)len;
	len += (size_t)(v - b);
	new = put_in(p, n, max, a->at, 0, b, len);
	for (unsigned i = 0; new != n && i < a->depth; i++)
		(void)grow(p, new, a->in[i], (long)len);
	return new;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *p, size_t n, size_t max, unsigned seed)
{
	static struct map m;
	const struct at top = { .at = 0 };
	struct at *a;

	seed_ = seed;
	m.n = 0;
	if (n > 132 && rnd(4) != 0)
		chart(&m, p, 132, n, &top);
	if (m.n == 0)
		return LLVMFuzzerMutate(p, n, max);
	a = &m.a[rnd(m.n)];
	switch (rnd(6)) {
	case 0:				/* another VR of the same form */
		if (a->e.head == 8)
			memcpy(p + a->at + 4, &"LOSHPNCSDSDAUIAELTST"[2 *
			    rnd(10)], 2);
		else
			memcpy(p + a->at + 4, &"OBUNUTURUCOW"[2 * rnd(6)], 2);
		return n;
	case 1:				/* another tag */
		p[a->at + 2 + rnd(2)] ^= (uint8_t)(1 << rnd(8));
		return n;
	case 2:
		p[a->at + rnd(2)] ^= (uint8_t)(1 << rnd(8));
		return n;
	case 3:
		return insert(p, n, max, a);
	default:
		return set_value(p, n, max, a);
	}
}
