/*
 * PS3.15 table E.1-1 as data: what the Basic Profile does with which
 * attribute, and what the options change (deid_table.tsv has the facts).
 * By number: the data dictionary of DCMTK need not know an attribute.  Pure.
 */
#ifndef NETRT_DEID_TABLE_H
#define NETRT_DEID_TABLE_H

#include <stdint.h>

#include "config.h"

/* Codes of the column of the Basic Profile; several where the type of the
 * attribute in the IOD decides. */
enum netrt_e11_code {
	NETRT_E11_X = 1,	/* remove */
	NETRT_E11_Z = 2,	/* empty */
	NETRT_E11_D = 4,	/* a value that says nothing */
	NETRT_E11_U = 8		/* another UID, the same everywhere */
};

struct netrt_e11 {
	uint32_t tag;
	char vr[3];
	uint8_t basic;		/* bits of enum netrt_e11_code */
	uint8_t keep, clean;	/* bits of enum netrt_retain: the options that
				 * keep or clean it instead */
};

/* The row of an attribute, NULL when there is none.  Curves and overlays
 * (50xx, 60xx) and private elements have one. */
const struct netrt_e11 *netrt_e11_find(uint32_t tag);

/* Row i in the order of tags, NULL behind the last. */
const struct netrt_e11 *netrt_e11_at(unsigned i);

#endif
