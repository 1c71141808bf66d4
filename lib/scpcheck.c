/* Can storescp do what we need?  See storescp.h. */
#include <sys/socket.h>
#include <sys/wait.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fs.h"
#include "offer.h"
#include "storescp.h"

#define WAIT_S		20		/* a loaded machine */
#define VERSION_MIN	30607		/* 3.6.7 */
#define CT		"1.2.840.10008.5.1.4.1.1.2"
#define IMPLICIT	"1.2.840.10008.1.2"
#define FIXED		"3.6.7-9~deb12u4"	/* Debian's, with the fixes */
#define ROOM		8192		/* for a request of ours */

/* The first line that a command of the shell prints; its exit status. */
static int
ask(const char *command, char *line, size_t size)
{
	FILE *f = popen(command, "r");

	line[0] = '\0';
	if (f == NULL)
		return -1;
	if (fgets(line, (int)size, f) == NULL)
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	while (getc(f) != EOF)
		;
	int status = pclose(f);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static enum netrt_rc
check_version(struct netrt_err *e)
{
	char line[256];
	unsigned v[3] = { 0 };
	const char *at;
	int status = ask("exec storescp --version 2>/dev/null", line,
	    sizeof line);

	if (status < 0)
		return netrt_err_errno(e, "storescp --version");
	if (status == 127)
		return netrt_err_set(e, NETRT_CONFIG, "storescp cannot be run: "
		    "install Debian's package dcmtk, or set PATH");
	if ((at = strstr(line, "storescp v")) == NULL ||
	    sscanf(at, "storescp v%u.%u.%u", &v[0], &v[1], &v[2]) != 3)
		return netrt_err_set(e, NETRT_CONFIG, "storescp --version "
		    "does not say a version of DCMTK");
	if (v[0] * 10000 + v[1] * 100 + v[2] < VERSION_MIN)
		return netrt_err_set(e, NETRT_CONFIG, "storescp is of DCMTK "
		    "%u.%u.%u; at least 3.6.7 is needed", v[0], v[1], v[2]);
	return NETRT_OK;
}

enum netrt_rc
netrt_storescp_fixed(struct netrt_err *e)
{
	char mine[256], version[256], package[256];

	ask("exec storescp --version 2>/dev/null", mine, sizeof mine);
	ask("exec dpkg-query -W -f '${Version}\\n' dcmtk 2>/dev/null", package,
	    sizeof package);
	snprintf(version, sizeof version, "storescp v%.*s ",
	    (int)strcspn(package, "-+"), package);
	if (package[0] == '\0' || strstr(mine, version) == NULL)
		return netrt_err_set(e, NETRT_DATA, "storescp is not of "
		    "Debian's package dcmtk: it is not known whether it has "
		    "the security fixes of " FIXED);
	setenv("NETRT_DCMTK", package, 1);
	int older = ask("exec dpkg --compare-versions \"$NETRT_DCMTK\" ge '"
	    FIXED "'", mine, sizeof mine);

	unsetenv("NETRT_DCMTK");
	if (older == 0)
		return NETRT_OK;
	return netrt_err_set(e, NETRT_DATA, "storescp is of Debian's dcmtk "
	    "%s, which lacks security fixes: install " FIXED " or later",
	    package);
}

/* ---- a request ---- */

static uint8_t *
item(uint8_t *p, uint8_t type, const void *v, size_t n)
{
	p[0] = type;
	p[1] = 0;
	p[2] = (uint8_t)(n >> 8);
	p[3] = (uint8_t)n;
	memcpy(p + 4, v, n);
	return p + 4 + n;
}

/* uid: the class, its transfer syntaxes, NULL. */
static uint8_t *
context(uint8_t *p, uint8_t id, const char *const *uid)
{
	uint8_t v[2048] = { id }, *q = v + 4;

	q = item(q, 0x30, uid[0], strlen(uid[0]));
	for (uid++; *uid != NULL; uid++)
		q = item(q, 0x40, *uid, strlen(*uid));
	return item(p, 0x20, v, (size_t)(q - v));
}

/* A class that is accepted. */
static const char *
some_class(const struct netrt_config *cfg)
{
	const struct netrt_strings *classes = netrt_offer_classes(cfg);

	if (netrt_offer_class(cfg, CT))
		return CT;
	for (unsigned i = 0; i < classes->n; i++)
		if (netrt_offer_class(cfg, classes->s[i]))
			return classes->s[i];
	return "2.25.1";
}

/*
 * Verification; a class with all the transfer syntaxes that we accept, lossy
 * ones first, as some peers propose them; and with each of them alone.
 */
static size_t
request(const struct netrt_config *cfg, uint8_t *p)
{
	static const char *const echo[] = { NETRT_VERIFICATION, IMPLICIT,
		NULL };
	const char *all[64] = { some_class(cfg) };
	unsigned n = 0;
	static const uint8_t user[] = { 0x51, 0, 0, 4, 0, 0, 0x40, 0,
		0x52, 0, 0, 6, '2', '.', '2', '5', '.', '1' };
	uint8_t *q = p + NETRT_PDU_HEAD + NETRT_RQ_MIN;

	memset(p, 0, NETRT_PDU_HEAD + NETRT_RQ_MIN);
	p[0] = NETRT_PDU_RQ;
	p[7] = 1;
	memcpy(p + 10, "NETRT           NETRT           ", 32);
	q = item(q, 0x10, "1.2.840.10008.3.1.1.1", 21);
	q = context(q, 1, echo);
	while (netrt_offer_syntax(cfg, n) != NULL)
		n++;
	for (unsigned i = 0; i < n; i++)
		all[1 + i] = netrt_offer_syntax(cfg, n - 1 - i);
	q = context(q, 3, all);
	for (unsigned i = 0; i < n; i++) {
		const char *one[] = { all[0], all[1 + i], NULL };

		q = context(q, (uint8_t)(5 + 2 * i), one);
	}
	q = item(q, 0x50, user, sizeof user);
	size_t len = (size_t)(q - p) - NETRT_PDU_HEAD;

	p[4] = (uint8_t)(len >> 8);
	p[5] = (uint8_t)len;
	return len + NETRT_PDU_HEAD;
}

/* ---- the association ---- */

static enum netrt_rc
unfit(struct netrt_err *e, const char *what)
{
	return netrt_err_set(e, NETRT_CONFIG, "storescp %s", what);
}

static enum netrt_rc
get(int sock, uint8_t *p, size_t n, struct netrt_err *e)
{
	struct timespec begun, now;

	clock_gettime(CLOCK_MONOTONIC, &begun);
	while (n > 0) {
		struct pollfd f = { .fd = sock, .events = POLLIN };

		(void)poll(&f, 1, 1000);
		ssize_t got = recv(sock, p, n, 0);

		if (got > 0) {
			p += got;
			n -= (size_t)got;
			continue;
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (got == 0 || (errno != EAGAIN && errno != EINTR))
			return unfit(e, "hung up on us");
		if (now.tv_sec - begun.tv_sec > WAIT_S)
			return unfit(e, "does not answer");
	}
	return NETRT_OK;
}

static enum netrt_rc
get_pdu(int sock, uint8_t type, uint8_t *p, size_t room, size_t *n,
    struct netrt_err *e)
{
	enum netrt_rc rc = get(sock, p, NETRT_PDU_HEAD, e);

	if (rc != NETRT_OK)
		return rc;
	*n = netrt_pdu_length(p);
	if (p[0] != type || *n > room - NETRT_PDU_HEAD)
		return unfit(e, "does not answer as it should");
	rc = get(sock, p + NETRT_PDU_HEAD, *n, e);
	*n += NETRT_PDU_HEAD;
	return rc;
}

/* Context id accepted, with this transfer syntax? */
static bool
accepted(const uint8_t *p, size_t n, uint8_t id, const char *syntax)
{
	size_t len, at = NETRT_PDU_HEAD + NETRT_RQ_MIN, k = strlen(syntax);

	for (; at + 12 <= n; at += 4 + len) {
		len = (size_t)p[at + 2] << 8 | p[at + 3];
		if (p[at] == 0x21 && p[at + 4] == id && p[at + 6] == 0 &&
		    len == 8 + k && at + 4 + len <= n &&
		    memcmp(p + at + 12, syntax, k) == 0)
			return true;
	}
	return false;
}

static enum netrt_rc
put(int sock, const uint8_t *p, size_t n, struct netrt_err *e)
{
	if (send(sock, p, n, MSG_NOSIGNAL) == (ssize_t)n)
		return NETRT_OK;
	return unfit(e, errno == EPIPE || errno == ECONNRESET ?
	    "hung up on us" : "does not take what we say");
}

/* Was all accepted that was asked for, as we prefer it? */
static enum netrt_rc
check_contexts(const struct netrt_config *cfg, const uint8_t *p, size_t len,
    struct netrt_err *e)
{
	unsigned n = 0;

	if (!accepted(p, len, 1, IMPLICIT))
		return unfit(e, "does not accept C-ECHO");
	if (!accepted(p, len, 3, netrt_offer_syntax(cfg, 0)))
		return unfit(e, "does not take the transfer syntax that we "
		    "prefer");
	while (netrt_offer_syntax(cfg, n) != NULL)
		n++;
	for (unsigned i = 0; i < n; i++) {
		const char *uid = netrt_offer_syntax(cfg, n - 1 - i);

		if (!accepted(p, len, (uint8_t)(5 + 2 * i), uid))
			return netrt_err_set(e, NETRT_CONFIG, "storescp does "
			    "not take transfer syntax %s", uid);
	}
	return NETRT_OK;
}

static enum netrt_rc
associate(const struct netrt_config *cfg, int sock, const uint8_t *rq,
    size_t nrq, struct netrt_err *e)
{
	uint8_t p[ROOM], out[NETRT_COMMAND_MAX];
	struct netrt_command c;
	size_t n;
	enum netrt_rc rc = put(sock, rq, nrq, e);

	if (rc != NETRT_OK || (rc = get_pdu(sock, NETRT_PDU_AC, p, sizeof p,
	    &n, e)) != NETRT_OK ||
	    (rc = check_contexts(cfg, p, n, e)) != NETRT_OK)
		return rc;
	if ((rc = put(sock, out, netrt_echo_make(out, 1, 1), e)) !=
	    NETRT_OK || (rc = get_pdu(sock, NETRT_PDU_DATA, p, sizeof p, &n,
	    e)) != NETRT_OK)
		return rc;
	if (n < 12 || netrt_command_parse(p + 12, n - 12, &c, e) !=
	    NETRT_OK || c.field != NETRT_C_ECHO_RSP || c.status != 0)
		return unfit(e, "does not answer a C-ECHO");
	netrt_release_make(out);
	if ((rc = put(sock, out, NETRT_SHORT_PDU, e)) != NETRT_OK)
		return rc;
	return get_pdu(sock, NETRT_PDU_RELEASE_RP, p, sizeof p, &n, e);
}

/* Add the first line of what storescp wrote into its log. */
static void
add_log(const struct netrt_spool *spool, struct netrt_err *e)
{
	struct netrt_err ignored;
	char *text;
	size_t n = strlen(e->msg), len;

	if (netrt_fs_read(spool->fd, "log", 65536, &text, &len, &ignored) !=
	    NETRT_OK)
		return;
	text[strcspn(text, "\r\n")] = '\0';
	if (*text != '\0')
		snprintf(e->msg + n, sizeof e->msg - n, " (%.200s)", text);
	free(text);
}

enum netrt_rc
netrt_storescp_check(const struct netrt_config *cfg, int workfd,
    struct netrt_err *e)
{
	static struct netrt_rq rq;
	struct netrt_storescp scp;
	struct netrt_spool spool;
	uint8_t p[ROOM];
	size_t n = request(cfg, p);
	char *profile = NULL;
	unsigned classes;
	enum netrt_rc rc;

	if ((rc = check_version(e)) != NETRT_OK ||
	    (rc = netrt_rq_parse(p, n, &rq, e)) != NETRT_OK ||
	    (rc = netrt_offer_format(&rq, cfg, &profile, &classes, e)) !=
	    NETRT_OK)
		return rc;
	if ((rc = netrt_spool_open(workfd, &spool, e)) != NETRT_OK)
		goto out;
	rc = netrt_storescp_start(&spool, profile, WAIT_S, 1 << 20, &scp, e);
	if (rc == NETRT_OK) {
		rc = associate(cfg, scp.sock, p, n, e);
		int sig = netrt_storescp_end(&scp);

		if (rc == NETRT_OK && sig != 0)
			rc = netrt_err_set(e, NETRT_CONFIG, "storescp died "
			    "of signal %d", sig);
		if (rc != NETRT_OK)
			add_log(&spool, e);
	}
	netrt_spool_close(workfd, &spool);
out:
	free(profile);
	return rc;
}
