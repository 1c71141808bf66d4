/*
 * The structural walk, over small files built here.  With arguments: walk
 * these files and say "rc path", for the test over real data.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "part10.h"
#include "../p10.h"
#include "../tap.h"

static struct netrt_part10 p10;
static struct netrt_err err;

static enum netrt_rc
check_max(long long max)
{
	int fd = memfd_create("part10", MFD_CLOEXEC);
	enum netrt_rc rc = NETRT_TEMP;

	if (fd >= 0 && write(fd, buf, len) == (ssize_t)len)
		rc = netrt_part10_check(fd, max, &p10, &err);
	close(fd);
	return rc;
}

static enum netrt_rc
check(void)
{
	return check_max(0);
}

static void
good(const char *what)
{
	enum netrt_rc rc = check();

	if (!ok(rc == NETRT_OK, "%s", what))
		printf("# %d %s\n", rc, err.msg);
}

static void
bad(const char *what, const char *why)
{
	enum netrt_rc rc = check();

	if (!ok(rc == NETRT_DATA && strstr(err.msg, why) != NULL, "%s", what))
		printf("# %d %s\n", rc, err.msg);
}

static void
values(void)
{
	start("1.2.840.10008.1.2.1");
	ex(0x00080016, "UI", "1.2.840 ");
	ex(0x00080018, "UI", "1.2.3.4.");
	buf[len - 1] = '\0';
	ex(0x00080060, "CS", "RTSTRUCT");
	ex(0x0020000D, "UI", "1.22");
	good("a small explicit file");
	is(p10.syntax, "1.2.840.10008.1.2.1", "its transfer syntax");
	is(p10.sop_class, "1.2.840", "class without its blank");
	is(p10.sop_instance, "1.2.3.4", "instance without its NUL");
	is(p10.modality, "RTSTRUCT", "modality");
	is(p10.study, "1.22", "study");
	is(p10.series, "", "no series");
	ex(0x0020000D, "UI", "1.23");
	bad("an element twice", "twice");

	start("1.2.840.10008.1.2");
	im(0x0020000D, "1.22");
	tag(0x00081111);
	put32(0xffffffff);
	ITEM;
	im(0x0020000D, "9.99");
	ITEM_;
	SEQ_;
	good("implicit VR with a sequence");
	is(p10.study, "1.22", "a nested study UID is not the study's");

	start("1.2.840.10008.1.2.1");
	ex(0x0020000D, "UI", "1.2x../..9");
	buf[len - 7] = '\0';
	good("a UID with NUL inside");
	is(p10.study, "", "is not taken for its first part");
}

static void
big_endian(void)
{
	static const uint8_t el[] = {
		0, 0x20, 0, 0x0D, 'U', 'I', 0, 4, '1', '.', '2', '2',
		0, 0x40, 1, 0, 'S', 'Q', 0, 0, 0, 0, 0, 22,
		0xff, 0xfe, 0xe0, 0, 0, 0, 0, 14,
		0, 0x40, 1, 2, 'U', 'T', 0, 0, 0, 0, 0, 2, 'a', 'b',
	};

	start("1.2.840.10008.1.2.2");
	put(el, sizeof el);
	good("big endian");
	is(p10.study, "1.22", "its study");
	len--;
	bad("big endian, a byte short", "longer than what is left");
}

static void
pixels(void)
{
	start("1.2.840.10008.1.2.4.70");
	ex_long(0x7FE00010, "OB", 0xffffffff);
	mark(0xFFFEE000, 0);
	mark(0xFFFEE000, 4);
	put("abcd", 4);
	SEQ_;
	good("encapsulated pixel data");
	len -= 8;
	bad("without its delimiter", "no element");
	SEQ_;
	put("\0", 1);
	bad("a byte left over", "1 bytes");

	start("1.2.840.10008.1.2.1");
	ex_long(0x7FE00010, "OB", 0xffffffff);
	mark(0xFFFEE000, 0);
	SEQ_;
	bad("encapsulated in a native syntax", "undefined length");

	start("1.2.840.10008.1.2.1");
	ex_long(0x7FE00010, "OW", 100);
	put("abcd", 4);
	bad("pixel data cut off", "longer than what is left");

	start("1.2.840.10008.1.2.1");
	ex_long(0x7FE00010, "OW", 0xfffffffe);
	put("abcd", 4);
	bad("4 GiB said, 4 bytes there", "longer than what is left");
}

static void
odd_cases(void)
{
	start("1.2.840.10008.1.2.1");
	ex(0x00100020, "LO", "abc");
	bad("an odd length", "odd length");

	start("1.2.840.10008.1.2.1");
	tag(0x00100020);
	put32(4);
	put("abcd", 4);
	bad("implicit VR in an explicit file", "no VR");

	start("1.2.840.10008.1.2.1");
	ex_long(0x00091001, "ZZ", 2);
	put("ab", 2);
	good("a VR of the future");

	start("1.2.840.10008.1.2.1");
	ITEM_;
	bad("a delimiter where nothing is open", "none is open");

	start("1.2.840.10008.1.2.1");
	ex_long(0x00081111, "SQ", 0xffffffff);
	im(0x00100020, "ab");
	bad("an element where an item must be", "item must be");

	start("1.2.840.10008.1.2.1");
	ex_long(0x00091002, "UN", 0xffffffff);
	ITEM;
	im(0x00100020, "ab");
	ITEM_;
	SEQ_;
	ex(0x0020000D, "UI", "1.22");
	good("UN of undefined length is implicit inside");
	is(p10.study, "1.22", "and what follows explicit");

	start("1.2.840.10008.1.2.1");
	ex_long(0x00081111, "SQ", 20);
	mark(0xFFFEE000, 40);
	put("0123456789012345678901234567890123456789", 40);
	bad("an item longer than its sequence", "longer than what is left");

	start("1.2.840.10008.1.2.1");
	buf[140] = (uint8_t)(buf[140] + 2);
	bad("a wrong group length", "(0002,0000)");
	len = 100;
	bad("100 bytes", "no DICOM file");
	len = 200;
	memset(buf, 'x', len);
	bad("no preamble", "DICM");
}

/* n sequences, one in the other. */
static void
nest(int n, int defined, int explicit)
{
	unsigned long inner = 0;

	start(explicit ? "1.2.840.10008.1.2.1" : "1.2.840.10008.1.2");
	for (int i = 0; i < n; i++) {
		inner = defined ? (unsigned long)((n - i) * (explicit ? 20 :
		    16) - (explicit ? 12 : 8)) : 0xffffffff;
		if (explicit)
			ex_long(0x00081111, "SQ", inner);
		else
			mark(0x00081111, inner);
		mark(0xFFFEE000, defined ? inner - 8 : inner);
	}
	for (int i = 0; i < n && !defined; i++) {
		ITEM_;
		SEQ_;
	}
}

static void
nesting(void)
{
	for (int i = 0; i < 4; i++) {
		int def = i & 1, ex = i >> 1;

		nest(32, def, ex);
		good("32 sequences nested");
		nest(33, def, ex);
		bad("33 sequences nested", "deeper than 32");
		nest(20000, def, ex);
		bad("20000 sequences nested", "deeper than 32");
	}

	/* in UN, of which DCMTK makes a sequence when it knows the tag */
	for (int n = 32; n <= 20000; n += 19968) {
		start("1.2.840.10008.1.2.1");
		ex_long(0x00081111, "UN", (unsigned long)n * 16 - 8);
		for (int i = 0; i < n; i++) {
			unsigned long l = (unsigned long)(n - i) * 16 - 16;

			mark(0xFFFEE000, l);
			if (l > 0)
				mark(0x00081111, l - 8);
		}
		if (n == 32)
			good("32 sequences nested in UN");
		else
			bad("20000 nested in UN", "deeper than 32");
	}
	start("1.2.840.10008.1.2.1");
	ex_long(0x00091010, "UN", 16);
	mark(0xFFFEE000, 6);
	put("abcdefgh", 8);
	ex(0x0020000D, "UI", "1.22");
	good("UN that begins like a sequence");
	is(p10.study, "1.22", "and what follows it is read");

	/* in a value that may be no sequence, behind one that is none */
	start("1.2.840.10008.1.2");
	mark(0x7FE00010, 16);
	mark(0xFFFEE000, 6);
	put("abcdefgh", 8);
	im(0x7FE10010, "ab");
	good("pixel data that begins like a sequence");
	start("1.2.840.10008.1.2");
	mark(0x00091010, 24);
	mark(0xFFFEE000, 16);
	mark(0x00091011, 8);
	mark(0xFFFEE000, 900);
	im(0x0020000D, "1.22");
	good("a value like a sequence in one");
	is(p10.study, "1.22", "and what follows is read");
}

static void
deflated(void)
{
	static uint8_t plain[1 << 20], out[1 << 20];
	z_stream z;
	size_t n;

	start("1.2.840.10008.1.2.1");
	n = len;
	ex(0x0020000D, "UI", "1.22");
	ex_long(0x7FE00010, "OW", 500000);
	len += 500000;
	n = len - n;
	memcpy(plain, buf + len - n, n);
	memset(&z, 0, sizeof z);
	if (deflateInit2(&z, 6, Z_DEFLATED, -MAX_WBITS, 8, 0) != Z_OK)
		exit(99);
	z.next_in = plain;
	z.avail_in = (uInt)n;
	z.next_out = out;
	z.avail_out = sizeof out;
	deflate(&z, Z_FINISH);
	n = z.total_out;
	deflateEnd(&z);

	start("1.2.840.10008.1.2.1.99");
	put(out, n);
	good("deflated");
	is(p10.study, "1.22", "its study");
	ok(check_max(100000) == NETRT_DATA, "a limit: %s", err.msg);
	put("\0", 1);
	good("with a byte of padding");
	put("\0", 1);
	bad("with two", "left over");
	len -= 3;
	bad("a byte short", "cut off");
	memset(buf + len - 20, 0xff, 10);
	len++;
	ok(check() == NETRT_DATA, "damaged: %s", err.msg);
}

/* What some writers leave behind the stream: CRC-32 and length of gzip. */
static void
gzip_trailer(void)
{
	static const uint8_t stored[] = { 1, 8, 0, 0xf7, 0xff,
		0x20, 0, 0x0D, 0, 'U', 'I', 0, 0,  9, 9, 9, 9, 8, 0, 0, 0 };

	start("1.2.840.10008.1.2.1.99");
	put(stored, sizeof stored);
	good("deflated, with the trailer of gzip");
	buf[len - 4]++;
	bad("with eight bytes that are none", "left over");
}

static int
files(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		enum netrt_rc rc = netrt_part10_check(fd, 0, &p10, &err);

		printf("%d %s%s%s\n", rc, argv[i], rc ? ": " : "",
		    rc ? err.msg : "");
		close(fd);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return files(argc, argv);
	values();
	big_endian();
	pixels();
	odd_cases();
	nesting();
	deflated();
	gzip_trailer();
	return done();
}
