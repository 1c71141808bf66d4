/* What a destination said to each object: see sent.h.  What its statuses mean
 * is in sent_status.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fs.h"
#include "sent.h"

#define HEADER	"netrt-send 1"
#define MAX	(64u << 20)	/* bytes of a journal */

static const char *const state_name[] = {
	[NETRT_SENT_ACCEPTED] = "accepted",
	[NETRT_SENT_WARNING] = "warning",
	[NETRT_SENT_REFUSED] = "refused",
	[NETRT_SENT_FAILED] = "failed",
	[NETRT_SENT_UNKNOWN] = "unknown",
	[NETRT_SENT_FOUND] = "found",
	[NETRT_SENT_MISSING] = "missing",
	[NETRT_SENT_LOST] = "lost",
	[NETRT_SENT_COPY] = "copy",
};
#define NSTATES	(sizeof state_name / sizeof state_name[0])

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

/* The entry of sop, made when absent; NULL: no memory. */
static struct netrt_sent_entry *
get(struct netrt_sent *j, const char *sop)
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

/* What may follow in a line; false: something else. */
static bool
parse_more(struct netrt_sent_entry *n, const char *s)
{
	while (*s == ' ') {
		int len = 0;

		if ((sscanf(s, " missed=%u%n", &n->missed, &len) != 1 &&
		    (sscanf(s, " copy=%64[0-9.]%n", n->copy, &len) != 1 ||
		    !netrt_uid_valid(n->copy)) &&
		    sscanf(s, " untold=%15[A-Z]%n", n->untold, &len) != 1) ||
		    len == 0)
			return false;
		s += len;
	}
	return *s == '\0';
}

/* Parse one line into the journal; false: malformed. */
static bool
parse(struct netrt_sent *j, const char *line, bool *nomem)
{
	char state[16], status[8], end;
	struct netrt_sent_entry n = { .status = -1 }, *to;
	unsigned v, i = 0;
	int len = 0;

	if (sscanf(line, "%15s %7s %u %20s %64s %64s%n", state, status,
	    &n.attempts, n.time, n.sop, n.id, &len) != 6 ||
	    !netrt_uid_valid(n.sop) || !parse_more(&n, line + len))
		return false;
	while (i < NSTATES && strcmp(state, state_name[i]) != 0)
		i++;
	if (i == NSTATES)
		return false;
	n.state = (enum netrt_sent_state)i;
	if (strcmp(status, "-") != 0) {
		if (sscanf(status, "%4x%c", &v, &end) != 1)
			return false;
		n.status = (int)v;
	}
	if ((to = get(j, n.sop)) == NULL)
		*nomem = true;
	else
		*to = n;
	return true;
}

/* Parse the text of a journal. */
static enum netrt_rc
lines(struct netrt_sent *j, char *text, struct netrt_err *e)
{
	unsigned nr = 0;
	bool ok = true, nomem = false;
	char *save = NULL;

	for (char *l = strtok_r(text, "\n", &save); l != NULL && ok &&
	    !nomem && !j->anew; l = strtok_r(NULL, "\n", &save)) {
		if (++nr == 1)
			ok = strcmp(l, HEADER) == 0;
		else if (nr == 2 && (ok = strncmp(l, "peer ", 5) == 0))
			j->anew = strcmp(l + 5, j->peer) != 0;
		else if (ok)
			ok = parse(j, l, &nomem);
	}
	if (nomem)
		return netrt_err_set(e, NETRT_TEMP, "%s: no memory", j->path);
	if (!ok || nr < 2)
		return netrt_err_set(e, NETRT_SOFTWARE, "%s: line %u is "
		    "malformed; without the file everything is sent again",
		    j->path, nr);
	return NETRT_OK;
}

enum netrt_rc
netrt_sent_read(int studydir, const char *destination, const char *peer,
    struct netrt_sent *j, struct netrt_err *e)
{
	char *text = NULL;
	size_t len;
	enum netrt_rc rc;

	memset(j, 0, sizeof *j);
	snprintf(j->peer, sizeof j->peer, "%s", peer);
	if (snprintf(j->path, sizeof j->path, ".netrt/send.%s",
	    destination) >= (int)sizeof j->path)
		return netrt_err_set(e, NETRT_CONFIG, "destination %.40s...: "
		    "name too long", destination);
	rc = netrt_fs_read(studydir, j->path, MAX, &text, &len, e);
	if (rc == NETRT_NOINPUT)
		return NETRT_OK;
	if (rc == NETRT_OK)
		rc = lines(j, text, e);
	free(text);
	if (rc != NETRT_OK)
		netrt_sent_free(j);
	return rc;
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
	for (size_t i = 0; i < j->n; i++)
		if (j->entry[i].state == NETRT_SENT_ACCEPTED ||
		    j->entry[i].state == NETRT_SENT_WARNING ||
		    j->entry[i].state == NETRT_SENT_FOUND)
			j->entry[i].state = NETRT_SENT_UNKNOWN;
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
	n->copy[0] = '\0';
	snprintf(n->id, sizeof n->id, "%s", id);
}

enum netrt_rc
netrt_sent_copy(struct netrt_sent *j, const char *sop, const char *id,
    const char *copy, struct netrt_err *e)
{
	struct netrt_sent_entry *n = get(j, sop);

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
    enum netrt_sent_state state, int status, struct netrt_err *e)
{
	struct netrt_sent_entry *n = get(j, sop);

	if (n == NULL)
		return netrt_err_set(e, NETRT_TEMP, "%s: no memory", j->path);
	other_bytes(n, id);
	if (n->state == NETRT_SENT_LOST)	/* somebody wants it again */
		n->missed = 0;
	n->state = state;
	n->status = status;
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
	}
	return n->state;
}

enum netrt_rc
netrt_sent_write(const struct netrt_sent *j, int studydir,
    struct netrt_err *e)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	enum netrt_rc rc;

	if (f == NULL)
		return netrt_err_errno(e, "%s", j->path);
	fprintf(f, HEADER "\npeer %s\n", j->peer);
	for (size_t i = 0; i < j->n; i++) {
		const struct netrt_sent_entry *n = &j->entry[i];

		fputs(state_name[n->state], f);
		if (n->status < 0)
			fputs(" -", f);
		else
			fprintf(f, " %04x", (unsigned)n->status);
		fprintf(f, " %u %s %s %s", n->attempts, n->time, n->sop,
		    n->id);
		if (n->missed > 0)
			fprintf(f, " missed=%u", n->missed);
		if (n->copy[0] != '\0')
			fprintf(f, " copy=%s", n->copy);
		if (n->untold[0] != '\0')
			fprintf(f, " untold=%s", n->untold);
		putc('\n', f);
	}
	if (fclose(f) != 0)
		rc = netrt_err_errno(e, "%s", j->path);
	else
		rc = netrt_fs_write(studydir, j->path, text, len, e);
	free(text);
	return rc;
}

void
netrt_sent_free(struct netrt_sent *j)
{
	free(j->entry);
	j->entry = NULL;
	j->n = j->room = 0;
}

const char *
netrt_sent_name(enum netrt_sent_state state)
{
	return state_name[state];
}
