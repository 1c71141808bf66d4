/*
 * The UIDs of what a step makes: see step.h.  All are hashes of what decides
 * the result (uid.h), so that the same step on the same input and settings
 * gives the same UIDs.
 */
#include <string.h>

#include "fs.h"
#include "stamp.h"
#include "step.h"
#include "uid.h"

static enum netrt_rc
series_uid(const struct netrt_step *s, const char *stamp, const char *role,
    const char *source_series, const char *rtstruct,
    char uid[NETRT_UID_LEN], struct netrt_err *e)
{
	const char *const parts[] = {
		"series", role, stamp, s->date, s->time, source_series,
		rtstruct, NULL
	};

	return netrt_uid_map(parts, NULL, 0, uid, e);
}

enum netrt_rc
netrt_step_series(struct netrt_step *s, const char *role,
    const char *source_series, const char *rtstruct,
    char uid[NETRT_UID_LEN], struct netrt_err *e)
{
	enum netrt_rc rc = series_uid(s, s->stamp, role, source_series,
	    rtstruct, uid, e);

	for (size_t i = 0; rc == NETRT_OK && i < s->series.n; i++)
		if (*rtstruct != '\0' && strcmp(s->series.name[i], uid) == 0)
			rc = netrt_err_set(e, NETRT_DATA, "(0008,0018): two "
			    "RTSTRUCTs have the same SOP Instance UID: "
			    "remove one");
	return rc != NETRT_OK ? rc :
	    netrt_names_add(&s->series, uid, "list", e);
}

enum netrt_rc
netrt_step_burnin(const struct netrt_step *s, const char *drawn,
    const char *series, char uid[NETRT_UID_LEN], struct netrt_err *e)
{
	char base[NETRT_HEX_LEN], salt[NETRT_HEX_LEN], stamp[NETRT_HEX_LEN];
	enum netrt_rc rc = netrt_stamp_base(s->cfg,
	    netrt_step_find("burnin"), s->stamp, base, e);

	if (rc == NETRT_OK)
		rc = netrt_stamp_salt(base, drawn, salt, stamp, e);
	return rc != NETRT_OK ? rc :
	    series_uid(s, stamp, "burnin", series, "", uid, e);
}

enum netrt_rc
netrt_step_instance(const char *series, const char *source,
    char uid[NETRT_UID_LEN], struct netrt_err *e)
{
	const char *const parts[] = { "instance", series, source, NULL };

	return netrt_uid_map(parts, NULL, 0, uid, e);
}
