/*
 * What every main shares: options, configuration, logs, the loop over
 * studies, verdicts.
 *
 *	int
 *	main(int argc, char **argv)
 *	{
 *		struct netrt_tool t = { .name = "netrt-mask", .usage = usage };
 *
 *		return netrt_tool_run(&t, argc, argv, one_study);
 *	}
 */
#ifndef NETRT_TOOL_H
#define NETRT_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "err.h"
#include "log.h"
#include "study.h"
#include "version.h"

struct netrt_tool {
	/* set by main */
	const char *name;		/* "netrt-mask" */
	const char *usage;		/* lines after "usage: netrt-mask " */
	bool silent;			/* main prints data of its own on
					 * stdout, not the paths */
	const char *letters;		/* own option letters for getopt(3), or
					 * NULL */
	/* An own option; NULL when there are none.  USAGE when wrong. */
	enum netrt_rc (*option)(struct netrt_tool *t, int letter,
	    const char *arg, struct netrt_err *e);
	void *ctx;			/* main's own */

	/* set by netrt_tool_parse() */
	struct netrt_config *cfg;
	struct netrt_log *log;
	struct netrt_redact *redact;	/* see netrt_tool_names() */
	char **set;			/* -o, in order */
	size_t nset;
	const char *file;		/* -c, or NULL */
	bool force;			/* -f */
	bool dry;			/* -n: say what would be done */
	bool nul;			/* -0 */
	unsigned verbose;		/* -v */
};

/* The work on one study.  OK: done; the loop prints the path. */
typedef enum netrt_rc netrt_tool_fn(struct netrt_tool *t, const char *study,
    struct netrt_err *e);

/*
 * Parse the common options (-c -o -f -n -v -0 --help --version) and the own
 * ones, install the crash handler, read the configuration, open the logs.
 * Returns 0 when the tool may go on with argv[optind...]; else *status is
 * the exit status, and what is to be said has been said.
 */
int netrt_tool_parse(struct netrt_tool *t, int argc, char **argv,
    int *status);
/* Its first half, without configuration and logs, for netrt-config. */
int netrt_tool_options(struct netrt_tool *t, int argc, char **argv,
    int *status);

/*
 * netrt_tool_parse(), then fn for each study: the arguments, or the lines of
 * stdin (-0: ended by NUL).  After OK the path is printed on stdout and
 * flushed; after an error "netrt-x: study: message" goes to stderr and the
 * log.  Returns the exit status: the worst of all.
 */
int netrt_tool_run(struct netrt_tool *t, int argc, char **argv,
    netrt_tool_fn *fn);
/* The second half of it, for a main that parses by itself. */
int netrt_tool_studies(struct netrt_tool *t, int argc, char **argv,
    netrt_tool_fn *fn);

/*
 * "netrt-x: message" to stderr, and to the log at the given level.  Levels
 * below WARNING reach stderr with -v only.  Names of files and UIDs are shown
 * on a terminal only, elsewhere as redact.h says.
 */
void netrt_tool_say(struct netrt_tool *t, enum netrt_level level,
    const char *fmt, ...) NETRT_PRINTF(3, 4);

/* A text as it may go to stderr.  The caller frees it; NULL: no memory. */
char *netrt_tool_safe(const struct netrt_tool *t, const char *text);
/* The files of the study that is worked on, whose names shall not be said;
 * the inputs are loaded (study.h). */
void netrt_tool_names(struct netrt_tool *t, const struct netrt_study *s);
/* The same for another text of the operator; both until the next study. */
void netrt_tool_hide(struct netrt_tool *t, const char *text,
    const char *instead);

/* Progress on long work, "netrt-mask: UID_1.2: 20 of 200": on stderr when it
 * is a terminal and the work has lasted more than a second. */
void netrt_tool_progress(struct netrt_tool *t, const char *what, size_t done,
    size_t all);

/* Close stdout (checking it), logs and configuration; the final status. */
int netrt_tool_end(struct netrt_tool *t, enum netrt_rc rc);

#endif
