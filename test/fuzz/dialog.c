/*
 * What a peer and storescp may say to each other: the first byte of each
 * piece says who speaks and how much; nothing of storescp: we ask for the
 * release, if it is the moment.  Whatever it is, no more is passed on
 * than was said, storescp gets each PDV in a PDU of its own, and the end is an
 * end.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dialog.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static unsigned
store(void *ctx, const struct netrt_command *rq, long long bytes,
    unsigned status)
{
	(void)ctx;
	if (bytes < 0 || strlen(rq->sop_instance) > 64)
		abort();
	return status ^ 0xC000;
}

static void
echo(void *ctx, unsigned status)
{
	(void)ctx, (void)status;
}

static bool
full(void *ctx)
{
	(void)ctx;
	return true;
}

static void
say(struct netrt_buffer *b, const uint8_t *p, size_t n)
{
	if (n > b->room - b->n)
		n = b->room - b->n;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

static void
pass(struct netrt_buffer *b, size_t n)
{
	if (b->ready > b->n || b->n > b->room || b->p + b->room >
	    b->home + NETRT_UP)
		abort();
	netrt_buffer_pass(b, n);
}

/* All that is ready goes to storescp, a bit at first: 2 PDUs at most for
 * 12 bytes that were said. */
static uint8_t scp[1 << 18];
static size_t scp_n;

static void
upwards(struct netrt_dialog *d, size_t bit)
{
	do {
		size_t n = bit < d->up.ready ? bit : d->up.ready;

		if (n > sizeof scp - scp_n)
			abort();
		if (!d->releasing) {	/* else relay.c drops it */
			memcpy(scp + scp_n, d->up.p, n);
			scp_n += n;
		}
		pass(&d->up, n);
		netrt_dialog_up(d);
		bit = sizeof scp;
	} while (d->up.ready > 0);
}

static void
check(void)
{
	size_t len;

	for (size_t at = 0; at + 12 <= scp_n; at += len) {
		len = 6 + netrt_pdu_length(scp + at);
		if (scp[at] == NETRT_PDU_DATA && len !=
		    10 + netrt_pdu_length(scp + at + 4))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct netrt_dialog d;
	struct netrt_relay r = { .max_object = 5000, .store = store,
	    .echo = echo, .full = full };
	struct netrt_err e = { 0 };
	uint8_t *space = malloc(NETRT_SPACE);

	if (space == NULL)
		abort();
	memset(&d, 0, sizeof d);
	scp_n = 0;
	d.r = &r;
	d.e = &e;
	netrt_dialog_init(&d, space);
	while (n > 0 && !d.ended) {
		size_t len = p[0] & 0x7f;
		int peer = p[0] >> 7;

		p++, n--;
		if (len == 0 && !peer && !d.releasing && netrt_dialog_idle(&d))
			netrt_dialog_release(&d);
		if (len > n)
			len = n;
		say(peer ? &d.up : &d.down, p, len);
		p += len, n -= len;
		netrt_dialog_up(&d);
		netrt_dialog_down(&d);
		upwards(&d, len);
		pass(&d.down, d.down.ready);
	}
	if (netrt_dialog_owed(&d))
		netrt_dialog_answer(&d, 0xA700);
	netrt_dialog_abort(&d, NETRT_END_IDLE, 0);
	if (!d.ended)
		abort();
	check();
	free(space);
	return 0;
}
