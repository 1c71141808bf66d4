/* What logs may not say: names of files, and original UIDs. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "redact.h"

static struct netrt_redact *r;
static struct netrt_err e;

static void
must(enum netrt_rc rc)
{
	if (rc != NETRT_OK) {
		fprintf(stderr, "%s\n", e.msg);
		exit(1);
	}
}

/* known: with the names of the study. */
static void
gives(bool known, const char *text, const char *want, const char *what)
{
	char *got = netrt_redact_text(known ? r : NULL, text), *again;

	is(got, want, what);
	again = netrt_redact_text(known ? r : NULL, got);
	ok(again != NULL && strcmp(again, got) == 0, "%s: and once more", what);
	free(again);
	free(got);
}

int
main(void)
{
	must(netrt_redact_open(&r, &e));
	must(netrt_redact_file(r, "DCM/MEIER.dcm", "00112233aabb", &e));
	must(netrt_redact_file(r, "DCM/MEIER.dcm.dcm", "44556677", &e));
	must(netrt_redact_file(r, "DCM/Hans Meier: 2", "8899aabbcc", &e));
	must(netrt_redact_file(r, "Structure/1.2.3.dcm", "deadbeef00", &e));
	must(netrt_redact_file(r, "DCM/1.2", "01234567", &e));
	must(netrt_redact_add(r, "/media/MEIER", "(import)", &e));

	gives(true, "UID_1.2: DCM/MEIER.dcm: bad, DCM/Hans Meier: 2 too",
	    "UID_1.2: DCM/#00112233: bad, DCM/#8899aabb too", "names");
	gives(true, "DCM/MEIER.dcm.dcm", "DCM/#44556677", "the longest");
	gives(true, "Anon/Structure/1.2.3.dcm", "Anon/Structure/#deadbeef",
	    "a copy of the same name");
	gives(true, "DCM/1.2.3.dcm", "DCM/1.2.3.dcm", "no part of a name");
	gives(true, "/media/MEIER: 3", "(import): 3", "another text");

	must(netrt_redact_number(r, "DCM/Grete", 3, 7, &e));
	gives(true, "DCM/Grete: no", "DCM/(file 3 of 7): no", "a number");

	char *got = netrt_redact_names(r, "Structure/1.2.3.dcm, DCM/MEIER.dcm, "
	    "DCM/1.2.840.113619.2.55.3.4.dcm, DCM/Otto");
	is(got, "Structure/1.2.3.dcm, DCM/#00112233, "
	    "DCM/1.2.840.113619.2.55.3.4.dcm, DCM/(a file)",
	    "names alone");
	free(got);
	gives(false, "/w/UID_1.2/DCM/Hans Meier: no", "/w/UID_1.2/DCM/(a file)"
	    ": no", "an unknown name with a blank");
	gives(false, "Structure/MEIER.dcm names", "Structure/(a file) names",
	    "an unknown name with an end");
	gives(false, "DCM/MEIER.dcm.bak.dcm", "DCM/(a file).bak.dcm",
	    "with two");
	gives(false, "DCM/#3f Hans", "DCM/(a file)", "what only looks so");
	gives(false, "an RTSTRUCT in DCM: move it", "an RTSTRUCT in DCM: move "
	    "it", "a room by itself");

	/* sha256sum of 1.2.840.113619.2.55.3.4 */
	gives(false, "series 1.2.840.113619.2.55.3.4, and (1.2.840.113619.2."
	    "55.3.4.5).", "series UID#8fd34449, and (UID#f428b3e5).", "UIDs");
	gives(false, "DCM/1.2.840.113619.2.55.3.4.dcm: x",
	    "DCM/UID#8fd34449.dcm: x", "in a name");
	gives(false, "UID_1.2.840.113619.2.55.3.4: study 1.2.840.113619.2.55."
	    "3.4", "UID_1.2.840.113619.2.55.3.4: study 1.2.840.113619.2.55.3.4",
	    "of a study");
	gives(false, "1.2.840.113619.2.55.3.4: 1.2.840.113619.2.55.3.4: x",
	    "1.2.840.113619.2.55.3.4: UID#8fd34449: x", "at the beginning");
	gives(false, "UID_1.2.840.113619.2.55.3.4_20260101T000000Z.conflict",
	    "UID_1.2.840.113619.2.55.3.4_20260101T000000Z.conflict",
	    "in quarantine");
	gives(false, "class 1.2.840.10008.5.1.4.1.1.2",
	    "class 1.2.840.10008.5.1.4.1.1.2", "of a class");
	gives(false, "192.0.2.1, 0.1.0, 20260101.123456, 3.6.7 and 12345",
	    "192.0.2.1, 0.1.0, 20260101.123456, 3.6.7 and 12345", "no UIDs");
	/* uuid 12345678-1234-8234-9234-123456789012 and its kin of version 4 */
	gives(false, "2.25.24197857161011921701141785868280303634",
	    "2.25.24197857161011921701141785868280303634", "one that is ours");
	gives(false, "2.25.24197857161011619469686882210986627090",
	    "UID#e8157bbe", "a UUID of another");
	netrt_redact_close(r);
	return done();
}
