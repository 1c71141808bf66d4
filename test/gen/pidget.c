/* pidget MAP PATIENT STUDY: ask for a pseudonym, for tests of the mapping. */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "pidmap.h"

int
main(int argc, char **argv)
{
	static struct netrt_config cfg;
	char key[PATH_MAX], legacy[PATH_MAX], *one[] = { legacy };
	struct netrt_pid pid;
	struct netrt_err e;

	if (argc != 4)
		return 64;
	snprintf(key, sizeof key, "%s.key", argv[1]);
	snprintf(legacy, sizeof legacy, "%s|DOE^JANE", argv[2]);
	cfg.anonymization.use_consistent_pid = true;
	cfg.anonymization.site_code = (char[]){ "SITE" };
	cfg.anonymization.pid_mapping_file = argv[1];
	cfg.anonymization.key_file = key;
	struct netrt_pid_query q = { .patient_id = argv[2], .issuer = "",
	    .study = argv[3], .date = "20260102", .legacy = one,
	    .nlegacy = 1, .now = 1764000000 };
	enum netrt_rc rc = netrt_pidmap_get(&cfg, &q, &pid, &e);

	if (rc != NETRT_OK)
		fprintf(stderr, "pidget: %s\n", e.msg);
	else
		printf("%s\n", pid.id);
	return (int)rc;
}
