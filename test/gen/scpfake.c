/*
 * scpfake: a PACS that does what its script says.
 *
 *	scpfake [option...] WORD...
 *
 * It listens on 127.0.0.1, prints the port, and serves one association after
 * the other until it is killed.  Each event takes the next WORD that is
 * meant for it; the last word stays for ever.
 *
 * For an association (when such a word is next):
 *	rj-R-S-N	A-ASSOCIATE-RJ: result, source, reason; rj-temp is
 *			rj-2-3-1, rj-perm rj-1-1-1, rj-ae rj-1-1-7
 *	close		the connection is closed
 *	mute		nothing is answered
 *	none		accepted, with no presentation context accepted
 *	hush		accepted, and then nothing is read or said
 *	ac-FAULT	the acceptance goes wrong, see below
 *	read-N		the connection is closed when N bytes were read
 * For a C-STORE:
 *	XXXX		status, hexadecimal
 *	die		the connection is closed in the middle of the data set
 *	lost		the object is taken and the connection closed
 *	abort		the object is taken and answered by A-ABORT
 *	hang		nothing is answered any more
 *	drop		0000, and the object is forgotten
 *	msgid, sop	0000, with another Message ID or SOP Instance UID
 *	FAULT		the object is taken, and the response goes wrong
 * A FAULT:
 *	cut-N		N bytes of it, then the connection is closed
 *	stop-N		N bytes of it, then nothing
 *	slow-N		a byte each N milliseconds
 *	garbage		no DICOM
 *	huge		a PDU length of 2 GiB
 *
 * Options:
 *	-l LOG		a line for each event:
 *			associate CALLING CALLED, held SOP STUDY,
 *			store SOP WORD, find LEVEL WORD, found N, release
 *	-f WORDS	what becomes of a C-FIND (Study Root, level IMAGE)
 *			over what it holds, one after the other; the last
 *			one stays:
 *			ok; none: nothing is found; wrong: other UIDs;
 *			late-S: nothing for S seconds from the first on;
 *			pending: responses without an end; XXXX: status;
 *			hang; abort; FAULT; no-find: it knows no C-FIND
 *	-d N		of N objects one is answered 0000 and forgotten
 *	-i WHAT		a study it knows comes with another PatientID:
 *			refuse (A900), coerce (B000, keeping its own)
 *	-u		what it holds is answered 0111 when it comes again
 *	-m COMMENT	adds an Error Comment
 *	-n CLASS	does not accept this SOP class
 *	-t SYNTAX	accepts only contexts that propose SYNTAX (else: the
 *			first proposed)
 *	-p PORT
 */
#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scpfake/scpfake.h"

#define OBJECT_MAX	(256u << 20)

struct scp_options scp_opt = { .comment = "" };
struct scp_state scp;

static char **word, *find[64] = { "ok" };
static int nwords, nfind = 1, logfd = -1;

void
scp_die(const char *what)
{
	perror(what);
	exit(1);
}

void
scp_note(const char *what, const char *a, const char *b)
{
	if (logfd >= 0 && dprintf(logfd, "%s %s %s\n", what, a, b) < 0)
		scp_die("log");
}

/* ---- words */

/* Take the next word; the last one stays. */
static const char *
take(void)
{
	return nwords > 1 ? nwords--, *word++ : *word;
}

static const char *
take_find(void)
{
	static int at;

	return at < nfind - 1 ? find[at++] : find[at];
}

static bool
begins(const char *w, const char *with)
{
	return strncmp(w, with, strlen(with)) == 0;
}

/* Is this word for an association? */
static bool
for_association(const char *w)
{
	return begins(w, "rj-") || begins(w, "ac-") || begins(w, "read-") ||
	    strcmp(w, "close") == 0 || strcmp(w, "mute") == 0 ||
	    strcmp(w, "none") == 0 || strcmp(w, "hush") == 0;
}

/* ---- C-STORE */

static bool
respond(unsigned status, uint8_t pc, const char *fault)
{
	uint8_t *p;
	unsigned id = scp.id;
	const char *sop = scp.sop;

	if (fault != NULL && strcmp(fault, "msgid") == 0)
		scp.id += 7;
	if (fault != NULL && strcmp(fault, "sop") == 0)
		sop = "1.2.3.4.5.6";
	p = scp_element16(scp_command(scp.command | 0x8000), 0x800, 0x101);
	scp.id = id;
	p = scp_element16(p, 0x900, status);
	if (status != 0 && *scp_opt.comment != '\0') {
		p = scp_element(p, 0x901, "\x10\0\x20\0", 4);
		p = scp_element(p, 0x902, scp_opt.comment,
		    strlen(scp_opt.comment));
	}
	if (*sop != '\0')
		p = scp_element(p, 0x1000, sop, strlen(sop));
	return scp_respond(p, pc, NULL, 0, fault != NULL &&
	    scp_is_fault(fault) ? fault : NULL);
}

/*
 * What a PACS of these options says to an object that is to be accepted;
 * *hold: does it keep it?
 */
static unsigned
judge(struct scp_object *o, bool *hold)
{
	static unsigned n;
	const struct scp_object *has = scp_find_object(o->sop);
	const struct scp_object *other = scp_find_study(o->study);

	*hold = true;
	if (scp_opt.drop != 0 && ++n % scp_opt.drop == 0) {
		*hold = false;
		scp_note("drop", o->sop, "-");
	} else if (has != NULL && scp_opt.unique) {
		return 0x0111;
	} else if (scp_opt.identity != NULL && other != NULL &&
	    strcmp(other->patient, o->patient) != 0) {
		*hold = strcmp(scp_opt.identity, "coerce") == 0;
		strcpy(o->patient, other->patient);
		return *hold ? 0xB000 : 0xA900;
	}
	return 0;
}

/* The data set is whole. */
static bool
stored(uint8_t pc)
{
	const char *v = scp.verdict;
	bool coded = strspn(v, "0123456789abcdef") == 4, hold;
	unsigned status = coded ? (unsigned)strtoul(v, NULL, 16) : 0;
	char text[8];
	struct scp_object o;

	hold = !coded || status == 0 || status >> 12 == 0xB;
	if (!scp_object(scp.data, scp.len, scp.pc[pc].syntax, &o))
		hold = false;
	else if (coded && status == 0) {
		status = judge(&o, &hold);
		snprintf(text, sizeof text, "%04x", status);
		v = text;
	}
	hold = hold && strcmp(v, "drop") != 0;
	if (hold) {
		scp_hold(&o);
		scp_note("held", o.sop, o.study);
	}
	scp_note("store", scp.sop, v);
	if (strcmp(v, "abort") == 0)
		return scp_abort();
	if (strcmp(v, "lost") == 0)
		return false;
	if (strcmp(v, "hang") == 0)
		return scp_hang();
	return respond(status, pc, v);
}

/* ---- messages */

/* A whole command set in one PDV. */
static bool
command(const uint8_t *p, size_t n, uint8_t pc)
{
	*scp.sop = '\0';
	scp.len = 0;
	for (size_t i = 0; i + 8 <= n;) {
		unsigned el = scp_le16(p + i + 2), len = scp_le16(p + i + 4);
		const char *v = (const char *)p + i + 8;

		if (el == 0x2)
			snprintf(scp.class, UID_LEN, "%.*s", (int)len, v);
		else if (el == 0x100)
			scp.command = scp_le16(v);
		else if (el == 0x110)
			scp.id = scp_le16(v);
		else if (el == 0x1000)
			snprintf(scp.sop, UID_LEN, "%.*s", (int)len, v);
		i += 8 + len;
	}
	if (scp.command == 0x30) {
		scp_note("echo", "-", "-");
		return respond(0, pc, NULL);
	}
	if (scp.command != 1)		/* C-FIND, C-CANCEL */
		return true;
	scp.verdict = take();
	if (strcmp(scp.verdict, "die") != 0)
		return true;
	scp_note("store", scp.sop, scp.verdict);
	return false;
}

/* A fragment of the data set; the last one ends the message. */
static bool
fragment(const uint8_t *p, size_t n, uint8_t pc, bool last)
{
	if (scp.len + n > OBJECT_MAX)
		return false;
	if (scp.len + n > scp.room) {
		scp.room = 2 * (scp.len + n);
		if ((scp.data = realloc(scp.data, scp.room)) == NULL)
			scp_die("realloc");
	}
	memcpy(scp.data + scp.len, p, n);
	scp.len += n;
	if (!last)
		return true;
	return scp.command == 0x20 ? scp_query(pc, take_find()) : stored(pc);
}

static bool
data(const uint8_t *pdu, size_t len)
{
	for (size_t i = 6; i + 6 <= len + 6; i += 4 + scp_be32(pdu + i)) {
		size_t n = scp_be32(pdu + i) - 2;
		uint8_t pc = pdu[i + 4], flags = pdu[i + 5];

		if (i + 6 + n > len + 6)
			return false;
		if (flags & 1 ? !command(pdu + i + 6, n, pc) :
		    !fragment(pdu + i + 6, n, pc, flags == 2))
			return false;
	}
	return true;
}

static bool
associate(const uint8_t *pdu, size_t len)
{
	char called[17] = "", calling[17] = "";
	const char *w = for_association(word[0]) ? take() : "accept";

	memcpy(called, pdu + 10, 16);
	memcpy(calling, pdu + 26, 16);
	called[strcspn(called, " ")] = calling[strcspn(calling, " ")] = '\0';
	scp_note("associate", calling, called);
	if (strcmp(find[0], "no-find") == 0 && strcmp(w, "accept") == 0)
		w = "no-find";
	return scp_associate(pdu, len, w);
}

static void
serve(void)
{
	static const uint8_t release[] = { 6, 0, 0, 0, 0, 4, 0, 0, 0, 0 };
	uint8_t *pdu;
	size_t len;

	scp.may_read = begins(word[0], "read-") ? strtoul(take() + 5, NULL,
	    10) : (size_t)-1;
	while (scp_pdu(&pdu, &len)) {
		if (pdu[0] == 5) {
			scp_note("release", "-", "-");
			scp_put(release, sizeof release);
		}
		if (!(pdu[0] == 1 && len >= 68 && associate(pdu, len)) &&
		    !(pdu[0] == 4 && data(pdu, len)))
			break;
	}
}

/* ---- */

static void
options(int argc, char **argv, struct sockaddr_in *a)
{
	int c;
	char *save = NULL;

	while ((c = getopt(argc, argv, "d:f:i:l:m:n:p:t:u")) != -1) {
		switch (c) {
		case 'd': scp_opt.drop = (unsigned)atoi(optarg); break;
		case 'i': scp_opt.identity = optarg; break;
		case 'm': scp_opt.comment = optarg; break;
		case 'n': scp_opt.without = optarg; break;
		case 't': scp_opt.syntax = optarg; break;
		case 'u': scp_opt.unique = true; break;
		case 'p': a->sin_port = htons((uint16_t)atoi(optarg)); break;
		case 'l':
			logfd = open(optarg, O_WRONLY | O_CREAT | O_APPEND,
			    0600);
			if (logfd < 0)
				scp_die(optarg);
			break;
		case 'f':
			nfind = 0;
			for (char *w = strtok_r(optarg, " ", &save);
			    w != NULL && nfind < 64;
			    w = strtok_r(NULL, " ", &save))
				find[nfind++] = w;
			break;
		default:
			exit(64);
		}
	}
	word = argv + optind;
	if ((nwords = argc - optind) < 1 || nfind < 1)
		exit(64);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t alen = sizeof a;
	int one = 1, l = socket(AF_INET, SOCK_STREAM, 0);

	options(argc, argv, &a);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (l < 0 || bind(l, (struct sockaddr *)&a, alen) != 0 ||
	    listen(l, 16) != 0 || getsockname(l, (struct sockaddr *)&a,
	    &alen) != 0)
		scp_die("listen");
	printf("%u\n", (unsigned)ntohs(a.sin_port));
	fflush(stdout);
	for (;;) {
		if ((scp.s = accept(l, NULL, NULL)) < 0)
			scp_die("accept");
		setsockopt(scp.s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		serve();
		close(scp.s);
	}
}
