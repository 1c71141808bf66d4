/* Which pseudonym has this patient?  See pidask.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "pidask.h"
#include "pidmap.h"

/* Cut the line at its first tab; what is behind it, or "". */
static char *
behind_tab(char *line)
{
	char *tab = strchr(line, '\t');

	if (tab == NULL)
		return line + strlen(line);
	*tab = '\0';
	return tab + 1;
}

static enum netrt_rc
one(const struct netrt_config *cfg, char *id, char pseudonym[NETRT_PID_LEN],
    struct netrt_err *e)
{
	char *issuer = behind_tab(id), *name = behind_tab(issuer);
	size_t n = strlen(id) + strlen(name) + 2;
	char *legacy = malloc(n);
	struct netrt_pid pid = { .id = "" };
	struct netrt_pid_query q = { .patient_id = id, .issuer = issuer,
	    .study = "", .date = "", .legacy = &legacy, .nlegacy = 1,
	    .shift = netrt_config_hides_dates(cfg), .dry = true };
	enum netrt_rc rc;

	if (legacy == NULL)
		return netrt_err_errno(e, "Patient ID");
	snprintf(legacy, n, "%s|%s", id, name);
	rc = netrt_pidmap_get(cfg, &q, &pid, e);
	if (rc == NETRT_DATA)		/* empty: nobody has it */
		rc = NETRT_OK;
	memcpy(pseudonym, pid.id, NETRT_PID_LEN);
	free(legacy);
	return rc;
}

enum netrt_rc
netrt_pidask(const struct netrt_config *cfg, FILE *in, FILE *out, bool nul,
    struct netrt_err *e)
{
	char *line = NULL, pseudonym[NETRT_PID_LEN];
	size_t size = 0, unknown = 0, all = 0;
	ssize_t n;
	enum netrt_rc rc = NETRT_OK;

	if (!cfg->anonymization.use_consistent_pid)
		return netrt_err_set(e, NETRT_USAGE,
		    "anonymization.use_consistent_pid is false: pseudonyms "
		    "are of studies, not of patients");
	while (rc == NETRT_OK && (n = getdelim(&line, &size, nul ? '\0' :
	    '\n', in)) > 0) {
		while (n > 0 && strchr("\r\n", line[n - 1]) != NULL)
			line[--n] = '\0';
		if ((rc = one(cfg, line, pseudonym, e)) != NETRT_OK)
			break;
		all++;
		unknown += *pseudonym == '\0';
		fprintf(out, "%s\n", *pseudonym != '\0' ? pseudonym :
		    "unknown");
	}
	free(line);
	if (rc == NETRT_OK && ferror(in))
		rc = netrt_err_errno(e, "standard input");
	if (rc == NETRT_OK && unknown > 0)
		rc = netrt_err_set(e, NETRT_NOINPUT,
		    "%zu of %zu patients are unknown", unknown, all);
	return rc;
}
