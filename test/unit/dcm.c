/* The C face over DCMTK, used from C. */
#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../tap.h"
#include "dcm.h"

static struct netrt_err e;
static char dir[] = "/tmp/netrt-dcm.XXXXXX";

static const char *
in_dir(const char *name)
{
	static char path[4][256];
	static unsigned i;

	i = (i + 1) % 4;
	snprintf(path[i], sizeof path[i], "%s/%s", dir, name);
	return path[i];
}

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
	int good_ = rc == want && strstr(e.msg, msg) != NULL;

	if (!ok(good_, "%s", what))
		printf("# rc %d, want %d: %s, want %s\n", rc, want, e.msg,
		    msg);
	return good_;
}

static struct netrt_dcm *
make(void)
{
	struct netrt_dcm *d = NULL;
	struct netrt_item *it;

	if (netrt_dcm_new(&d, &e) != NETRT_OK)
		abort();
	it = netrt_dcm_root(d);
	if (netrt_item_set_str(it, TAG_SOPClassUID,
	    "1.2.840.10008.5.1.4.1.1.2", &e) != NETRT_OK ||
	    netrt_item_set_str(it, TAG_SOPInstanceUID, "1.2.3.4", &e) !=
	    NETRT_OK)
		abort();
	return d;
}

/* The bytes of a file. */
static unsigned char *
slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	unsigned char *p = malloc(1 << 20);

	if (f == NULL || p == NULL)
		abort();
	*n = fread(p, 1, 1 << 20, f);
	fclose(f);
	return p;
}

static void
strings(void)
{
	struct netrt_dcm *d = make();
	struct netrt_item *it = netrt_dcm_root(d);
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
	good(netrt_item_get_value(it, TAG_ImageType, 0, buf, sizeof buf, &e),
	    "value 0");
	is(buf, "DERIVED", "is trimmed at both ends");
	good(netrt_item_get_value(it, TAG_ImageType, 1, buf, sizeof buf, &e),
	    "value 1");
	is(buf, "X", "is trimmed too");
	good(netrt_item_get_value(it, TAG_ImageType, 2, buf, sizeof buf, &e),
	    "value 2");
	is(buf, "Y", "is the last");
	good(netrt_item_get_value(it, TAG_ImageType, 3, buf, sizeof buf, &e),
	    "value 3");
	is(buf, "", "is absent");
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
	ok(!netrt_item_has(it, TAG_ImageType), "deleted");
	netrt_dcm_close(d);
}

int
main(void)
{
	size_t n;
	unsigned char *p;
	struct netrt_dcm *d;

	if (mkdtemp(dir) == NULL)
		abort();
	good(netrt_dcm_init(&e), "init");
	strings();
	d = make();
	good(netrt_dcm_write(d, in_dir("a"), NULL, &e), "write");
	netrt_dcm_close(d);
	p = slurp(in_dir("a"), &n);
	free(p);
	return done();
}
