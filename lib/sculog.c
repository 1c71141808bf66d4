/* What storescu did: see sculog.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sculog.h"

/* The rest of s behind the prefix, or NULL. */
static const char *
after(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(s, prefix, n) == 0 ? s + n : NULL;
}

/* Copy text, without the code that DCMTK puts before its conditions
 * ("0006:031c "); the last cause is the telling one, so it replaces. */
static void
keep(char why[160], const char *text)
{
	unsigned a, b;
	int at = 0;

	if (sscanf(text, "%4x:%4x %n", &a, &b, &at) == 2 && at > 0)
		text += at;
	snprintf(why, 160, "%s", text);
	for (char *p = why; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p > '~')
			*p = '?';
}

static int
by_name(const void *key, const void *file)
{
	const struct netrt_scu_file *f = file;

	return strcmp(key, f->name);
}

struct netrt_scu_file *
netrt_sculog_find(const struct netrt_sculog *l, const char *name, size_t len)
{
	char key[256];

	if (len >= sizeof key || l->n == 0)
		return NULL;
	memcpy(key, name, len);
	key[len] = '\0';
	return bsearch(key, l->file, l->n, sizeof *l->file, by_name);
}

static void
no_context(struct netrt_scu_file *f)
{
	f->local = f->no_context = true;
	keep(f->why, "the peer accepts no presentation context for its SOP "
	    "class and transfer syntax");
}

/* Lines that begin an association or end it. */
static bool
link_line(struct netrt_sculog *l, const char *s)
{
	const char *p;

	if (after(s, "Association Accepted") != NULL) {
		l->link = NETRT_LINK_OPEN;
	} else if ((p = after(s, "Association Request Failed: ")) != NULL) {
		l->link = NETRT_LINK_FAILED;
		keep(l->why, p);
	} else if (after(s, "Association Rejected:") != NULL) {
		l->link = NETRT_LINK_REJECTED;
		l->in = NETRT_SCU_REJECT;
	} else if (after(s, "No Acceptable Presentation Contexts") != NULL) {
		l->link = NETRT_LINK_CONTEXTS;
		for (size_t i = 0; i < l->n; i++)
			no_context(&l->file[i]);
	} else {
		return false;
	}
	return true;
}

/* "Result: Rejected Transient, Source: ..." and "Reason: ...". */
static bool
reject_line(struct netrt_sculog *l, const char *s)
{
	const char *p;

	if (after(s, "Result: Rejected Transient") != NULL)
		l->link = NETRT_LINK_BUSY;
	if (after(s, "Result: ") != NULL) {
		keep(l->why, s + strlen("Result: "));
		return true;
	}
	if ((p = after(s, "Reason: ")) == NULL)
		return false;
	size_t n = strlen(l->why);
	snprintf(l->why + n, sizeof l->why - n, ", Reason: %.*s",
	    (int)strcspn(p, "\r\n"), p);
	return true;
}

/* Is this the UID of another object than the one that was sent? */
static bool
another(const struct netrt_scu_file *f, const char *value)
{
	char uid[65];
	size_t n;

	if (sscanf(value, " : %64[0-9.]", uid) != 1)
		return false;		/* a response need not have it */
	n = strlen(uid);
	return strncmp(f->name, uid, n) != 0 || f->name[n] != '.';
}

/* Lines of a response, and of the Status Detail behind it. */
static void
reply_line(struct netrt_sculog *l, const char *s)
{
	struct netrt_scu_file *f = l->now;
	unsigned v, w;
	const char *p;

	if (f == NULL)
		return;
	if (strstr(s, "= INCOMING DIMSE MESSAGE =") != NULL) {
		l->reply = !f->replied;
		f->replied = true;
	} else if (strstr(s, "= END DIMSE MESSAGE =") != NULL) {
		l->reply = false;
	} else if (!l->reply) {
		if (f->status >= 0 && f->offending == 0 &&
		    sscanf(s, "(0000,0901) AT (%4x,%4x)", &v, &w) == 2)
			f->offending = v << 16 | w;
	} else if ((p = after(s, "Affected SOP Instance UID")) != NULL) {
		if (another(f, p)) {
			f->other = true;
			keep(f->why, "the response is for another object");
		}
	} else if ((p = after(s, "DIMSE Status")) != NULL && f->status < 0 &&
	    !f->other && sscanf(p, " : 0x%4x", &v) == 1) {
		f->status = (int)v;
		l->answered++;
	}
}

/* It was whole and readable when it was looked at: did that change, or is it
 * something that DCMTK cannot read? */
static void
unreadable(struct netrt_scu_file *f, const char *s)
{
	static const char *const passing[] = { "No such file", "premature end",
		"Too many open files", "Input/output error", "Cannot allocate",
		"Permission denied", "Stale file" };
	const char *p = strstr(s, f->name);

	p = p == NULL ? NULL : after(p + strlen(f->name), ": ");
	f->local = true;
	snprintf(f->why, sizeof f->why, "storescu cannot read it%s%.100s; its "
	    "transfer syntax may be unknown to this DCMTK",
	    p == NULL ? "" : ": ", p == NULL ? "" : p);
	for (size_t i = 0; p != NULL && i < sizeof passing / sizeof *passing;
	    i++)
		if (strstr(p, passing[i]) != NULL) {
			f->passing = true;
			snprintf(f->why, sizeof f->why, "storescu cannot read "
			    "it: %.100s; was it changed just now?", p);
		}
}

/* Lines about the object being sent. */
static void
file_line(struct netrt_sculog *l, const char *s)
{
	struct netrt_scu_file *f = l->now;

	if (f == NULL)
		return;
	if (after(s, "Store Failed, file: ") != NULL) {
		/* what the connection dies of; all that follow fail too */
		l->in = NETRT_SCU_LOST;
		if (l->link == NETRT_LINK_OPEN)
			l->link = NETRT_LINK_LOST;
	} else if (after(s, "No presentation context for: ") != NULL) {
		no_context(f);
	} else if (after(s, "No conversion to transfer syntax") != NULL) {
		f->local = f->no_context = true;
		keep(f->why, "the peer takes this SOP class under another "
		    "transfer syntax only");
	} else if (after(s, "Bad DICOM file: ") != NULL ||
	    after(s, "No SOP Class or Instance UID") != NULL) {
		unreadable(f, s);
	}
}

void
netrt_sculog_line(struct netrt_sculog *l, const char *line)
{
	const char *s, *p;

	/* "I: text"; what does not look so is not storescu's */
	if (line[0] == '\0' || line[1] != ':' || line[2] != ' ') {
		if (l->link == NETRT_LINK_NONE && line[0] != '\0')
			keep(l->why, line);
		return;
	}
	s = line + 3;
	if (line[0] == 'D') {
		reply_line(l, s);
		return;
	}
	if (l->in == NETRT_SCU_LOST && line[0] == 'E' && l->now != NULL &&
	    strspn(s, "0123456789abcdef") == 4) {
		keep(l->now->why, s);
		return;
	}
	if (l->in == NETRT_SCU_REJECT && reject_line(l, s))
		return;
	l->in = NETRT_SCU_ANY;
	if ((p = after(s, "Sending file: ")) != NULL) {
		const char *slash = strrchr(p, '/');

		p = slash == NULL ? p : slash + 1;
		if ((l->now = netrt_sculog_find(l, p, strlen(p))) != NULL) {
			l->now->begun = true;
			l->reply = false;
			l->now->late = l->link == NETRT_LINK_LOST;
		}
	} else if (!link_line(l, s)) {
		if (l->link == NETRT_LINK_NONE && line[0] == 'F')
			keep(l->why, s);
		file_line(l, s);
	}
}

bool
netrt_sculog_outcome(const struct netrt_scu_file *f,
    enum netrt_sent_state *state)
{
	if (f->status >= 0)
		*state = netrt_sent_class((unsigned)f->status);
	else
		*state = f->passing ? NETRT_SENT_FAILED :
		    f->local ? NETRT_SENT_REFUSED : NETRT_SENT_UNKNOWN;
	return f->status >= 0 || f->local || (f->begun && !f->late);
}
