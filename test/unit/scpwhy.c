/* The reason in a log of storescp, and nothing that the peer sent. */
#include "scpwhy.h"
#include "../tap.h"

static const char *
why(const char *log)
{
	static char text[NETRT_SCPWHY_LEN];

	netrt_scpwhy_find(log, text);
	return text;
}

#define HEAD "DIMSE failure (aborting association): "

int
main(void)
{
	char many[4096] = HEAD "0006:020d DIMSE Failed to receive message\n";

	is(why(""), "no reason in its log", "no log");
	is(why("Store SCP Failed: 0006:020d DIMSE: Odd Fragment Length: 1\n"
	    HEAD "0006:020d DIMSE: Odd Fragment Length: 333\n"),
	    "DIMSE: Odd Fragment Length: 333", "a fragment");
	is(why(HEAD "0006:020d DIMSE Failed to receive message\n"
	    "0006:0101 ASC Bad presentation context ID\n"),
	    "DIMSE Failed to receive message; ASC Bad presentation context ID",
	    "what was behind it");
	is(why(HEAD "0006:020b DIMSE: Command Parse Failed: Element: "
	    "(0000,1000) DOE^JOHN"), "DIMSE: Command Parse Failed: Element: "
	    "(0000,1000)", "an element, without what follows it");
	is(why(HEAD "0006:020e DIMSE Failed to send message\n"
	    "0006:0308 DUL Cannot send P-DATA PDU because receiver's max PDU "
	    "size of 7 is illegal (must be > 12)\n"),
	    "DIMSE Failed to send message; DUL Cannot send P-DATA PDU because "
	    "receiver's max PDU size of 7", "a peer that takes "
	    "only PDUs that are too short");
	is(why("Sanitized unusual characters, from \"DOE^JOHN\"\n"
	    HEAD "0006:02ff DIMSE DOE^JOHN\n"), "condition 0006:02ff",
	    "a text that is not known: its number");
	is(why(HEAD "DOE^JOHN\nDOE^JOHN\n0006:0101 DOE\n"),
	    "no reason in its log", "a text without a number");
	while (strlen(many) < sizeof many - 60)
		strcat(many, "0006:0101 ASC Bad presentation context ID\n");
	ok(strlen(why(many)) == NETRT_SCPWHY_LEN - 1, "it has a limit");
	return done();
}
