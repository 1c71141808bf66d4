/* The proof of delivery: see proof.h. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fs.h"
#include "proof.h"

#define DELIVERED	".netrt/delivered"

enum netrt_rc
netrt_proof_drop(const struct netrt_study *s, struct netrt_err *e)
{
	enum netrt_rc rc;

	if (faccessat(s->fd, DELIVERED, F_OK, 0) != 0)
		return NETRT_OK;
	rc = netrt_fs_unlink(s->fd, DELIVERED, e);
	return rc != NETRT_OK ? rc : netrt_fs_sync(s->fd, ".netrt", e);
}

enum netrt_rc
netrt_proof_put(const struct netrt_study *s, struct netrt_err *e)
{
	char hash[NETRT_HEX_LEN], want[96], text[128], *was = NULL;
	struct netrt_err none;
	size_t len;
	bool same;
	enum netrt_rc rc = netrt_study_inputs_hash(s, hash, e);

	if (rc != NETRT_OK)
		return rc;
	snprintf(want, sizeof want, "\ninputs %s\n", hash);
	same = netrt_fs_read(s->fd, DELIVERED, 4096, &was, &len, &none) ==
	    NETRT_OK && strstr(was, want) != NULL;
	free(was);
	if (same)
		return NETRT_OK;
	snprintf(text, sizeof text, "time %lld%s", (long long)time(NULL),
	    want);
	return netrt_fs_write(s->fd, DELIVERED, text, strlen(text), e);
}
