/* What a destination is offered: see contexts.h. */
#include <stdbool.h>
#include <string.h>

#include "contexts.h"
#include "dcm.h"
#include "plain.h"

/* An empty list allows everything. */
static bool
allows(const struct netrt_strings *list, const char *uid)
{
	for (unsigned i = 0; i < list->n; i++)
		if (strcmp(list->s[i], uid) == 0)
			return true;
	return list->n == 0;
}

size_t
netrt_contexts_find(const struct netrt_destination *to, const char *syntax,
    const char *out[NETRT_PROFILE_SYNTAXES])
{
	size_t all = netrt_profile_syntaxes(syntax, out), n = 0;

	for (size_t i = 0; i < all; i++)
		if (allows(&to->transfer_syntaxes, out[i]))
			out[n++] = out[i];
	return n;
}

enum netrt_rc
netrt_contexts_check(const struct netrt_destination *to,
    const struct netrt_outset *set, struct netrt_err *e)
{
	const char *syntaxes[NETRT_PROFILE_SYNTAXES];

	for (size_t i = 0; i < set->n; i++) {
		const struct netrt_outgoing *o = &set->o[i];

		if (!allows(&to->sop_classes, o->sop_class))
			return netrt_err_set(e, NETRT_DATA, "%s has the SOP "
			    "class %s, which is not in its sop_classes",
			    o->sop, o->sop_class);
		if (netrt_contexts_find(to, o->syntax, syntaxes) == 0 &&
		    !(to->on_no_context == NETRT_CONTEXT_DECOMPRESS &&
		    netrt_plain_can(o->syntax) && netrt_contexts_find(to,
		    NETRT_TS_EXPLICIT, syntaxes) > 0))
			return netrt_err_set(e, NETRT_DATA, "%s has the "
			    "transfer syntax %s, and its transfer_syntaxes "
			    "have none that it can go under", o->sop,
			    o->syntax);
	}
	return NETRT_OK;
}
