/* The logs: formats, events both ways, concurrent writers, rotation. */
#include <sys/stat.h>
#include <sys/wait.h>

#include <stdlib.h>
#include <unistd.h>

#include "../tap.h"
#include "log.h"
#include "logfmt.h"

#define WRITERS	4
#define LINES	400

static char dir[] = "/tmp/netrt-unit-log.XXXXXX";

static char *
put(void (*fn)(FILE *f, const void *arg), const void *arg)
{
	char *s = NULL;
	size_t n;
	FILE *f = open_memstream(&s, &n);

	fn(f, arg);
	fclose(f);
	return s;
}

static void
put_netrt(FILE *f, const void *ev)
{
	netrt_event_put(f, ev, true);
}

static void
put_kv(FILE *f, const void *ev)
{
	netrt_event_put(f, ev, false);
}

static const struct netrt_record rec = {
	.time = { 1763970601, 7000000 }, .level = 20, .name = "netrt-mask",
	.message = "hello", .pid = 42,
};

static void
put_fmt(FILE *f, const void *fmt)
{
	netrt_logfmt_put(f, fmt, &rec);
}

static void
put_json(FILE *f, const void *r)
{
	netrt_logfmt_put_json(f, r);
}

static void
formats(void)
{
	static const char *const good[][2] = {
		{ "%(asctime)s [%(levelname)s] %(name)s: %(message)s",
		    "2025-11-24 07:50:01,007 [INFO] netrt-mask: hello" },
		{ "%(levelname)-8s|%(levelno)03d|%(message).2s|100%%",
		    "INFO    |020|he|100%" },
		{ "%(process)d %(msecs)03d %(created).3f %(message)10s",
		    "42 007 1763970601.007      hello" },
		{ "%(module)s/%(threadName)s %(message)s",
		    "netrt-mask/MainThread hello" },
	};
	static const char *const bad[] = {
		"%(message)", "%(message)q", "%(nothing)s %(message)s",
		"%s", "no message", "%(message)d", "%", "%(lineno)d",
		"%(message)1234s", "%(message)*d", "%(message)ln",
	};
	char why[200], name[200], msg[200];
	struct netrt_record r;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		char *s = put(put_fmt, good[i][0]);

		ok(netrt_logfmt_check(good[i][0], why, sizeof why),
		    "format %zu is good", i);
		is(s, good[i][1], "and filled as Python does");
		free(s);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(!netrt_logfmt_check(bad[i], why, sizeof why),
		    "bad format %s: %s", bad[i], why);
	ok(netrt_logfmt_match(good[0][0], good[0][1], &r, name, msg) &&
	    r.time.tv_sec == rec.time.tv_sec && r.level == 20,
	    "a line is read back");
	is(name, "netrt-mask", "its name");
	is(msg, "hello", "its message");
	ok(netrt_logfmt_match("%(levelname)-8s: %(message)s <%(process)d>",
	    "INFO    : a > b <7>", &r, name, msg) && r.pid == 7 &&
	    r.level == 20, "another format is read back");
	is(msg, "a > b", "its message");
	ok(!netrt_logfmt_match(good[0][0], "garbage", &r, name, msg),
	    "garbage is not");
	struct netrt_record q = rec;
	q.message = "a \"b\"\\ \n\x01 c\xff";
	char *s = put(put_json, &q);
	ok(strchr(s, '\n') == NULL && strstr(s, "\\u0001") != NULL &&
	    strstr(s, "\\u00ff") != NULL, "JSON is one line, escaped");
	ok(netrt_logfmt_match(good[0][0], s, &r, name, msg) &&
	    r.time.tv_nsec == 7000000 && r.pid == 42, "JSON is read back");
	free(s);
}

static void
events(void)
{
	struct netrt_event ev = { .name = "PROCESSING_FAILED", .n = 3, .kv = {
	    "study", "/w/UID_1.2.3/", "seconds", "1.5", "reason",
	    "a \"b\" = c\n\xe2\x80\xa8x" } }, back;
	char buf[600];
	char *s = put(put_kv, &ev);

	is(s, "PROCESSING_FAILED study=1.2.3 seconds=1.5 reason=\"a \\\"b\\\" "
	    "= c\\n\\u00e2\\u0080\\u00a8x\"", "key=value, quoted");
	ok(netrt_event_parse(s, &back, buf) && back.n == 3 &&
	    strcmp(netrt_event_get(&back, "seconds"), "1.5") == 0 &&
	    strncmp(netrt_event_get(&back, "reason"), "a \"b\" = c\n", 10) ==
	    0, "and read back");
	free(s);
	s = put(put_netrt, &ev);
	is(s, "PROCESSING_FAILED StudyUID: 1.2.3, DurationSec: 1.50, "
	    "Reason: a \"b\" = c\\n\\xe2\\x80\\xa8x", "NETRT's style");
	ok(netrt_event_parse(s, &back, buf) &&
	    strcmp(back.name, "PROCESSING_FAILED") == 0 &&
	    strcmp(netrt_event_get(&back, "study"), "1.2.3") == 0,
	    "and read back");
	free(s);

	/* an AE title that tries to look like a line of its own */
	struct netrt_event evil = { .name = "ASSOCIATION_ACCEPTED", .n = 2,
	    .kv = { "peer", "192.0.2.1", "calling",
	    "X\r\nRETIRE y=1" } };
	s = put(put_netrt, &evil);
	is(s, "DICOM association accepted. SourceIP: 192.0.2.1, SourceAET: "
	    "X\\x0d\\nRETIRE y=1", "no line is forged in NETRT's style");
	free(s);
	s = put(put_kv, &evil);
	is(s, "ASSOCIATION_ACCEPTED peer=192.0.2.1 calling=\"X\\u000d\\n"
	    "RETIRE y=1\"", "nor in ours");
	free(s);
	ok(!netrt_event_parse("hello world", &back, buf) &&
	    !netrt_event_parse("NAME a=\"open", &back, buf) &&
	    netrt_event_parse("RETIRE study=1", &back, buf),
	    "only events are events");
	ok(netrt_event_final("SENDING_FAILED") &&
	    netrt_event_final("RETIRE") && !netrt_event_final("ECHO"),
	    "final events");
}

static struct netrt_config cfg;

static void
configure(unsigned keep)
{
	cfg.directories.logs = dir;
	cfg.logging.level = "INFO";
	cfg.logging.format = "%(levelname)s %(message)s";
	cfg.logging.transaction_log_format = "%(message)s";
	cfg.logging.application_log_file = "app.log";
	cfg.logging.transaction_log_file = "txn.log";
	cfg.logging.max_mb = 1;
	cfg.logging.keep = keep;
}

/* Each writes LINES lines of about 2 KB: together some 3 MB. */
static void
writer(struct netrt_log *log, int id)
{
	char pad[2000];

	memset(pad, 'a' + id, sizeof pad - 1);
	pad[sizeof pad - 1] = '\0';
	for (int i = 0; i < LINES; i++)
		netrt_log_write(log, NETRT_INFO, "%d %d %s.", id, i, pad);
	_exit(0);
}

/* Count the lines of a file, checking that each is whole. */
static int
count(const char *path, int seen[WRITERS][LINES])
{
	char line[4096];
	int n = 0, id, i;
	FILE *f = fopen(path, "r");

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		size_t len = strlen(line);

		if (sscanf(line, "INFO %d %d ", &id, &i) != 2 || id < 0 ||
		    id >= WRITERS || i < 0 || i >= LINES || len < 2000 ||
		    strcmp(line + len - 2, ".\n") != 0)
			return -1;
		seen[id][i]++;
		n++;
	}
	if (f != NULL)
		fclose(f);
	return n;
}

static void
concurrent(void)
{
	static int seen[WRITERS][LINES];
	struct netrt_log *log;
	struct netrt_err e;
	int total = 0, files = 0, twice = 0;

	configure(9);
	ok(netrt_log_open(&cfg, "unit", &log, &e) == NETRT_OK, "log opens");
	for (int i = 0; i < WRITERS; i++)
		if (fork() == 0)
			writer(log, i);
	while (wait(NULL) > 0)
		;
	netrt_log_close(log);
	for (int i = 0; i < 10; i++) {
		char path[100];
		struct stat st;

		snprintf(path, sizeof path, i ? "%s/app.log.%d" :
		    "%s/app.log", dir, i);
		if (stat(path, &st) != 0)
			continue;
		int n = count(path, seen);
		/* rotated once when full, not by each writer that waited */
		ok(n > 0 && st.st_size <= 1 << 20 &&
		    (i == 0 || st.st_size > (1 << 20) - 2100) &&
		    (st.st_mode & 0777) == 0600,
		    "%s: %d whole lines, %lld bytes", path, n,
		    (long long)st.st_size);
		total += n;
		files++;
		unlink(path);
	}
	for (int i = 0; i < WRITERS; i++)
		for (int j = 0; j < LINES; j++)
			twice += seen[i][j] != 1;
	ok(total == WRITERS * LINES && twice == 0 && files >= 3,
	    "%d lines in %d files, none lost, none twice", total, files);
}

static void
keeps(void)
{
	struct netrt_log *log;
	struct netrt_err e;
	char path[100], big[700000];

	configure(2);
	cfg.logging.level = "WARNING";
	memset(big, 'x', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	ok(netrt_log_open(&cfg, "unit", &log, &e) == NETRT_OK, "log opens");
	netrt_log_write(log, NETRT_INFO, "below the level");
	snprintf(path, sizeof path, "%s/app.log", dir);
	ok(access(path, F_OK) != 0, "below the level nothing is written");
	for (int i = 0; i < 5; i++)
		netrt_log_write(log, NETRT_ERROR, "%d%s", i, big);
	snprintf(path, sizeof path, "%s/app.log.2", dir);
	FILE *f = fopen(path, "r");
	char got[10] = "";
	ok(f != NULL && fread(got, 1, 7, f) == 7, "app.log.2 is there");
	if (f != NULL)
		fclose(f);
	is(got, "ERROR 2", "and is the one before the one before");
	unlink(path);
	snprintf(path, sizeof path, "%s/app.log.3", dir);
	ok(access(path, F_OK) != 0, "no third is kept");
	snprintf(path, sizeof path, "%s/app.log.1", dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/app.log", dir);
	unlink(path);
	netrt_log_event(log, "RETIRE", "study", "UID_1.2", NULL);
	snprintf(path, sizeof path, "%s/txn.log", dir);
	f = fopen(path, "r");
	char line[100] = "";
	ok(f != NULL && fgets(line, sizeof line, f) != NULL, "an event");
	if (f != NULL)
		fclose(f);
	is(line, "RETIRE study=1.2\n", "is written whatever the level");
	unlink(path);
	netrt_log_close(log);
	netrt_log_write(NULL, NETRT_ERROR, "no log");
	netrt_log_event(NULL, "X", NULL);
	ok(1, "no log, no crash");
}

int
main(void)
{
	setenv("TZ", "UTC", 1);
	if (mkdtemp(dir) == NULL)
		return 99;
	formats();
	events();
	concurrent();
	keeps();
	ok(rmdir(dir) == 0, "nothing else was left behind");
	return done();
}
