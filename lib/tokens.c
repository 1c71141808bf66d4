/* Which attributes hold known tokens: see tokens.h. */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "shift.h"
#include "tokens.h"

#define BOTH	(NETRT_RETAIN_DEVICE | NETRT_RETAIN_INSTITUTION)

enum what { ID, PLACE, NAME };

static const struct source {
	uint32_t tag;
	enum what what;
	unsigned unless;	/* kept by these options */
} sources[] = {	/* sorted */
	{ 0x00080050u, ID, 0 },		/* Accession Number */
	{ 0x00080054u, PLACE, BOTH },	/* Retrieve AE */
	{ 0x00080055u, PLACE, BOTH },	/* Station AE */
	{ 0x00080080u, PLACE, NETRT_RETAIN_INSTITUTION },
	{ 0x00080081u, PLACE, NETRT_RETAIN_INSTITUTION },
	{ 0x00080092u, PLACE, 0 },	/* Referring Physician's Address */
	{ 0x00080094u, ID, 0 },		/* and Telephone Numbers */
	{ 0x00081000u, PLACE, NETRT_RETAIN_DEVICE },	/* Network ID */
	{ 0x00081010u, PLACE, NETRT_RETAIN_DEVICE },	/* Station Name */
	{ 0x00081040u, PLACE, NETRT_RETAIN_INSTITUTION },
	{ 0x00100012u, NAME, 0 },	/* Name to Use */
	{ TAG_PatientID, ID, 0 },
	{ TAG_IssuerOfPatientID, PLACE, 0 },
	{ TAG_OtherPatientIDs, ID, 0 },
	{ 0x00101040u, PLACE, 0 },	/* Patient's Address */
	{ 0x00101050u, ID, 0 },		/* Insurance Plan Identification */
	{ 0x00101090u, ID, 0 },		/* Medical Record Locator */
	{ 0x00102154u, ID, 0 },		/* Patient's Telephone Numbers */
	{ 0x00102155u, ID, 0 },		/* and Telecom Information */
	{ 0x00120030u, PLACE, NETRT_RETAIN_INSTITUTION },
	{ 0x00120031u, PLACE, NETRT_RETAIN_INSTITUTION },
	{ 0x00120040u, ID, 0 },		/* Clinical Trial Subject ID */
	{ 0x00120060u, PLACE, NETRT_RETAIN_INSTITUTION },
	{ 0x00181000u, ID, NETRT_RETAIN_DEVICE },	/* Serial Number */
	{ 0x00181004u, ID, NETRT_RETAIN_DEVICE },	/* Plate ID */
	{ 0x00181005u, ID, NETRT_RETAIN_DEVICE },	/* Generator ID */
	{ 0x00181007u, ID, NETRT_RETAIN_DEVICE },	/* Cassette ID */
	{ 0x00181008u, ID, NETRT_RETAIN_DEVICE },	/* Gantry ID */
	{ 0x00181009u, ID, NETRT_RETAIN_DEVICE },	/* UDI */
	{ 0x0018700Au, ID, NETRT_RETAIN_DEVICE },	/* Detector ID */
	{ 0x00200010u, ID, 0 },		/* Study ID */
	{ 0x00321033u, PLACE, 0 },	/* Requesting Service */
	{ 0x00380010u, ID, 0 },		/* Admission ID */
	{ 0x00380011u, PLACE, 0 },	/* its issuer */
	{ 0x00380060u, ID, 0 },		/* Service Episode ID */
	{ 0x00380061u, PLACE, 0 },	/* its issuer */
	{ 0x00380300u, PLACE, 0 },	/* Current Patient Location */
	{ 0x00400001u, PLACE, BOTH },
	{ 0x00400009u, ID, 0 },		/* Scheduled Procedure Step ID */
	{ 0x00400010u, PLACE, NETRT_RETAIN_DEVICE },
	{ 0x00400011u, PLACE, NETRT_RETAIN_DEVICE },
	{ 0x00400241u, PLACE, BOTH },
	{ 0x00400242u, PLACE, NETRT_RETAIN_DEVICE },
	{ 0x00400243u, PLACE, 0 },	/* Performed Location */
	{ 0x00400253u, ID, 0 },		/* Performed Procedure Step ID */
	{ 0x00401001u, ID, 0 },		/* Requested Procedure ID */
	{ 0x00402016u, ID, 0 },		/* Placer Order Number */
	{ 0x00402017u, ID, 0 },		/* Filler Order Number */
	{ 0x300A00B2u, PLACE, NETRT_RETAIN_DEVICE },	/* Machine Name */
};

static int
by_tag(const void *a, const void *b)
{
	uint32_t x = ((const struct source *)a)->tag;
	uint32_t y = ((const struct source *)b)->tag;

	return (x > y) - (x < y);
}

/*
 * A number of a study that is a date, or a time, where those stay: it would be
 * found wherever that day or time stands, and cannot be told from it.  In text
 * a date is cut by itself (cut.h).  Patient IDs are not spared so.
 */
static bool
date_or_time(const struct source *s, const char *text, unsigned retain)
{
	return s->tag != TAG_PatientID && s->tag != TAG_OtherPatientIDs &&
	    (((retain & NETRT_RETAIN_FULL_DATES) != 0 &&
	    strlen(text) == 8 && netrt_shift_valid("DA", text)) ||
	    ((retain & (NETRT_RETAIN_FULL_DATES |
	    NETRT_RETAIN_MODIFIED_DATES)) != 0 && strlen(text) == 6 &&
	    netrt_shift_valid("TM", text)));
}

/* Latin 1 that has letters only, beyond ASCII. */
static bool
latin(const char *utf8)
{
	for (; *utf8 != '\0'; utf8++)
		if (*utf8 == '\xC2' || *utf8 == '\033')
			return false;
	return true;
}

enum netrt_rc
netrt_tokens_add_name(struct netrt_known *known, struct netrt_item *it,
    uint32_t tag, struct netrt_err *e)
{
	static const char bad[] = "\xEF\xBF\xBD";
	char *text = NULL, *as_utf8 = NULL, *as_latin = NULL;
	enum netrt_rc rc = netrt_item_get_text(it, tag, &text, e);

	if (rc == NETRT_OK)
		rc = netrt_known_add_name(known, text, e);
	if (rc == NETRT_OK)
		rc = netrt_item_get_text_as(it, tag, "ISO_IR 192", &as_utf8, e);
	if (rc == NETRT_OK)
		rc = netrt_item_get_text_as(it, tag, "ISO_IR 100", &as_latin,
		    e);
	if (rc == NETRT_OK && strstr(as_utf8, bad) == NULL &&
	    strchr(as_utf8, '\033') == NULL)	/* the same again is none */
		rc = netrt_known_add_name(known, as_utf8, e);
	else if (rc == NETRT_OK && strstr(text, bad) != NULL &&
	    latin(as_latin))
		rc = netrt_known_add_name(known, as_latin, e);
	free(text);
	free(as_utf8);
	free(as_latin);
	return rc;
}

enum netrt_rc
netrt_tokens_add(struct netrt_known *known, struct netrt_item *it,
    const struct netrt_element *el, unsigned retain, struct netrt_err *e)
{
	const struct source *s = bsearch(&(struct source){ .tag = el->tag },
	    sources, sizeof sources / sizeof sources[0], sizeof sources[0],
	    by_tag);
	bool person = strcmp(el->vr, "PN") == 0;
	char *text;
	enum netrt_rc rc;

	if (el->sequence || el->len == 0 || (s == NULL && !person) ||
	    (s != NULL && s->unless != 0 && (s->unless & retain) == s->unless))
		return NETRT_OK;
	if (person || s->what == NAME)
		return netrt_tokens_add_name(known, it, el->tag, e);
	if ((rc = netrt_item_get_text(it, el->tag, &text, e)) != NETRT_OK)
		return rc;
	if (s->what == ID)
		rc = date_or_time(s, text, retain) ? NETRT_OK :
		    netrt_known_add_id(known, text, e);
	else
		rc = netrt_known_add_place(known, text, e);
	free(text);
	return rc;
}
