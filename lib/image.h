/*
 * The pixel module of a data set (PS3.3 C.7.6.3, C.11.1, C.11.2) as struct
 * netrt_pixels.
 */
#ifndef NETRT_IMAGE_H
#define NETRT_IMAGE_H

#include "dcm.h"
#include "err.h"
#include "pixels.h"

/* Decode the pixel data alone, as netrt_dcm_decode(), and JPEG 2000 too. */
enum netrt_rc netrt_image_decode(struct netrt_dcm *d, struct netrt_err *e)
    NETRT_MUST;

/*
 * Decode the pixel data when it is encapsulated (JPEG, JPEG-LS, RLE, JPEG
 * 2000), and describe it.  px->p
 * belongs to d and may be written to.  DATA: no pixel data, a layout or an
 * encoding that is not supported, a Modality LUT.
 */
enum netrt_rc netrt_image_pixels(struct netrt_dcm *d,
    struct netrt_pixels *px, struct netrt_err *e) NETRT_MUST;

/*
 * The stored values low and high are in the image now: widen Smallest and
 * Largest Image Pixel Value when they are there, and drop those of the
 * series, which this image cannot know.
 */
enum netrt_rc netrt_image_extend(struct netrt_dcm *d,
    const struct netrt_pixels *px, int32_t low, int32_t high,
    struct netrt_err *e) NETRT_MUST;

#endif
