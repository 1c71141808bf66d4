/* Where contours lie along a direction: see spread.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "geometry.h"
#include "rtstruct.h"
#include "spread.h"

void
netrt_spread_of(const double *mm, size_t n, const double normal[3],
    struct netrt_spread *out)
{
	double sum = 0, lo = INFINITY, hi = -INFINITY, mean[3] = { 0, 0, 0 };

	memset(out, 0, sizeof *out);
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++) {
		double at = netrt_along_mm(normal, mm + 3 * i);

		sum += at;
		lo = fmin(lo, at);
		hi = fmax(hi, at);
		for (int k = 0; k < 3; k++)
			mean[k] += mm[3 * i + (size_t)k];
	}
	out->at_mm = sum / (double)n;
	out->off_mm = (float)fmax(hi - out->at_mm, out->at_mm - lo);
	for (int k = 0; k < 3; k++)
		out->middle[k] = (float)(mean[k] / (double)n);
}

static bool
same(const double a[3], const double b[3], double sign)
{
	return a[0] == sign * b[0] && a[1] == sign * b[1] &&
	    a[2] == sign * b[2];
}

/* Along the opposite direction. */
static void
turn(struct netrt_spreads *s, size_t n)
{
	for (int k = 0; k < 3; k++)
		s->normal[k] = -s->normal[k];
	for (size_t i = 0; i < n; i++)
		s->of[i].at_mm = -s->of[i].at_mm;
}

static enum netrt_rc
read_all(const struct netrt_rtstruct *rs, const double normal[3],
    struct netrt_err *e)
{
	struct netrt_spreads *s = rs->spread;
	struct netrt_points pts = { 0 };
	enum netrt_rc rc = NETRT_OK;

	netrt_spread_drop(rs);
	memcpy(s->normal, normal, sizeof s->normal);
	if ((s->of = calloc(rs->ncontours + 1, sizeof *s->of)) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for %zu "
		    "contours", rs->ncontours);
	for (size_t i = 0; rc == NETRT_OK && i < rs->ncontours; i++) {
		if (rs->contour[i].type != NETRT_CONTOUR_CLOSED)
			continue;
		rc = netrt_rtstruct_points(rs, i, &pts, e);
		if (rc == NETRT_OK)
			netrt_spread_of(pts.mm, pts.n, normal, &s->of[i]);
	}
	netrt_points_free(&pts);
	if (rc != NETRT_OK)
		netrt_spread_drop(rs);
	return rc;
}

enum netrt_rc
netrt_spread_get(const struct netrt_rtstruct *rs, const double normal[3],
    const struct netrt_spread **of, struct netrt_err *e)
{
	struct netrt_spreads *s = rs->spread;

	*of = NULL;
	if (s->of != NULL && same(normal, s->normal, -1))
		turn(s, rs->ncontours);
	if ((s->of == NULL || !same(normal, s->normal, 1)) &&
	    read_all(rs, normal, e) != NETRT_OK)
		return e->rc;
	*of = s->of;
	return NETRT_OK;
}

void
netrt_spread_drop(const struct netrt_rtstruct *rs)
{
	free(rs->spread->of);
	rs->spread->of = NULL;
}
