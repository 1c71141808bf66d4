/* The journal as a file: see sent.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs.h"
#include "sent.h"

#define HEADER	"netrt-send 1"
#define UNANSWERED " unanswered"
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

/* What may follow in a line; false: something else. */
static bool
parse_more(struct netrt_sent_entry *n, const char *s)
{
	while (*s == ' ') {
		size_t flag = strlen(UNANSWERED);
		int len = 0;

		if (strncmp(s, UNANSWERED, flag) == 0) {
			n->unanswered = true;
			s += flag;
			continue;
		}
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
	if ((to = netrt_sent_get(j, n.sop)) == NULL)
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
		if (n->unanswered)
			fputs(UNANSWERED, f);
		putc('\n', f);
	}
	if (fclose(f) != 0)
		rc = netrt_err_errno(e, "%s", j->path);
	else
		rc = netrt_fs_write(studydir, j->path, text, len, e);
	free(text);
	return rc;
}

const char *
netrt_sent_name(enum netrt_sent_state state)
{
	return state_name[state];
}
