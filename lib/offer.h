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

/* What may stand among the UIDs of accepted_sop_classes. */
#define NETRT_STANDARD_CLASSES	"standard"	/* every storage class of the
						 * standard */
#define NETRT_PRIVATE_CLASSES	"private"	/* every class that is not
						 * of the standard */

/* dicom_listener.accepted_sop_classes, or sop_classes, its older name. */
const struct netrt_strings *netrt_offer_classes(
    const struct netrt_config *cfg);

/*
 * Is the class accepted?  Verification always; with an empty list every
 * storage class of the standard (those below 1.2.840.10008.5.1.4.1.1 and the
 * few others), else what the list names.
 */
bool netrt_offer_class(const struct netrt_config *cfg, const char *uid);

/*
 * May an object of the class come in this context of the request?  Its
 * abstract syntax has to be the class (PS3.8 7.1.1.13; storescp does not
 * compare them, and only the abstract syntax was asked about), and
 * Verification has no objects.  A context whose number stands for several
 * classes is good for none of them.
 */
bool netrt_offer_holds(const struct netrt_rq *rq, uint8_t context,
    const char *class);

/* May the class be accepted at all?  One of the standard that is for queries,
 * say, is nothing that storescp could serve: it would abort at the first
 * request. */
bool netrt_offer_can(const char *uid);

/* Is it a transfer syntax that storescp can take (DCMTK 3.6.7)? */
bool netrt_offer_known(const char *syntax);

/* The n-th transfer syntax that is accepted, in our order of preference:
 * uncompressed, lossless, lossy.  NULL: there are no more. */
const char *netrt_offer_syntax(const struct netrt_config *cfg, unsigned n);

/*
 * The association profile (storescp -xf FILE Default) for a request: exactly
 * the classes that are proposed and accepted, each with all transfer
 * syntaxes that are accepted, in our order of preference.  A request has at
 * most 128 contexts, and so has a profile (DCMTK 3.6.7).  *n: the classes.
 * The caller frees *text.
 */
enum netrt_rc netrt_offer_format(const struct netrt_rq *rq,
    const struct netrt_config *cfg, char **text, unsigned *n,
    struct netrt_err *e) NETRT_MUST;

#endif
