/*
 * A file that has passed the structural walk, through everything that reads
 * values: the C++ face, RTSTRUCT, decoders, and writing it again.  Nothing
 * but OK and DATA may come of it.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "dcm.h"
#include "image.h"
#include "part10.h"
#include "rtstruct.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
judge(enum netrt_rc rc, const struct netrt_err *e)
{
	if (rc == NETRT_OK || rc == NETRT_DATA)
		return;
	fprintf(stderr, "rc %d: %s\n", (int)rc, e->msg);
	abort();
}

static enum netrt_rc
visit(void *ctx, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	struct netrt_err mine;
	char buf[64], *text = NULL;
	double *v = NULL;
	const void *p;
	size_t n;
	long x;

	if (el->sequence) {
		for (size_t i = 0; i < netrt_item_count(it, el->tag); i++)
			judge(netrt_item_each(netrt_item_at(it, el->tag, i),
			    visit, ctx, e), e);
		return NETRT_OK;
	}
	judge(netrt_item_get_str(it, el->tag, buf, sizeof buf, &mine), &mine);
	judge(netrt_item_get_value(it, el->tag, 1, buf, sizeof buf, &mine),
	    &mine);
	judge(netrt_item_get_text(it, el->tag, &text, &mine), &mine);
	judge(netrt_item_get_doubles(it, el->tag, &v, &n, &mine), &mine);
	judge(netrt_item_get_int(it, el->tag, 0, &x, &mine), &mine);
	judge(netrt_item_get_bytes(it, el->tag, &p, &n, &mine), &mine);
	free(text);
	free(v);
	return NETRT_OK;
}

static void
use(struct netrt_dcm *d, const char *path, const char *out)
{
	struct netrt_item *root = netrt_dcm_root(d);
	struct netrt_rtstruct *rs = NULL;
	struct netrt_pixels px;
	struct netrt_err e;

	judge(netrt_item_each(root, visit, NULL, &e), &e);
	judge(netrt_rtstruct_read(path, &rs, &e), &e);
	netrt_rtstruct_free(rs);
	unlink(out);
	judge(netrt_dcm_write(d, out, NULL, &e), &e);
	judge(netrt_image_pixels(d, &px, &e), &e);
	unlink(out);
	judge(netrt_dcm_write(d, out, NULL, &e), &e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static char path[64], out[64];
	struct netrt_part10 meta;
	struct netrt_dcm *d = NULL;
	struct netrt_err e;

	if (path[0] == '\0') {
		snprintf(path, sizeof path, "/dev/shm/netrt-fuzz.%d",
		    (int)getpid());
		snprintf(out, sizeof out, "%s.out", path);
		judge(netrt_dcm_init(&e), &e);
	}
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		abort();
	enum netrt_rc rc = netrt_part10_check(fd, 1 << 22, &meta, &e);
	close(fd);
	if (rc == NETRT_OK) {
		judge(netrt_dcm_open(path, &d, &e), &e);
		if (d != NULL)
			use(d, path, out);
		netrt_dcm_close(d);
	}
	unlink(path);
	unlink(out);
	return 0;
}
