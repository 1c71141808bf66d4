/* Do the destinations answer?  See sendecho.h. */
#include <stdio.h>

#include "address.h"
#include "away.h"
#include "lookup.h"
#include "sendecho.h"
#include "sendtell.h"
#include "storescu.h"

static enum netrt_rc
echo_one(struct netrt_tool *t, const struct netrt_destination *to)
{
	char place[NETRT_PLACE_LEN];
	struct netrt_err e;
	enum netrt_rc rc = netrt_storescu_echo(t->cfg, to, &e);

	printf("%s %s %s %s\n", to->name, to->ae_title,
	    netrt_place_format(to->host, to->port, place),
	    rc == NETRT_OK ? "answers" : e.msg);
	fflush(stdout);
	return rc;
}

/* It answers: what waits for it may go. */
static void
echo_back(struct netrt_tool *t, const struct netrt_destination *to)
{
	const struct netrt_sendtell tell = { .tool = t, .uid = "-" };
	struct netrt_away away;
	const struct netrt_sender d = { .to = to, .away = &away };

	netrt_away_open(&away, t->cfg, to, false);
	netrt_sendtell_away(&tell, &d, NETRT_AWAY_THERE, "");
	netrt_away_close(&away);
}

enum netrt_rc
netrt_sendecho(struct netrt_tool *t)
{
	enum netrt_rc worst = NETRT_OK;

	for (unsigned i = 0; i < t->cfg->ndestinations; i++) {
		const struct netrt_destination *to = &t->cfg->destinations[i];
		struct netrt_destination at;
		enum netrt_rc rc = echo_one(t, to);

		if (rc == NETRT_OK)
			echo_back(t, to);
		worst = netrt_rc_worst(worst, rc);
		if (to->verify == NETRT_VERIFY_FIND &&
		    netrt_lookup_at(to, &at))
			worst = netrt_rc_worst(worst, echo_one(t, &at));
	}
	return worst;
}
