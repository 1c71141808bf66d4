/*
 * Many patterns at once: see scan.h.
 *
 * The automaton has a row of 256 next states for each state, so that each
 * byte costs one look-up, whatever the number of patterns.  A state is a
 * prefix of a pattern; its fail link is the longest other prefix that ends
 * it, and out[] leads to the patterns that end there:
 *
 *	"abc", "bd":	0 -a-> 1 -b-> 2 -c-> 3 *	fail(2) = 4
 *			0 -b-> 4 -d-> 5 *
 */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scan.h"

#define MAX_STATES	65535
#define CHUNK		((size_t)1 << 18)

struct pattern {
	size_t len;
	enum netrt_bound bound;
	unsigned unit;
	bool first, last;	/* are these characters beyond ASCII? */
	int more;		/* another that ends in the same state, or -1 */
};

struct netrt_scan {
	uint16_t (*next)[256];
	uint16_t *fail;
	int *ends;		/* pattern that ends in this state, or -1 */
	int *out;		/* the same, or of a shorter suffix */
	size_t nstates, room;
	struct pattern *pat;
	size_t npat;
	size_t longest;
};

static enum netrt_rc
new_state(struct netrt_scan *s, uint16_t *id, struct netrt_err *e)
{
	if (s->nstates == MAX_STATES)
		return netrt_err_set(e, NETRT_DATA,
		    "too many names and identifiers to search for");
	if (s->nstates == s->room) {
		size_t room = s->room ? 2 * s->room : 64;
		void *n = realloc(s->next, room * sizeof *s->next);
		void *d = n ? realloc(s->ends, room * sizeof *s->ends) : NULL;

		if (n != NULL)
			s->next = n;
		if (d != NULL)
			s->ends = d;
		if (n == NULL || d == NULL)
			return netrt_err_errno(e, "scan");
		s->room = room;
	}
	memset(s->next[s->nstates], 0, sizeof *s->next);
	s->ends[s->nstates] = -1;
	*id = (uint16_t)s->nstates++;
	return NETRT_OK;
}

enum netrt_rc
netrt_scan_open(struct netrt_scan **out, struct netrt_err *e)
{
	struct netrt_scan *s = calloc(1, sizeof *s);
	uint16_t root;

	*out = NULL;
	if (s == NULL)
		return netrt_err_errno(e, "scan");
	if (new_state(s, &root, e) != NETRT_OK) {
		netrt_scan_close(s);
		return e->rc;
	}
	*out = s;
	return NETRT_OK;
}

void
netrt_scan_close(struct netrt_scan *s)
{
	if (s == NULL)
		return;
	free(s->next);
	free(s->fail);
	free(s->ends);
	free(s->out);
	free(s->pat);
	free(s);
}

/* Is the character no ASCII? */
static bool
beyond(const unsigned char *p, unsigned unit)
{
	return unit == 1 ? p[0] >= 0x80 :
	    (p[0] != 0 && p[1] != 0) || (p[0] | p[1]) >= 0x80;
}

enum netrt_rc
netrt_scan_add(struct netrt_scan *s, const void *p, size_t n,
    enum netrt_bound bound, unsigned unit, struct netrt_err *e)
{
	const unsigned char *b = p;
	struct pattern *pat = realloc(s->pat, (s->npat + 1) * sizeof *pat);
	uint16_t at = 0, to;

	if (pat == NULL)
		return netrt_err_errno(e, "scan");
	s->pat = pat;
	if (n == 0)
		return NETRT_OK;
	for (size_t i = 0; i < n; i++, at = to) {
		int c = tolower(b[i]);

		if ((to = s->next[at][c]) == 0) {
			if (new_state(s, &to, e) != NETRT_OK)
				return e->rc;
			s->next[at][c] = to;
		}
	}
	for (int i = s->ends[at]; i >= 0; i = s->pat[i].more)
		if (s->pat[i].bound == bound && s->pat[i].unit == unit)
			return NETRT_OK;	/* it is there */
	s->pat[s->npat] = (struct pattern){ n, bound, unit, beyond(b, unit),
	    beyond(b + n - unit, unit), s->ends[at] };
	s->ends[at] = (int)s->npat++;
	if (n > s->longest)
		s->longest = n;
	return NETRT_OK;
}

enum netrt_rc
netrt_scan_build(struct netrt_scan *s, struct netrt_err *e)
{
	uint16_t *queue = calloc(s->nstates, sizeof *queue);
	size_t head = 0, tail = 0;

	s->fail = calloc(s->nstates, sizeof *s->fail);
	s->out = calloc(s->nstates, sizeof *s->out);
	if (queue == NULL || s->fail == NULL || s->out == NULL) {
		free(queue);
		return netrt_err_errno(e, "scan");
	}
	s->out[0] = -1;
	queue[tail++] = 0;
	while (head < tail) {	/* by length: shorter prefixes are ready */
		uint16_t at = queue[head++];

		for (int c = 0; c < 256; c++) {
			uint16_t to = s->next[at][c];
			uint16_t f = at == 0 ? 0 : s->next[s->fail[at]][c];

			if (to == 0) {
				s->next[at][c] = f;
				continue;
			}
			s->fail[to] = f;
			/* the state itself, then its suffixes */
			s->out[to] = s->ends[to] >= 0 ? to :
			    s->out[f] >= 0 ? s->out[f] : -1;
			queue[tail++] = to;
		}
	}
	for (size_t i = 0; i < s->nstates; i++)
		for (int c = 'A'; c <= 'Z'; c++)
			s->next[i][c] = s->next[i][tolower(c)];
	free(queue);
	return NETRT_OK;
}

/* Is the character at p part of what the match may not touch?  mine: that
 * beside it is beyond ASCII, and all such are letters to it. */
static bool
touches(const unsigned char *p, enum netrt_bound bound, unsigned unit,
    bool mine)
{
	int c = p[0];

	if (mine && beyond(p, unit))
		return bound != NETRT_BOUND_DIGIT;
	if (unit == 2) {	/* either byte order: one of the two is 0 */
		if (p[0] != 0 && p[1] != 0)
			return false;
		c = p[0] | p[1];
	}
	switch (bound) {
	case NETRT_BOUND_DIGIT:
		return c < 128 && isdigit(c);
	case NETRT_BOUND_LETTER:
		return c < 128 && isalpha(c);
	case NETRT_BOUND_WORD:
		return c < 128 && isalnum(c);
	case NETRT_BOUND_NUMBER:
		return c < 128 && (isalnum(c) || c == '.' || c == '+' ||
		    c == '-');
	default:
		return false;
	}
}

/* A piece of what is searched. */
struct window {
	const unsigned char *p;
	size_t n;
	bool first, last;	/* nothing is before it, behind it */
};

static bool
bounded(const struct pattern *pat, const struct window *w, size_t end)
{
	size_t start = end - pat->len;

	if (pat->bound == NETRT_BOUND_ANY)
		return true;
	/* a neighbour outside is in the window before or the one to come,
	 * which decide */
	if (start < pat->unit ? !w->first : touches(w->p + start - pat->unit,
	    pat->bound, pat->unit, pat->first))
		return false;
	return end + pat->unit > w->n ? w->last :
	    !touches(w->p + end, pat->bound, pat->unit, pat->last);
}

/* Does a pattern end before end?  state has some. */
static bool
ends_here(const struct netrt_scan *s, int state, const struct window *w,
    size_t end)
{
	while (state >= 0) {
		for (int i = s->ends[state]; i >= 0; i = s->pat[i].more)
			if (bounded(&s->pat[i], w, end))
				return true;
		state = s->out[s->fail[state]];
	}
	return false;
}

static bool
search(const struct netrt_scan *s, const struct window *w)
{
	const uint16_t (*next)[256] = (const uint16_t (*)[256])s->next;
	uint16_t at = 0;

	for (size_t i = 0; i < w->n; i++) {
		at = next[at][w->p[i]];
		if (s->out[at] >= 0 && ends_here(s, s->out[at], w, i + 1))
			return true;
	}
	return false;
}

bool
netrt_scan_find(const struct netrt_scan *s, const void *p, size_t n)
{
	return search(s, &(struct window){ p, n, true, true });
}

enum netrt_rc
netrt_scan_fd(const struct netrt_scan *s, int fd, long long from,
    long long to, bool *found, struct netrt_err *e)
{
	/* what a match across two windows needs, and its neighbours */
	size_t keep = s->longest + 4;
	unsigned char *buf = malloc(keep + CHUNK);
	struct window w = { buf, 0, true, false };

	*found = false;
	if (buf == NULL)
		return netrt_err_errno(e, "scan");
	while (!*found && !w.last) {
		size_t want = to >= 0 && to - from < (long long)CHUNK ?
		    (size_t)(to - from) : CHUNK;
		ssize_t n = pread(fd, buf + w.n, want, (off_t)from);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			netrt_err_errno(e, "read");
			free(buf);
			return e->rc;
		}
		w.last = n == 0;
		from += n;
		w.n += (size_t)n;
		*found = search(s, &w);
		if (w.n > keep) {
			memmove(buf, buf + w.n - keep, keep);
			w.n = keep;
			w.first = false;
		}
	}
	free(buf);
	return NETRT_OK;
}
