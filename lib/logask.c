/* What netrt-log(1) asks the logs: see logask.h. */
#include <stdlib.h>
#include <string.h>

#include "logask.h"
#include "logread.h"

/* ---- the life of a study ---- */

struct kept {
	struct timespec time;
	size_t n;			/* in the order they were read */
	char *text;
};

struct life {
	const char *token;
	bool json;
	struct kept *line;
	size_t nlines, room;
	bool no_memory;
};

static char *
text_of(const struct netrt_line *l, bool json)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL)
		return NULL;
	if (json)
		netrt_line_put_json(f, l);
	else
		fprintf(f, "%s\n", l->raw);
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}

static void
keep_line(void *ctx, const struct netrt_line *l)
{
	struct life *a = ctx;

	/* RECEIVED has their number */
	if (a->no_memory || !netrt_line_names(l->raw, a->token) ||
	    (l->is_event && strcmp(l->event.name, "OBJECT_STORED") == 0))
		return;
	if (a->nlines == a->room) {
		size_t room = a->room ? 2 * a->room : 64;
		struct kept *p = realloc(a->line, room * sizeof *p);

		if (p == NULL) {
			a->no_memory = true;
			return;
		}
		a->line = p;
		a->room = room;
	}
	struct kept *k = &a->line[a->nlines];
	*k = (struct kept){ l->time, a->nlines, text_of(l, a->json) };
	if (k->text == NULL)
		a->no_memory = true;
	else
		a->nlines++;
}

static int
by_time(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	if (x->time.tv_sec != y->time.tv_sec)
		return x->time.tv_sec < y->time.tv_sec ? -1 : 1;
	if (x->time.tv_nsec != y->time.tv_nsec)
		return x->time.tv_nsec < y->time.tv_nsec ? -1 : 1;
	return x->n < y->n ? -1 : 1;
}

enum netrt_rc
netrt_ask_study(FILE *f, const struct netrt_config *cfg, const char *token,
    bool json, struct netrt_err *e)
{
	struct life a = { .token = token, .json = json };
	enum netrt_rc rc = netrt_logread_each(cfg, true, keep_line, &a, e);

	if (rc == NETRT_OK)
		rc = netrt_logread_each(cfg, false, keep_line, &a, e);
	if (rc == NETRT_OK && a.no_memory)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	if (rc == NETRT_OK && a.nlines == 0)
		rc = netrt_err_set(e, NETRT_NOINPUT,
		    "%s: no line in the logs names this study", token);
	if (a.nlines > 0)
		qsort(a.line, a.nlines, sizeof *a.line, by_time);
	for (size_t i = 0; i < a.nlines; i++) {
		if (rc == NETRT_OK)
			fputs(a.line[i].text, f);
		free(a.line[i].text);
	}
	free(a.line);
	return rc;
}

/* ---- failures ---- */

struct filter {
	FILE *f;
	time_t since;
	bool json;
};

static bool
ends(const char *s, const char *tail)
{
	size_t n = strlen(s), m = strlen(tail);

	return n >= m && strcmp(s + n - m, tail) == 0;
}

static bool
is_failure(const char *name)
{
	return ends(name, "_FAILED") || ends(name, "_REFUSED") ||
	    ends(name, "_ABORTED") || strcmp(name, "QUARANTINE") == 0;
}

static void
put_failure(void *ctx, const struct netrt_line *l)
{
	struct filter *a = ctx;

	if (!l->is_event || !is_failure(l->event.name) ||
	    (l->time.tv_sec >= 0 && l->time.tv_sec < a->since))
		return;
	if (a->json)
		netrt_line_put_json(a->f, l);
	else
		fprintf(a->f, "%s\n", l->raw);
}

enum netrt_rc
netrt_ask_failures(FILE *f, const struct netrt_config *cfg, time_t since,
    bool json, struct netrt_err *e)
{
	struct filter a = { f, since, json };

	return netrt_logread_each(cfg, true, put_failure, &a, e);
}

/* ---- counts ---- */

enum { RECEIVED = 1, PROCESSED = 2, FAILED = 4, SENT = 8, RETIRED = 16 };

struct counted {
	char *name;
	unsigned long n;		/* of an event */
	unsigned bits;			/* of a study */
};

struct counts {
	time_t since;
	struct counted *event, *study;
	size_t nevents, nstudies;
	bool no_memory;
};

/* Find or add; sorted by name, so that 100,000 studies are no matter. */
static struct counted *
entry(struct counted **list, size_t *n, const char *name)
{
	size_t lo = 0, hi = *n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = strcmp((*list)[mid].name, name);

		if (c == 0)
			return &(*list)[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if ((*n & (*n - 1)) == 0) {	/* grows at powers of two */
		struct counted *p = realloc(*list,
		    (*n ? 2 * *n : 1) * sizeof *p);

		if (p == NULL)
			return NULL;
		*list = p;
	}
	struct counted c = { .name = strdup(name) };
	if (c.name == NULL)
		return NULL;
	memmove(*list + lo + 1, *list + lo, (*n - lo) * sizeof c);
	(*list)[lo] = c;
	++*n;
	return &(*list)[lo];
}

static void
count_study(struct counted *s, const char *event)
{
	if (strcmp(event, "RECEIVED") == 0 ||
	    strcmp(event, "PROCESSING_START") == 0)
		s->bits |= RECEIVED;
	else if (strcmp(event, "PROCESSING_SUCCESS") == 0)
		s->bits = (s->bits | PROCESSED) & ~(unsigned)FAILED;
	else if (strcmp(event, "PROCESSING_FAILED") == 0)
		s->bits = (s->bits | FAILED) & ~(unsigned)PROCESSED;
	else if (strcmp(event, "SENDING_SUCCESS") == 0)
		s->bits |= SENT;
	else if (strcmp(event, "RETIRE") == 0)
		s->bits |= RETIRED;
}

static void
count_line(void *ctx, const struct netrt_line *l)
{
	struct counts *a = ctx;
	struct counted *c;
	const char *study;

	if (!l->is_event || a->no_memory ||
	    (l->time.tv_sec >= 0 && l->time.tv_sec < a->since))
		return;
	c = entry(&a->event, &a->nevents, l->event.name);
	if (c != NULL)
		c->n++;
	study = netrt_event_get(&l->event, "study");
	if (c != NULL && study != NULL &&
	    (c = entry(&a->study, &a->nstudies, study)) != NULL)
		count_study(c, l->event.name);
	if (c == NULL)
		a->no_memory = true;
}

static unsigned long
with(const struct counts *a, unsigned bit)
{
	unsigned long n = 0;

	for (size_t i = 0; i < a->nstudies; i++)
		n += (a->study[i].bits & bit) != 0;
	return n;
}

static void
put_counts(FILE *f, const struct counts *a, bool json)
{
	static const struct {
		const char *name;
		unsigned bit;
	} what[] = {
		{ "received", RECEIVED }, { "processed", PROCESSED },
		{ "failed", FAILED }, { "sent", SENT },
		{ "retired", RETIRED },
	};

	if (json)
		fputs("{\"studies\": {", f);
	for (size_t i = 0; i < sizeof what / sizeof what[0]; i++)
		fprintf(f, json ? "%s\"%s\": %lu" : "%sstudies %s\t%lu\n",
		    json && i > 0 ? ", " : "", what[i].name,
		    with(a, what[i].bit));
	if (json)
		fputs("}, \"events\": {", f);
	for (size_t i = 0; i < a->nevents; i++) {
		fputs(json && i > 0 ? ", " : "", f);
		if (json)
			netrt_put_json(f, a->event[i].name);
		else
			fprintf(f, "events %s", a->event[i].name);
		fprintf(f, json ? ": %lu" : "\t%lu\n", a->event[i].n);
	}
	if (json)
		fputs("}}\n", f);
}

enum netrt_rc
netrt_ask_counts(FILE *f, const struct netrt_config *cfg, time_t since,
    bool json, struct netrt_err *e)
{
	struct counts a = { .since = since };
	enum netrt_rc rc = netrt_logread_each(cfg, true, count_line, &a, e);

	if (rc == NETRT_OK && a.no_memory)
		rc = netrt_err_set(e, NETRT_TEMP, "no memory");
	if (rc == NETRT_OK)
		put_counts(f, &a, json);
	for (size_t i = 0; i < a.nevents; i++)
		free(a.event[i].name);
	for (size_t i = 0; i < a.nstudies; i++)
		free(a.study[i].name);
	free(a.event);
	free(a.study);
	return rc;
}

/* ---- one run ---- */

struct run {
	const char *uid;
	struct netrt_run *out;
};

static void
see_run(void *ctx, const struct netrt_line *l)
{
	struct run *r = ctx;
	const char *study, *v;

	if (!l->is_event ||
	    (study = netrt_event_get(&l->event, "study")) == NULL ||
	    strcmp(study, r->uid) != 0)
		return;
	if (strcmp(l->event.name, "PROCESSING_START") == 0) {
		r->out->begun = l->time;
		r->out->seconds = -1;
	} else if (strncmp(l->event.name, "PROCESSING_", 11) == 0) {
		if ((v = netrt_event_get(&l->event, "seconds")) != NULL)
			r->out->seconds = strtod(v, NULL);
	} else if (strcmp(l->event.name, "SENDING_SUCCESS") == 0) {
		v = netrt_event_get(&l->event, "series");
		if (v != NULL && strcmp(v, "DEBUG") == 0)
			r->out->debug_sent = true;
	}
}

void
netrt_ask_run(const struct netrt_config *cfg, const char *uid,
    const struct timespec *now, struct netrt_run *out)
{
	struct run r = { uid, out };
	struct netrt_err e;

	*out = (struct netrt_run){ .begun.tv_sec = -1, .seconds = -1 };
	if (netrt_logread_each(cfg, true, see_run, &r, &e) != NETRT_OK)
		return;
	if (out->begun.tv_sec >= 0 && out->seconds < 0)
		out->seconds = (double)(now->tv_sec - out->begun.tv_sec) +
		    (double)(now->tv_nsec - out->begun.tv_nsec) / 1e9;
}
