/* How NETRT may have spelled a patient: see pidspell.h. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "pidspell.h"
#include "text.h"

enum letters { AS_IS, UPPER, LOWER, TITLE, CASES };
#define CARETS		5	/* empty parts of a name: "A^B^^^" */

/* n characters of text; the end of what was written. */
static char *
spell(char *to, const char *text, size_t n, enum letters how)
{
	const char *end = text + n;
	bool first = true;
	uint32_t c;
	size_t len;

	for (; text < end && (len = netrt_text_next(text, &c)) > 0;
	    text += len) {
		bool up = how == UPPER || (how == TITLE && first);

		first = c < 0x80 && strchr(" ^-'", (int)c) != NULL;
		if (c == NETRT_TEXT_BAD || how == AS_IS) {
			memcpy(to, text, len);
			to += len;
		} else {
			to += netrt_text_put(up ? netrt_fold_upper(c) :
			    netrt_fold_lower(c), to);
		}
	}
	return to;
}

enum netrt_rc
netrt_pidspell(const char *text, unsigned n, char **out, struct netrt_err *e)
{
	const char *name = strchr(text, '|');
	size_t len = strlen(text);
	unsigned kind = n == 0 ? 0 : n - 1;
	char *to;

	*out = NULL;
	if (n > CASES * CASES * CARETS || (n > 0 && name == NULL))
		return NETRT_OK;
	to = *out = malloc(4 * len + CARETS + 1);
	if (to == NULL)
		return netrt_err_errno(e, "patient");
	if (n == 0) {
		memcpy(to, text, len + 1);
		return NETRT_OK;
	}
	while (text[len - 1] == '^')
		len--;
	to = spell(to, text, (size_t)(name - text),
	    (enum letters)(kind % CASES));
	*to++ = '|';
	name++;
	to = spell(to, name, len - (size_t)(name - text),
	    (enum letters)(kind / CASES % CASES));
	for (unsigned i = kind / (CASES * CASES); i > 0; i--)
		*to++ = '^';
	*to = '\0';
	return NETRT_OK;
}
