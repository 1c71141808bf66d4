/* What an object says of its de-identification (PS3.3 C.7.1.1, C.12.1; PS3.15
 * E.1.1; PS3.16 CID 7050): see deid.h. */
#include <stdio.h>
#include <string.h>

#include "deid_priv.h"

static const struct code {
	unsigned option;	/* bit of enum netrt_retain; 0: always */
	const char *value, *meaning, *word;
} codes[] = {
	{ 0, "113100", "Basic Application Confidentiality Profile", NULL },
	{ 0, "113105", "Clean Descriptors Option", "clean descriptors" },
	{ NETRT_RETAIN_FULL_DATES, "113106", "Retain Longitudinal Temporal "
	    "Information Full Dates Option", "full dates" },
	{ NETRT_RETAIN_MODIFIED_DATES, "113107", "Retain Longitudinal "
	    "Temporal Information Modified Dates Option", "modified dates" },
	{ NETRT_RETAIN_PATIENT, "113108",
	    "Retain Patient Characteristics Option",
	    "patient characteristics" },
	{ NETRT_RETAIN_DEVICE, "113109", "Retain Device Identity Option",
	    "device identity" },
	{ NETRT_RETAIN_UIDS, "113110", "Retain UIDs Option", "UIDs" },
	{ 1u << 31, "113111", "Retain Safe Private Option", "safe private" },
	{ NETRT_RETAIN_INSTITUTION, "113112",
	    "Retain Institution Identity Option", "institution identity" },
};
#define NCODES (sizeof codes / sizeof codes[0])

static bool
has(const struct netrt_config *cfg, const struct code *c)
{
	return c->option == 0 || (c->option == 1u << 31 ?
	    cfg->anonymization.safe_private.n > 0 :
	    (cfg->anonymization.retain & c->option) != 0);
}

bool
netrt_deid_code(const struct netrt_config *cfg, unsigned i,
    const char **value, const char **meaning)
{
	for (size_t k = 0; k < NCODES; k++) {
		if (!has(cfg, &codes[k]) || i-- > 0)
			continue;
		*value = codes[k].value;
		*meaning = codes[k].meaning;
		return true;
	}
	return false;
}

/* (0012,0063): what was done, then each option; no value over 64. */
static void
method(const struct netrt_deid *d, char text[512])
{
	size_t n;

	n = (size_t)snprintf(text, 512, "%s", NETRT_DEID_METHOD_FULL);
	for (size_t k = 1; k < NCODES; k++)
		if (has(d->cfg, &codes[k]))
			n += (size_t)snprintf(text + n, 512 - n, "\\%s%s",
			    k == 1 ? "" : "retained: ", codes[k].word);
	/* what no code tells apart */
	if ((d->cfg->anonymization.retain & NETRT_RETAIN_DESCRIPTORS) != 0)
		n += (size_t)snprintf(text + n, 512 - n,
		    "\\retained: descriptors");
	if (d->cfg->anonymization.strict_names)
		snprintf(text + n, 512 - n, "\\names of ROIs: strict");
}

/* What is written by us is no leak, whatever the patient is called. */
enum netrt_rc
netrt_deid_mark_allow(const struct netrt_deid *d, struct netrt_known *known,
    struct netrt_err *e)
{
	char text[512], *save;
	enum netrt_rc rc = NETRT_OK;

	if (!d->full)
		return NETRT_OK;
	method(d, text);
	for (char *p = strtok_r(text, "\\", &save); rc == NETRT_OK &&
	    p != NULL; p = strtok_r(NULL, "\\", &save))
		rc = netrt_known_allow(known, p, e);
	for (size_t k = 0; rc == NETRT_OK && k < NCODES; k++)
		if (has(d->cfg, &codes[k]))
			rc = netrt_known_allow(known, codes[k].meaning, e);
	for (size_t k = 0; rc == NETRT_OK && k < NCODES; k++)
		if (has(d->cfg, &codes[k]))
			rc = netrt_known_allow(known, codes[k].value, e);
	return rc;
}

/* Behind what others have said, once. */
static enum netrt_rc
add_method(const struct netrt_deid *d, struct netrt_item *root,
    struct netrt_err *e)
{
	char old[8192], ours[512], text[sizeof old + sizeof ours + 2];
	size_t n;
	enum netrt_rc rc = netrt_item_get_str(root,
	    TAG_DeidentificationMethod, old, sizeof old, e);

	if (rc != NETRT_OK)
		return rc;
	method(d, ours);
	n = strlen(old) > strlen(ours) ? strlen(old) - strlen(ours) : 0;
	if (strcmp(old + n, ours) == 0)
		snprintf(text, sizeof text, "%s", old);
	else
		snprintf(text, sizeof text, "%s%s%s", old,
		    *old == '\0' ? "" : "\\", ours);
	return netrt_item_set_str(root, TAG_DeidentificationMethod, text, e);
}

static enum netrt_rc
add_code(struct netrt_item *root, const struct code *c, struct netrt_err *e)
{
	const uint32_t tag = TAG_DeidentificationMethodCodeSequence;
	size_t n = netrt_item_count(root, tag);
	struct netrt_item *it;
	char value[65], scheme[65];
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; i < n; i++) {
		it = netrt_item_at(root, tag, i);
		rc = netrt_item_get_value(it, TAG_CodeValue, 0, value,
		    sizeof value, e);
		if (rc == NETRT_OK)
			rc = netrt_item_get_value(it,
			    TAG_CodingSchemeDesignator, 0, scheme,
			    sizeof scheme, e);
		if (rc != NETRT_OK || (strcmp(value, c->value) == 0 &&
		    strcmp(scheme, "DCM") == 0))
			return rc;
	}
	rc = netrt_item_add(root, tag, &it, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_CodeValue, c->value, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_CodingSchemeDesignator,
		    "DCM", e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(it, TAG_CodeMeaning, c->meaning, e);
	return rc;
}

/* Never less than was said before: what is removed does not come back. */
static enum netrt_rc
dates(const struct netrt_deid *d, struct netrt_item *root,
    struct netrt_err *e)
{
	const uint32_t tag = TAG_LongitudinalTemporalInformationModified;
	const char *now =
	    (d->retain & NETRT_RETAIN_FULL_DATES) != 0 ? "UNMODIFIED" :
	    (d->retain & NETRT_RETAIN_MODIFIED_DATES) != 0 ? "MODIFIED" :
	    "REMOVED";
	char old[17];
	enum netrt_rc rc = netrt_item_get_value(root, tag, 0, old,
	    sizeof old, e);

	if (rc != NETRT_OK)
		return rc;
	if (strcmp(old, "REMOVED") == 0 ||
	    (strcmp(old, "MODIFIED") == 0 && strcmp(now, "REMOVED") != 0))
		return NETRT_OK;
	return netrt_item_set_str(root, tag, now, e);
}

enum netrt_rc
netrt_deid_mark(struct netrt_deid *d, struct netrt_item *root,
    struct netrt_err *e)
{
	enum netrt_rc rc;

	if (!d->full)	/* it claims nothing: what others said stays */
		return NETRT_OK;
	rc = add_method(d, root, e);
	if (rc == NETRT_OK)
		rc = netrt_item_set_str(root, TAG_PatientIdentityRemoved,
		    "YES", e);
	for (size_t k = 0; rc == NETRT_OK && k < NCODES; k++)
		if (has(d->cfg, &codes[k]))
			rc = add_code(root, &codes[k], e);
	return rc == NETRT_OK ? dates(d, root, e) : rc;
}
