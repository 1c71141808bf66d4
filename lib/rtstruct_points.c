/* The points of a contour, whenever they are asked for: see rtstruct.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ds.h"
#include "geometry.h"
#include "object.h"
#include "rtstruct_priv.h"

enum netrt_rc
netrt_points_room(struct netrt_points *p, size_t text, size_t numbers,
    struct netrt_err *e)
{
	double *mm;
	char *t;

	if (text > p->text_room) {
		if ((t = realloc(p->text, text)) == NULL)
			goto none;
		p->text = t;
		p->text_room = text;
	}
	if (numbers > p->room) {
		if (numbers > SIZE_MAX / sizeof *mm ||
		    (mm = realloc(p->mm, numbers * sizeof *mm)) == NULL)
			goto none;
		p->mm = mm;
		p->room = numbers;
	}
	return NETRT_OK;
none:
	return netrt_err_set(e, NETRT_TEMP, "no memory for a contour of %zu "
	    "bytes", text);
}

enum netrt_rc
netrt_points_parse(struct netrt_points *p, size_t len, struct netrt_err *e)
{
	size_t n = netrt_ds_count(p->text, len), good;

	p->n = 0;
	if (netrt_points_room(p, 0, n, e) != NETRT_OK)
		return e->rc;
	good = netrt_ds_parse(p->text, len, p->mm, n);
	if (good < n)
		return netrt_err_set(e, NETRT_DATA, "(3006,0050): value %zu "
		    "of %zu is not a number", good + 1, n);
	if (n % 3 != 0)
		return netrt_err_set(e, NETRT_DATA, "(3006,0050): %zu "
		    "numbers, not a multiple of 3", n);
	for (size_t i = 0; i < n; i++)
		if (!(fabs(p->mm[i]) <= NETRT_FARTHEST_MM))
			return netrt_err_set(e, NETRT_DATA, "(3006,0050): "
			    "number %zu of %zu is farther away than a "
			    "kilometre", i + 1, n);
	p->n = n / 3;
	return NETRT_OK;
}

enum netrt_rc
netrt_rtstruct_unchanged(const struct netrt_rtstruct *rs, struct netrt_err *e)
{
	const struct stat *was = &rs->source.st;
	struct stat st;

	if (fstat(rs->source.fd, &st) != 0)
		return netrt_err_errno(e, "%s", netrt_object_name(rs->path));
	if (st.st_size == was->st_size &&
	    st.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	    st.st_mtim.tv_nsec == was->st_mtim.tv_nsec)
		return NETRT_OK;
	return netrt_err_set(e, NETRT_TEMP, "%s: changed while it was read",
	    netrt_object_name(rs->path));
}

enum netrt_rc
netrt_rtstruct_points(const struct netrt_rtstruct *rs, size_t i,
    struct netrt_points *buf, struct netrt_err *e)
{
	const struct netrt_contour *c = &rs->contour[i];
	size_t done = 0;

	buf->n = 0;
	if (netrt_points_room(buf, c->len, 3 * (size_t)c->n, e) != NETRT_OK)
		return e->rc;
	while (done < c->len) {
		ssize_t got = pread(rs->source.fd, buf->text + done,
		    c->len - done, (off_t)(c->at + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return netrt_err_errno(e, "%s",
			    netrt_object_name(rs->path));
		if (got == 0)
			break;
		done += (size_t)got;
	}
	if (netrt_rtstruct_unchanged(rs, e) != NETRT_OK)
		return e->rc;
	/* the same bytes passed when they were loaded */
	if (netrt_points_parse(buf, done, e) != NETRT_OK || buf->n != c->n)
		return netrt_err_set(e, NETRT_SOFTWARE, "%s: contour %zu is "
		    "not what it was", netrt_object_name(rs->path), i + 1);
	return NETRT_OK;
}

void
netrt_points_free(struct netrt_points *buf)
{
	free(buf->mm);
	free(buf->text);
	memset(buf, 0, sizeof *buf);
}
