/*
 * Who may talk to us: read a whole A-ASSOCIATE-RQ under one deadline, judge
 * it, and turn it away in the way the standard has for it.
 */
#ifndef NETRT_ADMIT_H
#define NETRT_ADMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "config.h"
#include "err.h"
#include "pdu.h"

struct netrt_guest {
	int fd;				/* the connection; non-blocking */
	int stop, finish;		/* readable: we are to end; or -1 */
	char peer[NETRT_ADDRESS_LEN];	/* the PROXY header may change it */
	uint8_t *pdu;			/* the A-ASSOCIATE-RQ; free() */
	size_t n;
	struct netrt_rq rq;		/* "" and nothing until it was read */
};

enum netrt_answer { NETRT_ADMIT, NETRT_REJECT, NETRT_ABORT, NETRT_SILENT };

/* why NULL: admitted; else a word for the logs ("called-ae"). */
struct netrt_admission {
	enum netrt_answer answer;
	uint8_t result, source, reason;		/* of an A-ASSOCIATE-RJ */
	const char *why;
};

/* Is the address of the peer allowed?  Else it is closed without a word. */
struct netrt_admission netrt_admit_address(const struct netrt_config *cfg,
    const char *peer);

/* Read the PROXY header, when the listener demands one, and the request.  Who
 * has not said it all when we are to end is not waited for ("ending"). */
struct netrt_admission netrt_admit_read(const struct netrt_config *cfg,
    const struct netrt_listener *l, struct netrt_guest *g);

/* The request: version, application context, called AE title (1/1/7),
 * calling AE title (1/1/3). */
struct netrt_admission netrt_admit_request(const struct netrt_config *cfg,
    const struct netrt_listener *l, const struct netrt_guest *g);

/* Associations at once: the limit of all, or of one peer, was reached
 * (2/3/2). */
struct netrt_admission netrt_admit_limit(bool per_peer);

/* We are about to end (2/3/1). */
struct netrt_admission netrt_admit_ending(void);

/* Free disk below the reserve (2/3/1). */
struct netrt_admission netrt_admit_disk(const struct netrt_config *cfg,
    int workfd);
/* The same question by itself. */
bool netrt_disk_short(int fd, unsigned long long bytes);

/* Say it to the peer, and drain. */
void netrt_admit_refuse(const struct netrt_guest *g,
    const struct netrt_admission *a);
/* After the last word: read what the peer still sends for a short while.  A
 * close with unread bytes would be a reset, which eats the answer. */
void netrt_admit_drain(int fd);

#endif
