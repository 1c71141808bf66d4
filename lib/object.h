/*
 * A DICOM file that came from outside: its structure is walked (part10.h)
 * before DCMTK sees it, which would crash on some of them.
 */
#ifndef NETRT_OBJECT_H
#define NETRT_OBJECT_H

#include "dcm.h"
#include "err.h"

/*
 * netrt_part10_check(), then netrt_dcm_open().  The message names the file
 * by its last two components ("DCM/1.2.3.dcm").  Absent: NOINPUT; not whole,
 * or no DICOM file: DATA.
 */
enum netrt_rc netrt_object_open(const char *path, struct netrt_dcm **out,
    struct netrt_err *e) NETRT_MUST;

/* The last two components of a path. */
const char *netrt_object_name(const char *path);

#endif
