/* RGB rows -> a JPEG file: see jpeg.h. */
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

#include <turbojpeg.h>

#include "fs.h"
#include "jpeg.h"

#define SIDE_MOST	65500	/* of libjpeg */

static enum netrt_rc
put(const char *path, const unsigned char *p, size_t n, struct netrt_err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
	    O_NOFOLLOW, 0600);

	if (fd == -1)
		return netrt_err_errno(e, "%s", path);
	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k <= 0) {
			netrt_err_errno(e, "%s", path);
			close(fd);
			return e->rc;
		}
		p += k;
		n -= (size_t)k;
	}
	netrt_fs_start_writeback(fd);
	if (close(fd) == -1)
		return netrt_err_errno(e, "%s", path);
	return NETRT_OK;
}

enum netrt_rc
netrt_jpeg_write(const char *path, const uint8_t *rgb, unsigned rows,
    unsigned cols, unsigned quality, struct netrt_err *e)
{
	tjhandle tj;
	unsigned char *jpeg = NULL;
	unsigned long n = 0;
	enum netrt_rc rc;

	if (rows == 0 || cols == 0 || rows > SIDE_MOST || cols > SIDE_MOST)
		return netrt_err_set(e, NETRT_DATA, "%s: %u rows and %u "
		    "columns are no size of a JPEG picture", path, rows,
		    cols);
	if ((tj = tjInitCompress()) == NULL)
		return netrt_err_set(e, NETRT_TEMP, "%s: no memory for JPEG",
		    path);
	if (tjCompress2(tj, rgb, (int)cols, 0, (int)rows, TJPF_RGB, &jpeg, &n,
	    TJSAMP_444, (int)quality, 0) != 0)
		rc = netrt_err_set(e, NETRT_TEMP, "%s: %s", path,
		    tjGetErrorStr2(tj));
	else
		rc = put(path, jpeg, n, e);
	tjFree(jpeg);
	tjDestroy(tj);
	return rc;
}
