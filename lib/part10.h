/*
 * The structure of a DICOM file (PS3.10 section 7, PS3.5 section 7 and
 * annex A), walked without DCMTK and before DCMTK sees it: preamble, group
 * 0002, and every element to the end of the file, with limits.  The walk
 * proves that the file is whole; values are not judged.
 */
#ifndef NETRT_PART10_H
#define NETRT_PART10_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define NETRT_PART10_DEPTH	32	/* nested sequences allowed */

/* What the walk meets on its way at the top level; trimmed; "" when absent
 * or longer than the VR allows. */
struct netrt_part10 {
	long long data_offset;		/* first byte after group 0002 */
	long long meta_end;		/* the same, as (0002,0000) has it: the
					 * first, for a data set may begin with
					 * another; 0 when that is not there */
	char syntax[65];		/* (0002,0010) */
	bool implicit, big, deflated;	/* which is, of the data set */
	char sop_class[65];		/* (0008,0016) */
	char sop_instance[65];		/* (0008,0018) */
	char modality[17];		/* (0008,0060) */
	char study[65];			/* (0020,000D) */
	char series[65];		/* (0020,000E) */
	char meta_sop_class[65];	/* (0002,0002) */
	char meta_sop_instance[65];	/* (0002,0003) */
};

/*
 * Walk the open file.  DATA, and why, when it is no DICOM file, an element
 * runs past the end, a sequence is nested deeper than NETRT_PART10_DEPTH, a
 * length is odd or undefined where it may not be, or bytes are left over.
 * Deflated data sets are inflated up to max_inflated bytes (0: 4 GiB).
 * Memory is small and constant.
 */
enum netrt_rc netrt_part10_check(int fd, long long max_inflated,
    struct netrt_part10 *out, struct netrt_err *e) NETRT_MUST;

/*
 * Only the header: fills data_offset and syntax, and the meta fields.  DATA
 * when it is no DICOM file.
 */
enum netrt_rc netrt_part10_meta(int fd, struct netrt_part10 *out,
    struct netrt_err *e) NETRT_MUST;

#endif
