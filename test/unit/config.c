/* The configuration: defaults, canonical texts, origins, -o, sizes. */
#include <stdlib.h>
#include <unistd.h>

#include "../tap.h"
#include "config.h"

static char file[] = "/tmp/netrt-unit-config.XXXXXX";

/* Read a text with options that end with NULL; NULL: it failed, see err. */
static struct netrt_err err;
static struct netrt_config *
load(const char *text, ...)
{
	struct netrt_config *cfg;
	char *set[8];
	size_t n = 0;
	va_list ap;
	FILE *f = fopen(file, "w");

	fputs(text, f);
	fclose(f);
	va_start(ap, text);
	while ((set[n] = va_arg(ap, char *)) != NULL)
		n++;
	va_end(ap);
	memset(&err, 0, sizeof err);
	return netrt_config_read(file, set, n, &cfg, &err) == NETRT_OK ?
	    cfg : NULL;
}

static void
get_is(const struct netrt_config *cfg, const char *key, const char *want)
{
	char *text = NULL;

	if (netrt_config_get(cfg, key, &text, &err) != NETRT_OK)
		is(err.msg, want, key);
	else
		is(text, want, key);
	free(text);
}

#define MINIMAL	"watcher: {rescan_seconds: 60}\n"

static void
defaults(void)
{
	struct netrt_config *c = load(MINIMAL, NULL);

	if (!ok(c != NULL, "one key is enough %s", err.msg))
		return;
	ok(c->listener.n == 1 && c->listener.list[0].port == 11112 &&
	    !c->listener.list[0].proxy, "one listener");
	is(c->listener.list[0].ae_title, "CORRECT", "its AE title");
	ok(c->ndestinations == 1 && c->destinations[0].port == 104 &&
	    c->destinations[0].required && c->destinations[0].series ==
	    (NETRT_SEND_OVERLAY | NETRT_SEND_DEBUG | NETRT_SEND_SEGMENTATION),
	    "one destination");
	is(c->destinations[0].host, "127.0.0.1", "its host");
	is(c->destinations[0].calling_ae_title, "PYNETDICOM", "calling");
	ok(c->watcher.debounce_interval_s == 5 &&
	    c->watcher.min_file_count == 2 &&
	    c->watcher.incomplete_wait_s == 300 &&
	    c->watcher.polling_s == 0 && c->watcher.rescan_s == 60, "watch");
	ok(c->listener.max_associations == 32 &&
	    c->listener.max_associations_per_peer == 8 &&
	    c->listener.reserve_mb == 512 &&
	    c->listener.idle_timeout_s == 60 &&
	    c->listener.acse_timeout_s == 10 &&
	    c->listener.max_object_mb == 2048 &&
	    c->listener.refused_max_mb == 256, "limits of reception");
	ok(c->processing.max_attempts == 3 && c->processing.parallel == 2 &&
	    c->processing.retain_after_delivery_s == 3600 &&
	    c->processing.overlay_series_number == 98 &&
	    c->visualization.series_number == 101 &&
	    c->visualization.jpeg_quality == 90 &&
	    !c->visualization.enabled && !c->visualization.required,
	    "processing");
	ok(c->anonymization.enabled && c->anonymization.use_consistent_pid &&
	    !c->anonymization.date_in_pid &&
	    c->anonymization.mode == NETRT_ANON_STANDARD &&
	    c->anonymization.remove_tags.n == 0, "anonymization");
	ok(c->logging.max_mb == 64 && c->logging.keep == 5 &&
	    !c->logging.json && !c->logging.netrt_style &&
	    !c->logging.console, "logging");
	ok(c->retention.days == 7 && c->retention.quarantine_days == 0 &&
	    c->retention.keep.n == 2, "retention");
	get_is(c, "processing.ignore_contour_names_containing",
	    "[\"skull\"]");
	get_is(c, "anonymization.key_file", "/mnt/shared/pid_mapping.json.key");
	get_is(c, "watcher.debounce_interval_seconds", "5");
	get_is(c, "no.such", "no.such: unknown key");
	get_is(c, "watcher.rescan_second", "watcher.rescan_second: unknown "
	    "key; the nearest is \"watcher.rescan_seconds\"");
	get_is(c, "feature_flags.enable_segmentation_export", "false");
	get_is(c, "dicom_listener.config_negotiated_transfer_syntax",
	    "dicom_listener.config_negotiated_transfer_syntax: a key without "
	    "effect, not a key");
	netrt_config_free(c);
}

/* The same settings written in different ways have the same texts. */
static void
canonical(void)
{
	static const char *const texts[] = {
		"watcher: {debounce_interval_seconds: 2.50, "
		    "polling_seconds: 0.1}\n"
		    "retention:\n  keep: [ 'report' ]\n"
		    "anonymization: {enabled: Off, mode: Standard}\n"
		    "dicom_listener: {ae_title: ' A B '}\n"
		    "logging: {level: debug, style: JSON}\n"
		    "processing: {burn_in_text: \"a\\n\\\"b\\\"\"}\n",
		"watcher:\n  debounce_interval_seconds: 2.5\n"
		    "  polling_seconds: 0.10\n"
		    "retention:\n  keep:\n  - report\n"
		    "anonymization:\n  enabled: false\n  mode: standard\n"
		    "dicom_listener:\n  ae_title: A B\n"
		    "logging:\n  style: json\n  level: DEBUG\n"
		    "processing:\n  burn_in_text: |-\n    a\n    \"b\"\n",
	};

	for (size_t i = 0; i < 2; i++) {
		struct netrt_config *c = load(texts[i], NULL);

		if (!ok(c != NULL, "loads %s", err.msg))
			continue;
		get_is(c, "watcher.debounce_interval_seconds", "2.5");
		get_is(c, "watcher.polling_seconds", "0.1");
		get_is(c, "retention.keep", "[\"report\"]");
		get_is(c, "anonymization.enabled", "false");
		get_is(c, "anonymization.mode", "standard");
		get_is(c, "dicom_listener.ae_title", "A B");
		get_is(c, "logging.level", "DEBUG");
		get_is(c, "logging.style", "json");
		get_is(c, "processing.burn_in_text", "a\n\"b\"");
		netrt_config_free(c);
	}
}

static const char *want_key, *want_value, *want_origin;
static void
find(void *ctx, const char *key, const char *value, const char *origin)
{
	char tail[64];

	(void)ctx;
	if (strcmp(key, want_key) != 0)
		return;
	snprintf(tail, sizeof tail, "%s", strchr(origin, ':') &&
	    origin[0] == '/' ? strchr(origin, ':') + 1 : origin);
	ok(strcmp(value, want_value) == 0 && strcmp(tail, want_origin) == 0,
	    "%s is %s from %s", key, value, origin);
}

static void
each_is(const struct netrt_config *c, const char *key, const char *value,
    const char *origin)
{
	want_key = key;
	want_value = value;
	want_origin = origin;
	netrt_config_each(c, find, NULL);
}

static void
origins(void)
{
	struct netrt_config *c = load("processing:\n  parallel: 3\n"
	    "  overlay_study_id: \"\"\n  max_attempts: &a 7\n"
	    "retention: {days: *a}\n"
	    "directories: {working: $NETRT_T/w, logs: \"~/l//\"}\n",
	    "watcher.polling_seconds=1.5", "retention.keep=[pictures]",
	    "processing.parallel=4", "anonymization.rules.blank_tags="
	    "[PatientSex, OtherPatientIDs]", NULL);

	if (!ok(c != NULL, "loads %s", err.msg))
		return;
	each_is(c, "processing.parallel", "4", "-o");
	each_is(c, "processing.overlay_study_id", "\"\"", "3");
	each_is(c, "processing.max_attempts", "7", "4");
	each_is(c, "retention.days", "7", "5");
	each_is(c, "retention.keep", "[\"pictures\"]", "-o");
	each_is(c, "watcher.polling_seconds", "1.5", "-o");
	each_is(c, "watcher.rescan_seconds", "60", "default");
	each_is(c, "directories.working", "\"/tmp/$$x/w\"", "6");
	each_is(c, "directories.logs", "\"/home/t/l\"", "6");
	each_is(c, "anonymization.rules.blank_tags",
	    "[\"PatientSex\", \"OtherPatientIDs\"]", "-o");
	each_is(c, "dicom_destination.port", "104", "default");
	each_is(c, "destinations", "[{name: \"default\", host: "
	    "\"127.0.0.1\", port: 104, ae_title: \"DEST_AET\", "
	    "calling_ae_title: \"PYNETDICOM\", required: true, series: "
	    "[\"overlay\", \"debug\", \"segmentation\"], sop_classes: [], "
	    "transfer_syntaxes: [], on_no_context: refuse, "
	    "verify: status, find_port: 0, find_ae_title: \"\", tls: false, "
	    "tls_ca_file: \"\", tls_certificate_file: \"\", "
	    "tls_key_file: \"\", tls_name: \"\"}]",
	    "not used: dicom_destination counts");
	ok(c->retention.keep.n == 1, "a list of -o takes the place");
	is(c->directories.working, "/tmp/$x/w", "a variable is expanded");
	netrt_config_free(c);
}

static void
peers(void)
{
	struct netrt_config *c = load(
	    "dicom_listener:\n  port: 104\n  reserve_mb: 1\n"
	    "listeners:\n- {host: '::1', ae_title: A}\n- port: 0\n"
	    "destinations:\n- {name: pacs, host: h, ae_title: X}\n"
	    "- name: b\n  host: i\n  ae_title: Y\n  port: 11\n"
	    "  required: no\n  series: [original, overlay]\n", NULL);

	if (!ok(c != NULL, "loads %s", err.msg))
		return;
	ok(c->listener.n == 2 && c->listener.list[0].port == 11112 &&
	    c->listener.list[1].port == 0, "two listeners");
	is(c->listener.list[0].host, "::1", "the first");
	ok(c->warnings.n == 1 && strstr(c->warnings.s[0], ":2: "
	    "dicom_listener.port: has no effect: listeners is set") != NULL,
	    "a warning: %s", c->warnings.n ? c->warnings.s[0] : "none");
	ok(c->listener.reserve_mb == 1, "the rest of dicom_listener counts");
	ok(c->ndestinations == 2 && c->destinations[0].port == 104 &&
	    c->destinations[0].required && !c->destinations[1].required &&
	    c->destinations[1].series == (NETRT_SEND_OVERLAY |
	    NETRT_SEND_ORIGINAL), "two destinations");
	is(c->destinations[1].calling_ae_title, "A", "the listener calls");
	get_is(c, "dicom_destination.ae_title", "X");
	each_is(c, "dicom_destination.port", "104",
	    "not used: destinations counts");
	netrt_config_free(c);

	c = load("dicom_destination: {port: 4242}\n",
	    "destinations=[{name: z, host: h, ae_title: Z}]", NULL);
	ok(c != NULL && c->ndestinations == 1 &&
	    c->destinations[0].port == 104, "-o destinations takes the "
	    "place of the file's dicom_destination %s", err.msg);
	netrt_config_free(c);
	c = load("destinations: [{name: z, host: h, ae_title: Z}]\n",
	    "dicom_destination.port=1", NULL);
	ok(c == NULL && strstr(err.msg, "-o dicom_destination.port=1: "
	    "destinations is set as well") == err.msg, "%s", err.msg);
}

static void
options(void)
{
	static const char *const bad[][2] = {
		{ "x", "must be section.key=VALUE" },
		{ "=x", "must be section.key=VALUE" },
		{ "watcher=1", "unknown key" },
		{ "watcher.poling_seconds=1", "the nearest is" },
		{ "watcher.polling_seconds=x", "must be a number" },
		{ "watcher.polling_seconds=", "nothing, but one value" },
		{ "watcher.polling_seconds=1\n rescan_seconds: 2",
		    "sets more than this key" },
		{ "watcher.polling_seconds=a: b", "mapping values" },
		{ "retention.keep=[a", "did not find expected" },
		{ "retention.keep=[pictures, x]", "retention.keep[1]: must" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct netrt_config *c = load(MINIMAL, bad[i][0], NULL);

		ok(c == NULL && err.rc == NETRT_CONFIG &&
		    strncmp(err.msg, "-o ", 3) == 0 &&
		    strstr(err.msg, bad[i][1]) != NULL &&
		    strchr(err.msg, '\n') == NULL, "%s", err.msg);
		netrt_config_free(c);
	}
	setenv("NETRT_CONFIG", "/nowhere/x.yaml", 1);
	struct netrt_config *c;
	ok(netrt_config_read(NULL, NULL, 0, &c, &err) == NETRT_CONFIG &&
	    c == NULL, "$NETRT_CONFIG is the file: %s", err.msg);
	unsetenv("NETRT_CONFIG");
}

/* Random damage to a good file: refused or loaded, never a crash. */
static void
damage(void)
{
	static const char good[] = "processing:\n  parallel: &a 3\n"
	    "  burn_in_text: \"a\\n\"\nretention: {keep: [report], days: *a}\n"
	    "destinations:\n- {name: b, host: h, ae_title: X, "
	    "series: [debug]}\nanonymization:\n  rules: {blank_tags: []}\n";
	static const char junk[] = "{}[]:,&*!|>'\"%@`#- \n\t\\?a0\x80";
	char text[sizeof good];
	int loaded = 0, refused = 0;

	srand(1);
	for (int i = 0; i < 1000; i++) {
		memcpy(text, good, sizeof text);
		for (int k = rand() % 3; k >= 0; k--)
			text[(size_t)rand() % (sizeof text - 1)] =
			    junk[(size_t)rand() % (sizeof junk - 1)];
		struct netrt_config *c = load(text, NULL);
		loaded += c != NULL;
		refused += c == NULL && err.rc == NETRT_CONFIG;
		netrt_config_free(c);
	}
	ok(loaded + refused == 1000 && loaded > 5 && refused > 100,
	    "%d loaded, %d refused", loaded, refused);
}

int
main(void)
{
	int fd = mkstemp(file);

	if (fd < 0)
		return 99;
	close(fd);
	setenv("HOME", "/home/t", 1);
	setenv("NETRT_T", "/tmp/$x", 1);
	defaults();
	canonical();
	origins();
	peers();
	options();
	damage();
	unlink(file);
	return done();
}
