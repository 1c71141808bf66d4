/* The studies that an association holds: see held.h. */
#include <sys/resource.h>

#include <stdlib.h>

#include "held.h"

enum { FEW = 16 };

/* How many descriptors there are for them; the soft limit is raised. */
static size_t
most(void)
{
	const rlim_t want = NETRT_HELD_MAX + NETRT_HELD_SPARE;
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) != 0)
		return FEW;
	if (r.rlim_cur < want) {
		rlim_t was = r.rlim_cur;

		r.rlim_cur = r.rlim_max < want ? r.rlim_max : want;
		if (setrlimit(RLIMIT_NOFILE, &r) != 0)
			r.rlim_cur = was;
	}
	if (r.rlim_cur >= want)
		return NETRT_HELD_MAX;
	return r.rlim_cur > NETRT_HELD_SPARE + FEW ?
	    (size_t)r.rlim_cur - NETRT_HELD_SPARE : FEW;
}

/* Room for more; false when there can be none. */
static bool
grow(struct netrt_helds *h)
{
	size_t room = h->room == 0 ? FEW : 2 * h->room;

	if (h->most == 0)
		h->most = most();
	if (room > h->most)
		room = h->most;
	if (room == h->room)
		return false;

	struct netrt_held *v = realloc(h->v, room * sizeof *v);

	if (v == NULL)
		return false;
	h->v = v;
	h->room = room;
	return true;
}

struct netrt_held *
netrt_helds_find(struct netrt_helds *h, dev_t dev, ino_t ino)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->v[i].ino == ino && h->v[i].dev == dev)
			return &h->v[i];
	return NULL;
}

struct netrt_held *
netrt_helds_next(struct netrt_helds *h, bool *old)
{
	struct netrt_held *next;

	/* once one had to go, they go round */
	*old = h->n == h->room && (h->oldest > 0 || !grow(h));
	if (h->room == 0)
		return NULL;
	if (!*old) {
		next = &h->v[h->n++];
		*next = (struct netrt_held){ .lock = -1 };
		return next;
	}
	next = &h->v[h->oldest];
	h->oldest = (h->oldest + 1) % h->n;
	return next;
}
