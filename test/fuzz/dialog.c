/*
 * What a peer and storescp may say to each other: the first byte of each
 * piece says who speaks and how much; nothing of storescp: we ask for the
 * release, if it is the moment.  Whatever it is, no more is passed on
 * than was said, and the end is an end.
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
pass(struct netrt_buffer *b)
{
	if (b->ready > b->n || b->n > b->room)
		abort();
	memmove(b->p, b->p + b->ready, b->n - b->ready);
	b->n -= b->ready;
	b->ready = 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct netrt_dialog d;
	struct netrt_relay r = { .max_object = 5000, .store = store,
	    .echo = echo, .full = full };
	struct netrt_err e = { 0 };
	uint8_t *up = malloc(NETRT_UP), *down = malloc(NETRT_DOWN);

	if (up == NULL || down == NULL)
		abort();
	memset(&d, 0, sizeof d);
	d.r = &r;
	d.e = &e;
	d.up = (struct netrt_buffer){ up, NETRT_UP, 0, 0 };
	d.down = (struct netrt_buffer){ down, NETRT_DOWN, 0, 0 };
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
		pass(&d.up);
		pass(&d.down);
	}
	if (netrt_dialog_owed(&d))
		netrt_dialog_answer(&d, 0xA700);
	netrt_dialog_abort(&d, NETRT_END_IDLE, 0);
	if (!d.ended)
		abort();
	free(up);
	free(down);
	return 0;
}
