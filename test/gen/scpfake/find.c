/* C-FIND over what is held, well or badly: see scpfake.h. */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "scpfake.h"

#define ANSWER	4096

/* What an object has for a key; NULL: a key it does not know. */
static const char *
value(const struct scp_object *o, uint32_t tag)
{
	switch (tag) {
	case 0x00080016: return o->class;
	case 0x00080018: return o->sop;
	case 0x00080052: return "IMAGE";
	case 0x00100020: return o->patient;
	case 0x0020000D: return o->study;
	case 0x0020000E: return o->series;
	default: return NULL;
	}
}

/* A key: empty, a pattern, or a list of UIDs (PS3.4 C.2.2.2). */
static bool
matches(const char *key, const char *v)
{
	char list[65536], *save = NULL;

	if (*key == '\0')
		return true;
	snprintf(list, sizeof list, "%s", key);
	for (char *one = strtok_r(list, "\\", &save); one != NULL;
	    one = strtok_r(NULL, "\\", &save))
		if (fnmatch(one, v, 0) == 0)
			return true;
	return false;
}

static bool
all_match(const struct scp_object *o, struct scp_dataset d)
{
	static char key[65536];
	struct scp_attr a;

	while (scp_next(&d, &a)) {
		const char *v = value(o, a.tag);

		scp_text(&a, key, sizeof key);
		if (v != NULL && !matches(key, v))
			return false;
	}
	return true;
}

/* The identifier of a match: the keys that were asked for, with values. */
static size_t
identifier(const struct scp_object *o, struct scp_dataset d, uint8_t *buf)
{
	struct scp_attr a;
	uint8_t *p = buf;

	while (scp_next(&d, &a) && p - buf < ANSWER - 256) {
		const char *v = value(o, a.tag);
		size_t n = v ? strlen(v) : 0, even = n + n % 2;
		const uint8_t tag[4] = { (uint8_t)(a.tag >> 16),
		    (uint8_t)(a.tag >> 24), (uint8_t)a.tag,
		    (uint8_t)(a.tag >> 8) };

		memcpy(p, tag, 4);
		memset(p + 4, 0, 4);
		p[d.implicit ? 4 : 6] = (uint8_t)even;
		if (!d.implicit)
			memcpy(p + 4, a.vr, 2);
		p[7 + even] = a.tag == 0x00080052 || a.tag == 0x00100020 ?
		    ' ' : '\0';
		memcpy(p + 8, v ? v : "", n);
		p += 8 + even;
	}
	return (size_t)(p - buf);
}

static bool
respond(unsigned status, uint8_t pc, const void *data, size_t n,
    const char *fault)
{
	uint8_t *p = scp_command(0x8020);

	p = scp_element16(p, 0x800, data == NULL ? 0x101 : 1);
	return scp_respond(scp_element16(p, 0x900, status), pc, data, n,
	    fault);
}

/* Answer with every match; wrong: with the UIDs of other objects. */
static bool
answer(uint8_t pc, struct scp_dataset query, bool wrong, bool endless)
{
	uint8_t buf[ANSWER];
	char n[16];
	unsigned found = 0;

	for (size_t i = 0; i < scp_nheld; i++) {
		struct scp_object o = scp_held[i];

		if (!all_match(&o, query))
			continue;
		found++;
		if (wrong)
			snprintf(o.sop, sizeof o.sop, "1.2.3.4.%u", found);
		do {
			if (!respond(0xFF00, pc, buf, identifier(&o, query,
			    buf), NULL))
				return false;
		} while (endless);
	}
	snprintf(n, sizeof n, "%u", found);
	scp_note("found", n, "-");
	return respond(0, pc, NULL, 0, NULL);
}

/* "late-N": is it too early, N seconds after the first query? */
static bool
early(const char *word)
{
	static struct timespec first;
	struct timespec now;

	if (strncmp(word, "late-", 5) != 0)
		return false;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (first.tv_sec == 0)
		first = now;
	return (double)(now.tv_sec - first.tv_sec) + 1e-9 *
	    (double)(now.tv_nsec - first.tv_nsec) < atof(word + 5);
}

bool
scp_query(uint8_t pc, const char *word)
{
	struct scp_dataset query = scp_dataset(scp.data, scp.len,
	    scp.pc[pc].syntax);
	struct scp_dataset d = query;
	struct scp_attr a;
	char level[32] = "-";

	while (scp_next(&d, &a))
		if (a.tag == 0x00080052)
			scp_text(&a, level, sizeof level);
	scp_note("find", level, word);
	if (strcmp(word, "abort") == 0)
		return scp_abort();
	if (strcmp(word, "hang") == 0)
		return scp_hang();
	if (scp_is_fault(word))
		return respond(0, pc, NULL, 0, word);
	if (strcmp(level, "IMAGE") != 0)
		return respond(0xA900, pc, NULL, 0, NULL);
	if (strspn(word, "0123456789abcdef") == 4)
		return respond((unsigned)strtoul(word, NULL, 16), pc, NULL, 0,
		    NULL);
	if (strcmp(word, "none") == 0 || early(word))
		return respond(0, pc, NULL, 0, NULL);
	return answer(pc, query, strcmp(word, "wrong") == 0,
	    strcmp(word, "pending") == 0);
}
