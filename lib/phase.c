/* Phases under one Series Instance UID: see phase.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phase.h"

#define SAME_PLACE_MM	0.01

/* The attributes that tell phases apart, the better one first. */
static const char *const names[] = {
	"Temporal Position Identifier", "Acquisition Number"
};
#define NKEYS NETRT_NPHASES

static size_t key;		/* for qsort(3) */

static int
by_place(const void *pa, const void *pb)
{
	const struct netrt_slice *a = pa, *b = pb;

	return a->at_mm < b->at_mm ? -1 : a->at_mm > b->at_mm;
}

static int
by_phase(const void *pa, const void *pb)
{
	const struct netrt_slice *a = pa, *b = pb;

	if (a->phase[key] != b->phase[key])
		return a->phase[key] < b->phase[key] ? -1 : 1;
	return by_place(pa, pb);
}

/* How many planes sorted slices have. */
static size_t
planes(const struct netrt_slice *s, size_t n)
{
	size_t k = n > 0;

	for (size_t i = 1; i < n; i++)
		k += s[i].at_mm - s[i - 1].at_mm > SAME_PLACE_MM;
	return k;
}

/*
 * Does the attribute tell phases apart?  At least two values, each with at
 * most one image in a plane and with images in most of the planes.  s is
 * sorted by it.
 */
static bool
tells(const struct netrt_slice *s, size_t n, size_t all)
{
	size_t values = 0;

	for (size_t i = 0, m; i < n; i += m) {
		if (s[i].phase[key] < 0)
			return false;
		for (m = 1; i + m < n &&
		    s[i + m].phase[key] == s[i].phase[key]; m++)
			;
		if (2 * m <= all || planes(s + i, m) != m)
			return false;
		values++;
	}
	return values > 1;
}

/* Those of s with this value first; how many. */
static size_t
to_front(struct netrt_slice *s, size_t n, long value,
    struct netrt_slice *room)
{
	size_t same = 0, at = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < n; i++)
			if ((s[i].phase[key] == value) == (pass == 0))
				room[at++] = s[i];
		same = pass == 0 ? at : same;
	}
	memcpy(s, room, n * sizeof *s);
	return same;
}

size_t
netrt_phase_first(struct netrt_slice *s, size_t n, struct netrt_slice *room,
    char what[NETRT_PHASE_LEN])
{
	size_t all;

	for (key = 0; key < NKEYS; key++)	/* the last phase? */
		if (strncmp(what, names[key], strlen(names[key])) == 0)
			break;
	what[0] = '\0';
	if (key < NKEYS)
		snprintf(what, NETRT_PHASE_LEN, "%s %ld", names[key],
		    s[0].phase[key]);
	for (size_t i = 0; i < n; i++)
		s[i].at_mm = netrt_along_mm(s[0].frame.normal,
		    s[i].frame.origin);
	memcpy(room, s, n * sizeof *s);
	qsort(room, n, sizeof *room, by_place);
	if ((all = planes(room, n)) == n)
		return n;
	for (key = 0; key < NKEYS; key++) {
		qsort(room, n, sizeof *room, by_phase);
		if (!tells(room, n, all))
			continue;
		long value = room[0].phase[key];

		snprintf(what, NETRT_PHASE_LEN, "%s %ld", names[key], value);
		return to_front(s, n, value, room);
	}
	return n;
}
