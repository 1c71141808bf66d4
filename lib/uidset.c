/* A set of UIDs: see uidset.h. */
#include <stdlib.h>
#include <string.h>

#include "uidset.h"

/* FNV-1a.  It starts where the set lies in memory, so that nobody can choose
 * UIDs beforehand that all fall into one slot. */
static size_t
hash(const struct netrt_uidset *s, const char *uid)
{
	uint64_t h = 0xcbf29ce484222325u ^ (uintptr_t)s;

	for (; *uid != '\0'; uid++)
		h = (h ^ (unsigned char)*uid) * 0x100000001b3u;
	return (size_t)(h ^ h >> 32);
}

/* The slot of the UID, or the free one where it belongs. */
static size_t
find(const struct netrt_uidset *s, const char *uid)
{
	size_t i = hash(s, uid) & (s->nslots - 1);

	while (s->slot[i] != 0 && strcmp(s->uid[s->slot[i] - 1], uid) != 0)
		i = (i + 1) & (s->nslots - 1);
	return i;
}

/* Twice the room. */
static enum netrt_rc
grow(struct netrt_uidset *s, struct netrt_err *e)
{
	size_t room = s->nslots == 0 ? 64 : 2 * s->nslots;
	netrt_uid_text *uid = room > UINT32_MAX ? NULL :
	    realloc(s->uid, room / 2 * sizeof *uid);
	uint32_t *slot = uid == NULL ? NULL : calloc(room, sizeof *slot);

	if (uid != NULL)
		s->uid = uid;
	if (slot == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory for %zu UIDs",
		    room / 2);
	free(s->slot);
	s->slot = slot;
	s->nslots = room;
	for (size_t i = 0; i < s->n; i++)
		s->slot[find(s, s->uid[i])] = (uint32_t)(i + 1);
	return NETRT_OK;
}

enum netrt_rc
netrt_uidset_add(struct netrt_uidset *s, const char *uid, uint32_t *index,
    struct netrt_err *e)
{
	size_t i;

	if (2 * s->n >= s->nslots && grow(s, e) != NETRT_OK)
		return e->rc;
	i = find(s, uid);
	if (s->slot[i] == 0) {
		memset(s->uid[s->n], 0, sizeof *s->uid);
		memcpy(s->uid[s->n], uid, strlen(uid));
		s->slot[i] = (uint32_t)++s->n;
	}
	*index = s->slot[i] - 1;
	return NETRT_OK;
}

void
netrt_uidset_free(struct netrt_uidset *s)
{
	free(s->uid);
	free(s->slot);
	memset(s, 0, sizeof *s);
}
