/*
 * Events as texts, in netrt's style and in NETRT's, and lines of the logs
 * back into their parts: see logfmt.h.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "logfmt.h"

/* The messages of the Python NETRT; {key} is the value of a pair. */
static const struct {
	const char *name, *text;
} netrt_style[] = {
	{ "ASSOCIATION_ACCEPTED", "DICOM association accepted. "
	    "SourceIP: {peer}, SourceAET: {calling}" },
	{ "ASSOCIATION_RELEASED", "DICOM association released/closed. "
	    "SourceIP: {peer}, SourceAET: {calling}" },
	{ "ASSOCIATION_ABORTED", "DICOM association released/closed. "
	    "SourceIP: {peer}, SourceAET: {calling}" },
	{ "ECHO", "C-ECHO received. SourceIP: {peer}" },
	{ "PROCESSING_START",
	    "PROCESSING_START StudyUID: {study}, Path: {path}" },
	{ "PROCESSING_SUCCESS",
	    "PROCESSING_SUCCESS StudyUID: {study}, DurationSec: {seconds}" },
	{ "PROCESSING_FAILED", "PROCESSING_FAILED StudyUID: {study}, "
	    "DurationSec: {seconds}, Reason: {reason}" },
	{ "SENDING_START", "SENDING_START SeriesType: {series}, "
	    "StudyUID: {study}, DestAET: {aet}" },
	{ "SENDING_SUCCESS", "SENDING_SUCCESS SeriesType: {series}, "
	    "StudyUID: {study}, DestAET: {aet}" },
	{ "SENDING_FAILED", "SENDING_FAILED SeriesType: {series}, "
	    "StudyUID: {study}, DestAET: {aet}" },
};
#define NSTYLE (sizeof netrt_style / sizeof netrt_style[0])

const char *
netrt_event_get(const struct netrt_event *ev, const char *key)
{
	for (size_t i = 0; i < ev->n; i++)
		if (strcmp(ev->kv[2 * i], key) == 0)
			return ev->kv[2 * i + 1];
	return NULL;
}

bool
netrt_event_final(const char *name)
{
	static const char *const final[] = {
		"QUARANTINE", "JOIN", "REQUEUE", "RETIRE", "STUDY_LINKED"
	};
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof final / sizeof *final; i++)
		if (strcmp(name, final[i]) == 0)
			return true;
	return (n > 8 && strcmp(name + n - 8, "_SUCCESS") == 0) ||
	    (n > 7 && strcmp(name + n - 7, "_FAILED") == 0);
}

void
netrt_study_token(const char *text, char *out, size_t size)
{
	size_t n = strlen(text), from;

	while (n > 1 && text[n - 1] == '/')
		n--;
	for (from = n; from > 0 && text[from - 1] != '/'; from--)
		;
	if (n - from > 4 && strncmp(text + from, "UID_", 4) == 0) {
		from += 4;
		n = from + strspn(text + from, "0123456789.");
	}
	snprintf(out, size, "%.*s", (int)(n - from), text + from);
}

static void
put_study(FILE *f, const char *s)
{
	char token[256];

	netrt_study_token(s, token, sizeof token);
	netrt_put_safe(f, token);
}

/* Can the value stand without quotes? */
static bool
plain(const char *s)
{
	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 0x7f ||
		    strchr("\"=\\", *s) != NULL)
			return false;
	return true;
}

static void
put_pair(FILE *f, const char *key, const char *value)
{
	fprintf(f, " %s=", key);
	if (strcmp(key, "study") == 0)
		put_study(f, value);
	else if (plain(value))
		fputs(value, f);
	else
		netrt_put_json(f, value);
}

/* The value of {key} in NETRT's text. */
static void
put_field(FILE *f, const struct netrt_event *ev, const char *key)
{
	const char *v = netrt_event_get(ev, key);

	if (v == NULL)
		fputs(strcmp(key, "seconds") == 0 ? "0.00" : "N/A", f);
	else if (strcmp(key, "seconds") == 0)
		fprintf(f, "%.2f", strtod(v, NULL));
	else if (strcmp(key, "study") == 0)
		put_study(f, v);
	else
		netrt_put_safe(f, v);
}

static bool
put_netrt(FILE *f, const struct netrt_event *ev)
{
	size_t i = 0;

	while (i < NSTYLE && strcmp(netrt_style[i].name, ev->name) != 0)
		i++;
	if (i == NSTYLE)
		return false;
	for (const char *t = netrt_style[i].text; *t != '\0';) {
		if (*t != '{') {
			putc(*t++, f);
			continue;
		}
		char key[16];
		size_t n = strcspn(t + 1, "}");

		snprintf(key, sizeof key, "%.*s", (int)n, t + 1);
		put_field(f, ev, key);
		t += n + 2;
	}
	return true;
}

void
netrt_event_put(FILE *f, const struct netrt_event *ev, bool netrt)
{
	if (netrt && put_netrt(f, ev))
		return;
	netrt_put_safe(f, ev->name);
	for (size_t i = 0; i < ev->n; i++)
		put_pair(f, ev->kv[2 * i], ev->kv[2 * i + 1]);
}

/* ---- the way back ---- */

/* Copy n bytes to *buf, end them, add the pair. */
static bool
add_pair(struct netrt_event *ev, const char *key, const char *value, size_t n,
    char **buf)
{
	if (ev->n == NETRT_PAIRS_MAX)
		return false;
	ev->kv[2 * ev->n] = key;
	ev->kv[2 * ev->n++ + 1] = *buf;
	memmove(*buf, value, n);
	(*buf)[n] = '\0';
	*buf += n + 1;
	return true;
}

/* Match NETRT's text t; keys are put into buf as well. */
static bool
match_style(const char *t, const char *s, struct netrt_event *ev, char *buf)
{
	ev->n = 0;
	while (*t != '\0') {
		if (*t != '{') {
			if (*t++ != *s++)
				return false;
			continue;
		}
		size_t n = strcspn(t + 1, "}");
		const char *lit = t + n + 2;
		size_t len = strcspn(lit, "{");
		const char *end = s + strlen(s);

		if (len > 0) {
			char part[64];

			snprintf(part, sizeof part, "%.*s", (int)len, lit);
			if ((end = strstr(s, part)) == NULL)
				return false;
		}
		const char *key = buf;
		memcpy(buf, t + 1, n);
		buf[n] = '\0';
		buf += n + 1;
		if (!add_pair(ev, key, s, (size_t)(end - s), &buf))
			return false;
		s = end;
		t = lit;
	}
	return *s == '\0';
}

/* A quoted value in place; returns what is behind it, or NULL. */
static char *
unquote(char *s)
{
	char *to = s;

	for (char *p = s + 1; *p != '\0'; p++) {
		unsigned u = 0;

		if (*p == '"') {
			*to = '\0';
			return p + 1;
		}
		if (*p != '\\') {
			*to++ = *p;
			continue;
		}
		p++;
		if (*p == '\0')
			return NULL;
		if (*p == 'u' && sscanf(p + 1, "%4x", &u) == 1) {
			p += strnlen(p + 1, 4);
			*to++ = u < 0x80 && u != 0 ? (char)u : '?';
		} else {
			*to++ = *p == 'n' ? '\n' : *p == 't' ? '\t' : *p;
		}
	}
	return NULL;
}

static bool
match_pairs(struct netrt_event *ev, char *s)
{
	char *p = s;

	while (isupper((unsigned char)*p) || *p == '_' ||
	    isdigit((unsigned char)*p))
		p++;
	if (p - s < 3 || (*p != ' ' && *p != '\0'))
		return false;
	ev->name = s;
	ev->n = 0;
	while (*p == ' ') {
		*p++ = '\0';
		char *key = p, *eq = strchr(p, '=');

		if (eq == NULL || memchr(p, ' ', (size_t)(eq - p)) != NULL ||
		    ev->n == NETRT_PAIRS_MAX)
			return false;
		*eq = '\0';
		p = eq + 1;
		ev->kv[2 * ev->n] = key;
		ev->kv[2 * ev->n++ + 1] = p;
		p = *p == '"' ? unquote(p) : p + strcspn(p, " ");
		if (p == NULL)
			return false;
	}
	return *p == '\0';
}

bool
netrt_event_parse(const char *message, struct netrt_event *ev, char *buf)
{
	for (size_t i = 0; i < NSTYLE; i++)
		if (match_style(netrt_style[i].text, message, ev, buf)) {
			ev->name = netrt_style[i].name;
			return true;
		}
	strcpy(buf, message);
	return match_pairs(ev, buf);
}
