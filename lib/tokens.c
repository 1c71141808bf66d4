/* Which attributes hold known tokens: see tokens.h. */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "encoding.h"
#include "shift.h"
#include "tokens.h"

#define BOTH	(NETRT_RETAIN_DEVICE | NETRT_RETAIN_INSTITUTION)

enum what { ID, PLACE, NAME };

/* How a value becomes tokens: netrt_known_add_name() and its kin. */
typedef enum netrt_rc adder(struct netrt_known *, const char *,
    struct netrt_err *);

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
	{ 0x00181010u, ID, NETRT_RETAIN_DEVICE },	/* Secondary Capture Device */
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
	{ 0x00401006u, ID, 0 },		/* order numbers that are retired */
	{ 0x00401007u, ID, 0 },
	{ 0x00402006u, ID, 0 },
	{ 0x00402007u, ID, 0 },
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

/* Bytes that are no text as declared: as they are, and as text of any
 * encoding; of UTF-8 only, if they are that. */
static enum netrt_rc
guess(struct netrt_known *known, const char *p, size_t n, adder *add,
    struct netrt_err *e)
{
	enum netrt_rc rc = netrt_known_add_bytes(known, p, n, e);
	bool utf8 = false;

	for (size_t i = 0; rc == NETRT_OK && !utf8 && i < netrt_nencodings;
	    i++) {
		char *text;

		rc = netrt_encoding_read(&netrt_encodings[i], p, n, &text, e);
		if (rc == NETRT_OK && text != NULL) {
			utf8 = i == 0;
			netrt_known_guess(known, !utf8);
			rc = add(known, text, e);
		}
		free(text);
	}
	return rc;
}

/* The value as it is declared, and as it may be meant. */
static enum netrt_rc
add_value(struct netrt_known *known, struct netrt_item *it, uint32_t tag,
    adder *add, struct netrt_err *e)
{
	char *text = NULL;
	const void *p;
	bool sure;
	size_t n;
	enum netrt_rc rc = netrt_item_get_text(it, tag, &text, e);

	if (rc == NETRT_OK)
		rc = netrt_item_get_bytes(it, tag, &p, &n, e);
	if (rc == NETRT_OK) {
		sure = n == 0 || netrt_encoding_ascii(p, n) ||
		    netrt_encoding_sure(text);
		netrt_known_guess(known, !sure);
		rc = add(known, text, e);
		if (rc == NETRT_OK && !sure)
			rc = guess(known, p, n, add, e);
		netrt_known_guess(known, false);
	}
	free(text);
	return rc;
}

enum netrt_rc
netrt_tokens_add_name(struct netrt_known *known, struct netrt_item *it,
    uint32_t tag, struct netrt_err *e)
{
	return add_value(known, it, tag, netrt_known_add_name, e);
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
	if (s->what == PLACE)
		return add_value(known, it, el->tag, netrt_known_add_place, e);
	if ((rc = netrt_item_get_text(it, el->tag, &text, e)) != NETRT_OK)
		return rc;
	rc = date_or_time(s, text, retain) ? NETRT_OK :
	    netrt_known_add_id(known, text, e);
	free(text);
	return rc;
}
