/* stunnel as our client of TLS: see stunnel.h. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stunnel.h"

#define KEY_MAX	65536
#define LOG_MAX	65536

/* ---- files ---- */

static enum netrt_rc
readable(const char *key, const char *path, int *fd, struct netrt_err *e)
{
	struct stat st;

	if ((*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) >= 0 &&
	    fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
		return NETRT_OK;
	errno = *fd < 0 ? errno : EINVAL;
	netrt_err_errno(e, "%s: %s", key, path);
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return e->rc = NETRT_CONFIG;
}

/* The key of our certificate; stunnel could ask nobody for a pass phrase. */
static enum netrt_rc
secret(const struct netrt_destination *to, struct netrt_err *e)
{
	static char text[KEY_MAX];
	struct stat st;
	int fd;
	enum netrt_rc rc = readable("tls_key_file", to->tls_key_file,
	    &fd, e);

	if (rc != NETRT_OK)
		return rc;
	ssize_t n = read(fd, text, sizeof text - 1);
	bool open_to_all = fstat(fd, &st) != 0 || (st.st_mode & S_IRWXO) != 0;

	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	bool sealed = strstr(text, "ENCRYPTED") != NULL;
	explicit_bzero(text, sizeof text);
	if (open_to_all)
		return netrt_err_set(e, NETRT_CONFIG, "tls_key_file: %s is "
		    "open to everybody: chmod o= it", to->tls_key_file);
	if (sealed)
		return netrt_err_set(e, NETRT_CONFIG, "tls_key_file: %s has "
		    "a pass phrase: nobody is there to give it",
		    to->tls_key_file);
	return NETRT_OK;
}

enum netrt_rc
netrt_stunnel_files(const struct netrt_destination *to, struct netrt_err *e)
{
	int fd;
	enum netrt_rc rc = readable("tls_ca_file", to->tls_ca_file, &fd,
	    e);

	if (rc != NETRT_OK)
		return rc;
	close(fd);
	if (*to->tls_certificate_file == '\0')
		return NETRT_OK;
	if ((rc = readable("tls_certificate_file",
	    to->tls_certificate_file, &fd, e)) != NETRT_OK)
		return rc;
	close(fd);
	return secret(to, e);
}

/* ---- configuration ---- */

/* Whom the certificate of the peer must name. */
static const char *
name_of(const struct netrt_destination *to)
{
	return *to->tls_name != '\0' ? to->tls_name : to->host;
}

static bool
is_address(const char *name)
{
	unsigned char a[16];

	return inet_pton(AF_INET, name, a) == 1 ||
	    inet_pton(AF_INET6, name, a) == 1;
}

static unsigned
seconds(double s)
{
	return s <= 1 ? 1 : (unsigned)ceil(s);
}

/* where: "connect = ..." or what else stands in its place */
static enum netrt_rc
configure(const struct netrt_config *cfg, const struct netrt_destination *to,
    const char *where, int *fd, struct netrt_err *e)
{
	const char *name = name_of(to);
	bool address = is_address(name);

	*fd = memfd_create("stunnel", MFD_CLOEXEC);
	if (*fd < 0 || dprintf(*fd,
	    "foreground = quiet\n"
	    "syslog = no\n"
	    "output = /dev/fd/2\n"
	    "debug = info\n"
	    "client = yes\n"
	    "%s\n"
	    "CAfile = %s\n"
	    "verifyChain = yes\n"
	    "%s = %s\n"
	    "sni = %s\n"
	    "sslVersionMin = TLSv1.2\n"
	    "renegotiation = no\n"
	    "libwrap = no\n"
	    "TIMEOUTconnect = %u\n"
	    "TIMEOUTbusy = %u\n"
	    "TIMEOUTclose = 1\n", where, to->tls_ca_file,
	    address ? "checkIP" : "checkHost", name, address ? "" : name,
	    seconds(cfg->sending.connect_timeout_s),
	    seconds(cfg->sending.acse_timeout_s)) < 0 ||
	    (*to->tls_certificate_file != '\0' && dprintf(*fd,
	    "cert = %s\nkey = %s\n", to->tls_certificate_file,
	    to->tls_key_file) < 0) ||
	    lseek(*fd, 0, SEEK_SET) != 0) {
		netrt_err_errno(e, "configuration of stunnel");
		if (*fd >= 0)
			close(*fd);
		*fd = -1;
		return e->rc = NETRT_TEMP;
	}
	return NETRT_OK;
}

enum netrt_rc
netrt_stunnel_config(const struct netrt_config *cfg,
    const struct netrt_destination *to, int *fd, struct netrt_err *e)
{
	char where[512];

	snprintf(where, sizeof where, "connect = %s:%u", to->host, to->port);
	return configure(cfg, to, where, fd, e);
}

/* ---- what it said ---- */

/* Words of stunnel 5.68 and OpenSSL 3.0, and what they mean. */
static const struct {
	const char *said, *means;
} peers[] = {
	{ "CERT: Subject checks failed", "the peer has no certificate for "
	    "this name" },
	{ "error: certificate has expired", "the certificate of the peer "
	    "has expired" },
	{ "error: certificate is not yet valid", "the certificate of the "
	    "peer is not valid yet" },
	{ "error: self-signed certificate", "the certificate of the peer is "
	    "by nobody in tls_ca_file" },
	{ "error: unable to get", "the certificate of the peer is by nobody "
	    "in tls_ca_file" },
	{ "alert certificate required", "the peer wants a certificate of "
	    "ours (tls_certificate_file)" },
	{ "alert handshake failure", "the peer ended the handshake; it may "
	    "want a certificate of ours (tls_certificate_file)" },
	{ "alert unknown ca", "the peer does not know who made our "
	    "certificate" },
	{ "alert certificate expired", "our certificate has expired, says "
	    "the peer" },
	{ "alert certificate revoked", "our certificate was revoked, says "
	    "the peer" },
	{ "certificate unknown", "the peer does not take our certificate" },
	{ "alert bad certificate", "the peer does not take our certificate" },
	{ "alert unsupported certificate", "the peer does not take our "
	    "certificate" },
	{ "alert access denied", "the peer does not take our certificate" },
	{ "alert protocol version", "the peer does not know TLS 1.2 or "
	    "later" },
	{ "unsupported protocol", "the peer does not know TLS 1.2 or later" },
	{ "wrong version number", "the peer does not speak TLS there" },
	{ "packet length too long", "the peer does not speak TLS there" },
	{ "Error resolving", "unknown host" },
	{ "TIMEOUTconnect exceeded", "cannot connect: no answer" },
	{ "TIMEOUTbusy exceeded", "the peer did not finish the handshake" },
	{ "TLS fd: ", "the peer closed the connection; it may want a "
	    "certificate of ours, or another" },
	{ "TLS socket closed", "the peer closed the connection; it may want "
	    "a certificate of ours, or another" },
	{ "SSL_connect: Connection reset", "the peer closed the connection: "
	    "does it speak TLS there?" },
	{ "SSL_connect: Peer suddenly disconnected", "the peer closed the "
	    "connection: does it speak TLS there?" },
}, own[] = {
	{ "key values mismatch", "tls_key_file is not the key of "
	    "tls_certificate_file" },
	{ "No trusted certificates found", "tls_ca_file holds no "
	    "certificate" },
};

/* A line about the peer; what it means stays in why. */
static void
peer_line(const char *s, char why[192])
{
	const char *p;

	/* of several addresses one has answered */
	if (strstr(s, "s_connect: connected") != NULL)
		why[0] = '\0';
	for (size_t i = 0; i < sizeof peers / sizeof peers[0]; i++)
		if (strstr(s, peers[i].said) != NULL) {
			/* the first cause tells the most */
			if (why[0] == '\0' ||
			    strncmp(peers[i].said, "TLS", 3) != 0)
				snprintf(why, 192, "%s", peers[i].means);
			return;
		}
	if ((p = strstr(s, "s_connect: connect ")) != NULL &&
	    (p = strstr(p, ": ")) != NULL && (p = strstr(p + 2, ": ")) != NULL)
		snprintf(why, 192, "cannot connect: %.*s",
		    (int)strcspn(p + 2, "(") - (strchr(p, '(') != NULL),
		    p + 2);
	else if ((p = strstr(s, "CERT: ")) != NULL &&
	    strstr(s, "error: ") != NULL)
		snprintf(why, 192, "the certificate of the peer is not "
		    "accepted: %.99s", strstr(s, "error: ") + 7);
	else if ((p = strstr(s, "SSL routines::")) != NULL && why[0] == '\0')
		snprintf(why, 192, "%.150s", p + 14);
}

/* A line about its configuration. */
static void
own_line(const char *s, char why[192])
{
	if (strncmp(s, "Unhandled", 9) == 0 || strncmp(s, "Inetd", 5) == 0 ||
	    strncmp(s, "Configuration", 13) == 0)
		return;		/* they follow, or say nothing */
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (strstr(s, own[i].said) != NULL) {
			snprintf(why, 192, "%s", own[i].means);
			return;
		}
	snprintf(why, 192, "%.150s", s);
}

enum netrt_rc
netrt_stunnel_why(const struct netrt_destination *to, char *log,
    struct netrt_err *e)
{
	char why[192] = "", fault[192] = "", *save = NULL, *line;
	bool running = false;

	for (line = strtok_r(log, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		const char *said = strstr(line, "]: ");

		/* until it has read its configuration the lines are short */
		if (!running && strncmp(line, "[!] ", 4) == 0)
			own_line(line + 4, fault);
		else if (said != NULL && (running = true))
			peer_line(said + 3, why);
	}
	if (fault[0] != '\0')
		return netrt_err_set(e, NETRT_CONFIG, "stunnel: %s",
		    fault);
	if (why[0] != '\0')
		return netrt_err_set(e, NETRT_TEMP, "TLS to %s: %s",
		    name_of(to), why);
	return NETRT_OK;
}

enum netrt_rc
netrt_stunnel_missing(struct netrt_err *e)
{
	return netrt_err_set(e, NETRT_CONFIG, "%s cannot be run: is stunnel4 "
	    "installed, and in PATH?", NETRT_STUNNEL);
}

char *
netrt_stunnel_log(int fd)
{
	char *text = malloc(LOG_MAX + 1);
	ssize_t n = text == NULL ? -1 : pread(fd, text, LOG_MAX, 0);

	if (n < 0) {
		free(text);
		return NULL;
	}
	text[n] = '\0';
	return text;
}

/* In the child; does not return. */
static void
become(int conf, int log)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(log, 2) < 0 || dup2(conf, 3) < 0)
		_exit(126);
	/* dup2() of 3 to itself leaves it to be closed */
	fcntl(3, F_SETFD, 0);
	execlp(NETRT_STUNNEL, NETRT_STUNNEL, "-fd", "3", (char *)NULL);
	_exit(127);
}

enum netrt_rc
netrt_stunnel_try(const struct netrt_config *cfg,
    const struct netrt_destination *to, struct netrt_err *e)
{
	int conf = -1, log = -1, status = 0;
	char *text = NULL;
	pid_t pid;
	enum netrt_rc rc;

	if ((rc = netrt_stunnel_files(to, e)) != NETRT_OK ||
	    (rc = configure(cfg, to, "exec = /bin/true", &conf, e)) !=
	    NETRT_OK)
		return rc;
	if ((log = memfd_create("log", MFD_CLOEXEC)) < 0 ||
	    (pid = fork()) < 0) {
		rc = netrt_err_errno(e, "stunnel");
		goto out;
	}
	if (pid == 0)
		become(conf, log);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if ((text = netrt_stunnel_log(log)) == NULL)
		rc = netrt_err_errno(e, "stunnel");
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		rc = netrt_stunnel_missing(e);
	else if (netrt_stunnel_why(to, text, e) == NETRT_CONFIG)
		rc = NETRT_CONFIG;	/* else: no peer, as was meant */
out:
	free(text);
	close(conf);
	if (log >= 0)
		close(log);
	return rc;
}
