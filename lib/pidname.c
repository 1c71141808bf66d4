/* The text of a pseudonym: see pidname.h. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "day.h"
#include "pidname.h"

/* The date at the end, at its '_', or NULL. */
static const char *
date(const char *id)
{
	const char *last = strrchr(id, '_');
	long day;

	return last != NULL && last > id && strlen(last + 1) == 8 &&
	    netrt_day_parse(last + 1, &day) ? last : NULL;
}

unsigned
netrt_pidname_number(const char *id)
{
	const char *last = strrchr(id, '_'), *p;
	unsigned n = 0;

	if (last == NULL)
		return 0;
	if (strspn(last + 1, "0123456789") == 8 && last[9] == '\0') {
		for (p = last; p > id && isdigit((unsigned char)p[-1]); )
			p--;
		if (p > id && p < last && p[-1] == '_')
			last = p - 1;
	}
	for (p = last + 1; isdigit((unsigned char)*p) && n < 99999999; p++)
		n = 10 * n + (unsigned)(*p - '0');
	return *p == '\0' || *p == '_' ? n : 0;
}

bool
netrt_pidname_bare(const char *id, char bare[NETRT_PID_LEN])
{
	const char *end = date(id);

	snprintf(bare, NETRT_PID_LEN, "%.*s", end != NULL ? (int)(end - id) :
	    NETRT_PID_LEN - 1, id);
	return end != NULL;
}
