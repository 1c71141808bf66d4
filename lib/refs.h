/*
 * The images that an RTSTRUCT lists, read straight from the head of its file
 * (PS3.3 C.8.8.5: Referenced Frame of Reference Sequence > RT Referenced
 * Study Sequence > RT Referenced Series Sequence > Contour Image Sequence).
 *
 * netrt-watch asks this of objects that nobody has judged yet, in a process
 * that must neither crash nor stall, so it is a bounded walk without DCMTK:
 * nothing is decoded, and nothing behind that sequence is looked at.
 */
#ifndef NETRT_REFS_H
#define NETRT_REFS_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define NETRT_REFS_HEAD	((size_t)16 << 20)	/* bytes of a file read */

/*
 * Visit each Referenced SOP Instance UID (0008,1155) in p[0..n), the first
 * bytes of a file; series counts the items of the RT Referenced Series
 * Sequence from 1.  DATA, and why, when the list cannot be read to its end:
 * no DICOM file, a transfer syntax other than implicit or explicit VR little
 * endian, malformed, or longer than n.
 */
enum netrt_rc netrt_refs_each(const uint8_t *p, size_t n,
    void (*visit)(void *ctx, unsigned series, const char *uid), void *ctx,
    struct netrt_err *e) NETRT_MUST;

#endif
