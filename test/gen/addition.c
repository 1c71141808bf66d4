/*
 * addition STUDY...: the result of netrt-mask for a study without contours:
 * the images as they are.  Burn-in meets any layout so, also those that
 * netrt-mask would not take.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "step.h"

static enum netrt_rc
copy(struct netrt_step *s, struct netrt_err *e)
{
	for (size_t i = 0; i < s->images.n; i++) {
		const char *from = s->images.name[i];
		char to[PATH_MAX];
		bool there;

		snprintf(to, sizeof to, "%s/%s", s->out[0],
		    strrchr(from, '/') + 1);
		if (netrt_fs_link(AT_FDCWD, from, AT_FDCWD, to, &there, e) !=
		    NETRT_OK)
			return e->rc;
	}
	return NETRT_OK;
}

static enum netrt_rc
one(struct netrt_tool *t, const char *study, struct netrt_err *e)
{
	static const struct netrt_step_fns fns = { .run = copy };

	return netrt_step_run(t, "mask", study, &fns, e);
}

int
main(int argc, char **argv)
{
	struct netrt_tool t = { .name = "addition", .usage = "[study ...]" };

	return netrt_tool_run(&t, argc, argv, one);
}
