/* What a destination said to each object: see sent.h.  The file is read and
 * written in sent_file.c, what statuses mean is in sent_status.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sent.h"

/* Where sop is, or belongs. */
static size_t
place(const struct netrt_sent *j, const char *sop, bool *found)
{
	size_t lo = 0, hi = j->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(j->entry[mid].sop, sop) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*found = lo < j->n && strcmp(j->entry[lo].sop, sop) == 0;
	return lo;
}

struct netrt_sent_entry *
netrt_sent_get(struct netrt_sent *j, const char *sop)
{
	bool found;
	size_t i = place(j, sop, &found);

	if (found)
		return &j->entry[i];
	if (j->n == j->room) {
		size_t room = j->room ? 2 * j->room : 256;
		struct netrt_sent_entry *p = realloc(j->entry, room * sizeof *p);

		if (p == NULL)
			return NULL;
		j->entry = p;
		j->room = room;
	}
	memmove(&j->entry[i + 1], &j->entry[i],
	    (j->n - i) * sizeof *j->entry);
	j->n++;
	memset(&j->entry[i], 0, sizeof *j->entry);
	snprintf(j->entry[i].sop, NETRT_UID_LEN, "%s", sop);
	return &j->entry[i];
}

const struct netrt_sent_entry *
netrt_sent_entry(const struct netrt_sent *j, const char *sop)
{
	bool found;
	size_t i = place(j, sop, &found);

	return found ? &j->entry[i] : NULL;
}

const struct netrt_sent_entry *
netrt_sent_find(const struct netrt_sent *j, const char *sop,
    const char *id)
{
	bool found;
	size_t i = place(j, sop, &found);

	return found && strcmp(j->entry[i].id, id) == 0 ? &j->entry[i] : NULL;
}

bool
netrt_sent_has(const struct netrt_sent *j, const char *sop,
    const char *id)
{
	const struct netrt_sent_entry *n = netrt_sent_find(j, sop, id);

	return n != NULL && (n->state == NETRT_SENT_ACCEPTED ||
	    n->state == NETRT_SENT_WARNING || n->state == NETRT_SENT_FOUND);
}

static void
put_time(time_t t, char buf[21])
{
	struct tm tm;

	strftime(buf, 21, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &tm));
}

void
netrt_sent_forget(struct netrt_sent *j)
{
	for (size_t i = 0; i < j->n; i++) {
		if (j->entry[i].state == NETRT_SENT_ACCEPTED ||
		    j->entry[i].state == NETRT_SENT_WARNING ||
		    j->entry[i].state == NETRT_SENT_FOUND)
			j->entry[i].state = NETRT_SENT_UNKNOWN;
		j->entry[i].unanswered = true;
	}
}

size_t
netrt_sent_told(struct netrt_sent *j, const char *series)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		if (strcmp(j->entry[i].untold, series) == 0) {
			j->entry[i].untold[0] = '\0';
			n++;
		}
	return n;
}

/* What was known of other bytes does not count. */
static void
other_bytes(struct netrt_sent_entry *n, const char *id)
{
	if (strcmp(n->id, id) == 0)
		return;
	n->attempts = n->missed = 0;
	n->unanswered = false;
	n->copy[0] = '\0';
	snprintf(n->id, sizeof n->id, "%s", id);
}

enum netrt_rc
netrt_sent_begin(struct netrt_sent *j, const char *sop, const char *id,
    struct netrt_sent_entry *was, struct netrt_err *e)
{
	size_t before = j->n;
	struct netrt_sent_entry *n = netrt_sent_get(j, sop);

	memset(was, 0, sizeof *was);
	if (n == NULL)
		return netrt_err_set(e, NETRT_TEMP, "%s: no memory", j->path);
	if (j->n == before)
		*was = *n;
	if (j->n > before || strcmp(n->id, id) != 0) {
		other_bytes(n, id);
		n->state = NETRT_SENT_UNKNOWN;
		n->status = -1;
		n->untold[0] = '\0';
		put_time(time(NULL), n->time);
	}
	n->unanswered = true;
	return NETRT_OK;
}

void
netrt_sent_restore(struct netrt_sent *j, const char *sop,
    const struct netrt_sent_entry *was)
{
	bool found;
	size_t i = place(j, sop, &found);

	if (!found)
		return;
	if (was->sop[0] != '\0') {
		j->entry[i] = *was;
		return;
	}
	j->n--;
	memmove(&j->entry[i], &j->entry[i + 1],
	    (j->n - i) * sizeof *j->entry);
}

enum netrt_rc
netrt_sent_copy(struct netrt_sent *j, const char *sop, const char *id,
    const char *copy, struct netrt_err *e)
{
	struct netrt_sent_entry *n = netrt_sent_get(j, sop);

	if (n == NULL)
		return netrt_err_set(e, NETRT_TEMP, "%s: no memory", j->path);
	other_bytes(n, id);
	n->state = NETRT_SENT_COPY;
	n->status = -1;
	snprintf(n->copy, sizeof n->copy, "%s", copy);
	put_time(time(NULL), n->time);
	return NETRT_OK;
}

enum netrt_rc
netrt_sent_set(struct netrt_sent *j, const char *sop, const char *id,
    enum netrt_sent_state state, int status, bool unanswered,
    struct netrt_err *e)
{
	struct netrt_sent_entry *n = netrt_sent_get(j, sop);

	if (n == NULL)
		return netrt_err_set(e, NETRT_TEMP, "%s: no memory", j->path);
	other_bytes(n, id);
	if (n->state == NETRT_SENT_LOST)	/* somebody wants it again */
		n->missed = 0;
	n->state = state;
	n->status = status;
	n->unanswered = unanswered;
	n->attempts++;
	memcpy(n->untold, j->series, sizeof n->untold);
	put_time(time(NULL), n->time);
	return NETRT_OK;
}

enum netrt_sent_state
netrt_sent_look(struct netrt_sent *j, const char *sop, bool found,
    double wait_s, unsigned most)
{
	bool there;
	size_t i = place(j, sop, &there);
	struct netrt_sent_entry *n = &j->entry[i];
	char now[21], then[21];

	if (!there)
		return NETRT_SENT_UNKNOWN;
	put_time(time(NULL), now);
	put_time(time(NULL) - (time_t)wait_s, then);
	if (found) {
		n->state = NETRT_SENT_FOUND;
		n->missed = 0;
	/* a time ahead was of a wrong clock */
	} else if (strcmp(n->time, then) <= 0 || strcmp(n->time, now) > 0) {
		n->state = ++n->missed < most ? NETRT_SENT_MISSING :
		    NETRT_SENT_LOST;
		n->unanswered = true;	/* who knows what it has done with it */
	}
	return n->state;
}

void
netrt_sent_free(struct netrt_sent *j)
{
	free(j->entry);
	j->entry = NULL;
	j->n = j->room = 0;
}
