/*
 * The UIDs of a study in text and bytes: see known.h.  A study has thousands of
 * objects, too many for the patterns of scan.h: runs of digits and dots are
 * looked up in a sorted list.
 */
#define _GNU_SOURCE	/* memmem */
#include <stdlib.h>
#include <string.h>

#include "known_priv.h"
#include "uid.h"

#define LEAST	10	/* a short one is a version */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

enum netrt_rc
netrt_known_add_uid(struct netrt_known *k, const char *uid,
    struct netrt_err *e)
{
	if (strlen(uid) < LEAST || netrt_known_list_has(&k->uids, uid))
		return NETRT_OK;
	return netrt_known_list_add(&k->uids, uid, e);
}

enum netrt_rc
netrt_known_add_objects(struct netrt_known *k, const struct netrt_names *uids,
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && i < uids->n; i++)
		if (strlen(uids->name[i]) >= LEAST)
			rc = netrt_known_list_add(&k->objects, uids->name[i],
			    e);
	return rc;
}

void
netrt_known_sort_uids(struct netrt_known *k)
{
	if (k->uids.n > 0)
		qsort(k->uids.name, k->uids.n, sizeof *k->uids.name, by_text);
	if (k->objects.n > 0)
		qsort(k->objects.name, k->objects.n, sizeof *k->objects.name,
		    by_text);
}

static bool
has(const struct netrt_names *l, const char *uid)
{
	return l->n > 0 && bsearch(&uid, l->name, l->n, sizeof *l->name,
	    by_text) != NULL;
}

static bool
part(char c)
{
	return (c >= '0' && c <= '9') || c == '.';
}

bool
netrt_known_find_uid(const struct netrt_known *k, const char *p, size_t n,
    size_t *from, size_t *to)
{
	char uid[NETRT_UID_LEN];
	size_t i = *to, end, len;

	if (k->uids.n + k->objects.n == 0)
		return false;
	for (; i < n; i = end + 1) {
		for (end = i; end < n && part(p[end]); end++)
			;
		while (i < end && p[i] == '.')
			i++;
		for (len = end - i; len > 0 && p[i + len - 1] == '.'; len--)
			;
		if (len < LEAST || len >= sizeof uid)
			continue;
		memcpy(uid, p + i, len);
		uid[len] = '\0';
		if (has(&k->uids, uid) || has(&k->objects, uid)) {
			*from = i;
			*to = i + len;
			return true;
		}
	}
	return false;
}

bool
netrt_known_of_a_uuid(const char *uid)
{
	return strncmp(uid, "2.25.", 5) == 0 &&
	    strspn(uid + 5, "0123456789") >= 30;
}

bool
netrt_known_day_in_uid(const struct netrt_known *k, const char *uids)
{
	for (const char *p = uids; ; p++) {
		size_t n = strcspn(p, "\\");

		for (size_t i = 0; !netrt_known_of_a_uuid(p) && i < k->days.n;
		    i++)
			if (memmem(p, n, k->days.name[i], 8) != NULL)
				return true;
		if (*(p += n) == '\0')
			return false;
	}
}

bool
netrt_known_has_uid(const struct netrt_known *k, const char *p, size_t n)
{
	size_t from, to = 0;

	return netrt_known_find_uid(k, p, n, &from, &to);
}
