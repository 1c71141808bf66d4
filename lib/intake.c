/* The objects of one association: see intake.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "commit.h"
#include "fs.h"
#include "intake.h"
#include "lock.h"
#include "offer.h"

#define FULL	65536		/* free bytes: less is a full disk */

void
netrt_printable(char dst[17], const char *src)
{
	size_t n = strnlen(src, 16);

	for (size_t i = 0; i < n; i++)
		dst[i] = src[i] >= ' ' && src[i] < 0x7f ? src[i] : '?';
	dst[n] = '\0';
}

/* ---- the study that was stored into ---- */

/* .netrt/origin, made in the spool, so that two associations that store into
 * one study do not write the same temporary file. */
static enum netrt_rc
write_origin(struct netrt_intake *in, int study, struct netrt_err *e)
{
	const struct netrt_guest *g = in->guest;
	char calling[17], called[17], when[NETRT_WHEN_LEN], text[256];
	enum netrt_rc rc;

	netrt_printable(calling, g->rq.calling);
	netrt_printable(called, g->rq.called);
	netrt_when_format(time(NULL), when);
	snprintf(text, sizeof text, "ip %s\ncalling %s\ncalled %s\ntime %s\n",
	    g->peer, calling, called, when);
	if ((rc = netrt_fs_write(in->spool.fd, "origin", text, strlen(text),
	    e)) != NETRT_OK ||
	    (rc = netrt_fs_rename(in->spool.fd, "origin", study,
	    ".netrt/origin", false, e)) != NETRT_OK)
		return rc;
	return netrt_fs_sync(study, ".netrt", e);
}

/* The event by which netrt-log knows when a study came, and from whom. */
static void
let_go(struct netrt_intake *in, struct netrt_held *h)
{
	char calling[17], n[24];

	netrt_printable(calling, in->guest->rq.calling);
	snprintf(n, sizeof n, "%lu", h->objects);
	netrt_log_event(in->tool->log, "RECEIVED", "study", h->dir, "peer",
	    in->guest->peer, "calling", calling, "objects", n, NULL);
	if (h->lock >= 0)
		close(h->lock);
}

/* The one held longest goes when they are too many. */
static void
make_room(struct netrt_intake *in, struct netrt_held *h)
{
	let_go(in, h);
	if (in->crowded)
		return;
	in->crowded = true;
	netrt_tool_say(in->tool, NETRT_WARNING, "the association from %s "
	    "stores into more than %zu studies, as many as can be held: those "
	    "held longest are taken for complete while it is open; raise the "
	    "limit of open files (ulimit -n)", in->guest->peer, in->held.n);
}

/* Hold the study, once. */
static void
hold(struct netrt_intake *in, const char *dir)
{
	int study = openat(in->working->fd, dir,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	struct netrt_held *h;
	struct netrt_err e;
	struct stat st;
	bool old;

	if (study < 0 || fstat(study, &st) != 0)
		goto out;	/* moved right after the commit */
	if ((h = netrt_helds_find(&in->held, st.st_dev, st.st_ino)) != NULL) {
		h->objects++;
		goto out;
	}
	if ((h = netrt_helds_next(&in->held, &old)) == NULL) {
		netrt_tool_say(in->tool, NETRT_WARNING, "%s: not held while "
		    "the association is open: out of memory", dir);
		goto out;
	}
	if (old)
		make_room(in, h);
	*h = (struct netrt_held){
		.dev = st.st_dev, .ino = st.st_ino, .objects = 1,
	};
	snprintf(h->dir, sizeof h->dir, "%s", dir);
	if (netrt_lock_receiving(study, &h->lock, &e) != NETRT_OK) {
		netrt_tool_say(in->tool, NETRT_WARNING, "%s: %s", dir, e.msg);
		h->ino = 0;
		h->lock = -1;
	}
	if (write_origin(in, study, &e) != NETRT_OK)
		netrt_tool_say(in->tool, NETRT_WARNING, "%s: %s", dir, e.msg);
out:
	if (study >= 0)
		close(study);
}

void
netrt_intake_end(struct netrt_intake *in)
{
	for (size_t i = 0; i < in->held.n; i++)
		let_go(in, &in->held.v[i]);
	free(in->held.v);
	in->held = (struct netrt_helds){ 0 };
}

/* ---- an object ---- */

struct object {
	long long bytes;		/* of its data set */
	unsigned status;		/* that is answered */
	const char *as;			/* "new", "same", "replaced" */
	char study[NETRT_UID_LEN];	/* "" while unknown */
	char why[512];			/* it was refused */
	const char *instance;		/* as the command has it */
	char kept[NETRT_KEPT_LEN];	/* its name in .refused */
};

static void
removed(void *ctx, const char *name)
{
	struct netrt_intake *in = ctx;

	netrt_tool_say(in->tool, NETRT_WARNING, "%s/.refused/%s: removed, "
	    "the limit dicom_listener.refused_max_mb is reached",
	    in->working->quarantine, name);
	netrt_log_event(in->tool->log, "REFUSED_REMOVED", "name", name,
	    NULL);
}

/* Keep the object aside, with the reason, as o->kept. */
static void
keep(struct netrt_intake *in, const char *file, struct object *o)
{
	char calling[17], when[NETRT_WHEN_LEN], text[1024];
	struct netrt_err e;

	netrt_printable(calling, in->guest->rq.calling);
	netrt_when_format(time(NULL), when);
	snprintf(text, sizeof text, "status %04X\ntime %s\nip %s\n"
	    "calling %s\nmessage %s\n", o->status, when, in->guest->peer,
	    calling, o->why);
	if (netrt_refused_keep(in->working->fd, in->working->quarantine,
	    in->spool.in, file, text, in->tool->cfg->listener.refused_max_mb,
	    removed, in, o->kept, &e) != NETRT_OK)
		netrt_tool_say(in->tool, NETRT_WARNING,
		    "a refused object is not kept: %s", e.msg);
}

/* One event for each object, whatever became of it.  Its own UID is not in
 * it: logs name studies, and nothing below them. */
static void
log_object(const struct netrt_intake *in, const struct object *o)
{
	const struct netrt_guest *g = in->guest;
	char calling[17], called[17], n[24], hex[8], bytes[24], seconds[24];
	const char *kv[24] = { "peer", g->peer, "calling", calling, "called",
		called, "number", n, "status", hex, "bytes", bytes, "seconds",
		seconds };
	size_t k = 14;
	const struct { const char *key, *value; } more[] = {
		{ "study", o->study }, { "as", o->as }, { "reason", o->why },
		{ "kept", o->kept },
	};

	netrt_printable(calling, g->rq.calling);
	netrt_printable(called, g->rq.called);
	snprintf(n, sizeof n, "%lu", in->objects);
	snprintf(hex, sizeof hex, "%04X", o->status);
	snprintf(bytes, sizeof bytes, "%lld", o->bytes);
	snprintf(seconds, sizeof seconds, "%.3f",
	    netrt_clock_get() - in->relay->begun);
	for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
		if (more[i].value[0] == '\0')
			continue;
		kv[k++] = more[i].key;
		kv[k++] = more[i].value;
	}
	netrt_log_eventv(in->tool->log, o->status == NETRT_ST_STORED ?
	    "OBJECT_STORED" : "OBJECT_REFUSED", kv, k / 2);
}

/* Errors of the file system name files, which are called by their UID. */
static void
mask(char *text, const char *uid)
{
	size_t n = strlen(uid);

	for (char *p = text; n > 0 && (p = strstr(p, uid)) != NULL; p++) {
		*p = '*';
		memmove(p + 1, p + n, strlen(p + n) + 1);
	}
}

static void
refuse(struct netrt_intake *in, struct object *o, unsigned status,
    const char *why)
{
	char calling[17];

	in->refused++;
	o->status = status;
	snprintf(o->why, sizeof o->why, "%s", why);
	mask(o->why, o->instance);
	netrt_printable(calling, in->guest->rq.calling);
	netrt_tool_say(in->tool, NETRT_WARNING, "object %lu from %s (AE %s) "
	    "answered %04X: %s", in->objects, in->guest->peer, calling,
	    status, o->why);
}

/* It did not fit, or so it seems: storescp says no more, and what it had
 * written is gone. */
static void
refuse_for_now(struct netrt_intake *in, struct object *o, unsigned status,
    const char *what, long long bytes)
{
	char why[sizeof o->why];
	struct netrt_err e = { .msg = "" };

	if (netrt_spool_room(&in->spool, bytes + FULL, &e) == NETRT_OK)
		e.msg[0] = '\0';
	snprintf(why, sizeof why, "%s%s%s", what, e.msg[0] ? ": " : "", e.msg);
	refuse(in, o, status, why);
}

static unsigned
status_of(enum netrt_verdict v)
{
	switch (v) {
	case NETRT_STORED:
	case NETRT_SAME:
	case NETRT_REPLACED:
		return NETRT_ST_STORED;
	case NETRT_MALFORMED:
		return NETRT_ST_MALFORMED;
	case NETRT_MISMATCH:
		return NETRT_ST_MISMATCH;
	case NETRT_CONFLICT:
		return NETRT_ST_CONFLICT;
	case NETRT_BUSY:
		return NETRT_ST_BUSY;
	case NETRT_FAILED:
		break;
	}
	return NETRT_ST_RESOURCES;
}

static void
commit(struct netrt_intake *in, const struct netrt_command *rq,
    const char *file, struct object *o)
{
	const struct netrt_config *cfg = in->tool->cfg;
	struct netrt_expect x = { .bytes = o->bytes };
	struct netrt_commit c;
	struct netrt_err e;
	unsigned status;

	strcpy(x.sop_class, rq->sop_class);
	strcpy(x.sop_instance, rq->sop_instance);
	(void)!netrt_commit(in->working->fd, in->spool.in, file, &x,
	    cfg->listener.on_conflict == NETRT_CONFLICT_REPLACE, &c, &e);
	status = status_of(c.verdict);
	strcpy(o->study, c.study);
	if (c.verdict == NETRT_FAILED) {
		refuse_for_now(in, o, status, e.msg, 0);
		return;
	}
	if (status != NETRT_ST_STORED) {
		refuse(in, o, status, e.msg);
		if (c.verdict != NETRT_BUSY)
			keep(in, file, o);
		return;
	}
	o->as = c.verdict == NETRT_SAME ? "same" :
	    c.verdict == NETRT_REPLACED ? "replaced" : "new";
	hold(in, c.dir);
	if (c.verdict == NETRT_REPLACED) {
		netrt_tool_say(in->tool, NETRT_WARNING, "%s: an object was "
		    "replaced by a newer one of the same UID; the older one "
		    "is in .netrt/superseded", c.dir);
		netrt_log_event(in->tool->log, "OBJECT_REPLACED", "study",
		    c.study, "peer", in->guest->peer, NULL);
	}
	in->same += c.verdict == NETRT_SAME;
	in->stored += c.verdict != NETRT_SAME;
}

/* Its class was not negotiated for the context that it came in. */
static void
misplaced(struct netrt_intake *in, const char *file, struct object *o)
{
	refuse(in, o, NETRT_ST_CLASS, "the SOP class of the command is not "
	    "that of its presentation context");
	keep(in, file, o);
}

/* What storescp said is good: see what it left in the spool. */
static void
take(struct netrt_intake *in, const struct netrt_command *rq,
    const struct netrt_names *names, struct object *o)
{
	unsigned long long reserve =
	    (unsigned long long)in->tool->cfg->listener.reserve_mb << 20;

	if (names->n != 1)
		refuse_for_now(in, o, NETRT_ST_RESOURCES, names->n == 0 ?
		    "storescp wrote no file" :
		    "storescp wrote more than one file", o->bytes);
	else if (netrt_disk_short(in->spool.fd, reserve))
		refuse(in, o, NETRT_ST_RESOURCES, "free disk is below "
		    "dicom_listener.reserve_mb");
	else if (netrt_offer_holds(&in->guest->rq, rq->context,
	    rq->sop_class))
		commit(in, rq, names->name[0], o);
	else
		misplaced(in, names->name[0], o);
}

unsigned
netrt_intake_store(void *ctx, const struct netrt_command *rq,
    long long bytes, unsigned status)
{
	struct netrt_intake *in = ctx;
	struct object o = { .bytes = bytes, .as = "",
	    .instance = rq->sop_instance };
	struct netrt_names names = { 0 };
	struct netrt_err e;

	in->objects++;
	if (netrt_fs_list(in->spool.in, ".", &names, &e) != NETRT_OK)
		refuse(in, &o, NETRT_ST_RESOURCES, e.msg);
	else if (status == 0)
		take(in, rq, &names, &o);
	else	/* above all A700: the disk is full */
		refuse_for_now(in, &o, status, "storescp could not take it",
		    bytes);
	/* the spool is empty again, whatever became of the object */
	for (size_t i = 0; i < names.n; i++)
		if (netrt_fs_unlink(in->spool.in, names.name[i], &e) !=
		    NETRT_OK)
			netrt_tool_say(in->tool, NETRT_WARNING, "%s: %s",
			    in->spool.path, e.msg);
	netrt_names_free(&names);
	log_object(in, &o);
	return o.status;
}

void
netrt_intake_echo(void *ctx, unsigned status)
{
	struct netrt_intake *in = ctx;
	char calling[17], called[17], hex[8], seconds[24];

	in->echoes++;
	netrt_printable(calling, in->guest->rq.calling);
	netrt_printable(called, in->guest->rq.called);
	snprintf(hex, sizeof hex, "%04X", status & 0xFFFF);
	snprintf(seconds, sizeof seconds, "%.3f",
	    netrt_clock_get() - in->relay->begun);
	netrt_log_event(in->tool->log, "ECHO", "peer", in->guest->peer,
	    "calling", calling, "called", called, "status", hex, "seconds",
	    seconds, NULL);
}

bool
netrt_intake_full(void *ctx)
{
	struct netrt_intake *in = ctx;

	return netrt_disk_short(in->spool.fd, FULL);
}
