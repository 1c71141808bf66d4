/*
 * What is cut out of text that stays, whoever the patient is: dates, phone
 * and social security numbers, e-mail and web addresses, people with a title,
 * UIDs, and seven digits and more in a row (PS3.15 E.3.10).  Pure.
 *
 *	char gone[strlen(text) + 1] all 0
 *	if (netrt_cut_personal(text, label, gone))
 *		netrt_cut_marked(out, text, gone);
 */
#ifndef NETRT_CUT_H
#define NETRT_CUT_H

#include <stdbool.h>

/*
 * Set gone[i] for each byte of the UTF-8 text to be cut; is there any?
 * label: the text names a region of the body, where "MS" is no title.
 */
bool netrt_cut_personal(const char *text, bool label, char *gone);

/* The text without what is marked: blanks around a gap become one, and what
 * means nothing at the ends goes.  out has room for all of text. */
void netrt_cut_marked(char *out, const char *text, const char *gone);

#endif
