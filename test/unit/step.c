/* study, stamp, ledger, step: done is equality; what decides the bytes
 * decides the UID; a failure leaves nothing behind. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "../tap.h"
#include "fs.h"
#include "step.h"

static char top[] = "/tmp/netrt-step.XXXXXX";
static char conf[64], study[64];
static int runs;			/* of fake_run */
static enum netrt_rc outcome;		/* of fake_run */
static char uid[NETRT_UID_LEN];		/* series of the last run */
static char when[32];			/* its time */
static size_t seen;			/* images it read */
static const char *salt_text;

static void
put(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", top, name);
	if ((f = fopen(path, "w")) == NULL || fputs(text, f) < 0 ||
	    fclose(f) != 0)
		exit(99);
}

static int
there(const char *name)
{
	char path[128];

	snprintf(path, sizeof path, "%s/UID_1.2/%s", top, name);
	return access(path, F_OK) == 0;
}

static enum netrt_rc
fake_salt(struct netrt_step *s, char **text, struct netrt_err *e)
{
	(void)s;
	*text = salt_text ? strdup(salt_text) : NULL;
	return salt_text && !*text ? netrt_err_errno(e, "salt") : NETRT_OK;
}

static enum netrt_rc
fake_run(struct netrt_step *s, struct netrt_err *e)
{
	char path[PATH_MAX];
	FILE *f;
	enum netrt_rc rc = netrt_step_series(s, "overlay", "1.5", "", uid, e);

	runs++;
	seen = s->images.n;
	snprintf(when, sizeof when, "%s %s", s->date, s->time);
	if (s->out[0] == NULL)
		return rc;
	snprintf(path, sizeof path, "%s/result", s->out[0]);
	if ((f = fopen(path, "w")) == NULL)
		return netrt_err_errno(e, "result");
	fputs(when, f);
	fclose(f);
	netrt_step_report(s, "volume_ml %d", 7);
	return rc != NETRT_OK ? rc : outcome == NETRT_OK ? NETRT_OK :
	    netrt_err_set(e, outcome, "as asked");
}

static const struct netrt_step_fns fns = { fake_salt, fake_run };

/* Run a step with settings; the code. */
static enum netrt_rc
run(const char *step, const char *set, bool force)
{
	struct netrt_tool t = { .name = "netrt-test", .force = force };
	struct netrt_err e;
	char *sets[] = { (char *)(uintptr_t)set };
	enum netrt_rc rc = netrt_config_read(conf, sets, set != NULL, &t.cfg,
	    &e);

	if (rc != NETRT_OK) {
		printf("# %s\n", e.msg);
		exit(99);
	}
	runs = 0;
	rc = netrt_step_run(&t, step, study, &fns, &e);
	if (rc != NETRT_OK)
		printf("# %s\n", e.msg);
	netrt_config_free(t.cfg);
	return rc;
}

static void
test_done(void)
{
	char first[NETRT_UID_LEN], time1[32];

	ok(run("mask", NULL, false) == NETRT_OK && runs == 1, "it runs");
	ok(there("Addition/result") && there(".netrt/stamp.mask") &&
	    there(".netrt/report.mask") && !there("Addition.tmp"),
	    "result, stamp and report, no temporary");
	strcpy(first, uid);
	strcpy(time1, when);
	ok(run("mask", NULL, false) == NETRT_OK && runs == 0,
	    "done before: nothing is run");
	ok(run("mask", NULL, true) == NETRT_OK && runs == 1 &&
	    strcmp(uid, first) == 0, "forced: the same UID");
	is(when, time1, "and the same time");
	ok(run("mask", "processing.overlay_series_number=7", false) ==
	    NETRT_OK && runs == 1 && strcmp(uid, first) != 0,
	    "other settings: another series");
	ok(run("mask", "processing.burn_in_text=other", false) == NETRT_OK &&
	    runs == 1 && strcmp(uid, first) == 0,
	    "a setting of another step does not count");
	is(when, time1, "a replay takes its time from the ledger");
	salt_text = "SITE_0001";
	ok(run("mask", NULL, false) == NETRT_OK && runs == 1 &&
	    strcmp(uid, first) != 0, "the salt decides too");
	salt_text = NULL;
	ok(run("mask", NULL, false) == NETRT_OK && runs == 1, "back");
	put("UID_1.2/Addition/result", "cut");
	ok(run("mask", NULL, false) == NETRT_OK && runs == 1,
	    "a result of another size is made again");
}

static void
test_inputs(void)
{
	char first[NETRT_UID_LEN];

	run("mask", NULL, false);
	strcpy(first, uid);
	put("UID_1.2/DCM/1.9.dcm", "late");
	ok(run("mask", NULL, false) == NETRT_OK && runs == 0,
	    "a late file does not disturb what is frozen");
	ok(run("validate", NULL, false) == NETRT_OK, "freeze again");
	ok(run("mask", NULL, false) == NETRT_OK && runs == 1 && seen == 2 &&
	    strcmp(first, uid) != 0, "then it makes a new series");
	put("UID_1.2/DCM/1.9.dcm", "changed");
	ok(run("mask", NULL, false) == NETRT_TEMP && runs == 0,
	    "a file that changed is not read: 75");
}

static void
test_failure(void)
{
	struct netrt_err e;
	char *text, path[128];
	size_t n;

	put("UID_1.2/DCM/1.9.dcm", "late");
	run("validate", NULL, false);
	run("mask", NULL, false);
	outcome = NETRT_DATA;
	ok(run("mask", "processing.overlay_series_number=8", false) ==
	    NETRT_DATA, "a failure is reported");
	outcome = NETRT_OK;
	ok(!there("Addition.tmp") && there("Addition/result"),
	    "no temporary; the old result stays");
	snprintf(path, sizeof path, "%s/.netrt/last", study);
	if (ok(netrt_fs_read(AT_FDCWD, path, 4096, &text, &n, &e) == NETRT_OK,
	    "the verdict is written"))
		ok(strncmp(text, "step mask\ncode 65\n", 18) == 0 &&
		    strstr(text, "message as asked\n") != NULL,
		    "step, code and message");
	free(text);
}

static void
test_tree(void)
{
	ok(run("mask", "anonymization.enabled=true", false) == NETRT_NOINPUT &&
	    runs == 0, "anonymisation on and Anon absent: 66");
	snprintf(study, sizeof study, "%s/UID_1.2/", top);
	ok(mkdir(study, 0700) != 0 && there("DCM"), "(the study is there)");
	put("UID_1.2/planted", "x");
	ok(run("burnin", NULL, false) == NETRT_OK && runs == 1 && seen == 1,
	    "burn-in reads the files of the stamp of mask");
	ok(run("burnin", "processing.overlay_series_number=9", false) ==
	    NETRT_NOINPUT, "a stale result before it: 66");
	ok(run("burnin", "processing.add_burn_in_disclaimer=false", false) ==
	    NETRT_OK && runs == 0, "switched off: OK, not run");
	ok(run("burnin", "processing.font_file=/nonexistent", false) ==
	    NETRT_CONFIG, "a font that is not there: 78");
}

int
main(void)
{
	char text[512], path[128];
	struct netrt_err e;

	if (mkdtemp(top) == NULL)
		return 99;
	unsetenv("SOURCE_DATE_EPOCH");
	snprintf(conf, sizeof conf, "%s/netrt.yaml", top);
	snprintf(study, sizeof study, "%s/UID_1.2", top);
	snprintf(text, sizeof text,
	    "directories: { working: \"%s\", logs: \"%s/logs\" }\n"
	    "anonymization: { enabled: false }\n"
	    "processing: { add_burn_in_disclaimer: true }\n", top, top);
	put("netrt.yaml", text);
	snprintf(path, sizeof path, "%s/DCM", study);
	if (netrt_fs_mkdir(AT_FDCWD, path, &e) != NETRT_OK)
		return 99;
	put("UID_1.2/DCM/1.8.dcm", "an image");
	test_done();
	test_inputs();
	test_failure();
	test_tree();
	ok(netrt_fs_remove(AT_FDCWD, top, &e) == NETRT_OK, "all removed");
	return done();
}
