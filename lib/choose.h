/*
 * Which RTSTRUCTs of a study are used (netrt.yaml(5): processing.
 * approval_status, structure_sets).
 *
 *	netrt_choose(s, &series, &c, e) -> c.left[i] for s->structs.name[i]
 *	-> netrt_choice_free(&c)
 *
 * The originals decide, for all steps: their dates and their approval may be
 * gone from what netrt-anon writes.  So netrt-anon keeps what it found beside
 * its copies, in Anon/left-out, and the steps that read Anon/ read it there.
 */
#ifndef NETRT_CHOOSE_H
#define NETRT_CHOOSE_H

#include <stddef.h>

#include "err.h"
#include "series.h"
#include "step.h"

enum netrt_left {
	NETRT_LEFT_NOT,			/* it is used */
	NETRT_LEFT_UNAPPROVED,
	NETRT_LEFT_REJECTED,
	NETRT_LEFT_NO_STATUS,		/* or one that PS3.3 does not know */
	NETRT_LEFT_OLDER		/* than another of its series */
};

struct netrt_choice {
	enum netrt_left *left;		/* of each of s->structs */
	size_t n;
};

/*
 * Of the step's RTSTRUCTs.  One that cannot be read or paired is used, so
 * that its step says what is wrong with it.  NOINPUT: none is approved (one
 * that is may come); left says so of each.  DATA: the two newest of a series
 * are equally new; all are used then.
 */
enum netrt_rc netrt_choose(struct netrt_step *s,
    const struct netrt_series_list *l, struct netrt_choice *out,
    struct netrt_err *e) NETRT_MUST;
void netrt_choice_free(struct netrt_choice *c);

/* Does the configuration ever leave one out? */
bool netrt_choice_needed(const struct netrt_config *cfg);

/* Why it is left out, in words and in one word. */
const char *netrt_left_text(enum netrt_left why);
const char *netrt_left_word(enum netrt_left why);

/* netrt-anon: write dir/left-out; name[i] is the new name of RTSTRUCT i.
 * Nothing is written when none is left out. */
enum netrt_rc netrt_choice_write(const struct netrt_choice *c,
    const char *dir, char *const *name, struct netrt_err *e) NETRT_MUST;

#endif
