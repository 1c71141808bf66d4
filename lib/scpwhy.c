/* Why storescp gave an association up: see scpwhy.h. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "scpwhy.h"

#define CODE	9		/* "0006:020d" */

/* Texts of DCMTK 3.6.7, and of which characters is what may follow. */
static const struct {
	const char *text, *more;
} known[] = {
	{ "DIMSE: Odd Fragment Length: ", "0123456789" },
	{ "DIMSE: Command Parse Failed: Element: ",
	    "(,)0123456789abcdefABCDEF" },
	{ "DIMSE Failed to receive message", "" },
	{ "DIMSE Failed to send message", "" },
	{ "DIMSE Read PDV failed", "" },
	{ "DIMSE Unexpected PDV type", "" },
	{ "DIMSE Inappropriate data for message", "" },
	{ "DIMSE Bad command type", "" },
	{ "DIMSE Badly formed message", "" },
	{ "DIMSE Invalid presentation context ID", "" },
	{ "ASC Bad presentation context ID", "" },
	{ "DUL Cannot send P-DATA PDU because receiver's max PDU size of ",
	    "0123456789" },
	{ "DUL Illegal PDU Length", "" },
	{ "DUL Illegal or ill-formed PDU", "" },
	{ "DUL network closed", "" },
	{ "DUL network read timeout", "" },
};

/* What it says before the condition for which it gives up. */
static const char *const heads[] = {
	"DIMSE failure (aborting association): ",
	"Receiving Association failed: ",
};

static bool
code(const char *line)
{
	return strspn(line, "0123456789abcdef") == 4 && line[4] == ':' &&
	    strspn(line + 5, "0123456789abcdef") == 4 &&
	    line[CODE] == ' ';
}

/* Append the condition that begins at line. */
static void
add(const char *line, char why[NETRT_SCPWHY_LEN])
{
	size_t n = strlen(why);
	const char *sep = n > 0 ? "; " : "", *text = line + CODE + 1;

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		size_t k = strlen(known[i].text);

		if (strncmp(text, known[i].text, k) != 0)
			continue;
		k += strspn(text + k, known[i].more);
		snprintf(why + n, NETRT_SCPWHY_LEN - n, "%s%.*s", sep,
		    (int)k, text);
		return;
	}
	snprintf(why + n, NETRT_SCPWHY_LEN - n, "%scondition %.*s", sep, CODE,
	    line);
}

void
netrt_scpwhy_find(const char *log, char why[NETRT_SCPWHY_LEN])
{
	why[0] = '\0';
	for (const char *p = log; *p != '\0'; p += *p == '\n') {
		for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
			size_t n = strlen(heads[i]);

			if (strncmp(p, heads[i], n) == 0 && code(p + n)) {
				why[0] = '\0';	/* the last one counts */
				add(p + n, why);
			}
		}
		/* what was behind it follows, a line each */
		if (why[0] != '\0' && code(p))
			add(p, why);
		p += strcspn(p, "\n");
	}
	if (why[0] == '\0')
		snprintf(why, NETRT_SCPWHY_LEN, "no reason in its log");
}
