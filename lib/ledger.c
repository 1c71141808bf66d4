/* The ledger: see ledger.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fs.h"
#include "ledger.h"

/* "YYYYMMDD HHMMSS.ffffff" */
static enum netrt_rc
now(char text[32], struct netrt_err *e)
{
	const char *fixed = getenv("SOURCE_DATE_EPOCH");
	struct timespec ts = { 0, 0 };
	struct tm tm;
	char head[24];

	if (fixed != NULL) {
		char *end;

		errno = 0;
		ts.tv_sec = (time_t)strtoll(fixed, &end, 10);
		if (errno != 0 || end == fixed || *end != '\0')
			return netrt_err_set(e, NETRT_CONFIG,
			    "SOURCE_DATE_EPOCH is not a number");
		gmtime_r(&ts.tv_sec, &tm);
	} else {
		clock_gettime(CLOCK_REALTIME, &ts);
		localtime_r(&ts.tv_sec, &tm);
	}
	if (strftime(head, sizeof head, "%Y%m%d %H%M%S", &tm) != 15)
		return netrt_err_set(e, NETRT_CONFIG,
		    "the clock is outside the years of DICOM dates");
	snprintf(text, 32, "%s.%06ld", head, ts.tv_nsec / 1000);
	return NETRT_OK;
}

static enum netrt_rc
read_time(const char *path, char date[9], char time[14], struct netrt_err *e)
{
	char *buf;
	size_t len;
	enum netrt_rc rc = netrt_fs_read(AT_FDCWD, path, 4096, &buf, &len, e);

	if (rc != NETRT_OK)
		return rc;
	if (sscanf(buf, "time %8[0-9] %13[0-9.]", date, time) != 2 ||
	    strlen(date) != 8 || strlen(time) != 13)
		rc = netrt_err_set(e, NETRT_SOFTWARE,
		    "%s: malformed; remove it", path);
	free(buf);
	return rc;
}

enum netrt_rc
netrt_ledger_time(const char *dir, const char stamp[NETRT_HEX_LEN],
    char date[9], char time[14], struct netrt_err *e)
{
	char path[PATH_MAX], text[32], line[48];
	enum netrt_rc rc;

	if (snprintf(path, sizeof path, "%s/%s", dir, stamp) >=
	    (int)sizeof path)
		return netrt_err_set(e, NETRT_DATA, "ledger: path too long");
	rc = read_time(path, date, time, e);
	if (rc != NETRT_NOINPUT)
		return rc;
	if ((rc = now(text, e)) != NETRT_OK ||
	    (rc = netrt_fs_mkdir(AT_FDCWD, dir, e)) != NETRT_OK)
		return rc;
	snprintf(line, sizeof line, "time %s\n", text);
	rc = netrt_fs_write(AT_FDCWD, path, line, strlen(line), e);
	if (rc != NETRT_OK)
		return rc;
	return read_time(path, date, time, e);
}
