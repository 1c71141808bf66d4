/* The disclaimer as it is configured: see disclaimer.h. */
#include <stddef.h>

#include "disclaimer.h"
#include "label.h"

enum netrt_rc
netrt_disclaimer_font(const struct netrt_config *cfg, struct netrt_font **out,
    struct netrt_err *e)
{
	if (netrt_font_open(cfg->processing.font_file, out, e) != NETRT_OK)
		return netrt_err_prefix(e, "processing.font_file");
	if (netrt_label_check(*out, cfg->processing.burn_in_text, e) !=
	    NETRT_OK) {
		netrt_font_close(*out);
		*out = NULL;
		return netrt_err_prefix(e, "processing.burn_in_text");
	}
	return NETRT_OK;
}
