/* What a step leaves in .netrt beside its stamp: see step.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fs.h"
#include "step.h"

void
netrt_step_verdict(struct netrt_tool *t, struct netrt_study *s,
    const char *name, enum netrt_rc rc, const char *message)
{
	char text[1024], when[32];
	char *safe = netrt_redact_text(t->redact, message);
	struct netrt_err e;
	time_t now = time(NULL);
	struct tm tm;

	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	snprintf(text, sizeof text, "step %s\ncode %d\ntime %s\nmessage %s\n",
	    name, (int)rc, when, safe != NULL ? safe : "no memory");
	free(safe);
	if (netrt_fs_write(s->fd, ".netrt/last", text, strlen(text), &e) !=
	    NETRT_OK)
		netrt_tool_say(t, NETRT_WARNING, "%s: %s", s->path, e.msg);
}

enum netrt_rc
netrt_step_tidy(struct netrt_study *s, const char *name, struct netrt_err *e)
{
	static const char *const files[] = { "last.tmp", "inputs.tmp" };
	char path[64];
	enum netrt_rc rc;

	snprintf(path, sizeof path, ".netrt/stamp.%s.tmp", name);
	if ((rc = netrt_fs_unlink(s->fd, path, e)) != NETRT_OK)
		return rc;
	snprintf(path, sizeof path, ".netrt/report.%s.tmp", name);
	rc = netrt_fs_unlink(s->fd, path, e);
	for (size_t i = 0; i < 2 && rc == NETRT_OK; i++) {
		snprintf(path, sizeof path, ".netrt/%s", files[i]);
		rc = netrt_fs_unlink(s->fd, path, e);
	}
	return rc;
}
