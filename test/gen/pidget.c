/* pidget MAP PATIENT STUDY...: ask for pseudonyms, for tests of the mapping. */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "pidmap.h"

static enum netrt_rc
get(const struct netrt_config *cfg, const char *patient, const char *study)
{
	char legacy[PATH_MAX], *one[] = { legacy };
	struct netrt_pid pid;
	struct netrt_err e;
	struct netrt_pid_query q = { .patient_id = patient, .issuer = "",
	    .study = study, .date = "20260102", .legacy = one,
	    .nlegacy = 1, .now = 1764000000 };
	enum netrt_rc rc;

	snprintf(legacy, sizeof legacy, "%s|DOE^JANE", patient);
	if ((rc = netrt_pidmap_get(cfg, &q, &pid, &e)) != NETRT_OK)
		fprintf(stderr, "pidget: %s\n", e.msg);
	else
		printf("%s\n", pid.id);
	return rc;
}

int
main(int argc, char **argv)
{
	static struct netrt_config cfg;
	char key[PATH_MAX];
	enum netrt_rc rc = NETRT_USAGE;

	if (argc < 4)
		return (int)rc;
	snprintf(key, sizeof key, "%s.key", argv[1]);
	cfg.anonymization.use_consistent_pid = true;
	cfg.anonymization.site_code = (char[]){ "SITE" };
	cfg.anonymization.random_prefix = (char[]){ "" };
	cfg.anonymization.pid_mapping_file = argv[1];
	cfg.anonymization.key_file = key;
	for (int i = 2; i + 1 < argc; i += 2)
		if ((rc = get(&cfg, argv[i], argv[i + 1])) != NETRT_OK)
			break;
	return (int)rc;
}
