/*
 * Text in the pixels of an image, which nobody can cut (PS3.15 E.3.1, E.3.2).
 */
#ifndef NETRT_VISIBLE_H
#define NETRT_VISIBLE_H

#include <stdbool.h>

#include "dcm.h"
#include "err.h"

enum netrt_visible {
	NETRT_VISIBLE_NOTHING,
	NETRT_VISIBLE_SAYS_SO,	/* Burned In Annotation YES */
	NETRT_VISIBLE_USUAL	/* screens, secondary capture, ultrasound */
};

/* Does the object hold a document, and nothing else?  An image or a structure
 * set with the attribute is what it is. */
bool netrt_visible_document(struct netrt_item *root);
/* What is to be expected of the image. */
enum netrt_rc netrt_visible_find(struct netrt_item *root,
    enum netrt_visible *out, struct netrt_err *e) NETRT_MUST;

#endif
