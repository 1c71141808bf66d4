/*
 * Under which key is a patient in the mapping?  Keys are
 *
 *	h1:...	an HMAC, with the site key, of issuer and Patient ID
 *	h0:...	one of NETRT's key, which is a hash without any key; so an
 *		entry of NETRT waits for the patient to come again
 *	16 hex digits: NETRT's key itself, in a mapping that netrt has not
 *		written yet
 *
 * The patient who is found under another than his h1: is to be moved there.
 */
#ifndef NETRT_PIDFIND_H
#define NETRT_PIDFIND_H

#include <stdbool.h>

#include "err.h"
#include "hash.h"
#include "pidmap.h"
#include "pidstore.h"
#include "sitekey.h"

struct netrt_pidfind {
	char key[NETRT_HEX_LEN];	/* the patient's */
	char from[NETRT_HEX_LEN];	/* the one he is under instead, or "" */
	char study[NETRT_HEX_LEN];	/* the study's, by which it is counted */
	bool netrt;			/* from is one of NETRT */
	struct netrt_pidstore_found is;
};

/* site: NULL when there is none yet; then only NETRT's own keys are tried,
 * and key and study are "". */
enum netrt_rc netrt_pidfind(const struct netrt_pidstore *s,
    const struct netrt_sitekey *site, const struct netrt_pid_query *q,
    struct netrt_pidfind *out, struct netrt_err *e) NETRT_MUST;

/* h0:... of a key of NETRT; for netrt_pidstore_rekey(), ctx is the site
 * key. */
enum netrt_rc netrt_pidfind_rekey(const void *ctx, const char *old,
    char key[NETRT_HEX_LEN], struct netrt_err *e) NETRT_MUST;

#endif
