/*
 * What netrt needs of an RT Structure Set (DICOM PS3.3 A.19): ROIs, their
 * contours in patient mm, and what they refer to.
 *
 *	netrt_rtstruct_read(path, &rs, e) -> ... -> netrt_rtstruct_free(rs)
 *
 * Real files (netrt-study(5), QUIRKS) give any number to a ROI, leave out
 * its contours or its whole ROI Contour item, repeat contours, and name
 * images that are not there.  All that is taken as it is; DATA is only what
 * leaves no safe reading: a contour whose data are no numbers or no whole
 * points, one ROI number given to two ROIs, a contour of no ROI.
 */
#ifndef NETRT_RTSTRUCT_H
#define NETRT_RTSTRUCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dcm.h"
#include "err.h"
#include "uid.h"

enum netrt_contour_type {
	NETRT_CONTOUR_CLOSED,	/* CLOSED_PLANAR, CLOSEDPLANAR_XOR */
	NETRT_CONTOUR_OPEN,	/* OPEN_PLANAR, OPEN_NONPLANAR */
	NETRT_CONTOUR_POINT,
	NETRT_CONTOUR_OTHER	/* a type unknown to netrt */
};

#define NETRT_SOP_RTSTRUCT	"1.2.840.10008.5.1.4.1.1.481.3"

struct netrt_contour {
	enum netrt_contour_type type;
	size_t roi;			/* index */
	size_t first, n;		/* points: mm[3 * first] ... */
	size_t first_ref, nrefs;	/* images it names: ref[first_ref] */
	bool exclusive;			/* CLOSEDPLANAR_XOR */
};

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

/* An image listed under RT Referenced Series. */
struct netrt_listed {
	char series[NETRT_UID_LEN], sop[NETRT_UID_LEN];
};

typedef char netrt_uid_text[NETRT_UID_LEN];

struct netrt_rtstruct {
	char *path;
	char sop[NETRT_UID_LEN];
	char study[NETRT_UID_LEN];
	char approval[17];		/* Approval Status; "": absent */
	char when[21];			/* Structure Set Date and Time, the 20
					 * digits of YYYYMMDDHHMMSSFFFFFF, so
					 * that texts compare; "": no date */
	struct netrt_roi *roi;
	size_t nrois;
	struct netrt_contour *contour;	/* in the order of the file */
	size_t ncontours;
	double *mm;			/* x, y, z of all points */
	size_t npoints;
	netrt_uid_text *ref;		/* images that contours name */
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
};

/* The file is checked (part10.h) before it is opened.  DATA as above, or
 * when it is no RTSTRUCT. */
enum netrt_rc netrt_rtstruct_read(const char *path,
    struct netrt_rtstruct **out, struct netrt_err *e) NETRT_MUST;
/* The same of an open data set. */
enum netrt_rc netrt_rtstruct_parse(const char *path, struct netrt_item *root,
    struct netrt_rtstruct **out, struct netrt_err *e) NETRT_MUST;
void netrt_rtstruct_free(struct netrt_rtstruct *rs);

/* Is the data set an RTSTRUCT, by SOP class or modality? */
bool netrt_rtstruct_is(struct netrt_item *root);

#endif
