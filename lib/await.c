/* A study that waits for destinations which are away: see await.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "await.h"
#include "away.h"
#include "fs.h"

#define AWAY	".netrt/away"
#define AWAY_MAX	65536
#define TURN_S	60.0

enum netrt_rc
netrt_await_put(int studydir, const struct netrt_config *cfg,
    const bool *away, struct netrt_err *e)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	enum netrt_rc rc;

	if (f == NULL)
		return netrt_err_errno(e, AWAY);
	for (unsigned i = 0; i < cfg->ndestinations; i++)
		if (away[i])
			fprintf(f, "%s\n", cfg->destinations[i].name);
	if (fclose(f) != 0)
		rc = netrt_err_errno(e, AWAY);
	else
		rc = len > 0 ? netrt_fs_write(studydir, AWAY, text, len, e) :
		    netrt_await_clear(studydir, e);
	free(text);
	return rc;
}

enum netrt_rc
netrt_await_clear(int studydir, struct netrt_err *e)
{
	return netrt_fs_unlink(studydir, AWAY, e);
}

bool
netrt_await_is(int studydir)
{
	struct stat st;

	return fstatat(studydir, AWAY, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static unsigned
by_name(const struct netrt_config *cfg, const char *name)
{
	unsigned i = 0;

	while (i < cfg->ndestinations &&
	    strcmp(cfg->destinations[i].name, name) != 0)
		i++;
	return i;
}

long long
netrt_await_until(int studydir, int working, const struct netrt_config *cfg,
    long long not_before, long long now, unsigned *which)
{
	struct netrt_err none;
	long long until = not_before;
	char *text, *save = NULL;
	size_t len;

	*which = NETRT_AWAIT_NONE;
	if (netrt_fs_read(studydir, AWAY, AWAY_MAX, &text, &len, &none) !=
	    NETRT_OK)
		return not_before;
	for (const char *name = strtok_r(text, "\n", &save); name != NULL &&
	    until > 0; name = strtok_r(NULL, "\n", &save)) {
		unsigned i = by_name(cfg, name);
		struct netrt_away_mark m;

		if (i == cfg->ndestinations || !netrt_away_read(working, cfg,
		    &cfg->destinations[i], now, &m)) {
			*which = NETRT_AWAIT_NONE;
			until = 0;
		} else if (m.next < until) {
			*which = i;
			until = m.next;
		}
	}
	free(text);
	return until;
}

bool
netrt_await_turn(struct netrt_await_turn *t, long long next, double now,
    double *when)
{
	*when = t->at + TURN_S;
	if (t->next == next && now < *when)
		return false;
	*t = (struct netrt_await_turn){ next, now };
	return true;
}
