/* The report file of a study: see report.h. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "fs.h"
#include "logfmt.h"
#include "mover.h"
#include "report.h"
#include "stamp.h"
#include "uid.h"

#define DOUBLE	"===================="
#define SINGLE	"--------------------"

/* Python's str(datetime): "2026-11-24 10:20:30.123456" */
static void
put_when(FILE *f, const char *label, const struct timespec *t)
{
	char buf[32];
	struct tm tm;

	if (t->tv_sec < 0) {
		fprintf(f, "%s N/A\n", label);
		return;
	}
	localtime_r(&t->tv_sec, &tm);
	strftime(buf, sizeof buf, "%Y-%m-%d %H:%M:%S", &tm);
	fprintf(f, "%s %s.%06ld\n", label, buf, t->tv_nsec / 1000);
}

/* The value of a line "key value" of .netrt/origin. */
static void
put_origin(FILE *f, const char *label, const char *text, const char *key)
{
	size_t n = strlen(key);
	char value[80] = "N/A";

	for (const char *s = text; s != NULL && *s != '\0';) {
		size_t len = strcspn(s, "\n");

		if (len > n && strncmp(s, key, n) == 0 && s[n] == ' ')
			snprintf(value, sizeof value, "%.*s",
			    (int)(len - n - 1), s + n + 1);
		s += len + (s[len] == '\n');
	}
	fprintf(f, "%s ", label);
	netrt_put_safe(f, value);
	putc('\n', f);
}

static bool
is_dicom(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, ".dcm") == 0;
}

/* A name that netrt did not give may be that of the patient. */
static bool
is_uid(const char *name)
{
	char uid[NETRT_UID_LEN + 4];

	snprintf(uid, sizeof uid, "%.*s", (int)strlen(name) - 4, name);
	return netrt_uid_valid(uid);
}

/*
 * Where the study was when it was processed.  In quarantine its name has the
 * time at which it was put there, which only those may read who may know it.
 */
static void
put_place(FILE *f, const struct netrt_study *s, const char *uid, bool dated)
{
	char path[sizeof s->path + NETRT_UID_LEN];
	int room = (int)(strlen(s->path) - strlen(s->name));

	if (dated || strncmp(s->name, "UID_", 4) != 0)
		snprintf(path, sizeof path, "%s", s->path);
	else
		snprintf(path, sizeof path, "%.*sUID_%.64s", room, s->path,
		    uid);
	netrt_put_safe(f, path);
}

static void
put_inputs(FILE *f, const struct netrt_study *s, const char *uid, bool dated)
{
	struct netrt_names images, structs;
	struct netrt_err e;
	size_t n = 0, rs = 0;

	if (netrt_fs_list(s->fd, NETRT_DIR_IMAGES, &images, &e) != NETRT_OK)
		images = (struct netrt_names){ NULL, 0 };
	for (size_t i = 0; i < images.n; i++)
		n += is_dicom(images.name[i]);
	fprintf(f, "Number of DICOM files received: %zu\n", n);
	if (netrt_fs_list(s->fd, NETRT_DIR_STRUCTS, &structs, &e) !=
	    NETRT_OK)
		structs = (struct netrt_names){ NULL, 0 };
	for (size_t i = 0; i < structs.n; i++) {
		if (!is_dicom(structs.name[i]))
			continue;
		rs++;
		fputs("RTSTRUCT file found: ", f);
		put_place(f, s, uid, dated);
		fputs("/" NETRT_DIR_STRUCTS "/", f);
		netrt_put_safe(f, is_uid(structs.name[i]) ? structs.name[i] :
		    "(a file)");
		putc('\n', f);
	}
	if (rs == 0)
		fputs("RTSTRUCT file found: None\n", f);
	netrt_names_free(&images);
	netrt_names_free(&structs);
}

/* A step's two lines; false: it is not done, so nothing comes after it. */
static bool
put_step(FILE *f, const struct netrt_config *cfg, struct netrt_study *s,
    const char *name, const char *before, const char *after)
{
	char stamp[NETRT_HEX_LEN];
	struct netrt_err e;

	if (!netrt_step_enabled(cfg, name))
		return true;
	fprintf(f, "%s\n", before);
	if (netrt_step_current(cfg, s, name, stamp, &e) != NETRT_OK)
		return false;
	fprintf(f, "%s\n", after);
	return true;
}

/* All steps up to the first that is not done; true: it was delivered. */
static bool
put_steps(FILE *f, const struct netrt_config *cfg, struct netrt_study *s,
    bool debug_sent)
{
	struct netrt_delivered d;

	if (!put_step(f, cfg, s, "anon",
	    "Anonymization enabled. Anonymizing study...",
	    "Anonymization complete.") ||
	    !put_step(f, cfg, s, "mask", "Contour processing started...",
	    "Contour processing successful.") ||
	    !put_step(f, cfg, s, "burnin", "Adding burn-in disclaimer...",
	    "Burn-in disclaimer added."))
		return false;
	fputs("Sending processed series...\n", f);
	if (!netrt_delivered_read(s->fd, &d) || !netrt_delivered_is(&d, s))
		return false;
	fputs("Processed series sent successfully.\n", f);
	if (debug_sent)
		fputs("Sending debug series...\n"
		    "Debug series sent successfully.\n", f);
	return true;
}

/* Readers outside must not learn on which day a study was processed, which is
 * its own day or soon after, where its dates are shifted or removed. */
bool
netrt_report_dated(const struct netrt_config *cfg)
{
	return !cfg->anonymization.enabled || !netrt_config_hides_dates(cfg);
}

/* Nor from where it came, which names the device and its owner. */
static bool
sender(const struct netrt_config *cfg)
{
	const unsigned both = NETRT_RETAIN_DEVICE | NETRT_RETAIN_INSTITUTION;

	return !cfg->anonymization.enabled ||
	    cfg->anonymization.mode != NETRT_ANON_COMPREHENSIVE ||
	    (cfg->anonymization.retain & both) == both;
}

/* The sentence, where NETRT has a Python traceback: which step, which code. */
static void
put_error(FILE *f, const struct netrt_reason *why, bool dated)
{
	const char *name = netrt_rc_name((enum netrt_rc)why->code);

	fputs("\nERROR\n" DOUBLE "\n", f);
	netrt_put_safe(f, why->message);
	fputs("\n" SINGLE "\nStack Trace:\n", f);
	fprintf(f, "netrt-%s: exit code %d (%s)%s%s\n", why->step,
	    why->code, name != NULL ? name : "?", dated ? " at " : "",
	    dated ? why->time : "");
}

void
netrt_report_put(FILE *f, const struct netrt_config *cfg,
    struct netrt_study *s, const struct netrt_report *r)
{
	static const struct timespec unknown = { .tv_sec = -1 };
	bool dated = netrt_report_dated(cfg);
	struct netrt_reason why;
	struct netrt_err e;
	char *origin = NULL;
	size_t len;

	if (sender(cfg) && netrt_fs_read(s->fd, ".netrt/origin", 65536,
	    &origin, &len, &e) != NETRT_OK)
		origin = NULL;
	fputs("Processing Report\n" DOUBLE "\n", f);
	fprintf(f, "Study Instance UID: %s\n", r->uid);
	put_when(f, "Report Generated:", dated ? &r->now : &unknown);
	put_origin(f, "Sender IP:", origin, "ip");
	put_origin(f, "Sender AE Title:", origin, "calling");
	fputs(SINGLE "\n", f);
	free(origin);
	put_when(f, "Processing started at:", dated ? &r->begun : &unknown);
	put_inputs(f, s, r->uid, dated);
	bool sent = put_steps(f, cfg, s, r->debug_sent);
	if (netrt_reason_read(s->fd, ".netrt/reason", &why) ||
	    (!sent && netrt_reason_read(s->fd, ".netrt/last", &why) &&
	    why.code != 0))
		put_error(f, &why, dated);
	else if (sent && r->seconds >= 0)
		fprintf(f, "\nProcessing successful in %.2f seconds.\n",
		    r->seconds);
	else if (sent)
		fputs("\nProcessing successful.\n", f);
	else
		fputs("\nProcessing is not finished.\n", f);
}
