/*
 * What goes to a destination that takes no compressed images
 * (destinations.on_no_context: decompress): a decompressed copy with a UID of
 * its own, and a copy of what refers to such images.
 *
 * The UID is made of the UID and the identity of the object, so that another
 * run makes no other copy; its bytes hang on nothing else (no time is
 * written).  Every sample is what the decoder of the original gives, and the
 * header says what happened (PS3.3 C.7.6.1.1.5, C.7.6.1.1.3):
 *
 *	Lossy Image Compression, its Ratio and Method: kept, or set when the
 *		transfer syntax was lossy and they did not say so; then it is
 *		DERIVED, too, in Image Type
 *	Source Image Sequence: the compressed object is added
 *	Derivation Description: what was done is added
 *
 * The copy stays in the series of the original, which does not come there.
 */
#ifndef NETRT_PLAIN_H
#define NETRT_PLAIN_H

#include <stdbool.h>

#include "err.h"
#include "outbox.h"
#include "sent.h"

/* Is it a transfer syntax that can be decompressed here? */
bool netrt_plain_can(const char *syntax);

/* The UID of the decompressed copy of o. */
enum netrt_rc netrt_plain_uid(const struct netrt_outgoing *o,
    char uid[NETRT_UID_LEN], struct netrt_err *e) NETRT_MUST;

/* Is it of a class that is of no use when the images it names are not there
 * (RT Structure Set, Segmentation)? */
bool netrt_plain_refers(const struct netrt_outgoing *o);

/*
 * Make o an object that names the copies of the journal: another UID and
 * identity, made of it and those that it names.  Nothing is done when it
 * names none.
 */
enum netrt_rc netrt_plain_refer(struct netrt_outgoing *o,
    const struct netrt_sent *j, struct netrt_err *e) NETRT_MUST;

/*
 * Write the object that is to be sent for o, o->as being set, to a new file.
 * DATA: it cannot be decompressed.
 */
enum netrt_rc netrt_plain_write(const struct netrt_outgoing *o,
    const struct netrt_sent *j, const char *path, struct netrt_err *e)
    NETRT_MUST;

#endif
