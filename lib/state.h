/*
 * The state of a study (netrt-study(5), STATES): what is there tells it.
 */
#ifndef NETRT_STATE_H
#define NETRT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "config.h"
#include "err.h"
#include "mover.h"
#include "twins.h"
#include "working.h"

struct netrt_state {
	const char *name;	/* "receiving", "waiting", "due", "deferred",
				 * "processing", "delivered", "quarantined",
				 * "aside" */
	size_t images, structs;
	long long until;	/* not-before, 0: none */
	char waits_for[96];	/* waiting: what for */
	struct netrt_reason why;	/* quarantined, deferred; code 0: none */
};

/*
 * How it is now (seconds since the epoch).  Nothing is locked and nothing
 * waited for: it may have changed when it is printed.
 */
enum netrt_rc netrt_state_read(const struct netrt_config *cfg,
    const struct netrt_working *w, struct netrt_twins *twins,
    const struct netrt_found *f, long long now, struct netrt_state *out,
    struct netrt_err *e) NETRT_MUST;

/* Visit every study in WORKING, then in quarantine. */
enum netrt_rc netrt_state_each(const struct netrt_config *cfg,
    const struct netrt_working *w, long long now,
    void (*visit)(void *ctx, const struct netrt_found *f,
    const struct netrt_state *s), void *ctx, struct netrt_err *e) NETRT_MUST;

/* One line: "NAME<tab>STATE<tab>what to know", or one JSON object. */
void netrt_state_put(FILE *out, const struct netrt_found *f,
    const struct netrt_state *s, bool json);

#endif
