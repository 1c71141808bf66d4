/* Who lies in quarantine: see twins.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "twins.h"

/* A directory that changed so lately may change again at the same time. */
#define RACY_NS	100000000LL

static bool
reload(struct netrt_twins *t, const struct netrt_working *w)
{
	struct timespec now;
	struct netrt_err e;
	struct stat st;
	long long mtime, real;

	if (fstatat(w->fd, w->quarantine, &st, 0) != 0)
		return false;
	mtime = (long long)st.st_mtim.tv_sec * 1000000000LL +
	    st.st_mtim.tv_nsec;
	clock_gettime(CLOCK_REALTIME, &now);
	real = (long long)now.tv_sec * 1000000000LL + now.tv_nsec;
	if (mtime == t->mtime_ns && real - mtime > RACY_NS)
		return true;
	netrt_names_free(&t->names);
	if (netrt_fs_list(w->fd, w->quarantine, &t->names, &e) != NETRT_OK)
		return false;
	t->mtime_ns = mtime;
	return true;
}

bool
netrt_twins_has(struct netrt_twins *t, const struct netrt_working *w,
    const char *name)
{
	size_t len = strlen(name), lo = 0, hi;
	char uid[NETRT_UID_LEN];

	if (!reload(t, w))
		return false;
	hi = t->names.n;
	while (lo < hi) {	/* the first name that is not below "name_" */
		size_t mid = lo + (hi - lo) / 2;
		int c = strncmp(t->names.name[mid], name, len);

		if (c < 0 || (c == 0 && t->names.name[mid][len] < '_'))
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < t->names.n; lo++) {
		const char *n = t->names.name[lo];

		if (strncmp(n, name, len) != 0 || n[len] != '_')
			return false;
		if (netrt_quarantine_name(n, uid))
			return true;
	}
	return false;
}

void
netrt_twins_look(struct netrt_twins *t, const struct netrt_working *w,
    const char *name, struct netrt_look *look)
{
	char other[NETRT_UID_LEN + 8];
	struct stat st;

	look->twin = netrt_twins_has(t, w, name);
	look->elsewhere = false;
	if (look->study[0] == '\0')
		return;
	snprintf(other, sizeof other, "UID_%s", look->study);
	if (strcmp(other, name) == 0)
		look->study[0] = '\0';	/* its own */
	else
		look->elsewhere = fstatat(w->fd, other, &st,
		    AT_SYMLINK_NOFOLLOW) == 0 ||
		    netrt_twins_has(t, w, other);
}

void
netrt_twins_free(struct netrt_twins *t)
{
	netrt_names_free(&t->names);
	t->mtime_ns = -1;
}
