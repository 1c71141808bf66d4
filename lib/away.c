/* A destination that is away: see away.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "away.h"
#include "fs.h"
#include "later.h"
#include "lock.h"
#include "working.h"

/* NAME, and ".lock": a name of the configuration has no dot. */
#define PATH_LEN	96
#define PEER_LEN	512
#define MARK_MAX	1024

static void
path_of(const struct netrt_destination *to, const char *end,
    char path[PATH_LEN])
{
	snprintf(path, PATH_LEN, NETRT_AWAY_DIR "/%s%s", to->name, end);
}

/* The first line: a mark of another peer says nothing of this one. */
static void
peer_of(const struct netrt_destination *to, char peer[PEER_LEN])
{
	snprintf(peer, PEER_LEN, "peer %s %u %s\n", to->host, to->port,
	    to->ae_title);
}

bool
netrt_away_read(int working, const struct netrt_config *cfg,
    const struct netrt_destination *to, long long now,
    struct netrt_away_mark *out)
{
	char path[PATH_LEN], peer[PEER_LEN], *text;
	struct netrt_err none;
	size_t len, skip;
	bool ok;

	*out = (struct netrt_away_mark){ .since = 0 };
	path_of(to, "", path);
	peer_of(to, peer);
	skip = strlen(peer);
	if (working < 0 || netrt_fs_read(working, path, MARK_MAX, &text, &len,
	    &none) != NETRT_OK)
		return false;
	ok = len > skip && strncmp(text, peer, skip) == 0 &&
	    sscanf(text + skip, "since %lld last %lld next %lld delay %lld",
	    &out->since, &out->last, &out->next, &out->delay) == 4;
	free(text);
	/* a time ahead was of a wrong clock */
	return ok && out->since > 0 && out->since <= out->last &&
	    out->last <= now && out->delay > 0 && out->next > 0 &&
	    (double)(out->next - now) <= cfg->sending.retry_max_s + 60;
}

static bool
write_mark(const struct netrt_away *a, const struct netrt_away_mark *m)
{
	char path[PATH_LEN], text[MARK_MAX];
	struct netrt_err none;
	size_t n;

	path_of(a->to, "", path);
	peer_of(a->to, text);
	n = strlen(text);
	n += (size_t)snprintf(text + n, sizeof text - n, "since %lld\n"
	    "last %lld\nnext %lld\ndelay %lld\n", m->since, m->last, m->next,
	    m->delay);
	return netrt_fs_write(a->working, path, text, n, &none) == NETRT_OK;
}

void
netrt_away_open(struct netrt_away *a, const struct netrt_config *cfg,
    const struct netrt_destination *to, bool polite)
{
	*a = (struct netrt_away){ .cfg = cfg, .to = to, .polite = polite,
	    .claim = -1 };
	a->working = open(cfg->directories.working,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static long long
now_s(void)
{
	return (long long)time(NULL);
}

/* What a study that does not try says. */
static enum netrt_rc
not_now(struct netrt_away *a, long long now, bool tried, struct netrt_err *e)
{
	const struct netrt_away_mark *m = &a->mark;
	char since[NETRT_WHEN_LEN], next[NETRT_WHEN_LEN];

	a->marked = true;
	netrt_when_format((time_t)m->since, since);
	netrt_when_format((time_t)m->next, next);
	if (tried)
		return netrt_err_set(e, NETRT_TEMP, "destination %s was away "
		    "%lld s ago, since %s; another study is trying it",
		    a->to->name, now - m->last, since);
	return netrt_err_set(e, NETRT_TEMP, "destination %s was away %lld s "
	    "ago, since %s; next try at %s", a->to->name, now - m->last,
	    since, next);
}

static void
unclaim(struct netrt_away *a)
{
	if (a->claim >= 0)
		close(a->claim);
	a->claim = -1;
}

enum netrt_rc
netrt_away_ask(struct netrt_away *a, struct netrt_err *e)
{
	char path[PATH_LEN];
	long long now = now_s();

	if (a == NULL || !a->polite || a->told || a->claim >= 0 ||
	    !netrt_away_read(a->working, a->cfg, a->to, now, &a->mark))
		return NETRT_OK;
	if (a->mark.next > now)
		return not_now(a, now, false, e);
	path_of(a->to, ".lock", path);
	if (!netrt_lock_try(a->working, path, &a->claim))
		return not_now(a, now, true, e);
	/* the one before may just have ended */
	if (netrt_away_read(a->working, a->cfg, a->to, now_s(), &a->mark) &&
	    a->mark.next > now) {
		unclaim(a);
		return not_now(a, now, false, e);
	}
	return NETRT_OK;
}

static enum netrt_away_news
back(struct netrt_away *a)
{
	char path[PATH_LEN];
	struct netrt_err none;
	bool was = netrt_away_read(a->working, a->cfg, a->to, now_s(),
	    &a->mark);

	path_of(a->to, "", path);
	/* also one that is damaged */
	(void)!netrt_fs_unlink(a->working, path, &none);
	return was ? NETRT_AWAY_BACK : NETRT_AWAY_SAME;
}

static enum netrt_away_news
gone(struct netrt_away *a, enum netrt_away_word word)
{
	long long now = now_s();
	struct netrt_away_mark *m = &a->mark;
	bool was = netrt_away_read(a->working, a->cfg, a->to, now, m);

	if (!was && word == NETRT_AWAY_BUSY)
		return NETRT_AWAY_SAME;
	if (!was)
		m->since = now;
	m->last = now;
	/* of several that tried together one counts */
	if (!was || m->next <= now || word == NETRT_AWAY_BUSY) {
		m->delay = netrt_later_delay(a->cfg, was && word !=
		    NETRT_AWAY_BUSY ? m->delay : 0);
		m->next = now + m->delay;
	}
	a->marked = write_mark(a, m);
	return was || !a->marked ? NETRT_AWAY_SAME : NETRT_AWAY_GONE;
}

/* Change the mark, one process at a time: an instant. */
static enum netrt_away_news
change(struct netrt_away *a, enum netrt_away_word word)
{
	char path[PATH_MAX + 32];
	struct netrt_err none;
	enum netrt_away_news news;
	struct stat st;
	int lock;

	a->marked = false;
	/* the usual case, and root's C-ECHO leaves nothing of root's */
	path_of(a->to, "", path);
	if (word == NETRT_AWAY_THERE && fstatat(a->working, path, &st,
	    AT_SYMLINK_NOFOLLOW) != 0)
		return NETRT_AWAY_SAME;
	(void)!netrt_fs_mkdir1(a->working, NETRT_AWAY_DIR, &none);
	snprintf(path, sizeof path, "%s/" NETRT_AWAY_DIR "/.lock",
	    a->cfg->directories.working);
	/* without it, it can hardly be written either */
	(void)!netrt_lock_file(path, &lock, &none);
	news = word == NETRT_AWAY_THERE ? back(a) : gone(a, word);
	if (lock >= 0)
		close(lock);
	return news;
}

enum netrt_away_news
netrt_away_tell(struct netrt_away *a, enum netrt_away_word word)
{
	enum netrt_away_news news;

	if (a == NULL || a->working < 0)
		return NETRT_AWAY_SAME;
	news = change(a, word);
	a->told = true;
	unclaim(a);
	return news;
}

void
netrt_away_close(struct netrt_away *a)
{
	if (a->claim >= 0 && !a->told)
		(void)change(a, NETRT_AWAY_SILENT);
	unclaim(a);
	if (a->working >= 0)
		close(a->working);
	a->working = -1;
}
