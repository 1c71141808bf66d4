/* What is cut out of text, and what is not. */
#include <stdlib.h>

#include "cut.h"
#include "../tap.h"

static void
cut(const char *text, bool label, const char *want)
{
	char gone[256] = { 0 }, out[256];

	if (netrt_cut_personal(text, label, gone))
		netrt_cut_marked(out, text, gone);
	else
		snprintf(out, sizeof out, "%s", text);
	is(out, want, text);
}

int
main(void)
{
	cut("born 5.1.1961 here", false, "born here");
	cut("on 1961-01-05", false, "on");
	cut("1961_1_5 plan", true, "plan");
	cut("12/05/21 CT", false, "CT");
	cut("5-Jan-2021, then", false, "then");
	cut("since 5 Jan", false, "since");
	cut("January 5, 2021 scan", false, "scan");
	cut("from March 2021", false, "from");
	cut("may 50 Gy", true, "may 50 Gy");
	cut("mar\xC3\xA4 3", true, "mar\xC3\xA4 3");
	cut("20240105", true, "");
	cut("PTV 20240105", true, "PTV");
	cut("tel +41 31 632 21 11 x", false, "tel x");
	cut("(555) 123-4567", false, "");
	cut("call 555-1234 now", false, "call now");
	cut("SSN 123-45-6789", false, "SSN");
	cut("031 632 21 11", false, "");
	cut("write to a.b@clinic.example or", false, "write to or");
	cut("see https://x.example/p?id=1 there", false, "see there");
	cut("www.example.org", false, "");
	cut("per Dr. Smith today", false, "per today");
	cut("DR SMITH", false, "");
	cut("Prof. Dr. A. M\xC3\xBCller wrote", false, "wrote");
	cut("Dr. van", false, "Dr. van");
	cut("Mrs. Smith", false, "");
	cut("MR BRAIN", false, "MR BRAIN");
	cut("MS lesion", true, "MS lesion");
	cut("Ms Lesion", true, "Ms Lesion");
	cut("Drain", true, "Drain");
	cut("id 1.2.840.99.1.2 end", false, "id end");
	cut("number 1234567", false, "number");
	/* what stays */
	cut("PTV_54.00", true, "PTV_54.00");
	cut("PTV 60 50 40", true, "PTV 60 50 40");
	cut("3.5.10", false, "3.5.10");
	cut("syngo CT VA48A", false, "syngo CT VA48A");
	cut("v 10.2.1.0", false, "v 10.2.1.0");
	cut("0.5 1.25 2.5 3.75", false, "0.5 1.25 2.5 3.75");
	cut("AX 5mm B30f", false, "AX 5mm B30f");
	cut("123456", false, "123456");
	cut("a@ b", false, "a@ b");
	cut("Lung_L (2000)", true, "Lung_L (2000)");
	cut("", false, "");
	return done();
}
