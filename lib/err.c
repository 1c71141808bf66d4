/* Exit codes and errors: see err.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "err.h"

static const struct {
	enum netrt_rc rc;
	const char *name;
} table[] = {	/* from harmless to worst */
	{ NETRT_OK, "OK" },
	{ NETRT_NOINPUT, "NOINPUT" },
	{ NETRT_DATA, "DATA" },
	{ NETRT_TEMP, "TEMP" },
	{ NETRT_SOFTWARE, "SOFTWARE" },
	{ NETRT_USAGE, "USAGE" },
	{ NETRT_CONFIG, "CONFIG" },
};
#define NTABLE (sizeof table / sizeof table[0])

static size_t
rank(enum netrt_rc rc)
{
	for (size_t i = 0; i < NTABLE; i++)
		if (table[i].rc == rc)
			return i;
	return NTABLE;
}

static enum netrt_rc
class_of(int err)
{
	switch (err) {
	case EACCES:
	case EPERM:
	case EROFS:
		return NETRT_CONFIG;
	case ENOENT:
	case ELOOP:
	case ENOTDIR:
	case EISDIR:
	case ENAMETOOLONG:
		return NETRT_DATA;
	default:
		return NETRT_TEMP;
	}
}

enum netrt_rc
netrt_err_set(struct netrt_err *e, enum netrt_rc rc, const char *fmt, ...)
{
	va_list ap;

	e->rc = rc;
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof e->msg, fmt, ap);
	va_end(ap);
	return rc;
}

enum netrt_rc
netrt_err_errno(struct netrt_err *e, const char *fmt, ...)
{
	int err = errno;
	va_list ap;

	e->rc = class_of(err);
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof e->msg, fmt, ap);
	va_end(ap);
	size_t n = strlen(e->msg);
	snprintf(e->msg + n, sizeof e->msg - n, ": %s", strerror(err));
	errno = err;
	return e->rc;
}

enum netrt_rc
netrt_err_prefix(struct netrt_err *e, const char *fmt, ...)
{
	char old[sizeof e->msg];
	va_list ap;

	memcpy(old, e->msg, sizeof old);
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof e->msg, fmt, ap);
	va_end(ap);
	size_t n = strlen(e->msg);
	snprintf(e->msg + n, sizeof e->msg - n, ": %s", old);
	return e->rc;
}

const char *
netrt_rc_name(enum netrt_rc rc)
{
	size_t i = rank(rc);

	return i < NTABLE ? table[i].name : NULL;
}

enum netrt_rc
netrt_rc_worst(enum netrt_rc a, enum netrt_rc b)
{
	return rank(a) >= rank(b) ? a : b;
}
