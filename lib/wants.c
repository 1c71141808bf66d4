/* What an RTSTRUCT wants of another study: see wants.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs.h"
#include "refs.h"
#include "study.h"
#include "wants.h"

/* Two walks over the images: the first counts, the second takes samples. */
struct gather {
	struct netrt_wants *out;
	int dirfd;
	size_t seen, all;
	bool own;
};

static bool
in_dcm(int dirfd, const char *image)
{
	char path[NETRT_UID_LEN + 16];
	struct stat st;

	snprintf(path, sizeof path, NETRT_DIR_IMAGES "/%s.dcm", image);
	return fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
count(void *ctx, unsigned series, const char *uid)
{
	struct gather *g = ctx;

	(void)series;
	g->all++;
	g->own = g->own || in_dcm(g->dirfd, uid);
}

static void
sample(void *ctx, unsigned series, const char *uid)
{
	struct gather *g = ctx;
	struct netrt_wants *w = g->out;
	size_t next = g->all <= NETRT_WANTS_IMAGES ? w->nimages :
	    w->nimages * g->all / NETRT_WANTS_IMAGES;

	(void)series;
	if (g->seen++ == next && w->nimages < NETRT_WANTS_IMAGES)
		snprintf(w->image[w->nimages++], NETRT_UID_LEN, "%s", uid);
}

static void
study(void *ctx, const char *uid)
{
	struct gather *g = ctx;
	struct netrt_wants *w = g->out;

	if (w->nstudies < NETRT_WANTS_STUDIES && !netrt_wants_study(w, uid))
		snprintf(w->study[w->nstudies++], NETRT_UID_LEN, "%s", uid);
}

bool
netrt_wants_study(const struct netrt_wants *w, const char *uid)
{
	for (size_t i = 0; i < w->nstudies; i++)
		if (strcmp(w->study[i], uid) == 0)
			return true;
	return false;
}

bool
netrt_wants_image(const struct netrt_wants *w, int dirfd)
{
	for (size_t i = 0; i < w->nimages; i++)
		if (in_dcm(dirfd, w->image[i]))
			return true;
	return false;
}

/* The lists, or when there is none what the contours name. */
static void
gather(struct gather *g, const uint8_t *p, size_t n)
{
	struct netrt_err none;

	if (netrt_refs_studies(p, n, study, count, g, &none) != NETRT_OK)
		g->all = 0;
	if (g->all > 0) {
		(void)!netrt_refs_each(p, n, sample, g, &none);
		return;
	}
	/* a file that is cut off in its contours still names images */
	(void)!netrt_refs_contours(p, n, count, g, &none);
	(void)!netrt_refs_contours(p, n, sample, g, &none);
}

enum netrt_rc
netrt_wants_look(int dirfd, const char *uid, const char *file,
    struct netrt_wants *out, bool *wants, struct netrt_err *e)
{
	struct gather g = { .out = out, .dirfd = dirfd };
	char path[NAME_MAX + 16];
	uint8_t *p;
	size_t n;
	enum netrt_rc rc;

	*wants = false;
	memset(out, 0, sizeof *out);
	snprintf(out->file, sizeof out->file, "%s", file);
	snprintf(path, sizeof path, NETRT_DIR_STRUCTS "/%s", file);
	rc = netrt_refs_head(dirfd, path, &p, &n, e);
	if (rc == NETRT_OK)
		gather(&g, p, n);
	free(p);
	if (rc != NETRT_OK)	/* what it is netrt-validate says */
		return rc == NETRT_TEMP ? rc : NETRT_OK;
	*wants = !g.own && !netrt_wants_study(out, uid) &&
	    out->nstudies + out->nimages > 0;
	return NETRT_OK;
}

/* ---- the file ---- */

static void
line(struct netrt_wants *w, const char *key, const char *value)
{
	if (!netrt_uid_valid(value))
		return;
	if (strcmp(key, "study") == 0 && w->nstudies < NETRT_WANTS_STUDIES)
		snprintf(w->study[w->nstudies++], NETRT_UID_LEN, "%s", value);
	if (strcmp(key, "image") == 0 && w->nimages < NETRT_WANTS_IMAGES)
		snprintf(w->image[w->nimages++], NETRT_UID_LEN, "%s", value);
	if (strcmp(key, "other-patient") == 0)
		snprintf(w->refused, sizeof w->refused, "%s", value);
}

enum netrt_rc
netrt_wants_read(int dirfd, struct netrt_wants **list, size_t *n,
    struct netrt_err *e)
{
	char *text, *p, *save = NULL;
	size_t len;
	enum netrt_rc rc = netrt_fs_read(dirfd, NETRT_WANTS, 16 << 20, &text,
	    &len, e);

	*list = NULL;
	*n = 0;
	if (rc != NETRT_OK)
		return rc == NETRT_NOINPUT ? NETRT_OK : rc;
	for (p = strtok_r(text, "\n", &save); rc == NETRT_OK && p != NULL;
	    p = strtok_r(NULL, "\n", &save)) {
		char *value = strchr(p, ' ');
		struct netrt_wants *more;

		if (value == NULL)
			continue;
		*value++ = '\0';
		if (strcmp(p, "rtstruct") != 0) {
			if (*n > 0)
				line(&(*list)[*n - 1], p, value);
			continue;
		}
		more = realloc(*list, (*n + 1) * sizeof *more);
		if (more == NULL) {
			rc = netrt_err_errno(e, NETRT_WANTS);
			continue;
		}
		*list = more;
		memset(&more[*n], 0, sizeof *more);
		snprintf(more[(*n)++].file, NAME_MAX + 1, "%s", value);
	}
	free(text);
	return rc;
}

static void
put(FILE *f, const struct netrt_wants *w)
{
	fprintf(f, "rtstruct %s\n", w->file);
	for (size_t i = 0; i < w->nstudies; i++)
		fprintf(f, "study %s\n", w->study[i]);
	for (size_t i = 0; i < w->nimages; i++)
		fprintf(f, "image %s\n", w->image[i]);
	if (w->refused[0] != '\0')
		fprintf(f, "other-patient %s\n", w->refused);
}

enum netrt_rc
netrt_wants_write(int dirfd, const struct netrt_wants *list, size_t n,
    struct netrt_err *e)
{
	char *text = NULL, *old = NULL;
	size_t len = 0, oldlen = 0;
	struct netrt_err none;
	FILE *f;
	enum netrt_rc rc;

	if (n == 0)
		return netrt_fs_unlink(dirfd, NETRT_WANTS, e);
	if ((f = open_memstream(&text, &len)) == NULL)
		return netrt_err_errno(e, NETRT_WANTS);
	for (size_t i = 0; i < n; i++)
		put(f, &list[i]);
	if (fclose(f) != 0)
		rc = netrt_err_errno(e, NETRT_WANTS);
	else if (netrt_fs_read(dirfd, NETRT_WANTS, 16 << 20, &old, &oldlen,
	    &none) == NETRT_OK && oldlen == len &&
	    memcmp(old, text, len) == 0)
		rc = NETRT_OK;		/* a flush of the disk is spared */
	else
		rc = netrt_fs_write(dirfd, NETRT_WANTS, text, len, e);
	free(old);
	free(text);
	return rc;
}
