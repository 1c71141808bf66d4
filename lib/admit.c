/* Who may talk to us: see admit.h. */
#include <sys/socket.h>
#include <sys/statvfs.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admit.h"
#include "clock.h"
#include "proxy.h"

#define DRAIN_S	2

static const struct netrt_admission admitted = { .answer = NETRT_ADMIT };

static struct netrt_admission
reject(uint8_t result, uint8_t source, uint8_t reason, const char *why)
{
	return (struct netrt_admission){ NETRT_REJECT, result, source, reason,
	    why };
}

static struct netrt_admission
drop(enum netrt_answer answer, const char *why)
{
	return (struct netrt_admission){ .answer = answer, .why = why };
}

/* Wait for bytes until the deadline; NULL, or why there are none. */
static const char *
await(const struct netrt_guest *g, double deadline)
{
	struct pollfd p[3] = { { .fd = g->fd, .events = POLLIN },
		{ .fd = g->stop, .events = POLLIN },
		{ .fd = g->finish, .events = POLLIN } };

	for (;;) {
		double left = deadline - netrt_clock_get();
		int n;

		if (left <= 0)
			return "timeout";
		n = poll(p, 3, left > 60 ? 60000 : (int)(1000 * left) + 1);
		if (n > 0)	/* what has been said is read in any case */
			return p[0].revents != 0 ? NULL : "ending";
		if (n < 0 && errno != EINTR)
			return "timeout";
	}
}

/* Exactly n bytes; NULL, or why not. */
static const char *
get(const struct netrt_guest *g, uint8_t *p, size_t n, double deadline)
{
	while (n > 0) {
		const char *why = await(g, deadline);
		ssize_t got;

		if (why != NULL)
			return why;
		got = recv(g->fd, p, n, 0);
		if (got == 0)
			return "closed";
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			return "connection-lost";
		if (got > 0) {
			p += got;
			n -= (size_t)got;
		}
	}
	return NULL;
}

/* The PROXY header, byte by byte: what follows it is not ours to read yet. */
static const char *
get_proxy(struct netrt_guest *g, double deadline)
{
	char line[NETRT_PROXY_MAX + 1];
	struct netrt_err e;

	for (size_t n = 0; n < sizeof line; n++) {
		const char *why = get(g, (uint8_t *)line + n, 1,
		    deadline);

		if (why != NULL)
			return why;
		switch (netrt_proxy_look(line, n + 1)) {
		case NETRT_PROXY_MORE:
			continue;
		case NETRT_PROXY_BINARY:
			return "proxy-version-2";
		case NETRT_PROXY_NONE:
			return "proxy-header";
		case NETRT_PROXY_WHOLE:
			line[n - 1] = '\0';
			return netrt_proxy_parse(line, g->peer, &e) ==
			    NETRT_OK ? NULL : "proxy-header";
		}
	}
	return "proxy-header";
}

struct netrt_admission
netrt_admit_address(const struct netrt_config *cfg, const char *peer)
{
	return netrt_address_allowed(peer, &cfg->listener.allowed_addresses) ?
	    admitted : drop(NETRT_SILENT, "address");
}

struct netrt_admission
netrt_admit_read(const struct netrt_config *cfg,
    const struct netrt_listener *l, struct netrt_guest *g)
{
	double deadline = netrt_clock_get() + cfg->listener.acse_timeout_s;
	uint8_t head[NETRT_PDU_HEAD];
	struct netrt_err e;
	const char *why;
	uint32_t len;

	if (l->proxy) {
		if ((why = get_proxy(g, deadline)) != NULL)
			return drop(NETRT_SILENT, why);
		struct netrt_admission a = netrt_admit_address(cfg, g->peer);

		if (a.answer != NETRT_ADMIT)
			return a;
	}
	if ((why = get(g, head, sizeof head, deadline)) != NULL)
		return drop(NETRT_SILENT, why);
	len = netrt_pdu_length(head);
	if (head[0] != NETRT_PDU_RQ || len < NETRT_RQ_MIN ||
	    len > NETRT_RQ_MAX)
		return drop(NETRT_ABORT, "no-association-request");
	g->n = NETRT_PDU_HEAD + len;
	if ((g->pdu = malloc(g->n)) == NULL)
		return reject(2, 3, 1, "memory");
	memcpy(g->pdu, head, sizeof head);
	if ((why = get(g, g->pdu + sizeof head, len, deadline)) != NULL)
		return drop(NETRT_SILENT, why);
	if (netrt_rq_parse(g->pdu, g->n, &g->rq, &e) != NETRT_OK)
		return drop(NETRT_ABORT, "malformed-request");
	return admitted;
}

struct netrt_admission
netrt_admit_request(const struct netrt_config *cfg,
    const struct netrt_listener *l, const struct netrt_guest *g)
{
	const struct netrt_strings *callers = &cfg->listener.calling_ae_titles;
	bool known = callers->n == 0;

	if (!g->rq.version1)
		return reject(1, 2, 2, "protocol-version");
	if (!g->rq.dicom)
		return reject(1, 1, 2, "application-context");
	if (strcmp(g->rq.called, l->ae_title) != 0)
		return reject(1, 1, 7, "called-ae");
	if (g->rq.calling[0] == '\0')	/* PS3.8 9.3.2; storescp would hang */
		return reject(1, 1, 3, "calling-ae");
	for (unsigned i = 0; i < callers->n && !known; i++)
		known = strcmp(g->rq.calling, callers->s[i]) == 0;
	return known ? admitted : reject(1, 1, 3, "calling-ae");
}

struct netrt_admission
netrt_admit_limit(bool per_peer)
{
	return reject(2, 3, 2, per_peer ? "limit-of-peer" : "limit");
}

struct netrt_admission
netrt_admit_ending(void)
{
	return reject(2, 3, 1, "ending");
}

bool
netrt_disk_short(int fd, unsigned long long bytes)
{
	struct statvfs v;

	return fstatvfs(fd, &v) == 0 &&
	    (unsigned long long)v.f_bavail * v.f_frsize < bytes;
}

struct netrt_admission
netrt_admit_disk(const struct netrt_config *cfg, int workfd)
{
	return netrt_disk_short(workfd,
	    (unsigned long long)cfg->listener.reserve_mb << 20) ?
	    reject(2, 3, 1, "disk") : admitted;
}

void
netrt_admit_drain(int fd)
{
	const struct netrt_guest g = { .fd = fd, .stop = -1, .finish = -1 };
	double deadline = netrt_clock_get() + DRAIN_S;
	uint8_t rest[4096];

	if (shutdown(fd, SHUT_WR) != 0)
		return;
	while (await(&g, deadline) == NULL) {
		ssize_t n = recv(fd, rest, sizeof rest, 0);

		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return;
	}
}

void
netrt_admit_refuse(const struct netrt_guest *g,
    const struct netrt_admission *a)
{
	uint8_t p[NETRT_SHORT_PDU];

	if (a->answer == NETRT_REJECT)
		netrt_rj_make(p, a->result, a->source, a->reason);
	else if (a->answer == NETRT_ABORT)
		netrt_abort_make(p, 2, 1);
	else
		return;
	if (send(g->fd, p, sizeof p, MSG_NOSIGNAL) == (ssize_t)sizeof p)
		netrt_admit_drain(g->fd);
}
