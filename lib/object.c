/* A DICOM file that came from outside: see object.h. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "object.h"
#include "part10.h"

const char *
netrt_object_name(const char *path)
{
	const char *p = path + strlen(path);

	for (int slashes = 0; p > path; p--)
		if (p[-1] == '/' && ++slashes == 2)
			break;
	return p;
}

enum netrt_rc
netrt_object_open(const char *path, struct netrt_dcm **out,
    struct netrt_err *e)
{
	struct netrt_part10 p;
	struct stat st;
	int fd = -1;
	enum netrt_rc rc;

	*out = NULL;
	rc = netrt_fs_open(AT_FDCWD, path, &fd, &st, e);
	if (rc != NETRT_OK)
		return rc;
	rc = netrt_part10_check(fd, 0, &p, e);
	close(fd);
	if (rc == NETRT_OK)
		rc = netrt_dcm_open(path, out, e);
	if (rc != NETRT_OK && strstr(e->msg, netrt_object_name(path)) == NULL)
		return netrt_err_prefix(e, "%s", netrt_object_name(path));
	return rc;
}
