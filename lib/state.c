/* The state of a study: see state.h. */
#include <sys/stat.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "attempt.h"
#include "await.h"
#include "complete.h"
#include "lock.h"
#include "logfmt.h"
#include "state.h"
#include "study.h"

/* Seconds since DCM or Structure changed. */
static double
quiet(int dir, long long now)
{
	static const char *const rooms[] = {
		NETRT_DIR_IMAGES, NETRT_DIR_STRUCTS
	};
	long long newest = 0;
	struct stat st;

	for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++)
		if (fstatat(dir, rooms[i], &st, 0) == 0 &&
		    st.st_mtim.tv_sec > newest)
			newest = st.st_mtim.tv_sec;
	return newest > now ? 0 : (double)(now - newest);
}

static bool
is_delivered(const char *path)
{
	struct netrt_delivered d;
	struct netrt_study s;
	struct netrt_err e;
	size_t more = 0, gone = 0;
	bool yes = false;

	if (netrt_study_open(path, &s, &e) != NETRT_OK)
		return false;
	if (netrt_delivered_read(s.fd, &d) &&
	    netrt_study_load(&s, &e) == NETRT_OK &&
	    netrt_delivered_is(&d, &s) &&
	    netrt_study_compare(&s, &more, &gone, &e) == NETRT_OK)
		yes = more + gone == 0;
	netrt_study_close(&s);
	return yes;
}

/* A study in WORKING, or laid out by hand. */
static void
alive(const struct netrt_config *cfg, int working,
    const struct netrt_found *f, int dir, struct netrt_look *look, long long now, struct netrt_state *out)
{
	unsigned which;

	out->until = netrt_attempt_until(f->path);
	if (netrt_complete_deferred(cfg, out->until, now))
		out->until = netrt_await_until(dir, working, cfg, out->until,
		    now, &which);
	if (netrt_lock_busy(dir, ".netrt/receiving")) {
		out->name = "receiving";
	} else if (netrt_lock_busy(dir, ".netrt/lock")) {
		out->name = "processing";
	} else if (is_delivered(f->path)) {
		out->name = "delivered";
	} else if (netrt_complete_wait(cfg, look) < 0 ||
	    quiet(dir, now) < netrt_complete_wait(cfg, look)) {
		out->name = "waiting";
		netrt_complete_why(cfg, look, out->waits_for,
		    sizeof out->waits_for);
	} else if (netrt_complete_deferred(cfg, out->until, now) &&
	    !netrt_complete_changed(f->path)) {
		out->name = "deferred";
		if (!netrt_reason_read(dir, ".netrt/last", &out->why))
			out->why.code = 0;
	} else {
		out->name = "due";
	}
}

enum netrt_rc
netrt_state_read(const struct netrt_config *cfg,
    const struct netrt_working *w, struct netrt_twins *twins,
    const struct netrt_found *f, long long now, struct netrt_state *out,
    struct netrt_err *e)
{
	struct netrt_look look;
	char uid[NETRT_UID_LEN];
	int dir = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum netrt_rc rc;

	*out = (struct netrt_state){ .name = "gone" };
	if (dir < 0)
		return netrt_err_errno(e, "study");
	if ((rc = netrt_complete_look(dir, &look, e)) != NETRT_OK) {
		close(dir);
		return rc;
	}
	out->images = look.images;
	out->structs = look.structs;
	if (f->where == NETRT_IN_QUARANTINE) {
		out->name = netrt_quarantine_name(f->name, uid) ?
		    "quarantined" : "aside";
		if (!netrt_reason_read(dir, ".netrt/reason", &out->why))
			snprintf(out->why.message, sizeof out->why.message,
			    "no reason is recorded");
	} else {
		if (f->where == NETRT_IN_WORKING)
			netrt_twins_look(twins, w, f->name, &look);
		alive(cfg, w->fd, f, dir, &look, now, out);
	}
	close(dir);
	return NETRT_OK;
}

enum netrt_rc
netrt_state_each(const struct netrt_config *cfg,
    const struct netrt_working *w, long long now,
    void (*visit)(void *ctx, const struct netrt_found *f,
    const struct netrt_state *s), void *ctx, struct netrt_err *e)
{
	const char *const dirs[] = { ".", w->quarantine };
	struct netrt_twins twins = NETRT_TWINS_INIT;
	enum netrt_rc rc = NETRT_OK;

	for (size_t d = 0; rc == NETRT_OK && d < 2; d++) {
		struct netrt_names names;

		rc = netrt_fs_list(w->fd, dirs[d], &names, e);
		for (size_t i = 0; rc == NETRT_OK && i < names.n; i++) {
			char path[PATH_MAX + 2 * NAME_MAX + 4];
			struct netrt_found f;
			struct netrt_state s;
			struct netrt_err gone;

			snprintf(path, sizeof path, "%s/%s%s%s", w->path,
			    d == 0 ? "" : dirs[d], d == 0 ? "" : "/",
			    names.name[i]);
			/* what moved meanwhile is listed where it is now */
			if (strncmp(names.name[i], "UID_", 4) == 0 &&
			    netrt_working_find(w, path, &f, &gone) ==
			    NETRT_OK && f.where != NETRT_ELSEWHERE &&
			    netrt_state_read(cfg, w, &twins, &f, now, &s,
			    &gone) == NETRT_OK)
				visit(ctx, &f, &s);
		}
		netrt_names_free(&names);
	}
	netrt_twins_free(&twins);
	return rc;
}

static void
put_json(FILE *out, const struct netrt_found *f, const struct netrt_state *s)
{
	fputs("{\"study\": ", out);
	netrt_put_json(out, f->uid[0] ? f->uid : f->name);
	fputs(", \"path\": ", out);
	netrt_put_json(out, f->path);
	fprintf(out, ", \"state\": \"%s\", \"images\": %zu, "
	    "\"rtstructs\": %zu", s->name, s->images, s->structs);
	if (s->until > 0)
		fprintf(out, ", \"not_before\": %lld", s->until);
	if (s->waits_for[0] != '\0') {
		fputs(", \"waits_for\": ", out);
		netrt_put_json(out, s->waits_for);
	}
	if (s->why.message[0] != '\0') {
		fprintf(out, ", \"code\": %d, \"step\": ", s->why.code);
		netrt_put_json(out, s->why.step);
		fputs(", \"time\": ", out);
		netrt_put_json(out, s->why.time);
		fputs(", \"message\": ", out);
		netrt_put_json(out, s->why.message);
	}
	fputs("}\n", out);
}

void
netrt_state_put(FILE *out, const struct netrt_found *f,
    const struct netrt_state *s, bool json)
{
	char when[NETRT_WHEN_LEN];
	bool held = s->why.message[0] != '\0' &&
	    strcmp(s->name, "deferred") != 0;

	if (json) {
		put_json(out, f, s);
		return;
	}
	/* a path of its own for what cannot be found by name */
	fprintf(out, "%s\t%s", f->where == NETRT_ELSEWHERE ? f->path :
	    f->name, s->name);
	if (held && s->why.code > 0)
		fprintf(out, " %d", s->why.code);
	if (s->until > 0 && (strcmp(s->name, "deferred") == 0 ||
	    strcmp(s->name, "delivered") == 0)) {
		netrt_when_format((time_t)s->until, when);
		fprintf(out, " until %s", when);
	}
	fprintf(out, "\t%zu images, %zu RTSTRUCTs", s->images, s->structs);
	if (s->waits_for[0] != '\0')
		fprintf(out, "; waits for %s", s->waits_for);
	if (s->why.message[0] != '\0') {
		fputs("; ", out);
		if (s->why.step[0] != '\0')
			fprintf(out, "%s: ", s->why.step);
		netrt_put_safe(out, s->why.message);
	}
	putc('\n', out);
}
