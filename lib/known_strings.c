/* What may be text in bytes, as strings(1) finds it: see known_priv.h. */
#include <stdlib.h>

#include "known_priv.h"

#define LEAST	3	/* bytes of the shortest token */
#define MOST	8192	/* of a piece, which is folded as a whole */
#define OVERLAP	128	/* of two pieces, so that no token is cut in two */

/* Is the NUL at p[i] half of a character of two bytes (UTF-16)? */
static bool
half(const unsigned char *p, size_t n, size_t i)
{
	return (i == 0 || p[i - 1] != 0) && (i + 1 == n || p[i + 1] != 0) &&
	    ((i >= 2 && p[i - 2] == 0) || (i + 2 < n && p[i + 2] == 0));
}

enum netrt_rc
netrt_known_strings(const void *bytes, size_t n, char **out,
    struct netrt_err *e)
{
	const unsigned char *p = bytes;
	size_t from = 0, to = 0;
	char *text = malloc(n + n / (MOST - OVERLAP) * (OVERLAP + 1) + 2);

	if ((*out = text) == NULL)
		return netrt_err_errno(e, "text");
	for (size_t i = 0; i < n; i++) {
		bool blank = p[i] >= '\t' && p[i] <= '\r';

		if (p[i] == 0 && half(p, n, i))
			continue;
		if (blank || (p[i] >= ' ' && p[i] != 0x7F && p[i] != '\\')) {
			text[to++] = blank ? ' ' : (char)p[i];
			if (to - from < MOST)
				continue;
			i -= OVERLAP;
		}
		if (to - from >= LEAST)
			text[to++] = '\\';
		else
			to = from;
		from = to;
	}
	text[to] = '\0';
	return NETRT_OK;
}
