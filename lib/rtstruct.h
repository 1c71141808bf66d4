/*
 * What netrt needs of an RT Structure Set (DICOM PS3.3 A.19): ROIs, their
 * contours in patient mm, and what they refer to.
 *
 *	netrt_rtstruct_read(path, &rs, e) -> netrt_rtstruct_points()... ->
 *	netrt_rtstruct_free(rs)
 *
 * Real files (netrt-study(5), QUIRKS) give any number to a ROI, leave out
 * its contours or its whole ROI Contour item, repeat contours, and name
 * images that are not there.  All that is taken as it is; DATA is only what
 * leaves no safe reading: a contour whose data are no numbers or no whole
 * points, one ROI number given to two ROIs, a contour of no ROI.
 */
#ifndef NETRT_RTSTRUCT_H
#define NETRT_RTSTRUCT_H

#include <sys/stat.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dcm.h"
#include "err.h"
#include "spread.h"
#include "uid.h"
#include "uidset.h"

enum netrt_contour_type {
	NETRT_CONTOUR_CLOSED,	/* CLOSED_PLANAR, CLOSEDPLANAR_XOR */
	NETRT_CONTOUR_OPEN,	/* OPEN_PLANAR, OPEN_NONPLANAR */
	NETRT_CONTOUR_POINT,
	NETRT_CONTOUR_OTHER	/* a type unknown to netrt */
};

#define NETRT_SOP_RTSTRUCT	"1.2.840.10008.5.1.4.1.1.481.3"

/* 24 bytes: there are tens of thousands of them. */
struct netrt_contour {
	uint64_t at : 40;		/* of its Contour Data in the file */
	uint64_t nrefs : 24;		/* images it names: ref[first_ref] */
	uint32_t first_ref;
	uint32_t len;			/* bytes of Contour Data */
	uint32_t n;			/* points */
	uint32_t roi : 24;		/* index */
	uint32_t type : 7;		/* enum netrt_contour_type */
	uint32_t exclusive : 1;		/* CLOSEDPLANAR_XOR */
};
#define NETRT_CONTOUR_AT_MOST	((uint64_t)1 << 40)
#define NETRT_CONTOUR_MOST	((uint32_t)1 << 24)	/* ROIs, references */

struct netrt_roi {
	long number;
	char *name;			/* UTF-8, free text; "": none */
	char type[17];			/* RT ROI Interpreted Type; "": none */
	char frame_of_reference[NETRT_UID_LEN];	/* "": absent */
	bool has_color;
	uint8_t color[3];		/* red, green, blue */
	size_t ncontours;
	size_t nclosed;			/* of 3 points or more */
};

/* ROI Numbers in ascending order. */
struct netrt_roi_number {
	long number;
	size_t index;
};

/* An image listed under RT Referenced Series: both are of the set. */
struct netrt_listed {
	uint32_t series, sop;
};

/* The file that points are read from: the RTSTRUCT itself, or a copy of it in
 * explicit VR, little endian, that has no name. */
struct netrt_source {
	int fd;				/* -1: none */
	struct stat st;			/* when it was opened */
	bool implicit;
	long long begin, end;		/* of the data set, offsets */
	long long contours;		/* of (3006,0039); -1: absent */
};

struct netrt_rtstruct {
	char *path;
	char sop[NETRT_UID_LEN];
	char study[NETRT_UID_LEN];
	char approval[17];		/* Approval Status; "": absent */
	char when[21];			/* Structure Set Date and Time, the 20
					 * digits of YYYYMMDDHHMMSSFFFFFF, so
					 * that texts compare; "": no date */
	struct netrt_roi *roi;
	struct netrt_roi_number *number;	/* nrois, too */
	size_t nrois;
	struct netrt_contour *contour;	/* in the order of the file */
	size_t ncontours;
	struct netrt_source source;
	struct netrt_spreads *spread;	/* see spread.h; changes */
	struct netrt_uidset uids;	/* that contours and lists name */
	uint32_t *ref;			/* images that contours name: uids */
	uint32_t *ref_frame;		/* the frame of each, 0: of one frame, or
					 * it is not said */
	size_t nrefs;
	netrt_uid_text *studies;	/* RT Referenced Study */
	size_t nstudies;
	netrt_uid_text *series;		/* RT Referenced Series */
	size_t nseries;
	struct netrt_listed *listed;
	size_t nlisted;
	netrt_uid_text *frame;		/* frames of reference, all places */
	size_t nframes;
	size_t nwrong;			/* contours whose Number of Contour
					 * Points is wrong; the data decide */
	size_t first_wrong;		/* the first of them */
};

/*
 * The file is checked (part10.h) before it is opened.  DATA as above, or when
 * it is no RTSTRUCT.  Memory: some 70 bytes a contour; the points stay in
 * the file, which must not change.
 */
enum netrt_rc netrt_rtstruct_read(const char *path,
    struct netrt_rtstruct **out, struct netrt_err *e) NETRT_MUST;
/*
 * The same in two steps.  The first reads all but the contours; *head, when
 * head is not NULL, is the data set without private elements, the ROI
 * Contour Sequence and values over a mebibyte; the caller closes it.
 */
enum netrt_rc netrt_rtstruct_open(const char *path,
    struct netrt_rtstruct **out, struct netrt_dcm **head,
    struct netrt_err *e) NETRT_MUST;
enum netrt_rc netrt_rtstruct_load(struct netrt_rtstruct *rs,
    struct netrt_err *e) NETRT_MUST;
void netrt_rtstruct_free(struct netrt_rtstruct *rs);

/*
 * The points of contour i into the caller's buffer, which grows as needed and
 * serves for any number of contours: x, y, z of the first, and so on.  Any
 * number of threads at once, each with a buffer of its own.  TEMP: memory,
 * disk, or the file has changed.
 */
struct netrt_points {
	double *mm;
	size_t n;			/* points */
	size_t room, text_room;
	char *text;
};
enum netrt_rc netrt_rtstruct_points(const struct netrt_rtstruct *rs,
    size_t i, struct netrt_points *buf, struct netrt_err *e) NETRT_MUST;
void netrt_points_free(struct netrt_points *buf);

/* Is the data set an RTSTRUCT, by SOP class or modality? */
bool netrt_rtstruct_is(struct netrt_item *root);

#endif
