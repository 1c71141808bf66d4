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

/* The first bytes of a file; the caller frees *buf, whatever comes back. */
enum netrt_rc netrt_refs_head(int dirfd, const char *path, uint8_t **buf,
    size_t *n, struct netrt_err *e) NETRT_MUST;

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

/*
 * The same, and before the images of a study its Study Instance UID
 * (Referenced SOP Instance UID of the RT Referenced Study Sequence), to
 * study.
 */
enum netrt_rc netrt_refs_studies(const uint8_t *p, size_t n,
    void (*study)(void *ctx, const char *uid),
    void (*visit)(void *ctx, unsigned series, const char *uid), void *ctx,
    struct netrt_err *e) NETRT_MUST;

/*
 * The images that the contours name (ROI Contour Sequence > Contour Sequence
 * > Contour Image Sequence); series is 0.  For an RTSTRUCT that lists none.
 */
enum netrt_rc netrt_refs_contours(const uint8_t *p, size_t n,
    void (*visit)(void *ctx, unsigned series, const char *uid), void *ctx,
    struct netrt_err *e) NETRT_MUST;

#endif
