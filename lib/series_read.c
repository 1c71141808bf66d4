/* Image series from files: see series.h. */
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "pool.h"
#include "series.h"

/* A slice at the end of the list, like another one but for its path. */
static enum netrt_rc
append(struct netrt_series_list *l, const char *path,
    const struct netrt_slice *like, struct netrt_err *e)
{
	struct netrt_slice *s = l->slice;

	/* room doubles at 0, 16, 32, ... */
	if (l->nslices % 16 == 0 && (l->nslices & (l->nslices - 1)) == 0) {
		size_t room = l->nslices == 0 ? 16 : 2 * l->nslices;

		s = realloc(s, room * sizeof *s);
		if (s == NULL)
			return netrt_err_set(e, NETRT_TEMP, "no memory for "
			    "%zu images", room);
		l->slice = s;
	}
	s += l->nslices;
	*s = *like;
	if ((s->path = strdup(path)) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	l->nslices++;
	return NETRT_OK;
}

/* All frames of an enhanced image in place of its own slice, or, when one of
 * them has no place, none. */
static enum netrt_rc
expand(struct netrt_series_list *l, struct netrt_item *root,
    struct netrt_err *e)
{
	size_t first = l->nslices - 1, n = netrt_item_count(root,
	    TAG_PerFrameFunctionalGroupsSequence);
	const struct netrt_slice whole = l->slice[first];
	uint32_t tag = 0;

	for (size_t i = 0; tag == 0 && i < n; i++) {
		if (i > 0 && append(l, whole.path, &whole, e) != NETRT_OK)
			return e->rc;
		tag = netrt_frames_get(&l->slice[first + i], root, i);
	}
	if (tag == 0)
		return NETRT_OK;
	while (l->nslices > first + 1)
		free(l->slice[--l->nslices].path);
	l->slice[first] = whole;
	l->slice[first].tag = tag;
	return NETRT_OK;
}

enum netrt_rc
netrt_series_add(struct netrt_series_list *l, const char *path,
    struct netrt_item *root, const struct netrt_slice **image,
    struct netrt_err *e)
{
	struct netrt_slice s = { .path = NULL };
	size_t first = l->nslices;
	enum netrt_rc rc;

	netrt_slice_get(&s, root);
	rc = append(l, path, &s, e);
	if (rc == NETRT_OK && s.kind == NETRT_IMAGE_MULTIFRAME && s.tag == 0)
		rc = expand(l, root, e);
	if (rc == NETRT_OK && image != NULL)
		*image = &l->slice[first];
	return rc;
}

/* ---- files ---- */

struct reading {
	const struct netrt_names *paths;
	struct netrt_series_list part[NETRT_POOL_MOST];	/* of a worker */
};

static enum netrt_rc
read_one(void *ctx, unsigned worker, size_t i, struct netrt_err *e)
{
	struct reading *r = ctx;
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc = netrt_object_open(r->paths->name[i], &d, e);

	if (rc == NETRT_OK)
		rc = netrt_series_add(&r->part[worker], r->paths->name[i],
		    netrt_dcm_root(d), NULL, e);
	netrt_dcm_close(d);
	return rc;
}

/* Put the parts into one; what is left of them is to be freed. */
static enum netrt_rc
gather(struct netrt_series_list *l, struct netrt_series_list *part,
    unsigned n, struct netrt_err *e)
{
	size_t all = 0;

	for (unsigned i = 0; i < n; i++)
		all += part[i].nslices;
	l->slice = calloc(all + 1, sizeof *l->slice);
	if (l->slice == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for %zu "
		    "images", all);
	for (unsigned i = 0; i < n; i++) {
		if (part[i].nslices > 0)
			memcpy(l->slice + l->nslices, part[i].slice,
			    part[i].nslices * sizeof *l->slice);
		l->nslices += part[i].nslices;
		part[i].nslices = 0;
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_series_read(const struct netrt_names *paths,
    struct netrt_series_list *l, struct netrt_err *e)
{
	struct reading r = { .paths = paths };
	unsigned workers = netrt_pool_workers(paths->n);
	enum netrt_rc rc;

	memset(l, 0, sizeof *l);
	rc = netrt_pool_run(paths->n, workers, read_one, &r, e);
	if (rc == NETRT_OK)
		rc = gather(l, r.part, workers, e);
	for (unsigned i = 0; i < workers; i++)
		netrt_series_free(&r.part[i]);
	if (rc == NETRT_OK)
		rc = netrt_series_sort(l, e);
	if (rc != NETRT_OK)
		netrt_series_free(l);
	return rc;
}
