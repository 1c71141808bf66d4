/*
 * JPEG 2000 codestreams (ISO 15444-1; PS3.5 annex A.4.4).  The only user of
 * OpenJPEG.  Knows no DICOM.
 */
#ifndef NETRT_J2K_H
#define NETRT_J2K_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct netrt_j2k {
	unsigned bits;		/* precision of a sample */
	bool reversible;	/* wavelet 5-3: may be lossless; 9-7 never is */
	int32_t *v;		/* rows x cols x samples, by pixel */
};

/*
 * Decode the n bytes at p, which must hold an image of just rows x cols and
 * samples (1 or 3) of one precision; a transform of colours is undone.
 * Every sample is given as its bits, unsigned: whether they are signed is
 * for the caller to say.  DATA: anything else, or cut off.  The caller frees
 * out->v.
 */
enum netrt_rc netrt_j2k_decode(const void *p, size_t n, unsigned rows,
    unsigned cols, unsigned samples, struct netrt_j2k *out,
    struct netrt_err *e) NETRT_MUST;

#endif
