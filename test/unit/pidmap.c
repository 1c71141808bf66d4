/* Pseudonyms: NETRT's file, races, crashes, and files that must be refused. */
#define _GNU_SOURCE
#include <sys/stat.h>
#include <sys/wait.h>

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "day.h"
#include "pidmap.h"
#include "sitekey.h"
#include "../tap.h"

static char dir[] = "/tmp/netrt-pidmap.XXXXXX";
static char map[PATH_MAX], key[PATH_MAX], site[] = "SITE", prefix[9] = "", legacy_text[99];
static char *legacy[1] = { legacy_text };
static struct netrt_config cfg;
static struct netrt_err e;
static struct netrt_pid pid;
static bool shift;

static const char *
file(const char *suffix)
{
	static char buf[2][PATH_MAX + 32];
	static int i;

	i = !i;
	snprintf(buf[i], sizeof buf[i], "%s%s", map, suffix);
	return buf[i];
}

static void
put(const char *path, const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fwrite(text, 1, n, f) != n || fclose(f) != 0)
		exit(99);
}

static const char *
text_of(const char *path)
{
	static char buf[65536];
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(buf, 1, sizeof buf - 1, f) : 0;

	buf[n] = '\0';
	if (f != NULL)
		fclose(f);
	return buf;
}

/* A new, empty place. */
static void
begin(void)
{
	static int n;

	snprintf(map, sizeof map, "%s/%d", dir, n++);
	if (mkdir(map, 0700) != 0)
		exit(99);
	strcat(map, "/map.json");
	snprintf(key, sizeof key, "%s.key", map);
	cfg.anonymization.use_consistent_pid = true;
	cfg.anonymization.date_in_pid = false;
	cfg.anonymization.site_code = site;
	cfg.anonymization.random_prefix = prefix;
	cfg.anonymization.pid_mapping_file = map;
	cfg.anonymization.key_file = key;
}

static enum netrt_rc
get_full(const char *id, const char *name, const char *issuer,
    const char *study, bool dry)
{
	struct netrt_pid_query q = { .patient_id = id, .issuer = issuer,
	    .study = study, .date = "20260102", .legacy = legacy,
	    .nlegacy = 1, .now = 1764000000, .dry = dry,
	    .shift = shift };

	snprintf(legacy_text, sizeof legacy_text, "%s|%s", id, name);
	e.msg[0] = '\0';
	return netrt_pidmap_get(&cfg, &q, &pid, &e);
}

static enum netrt_rc
get(const char *id)
{
	return get_full(id, "N^G", "", "1.2.3", false);
}

static void
new_place(void)
{
	struct stat st;

	begin();
	ok(get_full("A1", "N", "", "1", true) == NETRT_OK && !*pid.id &&
	    access(map, F_OK) != 0 && access(key, F_OK) != 0,
	    "a dry look makes neither mapping nor key");
	ok(get("A1") == NETRT_OK && pid.made && pid.fresh, "a new patient");
	is(pid.id, "SITE_0001", "number 1");
	ok(get(" a1 ") == NETRT_OK && !pid.made && !pid.fresh,
	    "other case and blanks: the same patient");
	is(pid.id, "SITE_0001", "and pseudonym");
	ok(get_full("A1", "N", "X", "1.2", false) == NETRT_OK && pid.made,
	    "another issuer: another patient");
	is(pid.id, "SITE_0002", "number 2");
	ok(stat(key, &st) == 0 && (st.st_mode & 07777) == 0600 &&
	    st.st_size == 32, "the key file: 32 bytes, 0600");
	ok(stat(map, &st) == 0 && (st.st_mode & 07777) == 0600,
	    "the mapping is 0600");
	ok(access(file(".journal"), F_OK) != 0, "the journal is gone");
	ok(strstr(text_of(map), "A1") == NULL && strstr(text_of(map),
	    "1.2.3") == NULL, "no ID and no UID in the file");
	ok(get("  ") == NETRT_DATA && strstr(e.msg, "empty"),
	    "an empty Patient ID: 65");
}

static void
counting(void)
{
	begin();
	ok(get_full("A", "N", "", "1.1", false) == NETRT_OK &&
	    strstr(text_of(map), "\"study_count\": 1"), "one study");
	ok(get_full("A", "N", "", "1.1", false) == NETRT_OK &&
	    strstr(text_of(map), "\"study_count\": 1"), "the same again: one");
	ok(get_full("A", "N", "", "1.2", false) == NETRT_OK &&
	    strstr(text_of(map), "\"study_count\": 2"), "another: two");
}

/* An offset is the patient's, random, and stays. */
static void
offsets(void)
{
	int first, least = 0, most = -9999, same = 0;
	char *text, *p;

	begin();
	ok(get("A") == NETRT_OK && pid.date_offset_days <= -365 &&
	    pid.date_offset_days >= -3650, "a year to ten back");
	first = pid.date_offset_days;
	ok(get_full(" a", "O", "", "1.9", false) == NETRT_OK &&
	    pid.date_offset_days == first, "the same for another study");
	ok(get_full("A", "N", "", "1.2.3", true) == NETRT_OK &&
	    pid.date_offset_days == first, "and in a dry run");
	ok(get_full("new", "N", "", "1.2.3", true) == NETRT_OK &&
	    pid.date_offset_days == 0, "none for a new patient in a dry run");
	for (int i = 0; i < 40; i++) {
		char id[16];

		snprintf(id, sizeof id, "B%d", i);
		if (get(id) != NETRT_OK)
			break;
		same += pid.date_offset_days == first;
		least = pid.date_offset_days < least ? pid.date_offset_days :
		    least;
		most = pid.date_offset_days > most ? pid.date_offset_days :
		    most;
	}
	ok(same < 3 && least >= -3650 && most <= -365 && most - least > 1000,
	    "40 others have others (%d to %d)", least, most);
	text = strdup(text_of(map));
	p = strstr(text, "\"date_offset_days\"");
	ok(p != NULL, "it is in the mapping");
	put(map, text, strlen(text));
	if (p != NULL)		/* as a release before had it */
		memcpy(p, "\"date_offset_xxxx\"", 18);
	put(map, text, strlen(text));
	ok(get("A") == NETRT_OK && pid.date_offset_days != 0 &&
	    strstr(text_of(map), "\"study_count\": 2"),
	    "an entry without one gets it; no study is counted again");
	first = pid.date_offset_days;
	ok(get("A") == NETRT_OK && pid.date_offset_days == first,
	    "and keeps it");
	free(text);
	begin();
	put(map, "{\"x\": {\"anonymized_id\": \"a\", "
	    "\"date_offset_days\": 12}}", 53);
	ok(get("A") == NETRT_CONFIG && strstr(e.msg, "damaged"),
	    "an offset that is none: 78");
	begin();
	cfg.anonymization.use_consistent_pid = false;
	ok(get_full("A", "N", "", "1.1", false) == NETRT_OK &&
	    pid.date_offset_days <= -365 && pid.date_offset_days >= -3650,
	    "one for each study");
	first = pid.date_offset_days;
	ok(get_full("A", "N", "", "1.1", false) == NETRT_OK &&
	    pid.date_offset_days == first, "the same again");
	ok(get_full("A", "N", "", "1.2", false) == NETRT_OK &&
	    pid.date_offset_days != first, "another for another study");
}

static const char netrt[] = "{\n"
    "  \"925283166888d72e\": {\"anonymized_id\": \"WFU_0001_20240105\","
    " \"first_seen\": \"2024-01-05T09:12:44.120345\", \"study_count\": 1,"
    " \"original_patient_id_hash\": \"925283166888d72e\"},\n"
    "  \"92160cc872b8db8c\": {\"anonymized_id\": \"WFU_0002_20240211\","
    " \"first_seen\": \"2024-02-11T17:03:01.000871\", \"study_count\": 3,"
    " \"note\": {\"kept\": [1, 2.5]},"
    " \"original_patient_id_hash\": \"92160cc872b8db8c\"}\n}";

static void
migration(void)
{
	char ymd[9];
	long day;

	begin();
	put(map, netrt, strlen(netrt));
	ok(get_full("PAT-00043", "ROE^RICHARD", "", "1.2", false) ==
	    NETRT_OK && pid.moved && !pid.made, "NETRT's patient is found");
	is(pid.id, "WFU_0002_20240211", "with NETRT's pseudonym");
	ok(pid.date_offset_days <= -365, "and a date offset");
	ok(!pid.bare, "with its date");
	ok(strstr(text_of(map), "\"2024-02-11\"") != NULL,
	    "the day is kept on which he was seen first, not the time");
	ok(strstr(text_of(map), "92160cc872b8db8c") == NULL &&
	    strstr(text_of(map), "925283166888d72e") == NULL &&
	    strstr(text_of(map), "\"h0:") && strstr(text_of(map),
	    "WFU_0001_20240105"), "no unkeyed hash is left, the entries are");
	ok(strstr(text_of(map), "09:12") == NULL && strstr(text_of(map),
	    "2024-01-05\"") != NULL, "nor the time of day, of the other");
	ok(strstr(text_of(map), "\"kept\"") &&
	    strstr(text_of(map), "\"study_count\": 4"),
	    "unknown members stay, the count goes on");
	ok(strstr(text_of(file(".bak")), "925283166888d72e") == NULL &&
	    strstr(text_of(file(".bak")), "\"h0:") != NULL,
	    "nor in the copy");
	ok(get_full("pat-00043", "Roe^Richard^^", "", "1.2", false) ==
	    NETRT_OK && !pid.moved, "another spelling of the name");
	is(pid.id, "WFU_0002_20240211", "the same patient");
	ok(get_full("PAT-00042", "DOE^JANE", "", "1.4", true) == NETRT_OK,
	    "the other is found for one who only looks");
	is(pid.id, "WFU_0001_20240105", "as he was");
	shift = true;
	ok(get_full("pat-00043", "ROE^R", "", "1.3", false) == NETRT_OK &&
	    pid.bare, "where dates are shifted");
	is(pid.id, "WFU_0002", "its date does not leave");
	ok(strstr(text_of(map), "\"WFU_0002_20240211\"") != NULL &&
	    strstr(text_of(map), "\"WFU_0002\"") == NULL,
	    "the mapping keeps it");
	ok(get_full("PAT-00042", "DOE^JANE", "", "1.4", true) == NETRT_OK &&
	    pid.bare, "one that is looked for only");
	is(pid.id, "WFU_0001", "has none either");
	shift = false;
	ok(get_full("pat-00043", "ROE^R", "", "1.3", false) == NETRT_OK &&
	    !pid.bare, "where they stay");
	is(pid.id, "WFU_0002_20240211", "it is what it was");
	ok(get("NEW") == NETRT_OK && !pid.bare, "a new patient");
	is(pid.id, "SITE_0003", "the numbering goes on");
	cfg.anonymization.date_in_pid = true;
	ok(get("NEWER") == NETRT_OK, "with NETRT's date");
	is(pid.id, "SITE_0004_20260102", "the date of the first study");
	shift = true;
	ok(get("NEWEST") == NETRT_OK && netrt_day_parse("20260102", &day) &&
	    netrt_day_format(day + pid.date_offset_days, ymd), "and shifted");
	is(pid.id + 10, ymd, "where dates are");
	ok(get("NEWEST") == NETRT_OK && !pid.bare, "a shifted one stays");
	is(pid.id + 10, ymd, "what it was");
	ok(get("NEWER") == NETRT_OK && pid.bare, "one of days that stayed");
	is(pid.id, "SITE_0004", "is left out");
	shift = false;
	ok(get("NEWEST") == NETRT_OK && pid.bare && strcmp(pid.id,
	    "SITE_0005") == 0, "a shifted one is left out where they stay");
	shift = true;
	ok(get_full("PAT-00042", "DOE^JANE", "", "1.4", false) == NETRT_OK &&
	    pid.moved && strcmp(pid.id, "WFU_0001") == 0,
	    "the other comes, after all that");
	shift = false;
	ok(strstr(text_of(map), "\"h0:") == NULL, "and is moved as the first");
}

/* What a release before left: entries of NETRT under their unkeyed hashes
 * beside keyed ones, and in its copy. */
static void
unkeyed(void)
{
	char *text, *p;

	begin();
	ok(get("A") == NETRT_OK, "a mapping of a release before");
	text = malloc(9999);
	strcpy(text, text_of(map));
	if ((p = strstr(text, "\"format\": 2")) != NULL)
		p[10] = '1';
	if ((p = strrchr(text, '}')) != NULL)
		sprintf(p, ",%s", strchr(netrt, '"'));
	put(map, text, strlen(text));
	put(file(".bak"), text, strlen(text));
	ok(get_full("PAT-00043", "ROE^RICHARD", "", "1.2", true) == NETRT_OK &&
	    strcmp(pid.id, "WFU_0002_20240211") == 0 &&
	    strcmp(text_of(map), text) == 0, "is read, and not written dry");
	ok(get("A") == NETRT_OK && strcmp(pid.id, "SITE_0001") == 0,
	    "somebody else comes");
	ok(strstr(text_of(map), "925283166888d72e") == NULL &&
	    strstr(text_of(map), "92160cc872b8db8c") == NULL &&
	    strstr(text_of(file(".bak")), "925283166888d72e") == NULL &&
	    strstr(text_of(map), "\"format\": 2"),
	    "no unkeyed hash is left, nor in the copy");
	ok(get_full("PAT-00043", "ROE^RICHARD", "", "1.2", false) == NETRT_OK
	    && pid.moved && strcmp(pid.id, "WFU_0002_20240211") == 0,
	    "NETRT's patient is found");
	free(text);
}

/* Move the entry under one key to another, as a release before had it. */
static void
old_key(const char *from_id, const char *to_id)
{
	const char *const ids[] = { from_id, to_id };
	char hex[2][NETRT_HEX_LEN], *text = strdup(text_of(map)), *p = text;
	struct netrt_sitekey k;
	bool found;

	if (netrt_sitekey_read(key, &k, &found, &e) != NETRT_OK || !found)
		exit(99);
	for (int i = 0; i < 2; i++) {
		const char *const parts[] = { "pid", "", ids[i], NULL };

		if (netrt_sitekey_map(&k, parts, hex[i], &e) != NETRT_OK)
			exit(99);
		hex[i][32] = '\0';
	}
	while ((p = strstr(p, hex[0])) != NULL)
		memcpy(p, hex[1], 32);
	put(map, text, strlen(text));
	free(text);
}

/* Case does not count, beyond ASCII neither; it did in releases before. */
static void
cases(void)
{
	begin();
	ok(get("\u00C4\u00D6-1") == NETRT_OK && get("\u00E4\u00D6-1") ==
	    NETRT_OK, "two spellings");
	is(pid.id, "SITE_0001", "are one patient");
	ok(get("AO-1") == NETRT_OK && strcmp(pid.id, "SITE_0002") == 0,
	    "without the marks it is another");
	ok(get("\xC4-1") == NETRT_OK && strcmp(pid.id, "SITE_0003") == 0 &&
	    get("\xE4-1") == NETRT_OK && strcmp(pid.id, "SITE_0004") == 0,
	    "what is no text has no case");
	old_key("\u00C4\u00D6-1", "\u00E4\u00F6-1");
	ok(get_full("\u00E4\u00F6-1", "N", "", "1", true) == NETRT_OK &&
	    strcmp(pid.id, "SITE_0001") == 0, "as it was spelled, looking");
	ok(get("\u00C4\u00D6-1") == NETRT_OK && !pid.made && !pid.moved,
	    "an entry of small letters is found");
	is(pid.id, "SITE_0001", "and is the patient's");
	ok(get("\u00C4\u00F6-1") == NETRT_OK && strcmp(pid.id,
	    "SITE_0001") == 0, "for all spellings");
	ok(strstr(text_of(map), "from_netrt") == NULL, "it is not NETRT's");
	old_key("AO-1", "\u00E4\u00F6-1");
	ok(get("\u00E4\u00F6-1") == NETRT_OK && strcmp(pid.id,
	    "SITE_0002") == 0 && get("\u00E4\u00F6-1") == NETRT_OK &&
	    strcmp(pid.id, "SITE_0002") == 0 && get("\u00C4\u00D6-1") ==
	    NETRT_OK && strcmp(pid.id, "SITE_0001") == 0,
	    "who was two patients stays two");
}

/* The number of NETRT's second patient is that of the first; with this date. */
static char *
twice_number(const char *id)
{
	char *text = strdup(netrt), *p = strstr(text, "WFU_0002_20240211");

	memcpy(p, id, 17);
	begin();
	put(map, text, strlen(text));
	return text;
}

/* NETRT gave one number to two: with an underscore in its site code to all,
 * and once it had lost its file. */
static void
twice(void)
{
	char *text = twice_number("wfu_0001_20240211");

	ok(get_full("PAT-00043", "ROE^RICHARD", "", "1.2", false) ==
	    NETRT_OK, "two that differ in their dates");
	shift = true;
	ok(get_full("PAT-00043", "ROE^RICHARD", "", "1.2", false) ==
	    NETRT_CONFIG, "do not become one without");
	ok(strstr(e.msg, "2 patients have the pseudonym wfu_0001,") != NULL &&
	    strstr(e.msg, "20240211") == NULL, "and the date is not told");
	shift = false;
	free(text);
	text = twice_number("WFU_0001_20240105");
	ok(get_full("PAT-00043", "ROE^RICHARD", "", "1.2", false) ==
	    NETRT_CONFIG && strstr(e.msg, "have the pseudonym WFU_0001_20240105"),
	    "nor do two that are the same with it");
	ok(get("NEW") == NETRT_OK && strcmp(pid.id, "SITE_0002") == 0,
	    "a new one is no third");
	free(text);
	text = twice_number("WFU_0007_20240105");
	ok(get_full("PAT-00043", "ROE^RICHARD", "", "1.2", false) ==
	    NETRT_OK, "mended by another number");
	is(pid.id, "WFU_0007_20240105", "that it is");
	ok(get("NEW") == NETRT_OK && strcmp(pid.id, "SITE_0008") == 0,
	    "and the numbering goes on from it");
	free(text);
}

/* What is de-identified is not a new patient. */
static void
own_results(void)
{
	begin();
	put(map, netrt, strlen(netrt));
	ok(get("WFU_0001_20240105") == NETRT_DATA && strstr(e.msg,
	    "is a pseudonym of the mapping"), "a study of NETRT's making");
	ok(get(" wfu_0002 ") == NETRT_DATA, "one without its date");
	ok(get_full("WFU_0002", "N", "", "1", true) == NETRT_DATA,
	    "one that is looked at only");
	ok(get("WFU_0003") == NETRT_OK, "one that nobody has");
	is(pid.id, "SITE_0003", "is a patient's");
	ok(get("WFU_0003") == NETRT_OK && get("SITE_0003") == NETRT_DATA,
	    "who is found; ours is known as well");
}

/* Members of the site's own. */
static void
notes(void)
{
	static const char text[] = "{\"_comment\": \"ours\", \"_info\": {}, "
	    "\"list\": [1, {\"x\": null}]}";

	begin();
	put(map, text, strlen(text));
	ok(get("A") == NETRT_OK && strcmp(pid.id, "SITE_0001") == 0 &&
	    get("A") == NETRT_OK, "notes beside the entries");
	ok(strstr(text_of(map), "\"_comment\": \"ours\"") &&
	    strstr(text_of(map), "\"_info\": {}") &&
	    strstr(text_of(map), "null"), "are kept");
}

/* A number is not used again when its entry is gone. */
static void
high_water(void)
{
	char *p;

	begin();
	ok(get("A") == NETRT_OK && get("B") == NETRT_OK, "two patients");
	char *text = strdup(text_of(map));
	if ((p = strstr(text, "SITE_0002")) != NULL)
		memcpy(p, "SITE_0001", 9);
	put(map, text, strlen(text));
	ok(get("C") == NETRT_OK, "the second is edited away");
	is(pid.id, "SITE_0003", "its number is not given again");
	free(text);
}

/* The copy is what one is told to restore: no number twice by that, either. */
static void
restored(void)
{
	char *text;

	begin();
	ok(get("A") == NETRT_OK && get("B") == NETRT_OK, "two patients");
	text = strdup(text_of(map));
	is(text_of(file(".bak")), text, "the copy is the file");
	put(map, "", 0);
	ok(get("C") == NETRT_CONFIG && strstr(e.msg, "restore it from"),
	    "the file is empty: 78");
	rename(file(".bak"), map);
	ok(get("C") == NETRT_OK, "the copy in its place");
	is(pid.id, "SITE_0003", "a new number");
	ok(get("B") == NETRT_OK && strcmp(pid.id, "SITE_0002") == 0,
	    "the last one is still whose it was");
	put(file(".bak"), text, strlen(text));	/* as releases before had it */
	ok(get("B") == NETRT_OK && strcmp(text_of(map),
	    text_of(file(".bak"))) == 0, "one that is behind is made anew");
	free(text);
}

static void
refused(const char *what, const char *say)
{
	enum netrt_rc rc = get("A");

	if (!ok(rc == NETRT_CONFIG && *pid.id == '\0' && strstr(e.msg, say),
	    "%s: 78", what))
		printf("# %d: %s\n", rc, e.msg);
}

static void
refusals(void)
{
	static const struct { const char *text, *what; } bad[] = {
		{ "", "an empty mapping" },
		{ "{\"925283166888d72e\": {\"anonymized_id\": \"W_1\"",
		    "short" },
		{ "[]", "a list" },
		{ "{\"925283166888d72e\": {}}",
		    "an entry without a pseudonym" },
		{ "{\"h1:00\": 7}", "an entry that is none" },
		{ "{\"h9:00\": {}}", "an entry of a later kind" },
		{ "{\"x\": {\"anonymized_id\": \"a\\\\b\"}}", "a backslash" },
		{ "{\"a\": {\"anonymized_id\": \"a\"}, \"a\": "
		    "{\"anonymized_id\": \"b\"}}", "a key twice" },
		{ "{\"netrt\": {\"format\": 3, \"high_water\": 0}}",
		    "a later format" },
		{ "{\"h1:00\": {\"anonymized_id\": \"S_0001\"}}",
		    "keyed entries and no check value" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		begin();
		put(map, bad[i].text, strlen(bad[i].text));
		refused(bad[i].what, "map.json");
		ok(strcmp(text_of(map), bad[i].text) == 0 &&
		    access(key, F_OK) != 0, "and nothing is written");
	}
	begin();
	ok(get("A") == NETRT_OK && get("B") == NETRT_OK, "a mapping");
	put(map, netrt, strlen(netrt));
	refused("NETRT's in its place", "no member \"netrt\"");
	put(map, "\xEF\xBB\xBF{}", 5);
	refused("a byte order mark", "BOM");
	put(map, "{}", 2);
	ok(get("C") == NETRT_OK && strcmp(pid.id, "SITE_0001") == 0,
	    "begun anew on purpose");
	begin();
	ok(get("A") == NETRT_OK, "a mapping and its key");
	unlink(map);
	refused("the mapping is gone, its key not", "is gone");
	put(file(".bak"), "{}", 2);
	unlink(key);
	refused("mapping and key are gone, .bak not", ".bak");
	begin();
	ok(get("A") == NETRT_OK, "a mapping and its key");
	rename(key, file(".kept"));
	refused("the key is gone", "missing");
	put(key, "0123456789abcdef0123456789abcdef", 32);
	refused("the key of others' eyes", "chmod");
	chmod(key, 0600);
	refused("another key", "not the key");
	put(key, "0123456789abcdef", 16);
	refused("a short key", "16 bytes");
	unlink(key);
	if (symlink(file(".kept"), key) != 0)
		exit(99);
	refused("a linked key", "key file");
	unlink(key);
	rename(file(".kept"), key);
	ok(get("A") == NETRT_OK, "with the right key again");
	is(pid.id, "SITE_0001", "the same pseudonym");
	put(file(".journal"), "garbage\n", 8);
	refused("a damaged journal", ".journal");
	put(file(".journal"), "garbage", 7);
	refused("a journal that is no journal", ".journal");
	put(file(".journal"), "0123456789abcdef {\"key\": \"h1", 28);
	ok(get("A") == NETRT_OK && access(file(".journal"), F_OK) != 0,
	    "a line that was never finished does not count");
	snprintf(map, sizeof map, "%s/none/map.json", dir);
	refused("no directory", "mounted");
}

static void
per_study(void)
{
	char first[NETRT_PID_LEN];

	begin();
	cfg.anonymization.use_consistent_pid = false;
	ok(get_full("A", "N", "", "1.2.3", false) == NETRT_OK, "inconsistent");
	strcpy(first, pid.id);
	ok(strlen(first) == 13 && strspn(first + 5, "0123456789ABCDEF") == 8,
	    "SITE_ and 8 hex digits");
	ok(get_full("A", "N", "", "1.2.3", false) == NETRT_OK &&
	    strcmp(pid.id, first) == 0, "the same study: the same");
	ok(get_full("A", "N", "", "1.2.4", false) == NETRT_OK &&
	    strcmp(pid.id, first) != 0, "another study: another");
	strcpy(prefix, "ANON");
	ok(get_full("A", "N", "", "1.2.3", false) == NETRT_OK &&
	    strncmp(pid.id, "ANON_", 5) == 0 &&
	    strcmp(pid.id + 5, first + 5) == 0, "a prefix of its own");
	strcpy(prefix, "AN-");
	ok(get_full("A", "N", "", "1.2.3", false) == NETRT_OK &&
	    strncmp(pid.id, "AN-", 3) == 0 &&
	    strcmp(pid.id + 3, first + 5) == 0, "that ends as it ends");
	prefix[0] = '\0';
}

/* Many processes, three patients: three pseudonyms. */
static void
race(void)
{
	enum { PROCS = 24 };
	char ids[PROCS][NETRT_PID_LEN];
	int go[2], back[2], bad = 0;

	begin();
	if (pipe(go) != 0 || pipe(back) != 0)
		exit(99);
	for (int i = 0; i < PROCS; i++) {
		if (fork() == 0) {
			char c, id[8], out[NETRT_PID_LEN + 1] = { (char)i };

			close(go[1]);
			if (read(go[0], &c, 1) != 0)
				_exit(9);
			snprintf(id, sizeof id, "P%d", i % 3);
			if (get(id) == NETRT_OK)
				memcpy(out + 1, pid.id, sizeof pid.id);
			_exit(write(back[1], out, sizeof out) !=
			    (ssize_t)sizeof out);
		}
	}
	close(go[1]);	/* all at once */
	for (int i = 0; i < PROCS; i++) {
		char in[NETRT_PID_LEN + 1];

		if (read(back[0], in, sizeof in) == (ssize_t)sizeof in)
			memcpy(ids[(int)in[0]], in + 1, NETRT_PID_LEN);
	}
	while (wait(NULL) > 0)
		;
	for (int i = 0; i < PROCS; i++) {
		bad += strcmp(ids[i], ids[i % 3]) != 0;
		for (int j = 0; j < 3; j++)
			bad += j != i % 3 && strcmp(ids[i], ids[j]) == 0;
	}
	ok(bad == 0, "a race: one patient, one pseudonym (%d wrong)", bad);
	ok(get("P9") == NETRT_OK && strcmp(pid.id, "SITE_0004") == 0,
	    "and no number is lost");
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 99;
	new_place();
	counting();
	offsets();
	migration();
	unkeyed();
	cases();
	notes();
	high_water();
	restored();
	twice();
	own_results();
	refusals();
	per_study();
	race();
	if (fork() == 0)
		execlp("rm", "rm", "-rf", dir, (char *)NULL);
	wait(NULL);
	return done();
}
