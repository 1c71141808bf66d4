/*
 * The disclaimer as it is configured: its font and its text, which label.h
 * lays out.
 */
#ifndef NETRT_DISCLAIMER_H
#define NETRT_DISCLAIMER_H

#include "config.h"
#include "draw.h"
#include "err.h"

/*
 * Open processing.font_file, and see that it can draw all of
 * processing.burn_in_text.  CONFIG, with the key, when one of them is wrong;
 * *out is NULL then.  Close it with netrt_font_close().
 */
enum netrt_rc netrt_disclaimer_font(const struct netrt_config *cfg,
    struct netrt_font **out, struct netrt_err *e) NETRT_MUST;

#endif
