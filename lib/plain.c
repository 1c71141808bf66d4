/* Copies for a destination without compression: see plain.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "image.h"
#include "object.h"
#include "plain.h"

#define TS	"1.2.840.10008.1.2"
#define HOW	"Decompressed for a destination that takes no compressed images"

bool
netrt_plain_can(const char *syntax)
{
	static const char *const can[] = {
		TS ".4.50", TS ".4.51",		/* JPEG, lossy */
		TS ".4.57", TS ".4.70",		/* lossless */
		TS ".4.80", TS ".4.81",		/* JPEG-LS */
		TS ".4.90", TS ".4.91",		/* JPEG 2000 */
		TS ".5"				/* RLE */
	};

	for (size_t i = 0; i < sizeof can / sizeof can[0]; i++)
		if (strcmp(can[i], syntax) == 0)
			return true;
	return false;
}

enum netrt_rc
netrt_plain_uid(const struct netrt_outgoing *o, char uid[NETRT_UID_LEN],
    struct netrt_err *e)
{
	const char *const part[] = { "decompressed", o->sop, o->id, NULL };

	return netrt_uid_map(part, NULL, 0, uid, e);
}

bool
netrt_plain_refers(const struct netrt_outgoing *o)
{
	return strcmp(o->sop_class, "1.2.840.10008.5.1.4.1.1.481.3") == 0 ||
	    strcmp(o->sop_class, "1.2.840.10008.5.1.4.1.1.66.4") == 0;
}

/* ---- the header of a decompressed copy ---- */

static enum netrt_rc
is_lossy(struct netrt_item *root, bool *yes, struct netrt_err *e)
{
	char s[17];
	enum netrt_rc rc = netrt_item_get_value(root,
	    TAG_LossyImageCompression, 0, s, sizeof s, e);

	*yes = rc == NETRT_OK && strcmp(s, "01") == 0;
	return rc;
}

/*
 * An image that says of itself that it was compressed with loss says in its
 * Image Type whether it was acquired so.  One that did not know is derived:
 * its values are not those that were acquired.
 */
static enum netrt_rc
derived(struct netrt_item *root, struct netrt_err *e)
{
	char old[256], new[300];
	const char *rest;
	enum netrt_rc rc = netrt_item_get_str(root, TAG_ImageType, old,
	    sizeof old, e);

	if (rc != NETRT_OK || strncmp(old, "DERIVED", 7) == 0)
		return rc;
	rest = strchr(old, '\\');
	snprintf(new, sizeof new, "DERIVED%s", rest != NULL ? rest :
	    "\\PRIMARY");
	return netrt_item_set_str(root, TAG_ImageType, new, e);
}

static enum netrt_rc
decompress(struct netrt_dcm *d, struct netrt_err *e)
{
	struct netrt_item *root = netrt_dcm_root(d);
	bool before, after;
	enum netrt_rc rc = is_lossy(root, &before, e);

	if (rc == NETRT_OK)
		rc = netrt_image_decode(d, e);
	if (rc == NETRT_OK)
		rc = is_lossy(root, &after, e);
	if (rc == NETRT_OK && after && !before)
		rc = derived(root, e);
	/* it may be compressed, and speaks of the original */
	netrt_item_del(root, TAG_IconImageSequence);
	if (rc == NETRT_OK)
		rc = netrt_derive_from(root, after, e);
	return rc != NETRT_OK ? rc : netrt_derive_append(root, HOW, e);
}

/* ---- what refers to copies ---- */

/* A walk over references: to be renamed, or only marked. */
struct walk {
	const struct netrt_sent *j;
	bool *named;		/* for each entry of j; NULL: rename */
};

static enum netrt_rc
visit(void *ctx, struct netrt_item *it, const struct netrt_element *el,
    struct netrt_err *e)
{
	const struct walk *w = ctx;
	const struct netrt_sent_entry *n;
	char uid[NETRT_UID_LEN];
	enum netrt_rc rc = NETRT_OK;

	if (el->sequence) {
		struct netrt_item *sub = NULL;

		while (rc == NETRT_OK && (sub = netrt_item_next(it, el->tag,
		    sub)) != NULL)
			rc = netrt_item_each(sub, visit, ctx, e);
		return rc;
	}
	if (el->tag != TAG_ReferencedSOPInstanceUID)
		return NETRT_OK;
	rc = netrt_item_get_value(it, el->tag, 0, uid, sizeof uid, e);
	if (rc != NETRT_OK || (n = netrt_sent_entry(w->j, uid)) == NULL ||
	    n->copy[0] == '\0')
		return rc;
	if (w->named == NULL)
		return netrt_item_set_str(it, el->tag, n->copy, e);
	w->named[n - w->j->entry] = true;
	return NETRT_OK;
}

static enum netrt_rc
mark(const struct netrt_outgoing *o, struct walk *w, struct netrt_err *e)
{
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc = netrt_dcm_init(e);

	if (rc != NETRT_OK ||
	    (rc = netrt_object_open(o->path, &d, e)) != NETRT_OK)
		return rc;
	rc = netrt_item_each(netrt_dcm_root(d), visit, w, e);
	netrt_dcm_close(d);
	return rc;
}

/* Another object names other images: its UID hangs on them. */
static enum netrt_rc
rename_object(struct netrt_outgoing *o, const struct walk *w,
    struct netrt_err *e)
{
	uint8_t digest[NETRT_HASH_LEN];
	struct netrt_hash *h = NULL;
	bool any = false;
	enum netrt_rc rc = netrt_hash_open(&h, NULL, 0, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_hash_add_str(h, "referring");
	netrt_hash_add_str(h, o->sop);
	netrt_hash_add_str(h, o->id);
	for (size_t i = 0; i < w->j->n; i++) {
		if (!w->named[i])
			continue;
		any = true;
		netrt_hash_add_str(h, w->j->entry[i].sop);
		netrt_hash_add_str(h, w->j->entry[i].copy);
	}
	netrt_hash_get(h, digest);
	netrt_hash_close(h);
	if (any) {
		netrt_uid_format(digest, o->as);
		netrt_hash_format(digest, o->id);
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_plain_refer(struct netrt_outgoing *o, const struct netrt_sent *j,
    struct netrt_err *e)
{
	struct walk w = { j, NULL };
	bool any = false;
	enum netrt_rc rc;

	for (size_t i = 0; i < j->n; i++)
		any = any || j->entry[i].copy[0] != '\0';
	if (!any)
		return NETRT_OK;
	if ((w.named = calloc(j->n, sizeof *w.named)) == NULL)
		return netrt_err_errno(e, "copies");
	rc = mark(o, &w, e);
	if (rc == NETRT_OK)
		rc = rename_object(o, &w, e);
	free(w.named);
	return rc;
}

enum netrt_rc
netrt_plain_write(const struct netrt_outgoing *o, const struct netrt_sent *j,
    const char *path, struct netrt_err *e)
{
	struct walk w = { j, NULL };
	struct netrt_dcm *d = NULL;
	struct netrt_item *root;
	enum netrt_rc rc = netrt_object_open(o->path, &d, e);

	if (rc != NETRT_OK)
		return rc;
	root = netrt_dcm_root(d);
	rc = netrt_dcm_encapsulated(d) ? decompress(d, e) :
	    netrt_item_each(root, visit, &w, e);
	netrt_item_del(root, TAG_DigitalSignaturesSequence);
	netrt_item_del(root, TAG_MACParametersSequence);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_SOPInstanceUID, o->as, e);
	if (rc == NETRT_OK)
		rc = netrt_dcm_write(d, path, NULL, e);
	netrt_dcm_close(d);
	return rc == NETRT_OK ? rc : netrt_err_prefix(e, "%s",
	    netrt_object_name(o->path));
}
