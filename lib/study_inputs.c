/*
 * The inputs of a study: the files of DCM and Structure as they were when a
 * step looked, in .netrt/inputs; see study.h.
 *
 *	netrt-inputs 1
 *	SIZE MTIME_NS SHA-256 DCM/1.2.3.dcm
 *	...
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "hash.h"
#include "part10.h"
#include "study.h"

#define INPUTS		".netrt/inputs"
#define INPUTS_HEAD	"netrt-inputs 1\n"
#define INPUTS_MAX	((size_t)256 << 20)

static const char *const rooms[] = { NETRT_DIR_IMAGES, NETRT_DIR_STRUCTS };
#define NROOMS (sizeof rooms / sizeof rooms[0])

static long long
mtime_ns(const struct stat *st)
{
	return (long long)st->st_mtim.tv_sec * 1000000000LL +
	    st->st_mtim.tv_nsec;
}

static int
by_name(const void *a, const void *b)
{
	const struct netrt_input *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static const struct netrt_input *
find(const struct netrt_input *in, size_t n, const char *name)
{
	struct netrt_input key = { .name = (char *)(uintptr_t)name };

	return n == 0 ? NULL : bsearch(&key, in, n, sizeof *in, by_name);
}

/* Fill size, time and hash of in->name; old: what was known of it. */
static enum netrt_rc
take_one(const struct netrt_study *s, struct netrt_input *in,
    const struct netrt_input *old, struct netrt_err *e)
{
	struct netrt_part10 p;
	struct netrt_err none;
	struct stat st;
	int fd;
	enum netrt_rc rc = netrt_fs_open(s->fd, in->name, &fd, &st, e);

	if (rc != NETRT_OK)
		return rc;
	in->size = st.st_size;
	in->mtime_ns = mtime_ns(&st);
	if (old != NULL && old->size == in->size &&
	    old->mtime_ns == in->mtime_ns) {
		memcpy(in->sha, old->sha, sizeof in->sha);
	} else {
		/* what is no DICOM file is hashed whole; validate refuses it */
		if (netrt_part10_meta(fd, &p, &none) != NETRT_OK)
			p.data_offset = 0;
		rc = netrt_hash_fd(fd, p.data_offset, in->sha, e);
		if (rc != NETRT_OK)
			netrt_err_prefix(e, "%s", in->name);
	}
	close(fd);
	return rc;
}

/* The names in DCM and Structure, as "DCM/x"; the rest of each is 0. */
static enum netrt_rc
list(const struct netrt_study *s, struct netrt_input **out, size_t *n,
    struct netrt_err *e)
{
	struct netrt_input *in = NULL;
	enum netrt_rc rc = NETRT_OK;

	*out = NULL;
	*n = 0;
	for (size_t r = 0; r < NROOMS; r++) {
		struct netrt_names names;
		struct netrt_input *p;

		rc = netrt_fs_list(s->fd, rooms[r], &names, e);
		if (rc == NETRT_NOINPUT)
			continue;
		if (rc != NETRT_OK)
			goto fail;
		p = realloc(in, (*n + names.n + 1) * sizeof *in);
		if (p == NULL) {
			netrt_names_free(&names);
			rc = netrt_err_errno(e, "inputs");
			goto fail;
		}
		in = p;
		for (size_t i = 0; i < names.n; i++) {
			char path[PATH_MAX];

			snprintf(path, sizeof path, "%s/%s", rooms[r],
			    names.name[i]);
			in[*n] = (struct netrt_input){ .name = strdup(path) };
			(*n)++;
		}
		netrt_names_free(&names);
	}
	for (size_t i = 0; i < *n; i++) {
		if (in[i].name == NULL) {
			errno = ENOMEM;
			rc = netrt_err_errno(e, "inputs");
			goto fail;
		}
		if (strchr(in[i].name, '\n') != NULL) {
			rc = netrt_err_set(e, NETRT_DATA,
			    "a file name with a line break");
			goto fail;
		}
	}
	if (*n > 0)
		qsort(in, *n, sizeof *in, by_name);
	*out = in;
	return NETRT_OK;
fail:
	netrt_inputs_free(in, *n);
	*n = 0;
	return rc;
}

static enum netrt_rc
write_inputs(const struct netrt_study *s, struct netrt_err *e)
{
	char *buf = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&buf, &len);
	enum netrt_rc rc;

	if (f == NULL)
		return netrt_err_errno(e, INPUTS);
	fputs(INPUTS_HEAD, f);
	for (size_t i = 0; i < s->ninputs; i++)
		fprintf(f, "%lld %lld %s %s\n", s->input[i].size,
		    s->input[i].mtime_ns, s->input[i].sha,
		    s->input[i].name);
	if (fclose(f) != 0)
		rc = netrt_err_errno(e, INPUTS);
	else
		rc = netrt_fs_write(s->fd, INPUTS, buf, len, e);
	free(buf);
	return rc;
}

static bool
same(const struct netrt_input *a, size_t na, const struct netrt_input *b,
    size_t nb)
{
	if (na != nb)
		return false;
	for (size_t i = 0; i < na; i++)
		if (strcmp(a[i].name, b[i].name) != 0 ||
		    a[i].size != b[i].size || a[i].mtime_ns != b[i].mtime_ns ||
		    strcmp(a[i].sha, b[i].sha) != 0)
			return false;
	return true;
}

void
netrt_inputs_free(struct netrt_input *in, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(in[i].name);
	free(in);
}

enum netrt_rc
netrt_study_freeze(struct netrt_study *s, struct netrt_err *e)
{
	struct netrt_input *now = NULL, *old;
	size_t n = 0, nold;
	enum netrt_rc rc = netrt_study_load(s, e);

	/* a list that cannot be read is made anew */
	if (rc != NETRT_OK && rc != NETRT_NOINPUT && rc != NETRT_SOFTWARE)
		return rc;
	old = s->input;
	nold = s->ninputs;
	if ((rc = list(s, &now, &n, e)) != NETRT_OK)
		return rc;
	for (size_t i = 0; i < n; i++) {
		rc = take_one(s, &now[i], find(old, nold, now[i].name), e);
		if (rc != NETRT_OK) {
			netrt_inputs_free(now, n);
			return rc;
		}
	}
	s->input = now;
	s->ninputs = n;
	if (!s->dry && (old == NULL || !same(old, nold, now, n)))
		rc = write_inputs(s, e);
	netrt_inputs_free(old, nold);
	return rc;
}

static enum netrt_rc
parse_line(char *line, struct netrt_input *in, struct netrt_err *e)
{
	int at = 0;

	if (sscanf(line, "%lld %lld %64[0-9a-f] %n", &in->size,
	    &in->mtime_ns, in->sha, &at) != 3 || at == 0 || line[at] == '\0')
		return netrt_err_set(e, NETRT_SOFTWARE,
		    INPUTS ": malformed; remove it and run netrt-validate");
	if ((in->name = strdup(line + at)) == NULL)
		return netrt_err_errno(e, INPUTS);
	return NETRT_OK;
}

enum netrt_rc
netrt_study_load(struct netrt_study *s, struct netrt_err *e)
{
	char *buf, *line, *next;
	size_t len, n = 0, lines = 0;
	struct netrt_input *in = NULL;
	enum netrt_rc rc = netrt_fs_read(s->fd, INPUTS, INPUTS_MAX, &buf,
	    &len, e);

	netrt_inputs_free(s->input, s->ninputs);
	s->input = NULL;
	s->ninputs = 0;
	if (rc != NETRT_OK)
		return rc;
	for (size_t i = 0; i < len; i++)
		lines += buf[i] == '\n';
	if (strncmp(buf, INPUTS_HEAD, strlen(INPUTS_HEAD)) != 0) {
		rc = netrt_err_set(e, NETRT_SOFTWARE,
		    INPUTS ": not made by this version of netrt");
		goto out;
	}
	if ((in = calloc(lines + 1, sizeof *in)) == NULL) {
		rc = netrt_err_errno(e, INPUTS);
		goto out;
	}
	for (line = strchr(buf, '\n') + 1; *line != '\0'; line = next) {
		char *end = strchr(line, '\n');

		next = end == NULL ? line + strlen(line) : end + 1;
		if (end != NULL)
			*end = '\0';
		if ((rc = parse_line(line, &in[n], e)) != NETRT_OK)
			goto out;
		n++;
	}
	s->input = in;
	s->ninputs = n;
	in = NULL;
	n = 0;
out:
	netrt_inputs_free(in, n);
	free(buf);
	return rc;
}

enum netrt_rc
netrt_study_compare(const struct netrt_study *s, size_t *more, size_t *gone,
    struct netrt_err *e)
{
	struct netrt_input *now;
	size_t n, extra = 0, kept = 0;
	enum netrt_rc rc = list(s, &now, &n, e);

	if (rc != NETRT_OK)
		return rc;
	for (size_t i = 0; i < n; i++) {
		const struct netrt_input *in = find(s->input, s->ninputs,
		    now[i].name);
		struct stat st;

		if (in == NULL)
			extra++;
		else if (fstatat(s->fd, in->name, &st,
		    AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
		    st.st_size == in->size && mtime_ns(&st) == in->mtime_ns)
			kept++;
	}
	netrt_inputs_free(now, n);
	if (more != NULL)
		*more = extra;
	if (gone != NULL)
		*gone = s->ninputs - kept;
	return NETRT_OK;
}

enum netrt_rc
netrt_study_inputs_hash(const struct netrt_study *s,
    char hex[NETRT_HEX_LEN], struct netrt_err *e)
{
	struct netrt_hash *h;
	uint8_t digest[NETRT_HASH_LEN];
	enum netrt_rc rc = netrt_hash_open(&h, NULL, 0, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_hash_add_str(h, "inputs 1");
	for (size_t i = 0; i < s->ninputs; i++) {
		/* not the size: group 0002 names the sending application and
		 * may differ when the same object is sent again */
		netrt_hash_add_str(h, s->input[i].name);
		netrt_hash_add_str(h, s->input[i].sha);
	}
	netrt_hash_get(h, digest);
	netrt_hash_close(h);
	netrt_hash_format(digest, hex);
	return NETRT_OK;
}
