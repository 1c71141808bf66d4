/* sculog and journal: what storescu says, and what becomes of it. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../tap.h"
#include "sent.h"
#include "contexts.h"
#include "profile.h"
#include "sculog.h"

/* Lines as storescu 3.6.7 writes them. */
#define OPEN	"I: Requesting Association", \
		"I: Association Accepted (Max Send PDV: 131060)"
#define FILE_(x) "I: Sending file: " x, \
		"I: Converting transfer syntax: A -> A", \
		"I: Sending Store Request (MsgID 1, CT)", \
		"D: ============ OUTGOING DIMSE MESSAGE =============", \
		"D: Message Type                  : C-STORE RQ"
#define REPLY	"D: ============ INCOMING DIMSE MESSAGE ============="
#define END_	"D: ============ END DIMSE MESSAGE ============="
#define ANSWER(x) "I: Received Store Response", REPLY, \
		"D: Message Type                  : C-STORE RSP", \
		"D: DIMSE Status                  : 0x" x, END_

static struct netrt_scu_file file[4];
static struct netrt_sculog l;

static void
feed(const char *const *line)
{
	static const char *const name[] = { "1.dcm", "2.dcm", "3.dcm",
	    "4.dcm" };

	memset(file, 0, sizeof file);
	for (size_t i = 0; i < 4; i++) {
		file[i].name = name[i];
		file[i].status = -1;
	}
	l = (struct netrt_sculog){ .file = file, .n = 4 };
	for (; *line != NULL; line++)
		netrt_sculog_line(&l, *line);
}

static int
state(size_t i)
{
	enum netrt_sent_state s;

	return netrt_sculog_outcome(&file[i], &s) ? (int)s : -1;
}

static void
answers(void)
{
	feed((const char *const[]){ OPEN,
	    FILE_("1.dcm"), ANSWER("0000: Success"),
	    FILE_("../../Burnin/2.dcm"),
	    ANSWER("a702: Refused: OutOfResources"),
	    "D: Status Detail:",
	    "D: (0000,0901) AT (0010,0020)\\(0010,0010)   #   4, 1 Offending",
	    FILE_("3.dcm"), ANSWER("c123: Error: CannotUnderstand"),
	    FILE_("4.dcm"), ANSWER("b007: Warning: DataSet"), NULL });
	ok(l.link == NETRT_LINK_OPEN && l.answered == 4, "four answers");
	ok(state(0) == NETRT_SENT_ACCEPTED, "0000 is accepted");
	ok(state(1) == NETRT_SENT_FAILED && file[1].status == 0xA702,
	    "A702 may work later, and its digits are kept");
	ok(file[1].offending == 0x00100020, "the offending element");
	ok(state(2) == NETRT_SENT_REFUSED, "C123 is refused");
	ok(state(3) == NETRT_SENT_WARNING, "B007 is a warning");
}

static void
others(void)
{
	feed((const char *const[]){ OPEN,
	    FILE_("1.dcm"), "I: Received Store Response", REPLY,
	    "D: Affected SOP Instance UID     : 1",
	    "D: DIMSE Status                  : 0x0000: Success",
	    FILE_("2.dcm"), "I: Received Store Response", REPLY,
	    "D: Affected SOP Instance UID     : 22",
	    "D: DIMSE Status                  : 0x0000: Success", NULL });
	ok(state(0) == NETRT_SENT_ACCEPTED && !file[0].other,
	    "a response that names its object");
	ok(file[1].other && state(1) == NETRT_SENT_UNKNOWN,
	    "one that names another object is none");
	is(file[1].why, "the response is for another object", "and why");
}

static void
broken(void)
{
	feed((const char *const[]){ OPEN, FILE_("1.dcm"),
	    ANSWER("0000: Success"), FILE_("2.dcm"),
	    "E: Store Failed, file: 2.dcm:",
	    "E: 0006:020e DIMSE Failed to send message",
	    "E: 0006:031d TCP I/O Error (Broken pipe) occurred",
	    FILE_("3.dcm"), "E: Store Failed, file: 3.dcm:",
	    "E: 0006:020e DIMSE Failed to send message", NULL });
	ok(l.link == NETRT_LINK_LOST, "the connection is lost");
	ok(state(1) == NETRT_SENT_UNKNOWN, "its object is unknown");
	is(file[1].why, "TCP I/O Error (Broken pipe) occurred",
	    "the last cause is kept");
	ok(state(2) == -1 && state(3) == -1, "what follows was not tried");
	feed((const char *const[]){ OPEN, FILE_("1.dcm"), NULL });
	ok(state(0) == NETRT_SENT_UNKNOWN, "killed in the middle: unknown");
	ok(state(1) == -1, "and what it did not come to");
}

/* A comment of the peer may have line breaks, and anything behind them. */
static void
forged(void)
{
	feed((const char *const[]){ OPEN, FILE_("1.dcm"),
	    ANSWER("b000: Warning"), "D: Status Detail:",
	    "D: (0000,0902) LO [coerced",
	    "D: Association Request Failed: DOE^JANE is known",
	    "D: Sending file: 3.dcm", REPLY,
	    "D: DIMSE Status                  : 0x0000: Success", END_,
	    "D: Store Failed, file: 1.dcm:",
	    "D: (0000,0901) AT (0010,0010)",
	    FILE_("2.dcm"), ANSWER("a700: Refused"), REPLY,
	    "D: DIMSE Status                  : 0x0000: Success", NULL });
	ok(l.link == NETRT_LINK_OPEN && l.why[0] == '\0',
	    "it says nothing of the link");
	ok(state(0) == NETRT_SENT_WARNING && file[0].status == 0xB000,
	    "nor of its own object");
	ok(state(1) == NETRT_SENT_FAILED && file[1].status == 0xA700,
	    "one response for each");
	ok(state(2) == -1, "nor of others");
}

static void
unreadable(void)
{
	feed((const char *const[]){ OPEN, FILE_("../../DCM/1.dcm"),
	    "E: Bad DICOM file: ../../DCM/1.dcm: No such file or directory",
	    FILE_("2.dcm"),
	    "E: Bad DICOM file: 2.dcm: Unsupported transfer syntax", NULL });
	ok(state(0) == NETRT_SENT_FAILED, "gone: perhaps another time");
	is(file[0].why, "storescu cannot read it: No such file or directory; "
	    "was it changed just now?", "and why");
	ok(state(1) == NETRT_SENT_REFUSED, "unreadable: never");
	is(file[1].why, "storescu cannot read it: Unsupported transfer "
	    "syntax; its transfer syntax may be unknown to this DCMTK",
	    "and why");
}

static void
links(void)
{
	feed((const char *const[]){ "F: Association Rejected:",
	    "F: Result: Rejected Permanent, Source: Service User",
	    "F: Reason: Called AE Title Not Recognized", NULL });
	ok(l.link == NETRT_LINK_REJECTED, "rejected for good");
	is(l.why, "Rejected Permanent, Source: Service User, Reason: "
	    "Called AE Title Not Recognized", "and why");
	feed((const char *const[]){ "F: Association Rejected:",
	    "F: Result: Rejected Transient, Source: Service Provider",
	    "F: Reason: Temporary Congestion", NULL });
	ok(l.link == NETRT_LINK_BUSY, "rejected for now");
	feed((const char *const[]){ "F: Association Request Failed: "
	    "0006:031c TCP Initialization Error: Connection refused", NULL });
	ok(l.link == NETRT_LINK_FAILED, "no connection");
	is(l.why, "TCP Initialization Error: Connection refused", "and why");
	feed((const char *const[]){
	    "F: No Acceptable Presentation Contexts", NULL });
	ok(l.link == NETRT_LINK_CONTEXTS, "no contexts");
	feed((const char *const[]){ OPEN, "I: Sending file: 1.dcm",
	    "E: No presentation context for: (CT) 1.2.840.10008.5.1", NULL });
	ok(state(0) == NETRT_SENT_REFUSED && l.link == NETRT_LINK_OPEN,
	    "no context for one object: refused");
	feed((const char *const[]){ "storescu: not found", NULL });
	ok(l.link == NETRT_LINK_NONE, "nothing was heard");
	is(l.why, "storescu: not found", "but what was said is kept");
}

static void
journal(void)
{
	char dir[] = "/tmp/netrt-test.XXXXXX", path[64];
	struct netrt_sent j;
	struct netrt_err e;
	const struct netrt_sent_entry *n;
	int fd;

	if (mkdtemp(dir) == NULL ||
	    (fd = open(dir, O_RDONLY | O_DIRECTORY)) < 0)
		return;
	snprintf(path, sizeof path, "%s/.netrt", dir);
	mkdir(path, 0700);
	ok(netrt_sent_read(fd, "pacs", "h 104 AE", &j, &e) == NETRT_OK &&
	    j.n == 0, "an absent journal is empty");
	ok(netrt_sent_set(&j, "1.2", "aa", NETRT_SENT_UNKNOWN, -1, true, &e) ==
	    NETRT_OK && netrt_sent_set(&j, "1.10", "bb",
	    NETRT_SENT_REFUSED, 0xA900,
	    false, &e) == NETRT_OK &&
	    netrt_sent_set(&j, "1.2", "aa", NETRT_SENT_ACCEPTED, 0, false, &e) ==
	    NETRT_OK && netrt_sent_write(&j, fd, &e) == NETRT_OK,
	    "entries are written");
	netrt_sent_free(&j);
	ok(netrt_sent_read(fd, "pacs", "h 104 AE", &j, &e) == NETRT_OK &&
	    j.n == 2, "and read");
	n = netrt_sent_find(&j, "1.2", "aa");
	ok(n != NULL && n->attempts == 2 && n->status == 0, "attempts count");
	n = netrt_sent_find(&j, "1.10", "bb");
	ok(n != NULL && n->status == 0xA900 &&
	    n->state == NETRT_SENT_REFUSED, "the status is kept");
	ok(netrt_sent_has(&j, "1.2", "aa") &&
	    !netrt_sent_has(&j, "1.2", "cc") &&
	    !netrt_sent_has(&j, "1.10", "bb"), "accepted: these bytes");
	ok(netrt_sent_look(&j, "1.2", false, 300, 2) == NETRT_SENT_ACCEPTED,
	    "not found so early: it says nothing");
	ok(netrt_sent_look(&j, "1.2", false, 0, 2) == NETRT_SENT_MISSING &&
	    !netrt_sent_has(&j, "1.2", "aa") &&
	    netrt_sent_write(&j, fd, &e) == NETRT_OK, "then it is missing");
	netrt_sent_free(&j);
	ok(netrt_sent_read(fd, "pacs", "h 104 AE", &j, &e) == NETRT_OK &&
	    (n = netrt_sent_find(&j, "1.2", "aa")) != NULL &&
	    n->missed == 1 && n->state == NETRT_SENT_MISSING, "and read so");
	ok(netrt_sent_look(&j, "1.2", false, 0, 2) == NETRT_SENT_LOST,
	    "twice: lost");
	ok(netrt_sent_set(&j, "1.2", "aa", NETRT_SENT_ACCEPTED, 0, false, &e) ==
	    NETRT_OK && netrt_sent_look(&j, "1.2", false, 0, 2) ==
	    NETRT_SENT_MISSING, "sent by hand: counted anew");
	ok(netrt_sent_look(&j, "1.2", true, 0, 2) == NETRT_SENT_FOUND &&
	    netrt_sent_has(&j, "1.2", "aa"), "found");
	netrt_sent_free(&j);
	ok(netrt_sent_read(fd, "pacs", "other 104 AE", &j, &e) ==
	    NETRT_OK && j.n == 0 && j.anew, "another peer: begun anew");
	netrt_sent_free(&j);
	snprintf(path, sizeof path, "%s/.netrt/send.pacs", dir);
	int f = open(path, O_WRONLY | O_APPEND);
	ok(f >= 0 && write(f, "accepted 0000 x\n", 16) == 16 &&
	    close(f) == 0 && netrt_sent_read(fd, "pacs", "h 104 AE", &j,
	    &e) == NETRT_SOFTWARE, "a malformed line is an error");
	unlink(path);
	snprintf(path, sizeof path, "%s/.netrt", dir);
	rmdir(path);
	rmdir(dir);
	close(fd);
}

static void
profile(void)
{
	const char *const ct[] = { "1.2.3" }, *many[65];
	const char *ts[NETRT_PROFILE_SYNTAXES];
	char uid[NETRT_UID_LEN] = "1.2.840.10008.1.2";
	struct netrt_destination to = { .transfer_syntaxes = {
	    (char *[]){ uid }, 1 } };
	char *text;
	struct netrt_err e;

	ok(netrt_profile_syntaxes("1.2.840.10008.1.2.4.70", ts) == 1,
	    "compressed: as it is");
	ok(netrt_profile_syntaxes("1.2.840.10008.1.2", ts) == 1,
	    "implicit: as it is");
	ok(netrt_profile_syntaxes("1.2.840.10008.1.2.1", ts) == 2,
	    "explicit: implicit too");
	ok(netrt_profile_syntaxes("1.2.840.10008.1.2.2", ts) == 3,
	    "big endian: both little ones too");
	ok(netrt_contexts_find(&to, "1.2.840.10008.1.2.1", ts) == 1 &&
	    strcmp(ts[0], uid) == 0, "a destination of implicit alone");
	ok(netrt_contexts_find(&to, "1.2.840.10008.1.2.4.70", ts) == 0,
	    "to which compressed files cannot go");
	ok(netrt_profile_syntaxes("1.2.840.10008.1.2.1", ts) == 2, "two");
	ok(netrt_profile_format(ts, 2, ct, 1, &text, &e) ==
	    NETRT_OK, "a profile");
	is(text, "[[TransferSyntaxes]]\n"
	    "[T1]\nTransferSyntax1 = 1.2.840.10008.1.2.1\n"
	    "[T2]\nTransferSyntax1 = 1.2.840.10008.1.2\n"
	    "[[PresentationContexts]]\n[Contexts]\n"
	    "PresentationContext1 = 1.2.3\\T1\n"
	    "PresentationContext2 = 1.2.3\\T2\n"
	    "[[Profiles]]\n[Default]\nPresentationContexts = Contexts\n",
	    "its text");
	free(text);
	for (size_t i = 0; i < 65; i++)
		many[i] = "1.2.3";
	ok(netrt_profile_format(ts, 2, many, 65, &text, &e) ==
	    NETRT_DATA && text == NULL, "129 contexts are too many");
}

int
main(void)
{
	answers();
	others();
	broken();
	forged();
	unreadable();
	links();
	journal();
	profile();
	return done();
}
