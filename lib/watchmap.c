/* What inotify watches are of: see watchmap.h. */
#include <stdlib.h>

#include "watchmap.h"

static struct netrt_watched *
find(const struct netrt_watchmap *m, int wd)
{
	size_t lo = 0, hi = m->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->list[mid].wd == wd)
			return &m->list[mid];
		if (m->list[mid].wd < wd)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static void
squeeze(struct netrt_watchmap *m)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->n; i++)
		if (m->list[i].s != NULL)
			m->list[kept++] = m->list[i];
	m->n = kept;
	m->dead = 0;
}

const struct netrt_watched *
netrt_watchmap_find(const struct netrt_watchmap *m, int wd)
{
	return find(m, wd);
}

const char *
netrt_watchmap_set(struct netrt_watchmap *m, int wd, unsigned room,
    struct netrt_waiting_study *s)
{
	struct netrt_watched *there = find(m, wd);

	if (there != NULL) {	/* the same directory as before */
		m->dead -= there->s == NULL;
		*there = (struct netrt_watched){ wd, room, s };
		return NULL;
	}
	if (m->n > 0 && wd < m->list[m->n - 1].wd)
		return "numbers used up";
	if (m->dead > m->n / 2)
		squeeze(m);
	if (m->n == m->room) {
		size_t want = m->room ? 2 * m->room : 256;
		void *p = realloc(m->list, want * sizeof *m->list);

		if (p == NULL)
			return "no memory";
		m->list = p;
		m->room = want;
	}
	m->list[m->n++] = (struct netrt_watched){ wd, room, s };
	return NULL;
}

void
netrt_watchmap_del(struct netrt_watchmap *m, int wd)
{
	struct netrt_watched *there = find(m, wd);

	if (there == NULL || there->s == NULL)
		return;
	there->s = NULL;
	m->dead++;
}

void
netrt_watchmap_free(struct netrt_watchmap *m)
{
	free(m->list);
	*m = (struct netrt_watchmap){ .list = NULL };
}
