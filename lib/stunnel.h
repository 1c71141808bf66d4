/*
 * stunnel(8) as our client of TLS: what it is told, and what it said.
 *
 * It runs as from inetd, on one connection that is there already, so it
 * never listens; tunnel.h starts it.
 */
#ifndef NETRT_STUNNEL_H
#define NETRT_STUNNEL_H

#include "config.h"
#include "err.h"

#define NETRT_STUNNEL	"stunnel4"

/* Are the files of the destination there, readable, and the key a secret and
 * without a pass phrase?  CONFIG when not. */
enum netrt_rc netrt_stunnel_files(const struct netrt_destination *to,
    struct netrt_err *e) NETRT_MUST;

/*
 * Its configuration, in a file without a name whose descriptor, *fd, the
 * caller closes: TLS 1.2 or later, a certificate by one of tls_ca_file and
 * for tls_name (else for the host itself), and ours when there is one.
 */
enum netrt_rc netrt_stunnel_config(const struct netrt_config *cfg,
    const struct netrt_destination *to, int *fd, struct netrt_err *e)
    NETRT_MUST;

/*
 * What its log says went wrong, as a sentence.  CONFIG: files of ours.  TEMP:
 * all else, a certificate of the peer's or one that it does not take too: it
 * is no fault of the study, which goes by itself once that is mended.  OK:
 * nothing.  log is changed.
 */
enum netrt_rc netrt_stunnel_why(const struct netrt_destination *to,
    char *log, struct netrt_err *e) NETRT_MUST;

/* The text of a log that it wrote to this descriptor; free().  NULL: errno. */
char *netrt_stunnel_log(int fd);

/* CONFIG: it could not be run. */
enum netrt_rc netrt_stunnel_missing(struct netrt_err *e) NETRT_MUST;

/* Let it read the files, without a connection.  CONFIG: what is wrong with
 * them, or it is not installed. */
enum netrt_rc netrt_stunnel_try(const struct netrt_config *cfg,
    const struct netrt_destination *to, struct netrt_err *e) NETRT_MUST;

#endif
