/* What a destination that is not required still lacks: see later.h. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "await.h"
#include "fs.h"
#include "later.h"

#define PENDING	".netrt/pending"
#define HOUR	3600.0

bool
netrt_later_read(int dirfd, struct netrt_later *out)
{
	struct netrt_err none;
	char *text;
	size_t len;
	bool ok;

	*out = (struct netrt_later){ .since = 0 };
	if (netrt_fs_read(dirfd, PENDING, 4096, &text, &len, &none) !=
	    NETRT_OK)
		return false;
	/* what cannot be read is one that begins now */
	ok = sscanf(text, "since %lld next %lld delay %lld", &out->since,
	    &out->next, &out->delay) == 3;
	if (!ok)
		*out = (struct netrt_later){ .since = 0 };
	free(text);
	return true;
}

long long
netrt_later_delay(const struct netrt_config *cfg, long long delay)
{
	double next = delay <= 0 ? cfg->sending.retry_initial_s :
	    2 * (double)delay;

	if (next > cfg->sending.retry_max_s)
		next = cfg->sending.retry_max_s;
	return next < 1 ? 1 : (long long)next;
}

enum netrt_rc
netrt_later_note(const struct netrt_study *s, const struct netrt_config *cfg,
    long long now, struct netrt_later *out, bool *over, struct netrt_err *e)
{
	char text[128];
	int n;

	/* a time ahead was of a wrong clock */
	if (!netrt_later_read(s->fd, out) || out->since <= 0 ||
	    out->since > now)
		*out = (struct netrt_later){ .since = now };
	*over = (double)(now - out->since) >=
	    cfg->sending.best_effort_hours * HOUR;
	if (*over)
		return netrt_later_clear(s, e);
	if (netrt_await_is(s->fd)) {	/* it is due before that */
		out->delay = 0;
		out->next = now + netrt_later_delay(cfg, LLONG_MAX / 2);
	} else {
		out->delay = netrt_later_delay(cfg, out->delay);
		out->next = now + out->delay;
	}
	n = snprintf(text, sizeof text, "since %lld\nnext %lld\ndelay %lld\n",
	    out->since, out->next, out->delay);
	return netrt_fs_write(s->fd, PENDING, text, (size_t)n, e);
}

enum netrt_rc
netrt_later_clear(const struct netrt_study *s, struct netrt_err *e)
{
	return netrt_fs_unlink(s->fd, PENDING, e);
}
