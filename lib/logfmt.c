/* Lines of the logs: see logfmt.h. */
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "logpiece.h"

/* The length of the UTF-8 character at s, 0 when it is none. */
static size_t
utf8(const unsigned char *s)
{
	size_t n = s[0] < 0x80 ? 1 : (s[0] & 0xe0) == 0xc0 ? 2 :
	    (s[0] & 0xf0) == 0xe0 ? 3 : (s[0] & 0xf8) == 0xf0 ? 4 : 0;

	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* C1 controls end a line in some readers, too; overlong C0, C1 */
	if ((s[0] == 0xc2 && s[1] < 0xa0) || s[0] == 0xc0 || s[0] == 0xc1)
		return 0;
	/* LINE and PARAGRAPH SEPARATOR */
	if (s[0] == 0xe2 && s[1] == 0x80 && (s[2] == 0xa8 || s[2] == 0xa9))
		return 0;
	return n;
}

/* quote: also '"' and '\\', with JSON's escapes when json. */
static void
put_escaped(FILE *f, const char *s, bool quote, bool json)
{
	for (const unsigned char *p = (const unsigned char *)s; *p != '\0';) {
		size_t n = utf8(p);

		if (quote && (*p == '"' || *p == '\\'))
			fprintf(f, "\\%c", *p);
		else if (*p == '\n')
			fputs("\\n", f);
		else if (*p == '\t')
			fputs("\\t", f);
		else if (*p < ' ' || *p == 0x7f || n == 0)
			fprintf(f, json ? "\\u%04x" : "\\x%02x", *p);
		else
			fwrite(p, 1, n, f);
		p += n > 0 ? n : 1;
	}
}

void
netrt_put_safe(FILE *f, const char *s)
{
	put_escaped(f, s, false, false);
}

void
netrt_put_json(FILE *f, const char *s)
{
	putc('"', f);
	put_escaped(f, s, true, true);
	putc('"', f);
}

static const struct {
	int level;
	const char *name;
} levels[] = {
	{ 10, "DEBUG" }, { 20, "INFO" }, { 30, "WARNING" }, { 40, "ERROR" },
	{ 50, "CRITICAL" },
};
#define NLEVELS (sizeof levels / sizeof levels[0])

const char *
netrt_level_name(int level)
{
	for (size_t i = 0; i < NLEVELS; i++)
		if (levels[i].level == level)
			return levels[i].name;
	return "NOTSET";
}

int
netrt_level_find(const char *name)
{
	for (size_t i = 0; i < NLEVELS; i++)
		if (strcmp(levels[i].name, name) == 0)
			return levels[i].level;
	return 0;
}

/* ---- Python's formats ---- */

static const struct {
	const char *name;
	enum netrt_attr attr;
	char type;		/* what it is: s, d or f */
} attrs[] = {
	{ "asctime", NETRT_A_ASCTIME, 's' },
	{ "created", NETRT_A_CREATED, 'f' },
	{ "levelname", NETRT_A_LEVELNAME, 's' },
	{ "levelno", NETRT_A_LEVELNO, 'd' },
	{ "message", NETRT_A_MESSAGE, 's' }, { "module", NETRT_A_NAME, 's' },
	{ "msecs", NETRT_A_MSECS, 'd' }, { "name", NETRT_A_NAME, 's' },
	{ "process", NETRT_A_PROCESS, 'd' },
	{ "processName", NETRT_A_NAME, 's' },
	{ "thread", NETRT_A_PROCESS, 'd' },
	{ "threadName", NETRT_A_THREADNAME, 's' },
};

bool
netrt_piece_take(const char **fmt, struct netrt_piece *p)
{
	const char *s = *fmt;
	size_t n, i;

	*p = (struct netrt_piece){ .literal = *s };
	if (*s != '%' || s[1] == '%') {
		*fmt += *s == '%' ? 2 : 1;
		return true;
	}
	p->literal = '\0';
	if (s[1] != '(' || (n = strcspn(s + 2, ")")) == 0 || n > 20)
		return false;
	for (i = 0; i < sizeof attrs / sizeof attrs[0]; i++)
		if (strncmp(attrs[i].name, s + 2, n) == 0 &&
		    attrs[i].name[n] == '\0')
			break;
	if (i == sizeof attrs / sizeof attrs[0] || s[2 + n] != ')')
		return false;
	p->attr = attrs[i].attr;
	p->is = attrs[i].type;
	s += 3 + n;
	n = strspn(s, "-+ #0");
	size_t w = strspn(s + n, "0123456789"), prec = 0;
	if (s[n + w] == '.')
		prec = 1 + strspn(s + n + w + 1, "0123456789");
	if (n > 3 || w > 3 || prec > 3)
		return false;
	memcpy(p->spec, s, n + w + prec);
	s += n + w + prec;
	p->type = *s == 'i' ? 'd' : *s;
	if (*s == '\0' || strchr("sdif", *s) == NULL ||
	    (p->is == 's' && *s != 's'))
		return false;
	*fmt = s + 1;
	return true;
}

bool
netrt_logfmt_check(const char *fmt, char *why, size_t size)
{
	struct netrt_piece p;
	bool message = false;

	while (*fmt != '\0') {
		if (!netrt_piece_take(&fmt, &p)) {
			snprintf(why, size, "\"%.*s\" is no conversion that "
			    "netrt has; see netrt.yaml(5), logging.format",
			    (int)(strcspn(fmt + 1, "% ") + 1), fmt);
			return false;
		}
		if (p.literal == '\0' && p.attr == NETRT_A_MESSAGE)
			message = true;
	}
	if (!message)
		snprintf(why, size, "must have %%(message)s");
	return message;
}

static void
put_asctime(char buf[40], const struct timespec *t)
{
	struct tm tm;

	localtime_r(&t->tv_sec, &tm);
	size_t n = strftime(buf, 30, "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(buf + n, 40 - n, ",%03ld", t->tv_nsec / 1000000);
}

__attribute__((format(printf, 2, 0))) static void
put_spec(FILE *f, const char *spec, ...)
{
	va_list ap;

	va_start(ap, spec);
	vfprintf(f, spec, ap);
	va_end(ap);
}

/* Write one conversion: netrt_piece_take() has checked its parts. */
static void
put_piece(FILE *f, const struct netrt_piece *p, const struct netrt_record *r)
{
	char spec[32], asctime[40];
	const char *s = "";
	double v = 0;

	switch (p->attr) {
	case NETRT_A_ASCTIME:
		put_asctime(asctime, &r->time);
		s = asctime;
		break;
	case NETRT_A_CREATED:
		v = (double)r->time.tv_sec + (double)r->time.tv_nsec / 1e9;
		break;
	case NETRT_A_LEVELNAME:
		s = netrt_level_name(r->level);
		break;
	case NETRT_A_LEVELNO:
		v = r->level;
		break;
	case NETRT_A_MESSAGE:
		s = r->message;
		break;
	case NETRT_A_MSECS:
		v = (double)(r->time.tv_nsec / 1000000);
		break;
	case NETRT_A_NAME:
		s = r->name;
		break;
	case NETRT_A_PROCESS:
		v = (double)r->pid;
		break;
	case NETRT_A_THREADNAME:
		s = "MainThread";
		break;
	}
	bool text = p->is == 's';
	bool real = !text && (p->type == 'f' || p->is == 'f') &&
	    p->type != 'd';
	snprintf(spec, sizeof spec, "%%%s%s", p->spec,
	    text ? "s" : real ? "f" : "ld");
	if (text)
		put_spec(f, spec, s);
	else if (real)
		put_spec(f, spec, v);
	else
		put_spec(f, spec, (long)v);
}

void
netrt_logfmt_put(FILE *f, const char *fmt, const struct netrt_record *r)
{
	struct netrt_piece p;

	while (*fmt != '\0') {
		if (!netrt_piece_take(&fmt, &p))
			return;
		if (p.literal != '\0')
			putc(p.literal, f);
		else
			put_piece(f, &p, r);
	}
}

void
netrt_logfmt_put_time(FILE *f, const struct timespec *t)
{
	char buf[40], zone[8];
	struct tm tm;

	localtime_r(&t->tv_sec, &tm);
	strftime(buf, sizeof buf, "%Y-%m-%dT%H:%M:%S", &tm);
	strftime(zone, sizeof zone, "%z", &tm);
	fprintf(f, "%s.%03ld%.3s:%.2s", buf, t->tv_nsec / 1000000, zone,
	    zone + 3);
}

void
netrt_logfmt_put_json(FILE *f, const struct netrt_record *r)
{
	fputs("{\"time\": \"", f);
	netrt_logfmt_put_time(f, &r->time);
	fprintf(f, "\", \"level\": \"%s\", \"name\": ",
	    netrt_level_name(r->level));
	netrt_put_json(f, r->name);
	fprintf(f, ", \"process\": %ld, \"message\": ", r->pid);
	netrt_put_json(f, r->message);
	putc('}', f);
}
