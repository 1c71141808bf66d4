/*
 * What the standard mode does with which attribute, as tables: PS3.3 (types
 * of attributes), PS3.15 table E.1-1 (what identifies).  Pure.
 */
#ifndef NETRT_DEID_RULES_H
#define NETRT_DEID_RULES_H

#include <stdbool.h>
#include <stdint.h>

/* Which IOD an object is of, by its SOP class. */
enum netrt_iod {
	NETRT_IOD_CT = 1,
	NETRT_IOD_MR = 2,
	NETRT_IOD_PET = 4,
	NETRT_IOD_STRUCT = 8,	/* RT Structure Set */
	NETRT_IOD_RT = 16,	/* dose, plan, image, record */
	NETRT_IOD_SC = 32,
	NETRT_IOD_SEG = 64,
	NETRT_IOD_ENHANCED = 128,	/* multi-frame with functional groups:
					 * CT, MR, PET, parametric maps */
	NETRT_IOD_OTHER = 256
};

enum netrt_iod netrt_iod_find(const char *sop_class);

/* How an attribute may be missing from an object of that IOD, below that
 * sequence (0: at the top). */
enum netrt_type {
	NETRT_TYPE_3,		/* it may be absent */
	NETRT_TYPE_2,		/* it may be empty */
	NETRT_TYPE_1		/* it must have a value */
};

/* dummy: the value that an attribute of type 1 gets, else NULL. */
enum netrt_type netrt_type_find(enum netrt_iod iod, uint32_t sequence,
    uint32_t tag, const char **dummy);

/* An identifier of the patient that goes in any case, at every level. */
bool netrt_deid_identifier(uint32_t tag);

/* An attribute that no rule may remove or blank: without it the object is
 * none, or netrt cannot work on it. */
bool netrt_deid_needed(uint32_t tag);

/* A defined term of PS3.3, which is no name even when a patient is called
 * so. */
bool netrt_deid_term(const char *cs);
/* Is a word (in capitals) such a term, or a part of one: MONO? */
bool netrt_deid_in_term(const char *upper);

/* A word (lower case) that names a part of the body or of a plan: the name
 * of a ROI may hold it, whatever the patient is called. */
bool netrt_deid_anatomy(const char *word);

/* Is a name of a ROI made of such words, sides, and numbers only?  Words may
 * run together when each has a capital: SpinalCord_PRV05, Lung_L. */
bool netrt_deid_standard_name(const char *utf8);

#endif
