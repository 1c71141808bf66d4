/* UIDs of a study that leaves: see remap.h. */
#define _GNU_SOURCE	/* explicit_bzero, twalk_r */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dcm.h"
#include "remap.h"

struct pair {
	char new[NETRT_UID_LEN];
	char old[];
};

struct netrt_remap {
	struct netrt_sitekey key;
	void *tree;		/* of struct pair, by old */
	size_t n;
};

enum netrt_rc
netrt_remap_open(const struct netrt_sitekey *key, struct netrt_remap **out,
    struct netrt_err *e)
{
	if ((*out = calloc(1, sizeof **out)) == NULL)
		return netrt_err_errno(e, "UIDs");
	(*out)->key = *key;
	return NETRT_OK;
}

static int
by_old(const void *a, const void *b)
{
	return strcmp(((const struct pair *)a)->old,
	    ((const struct pair *)b)->old);
}

void
netrt_remap_close(struct netrt_remap *r)
{
	if (r == NULL)
		return;
	while (r->tree != NULL) {
		struct pair *p = *(struct pair **)r->tree;

		tdelete(p, &r->tree, by_old);
		free(p);
	}
	explicit_bzero(&r->key, sizeof r->key);
	free(r);
}

static int
by_tag(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

bool
netrt_remap_class(uint32_t tag)
{
	static const uint32_t list[] = {	/* sorted */
		0x00080016u,	/* SOP Class UID */
		0x0008001Au,	/* Related General SOP Class UID */
		0x0008001Bu,	/* Original Specialized SOP Class UID */
		0x00080062u,	/* SOP Classes in Study */
		0x0008010Cu,	/* Coding Scheme UID */
		0x0008010Du,	/* Context Group Extension Creator UID */
		0x00080117u,	/* Context UID */
		0x00080118u,	/* Mapping Resource UID */
		0x0008040Eu,	/* Stored Instance Transfer Syntax UID */
		0x00081150u,	/* Referenced SOP Class UID */
		0x0008115Au,	/* SOP Classes Supported */
		0x00083002u,	/* Available Transfer Syntax UID */
		0x00089123u,	/* Creator-Version UID */
		0x00340003u,	/* Flow Transfer Syntax UID */
		0x04000010u,	/* MAC Calculation Transfer Syntax UID */
		0x04000510u,	/* Encrypted Content Transfer Syntax UID */
		0x30100052u,	/* Pertinent SOP Classes in Study */
		0x30100053u,	/* Pertinent SOP Classes in Series */
	};

	return bsearch(&tag, list, sizeof list / sizeof list[0],
	    sizeof list[0], by_tag) != NULL;
}

/* u = HMAC-SHA-256(key, "uid" 00 old), as a UUID. */
static enum netrt_rc
derive(const struct netrt_sitekey *key, const char *old,
    char new[NETRT_UID_LEN], struct netrt_err *e)
{
	struct netrt_hash *h;
	uint8_t digest[NETRT_HASH_LEN];
	enum netrt_rc rc = netrt_hash_open(&h, key->k, sizeof key->k, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_hash_add_str(h, "uid");
	netrt_hash_add(h, old, strlen(old));
	netrt_hash_get(h, digest);
	netrt_hash_close(h);
	netrt_uid_format(digest, new);
	return NETRT_OK;
}

static enum netrt_rc
find(struct netrt_remap *r, const char *old, size_t n, const char **new,
    struct netrt_err *e)
{
	struct pair *p = malloc(sizeof *p + n + 1), **at;
	enum netrt_rc rc;

	*new = NULL;
	if (p == NULL)
		return netrt_err_errno(e, "UIDs");
	memcpy(p->old, old, n);
	p->old[n] = '\0';
	at = tfind(p, &r->tree, by_old);
	if (at != NULL) {
		free(p);
		*new = (*at)->new;
		return NETRT_OK;
	}
	if ((rc = derive(&r->key, p->old, p->new, e)) == NETRT_OK &&
	    tsearch(p, &r->tree, by_old) == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "UIDs: no memory");
	if (rc != NETRT_OK) {
		free(p);
		return rc;
	}
	r->n++;
	*new = p->new;
	return NETRT_OK;
}

static bool
registered(const char *p, size_t n)
{
	char uid[NETRT_UID_LEN];

	if (n >= sizeof uid)
		return false;
	memcpy(uid, p, n);
	uid[n] = '\0';
	return netrt_uid_registered(uid);
}

/* One value: *n is its length, of the part that counts. */
static enum netrt_rc
one(struct netrt_remap *r, const char *p, size_t *n, const char **new,
    struct netrt_err *e)
{
	*new = NULL;
	while (*n > 0 && p[*n - 1] == ' ')
		--*n;
	if (*n == 0 || registered(p, *n))
		return NETRT_OK;
	return find(r, p, *n, new, e);
}

enum netrt_rc
netrt_remap_uid(struct netrt_remap *r, const char *old,
    char new[NETRT_UID_LEN], struct netrt_err *e)
{
	const char *uid;
	size_t n;
	enum netrt_rc rc;

	old += strspn(old, " ");
	n = strlen(old);
	rc = one(r, old, &n, &uid, e);
	if (rc == NETRT_OK)
		snprintf(new, NETRT_UID_LEN, "%.*s", uid != NULL ? 64 :
		    (int)n, uid != NULL ? uid : old);
	return rc;
}

enum netrt_rc
netrt_remap_values(struct netrt_remap *r, const char *values, char **out,
    size_t *count, struct netrt_err *e)
{
	size_t len = 0, size = 0;
	FILE *f = open_memstream(out, &size);
	enum netrt_rc rc = NETRT_OK;

	*count = 0;
	if (f == NULL)
		return netrt_err_errno(e, "UIDs");
	for (const char *p = values; rc == NETRT_OK; p += len + 1) {
		const char *new;
		size_t blank, n;

		len = strcspn(p, "\\");
		blank = strspn(p, " ");
		n = blank < len ? len - blank : 0;
		rc = one(r, p + blank, &n, &new, e);
		*count += new != NULL;
		fprintf(f, "%s%.*s", p == values ? "" : "\\",
		    new != NULL ? NETRT_UID_LEN : (int)n,
		    new != NULL ? new : p + blank);
		if (p[len] == '\0')
			break;
	}
	if (fclose(f) != 0 && rc == NETRT_OK)
		rc = netrt_err_errno(e, "UIDs");
	if (rc != NETRT_OK) {
		free(*out);
		*out = NULL;
	}
	return rc;
}

size_t
netrt_remap_count(const struct netrt_remap *r)
{
	return r->n;
}

struct merge {
	struct netrt_remap *to;
	struct netrt_err *e;
	enum netrt_rc rc;
};

static void
add(const void *node, VISIT when, void *ctx)
{
	const struct pair *p = *(const struct pair *const *)node;
	struct merge *m = ctx;
	const char *new;

	if (m->rc == NETRT_OK && (when == postorder || when == leaf))
		m->rc = find(m->to, p->old, strlen(p->old), &new, m->e);
}

enum netrt_rc
netrt_remap_add(struct netrt_remap *to, const struct netrt_remap *from,
    struct netrt_err *e)
{
	struct merge m = { to, e, NETRT_OK };

	twalk_r(from->tree, add, &m);
	return m.rc;
}

struct tour {
	enum netrt_rc (*visit)(void *ctx, const char *old, const char *new,
	    struct netrt_err *e);
	void *ctx;
	struct netrt_err *e;
	enum netrt_rc rc;
};

static void
pass(const void *node, VISIT when, void *ctx)
{
	const struct pair *p = *(const struct pair *const *)node;
	struct tour *t = ctx;

	if (t->rc == NETRT_OK && (when == postorder || when == leaf))
		t->rc = t->visit(t->ctx, p->old, p->new, t->e);
}

enum netrt_rc
netrt_remap_each(const struct netrt_remap *r, enum netrt_rc (*visit)(void *ctx,
    const char *old, const char *new, struct netrt_err *e), void *ctx,
    struct netrt_err *e)
{
	struct tour t = { visit, ctx, e, NETRT_OK };

	twalk_r(r->tree, pass, &t);
	return t.rc;
}
