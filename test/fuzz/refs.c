/*
 * The head of any file, as netrt-watch reads it of objects that nobody has
 * judged: a list of valid UIDs, or DATA.  Cut anywhere, it names no more.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "refs.h"
#include "uid.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
visit(void *ctx, unsigned series, const char *uid)
{
	(void)series;
	if (!netrt_uid_valid(uid))
		abort();
	++*(size_t *)ctx;
}

static void
study(void *ctx, const char *uid)
{
	visit(ctx, 0, uid);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	/* the input less a preamble, so that most bytes matter */
	static const char head[] = "DICM";
	uint8_t *file = calloc(1, 132 + n);
	struct netrt_err e;
	size_t whole = 0, cut = 0;
	enum netrt_rc rc;

	if (file == NULL)
		return 0;
	memcpy(file + 128, head, 4);
	if (n > 0)
		memcpy(file + 132, p, n);
	rc = netrt_refs_each(file, 132 + n, visit, &whole, &e);
	if (rc != NETRT_OK && rc != NETRT_DATA)
		abort();
	(void)!netrt_refs_each(file, 132 + n / 2, visit, &cut, &e);
	if (cut > whole)
		abort();
	/* the contours, and the studies */
	rc = netrt_refs_contours(file, 132 + n, visit, &whole, &e);
	if (rc != NETRT_OK && rc != NETRT_DATA)
		abort();
	(void)!netrt_refs_studies(file, 132 + n, study, visit, &whole, &e);
	free(file);
	return 0;
}
