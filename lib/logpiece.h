/* The pieces of a Python logging format, for logfmt.c and logmatch.c. */
#ifndef NETRT_LOGPIECE_H
#define NETRT_LOGPIECE_H

#include "logfmt.h"

enum netrt_attr {
	NETRT_A_ASCTIME, NETRT_A_CREATED, NETRT_A_LEVELNAME,
	NETRT_A_LEVELNO, NETRT_A_MESSAGE, NETRT_A_MSECS, NETRT_A_NAME,
	NETRT_A_PROCESS, NETRT_A_THREADNAME
};

/* A literal character, or a conversion. */
struct netrt_piece {
	char literal;		/* '\0': a conversion */
	enum netrt_attr attr;
	char spec[16];		/* flags, width, precision */
	char is, type;		/* what it is, and how it is written */
};

/* Take the piece at *fmt.  false: *fmt is where it is wrong. */
bool netrt_piece_take(const char **fmt, struct netrt_piece *p);

#endif
