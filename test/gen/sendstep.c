/*
 * sendstep -s STEP [-c FILE] [-o KEY=VALUE] STUDY...: the result of a step
 * without its work: the images with UIDs of their own, and a true stamp.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "dcm.h"
#include "fs.h"
#include "step.h"

static const char *step;

static enum netrt_rc
object(struct netrt_step *s, const char *from, const char *to,
    struct netrt_err *e)
{
	char old[65], series[NETRT_UID_LEN], sop[NETRT_UID_LEN];
	char path[PATH_MAX + 128];
	const char *const parts[] = { "anon", old, NULL };
	struct netrt_dcm *d = NULL;
	struct netrt_item *it;
	enum netrt_rc rc = netrt_dcm_open(from, &d, e);

	if (rc != NETRT_OK)
		return rc;
	it = netrt_dcm_root(d);
	if ((rc = netrt_item_get_str(it, TAG_SOPInstanceUID, old, sizeof old,
	    e)) || (rc = netrt_step_series(s, step, "1.2.8", "", series, e)))
		goto out;
	/* as netrt-anon does: of the old UID alone */
	rc = strcmp(step, "anon") == 0 ? netrt_uid_map(parts, NULL, 0, sop,
	    e) : netrt_step_instance(series, old, sop, e);
	snprintf(path, sizeof path, "%s/%s.dcm", to, sop);
	if (rc || (rc = netrt_item_set_str(it, TAG_SOPInstanceUID, sop, e)) ||
	    (rc = netrt_item_set_str(it, TAG_PatientName, step, e)))
		goto out;
	rc = netrt_dcm_write(d, path, NULL, e);
out:
	netrt_dcm_close(d);
	return rc;
}

static enum netrt_rc
run(struct netrt_step *s, struct netrt_err *e)
{
	char dir[PATH_MAX];
	bool anon = strcmp(step, "anon") == 0;
	enum netrt_rc rc;

	snprintf(dir, sizeof dir, "%s%s", s->out[s->out[1] != NULL],
	    anon ? "/DCM" : "");
	rc = netrt_fs_mkdir(AT_FDCWD, dir, e);
	for (size_t i = 0; i < s->images.n && rc == NETRT_OK; i++)
		rc = object(s, s->images.name[i], dir, e);
	return rc;
}

static enum netrt_rc
one(struct netrt_tool *t, const char *study, struct netrt_err *e)
{
	static const struct netrt_step_fns fns = { .run = run };
	enum netrt_rc rc = netrt_dcm_init(e);

	return rc != NETRT_OK ? rc : netrt_step_run(t, step, study, &fns, e);
}

static enum netrt_rc
option(struct netrt_tool *t, int letter, const char *arg,
    struct netrt_err *e)
{
	(void)t, (void)letter, (void)e;
	step = arg;
	return NETRT_OK;
}

int
main(int argc, char **argv)
{
	struct netrt_tool t = { .name = "sendstep", .usage = "-s STEP ...",
	    .letters = "s:", .option = option };

	return netrt_tool_run(&t, argc, argv, one);
}
