/* What waiting.c (when to look at a study) and waiting_known.c (which studies
 * there are) share; the first knows the second, not the other way round. */
#ifndef NETRT_WAITING_PRIV_H
#define NETRT_WAITING_PRIV_H

#include "await.h"
#include "twins.h"
#include "waiting.h"

struct netrt_waiting {
	const struct netrt_config *cfg;
	const struct netrt_working *w;
	struct netrt_waiting_fns fns;
	struct netrt_twins twins;
	struct netrt_waiting_study **s;		/* sorted by name */
	size_t n, room;
	struct netrt_await_turn *turn;		/* of each destination */
};

/* The time of day, as the times of files are. */
long long netrt_waiting_real_ns(void);
/* The mtime of a name in a study; 0 when it is not there. */
long long netrt_waiting_mtime(int dir, const char *study, const char *name);
/* How long ago DCM or Structure changed last; below 0: ahead of the clock. */
long long netrt_waiting_age_ns(const struct netrt_waiting_study *s);

/* Has it changed since it was last looked at?  false: it is gone. */
bool netrt_waiting_refresh(struct netrt_waiting *q,
    struct netrt_waiting_study *s, double now);
/* Take out q->s[i]. */
void netrt_waiting_forget(struct netrt_waiting *q, size_t i);

#endif
