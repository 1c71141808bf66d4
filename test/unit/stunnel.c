/* What stunnel said, and what it means. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stunnel.h"
#include "../tap.h"

#define AT	"2026.11.24 11:47:58 LOG3[0]: "
#define VERIFY	AT "SSL_connect: ../ssl/statem/statem_clnt.c:1889: " \
	"error:0A000086:SSL routines::certificate verify failed\n"
#define CONNECTED AT "s_connect: connected 192.0.2.1:2762\n"

static enum netrt_rc rc;

static const char *
why(const char *log)
{
	static struct netrt_err e;
	struct netrt_destination to = { .name = "pacs", .host = "h.example",
	    .tls_name = (char *)(size_t)"" };
	char *text = strdup(log);

	e.msg[0] = '\0';
	rc = netrt_stunnel_why(&to, text, &e);
	free(text);
	return e.msg;
}

static void
says(const char *log, const char *want, enum netrt_rc code)
{
	is(why(log), want, want[0] != '\0' ? want : "nothing");
	ok(rc == code, "is %d", code);
}

#define TLS	"TLS to h.example: "
#define BY	TLS "the certificate of the peer is by nobody in tls_ca_file"

int
main(void)
{
	says("", "", NETRT_OK);
	says(CONNECTED AT "Certificate accepted at depth=0: CN=x\n"
	    AT "Connection closed: 4 byte(s) sent to TLS\n", "", NETRT_OK);
	says(CONNECTED AT "CERT: Subject checks failed\n"
	    AT "Rejected by CERT at depth=0: CN=else.example\n" VERIFY,
	    TLS "the peer has no certificate for this name", NETRT_TEMP);
	says(CONNECTED AT "CERT: Pre-verification error: certificate has "
	    "expired\n" VERIFY, TLS "the certificate of the peer has expired",
	    NETRT_TEMP);
	says(CONNECTED AT "CERT: Pre-verification error: certificate is not "
	    "yet valid\n" VERIFY, TLS "the certificate of the peer is not "
	    "valid yet", NETRT_TEMP);
	says(CONNECTED AT "CERT: Pre-verification error: self-signed "
	    "certificate in certificate chain\n" VERIFY, BY, NETRT_TEMP);
	says(CONNECTED AT "CERT: Pre-verification error: unable to get local "
	    "issuer certificate\n" VERIFY, BY, NETRT_TEMP);
	says(CONNECTED AT "CERT: Pre-verification error: certificate "
	    "revoked\n" VERIFY, TLS "the certificate of the peer is not "
	    "accepted: certificate revoked", NETRT_TEMP);
	says(CONNECTED AT "TLS fd: Connection reset by peer (104)\n"
	    AT "SSL_read: ../ssl/record/rec_layer_s3.c:1602: error:0A00045C:"
	    "SSL routines::tlsv13 alert certificate required\n",
	    TLS "the peer wants a certificate of ours "
	    "(tls_certificate_file)", NETRT_TEMP);
	says(CONNECTED AT "SSL_read: ../ssl/record/rec_layer_s3.c:1602: "
	    "error:0A000418:SSL routines::tlsv1 alert unknown ca\n"
	    AT "TLS socket closed (SSL_write) with 4 unsent byte(s)\n",
	    TLS "the peer does not know who made our certificate",
	    NETRT_TEMP);
	says(CONNECTED AT "TLS socket closed (SSL_write) with 4 unsent "
	    "byte(s)\n", TLS "the peer closed the connection; it may want a "
	    "certificate of ours, or another", NETRT_TEMP);
	says(CONNECTED AT "SSL_connect: ../ssl/record/ssl3_record.c:350: "
	    "error:0A00010B:SSL routines::wrong version number\n",
	    TLS "the peer does not speak TLS there", NETRT_TEMP);
	says(CONNECTED AT "SSL_connect: a.c:1: error:0A000999:SSL routines::"
	    "something new\n", TLS "something new", NETRT_TEMP);
	says(AT "s_connect: connect 192.0.2.1:2762: Connection refused "
	    "(111)\n" AT "No more addresses to connect\n",
	    TLS "cannot connect: Connection refused", NETRT_TEMP);
	says(AT "s_connect: connect 2001:db8::1:2762: No route to host "
	    "(113)\n" CONNECTED, "", NETRT_OK);
	says(AT "ssl_start: s_poll_wait: TIMEOUTbusy exceeded: sending "
	    "reset\n", TLS "the peer did not finish the handshake",
	    NETRT_TEMP);
	says("[ ] Loading private key from file: k\n"
	    "[!] Unhandled error library: 11\n"
	    "[!] SSL_CTX_use_PrivateKey_file: x.c:403: error:05800074:x509 "
	    "certificate routines::key values mismatch\n"
	    "[!] Inetd mode: Failed to initialize TLS context\n"
	    "[!] Configuration failed\n", "stunnel: "
	    "tls_key_file is not the key of tls_certificate_file",
	    NETRT_CONFIG);
	says("[!] Configuration failed\n[!] /c: No such file or directory "
	    "(2)\n", "stunnel: /c: No such file or "
	    "directory (2)", NETRT_CONFIG);
	/* a name in a certificate is no fault of ours */
	says(CONNECTED AT "Certificate accepted at depth=0: CN=\n[!] x\n", "",
	    NETRT_OK);
	return done();
}
