/*
 * mkobject [options] FILE: one small CT object (Explicit VR LE), right or
 * wrong.
 *
 *	-i UID -s UID -k UID	instance, study, class; "": absent
 *	-M UID		instance in the file meta information only
 *	-m MODALITY	-c TEXT (a comment)
 *	-n DEPTH	nested sequences
 *	-b BYTES	of pixel data (64)
 *	-x BYTES	cut off at the end
 */
#include <stdlib.h>
#include <unistd.h>

#include "../p10.h"

/* An element whose text is padded to an even length. */
static void
even(unsigned long t, const char *vr, const char *text, char pad)
{
	char s[256];
	size_t n = strlen(text);

	if (n == 0)
		return;
	snprintf(s, sizeof s, "%s", text);
	tag(t);
	put(vr, 2);
	put16((unsigned)(n + n % 2));
	put(s, n);
	if (n % 2)
		put(&pad, 1);
}

struct object {
	const char *instance, *study, *class, *meta, *modality, *comment;
	unsigned long nest, bytes, cut;
};

static void
head(const struct object *o)
{
	memset(buf, 0, 128);
	len = 128;
	put("DICM", 4);
	tag(0x00020000);
	put("UL", 2);
	put16(4);
	size_t at = len;

	put32(0);
	even(0x00020002, "UI", o->class, 0);
	even(0x00020003, "UI", o->meta ? o->meta : o->instance, 0);
	even(0x00020010, "UI", "1.2.840.10008.1.2.1", 0);
	size_t n = len - at - 4;

	buf[at] = (uint8_t)n;
	buf[at + 1] = (uint8_t)(n >> 8);
}

static void
build(const struct object *o)
{
	head(o);
	even(0x00080016, "UI", o->class, 0);
	even(0x00080018, "UI", o->instance, 0);
	even(0x00080060, "CS", o->modality, ' ');
	for (unsigned long i = 0; i < o->nest; i++) {
		ex_long(0x00081111, "SQ", 0xffffffff);
		ITEM;
	}
	for (unsigned long i = 0; i < o->nest; i++) {
		ITEM_;
		SEQ_;
	}
	even(0x0020000D, "UI", o->study, 0);
	even(0x0020000E, "UI", "1.2.3.4.5", 0);
	even(0x00204000, "LT", o->comment, ' ');
	ex_long(0x7FE00010, "OW", o->bytes);
}

int
main(int argc, char **argv)
{
	static const uint8_t zero[1 << 16];
	struct object o = { .instance = "1.2.3.4", .study = "1.2.3",
	    .class = "1.2.840.10008.5.1.4.1.1.2", .modality = "CT",
	    .comment = "", .bytes = 64 };
	int ch;

	while ((ch = getopt(argc, argv, "i:s:k:M:m:c:n:b:x:")) != -1) {
		switch (ch) {
		case 'i': o.instance = optarg; break;
		case 's': o.study = optarg; break;
		case 'k': o.class = optarg; break;
		case 'M': o.meta = optarg; break;
		case 'm': o.modality = optarg; break;
		case 'c': o.comment = optarg; break;
		case 'n': o.nest = strtoul(optarg, NULL, 10); break;
		case 'b': o.bytes = strtoul(optarg, NULL, 10); break;
		case 'x': o.cut = strtoul(optarg, NULL, 10); break;
		default: return 64;
		}
	}
	if (optind + 1 != argc || o.nest > 40000)
		return 64;
	build(&o);
	FILE *f = fopen(argv[optind], "wb");

	if (f == NULL || fwrite(buf, 1, len, f) != len)
		return 1;
	for (unsigned long n = o.bytes; n > 0; ) {
		size_t k = n < sizeof zero ? n : sizeof zero;

		if (fwrite(zero, 1, k, f) != k)
			return 1;
		n -= k;
	}
	if (fflush(f) != 0 || (o.cut > 0 &&
	    ftruncate(fileno(f), ftell(f) - (long)o.cut) != 0))
		return 1;
	return fclose(f) != 0;
}
