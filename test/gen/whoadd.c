/* whoadd FILE PSEUDONYM PATIENT STUDY: a line of the re-identification file,
 * for tests of it. */
#include <stdio.h>

#include "reident.h"

int
main(int argc, char **argv)
{
	struct netrt_err e = { NETRT_OK, "" };
	enum netrt_rc rc;

	if (argc != 5)
		return (int)NETRT_USAGE;
	rc = netrt_reident_add(argv[1], &(struct netrt_reident){
	    .pseudonym = argv[2], .patient_id = argv[3], .issuer = "",
	    .study = argv[4], .new_study = "2.25.1" }, &e);
	if (rc != NETRT_OK)
		fprintf(stderr, "whoadd: %s\n", e.msg);
	return (int)rc;
}
