/* What identity.c (who the patient is) and identity_collect.c (what is found on
 * the way through the files) share. */
#ifndef NETRT_IDENTITY_PRIV_H
#define NETRT_IDENTITY_PRIV_H

#include "dcm.h"
#include "identity.h"

/* What is found on the way through the files. */
struct reader {
	const struct netrt_config *cfg;
	bool wide, map;			/* the mode; are UIDs mapped? */
	struct netrt_identity *p;
	char *norm;			/* of p->id */
	char *issuer;			/* of the first object that has one */
	char *name;			/* letters of the first name */
	char *person, *birth;		/* name and birth date of the first
					 * object that has both */
	struct netrt_names born, dates;
	bool first;
};

/* Add a text that is not there yet. */
enum netrt_rc netrt_identity_add(struct netrt_names *l, const char *text,
    struct netrt_err *e) NETRT_MUST;
/* The tokens and dates of an element, at every level; ctx: the reader. */
enum netrt_rc netrt_identity_collect(void *ctx, struct netrt_item *it,
    const struct netrt_element *el, struct netrt_err *e) NETRT_MUST;
/* What must be known of all objects before the first is changed. */
enum netrt_rc netrt_identity_note(struct reader *r, struct netrt_item *root,
    const char *path, bool image, struct netrt_err *e) NETRT_MUST;
/* Sort the instances.  DATA: one is there twice. */
enum netrt_rc netrt_identity_sort(struct netrt_names *l, struct netrt_err *e)
    NETRT_MUST;

#endif
