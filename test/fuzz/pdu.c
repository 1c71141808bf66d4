/* Requests, PDVs and command sets made of anything. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pdu.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
visit(void *ctx, const char *uid)
{
	*(size_t *)ctx += strlen(uid);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct netrt_rq r;
	struct netrt_command c;
	struct netrt_err e;
	size_t sum = 0;

	if (netrt_rq_parse(p, n, &r, &e) == NETRT_OK)
		for (unsigned i = 0; i < r.ncontexts; i++)
			netrt_context_each(&r.context[i], visit, &sum);
	if (netrt_command_parse(p, n, &c, &e) == NETRT_OK) {
		uint8_t out[NETRT_COMMAND_MAX], *copy = malloc(n);

		if (copy == NULL)
			abort();
		memcpy(copy, p, n);
		if (c.status_at != 0)
			netrt_command_patch(copy, &c, 0xA700);
		free(copy);
		netrt_response_make(out, 1, &c, 0xA700);
	}
	for (size_t at = 0; n - at >= NETRT_PDV_HEAD; ) {
		struct netrt_pdv v;
		uint32_t left = (uint32_t)(n - at);

		if (netrt_pdv_parse(p + at, left, &v, &e) != NETRT_OK)
			break;
		at += NETRT_PDV_HEAD + v.len;
	}
	return 0;
}
