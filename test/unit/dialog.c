/*
 * The dialog between a peer and storescp, in bytes written out here: what is
 * passed on, when it waits, how it ends.
 */
#include <stdlib.h>

#include "dialog.h"
#include "../tap.h"

static struct netrt_dialog d;
static struct netrt_relay r;
static struct netrt_err err;
static uint8_t space[NETRT_SPACE], *down;
static long long stored;
static unsigned echoed, verdict, came_in;

static unsigned
store(void *ctx, const struct netrt_command *rq, long long bytes,
    unsigned status)
{
	(void)ctx;
	came_in = rq->context;
	stored = bytes;
	return status == 0 ? verdict : status;
}

static void
echo(void *ctx, unsigned status)
{
	(void)ctx;
	echoed += status == 0;
}

static bool
full(void *ctx)
{
	(void)ctx;
	return false;
}

static void
begin(void)
{
	r = (struct netrt_relay){ .max_object = 1000, .store = store,
	    .echo = echo, .full = full };
	memset(&d, 0, sizeof d);
	d.r = &r;
	d.e = &err;
	netrt_dialog_init(&d, space);
	down = d.down.p;
	stored = -1;
	echoed = verdict = 0;
	err.msg[0] = '\0';
}

static void
put(struct netrt_buffer *b, const void *p, size_t n)
{
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

/* A P-DATA PDU of one PDV. */
static void
pdv(uint8_t context, uint8_t bits, const void *p, size_t n)
{
	const uint8_t h[12] = { 4, 0, 0, 0, (uint8_t)((n + 6) >> 8),
		(uint8_t)(n + 6), 0, 0, (uint8_t)((n + 2) >> 8),
		(uint8_t)(n + 2), context, bits };

	put(&d.up, h, 12);
	put(&d.up, p, n);
}

static uint8_t *
element(uint8_t *p, unsigned el, const void *v, size_t n)
{
	memset(p, 0, 8);
	p[2] = (uint8_t)el;
	p[3] = (uint8_t)(el >> 8);
	p[4] = (uint8_t)n;
	memcpy(p + 8, v, n);
	return p + 8 + n;
}

/* A C-STORE-RQ. */
static size_t
request(uint8_t *p, uint8_t id)
{
	const uint8_t number[2] = { id, 0 };
	uint8_t *q = element(p, 0x0100, "\1", 2);

	q = element(q, 0x0110, number, 2);
	q = element(q, 0x0800, "\0", 2);
	q = element(q, 0x1000, "1.2.3.45", 8);
	return (size_t)(q - p);
}

static void
answer(unsigned id, unsigned status)
{
	struct netrt_command c = { .field = NETRT_C_STORE_RQ, .id = id,
	    .sop_class = "1.2", .sop_instance = "1.2.3.45" };
	uint8_t p[NETRT_COMMAND_MAX];

	put(&d.down, p, netrt_response_make(p, 1, &c, status));
	netrt_dialog_down(&d);
}

/* The same in PDUs of n bytes of the command set, a byte at a time; how often
 * something became ready. */
static unsigned
answer_in(size_t n, unsigned id, unsigned status)
{
	struct netrt_command c = { .field = NETRT_C_STORE_RQ, .id = id,
	    .sop_class = "1.2", .sop_instance = "1.2.3.45" };
	uint8_t p[NETRT_COMMAND_MAX];
	size_t end = netrt_response_make(p, 1, &c, status);
	size_t from = d.down.n, ready;
	unsigned times = 0;

	for (size_t at = 12, k; at < end; at += k) {
		k = end - at < n ? end - at : n;
		const uint8_t h[12] = { 4, 0, 0, 0, 0, (uint8_t)(k + 6), 0,
		    0, 0, (uint8_t)(k + 2), 1, at + k < end ? 1 : 3 };

		put(&d.down, h, 12);
		put(&d.down, p + at, k);
	}
	for (end = d.down.n, d.down.n = from; d.down.n < end; ) {
		ready = d.down.ready;
		d.down.n++;
		netrt_dialog_down(&d);
		times += d.down.ready > ready;
	}
	return times;
}

/* The command set in PDUs of n bytes of it. */
static unsigned
status_in(size_t n)
{
	struct netrt_command c;
	uint8_t set[NETRT_COMMAND_MAX];
	size_t k = 0;

	for (size_t at = 0; at < d.down.ready; at += 12 + n)
		for (size_t i = 12; i < 12 + n && at + i < d.down.ready; i++)
			set[k++] = down[at + i];
	return netrt_command_parse(set, k, &c, &err) == NETRT_OK ?
	    c.status : 0xffff;
}

static bool
ends(enum netrt_end want, const char *what)
{
	bool same = d.ended && d.end == want;

	if (!ok(same, "%s", what))
		printf("# ended %d, %s; %s\n", d.ended,
		    netrt_end_name(d.end), err.msg);
	return same;
}

static void
one_by_one(void)
{
	uint8_t p[256];
	size_t n = request(p, 7), all;

	begin();
	pdv(1, 3, p, n);
	pdv(1, 0, "abcd", 4);
	pdv(1, 2, "ef", 2);
	all = d.up.n;
	pdv(1, 3, p, n);
	/* byte by byte */
	size_t there = d.up.n;

	for (d.up.n = 0; d.up.n < there; d.up.n++)
		netrt_dialog_up(&d);
	netrt_dialog_up(&d);
	ok(d.up.ready == all && d.phase == NETRT_WAITING,
	    "a request passes, the next one waits");
	ok(netrt_dialog_owed(&d) && !d.ended, "an answer is owed");
	verdict = 0xA900;
	answer(7, 0);
	ok(stored == 6 && d.down.ready == d.down.n && !d.ended,
	    "the answer passes, the bytes were counted");
	ok(came_in == 1, "and the context is told");
	struct netrt_command c;

	ok(netrt_command_parse(down + 12, d.down.n - 12, &c, &err) ==
	    NETRT_OK && c.status == 0xA900, "with the status of ours");
	netrt_dialog_up(&d);
	ok(d.up.ready > all && d.phase == NETRT_IN_DATA, "then the next");

	/* storescp may refuse before it has read all */
	d.down.n = d.down.ready = 0;
	answer(7, 0xA700);
	ok(stored == 0 && d.down.ready > 0 && d.phase == NETRT_IN_DATA,
	    "a refusal in the middle of the data");
	pdv(1, 2, "ab", 2);
	netrt_dialog_up(&d);
	ok(d.phase == NETRT_READY && d.up.ready == d.up.n && !d.ended,
	    "and the rest of them passes");
}

/* What storescp gets, from one end of a message to the next. */
static size_t
passed(uint8_t *to)
{
	size_t n = 0;

	do {
		netrt_dialog_up(&d);
		memcpy(to + n, d.up.p, d.up.ready);
		n += d.up.ready;
		netrt_buffer_pass(&d.up, d.up.ready);
		netrt_dialog_up(&d);
	} while (d.up.ready > 0);
	return n;
}

/* The PDUs p[0..n), of one PDV each, as one PDU. */
static size_t
merge(uint8_t *to, const uint8_t *p, size_t n)
{
	size_t k = 6;

	for (size_t at = 0, len; at < n; at += len) {
		len = 6 + netrt_pdu_length(p + at);
		memcpy(to + k, p + at + 6, len - 6);
		k += len - 6;
	}
	memcpy(to, (uint8_t[6]){ 4, 0, 0, 0, (uint8_t)((k - 6) >> 8),
	    (uint8_t)(k - 6) }, 6);
	return k;
}

/* Two objects, of which the PDUs from the k-th on are one; step bytes come
 * at a time. */
static void
merged(unsigned k, size_t step)
{
	static const char *const data[] = { "abcdefgh", "", "ij", "klmn" };
	uint8_t p[256], want[1024], said[1024], got[1024];
	size_t n = request(p, 7), from = 0, all, first = 0, m = 0;
	unsigned pdus = 0;

	begin();
	for (unsigned object = 0; object < 2; object++) {
		for (unsigned i = 0; i < 5; i++, pdus++) {
			from = pdus == k ? d.up.n : from;
			if (i == 0)
				pdv(1, 3, p, n);
			else
				pdv(1, i == 4 ? 2 : 0, data[i - 1],
				    strlen(data[i - 1]));
		}
		first = object == 0 ? d.up.n : first;
	}
	all = d.up.n;
	memcpy(want, d.up.p, all);
	memcpy(said, want, from);
	n = from + merge(said + from, want + from, all - from);
	d.up.n = 0;
	for (size_t at = 0; at < n; at += step) {
		put(&d.up, said + at, n - at < step ? n - at : step);
		m += passed(got + m);
	}
	bool waits = m == first && d.phase == NETRT_WAITING;

	answer(7, 0);
	m += passed(got + m);
	ok(waits && !d.ended && stored == 14 && m == all &&
	    memcmp(got, want, all) == 0 && d.phase == NETRT_WAITING &&
	    d.object == 14 && d.pdu_left == 0,
	    "PDVs from %u on in one PDU, %zu bytes at a time", k, step);
}

/* A PDU of so many PDVs that the buffer goes round. */
static void
crowd(void)
{
	static uint8_t pdu[6 + 20000 * 6], out[2 * sizeof pdu + 256];
	uint8_t p[256];
	size_t n = request(p, 7), k = 6, m;

	begin();
	pdv(1, 3, p, n);
	for (; k < sizeof pdu; k += 6)
		memcpy(pdu + k, (uint8_t[6]){ 0, 0, 0, 2, 1,
		    k + 6 == sizeof pdu ? 2 : 0 }, 6);
	memcpy(pdu, (uint8_t[6]){ 4, 0, 0, 1, 0xD4, 0xC0 }, 6);
	m = passed(out);
	for (size_t at = 0; at < sizeof pdu; at += 1000) {
		put(&d.up, pdu + at, sizeof pdu - at < 1000 ?
		    sizeof pdu - at : 1000);
		m += passed(out + m);
	}
	ok(!d.ended && d.phase == NETRT_WAITING && m == 12 + n + 20000 * 12 &&
	    d.up.n == 0 && d.up.p == d.up.home,
	    "a PDU of 20000 PDVs");
}

static void
together(void)
{
	for (unsigned k = 0; k < 10; k++) {
		merged(k, 1);
		merged(k, 7);
		merged(k, 1024);
	}
	crowd();
}

static void
violations(void)
{
	static const uint8_t huge[] = { 4, 0, 0x7f, 0xff, 0xff, 0xff };
	static const uint8_t rq[] = { 1, 0, 0, 0, 0, 68 };
	static const uint8_t leave[] = { 5, 0, 0, 0, 0, 4, 0, 0, 0, 0 };
	static const uint8_t gap[] = { 4, 0, 0, 0, 0, 6, 0, 0, 0, 9, 1, 3 };
	uint8_t p[256], big[1200] = { 0 };
	size_t n = request(p, 7);

	begin();
	put(&d.up, huge, sizeof huge);
	netrt_dialog_up(&d);
	ends(NETRT_END_INVALID, "a P-DATA of 2 GiB");
	ok(d.down.ready == 10 && down[0] == NETRT_PDU_ABORT && down[8] == 2 &&
	    down[9] == 6, "the peer is told why");
	begin();
	put(&d.up, rq, sizeof rq);
	netrt_dialog_up(&d);
	ends(NETRT_END_INVALID, "a second A-ASSOCIATE-RQ");
	begin();
	put(&d.up, gap, sizeof gap);
	netrt_dialog_up(&d);
	ends(NETRT_END_INVALID, "a PDV longer than its PDU");
	begin();
	pdv(1, 2, "ab", 2);
	netrt_dialog_up(&d);
	ends(NETRT_END_INVALID, "data without a command");
	begin();
	pdv(1, 3, p, n);
	pdv(3, 2, "ab", 2);
	netrt_dialog_up(&d);
	ends(NETRT_END_INVALID, "data in another context");
	begin();
	pdv(1, 3, p, n);
	pdv(1, 3, p, n);
	netrt_dialog_up(&d);
	ends(NETRT_END_INVALID, "a command instead of data");
	begin();
	pdv(1, 3, p, n);
	put(&d.up, leave, sizeof leave);
	netrt_dialog_up(&d);
	ends(NETRT_END_INVALID, "the release is asked for instead of data");
	begin();
	put(&d.up, leave, sizeof leave);
	netrt_dialog_up(&d);
	ok(!d.ended && d.up.ready == sizeof leave,
	    "between two objects it passes");
	begin();
	pdv(1, 3, "\1\2\3", 3);
	netrt_dialog_up(&d);
	ends(NETRT_END_INVALID, "a command set that is none");
	begin();
	for (int i = 0; i < 5; i++)
		pdv(1, 1, big, 1000);
	netrt_dialog_up(&d);
	ends(NETRT_END_INVALID, "a command set of over 4 KiB");
	begin();
	pdv(1, 3, p, n);
	pdv(1, 0, big, 900);
	pdv(1, 0, big, 102);
	netrt_dialog_up(&d);
	ends(NETRT_END_TOO_LARGE, "an object over the limit");
}

/* An answer to a peer that takes short PDUs only. */
static void
splits(void)
{
	static const size_t sizes[] = { 1, 7, 10, 64 };
	uint8_t p[256];
	size_t n = request(p, 7);

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		begin();
		pdv(1, 3, p, n);
		pdv(1, 2, "ab", 2);
		netrt_dialog_up(&d);
		verdict = 0xA7C0;
		ok(answer_in(sizes[i], 7, 0) == 1 && !d.ended &&
		    d.down.ready == d.down.n && stored == 2,
		    "an answer in PDUs of %zu passes when it is whole",
		    sizes[i]);
		ok(status_in(sizes[i]) == 0xA7C0, "with the status of ours");
	}
}

static void
storescps(void)
{
	static const uint8_t half[] = { 4, 0, 0, 0, 0, 100, 0, 0, 0, 98 };
	static const uint8_t wide[] = { 4, 0, 0, 1, 0, 0 };
	uint8_t p[256];
	size_t n = request(p, 7);

	begin();
	answer(7, 0);
	ends(NETRT_END_STORESCP, "an answer that nobody asked for");
	ok(stored < 0, "stores nothing");
	begin();
	pdv(1, 3, p, n);
	netrt_dialog_up(&d);
	answer(7, 0);
	ends(NETRT_END_STORESCP, "0000 before the data are complete");
	ok(stored < 0, "stores nothing");
	begin();
	pdv(1, 3, p, n);
	pdv(1, 2, "ab", 2);
	netrt_dialog_up(&d);
	answer(8, 0);
	ends(NETRT_END_STORESCP, "an answer to another message");
	begin();
	put(&d.down, half, sizeof half);
	netrt_dialog_down(&d);
	ok(d.down.ready == 0 && !d.ended, "half a PDU is not passed on");
	netrt_dialog_abort(&d, NETRT_END_IDLE, 0);
	ok(d.down.ready == 10 && down[0] == NETRT_PDU_ABORT,
	    "nor is an A-ABORT put behind it");
	begin();
	put(&d.down, wide, sizeof wide);
	netrt_dialog_down(&d);
	ends(NETRT_END_STORESCP, "a PDU that fits no buffer");
	begin();
	pdv(1, 3, p, n);
	pdv(1, 2, "ab", 2);
	netrt_dialog_up(&d);
	netrt_dialog_answer(&d, 0xA700);
	struct netrt_command c;

	ok(netrt_command_parse(down + 12, d.down.ready - 12, &c, &err) ==
	    NETRT_OK && c.status == 0xA700 && c.id == 7 &&
	    strcmp(c.sop_instance, "1.2.3.45") == 0,
	    "an answer in its place");
}

/* We ask for the release, and the peer says this. */
static void
release(const void *said, size_t n)
{
	begin();
	netrt_dialog_release(&d);
	put(&d.up, said, n);
	netrt_dialog_up(&d);
}

static void
releases(void)
{
	static const uint8_t rq[] = { 5, 0, 0, 0, 0, 4, 0, 0, 0, 0 };
	static const uint8_t rp[] = { 6, 0, 0, 0, 0, 4, 0, 0, 0, 0 };
	uint8_t p[256];
	size_t n = request(p, 7);

	begin();
	ok(netrt_dialog_idle(&d), "nothing is under way");
	put(&d.up, "\4", 1);
	ok(!netrt_dialog_idle(&d), "a byte of a PDU is");
	begin();
	pdv(1, 3, p, n);
	netrt_dialog_up(&d);
	d.up.n = d.up.ready = 0;	/* as if passed on */
	ok(!netrt_dialog_idle(&d), "and a command without its data set");
	pdv(1, 2, "ab", 2);
	netrt_dialog_up(&d);
	d.up.n = d.up.ready = 0;
	ok(!netrt_dialog_idle(&d), "and an object without its answer");

	release(rp, sizeof rp);
	ends(NETRT_END_FINISHED, "the peer agrees");
	ok(d.down.ready == sizeof rq && memcmp(down, rq, sizeof rq) == 0,
	    "it was asked");
	release(rq, sizeof rq);
	ends(NETRT_END_FINISHED, "it asks at the same moment");
	ok(d.down.ready == 20 && memcmp(down + 10, rp, sizeof rp) == 0,
	    "and is answered");
	begin();
	netrt_dialog_release(&d);
	pdv(1, 3, p, n);
	pdv(1, 2, "ab", 2);
	put(&d.up, rp, sizeof rp);
	netrt_dialog_up(&d);
	ends(NETRT_END_FINISHED, "what was under way is skipped");
	ok(stored < 0 && d.phase == NETRT_READY, "and not stored");
}

int
main(void)
{
	one_by_one();
	together();
	releases();
	violations();
	splits();
	storescps();
	return done();
}
