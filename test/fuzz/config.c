/*
 * A configuration file of anything: it is right, or refused with 78 and one
 * line; what is right prints every key.  Formats of logs are read back.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "logfmt.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
visit(void *ctx, const char *key, const char *value, const char *origin)
{
	(void)ctx;
	if (key[0] == '\0' || value[0] == '\0' || origin[0] == '\0')
		abort();
}

static void
fault(void *ctx, const char *text)
{
	++*(unsigned *)ctx;
	if (strchr(text, '\n') != NULL || text[0] == '\0')
		abort();
}

/* A line with the first 200 bytes of the input as a message. */
static void
read_back(const char *fmt, const uint8_t *p, size_t n)
{
	char *safe = NULL, *line = NULL, name[8192], message[8192], raw[201];
	char buf[8192];
	size_t len;
	struct netrt_record back, r = {
		.level = 20, .name = "netrt-fuzz", .time = { 1000000000, 0 },
	};
	struct netrt_event ev;

	n = n < sizeof raw - 1 ? n : sizeof raw - 1;
	memcpy(raw, p, n);
	raw[n] = '\0';
	FILE *f = open_memstream(&safe, &len);
	netrt_put_safe(f, raw);
	fclose(f);
	r.message = safe;
	f = open_memstream(&line, &len);
	netrt_logfmt_put(f, fmt, &r);
	fclose(f);
	if (strchr(safe, '\n') != NULL)
		abort();
	if (len < sizeof name) {
		(void)netrt_logfmt_match(fmt, line, &back, name, message);
		(void)netrt_logfmt_match(fmt, raw, &back, name, message);
	}
	(void)netrt_event_parse(raw, &ev, buf);
	free(line);
	free(safe);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct netrt_config *cfg;
	struct netrt_err e;
	char path[64];
	unsigned faults = 0;
	int fd = memfd_create("config", MFD_CLOEXEC);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	setenv("HOME", "/home/t", 1);
	enum netrt_rc rc = netrt_config_read(path, NULL, 0, &cfg, &e);

	if (rc != NETRT_OK && rc != NETRT_CONFIG)
		abort();
	if ((rc == NETRT_OK) != (cfg != NULL))
		abort();
	if (netrt_config_check(path, NULL, 0, fault, &faults, &e) != rc ||
	    (faults == 0) != (rc == NETRT_OK))
		abort();
	if (cfg != NULL) {
		netrt_config_each(cfg, visit, NULL);
		read_back(cfg->logging.format, p, n);
	}
	netrt_config_free(cfg);
	close(fd);
	return 0;
}
