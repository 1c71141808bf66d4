/*
 * What an association may bring: the SOP classes and transfer syntaxes that
 * storescp is told to accept for one request.
 */
#ifndef NETRT_OFFER_H
#define NETRT_OFFER_H

#include <stdbool.h>

#include "config.h"
#include "err.h"
#include "pdu.h"

#define NETRT_VERIFICATION	"1.2.840.10008.1.1"

/*
 * Is the class accepted?  Verification always; with an empty list every
 * storage class of the standard (those below 1.2.840.10008.5.1.4.1.1 and the
 * few others), else exactly those in the list.
 */
bool netrt_offer_class(const struct netrt_strings *classes, const char *uid);

/*
 * The association profile (storescp -xf FILE Default) for a request: exactly
 * the classes that are proposed and accepted, each with all transfer
 * syntaxes, in our order of preference: uncompressed, lossless, lossy; only
 * those that DCMTK 3.6.7 knows (DCMTK 3.6.7).  *n: the classes.  The caller
 * frees *text.
 */
enum netrt_rc netrt_offer_format(const struct netrt_rq *rq,
    const struct netrt_strings *classes, char **text, unsigned *n,
    struct netrt_err *e) NETRT_MUST;

#endif
