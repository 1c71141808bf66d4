/* What speaks for each series: see claim.h. */
#include <stdlib.h>
#include <string.h>

#include "claim.h"
#include "place.h"

size_t
netrt_claims_closed(const struct netrt_rtstruct *rs)
{
	size_t n = 0;

	for (size_t i = 0; i < rs->nrois; i++)
		n += rs->roi[i].nclosed;
	return n;
}

/* How many images of the series are named; by: 0 contours, 1 lists. */
static enum netrt_rc
resolve(const struct netrt_rtstruct *rs, const struct netrt_series *s, int by,
    size_t *out, struct netrt_err *e)
{
	size_t n = by == 0 ? rs->nrefs : rs->nlisted;
	bool *seen = calloc(s->n, sizeof *seen);

	*out = 0;
	if (seen == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	for (size_t i = 0; i < n; i++) {
		const struct netrt_slice *sl = netrt_series_find(s,
		    rs->uids.uid[by == 0 ? rs->ref[i] : rs->listed[i].sop],
		    by == 0 ? rs->ref_frame[i] : 0);

		if (sl == NULL || seen[sl - s->slice])
			continue;
		seen[sl - s->slice] = true;
		++*out;
	}
	free(seen);
	return NETRT_OK;
}

static enum netrt_rc
weigh(const struct netrt_rtstruct *rs, const struct netrt_series *s,
    struct netrt_claim *c, struct netrt_err *e)
{
	struct netrt_placement p;
	enum netrt_rc rc;

	memset(c, 0, sizeof *c);
	c->series = s;
	for (size_t i = 0; i < rs->nseries; i++)
		c->series_named |= strcmp(rs->series[i], s->uid) == 0;
	if (rs->nframes > 0 && s->frame_of_reference[0] != '\0')
		c->frame = -1;
	for (size_t i = 0; i < rs->nframes; i++)
		if (strcmp(rs->frame[i], s->frame_of_reference) == 0)
			c->frame = 1;
	if ((rc = resolve(rs, s, 0, &c->named, e)) != NETRT_OK ||
	    (rc = resolve(rs, s, 1, &c->listed, e)) != NETRT_OK ||
	    (rc = netrt_place_init(&p, s, rs, NULL, e)) != NETRT_OK)
		return rc;
	c->placed = p.count[NETRT_PLACE_DRAWN] - p.outside;
	netrt_place_free(&p);
	return NETRT_OK;
}

/* Does the claim hold at this level?  Level 0 is images named by contours,
 * level 1 images named by lists. */
static bool
holds(const struct netrt_claim *c, unsigned level, size_t closed)
{
	bool most = closed > 0 && c->placed * 20 >= closed * 19;

	switch (level) {
	case 0:
		return c->named > 0;
	case 1:
		return c->listed > 0;
	case 2:
		return c->series_named;
	case 3:
		return c->frame == 1 && c->placed > 0;
	case 4:
		return c->frame == 0 && most;
	default:
		return c->frame == -1 && most;
	}
}

/*
 * Where nothing is named, a series of single images goes before one of
 * frames, which is mostly its legacy-converted twin: it can carry the mask.
 */
static bool
classic(const struct netrt_series *s)
{
	return !s->frames;
}

/* Where contours name no image, nobody has drawn on a localizer. */
static bool
scan(const struct netrt_series *s)
{
	return !s->localizer;
}

/* Where some are better, the others fall away.  How many are left. */
static size_t
prefer(struct netrt_claim *c, size_t n,
    bool (*better)(const struct netrt_series *s))
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (better(c[i].series)) {
			struct netrt_claim k = c[i];

			c[i] = c[kept];
			c[kept++] = k;
		}
	return kept > 0 ? kept : n;
}

/* Keep the claims that hold, the best first; where one has contours on its
 * slices, those without any fall away.  How many are left. */
static size_t
sieve(struct netrt_claim *c, size_t n, unsigned level, size_t closed)
{
	size_t kept = 0, with = 0;

	for (size_t i = 0; i < n; i++)
		if (holds(&c[i], level, closed)) {
			struct netrt_claim k = c[i];

			c[i] = c[kept];
			c[kept++] = k;
		}
	for (size_t i = 0; i < kept; i++)
		if (c[i].placed > 0) {
			struct netrt_claim k = c[i];

			c[i] = c[with];
			c[with++] = k;
		}
	if (with > 0)
		kept = with;
	if (level >= 1)
		kept = prefer(c, kept, scan);
	if (level >= 3)
		kept = prefer(c, kept, classic);
	/* the most contours first, then in the order of the list */
	for (size_t i = 1; i < kept; i++)
		for (size_t k = i; k > 0 && (c[k].placed > c[k - 1].placed ||
		    (c[k].placed == c[k - 1].placed &&
		    c[k].series < c[k - 1].series)); k--) {
			struct netrt_claim t = c[k];

			c[k] = c[k - 1];
			c[k - 1] = t;
		}
	return kept;
}

struct netrt_claim *
netrt_claims(const struct netrt_rtstruct *rs, const struct netrt_series_list *l,
    struct netrt_err *e)
{
	struct netrt_claim *c = calloc(l->n, sizeof *c);

	if (c == NULL) {
		netrt_err_set(e, NETRT_TEMP, "no memory");
		return NULL;
	}
	for (size_t i = 0; i < l->n; i++)
		if (weigh(rs, &l->series[i], &c[i], e) != NETRT_OK) {
			free(c);
			return NULL;
		}
	return c;
}

size_t
netrt_claims_hold(struct netrt_claim *c, size_t n, size_t closed,
    const struct netrt_config *cfg, unsigned *at)
{
	unsigned last =
	    cfg->processing.allow_frame_of_reference_mismatch ? 5 : 4;
	size_t kept = 0;

	for (unsigned level = 0; kept == 0 && level <= last; level++) {
		kept = sieve(c, n, level, closed);
		*at = level == 0 ? 1 : level;
	}
	return kept;
}

