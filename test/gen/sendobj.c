/*
 * sendobj [-c CLASS] [-n N] [-p PIXELS] [-s SYNTAX] [-u FIRST] STUDY: N small
 * objects of a SOP class and transfer syntax in STUDY/DCM, for tests of
 * sending; their SOP Instance UIDs are 1.2.3.FIRST and the following.  What
 * a compressed syntax would hold is not there: nobody decodes it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dcm.h"
#include "fs.h"

static const char *class = "1.2.840.10008.5.1.4.1.1.2";
static const char *syntax = NETRT_TS_EXPLICIT;
static size_t pixels = 16;

static enum netrt_rc
object(const char *dir, int nr, struct netrt_err *e)
{
	char sop[32], path[4200];
	struct netrt_dcm *d;
	struct netrt_item *it;
	const uint16_t side = (uint16_t)pixels, bits = 16;
	void *zero = calloc(pixels * pixels, 2);
	enum netrt_rc rc = netrt_dcm_new(&d, e);

	if (rc != NETRT_OK || zero == NULL)
		return rc;
	it = netrt_dcm_root(d);
	snprintf(sop, sizeof sop, "1.2.3.%d", nr);
	snprintf(path, sizeof path, "%s/%s.dcm", dir, sop);
	if ((rc = netrt_item_set_str(it, TAG_SOPClassUID, class, e)) ||
	    (rc = netrt_item_set_str(it, TAG_SOPInstanceUID, sop, e)) ||
	    (rc = netrt_item_set_str(it, TAG_Modality, "CT", e)) ||
	    (rc = netrt_item_set_str(it, TAG_StudyInstanceUID, "1.2.9", e)) ||
	    (rc = netrt_item_set_str(it, TAG_SeriesInstanceUID, "1.2.8",
	    e)) ||
	    (rc = netrt_item_set_str(it, TAG_PatientName, "DOE^JOHN", e)) ||
	    (rc = netrt_item_set_us(it, TAG_Rows, &side, 1, e)) ||
	    (rc = netrt_item_set_us(it, TAG_Columns, &side, 1, e)) ||
	    (rc = netrt_item_set_us(it, TAG_BitsAllocated, &bits, 1, e)) ||
	    (rc = netrt_item_set_bytes(it, TAG_PixelData, true, zero,
	    pixels * pixels * 2, e)) ||
	    (rc = netrt_dcm_write(d, path, syntax, e)))
		goto out;
out:
	netrt_dcm_close(d);
	free(zero);
	return rc;
}

int
main(int argc, char **argv)
{
	struct netrt_err e;
	char dir[4100];
	int c, n = 3, first = 1;

	while ((c = getopt(argc, argv, "c:n:p:s:u:")) != -1) {
		if (c == 'c')
			class = optarg;
		else if (c == 'n')
			n = atoi(optarg);
		else if (c == 'p')
			pixels = (size_t)atoi(optarg);
		else if (c == 's')
			syntax = optarg;
		else if (c == 'u')
			first = atoi(optarg);
	}
	if (optind + 1 != argc)
		return 2;
	snprintf(dir, sizeof dir, "%s/DCM", argv[optind]);
	if (netrt_dcm_init(&e) != NETRT_OK ||
	    netrt_fs_mkdir(AT_FDCWD, dir, &e) != NETRT_OK)
		n = -1;
	for (int i = 0; i < n; i++)
		if (object(dir, first + i, &e) != NETRT_OK)
			n = -1;
	if (n < 0)
		fprintf(stderr, "sendobj: %s\n", e.msg);
	return n < 0;
}
