/* lib/rtstruct, select: ROIs and contours, as real files have them. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../tap.h"
#include "fs.h"
#include "rtstruct.h"

static struct netrt_err e;

static void
must(enum netrt_rc rc)
{
	if (rc != NETRT_OK)
		ok(0, "%s", e.msg);
}

static struct netrt_item *
item(struct netrt_item *it, uint32_t tag)
{
	struct netrt_item *new = NULL;

	must(netrt_item_add(it, tag, &new, &e));
	return new;
}

static struct netrt_item *
roi(struct netrt_item *root, const char *number, const char *name)
{
	struct netrt_item *it = item(root, TAG_StructureSetROISequence);

	must(netrt_item_set_str(it, TAG_ROINumber, number, &e));
	must(netrt_item_set_text(it, TAG_ROIName, name, 64, &e));
	must(netrt_item_set_str(it, TAG_ReferencedFrameOfReferenceUID,
	    "1.2.9", &e));
	return it;
}

static struct netrt_item *
contours(struct netrt_item *root, const char *number)
{
	struct netrt_item *it = item(root, TAG_ROIContourSequence);

	must(netrt_item_set_str(it, TAG_ReferencedROINumber, number, &e));
	return it;
}

static void
contour(struct netrt_item *rc, const char *type, const char *count,
    const char *data, const char *sop)
{
	struct netrt_item *it = item(rc, TAG_ContourSequence);

	must(netrt_item_set_str(it, TAG_ContourGeometricType, type, &e));
	must(netrt_item_set_str(it, TAG_NumberOfContourPoints, count, &e));
	if (data != NULL)
		must(netrt_item_set_str(it, TAG_ContourData, data, &e));
	if (sop != NULL) {
		it = item(it, TAG_ContourImageSequence);
		must(netrt_item_set_str(it, TAG_ReferencedSOPInstanceUID, sop,
		    &e));
	}
}

static struct netrt_dcm *
empty(struct netrt_item **root)
{
	struct netrt_dcm *d = NULL;

	must(netrt_dcm_new(&d, &e));
	*root = netrt_dcm_root(d);
	must(netrt_item_set_str(*root, TAG_SpecificCharacterSet, "ISO_IR 192",
	    &e));
	must(netrt_item_set_str(*root, TAG_SOPClassUID, NETRT_SOP_RTSTRUCT,
	    &e));
	must(netrt_item_set_str(*root, TAG_SOPInstanceUID, "1.2.3", &e));
	must(netrt_item_set_str(*root, TAG_Modality, "RTSTRUCT", &e));
	return d;
}

static char dir[64], path[96];

static enum netrt_rc
read_as(struct netrt_dcm *d, const char *syntax, struct netrt_rtstruct **rs)
{
	unlink(path);
	must(netrt_dcm_write(d, path, syntax, &e));
	return netrt_rtstruct_read(path, rs, &e);
}

static struct netrt_points pts;

/* Number k of the coordinates of contour i. */
static double
mm(const struct netrt_rtstruct *rs, size_t i, size_t k)
{
	must(netrt_rtstruct_points(rs, i, &pts, &e));
	return k < 3 * pts.n ? pts.mm[k] : 1e9;
}

static void
whole(const char *syntax)
{
	struct netrt_item *root, *it;
	struct netrt_dcm *d = empty(&root);
	struct netrt_rtstruct *rs;

	it = item(root, TAG_ReferencedFrameOfReferenceSequence);
	must(netrt_item_set_str(it, TAG_FrameOfReferenceUID, "1.2.9", &e));
	it = item(it, TAG_RTReferencedStudySequence);
	it = item(it, TAG_RTReferencedSeriesSequence);
	must(netrt_item_set_str(it, TAG_SeriesInstanceUID, "1.2.7", &e));
	it = item(it, TAG_ContourImageSequence);
	must(netrt_item_set_str(it, TAG_ReferencedSOPInstanceUID, "1.2.7.1",
	    &e));
	roi(root, "13", "1,SUV_prim\xc3\xa4r *'s");
	roi(root, "4", "empty");
	roi(root, "23", "no item");
	it = contours(root, "4");
	it = contours(root, "13");
	must(netrt_item_set_str(it, TAG_ROIDisplayColor, "255\\0\\128", &e));
	contour(it, "CLOSED_PLANAR", "3",
	    "1\\2\\-1.5e-05\\4 \\ 5\\0\\7\\8\\0", "1.2.7.1");
	contour(it, "POINT", "1", "1\\2\\3", NULL);
	contour(it, "CLOSED_PLANAR", "9", "1\\2\\3\\4\\5\\6", "1.2.7.2");
	contour(it, "OPEN_PLANAR", "0", NULL, NULL);
	if (read_as(d, syntax, &rs) != NETRT_OK) {
		ok(0, "%s: %s", syntax, e.msg);
		return;
	}
	ok(rs->nrois == 3 && rs->ncontours == 4, "%s: 3 ROIs, 4 contours",
	    syntax);
	ok(rs->roi[0].number == 13, "numbers are not 1..n");
	is(rs->roi[0].name, "1,SUV_prim\xc3\xa4r *'s", "a free name");
	ok(rs->roi[0].has_color && rs->roi[0].color[2] == 128, "a colour");
	ok(rs->roi[0].nclosed == 1 && rs->roi[1].ncontours == 0 &&
	    rs->roi[2].ncontours == 0, "empty, and without an item");
	ok(rs->contour[0].n == 3 && mm(rs, 0, 2) == -1.5e-05 &&
	    mm(rs, 0, 3) == 4 && mm(rs, 0, 4) == 5, "exponents and blanks");
	ok(rs->contour[1].type == NETRT_CONTOUR_POINT &&
	    rs->contour[3].type == NETRT_CONTOUR_OPEN, "types");
	ok(rs->contour[2].n == 2 && rs->nwrong == 1,
	    "the data decide, not the number of points");
	ok(rs->nrefs == 2 && rs->contour[2].first_ref == 1 &&
	    rs->contour[1].nrefs == 0 &&
	    strcmp(rs->uids.uid[rs->ref[1]], "1.2.7.2") == 0, "references");
	ok(rs->nlisted == 1 && rs->listed[0].sop == rs->ref[0] &&
	    rs->nseries == 1 && rs->nframes == 1,
	    "series, its images, the frame once");
	netrt_rtstruct_free(rs);
	netrt_dcm_close(d);
}

/* A contour of more than 64 KiB of text, as UN and as DS. */
static void
large(const char *syntax)
{
	struct netrt_item *root, *it;
	struct netrt_dcm *d = empty(&root);
	struct netrt_rtstruct *rs;
	size_t n = 6000, len = 0;
	char *s = malloc(n * 3 * 8 + 1);

	for (size_t i = 0; i < n; i++)
		len += (size_t)sprintf(s + len, "%s%zu.25\\%zu.75\\1.5",
		    i > 0 ? "\\" : "", i % 1000, i % 777);
	if (len % 2 != 0)
		s[len++] = ' ';
	s[len] = '\0';
	roi(root, "1", "large");
	it = contours(root, "1");
	contour(it, "CLOSED_PLANAR", "6000", NULL, NULL);
	must(netrt_item_set_str(netrt_item_at(it, TAG_ContourSequence, 0),
	    TAG_ContourData, s, &e));
	ok(read_as(d, syntax, &rs) == NETRT_OK && rs->contour[0].n == n &&
	    rs->contour[0].len == len && mm(rs, 0, 3 * n - 1) == 1.5,
	    "%s: %zu points in %zu bytes", syntax, n, len);
	netrt_rtstruct_free(rs);
	netrt_dcm_close(d);
	free(s);
}

/*
 * The ROI Contour Sequence as UN, of undefined or defined length: implicit VR
 * is inside (PS3.5 6.2.2).  It is taken out of a file in implicit VR.
 */
static void
unknown(bool defined)
{
	static const char seq[] = "\x06\x30\x39\0\xff\xff\xff\xff";
	struct netrt_item *root, *it;
	struct netrt_dcm *d = empty(&root);
	struct netrt_rtstruct *rs = NULL;
	char *file = NULL, *at = NULL;
	size_t n;

	roi(root, "1", "a");
	it = contours(root, "1");
	contour(it, "CLOSED_PLANAR", "3", "1\\2\\3\\4\\5\\6\\7\\8\\9",
	    "1.2.7.1");
	must(read_as(d, NETRT_TS_IMPLICIT, &rs));
	netrt_rtstruct_free(rs);
	must(netrt_fs_read(AT_FDCWD, path, 1 << 20, &file, &n, &e));
	for (size_t i = 0; i + 8 <= n && at == NULL; i++)
		if (memcmp(file + i, seq, 8) == 0)
			at = file + i;
	netrt_item_del(root, TAG_ROIContourSequence);
	unlink(path);
	must(netrt_dcm_write(d, path, NETRT_TS_EXPLICIT, &e));
	FILE *f = fopen(path, "ab");
	uint32_t len = (uint32_t)(file + n - at) - 8;
	fwrite("\x06\x30\x39\0UN\0\0", 1, 8, f);
	if (defined)
		len -= 8;		/* without the delimiter */
	fwrite(defined ? (char *)&len : seq + 4, 1, 4, f);
	fwrite(at + 8, 1, len, f);
	fclose(f);
	ok(netrt_rtstruct_read(path, &rs, &e) == NETRT_OK &&
	    rs->ncontours == 1 && rs->nrefs == 1 && mm(rs, 0, 8) == 9,
	    "a sequence as UN of %s length", defined ? "defined" :
	    "undefined");
	netrt_rtstruct_free(rs);
	netrt_dcm_close(d);
	d = NULL;
	must(netrt_dcm_open(path, &d, &e));
	ok(netrt_item_count(netrt_dcm_root(d), TAG_ROIContourSequence) == 1,
	    "and it is no hiding-place for what is to be removed");
	netrt_dcm_close(d);
	free(file);
}

/* Files that are not left alone. */
static void
changed(void)
{
	struct netrt_item *root, *it;
	struct netrt_dcm *d = empty(&root);
	struct netrt_rtstruct *rs = NULL;

	roi(root, "1", "a");
	it = contours(root, "1");
	contour(it, "OPEN_PLANAR", "0", "", NULL);
	contour(it, "POINT", "1", "1\\2\\3", NULL);
	must(read_as(d, NETRT_TS_EXPLICIT, &rs));
	ok(mm(rs, 1, 2) == 3 && mm(rs, 0, 0) == 1e9, "one point, and none");
	unlink(path);
	ok(netrt_rtstruct_points(rs, 1, &pts, &e) == NETRT_OK,
	    "another name or none does not matter");
	netrt_rtstruct_free(rs);
	must(read_as(d, NETRT_TS_EXPLICIT, &rs));
	FILE *f = fopen(path, "ab");
	fputs("x", f);
	fclose(f);
	ok(netrt_rtstruct_points(rs, 1, &pts, &e) == NETRT_TEMP,
	    "written to: %s", e.msg);
	netrt_rtstruct_free(rs);
	netrt_dcm_close(d);
}

static void
refused(void)
{
	struct netrt_item *root, *it;
	struct netrt_dcm *d = empty(&root);
	struct netrt_rtstruct *rs;

	roi(root, "1", "secret");
	it = contours(root, "1");
	contour(it, "CLOSED_PLANAR", "2", "1\\2\\3\\4\\5\\6\\7", NULL);
	ok(read_as(d, NETRT_TS_EXPLICIT, &rs) == NETRT_DATA && rs == NULL,
	    "7 numbers");
	is(e.msg, "Structure/3.dcm: ROI number 1, contour 1: (3006,0050): 7 "
	    "numbers, not a multiple of 3", "it says where");
	netrt_dcm_close(d);

	d = empty(&root);
	roi(root, "1", "a");
	it = contours(root, "1");
	contour(it, "CLOSED_PLANAR", "3", "1\\2\\3\\4\\x\\6\\7\\8\\9", NULL);
	ok(read_as(d, NETRT_TS_EXPLICIT, &rs) == NETRT_DATA,
	    "no numbers");
	netrt_dcm_close(d);

	d = empty(&root);
	roi(root, "1", "a");
	roi(root, "1", "b");
	ok(read_as(d, NETRT_TS_EXPLICIT, &rs) == NETRT_DATA,
	    "a number given twice");
	netrt_dcm_close(d);

	d = empty(&root);
	roi(root, "1", "a");
	it = contours(root, "2");
	contour(it, "POINT", "1", "1\\2\\3", NULL);
	ok(read_as(d, NETRT_TS_EXPLICIT, &rs) == NETRT_DATA,
	    "contours of nobody");
	netrt_dcm_close(d);

	d = empty(&root);
	must(netrt_item_set_str(root, TAG_Modality, "RTPLAN", &e));
	must(netrt_item_set_str(root, TAG_SOPClassUID, "1.2", &e));
	ok(read_as(d, NETRT_TS_EXPLICIT, &rs) == NETRT_DATA,
	    "no RTSTRUCT");
	netrt_dcm_close(d);
}

/* Approval, date and study of a head with these values. */
static void
head(const char *date, const char *time, const char *status,
    const char *want, const char *what)
{
	struct netrt_item *root, *it;
	struct netrt_dcm *d = empty(&root);
	struct netrt_rtstruct *rs = NULL;
	char got[128];

	must(netrt_item_set_str(root, TAG_StructureSetDate, date, &e));
	must(netrt_item_set_str(root, TAG_StructureSetTime, time, &e));
	if (status != NULL)
		must(netrt_item_set_str(root, TAG_ApprovalStatus, status,
		    &e));
	it = item(root, TAG_ReferencedFrameOfReferenceSequence);
	it = item(it, TAG_RTReferencedStudySequence);
	must(netrt_item_set_str(it, TAG_ReferencedSOPInstanceUID, "1.2.8",
	    &e));
	must(read_as(d, NETRT_TS_EXPLICIT, &rs));
	snprintf(got, sizeof got, "%s %s %s", rs->when, rs->approval,
	    rs->nstudies == 1 ? rs->studies[0] : "?");
	is(got, want, what);
	netrt_rtstruct_free(rs);
	netrt_dcm_close(d);
}

static void
heads(void)
{
	head("20260105", "101500.25", "APPROVED ",
	    "20260105101500250000 APPROVED 1.2.8", "date, time, approval");
	head("2026.01.05", "10:15", NULL, "20260105101500000000  1.2.8",
	    "of old style");
	head("20260105", "", "REJECTED",
	    "20260105000000000000 REJECTED 1.2.8", "no time");
	head("", "101500", "", "  1.2.8", "no date");
}

int
main(void)
{
	static const char *const syntax[] = {
		NETRT_TS_EXPLICIT, NETRT_TS_IMPLICIT, NETRT_TS_BIG_ENDIAN,
		NETRT_TS_DEFLATED
	};

	snprintf(dir, sizeof dir, "/tmp/netrt-unit.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof path, "%s/Structure", dir);
	if (mkdir(path, 0700) != 0)
		return 1;
	snprintf(path, sizeof path, "%s/Structure/3.dcm", dir);
	must(netrt_dcm_init(&e));
	for (size_t i = 0; i < sizeof syntax / sizeof syntax[0]; i++) {
		whole(syntax[i]);
		large(syntax[i]);
	}
	heads();
	unknown(false);
	unknown(true);
	changed();
	refused();
	must(netrt_fs_remove(AT_FDCWD, dir, &e));
	netrt_points_free(&pts);
	return done();
}
