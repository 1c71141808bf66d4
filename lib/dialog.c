/* What is said during an association: see dialog.h. */
#include <string.h>

#include "dialog.h"

void
netrt_dialog_init(struct netrt_dialog *d, uint8_t *space)
{
	netrt_buffer_init(&d->up, space, NETRT_PDU_HEAD, NETRT_UP,
	    NETRT_UP / 2);
	/* no slack: a whole PDU has to find room */
	netrt_buffer_init(&d->down, space + NETRT_PDU_HEAD + NETRT_UP, 0,
	    NETRT_DOWN, 0);
}

/*
 * Append to what goes to the peer, behind whole PDUs only: half a PDU of
 * storescp is of no use any more.  What does not fit is for a peer that does
 * not read anyway.
 */
static void
tell_peer(struct netrt_dialog *d, const uint8_t *p, size_t n)
{
	struct netrt_buffer *b = &d->down;

	if (b->room - b->ready < n)
		return;
	memcpy(b->p + b->ready, p, n);
	b->ready += n;
	b->n = b->ready;
}

void
netrt_dialog_finish(struct netrt_dialog *d, enum netrt_end end)
{
	if (!d->ended)
		d->end = end;
	d->ended = true;
}

void
netrt_dialog_abort(struct netrt_dialog *d, enum netrt_end end,
    uint8_t reason)
{
	uint8_t p[NETRT_SHORT_PDU];

	netrt_abort_make(p, reason == 0 ? 0 : 2, reason);
	tell_peer(d, p, sizeof p);
	netrt_dialog_finish(d, end);
}

bool
netrt_dialog_owed(const struct netrt_dialog *d)
{
	return d->phase == NETRT_WAITING && d->rq.field == NETRT_C_STORE_RQ;
}

void
netrt_dialog_answer(struct netrt_dialog *d, unsigned status)
{
	uint8_t p[NETRT_COMMAND_MAX];

	tell_peer(d, p, netrt_response_make(p, d->rq.context, &d->rq, status));
	d->phase = NETRT_READY;
}

bool
netrt_dialog_idle(const struct netrt_dialog *d)
{
	return d->phase == NETRT_READY && d->up.n == 0 && d->pdu_left == 0 &&
	    d->pdv_left == 0 && d->down.ready == 0 && d->down.n == 0 &&
	    !d->released && !d->rejected && !d->ended;
}

void
netrt_dialog_release(struct netrt_dialog *d)
{
	uint8_t p[NETRT_SHORT_PDU];

	netrt_release_make(p);
	tell_peer(d, p, sizeof p);
	d->releasing = true;
}

/* The peer's answer to our A-RELEASE-RQ; or its own, at the same moment. */
static void
release_answered(struct netrt_dialog *d)
{
	uint8_t p[NETRT_SHORT_PDU];

	if (d->type == NETRT_PDU_RELEASE_RQ) {
		netrt_release_make(p);
		p[0] = NETRT_PDU_RELEASE_RP;
		tell_peer(d, p, sizeof p);
	}
	netrt_dialog_finish(d, NETRT_END_FINISHED);
}

static void
violation(struct netrt_dialog *d, uint8_t reason, const char *what)
{
	netrt_err_set(d->e, NETRT_DATA, "%s", what);
	netrt_dialog_abort(d, NETRT_END_INVALID, reason);
}

/* ---- upwards ---- */

/* A command set of the peer is complete. */
static void
command_done(struct netrt_dialog *d)
{
	struct netrt_err e;

	if (netrt_command_parse(d->command, d->command_n, &d->rq, &e) !=
	    NETRT_OK) {
		violation(d, 6, e.msg);
		return;
	}
	d->command_n = 0;
	d->object = 0;
	d->answered = false;
	d->rq.context = d->pdv.context;
	if ((d->rq.field & NETRT_RSP) != 0)
		violation(d, 2, "a response where a request must be");
	else if (d->rq.data)
		d->phase = NETRT_IN_DATA;
	else	/* a C-CANCEL-RQ has no response */
		d->phase = d->rq.field == 0x0FFF ? NETRT_READY : NETRT_WAITING;
}

/* n bytes of a PDV are here. */
static void
fragment(struct netrt_dialog *d, const uint8_t *p, uint32_t n)
{
	d->pdv_left -= n;
	if (d->pdv.command) {
		if (d->command_n + n > NETRT_COMMAND) {
			violation(d, 6, "a command set of over 4 KiB");
			return;
		}
		memcpy(d->command + d->command_n, p, n);
		d->command_n += n;
	} else {
		d->object += n;
		if (d->object > d->r->max_object) {
			netrt_err_set(d->e, NETRT_DATA, "an object of over "
			    "%lld bytes", d->r->max_object);
			netrt_dialog_abort(d, NETRT_END_TOO_LARGE, 0);
			return;
		}
	}
	if (d->pdv_left > 0 || !d->pdv.last)
		return;
	if (d->pdv.command)
		command_done(d);
	else
		d->phase = d->answered ? NETRT_READY : NETRT_WAITING;
}

/* What a PDV's header says. */
static void
pdv_head(struct netrt_dialog *d, const uint8_t *p)
{
	struct netrt_err e;
	bool command = d->phase != NETRT_IN_DATA;

	if (netrt_pdv_parse(p, d->pdu_left, &d->pdv, &e) != NETRT_OK) {
		violation(d, 6, e.msg);
		return;
	}
	d->pdu_left -= NETRT_PDV_HEAD + d->pdv.len;
	d->pdv_left = d->pdv.len;
	if (d->pdv.command != command) {
		violation(d, 2, command ? "data where a command must be" :
		    "a command where data must be");
		return;
	}
	if (command)
		d->phase = NETRT_IN_COMMAND;
	else if (d->pdv.context != d->rq.context)
		violation(d, 6, "data in another context than its command");
	if (!d->ended && d->pdv_left == 0)
		fragment(d, p, 0);
}

/* The head of a P-DATA PDU with one PDV of n bytes. */
static void
wrap(uint8_t *p, uint32_t n)
{
	uint32_t len = n + NETRT_PDV_HEAD;

	*p++ = NETRT_PDU_DATA;
	*p++ = 0;
	for (int shift = 24; shift >= 0; shift -= 8)
		*p++ = (uint8_t)(len >> shift);
}

/* The header of a PDV, behind the head of its PDU or another PDV: it passes
 * with a head of its own.  False: not yet. */
static bool
pdv_begins(struct netrt_dialog *d)
{
	struct netrt_buffer *b = &d->up;
	size_t head = d->headed ? NETRT_PDU_HEAD : 0;

	if (b->n - b->ready < head + NETRT_PDV_HEAD ||
	    (!d->headed && b->ready > 0))
		return false;
	if (!d->headed)
		netrt_buffer_prepend(b, NETRT_PDU_HEAD);
	d->headed = false;
	pdv_head(d, b->p + b->ready + NETRT_PDU_HEAD);
	if (d->ended)
		return false;
	wrap(b->p + b->ready, d->pdv.len);
	b->ready += NETRT_PDU_HEAD + NETRT_PDV_HEAD;
	return true;
}

static void
pdu_head(struct netrt_dialog *d, const uint8_t *p)
{
	d->type = p[0];
	d->headed = d->type == NETRT_PDU_DATA && !d->releasing;
	d->pdu_left = netrt_pdu_length(p);
	switch (d->type) {
	case NETRT_PDU_DATA:
		if (d->pdu_left < NETRT_PDV_HEAD ||
		    d->pdu_left > NETRT_MAX_PDU)
			violation(d, 6, "a P-DATA PDU of a length that was "
			    "not agreed upon");
		break;
	case NETRT_PDU_RELEASE_RQ:
	case NETRT_PDU_RELEASE_RP:
	case NETRT_PDU_ABORT:
		if (d->pdu_left != 4)
			violation(d, 6, "a PDU of a wrong length");
		if (d->type == NETRT_PDU_ABORT)
			netrt_dialog_finish(d, NETRT_END_ABORTED);
		else if (d->releasing)
			release_answered(d);
		else if (d->type == NETRT_PDU_RELEASE_RQ &&
		    d->phase != NETRT_READY)
			violation(d, 2, "the release is asked for in the "
			    "middle of an object");
		break;
	default:
		violation(d, 1, "an unexpected or unknown PDU");
	}
}

void
netrt_dialog_up(struct netrt_dialog *d)
{
	struct netrt_buffer *b = &d->up;

	while (!d->ended && d->phase != NETRT_WAITING && b->ready < b->n) {
		const uint8_t *p = b->p + b->ready;
		size_t n = b->n - b->ready, take;

		if (d->pdv_left > 0) {
			take = n < d->pdv_left ? n : d->pdv_left;
			fragment(d, p, (uint32_t)take);
		} else if (d->pdu_left > 0 && d->type == NETRT_PDU_DATA &&
		    !d->releasing) {
			if (!pdv_begins(d))
				return;
			continue;
		} else if (d->pdu_left > 0) {
			take = n < d->pdu_left ? n : d->pdu_left;
			d->pdu_left -= (uint32_t)take;
		} else {
			if (n < (take = NETRT_PDU_HEAD))
				return;
			pdu_head(d, p);
			if (d->headed)
				continue;
		}
		b->ready += take;
	}
}

/* ---- downwards ---- */

static void
wrong(struct netrt_dialog *d, const char *what)
{
	netrt_err_set(d->e, NETRT_SOFTWARE, "storescp %s", what);
	netrt_dialog_abort(d, NETRT_END_STORESCP, 0);
}

/* The length of the PDU of storescp at b->p + at; 0: it is not whole yet. */
static size_t
whole(const struct netrt_buffer *b, size_t at)
{
	if (b->n - at < NETRT_PDU_HEAD)
		return 0;

	size_t len = NETRT_PDU_HEAD + netrt_pdu_length(b->p + at);

	return b->n - at < len ? 0 : len;
}

/*
 * The command set of a response.  storescp splits it when the peer takes
 * only short PDUs, one PDV in each.  Returns the bytes of its PDUs; 0: it is
 * not whole yet, or wrong, and then that is the end.
 */
static size_t
join(struct netrt_dialog *d, uint8_t *set, size_t *n)
{
	const struct netrt_buffer *b = &d->down;
	struct netrt_pdv v = { .last = false };
	struct netrt_err e;
	size_t at = b->ready, len;

	for (*n = 0; !v.last; at += len) {
		if ((len = whole(b, at)) == 0)
			return 0;

		const uint8_t *p = b->p + at;
		uint32_t body = (uint32_t)len - NETRT_PDU_HEAD;

		if (p[0] != NETRT_PDU_DATA || body < NETRT_PDV_HEAD ||
		    netrt_pdv_parse(p + NETRT_PDU_HEAD, body, &v, &e) !=
		    NETRT_OK || v.len + NETRT_PDV_HEAD != body ||
		    !v.command || v.len > NETRT_COMMAND - *n) {
			wrong(d, "sent what is no response");
			return 0;
		}
		memcpy(set + *n, p + NETRT_PDU_HEAD + NETRT_PDV_HEAD, v.len);
		*n += v.len;
	}
	return at - b->ready;
}

/* The same PDUs, with a command set of the same length. */
static void
split(uint8_t *p, const uint8_t *set, size_t n)
{
	for (size_t k; n > 0; p += k, set += k, n -= k) {
		k = netrt_pdu_length(p) - NETRT_PDV_HEAD;
		p += NETRT_PDU_HEAD + NETRT_PDV_HEAD;
		memcpy(p, set, k);
	}
}

/* A response of storescp begins at b->ready.  Returns the bytes of its PDUs,
 * which may be passed on; 0: not yet, or never. */
static size_t
response(struct netrt_dialog *d)
{
	uint8_t set[NETRT_COMMAND];
	struct netrt_command c;
	struct netrt_err e;
	unsigned status;
	size_t n, bytes = join(d, set, &n);

	if (bytes == 0)
		return 0;
	if (netrt_command_parse(set, n, &c, &e) != NETRT_OK ||
	    c.status_at == 0 ||
	    c.field != (d->rq.field | NETRT_RSP) || c.id != d->rq.id ||
	    d->phase < NETRT_IN_DATA || d->answered) {
		wrong(d, "answered what was not asked");
		return 0;
	}
	if (c.field == NETRT_C_ECHO_RSP)
		d->r->echo(d->r->ctx, c.status);
	if (c.field == NETRT_C_STORE_RSP) {
		if (d->phase == NETRT_IN_DATA && c.status == 0) {
			wrong(d, "took an object that was not complete");
			return 0;
		}
		status = d->r->store(d->r->ctx, &d->rq, d->object, c.status);
		netrt_command_patch(set, &c, status);
		split(d->down.p + d->down.ready, set, n);
	}
	d->answered = d->phase == NETRT_IN_DATA;
	if (d->phase == NETRT_WAITING)
		d->phase = NETRT_READY;
	return bytes;
}

void
netrt_dialog_down(struct netrt_dialog *d)
{
	struct netrt_buffer *b = &d->down;

	while (!d->ended && b->n - b->ready >= NETRT_PDU_HEAD) {
		uint8_t *p = b->p + b->ready;
		uint32_t len = netrt_pdu_length(p);

		if (len > NETRT_DOWN - NETRT_PDU_HEAD) {
			wrong(d, "sent a PDU that is too long");
			return;
		}
		size_t n = p[0] == NETRT_PDU_DATA ? response(d) :
		    whole(b, b->ready);

		if (n == 0)
			return;
		d->r->accepted |= p[0] == NETRT_PDU_AC;
		/* it aborts when the peer breaks rules that it knows and we
		 * do not */
		d->rejected |= p[0] == NETRT_PDU_RJ ||
		    p[0] == NETRT_PDU_ABORT;
		d->released |= p[0] == NETRT_PDU_RELEASE_RP;
		b->ready += n;
	}
}
