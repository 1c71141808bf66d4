/* The forms of a Patient ID: see pidform.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "pidform.h"
#include "pidmap.h"
#include "text.h"

static uint32_t
letter(uint32_t c, enum netrt_pidform form)
{
	if (c < 0x80)
		return (uint32_t)toupper((int)c);
	return form == NETRT_PIDFORM_UPPER ? netrt_fold_upper(c) :
	    form == NETRT_PIDFORM_LOWER ? netrt_fold_lower(c) : c;
}

enum netrt_rc
netrt_pidform_get(const char *text, enum netrt_pidform form, char **out,
    struct netrt_err *e)
{
	char *buf = malloc(4 * strlen(text) + 1), *p = buf;
	uint32_t c;
	size_t len;

	*out = buf;
	if (buf == NULL)
		return netrt_err_errno(e, "Patient ID");
	for (; (len = netrt_text_next(text, &c)) > 0; text += len) {
		if (c < 0x80 && isspace((int)c)) {
			if (p > buf && p[-1] != ' ')
				*p++ = ' ';
		} else if (c == NETRT_TEXT_BAD) {
			*p++ = *text;
		} else {
			p += netrt_text_put(letter(c, form), p);
		}
	}
	if (p > buf && p[-1] == ' ')
		p--;
	*p = '\0';
	return NETRT_OK;
}

enum netrt_rc
netrt_pid_normalise(const char *text, char **out, struct netrt_err *e)
{
	return netrt_pidform_get(text, NETRT_PIDFORM_UPPER, out, e);
}
