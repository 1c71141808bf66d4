/* What the status of a C-STORE response means: see sent.h. */
#include "sent.h"

static const struct {
	unsigned mask, value;
	enum netrt_sent_state state;
	const char *text;		/* PS3.4 table B.2-1, PS3.7 C */
} class[] = {
	{ 0xFFFF, 0x0000, NETRT_SENT_ACCEPTED, "success" },
	{ 0xFFFF, 0xB000, NETRT_SENT_WARNING, "coercion of data elements" },
	{ 0xFFFF, 0xB006, NETRT_SENT_WARNING, "elements discarded" },
	{ 0xFFFF, 0xB007, NETRT_SENT_WARNING, "data set does not match SOP "
	    "class" },
	{ 0xF000, 0xB000, NETRT_SENT_WARNING, "unknown warning" },
	{ 0xFFFF, 0x0001, NETRT_SENT_WARNING, "requested optional attributes "
	    "are not supported" },
	{ 0xFFFF, 0x0107, NETRT_SENT_WARNING, "attribute list error" },
	{ 0xFFFF, 0x0116, NETRT_SENT_WARNING, "attribute value out of "
	    "range" },
	{ 0xFF00, 0xA700, NETRT_SENT_FAILED, "out of resources" },
	{ 0xFFFF, 0x0110, NETRT_SENT_FAILED, "processing failure" },
	{ 0xFFFF, 0x0213, NETRT_SENT_FAILED, "resource limitation" },
	{ 0xFF00, 0xA900, NETRT_SENT_REFUSED, "data set does not match SOP "
	    "class" },
	{ 0xF000, 0xC000, NETRT_SENT_REFUSED, "cannot understand" },
	{ 0xFFFF, NETRT_SENT_DUPLICATE, NETRT_SENT_REFUSED, "duplicate SOP "
	    "instance" },
	{ 0xFFFF, 0x0117, NETRT_SENT_REFUSED, "invalid SOP instance" },
	{ 0xFFFF, 0x0122, NETRT_SENT_REFUSED, "SOP class not supported" },
	{ 0xFFFF, 0x0124, NETRT_SENT_REFUSED, "not authorized" },
	{ 0x0000, 0x0000, NETRT_SENT_REFUSED, "unknown status" },
};

/* The last one fits all. */
static size_t
classify(unsigned status)
{
	size_t i = 0;

	while ((status & class[i].mask) != class[i].value)
		i++;
	return i;
}

enum netrt_sent_state
netrt_sent_class(unsigned status)
{
	return class[classify(status)].state;
}

bool
netrt_sent_coercion(int status)
{
	return status == 0xB000 || status == 0xB006 || status == 0xB007;
}

const char *
netrt_sent_meaning(unsigned status)
{
	return class[classify(status)].text;
}
