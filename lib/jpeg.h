/*
 * RGB rows -> a JPEG file (baseline, JFIF).  The only user of libjpeg-turbo.
 */
#ifndef NETRT_JPEG_H
#define NETRT_JPEG_H

#include <stdint.h>

#include "err.h"

/*
 * Write rows x cols pixels of R, G, B bytes to a new file (0600; it must not
 * exist).  quality 1 to 100; colour is kept at full resolution, so that thin
 * coloured lines stay sharp.  Not fsynced; write-back is begun.  DATA: more
 * than 65500 rows or columns; TEMP: memory, disk.
 */
enum netrt_rc netrt_jpeg_write(const char *path, const uint8_t *rgb,
    unsigned rows, unsigned cols, unsigned quality, struct netrt_err *e)
    NETRT_MUST;

#endif
