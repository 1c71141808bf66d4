/*
 * Masks and the overlay planes of DICOM (PS3.3 C.9.2, PS3.5 section 8.1.2).
 * Pure.
 *
 * Overlay Data (60xx,3000) is one bit a pixel, row after row without a gap:
 * the first pixel of a row follows the last of the row before, even in the
 * middle of a byte.  The first pixel is the lowest bit of the first byte.
 *
 *	3 columns:  row 0: A B C    byte 0: bit 7 . . . . . . bit 0
 *	            row 1: D E F                H G F E D C B A
 *	            row 2: G H I    byte 1:     0 0 0 0 0 0 0 I
 */
#ifndef NETRT_OVERLAY_H
#define NETRT_OVERLAY_H

#include <stddef.h>
#include <stdint.h>

#include "raster.h"

/* Bytes of the Overlay Data of rows x cols pixels; always even. */
size_t netrt_overlay_len(unsigned rows, unsigned cols);

/* Write the mask into netrt_overlay_len() bytes. */
void netrt_overlay_pack(const struct netrt_mask *m, uint8_t *out);

/* The way back, into a mask that netrt_mask_init() made.  n: bytes of in;
 * DATA when they are too few. */
enum netrt_rc netrt_overlay_unpack(const uint8_t *in, size_t n,
    struct netrt_mask *m, struct netrt_err *e) NETRT_MUST;

#endif
