/* PDUs and command sets, against bytes written out here. */
#include <stdlib.h>

#include "pdu.h"
#include "../tap.h"

static uint8_t rq[70000];
static size_t n;
static struct netrt_rq r;
static struct netrt_err err;

static void
item(uint8_t type, const void *p, size_t len)
{
	const uint8_t head[4] = { type, 0, (uint8_t)(len >> 8),
		(uint8_t)len };

	memcpy(rq + n, head, 4);
	memcpy(rq + n + 4, p, len);
	n += 4 + len;
}

static void
text(uint8_t type, const char *s)
{
	item(type, s, strlen(s));
}

static void
length(void)
{
	rq[2] = rq[3] = 0;
	rq[4] = (uint8_t)((n - 6) >> 8);
	rq[5] = (uint8_t)(n - 6);
}

static void
head(void)
{
	memset(rq, 0, sizeof rq);
	rq[0] = 1;
	rq[7] = 1;
	memcpy(rq + 10, "NETRT           ", 16);
	memcpy(rq + 26, "  CT SCANNER 1  ", 16);
	n = 74;
	text(0x10, "1.2.840.10008.3.1.1.1");
}

/* A context with an abstract syntax and two transfer syntaxes. */
static void
context(uint8_t id)
{
	size_t at = n;

	n += 8;
	text(0x30, "1.2.840.10008.5.1.4.1.1.2");
	text(0x40, "1.2.840.10008.1.2.1");
	text(0x40, "1.2.840.10008.1.2");
	size_t len = n - at - 4;
	const uint8_t h[8] = { 0x20, 0, (uint8_t)(len >> 8), (uint8_t)len,
		id, 0, 0, 0 };

	memcpy(rq + at, h, 8);
}

static char offers[200];

static void
offer(void *ctx, const char *uid)
{
	(void)ctx;
	strcat(strcat(offers, uid), ",");
}

static void
requests(void)
{
	static const uint8_t max[4] = { 0, 2, 0, 0 };
	enum netrt_rc rc;

	head();
	context(1);
	context(3);
	size_t at = n;

	n += 4;
	item(0x51, max, 4);
	text(0x55, "NETRT_1");
	rq[at] = 0x50;
	rq[at + 3] = (uint8_t)(n - at - 4);
	length();
	rc = netrt_rq_parse(rq, n, &r, &err);
	ok(rc == NETRT_OK, "a request: %s", rc ? err.msg : "");
	is(r.called, "NETRT", "called AE title");
	is(r.calling, "CT SCANNER 1", "calling AE title, blanks inside kept");
	is(r.implementation, "NETRT_1", "implementation version name");
	ok(r.version1 && r.dicom && r.max_pdu == 131072, "the rest of it");
	ok(r.ncontexts == 2 && r.context[1].id == 3, "two contexts");
	is(r.context[1].abstract, "1.2.840.10008.5.1.4.1.1.2", "class");
	netrt_context_each(&r.context[1], offer, NULL);
	is(offers, "1.2.840.10008.1.2.1,1.2.840.10008.1.2,", "syntaxes");

	int refused = 0;

	for (size_t cut = 6; cut < n; cut++) {
		uint8_t *copy = malloc(cut);	/* for ASan */

		if (copy == NULL)
			exit(99);
		memcpy(copy, rq, cut);
		copy[4] = (uint8_t)((cut - 6) >> 8);
		copy[5] = (uint8_t)(cut - 6);
		refused += netrt_rq_parse(copy, cut, &r, &err) == NETRT_DATA;
		free(copy);
	}
	ok(refused > 200, "cut off anywhere: %d of %zu refused, no crash",
	    refused, n - 6);

	head();
	for (int i = 0; i < 128; i++)
		context((uint8_t)(2 * i + 1));
	length();
	ok(netrt_rq_parse(rq, n, &r, &err) == NETRT_OK && r.ncontexts == 128,
	    "128 contexts");
	context(1);
	length();
	ok(netrt_rq_parse(rq, n, &r, &err) == NETRT_DATA, "129: %s",
	    err.msg);
}

/* A request with one item in its user information. */
static enum netrt_rc
user(uint8_t type, const char *p, size_t len)
{
	head();
	context(1);

	size_t at = n;

	n += 4;
	item(type, p, len);
	rq[at] = 0x50;
	rq[at + 3] = (uint8_t)(n - at - 4);
	length();
	return netrt_rq_parse(rq, n, &r, &err);
}
#define USER(type, p) user(type, p, sizeof p - 1)

static void
users(void)
{
	ok(USER(0x53, "\0\1\0\1") == NETRT_OK, "asynchronous operations");
	ok(USER(0x54, "\0\0051.2.3\1\0") == NETRT_OK, "a role");
	ok(USER(0x54, "\0\0061.2.3\1\0") == NETRT_DATA, "one too short");
	ok(USER(0x56, "\0\0051.2.3\2") == NETRT_OK, "a negotiation");
	ok(USER(0x56, "\0\0071.2.3\2") == NETRT_DATA, "one too short");
	ok(USER(0x58, "\1\1\0\2me\0\0") == NETRT_OK, "an identity");
	ok(USER(0x58, "\2\1\0\2me\0\2pw") == NETRT_OK, "with a password");
	ok(USER(0x58, "\2\1\0\2me\0\3pw") == NETRT_DATA, "too short");
	ok(USER(0x58, "\2\1\0\2me\0\1pw") == NETRT_DATA, "too long");
	ok(USER(0x58, "\2\1\xff\xff" "me") == NETRT_DATA, "far too short");
	ok(USER(0x5f, "hello") == NETRT_OK, "what is not known");
}

/* What storescp does not parse, and never answers. */
static void
unanswerable(void)
{
	static const uint8_t empty[4] = { 1 };
	char uid[80] = "1.";

	memset(uid + 2, '2', 63);
	head();
	length();
	ok(netrt_rq_parse(rq, n, &r, &err) == NETRT_DATA, "%s", err.msg);
	item(0x20, empty, 4);
	length();
	ok(netrt_rq_parse(rq, n, &r, &err) == NETRT_DATA, "%s", err.msg);
	head();
	size_t at = n;

	item(0x20, empty, 4);
	text(0x40, uid);
	rq[at + 3] = (uint8_t)(n - at - 4);
	length();
	ok(netrt_rq_parse(rq, n, &r, &err) == NETRT_DATA, "%s", err.msg);
}

static void
pdvs(void)
{
	static const uint8_t p[] = { 0, 0, 0, 12, 5, 3 };
	static const uint8_t big[] = { 0xff, 0xff, 0xff, 0xff, 5, 3 };
	static const uint8_t none[] = { 0, 0, 0, 1, 5, 3 };
	struct netrt_pdv v;

	ok(netrt_pdv_parse(p, 16, &v, &err) == NETRT_OK && v.len == 10 &&
	    v.context == 5 && v.command && v.last, "a PDV");
	ok(netrt_pdv_parse(p, 15, &v, &err) == NETRT_DATA, "one too long");
	ok(netrt_pdv_parse(big, 16, &v, &err) == NETRT_DATA, "4 GiB");
	ok(netrt_pdv_parse(none, 16, &v, &err) == NETRT_DATA, "too short");
}

static void
commands(void)
{
	struct netrt_command c = { .field = NETRT_C_STORE_RQ, .id = 7,
	    .sop_class = "1.2.840.10008.5.1.4.1.1.2",
	    .sop_instance = "1.2.3" }, d;
	uint8_t p[NETRT_COMMAND_MAX];
	size_t len = netrt_response_make(p, 9, &c, 0xA700);
	struct netrt_pdv v;

	ok(p[0] == 4 && netrt_pdu_length(p) == len - 6, "a response PDU");
	ok(netrt_pdv_parse(p + 6, (uint32_t)len - 6, &v, &err) == NETRT_OK &&
	    v.len == len - 12 && v.context == 9 && v.command && v.last,
	    "its PDV");
	ok(netrt_command_parse(p + 12, v.len, &d, &err) == NETRT_OK,
	    "its command set");
	ok(d.field == NETRT_C_STORE_RSP && d.id == 7 && !d.data &&
	    d.status == 0xA700, "field, message, status");
	is(d.sop_class, c.sop_class, "class");
	is(d.sop_instance, c.sop_instance, "instance");
	netrt_command_patch(p + 12, &d, 0xC000);
	ok(netrt_command_parse(p + 12, v.len, &d, &err) == NETRT_OK &&
	    d.status == 0xC000, "the status patched");
	memset(p + 12 + v.len - 6, 0, 6);
	memcpy(p + 12 + v.len - 6, "1\0" "2.3", 5);
	ok(netrt_command_parse(p + 12, v.len, &d, &err) == NETRT_OK &&
	    d.sop_instance[0] == '\0', "a UID with NUL inside is none");
	int bad = 0;

	for (size_t cut = 0; cut < v.len; cut++) {
		uint8_t *copy = malloc(cut + 1);

		if (copy == NULL)
			exit(99);
		memcpy(copy, p + 12, cut);
		bad += netrt_command_parse(copy, cut, &d, &err) ==
		    NETRT_DATA;
		free(copy);
	}
	ok(bad > 80, "cut off anywhere: %d of %lu refused", bad,
	    (unsigned long)v.len);
	len = netrt_echo_make(p, 1, 3);
	ok(netrt_command_parse(p + 12, len - 12, &d, &err) == NETRT_OK &&
	    d.field == NETRT_C_ECHO_RQ && d.id == 3, "an echo");
	p[12] = 8;
	ok(netrt_command_parse(p + 12, len - 12, &d, &err) == NETRT_DATA,
	    "no group 0000: %s", err.msg);
}

static void
shorts(void)
{
	uint8_t p[NETRT_SHORT_PDU];

	netrt_rj_make(p, 1, 1, 7);
	ok(memcmp(p, "\3\0\0\0\0\4\0\1\1\7", 10) == 0, "A-ASSOCIATE-RJ");
	netrt_abort_make(p, 2, 6);
	ok(memcmp(p, "\7\0\0\0\0\4\0\0\2\6", 10) == 0, "A-ABORT");
	netrt_release_make(p);
	ok(memcmp(p, "\5\0\0\0\0\4\0\0\0\0", 10) == 0, "A-RELEASE-RQ");
}

int
main(int argc, char **argv)
{
	users();
	requests();
	unanswerable();
	pdvs();
	commands();
	shorts();
	if (argc > 1) {		/* a seed for the fuzzer */
		FILE *f = fopen(argv[1], "w");

		head();
		context(1);
		length();
		if (f != NULL && fwrite(rq, 1, n, f) == n)
			fclose(f);
	}
	return done();
}
