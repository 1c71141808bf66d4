/* The C face over DCMTK, used from C: values, sequences, walking. */
#include <locale.h>
#include <stdlib.h>

#include "../tap.h"
#include "dcm.h"

static struct netrt_err e;

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

static void
strings(struct netrt_item *it)
{
	char buf[32];

	good(netrt_item_get_str(it, TAG_PatientName, buf, sizeof buf, &e),
	    "an absent text");
	is(buf, "", "is empty");
	ok(!netrt_item_has(it, TAG_PatientName), "and is not there");
	good(netrt_item_set_str(it, TAG_ImageType, " DERIVED\\ X \\Y  ", &e),
	    "set three values");
	good(netrt_item_get_str(it, TAG_ImageType, buf, sizeof buf, &e),
	    "get them");
	is(buf, " DERIVED\\ X \\Y", "padding behind is trimmed");
	const char *want[] = { "DERIVED", "X", "Y", "", "" };
	for (unsigned i = 0; i < 5; i++) {
		good(netrt_item_get_value(it, TAG_ImageType, i, buf,
		    sizeof buf, &e), "one value");
		is(buf, want[i], "trimmed at both ends");
	}
	fails(netrt_item_get_str(it, TAG_ImageType, buf, 14, &e), NETRT_DATA,
	    "(0008,0008): 14 bytes", "a value that does not fit");
	is(buf, "", "leaves nothing");
	good(netrt_item_get_str(it, TAG_ImageType, buf, 15, &e),
	    "one that just fits");
	good(netrt_item_set_empty(it, TAG_ImageType, &e), "empty it");
	ok(netrt_item_has(it, TAG_ImageType) &&
	    netrt_item_len(it, TAG_ImageType) == 0, "there with no value");
	netrt_item_del(it, TAG_ImageType);
	netrt_item_del(it, TAG_ImageType);
	ok(!netrt_item_has(it, TAG_ImageType), "deleted, twice");
	good(netrt_item_set_us(it, TAG_Rows, (uint16_t[]){ 65535 }, 1, &e),
	    "set a binary number");
	good(netrt_item_get_str(it, TAG_Rows, buf, sizeof buf, &e),
	    "get it as text");
	is(buf, "65535", "as text");
	ok(netrt_item_len(it, TAG_Rows) == 2, "its length");
	fails(netrt_item_set_str(it, 0x00091001, "x", &e), NETRT_SOFTWARE,
	    "(0009,1001)", "a private tag has no VR to set");
}

/* DS text and how many numbers it holds; -1: not numbers. */
static const struct {
	const char *text;
	int n;
	double last;
} numbers[] = {
	{ "1", 1, 1 }, { " -1.5 ", 1, -1.5 }, { "+2", 1, 2 },
	{ "1\\ 2 \\3", 3, 3 }, { "1.0e-05", 1, 1e-5 },
	{ "3.90625e-1", 1, 0.390625 }, { "1E3", 1, 1000 }, { ".5", 1, .5 },
	{ "5.", 1, 5 }, { "-0", 1, 0 }, { "1e-400", 1, 0 }, { "", 0, 0 },
	{ "   ", 0, 0 }, { "123456789012345.", 1, 123456789012345. },
	{ "1\\\\2", -1, 0 }, { "1\\", -1, 0 }, { "\\1", -1, 0 },
	{ "1,5", -1, 0 }, { "abc", -1, 0 }, { "1x", -1, 0 },
	{ "1 2", -1, 0 }, { "nan", -1, 0 }, { "inf", -1, 0 },
	{ "-inf", -1, 0 }, { "1e400", -1, 0 }, { "0x10", -1, 0 },
	{ "+-5", -1, 0 }, { "--5", -1, 0 }, { "-", -1, 0 }, { "e5", -1, 0 },
	{ "1e", -1, 0 }, { ".", -1, 0 },
};

static void
ds(struct netrt_item *it)
{
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		double *v = NULL;
		size_t n = 99;
		enum netrt_rc rc;

		if (netrt_item_set_str(it, TAG_ContourData, numbers[i].text,
		    &e) != NETRT_OK)
			abort();
		rc = netrt_item_get_doubles(it, TAG_ContourData, &v, &n, &e);
		if (numbers[i].n < 0)
			ok(rc == NETRT_DATA && v == NULL && n == 0 &&
			    strstr(e.msg, "(3006,0050)") != NULL,
			    "'%s' is refused", numbers[i].text);
		else
			ok(rc == NETRT_OK && n == (size_t)numbers[i].n &&
			    (n == 0 ? v == NULL : !(v[n - 1] <
			    numbers[i].last || v[n - 1] > numbers[i].last)),
			    "'%s' is %d numbers", numbers[i].text,
			    numbers[i].n);
		free(v);
	}
}

static void
vectors(struct netrt_item *it)
{
	double v[3], *all;
	size_t n;
	bool found;
	long x;

	netrt_item_del(it, TAG_ImagePositionPatient);
	good(netrt_item_get_vector(it, TAG_ImagePositionPatient, v, 3,
	    &found, &e), "an absent vector");
	ok(!found, "is not found");
	good(netrt_item_set_str(it, TAG_ImagePositionPatient, "1\\2\\-3.25",
	    &e), "set three");
	good(netrt_item_get_vector(it, TAG_ImagePositionPatient, v, 3,
	    &found, &e), "get three");
	ok(found && v[0] < 1.1 && v[2] < -3.24, "and their values");
	fails(netrt_item_get_vector(it, TAG_ImagePositionPatient, v, 2,
	    &found, &e), NETRT_DATA, "(0020,0032): 3 values, 2 expected",
	    "another count");
	good(netrt_item_get_int(it, TAG_Columns, 7, &x, &e), "absent int");
	ok(x == 7, "is the default");
	good(netrt_item_set_ss(it, TAG_PixelPaddingValue,
	    (int16_t[]){ -2000 }, 1, &e), "set SS");
	good(netrt_item_get_int(it, TAG_PixelPaddingValue, 0, &x, &e),
	    "get it");
	ok(x == -2000, "signed");
	good(netrt_item_set_str(it, TAG_InstanceNumber, "-12", &e), "set IS");
	good(netrt_item_get_int(it, TAG_InstanceNumber, 0, &x, &e), "get IS");
	ok(x == -12, "its value");
	good(netrt_item_set_str(it, TAG_InstanceNumber, "1.5", &e), "set IS");
	fails(netrt_item_get_int(it, TAG_InstanceNumber, 0, &x, &e),
	    NETRT_DATA, "not an integer", "1.5 is no integer");
	good(netrt_item_set_str(it, TAG_InstanceNumber, "1\\2", &e), "two");
	fails(netrt_item_get_int(it, TAG_InstanceNumber, 0, &x, &e),
	    NETRT_DATA, "2 values", "two are not one");
	good(netrt_item_set_us(it, 0x00281101u, (uint16_t[]){ 1, 2, 65535 },
	    3, &e), "set three US");
	good(netrt_item_get_doubles(it, 0x00281101u, &all, &n, &e),
	    "get three US");
	ok(n == 3 && all[2] > 65534, "unsigned");
	free(all);
	good(netrt_item_get_doubles(it, TAG_PixelData, &all, &n, &e),
	    "absent doubles");
	ok(all == NULL && n == 0, "are none");
}

static void
texts(struct netrt_item *it)
{
	char *t = NULL;
	struct netrt_item *in;

	good(netrt_item_get_text(it, TAG_PatientName, &t, &e), "absent text");
	is(t, "", "is empty");
	free(t);
	good(netrt_item_set_str(it, TAG_SpecificCharacterSet, "ISO_IR 100",
	    &e), "Latin 1");
	good(netrt_item_set_text(it, TAG_SeriesDescription, "Käse 山 lang", 8,
	    &e), "set text");
	good(netrt_item_get_text(it, TAG_SeriesDescription, &t, &e), "get");
	is(t, "Käse ? l", "converted there and back, and cut");
	free(t);
	ok(netrt_item_len(it, TAG_SeriesDescription) == 8, "in one byte each");
	good(netrt_item_add(it, TAG_SourceImageSequence, &in, &e), "an item");
	good(netrt_item_set_str(in, TAG_SeriesDescription, "\xE9", &e),
	    "with text");
	good(netrt_item_get_text(in, TAG_SeriesDescription, &t, &e), "get");
	is(t, "é", "an item inherits the set");
	free(t);
	good(netrt_item_set_str(in, TAG_SpecificCharacterSet, "ISO_IR 144",
	    &e), "an item's own set");
	good(netrt_item_get_text(in, TAG_SeriesDescription, &t, &e), "get");
	is(t, "щ", "holds");
	free(t);
	netrt_item_del(it, TAG_SourceImageSequence);
}

static void
sequences(struct netrt_item *it)
{
	struct netrt_item *a, *b, *c;
	char buf[8];

	ok(netrt_item_count(it, TAG_ROIContourSequence) == 0, "no sequence");
	ok(netrt_item_at(it, TAG_ROIContourSequence, 0) == NULL, "no item");
	good(netrt_item_add(it, TAG_ROIContourSequence, &a, &e), "one item");
	good(netrt_item_add(it, TAG_ROIContourSequence, &b, &e), "another");
	good(netrt_item_add(b, TAG_ContourSequence, &c, &e), "nested");
	good(netrt_item_set_str(c, TAG_ContourNumber, "5", &e), "value");
	ok(netrt_item_count(it, TAG_ROIContourSequence) == 2 &&
	    netrt_item_at(it, TAG_ROIContourSequence, 1) == b &&
	    netrt_item_at(it, TAG_ROIContourSequence, 2) == NULL,
	    "two items");
	good(netrt_item_copy(a, b, TAG_ContourSequence, &e), "deep copy");
	good(netrt_item_set_str(c, TAG_ContourNumber, "6", &e), "change");
	c = netrt_item_at(a, TAG_ContourSequence, 0);
	good(netrt_item_get_str(c, TAG_ContourNumber, buf, sizeof buf, &e),
	    "the copy");
	is(buf, "5", "is its own");
	good(netrt_item_copy(a, b, TAG_ContourSequence, &e), "copy again");
	ok(netrt_item_count(a, TAG_ContourSequence) == 1, "replaces");
	fails(netrt_item_copy(a, b, TAG_ROIName, &e), NETRT_SOFTWARE,
	    "(3006,0026)", "what is absent cannot be copied");
	fails(netrt_item_get_str(it, TAG_ROIContourSequence, buf, sizeof buf,
	    &e), NETRT_DATA, "(3006,0039)", "a sequence is no text");
	netrt_item_del_at(it, TAG_ROIContourSequence, 0);
	netrt_item_del_at(it, TAG_ROIContourSequence, 7);
	ok(netrt_item_count(it, TAG_ROIContourSequence) == 1 &&
	    netrt_item_at(it, TAG_ROIContourSequence, 0) == b, "one left");
	good(netrt_item_set_empty(it, TAG_ROIContourSequence, &e), "emptied");
	ok(netrt_item_has(it, TAG_ROIContourSequence) &&
	    netrt_item_count(it, TAG_ROIContourSequence) == 0, "is there");
	netrt_item_del_group(it, 0x3006);
	ok(!netrt_item_has(it, TAG_ROIContourSequence) &&
	    netrt_item_has(it, TAG_SOPInstanceUID), "a group deleted");
}

static void
words(struct netrt_item *it)
{
	const void *p;
	size_t n;

	good(netrt_item_get_bytes(it, TAG_OverlayData, &p, &n, &e), "absent");
	ok(p == NULL && n == 0, "no bytes");
	fails(netrt_item_set_bytes(it, TAG_OverlayData, true, "abc", 3, &e),
	    NETRT_SOFTWARE, "odd", "odd length");
	good(netrt_item_set_bytes(it, TAG_OverlayData, true, "abcd", 4, &e),
	    "set OW");
	good(netrt_item_get_bytes(it, TAG_OverlayData, &p, &n, &e), "get OW");
	ok(n == 4 && memcmp(p, "abcd", 4) == 0, "the same bytes");
	good(netrt_item_set_bytes(it, 0x00420011u, false, "xyzw", 4, &e),
	    "set OB");
	good(netrt_item_get_bytes(it, 0x00420011u, &p, &n, &e), "get OB");
	ok(n == 4 && memcmp(p, "xyzw", 4) == 0, "the same bytes");
	good(netrt_item_get_bytes(it, TAG_SOPInstanceUID, &p, &n, &e),
	    "text as bytes");
	ok(n == 7 && memcmp(p, "1.2.3.4", 7) == 0, "the same bytes");
	fails(netrt_item_get_bytes(it, TAG_Rows, &p, &n, &e), NETRT_DATA,
	    "(0028,0010)", "numbers are no bytes");
}

static uint32_t last;

static enum netrt_rc
visit(void *ctx, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *err)
{
	int *n = ctx;

	if (el->tag <= last)
		*n += 1000;
	last = el->tag;
	++*n;
	if (el->tag == TAG_SOPClassUID)
		netrt_item_del(it, el->tag);
	if (el->tag == TAG_Rows)
		ok(strcmp(el->vr, "US") == 0 && el->len == 2 &&
		    !el->sequence, "an element is described");
	if (el->tag == TAG_SourceImageSequence) {
		ok(strcmp(el->vr, "SQ") == 0 && el->sequence, "a sequence");
		return netrt_err_set(err, NETRT_DATA, "stopped");
	}
	return NETRT_OK;
}

static void
walking(struct netrt_item *it)
{
	struct netrt_item *in;
	char buf[64];
	int n = 0;

	last = 0;
	good(netrt_item_each(it, visit, &n, &e), "each");
	ok(n > 5 && n < 1000, "in order");
	ok(!netrt_item_has(it, TAG_SOPClassUID), "may remove where it is");
	good(netrt_item_add(it, TAG_SourceImageSequence, &in, &e), "item");
	last = 0;
	fails(netrt_item_each(it, visit, &n, &e), NETRT_DATA, "stopped",
	    "the visitor stops it");
	ok(netrt_tag_find("PatientName") == TAG_PatientName, "by keyword");
	ok(netrt_tag_find("NoSuchThing") == 0, "an unknown keyword");
	ok(netrt_tag_find("OtherPatientIDs") == 0x00101000u,
	    "a retired keyword");
	ok(netrt_tag_find("PatientBirthdate") == 0, "a private keyword");
	netrt_tag_format(TAG_PatientName, buf, sizeof buf);
	is(buf, "PatientName", "a tag's keyword");
	netrt_tag_format(0x00091001u, buf, sizeof buf);
	is(buf, "(0009,1001)", "an unknown tag");
	is(netrt_tag_vr(TAG_PatientName), "PN", "a VR");
	is(netrt_tag_vr(0x00091001u), "UN", "an unknown VR");
	is(netrt_tag_vr(TAG_ROIContourSequence), "SQ", "a sequence's VR");
}

int
main(void)
{
	struct netrt_dcm *d = NULL;
	struct netrt_item *it;

	if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
		printf("# no locale with a decimal comma here\n");
	good(netrt_dcm_init(&e), "init");
	good(netrt_dcm_init(&e), "init again");
	good(netrt_dcm_new(&d, &e), "new");
	it = netrt_dcm_root(d);
	is(netrt_dcm_syntax(d), "", "has no syntax yet");
	good(netrt_item_set_str(it, TAG_SOPClassUID,
	    "1.2.840.10008.5.1.4.1.1.2", &e), "class");
	good(netrt_item_set_str(it, TAG_SOPInstanceUID, "1.2.3.4", &e),
	    "instance");
	strings(it);
	ds(it);
	vectors(it);
	texts(it);
	sequences(it);
	words(it);
	walking(it);
	netrt_dcm_close(d);
	netrt_dcm_close(NULL);
	return done();
}
