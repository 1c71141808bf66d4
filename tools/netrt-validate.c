/*
 * netrt-validate: can this study be processed, and if not, exactly why not.
 * It also freezes the inputs, as the first step of the chain.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "finding.h"
#include "inspect.h"
#include "step.h"
#include "tool.h"

#define FINDINGS	".netrt/findings"

/* Of the tool: -j, and whether the last study was looked at. */
struct own {
	bool json, ran;
};

static enum netrt_rc
tell(struct netrt_inspect *c, struct netrt_err *e)
{
	struct netrt_step *s = c->s;
	char *text = NULL;
	size_t len, errors = 0;
	enum netrt_rc rc = netrt_findings_json(&c->f, s->study->name, &text,
	    &len, e);

	for (size_t i = 0; i < c->f.n; i++)
		errors += c->f.list[i].rc != NETRT_OK;
	for (size_t i = 0; i < c->f.n; i++) {
		const struct netrt_finding *p = &c->f.list[i];
		bool named = p->file[0] != '\0' &&
		    strstr(p->text, p->file) == NULL;

		/* a single error is the verdict: it is said once */
		if (p->rc == NETRT_OK || errors > 1)
			netrt_tool_say(s->tool, p->level, "%s: %s%s%s%s",
			    s->study->name, named ? p->file : "",
			    named ? ": " : "", p->text,
			    p->more > 0 ? " (and more like it)" : "");
		netrt_step_report(s, "%s %s: %s%s%s", netrt_severity_name(
		    p->level), p->code, named ? p->file : "",
		    named ? ": " : "", p->text);
	}
	if (rc == NETRT_OK)
		rc = netrt_fs_write(s->study->fd, FINDINGS, text, len, e);
	free(text);
	return rc;
}

static enum netrt_rc
run(struct netrt_step *s, struct netrt_err *e)
{
	struct netrt_inspect c = { .s = s };
	struct own *own = s->tool->ctx;
	enum netrt_rc rc = netrt_dcm_init(e);

	if (rc == NETRT_OK)
		rc = netrt_inspect(&c, e);
	if (rc == NETRT_OK)
		rc = tell(&c, e);
	if (rc == NETRT_OK) {
		own->ran = true;
		rc = netrt_findings_rc(&c.f, e);
	}
	netrt_inspect_free(&c);
	return rc;
}

/* The findings of this run, or of the run that the study is done by. */
static enum netrt_rc
print(const char *study, struct netrt_err *e)
{
	char path[PATH_MAX + sizeof FINDINGS], *text;
	size_t len;
	enum netrt_rc rc;

	snprintf(path, sizeof path, "%s/" FINDINGS, study);
	rc = netrt_fs_read(AT_FDCWD, path, 16 << 20, &text, &len, e);
	if (rc != NETRT_OK)
		return rc;
	fwrite(text, 1, len, stdout);
	free(text);
	return NETRT_OK;
}

static enum netrt_rc
one(struct netrt_tool *t, const char *study, struct netrt_err *e)
{
	static const struct netrt_step_fns fns = { .run = run };
	struct own *own = t->ctx;
	struct netrt_err other;
	enum netrt_rc rc, printed;

	own->ran = false;
	rc = netrt_step_run(t, "validate", study, &fns, e);
	if (!own->json || t->dry || (rc != NETRT_OK && !own->ran))
		return rc;
	printed = print(study, &other);
	if (printed == NETRT_OK || rc != NETRT_OK)
		return rc;
	*e = other;
	return printed;
}

static enum netrt_rc
option(struct netrt_tool *t, int letter, const char *arg, struct netrt_err *e)
{
	struct own *own = t->ctx;

	(void)letter;
	(void)arg;
	(void)e;
	own->json = t->silent = true;
	return NETRT_OK;
}

int
main(int argc, char **argv)
{
	struct own own = { false, false };
	struct netrt_tool t = {
		.name = "netrt-validate",
		.usage = "[-0fjnv] [-c FILE] [-o section.key=VALUE] "
		    "[STUDY...]",
		.letters = "j", .option = option, .ctx = &own
	};

	return netrt_tool_run(&t, argc, argv, one);
}
