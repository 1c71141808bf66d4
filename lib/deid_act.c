/* What the comprehensive mode does with an attribute: see deid_act.h. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "deid_act.h"
#include "deid_table.h"
#include "dcm.h"
#include "remap.h"

#define DATES	(NETRT_RETAIN_FULL_DATES | NETRT_RETAIN_MODIFIED_DATES)
#define KNOWN	(NETRT_IOD_CT | NETRT_IOD_MR | NETRT_IOD_PET | \
		NETRT_IOD_STRUCT | NETRT_IOD_SC | NETRT_IOD_SEG)

static bool
is(const char *vr, const char *list)
{
	for (; *list != '\0'; list += 2)
		if (list[0] == vr[0] && list[1] == vr[1])
			return true;
	return false;
}

/* Groups that go as a whole: they speak of the original object, or of its
 * place in a file or on a network (PS3.15 E.1.1). */
static bool
group_goes(uint32_t tag)
{
	static const uint16_t list[] = { 0x0000, 0x0002, 0x0004, 0x0006,
	    0x0400, 0x4FFE, 0xFFFA, 0xFFFC, 0xFFFE };

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (tag >> 16 == list[i])
			return true;
	return tag >> 24 == 0x50 || tag >> 24 == 0x60 ||
	    (tag & 0xFFFF) == 0;	/* lengths of groups */
}

/* Remove as far as the IOD lets it. */
static enum netrt_act
take(uint32_t tag, enum netrt_iod iod, uint32_t sequence)
{
	const char *dummy;

	switch (netrt_type_find(iod, sequence, tag, &dummy)) {
	case NETRT_TYPE_1:
		return NETRT_ACT_DUMMY;
	case NETRT_TYPE_2:
		return NETRT_ACT_EMPTY;
	default:
		return NETRT_ACT_DROP;
	}
}

/* Identifiers that the table does not have: of orders, of what names them, and
 * of a device, which an option keeps. */
static bool
identifies(uint32_t tag, unsigned retain)
{
	static const uint32_t list[] = { 0x00400031u, 0x00400032u, 0x00401006u,
	    0x00401007u, 0x00402006u, 0x00402007u, 0x0040E001u, 0x00320012u },
	    device[] = { 0x00181010u, 0x00181011u, 0x00181801u, 0x00181803u };

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (tag == list[i])
			return true;
	for (size_t i = 0; i < sizeof device / sizeof device[0]; i++)
		if (tag == device[i])
			return (retain & NETRT_RETAIN_DEVICE) == 0;
	return false;
}

/* Not in the table. */
static enum netrt_act
by_vr(uint32_t tag, const char *vr, enum netrt_iod iod, uint32_t sequence,
    unsigned retain)
{
	/* Coding Scheme URL, URN Code Value */
	bool scheme = tag == 0x0008010Eu || tag == 0x00080120u;
	const char *dict = netrt_tag_vr(tag);

	if (is(vr, "UN") || strcmp(dict, "UN") == 0)
		return NETRT_ACT_DROP;
	if (identifies(tag, retain))
		return take(tag, iod, sequence);
	if (strcmp(dict, vr) != 0 && is(dict, "UIDADTTMPNAEASURSQ"))
		return take(tag, iod, sequence);	/* something else */
	if (is(vr, "UI"))
		return netrt_remap_class(tag) || (retain &
		    NETRT_RETAIN_UIDS) != 0 ? NETRT_ACT_KEEP : NETRT_ACT_MAP;
	if (is(vr, "DADTTM"))
		return (retain & DATES) != 0 ? NETRT_ACT_DATE :
		    take(tag, iod, sequence);
	if (is(vr, "UR") && scheme)
		return NETRT_ACT_KEEP;
	if (is(vr, "PNAEASUR"))
		return take(tag, iod, sequence);
	return NETRT_ACT_CLEAN;
}

/*
 * The dual codes: D where the IOD wants a value, Z where it wants the
 * attribute, else X.  Of an IOD that no table knows a value is right whatever
 * it wants.
 */
static enum netrt_act
resolve(const struct netrt_e11 *row, enum netrt_iod iod, uint32_t sequence)
{
	enum netrt_act act = take(row->tag, iod, sequence);
	bool other = iod == NETRT_IOD_OTHER;

	if (act != NETRT_ACT_DROP)
		return act;
	if (other && is(row->vr, "SQ") && (row->basic & NETRT_E11_Z) != 0)
		return NETRT_ACT_EMPTY;
	if (other && (row->basic & NETRT_E11_D) != 0 &&
	    !is(row->vr, "SQUNOB"))
		return NETRT_ACT_DUMMY;
	if (!other && (row->basic & NETRT_E11_X) != 0)
		return act;
	/* a version stands there because its context group does (1C) */
	if (row->tag == 0x00080106u || row->tag == 0x00080107u)
		return NETRT_ACT_DUMMY;
	if ((iod & KNOWN) != 0 || is(row->vr, "SQUNOB"))
		return NETRT_ACT_DROP;
	if ((row->basic & NETRT_E11_Z) != 0)
		return NETRT_ACT_EMPTY;
	return (row->basic & NETRT_E11_X) != 0 ? act : NETRT_ACT_DUMMY;
}

/*
 * What an option keeps (K) or cleans (C).  Free text of the patient (allergies)
 * cannot be known to be clean, so it goes; a title of an application (AE) names
 * device and place, so it takes both options.
 */
static bool
optional(const struct netrt_e11 *row, unsigned retain, enum netrt_act *act)
{
	const unsigned both = NETRT_RETAIN_DEVICE | NETRT_RETAIN_INSTITUTION;

	*act = NETRT_ACT_KEEP;
	if ((row->keep & retain) != 0 ||
	    ((row->clean & NETRT_RETAIN_DEVICE) != 0 &&
	    (retain & both) == both) ||
	    (row->clean & retain & NETRT_RETAIN_MODIFIED_DATES) != 0)
		return true;
	*act = NETRT_ACT_CLEAN;
	return (row->clean & retain & NETRT_RETAIN_DESCRIPTORS) != 0;
}

enum netrt_act
netrt_act_find(uint32_t tag, const char *vr, enum netrt_iod iod,
    uint32_t sequence, unsigned retain)
{
	const struct netrt_e11 *row = netrt_e11_find(tag);
	enum netrt_act act;
	bool date, dated;

	if (group_goes(tag) || netrt_deid_identifier(tag))
		return NETRT_ACT_DROP;
	if (tag == TAG_PatientName || tag == TAG_PatientID)
		return NETRT_ACT_PSEUDONYM;
	if (tag == TAG_SpecificCharacterSet)
		return NETRT_ACT_CHARSET;
	if (tag == TAG_ROIName)		/* filters need it: cleaned always */
		return NETRT_ACT_CLEAN;
	if (row == NULL)
		return by_vr(tag, vr, iod, sequence, retain);
	date = is(row->vr, "DADTTM");
	dated = (row->keep & NETRT_RETAIN_FULL_DATES) != 0;
	if (date && dated && (retain & DATES) != 0)
		return NETRT_ACT_DATE;
	/* of the device: calibration, manufacture; not a transition of a beam,
	 * which is a day of treatment */
	if (date && (row->keep & retain & NETRT_RETAIN_DEVICE) != 0 &&
	    tag != 0x300C0127u)
		return NETRT_ACT_DATE;
	if (!date && !is(row->vr, "OB") && optional(row, retain, &act))
		return act;
	if (tag == TAG_ReferencedImageSequence ||
	    tag == TAG_SourceImageSequence)
		return NETRT_ACT_ITEMS;
	if ((row->basic & NETRT_E11_U) != 0 || (is(row->vr, "UI") &&
	    (row->basic & NETRT_E11_D) != 0))
		return is(vr, "UI") ? NETRT_ACT_MAP : NETRT_ACT_DROP;
	return resolve(row, iod, sequence);
}

const char *
netrt_act_dummy(uint32_t tag, const char *vr, enum netrt_iod iod,
    uint32_t sequence)
{
	static const struct {
		const char *vrs, *value;
	} by[] = {
		{ "DA", "19600101" }, { "TM", "000000" },
		{ "DT", "19600101000000" }, { "AS", "000D" },
		{ "DSIS", "0" },
		{ "LOSHSTLTUTUCCSAEPN", "REMOVED" },
	};
	const struct netrt_e11 *row = netrt_e11_find(tag);
	const char *dummy;

	if (netrt_type_find(iod, sequence, tag, &dummy) == NETRT_TYPE_1)
		return dummy;
	for (size_t i = 0; i < sizeof by / sizeof by[0]; i++)
		if (is(row != NULL ? row->vr : vr, by[i].vrs))
			return by[i].value;
	return NULL;
}
