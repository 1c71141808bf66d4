/*
 * Opening an RTSTRUCT: all but its contours, which are most of it, goes
 * through DCMTK.  See rtstruct.h.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "nest.h"
#include "object.h"
#include "part10.h"
#include "rtstruct_priv.h"

#define LARGE	(1u << 20)	/* a value that nobody asks for */

/* The parts of the file that DCMTK gets. */
struct parts {
	struct netrt_span *span;
	size_t n;
};

/*
 * Of private elements and other large values nothing is ever asked, and
 * memory must not grow with them.
 */
static bool
wanted(const struct netrt_header *h)
{
	switch (h->tag) {
	case TAG_ROIContourSequence:
	case TAG_PixelData:
		return false;
	case TAG_ReferencedFrameOfReferenceSequence:
	case TAG_StructureSetROISequence:
	case TAG_RTROIObservationsSequence:
		return true;
	default:
		return (h->tag >> 16) % 2 == 0 && (h->len < LARGE ||
		    h->len == NETRT_UNDEFINED);
	}
}

/* Elements that follow one another become one span. */
static enum netrt_rc
take(struct parts *p, long long begin, long long end, struct netrt_err *e)
{
	struct netrt_span *all;

	if (p->n > 0 && p->span[p->n - 1].end == begin) {
		p->span[p->n - 1].end = end;
		return NETRT_OK;
	}
	all = netrt_rtstruct_grow(p->span, p->n, sizeof *all, 16, e);
	if (all == NULL)
		return e->rc;
	p->span = all;
	all[p->n++] = (struct netrt_span){ begin, end };
	return NETRT_OK;
}

/* Go over the top level: where the contours are, and what else there is. */
static enum netrt_rc
look(struct netrt_source *s, struct parts *p, struct netrt_err *e)
{
	struct netrt_nest top = {
		.c = { .vr = !s->implicit, .limit = s->end }, .end = s->end
	};
	struct netrt_bytes *b = NULL;
	struct netrt_header h;
	bool more;
	enum netrt_rc rc = netrt_bytes_open(s->fd, s->begin, s->end, false, 0,
	    &b, e);

	s->contours = -1;
	while (rc == NETRT_OK && (rc = netrt_nest_element(b, &top, &h, &more,
	    e)) == NETRT_OK && more) {
		if (h.tag == TAG_ROIContourSequence && s->contours >= 0) {
			rc = netrt_header_bad(&h, e,
			    "the element is there twice");
			break;
		}
		if (h.tag == TAG_ROIContourSequence)
			s->contours = h.at;
		rc = netrt_nest_skip(b, &top, &h, e);
		if (rc == NETRT_OK && wanted(&h))
			rc = take(p, h.at, netrt_bytes_offset(b), e);
	}
	netrt_bytes_close(b);
	return rc;
}

/*
 * What is big endian or deflated is copied by DCMTK, which needs memory for
 * it; both are rare.  The copy has no name from its beginning.
 */
static enum netrt_rc
copy(struct netrt_rtstruct *rs, struct netrt_err *e)
{
	FILE *f = tmpfile();
	int fd = f == NULL ? -1 : fcntl(fileno(f), F_DUPFD_CLOEXEC, 3);

	if (fd < 0)
		netrt_err_errno(e, "a temporary file");
	if (f != NULL)
		fclose(f);
	if (fd < 0)
		return e->rc = NETRT_TEMP;
	close(rs->source.fd);
	rs->source.fd = fd;
	return netrt_dcm_transcode(rs->path, fd, e);
}

static enum netrt_rc
find_source(struct netrt_rtstruct *rs, struct netrt_part10 *p,
    struct netrt_err *e)
{
	struct netrt_source *s = &rs->source;
	enum netrt_rc rc = netrt_fs_open(AT_FDCWD, rs->path, &s->fd, &s->st,
	    e);

	if (rc == NETRT_OK)
		rc = netrt_part10_check(s->fd, 0, p, e);
	if (rc != NETRT_OK)
		return rc;
	s->implicit = p->implicit;
	s->begin = p->data_offset;
	if (p->big || p->deflated) {
		if ((rc = copy(rs, e)) != NETRT_OK)
			return rc;
		if (fstat(s->fd, &s->st) != 0)
			return netrt_err_errno(e, "a temporary file");
		s->implicit = false;
		s->begin = 0;
		snprintf(p->syntax, sizeof p->syntax, "%s",
		    NETRT_TS_EXPLICIT);
	}
	s->end = s->st.st_size;
	return NETRT_OK;
}

static enum netrt_rc
begin(struct netrt_rtstruct *rs, struct netrt_dcm **head, struct netrt_err *e)
{
	struct netrt_part10 p;
	struct parts all = { NULL, 0 };
	enum netrt_rc rc = find_source(rs, &p, e);

	if (rc == NETRT_OK)
		rc = look(&rs->source, &all, e);
	if (rc == NETRT_OK)
		rc = netrt_dcm_open_spans(rs->source.fd, all.span, all.n,
		    p.syntax, head, e);
	if (rc == NETRT_OK)
		rc = netrt_rtstruct_head(rs, netrt_dcm_root(*head), e);
	free(all.span);
	return rc;
}

enum netrt_rc
netrt_rtstruct_open(const char *path, struct netrt_rtstruct **out,
    struct netrt_dcm **head, struct netrt_err *e)
{
	struct netrt_rtstruct *rs = calloc(1, sizeof *rs);
	struct netrt_dcm *d = NULL;
	enum netrt_rc rc;

	*out = NULL;
	if (head != NULL)
		*head = NULL;
	if (rs == NULL)
		return netrt_err_set(e, NETRT_TEMP, "no memory");
	rs->source.fd = -1;
	rs->path = strdup(path);
	rs->spread = calloc(1, sizeof *rs->spread);
	if (rs->path == NULL || rs->spread == NULL)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	else
		rc = begin(rs, &d, e);
	if (rc == NETRT_OK) {
		*out = rs;
		if (head != NULL)
			*head = d;
		else
			netrt_dcm_close(d);
		return NETRT_OK;
	}
	netrt_dcm_close(d);
	netrt_rtstruct_free(rs);
	if (strstr(e->msg, netrt_object_name(path)) == NULL)
		netrt_err_prefix(e, "%s", netrt_object_name(path));
	return rc;
}

enum netrt_rc
netrt_rtstruct_read(const char *path, struct netrt_rtstruct **out,
    struct netrt_err *e)
{
	enum netrt_rc rc = netrt_rtstruct_open(path, out, NULL, e);

	if (rc == NETRT_OK && (rc = netrt_rtstruct_load(*out, e)) !=
	    NETRT_OK) {
		netrt_rtstruct_free(*out);
		*out = NULL;
	}
	return rc;
}
