/* Lines of the logs back into records: see logfmt.h. */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>

#include "logpiece.h"

/* "2026-11-24 10:20:30,123", or with 'T' and '.'; local time. */
static bool
parse_time(const char *s, struct timespec *t)
{
	struct tm tm = { .tm_isdst = -1 };
	int ms;

	if (sscanf(s, "%4d-%2d-%2d%*1[ T]%2d:%2d:%2d%*1[,.]%3d", &tm.tm_year,
	    &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec,
	    &ms) != 7)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	t->tv_sec = mktime(&tm);
	t->tv_nsec = ms * 1000000L;
	return true;
}

/* The literal text that begins at fmt, up to the next conversion. */
static void
literal(const char *fmt, char *buf, size_t size)
{
	struct netrt_piece p;
	size_t n = 0;

	while (*fmt != '\0' && netrt_piece_take(&fmt, &p) &&
	    p.literal != '\0' && n + 1 < size)
		buf[n++] = p.literal;
	buf[n] = '\0';
}

/* The last place of needle in s, or NULL. */
static const char *
last(const char *s, const char *needle)
{
	const char *found = NULL;

	for (const char *p = s; (p = strstr(p, needle)) != NULL; p++)
		found = p;
	return found;
}

/* How far the value of a conversion goes from s; next: what follows it. */
static size_t
extent(const struct netrt_piece *p, const char *s, const char *next)
{
	const char *end;
	size_t n = 0;

	switch (p->attr) {
	case NETRT_A_ASCTIME:
		n = strspn(s, " ") + 23;
		n = n <= strlen(s) ? n : strlen(s);
		return n + strspn(s + n, next[0] == '\0' ? " " : "");
	case NETRT_A_LEVELNAME:
		n = strspn(s, " ");
		n += strspn(s + n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		break;
	case NETRT_A_MESSAGE:
		end = *next != '\0' ? last(s, next) : s + strlen(s);
		return end != NULL ? (size_t)(end - s) : strlen(s);
	case NETRT_A_NAME:
	case NETRT_A_THREADNAME:
		n = strspn(s, " ");
		n += strcspn(s + n, " ");
		break;
	default:
		n = strspn(s, " +-0123456789.");
	}
	/* a padded value goes on to the literal that follows */
	if (*next != '\0' && (end = strstr(s, next)) != NULL)
		n = (size_t)(end - s);
	return n;
}

static void
copy_trimmed(char *to, const char *s, size_t n)
{
	while (n > 0 && s[n - 1] == ' ')
		n--;
	while (n > 0 && *s == ' ') {
		s++;
		n--;
	}
	memcpy(to, s, n);
	to[n] = '\0';
}

static bool
match_text(const char *fmt, const char *s, struct netrt_record *r,
    char *name, char *message)
{
	struct netrt_piece p;

	while (*fmt != '\0') {
		char next[64], word[32];

		if (!netrt_piece_take(&fmt, &p))
			return false;
		if (p.literal != '\0') {
			if (*s++ != p.literal)
				return false;
			continue;
		}
		literal(fmt, next, sizeof next);
		size_t n = extent(&p, s, next);
		if (p.attr == NETRT_A_MESSAGE) {
			copy_trimmed(message, s, n);
		} else if (p.attr == NETRT_A_NAME) {
			copy_trimmed(name, s, n);
		} else if (p.attr == NETRT_A_ASCTIME) {
			if (!parse_time(s + strspn(s, " "), &r->time))
				return false;
		} else if (n < sizeof word) {
			copy_trimmed(word, s, n);
			if (p.attr == NETRT_A_LEVELNAME)
				r->level = netrt_level_find(word);
			else if (p.attr == NETRT_A_LEVELNO)
				r->level = atoi(word);
			else if (p.attr == NETRT_A_PROCESS)
				r->pid = atol(word);
			else if (p.attr == NETRT_A_CREATED)
				r->time.tv_sec = (time_t)strtod(word, NULL);
		} else {
			return false;
		}
		s += n;
	}
	return *s == '\0';
}

/* The string after key in a JSON line of ours, unescaped into to. */
static bool
json_text(const char *line, const char *key, char *to)
{
	const char *s = strstr(line, key);

	if (s == NULL)
		return false;
	for (s += strlen(key); *s != '"'; s++) {
		unsigned u;

		if (*s == '\0')
			return false;
		if (*s != '\\') {
			*to++ = *s;
			continue;
		}
		if (*++s == 'u' && sscanf(s + 1, "%4x", &u) == 1) {
			s += strnlen(s + 1, 4);
			*to++ = u >= ' ' && u < 0x7f ? (char)u : '?';
		} else if (*s != '\0') {
			*to++ = *s == 'n' || *s == 't' ? ' ' : *s;
		} else {
			return false;
		}
	}
	*to = '\0';
	return true;
}

static bool
match_json(const char *line, struct netrt_record *r, char *name,
    char *message)
{
	if (strncmp(line, "{\"time\": \"", 10) != 0 ||
	    !parse_time(line + 10, &r->time) ||
	    !json_text(line, "\"level\": \"", name))
		return false;
	r->level = netrt_level_find(name);
	const char *pid = strstr(line, "\"process\": ");
	r->pid = pid != NULL ? atol(pid + 11) : 0;
	return json_text(line, "\"name\": \"", name) &&
	    json_text(line, "\"message\": \"", message);
}

bool
netrt_logfmt_match(const char *fmt, const char *line, struct netrt_record *r,
    char *name, char *message)
{
	*r = (struct netrt_record){
		.time.tv_sec = -1, .name = name, .message = message,
	};
	name[0] = message[0] = '\0';
	if (line[0] == '{' && match_json(line, r, name, message))
		return true;
	*r = (struct netrt_record){
		.time.tv_sec = -1, .name = name, .message = message,
	};
	name[0] = message[0] = '\0';
	return match_text(fmt, line, r, name, message);
}
