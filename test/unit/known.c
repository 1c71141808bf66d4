/* The known tokens of a study: found, cut, and not seen where they are not. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "known.h"
#include "../tap.h"

static struct netrt_err e;
static struct netrt_known *k;

static void
must(enum netrt_rc rc)
{
	if (rc != NETRT_OK) {
		printf("# %s\n", e.msg);
		exit(99);
	}
}

static bool
in(const char *text)
{
	bool found;

	must(netrt_known_in_text(k, text, false, &found, &e));
	return found;
}

static void
cut(const char *text, const char *want)
{
	char *out;

	must(netrt_known_cut(k, text, false, &out, &e));
	is(out ? out : "(nothing)", want, text);
	free(out);
}

static bool
bytes(const char *p, size_t n)
{
	bool found;

	must(netrt_known_in_bytes(k, p, n, &found, &e));
	return found;
}

static void
names(void)
{
	static const char *const same[] = { "Zyxwandr", "CT ZYXWANDR 5mm",
	    "zyxwandr_quillonka", "xxZyxwandrs", "M\xC3\x9CLLER", "GTV MUELLER",
	    "Muller", "mu\xCC\x88ller", "f\xC3\xBCr Mueller-Zy, Lee",
	    "Lee_head", ("\xE9\xBE\x8D\xE5\xAE\xAE\xE3\x81\xAE" "CT"),
	    "\xEF\xBC\xAC\xEF\xBC\xA5\xEF\xBC\xA5", "Wu^Bo", "BO_WU",
	    "wu, bo", "\xE3\x82\x8A\xE3\x82\x85\xE3\x81\x86",
	    "\xE3\x83\xAA\xE3\x83\xA5\xE3\x82\xA6",
	    /* Greek, Vietnamese, Russian, half-width kana */
	    "\xCE\xA0\xCE\x91\xCE\xA0\xCE\xA0\xCE\x9F\xCE\xA3",
	    "\xCF\x80\xCE\xB1\xCF\x80\xCF\x80\xCE\xBF\xCF\x82", "NGUYEN",
	    "\xD0\x98\xD0\xBE\xD1\x80\xD0\xB5",
	    "\xEF\xBE\x94\xEF\xBE\x8F\xEF\xBE\x80\xEF\xBE\x9E",
	    /* what nobody sees */
	    "Zyxw\xC2\xAD" "andr", "Zyxw\xE2\x80\x8B" "andr",
	    /* ASCII, and as it is written */
	    "J\xC3\xB6rgenz", "JORGENZ", "Joergenz", "gruessbauer",
	    "Gr\xC3\xBC\xC3\x9F" "bauer",
	    /* run together, in two, with an initial */
	    "DelaCruz", "DELACRUZ^ANN", "O Brien", "OBrien2", "mc donald",
	    "McDonald", "jlee", "LEEJ", "Wu, B.", "B.Wu", "Lee2024", "2lee",
	    "\xD0\x9B\xD0\xB5\xD0\xB2", "x \xD0\x9B\xD0\x95\xD0\x92" "1",
	    "\xE5\xB1\xB1 \xE7\x94\xB0",
	    /* in parts, with vowels, with marks that nobody sees */
	    "\xE1\x84\x92\xE1\x85\xB4\xE1\x84\x8C\xE1\x85\xAE\xE1\x86\xBC",
	    "\xD9\x85\xD9\x8F\xD8\xAD\xD9\x8E\xD9\x85\xD8\xAF",
	    "Zyxw\xE2\x81\xA8" "andr", "Zyxw\xEF\xB8\x8F" "andr",
	    /* UTF-8 that was taken for Latin 1 */
	    "GTV M\xC3\x83\xC2\xBCller",
	    /* of no character set */
	    "M\xEF\xBF\xBDller", "GTV m\xEF\xBF\xBD\xEF\xBF\xBDller" };
	static const char *const other[] = { "", "Fleece", "Leeds", "Wu",
	    "bowl", "Bo scan", "Bo 2", "xlee", "Leex", "cruzada", "de la",
	    "\xD0\xBB\xD0\xB5\xD0\xB2\xD0\xBE\xD0\xB5", "HEAD", "CT THORAX", "a\\b\\c" };
	int bad = 0;

	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		if (!in(same[i]) && ++bad)
			printf("# missed: %s\n", same[i]);
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
		if (in(other[i]) && ++bad)
			printf("# wrong: %s\n", other[i]);
	ok(bad == 0, "names are found, others are not");
}

static void
ids(void)
{
	ok(in("MRN77410263") && in("x_mrn77410263y") && in("MRN-7799 0263") ==
	    false, "an ID with letters, also in a longer word");
	ok(in("A12-34/5") && in("a12 34 5") && in("A12345") &&
	    !in("A1234"), "punctuation or none");
	ok(in("7741") && in("MRN7741") && in("007741") && !in("77410") &&
	    !in("17741"), "a short number, not as a part of another");
	ok(in("x12345678901x"), "a long number anywhere");
	ok(in("GTV 77410263") && !in("MRN") &&
	    netrt_known_in_uid(k, "1.2.77410263.3") &&
	    netrt_known_in_uid(k, "1.2.840\\1.2.2024013177410263.3") &&
	    netrt_known_in_uid(k, "1.2.774102630007") &&
	    netrt_known_in_uid(k, "1.2.0077410263") &&
	    !netrt_known_in_uid(k, "1.2.1774102630.3") &&
	    !netrt_known_in_uid(k, "2.25.339574639284657392038477410263") &&
	    netrt_known_is_number(k, "77410263"),
	    "the number in an ID");
	ok(in("GTV 20230501") && !in("2023-05-01") && !in("2023 0501") &&
	    !netrt_known_in_uid(k, "1.2.20230501.3") &&
	    !netrt_known_in_uid(k, "1.2.20230501103000") &&
	    !netrt_known_is_number(k, "20230501"),
	    "a date in an ID, in text");
	ok(!netrt_known_in_uid(k, "1.2.30880099") &&
	    !netrt_known_in_uid(k, "1.2.12345670000012"),
	    "a counter has zeros in front");
	ok(netrt_known_is_number(k, "1\\ 0880099") &&
	    !netrt_known_is_number(k, "1\\880099.5\\-880099\\7741"),
	    "a value of numbers");
	ok(netrt_known_in_uid(k, "1.2.880099.3") &&
	    !netrt_known_in_uid(k, "1.2.8800991.3") &&
	    netrt_known_in_uid(k, "1.2\\1.2.912345678901") &&
	    !netrt_known_in_uid(k, "1.7741.2"), "a component of a UID");
}

static void
apart(void)
{
	static const char *const same[] = { "MRN-7741-0263", "mrn_77410263",
	    "x MRN 774.10.263y", "7741 0263", "GTV7741-0263", "0077 410263",
	    "7-7-4-1-0-2-6-3", "880 099", "0088-0099", "MR N7741 0263",
	    "1961 0217", "zyx-wandr", "QUIL LON KA",
	    "7741\xC2\xA0" "0263", "7741\xE2\x80\x93" "0263",
	    "\xEF\xBC\x97\xEF\xBC\x97" "41-02\xEF\xBC\x96\xEF\xBC\x93" };
	static const char *const other[] = { "5774-10263", "774-102635",
	    "774-10264", "774 1", "774 x 10263", "80-099", "zy-xwandrs",
	    "azyx-wandr", "fle e", "MRN-7799 0263" };
	int bad = 0;

	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		if (!in(same[i]) && ++bad)
			printf("# missed: %s\n", same[i]);
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
		if (in(other[i]) && ++bad)
			printf("# wrong: %s\n", other[i]);
	ok(bad == 0, "what is written apart is found, other numbers are not");
	ok(bytes("\1MRN-7741 0263", 14) && bytes("id\0" "7741_0263\0" "5", 14) &&
	    bytes("7\0" "7\0" "4\0" "1\0-\0" "0\0" "2\0" "6\0" "3\0", 18) &&
	    bytes("\0" "7\0" "7\0" "4\0" "1\0-\0" "0\0" "2\0" "6\0" "3", 18) &&
	    bytes("\3born 11.2.1932\0", 15) && !bytes("11 2 32", 7) &&
	    !bytes("11 02 32", 8) && bytes("\1" "11.02.32", 9) &&
	    in("11 2 32") && !bytes("774-102635", 10) &&
	    !bytes("5774-10263", 10) && !bytes("774-1026", 8),
	    "in bytes, too");
	char *big = malloc(3 * 8192 + 1);
	int missed = 0;

	memset(big, '-', 3 * 8192);
	for (size_t i = 0; i < 8300; i += 7) {
		memcpy(big + i, "774-10263", 9);
		missed += !bytes(big, 3 * 8192);
		memset(big + i, '-', 9);
	}
	ok(missed == 0, "across its pieces");
	free(big);
}

static void
dates(void)
{
	ok(in("born 19610217") && in("17.02.1961") && in("1961-02-17") &&
	    in("02/17/1961") && !in("19610218") && !in("17.02.19611"),
	    "the birth date, as it may be written");
	ok(in("born 17 Feb 1961") && in("February 17, 1961") && in("17FEB1961") &&
	    in("2/17/61") && in("17th of February 1961") &&
	    in("17. Februar 1961") && in("17 f\xC3\xA9vrier 1961") &&
	    in("17 de febrero de 1961") && in("1961 Feb 17") &&
	    in("February 17th, 1961") && !in("17 Mai 1961") &&
	    in("1961\xE5\xB9\xB4" "2\xE6\x9C\x88" "17\xE6\x97\xA5") &&
	    in("\xD9\xA1\xD9\xA9\xD9\xA6\xD9\xA1-\xD9\xA0\xD9\xA2-"
	    "\xD9\xA1\xD9\xA7") && in("17.2.1961") && in("GTV_610217") &&
	    in("170261-4455") && in("021761") && !in("1610217") && !in("17 Mar 1961") &&
	    !in("117.2.1961"), "in words, short, without zeros");
	ok(netrt_known_is_date(k, "19610217") &&
	    netrt_known_is_date(k, "20200101\\19610217101500.0+0100") &&
	    netrt_known_is_date(k, "1961.02.17") &&
	    !netrt_known_is_date(k, "19610218"), "and as a date");
	ok(!netrt_known_in_uid(k, "1.2.19610217101500") &&
	    netrt_known_in_uid(k, "1.2.19610217") &&
	    !netrt_known_in_uid(k, "1.2.196102171"), "and in a UID");
}

/* A date that is typed: its readings, with blanks between. */
static void
typed(const char *text, const char *want)
{
	char date[NETRT_READINGS][9], got[32] = "";
	size_t n;

	must(netrt_known_read_date(text, date, &n, &e));
	for (size_t i = 0; i < n; i++) {
		strcat(got, i > 0 ? " " : "");
		strcat(got, date[i]);
	}
	is(got, want, text);
}

static void
readings(void)
{
	typed("19610312", "19610312");
	typed("1961.03.12", "19610312");
	typed("1961-03-12", "19610312");
	typed(" 1961/3/12 ", "19610312");
	typed("12.03.1961", "19610312 19611203");
	typed("12031961", "19610312 19611203");
	typed("31/12/1961", "19611231");
	typed("12/31/1961", "19611231");
	typed("12-MAR-1961", "19610312");
	typed("12MAR1961", "19610312");
	typed("March 12th, 1961", "19610312");
	typed("12. M\xC3\xA4rz 1961", "19610312");
	typed("12 de marzo de 1961", "19610312");
	typed("1961\xE5\xB9\xB4" "3\xE6\x9C\x88" "12\xE6\x97\xA5", "19610312");
	typed("19610312101500.00", "19610312");
	typed("00000000", "");
	typed("19611399", "");
	typed("196103", "");
	typed("1961", "");
	typed("unknown", "");
	typed("", "");
	typed("12 12", "");
	typed("999999999999999999999999 99999999999999999999 9", "");
}

static void
cuts(void)
{
	cut("CT THORAX", "(nothing)");
	cut("CT THORAX ZYXWANDR foo", "CT THORAX foo");
	cut("ZYXWANDR^QUILLONKA", "");
	cut("for xMRN77410263y, again", "for , again");
	cut("a\\Zyxwandr\\b", "a\\\\b");
	cut("M\xC3\xBCller GTV 1", "GTV 1");
	cut("Fleece Lee", "Fleece");
	cut("CT\xE9\xBE\x8D\xE5\xAE\xAE scan", "CT scan");
	cut("SITE_0001", "(nothing)");
}

static void
labels(void)
{
	bool found[3];

	must(netrt_known_in_text(k, "CouchSurface", true, &found[0], &e));
	must(netrt_known_in_text(k, "Couch Ann", true, &found[1], &e));
	must(netrt_known_in_text(k, "CouchSurface", false, &found[2], &e));
	ok(!found[0] && found[1] && found[2],
	    "anatomy is no name in the name of a region");
}

static void
raw(void)
{
	static const char latin[] = "\0x M\xFCLLER";
	static const char wide[] = "Z\0y\0x\0w\0a\0n\0d\0r\0";
	static const char big[] = "\0Z\0Y\0X\0W\0A\0N\0D\0R";

	ok(bytes("\1\2zyxwandr\3", 11) && bytes(latin, sizeof latin) &&
	    bytes(wide, sizeof wide) && bytes(big, sizeof big) &&
	    bytes("\xE9\xBE\x8D\xE5\xAE\xAE\xE6\x9F\xBF", 9),
	    "in bytes of any encoding");
	ok(bytes("\1\2\xD0\xBB\xD0\xB5\xD0\xB2\3", 9) &&
	    !bytes("\1\2\xD0\xBB\xD0\xB5\xD0\xB2\xD1\x8B\xD0\xB9", 12),
	    "nor inside a longer word that is not ASCII");
	ok(!bytes("fleece", 6) && bytes("\0lee\0", 5), "short ones as words");
	FILE *f = tmpfile();
	bool found[4];

	fputs("12.0880099\\-880099\\lee\\Zyxwandr\\880099\\", f);
	fflush(f);
	must(netrt_known_in_fd(k, fileno(f), 0, 23, &found[0], &e));
	must(netrt_known_in_fd(k, fileno(f), 22, 32, &found[1], &e));
	must(netrt_known_in_fd(k, fileno(f), 31, -1, &found[2], &e));
	rewind(f);
	fputs("SITENAME_0001 is ours", f);
	fflush(f);
	must(netrt_known_in_fd(k, fileno(f), 0, 21, &found[3], &e));
	ok(!found[0] && found[1] && found[2] && !found[3],
	    "in a file: the long ones, numbers only whole, never our own");
	fclose(f);
}

int
main(void)
{
	must(netrt_known_open(&k, &e));
	must(netrt_known_add_name(k, "Zyxwandr^Quillonka^P^Dr^III="
	    "\xE9\xBE\x8D\xE5\xAE\xAE\xE6\x9F\xBF^\xE5\xA4\xAA=", &e));
	must(netrt_known_add_name(k, "M\xC3\xBCller^Lee", &e));
	must(netrt_known_add_name(k, "Mueller", &e));
	must(netrt_known_add_name(k, "Wu^Bo", &e));
	must(netrt_known_add_name(k, "\xE9\xBE\x8D\xE5\xAE\xAE", &e));
	must(netrt_known_add_name(k, "\xE3\x82\x8A\xE3\x82\x85\xE3\x81\x86",
	    &e));
	must(netrt_known_add_name(k, "\xCE\xA0\xCE\xAC\xCF\x80\xCF\x80\xCE\xBF"
	    "\xCF\x82", &e));
	must(netrt_known_add_name(k, "Nguy\xE1\xBB\x85n^\xD0\x99\xD0\xBE\xD1\x80"
	    "\xD1\x91", &e));
	must(netrt_known_add_name(k, "=\xE5\xB1\xB1=\xE3\x83\xA4\xE3\x83\x9E\xE3\x83\x80",
	    &e));
	must(netrt_known_add_name(k, "De la Cruz^Ann", &e));
	must(netrt_known_add_name(k, "O'Brien^Jo", &e));
	must(netrt_known_add_name(k, "McDonald", &e));
	must(netrt_known_add_name(k, "Lee^Jo=\xE5\xB1\xB1\xE7\x94\xB0", &e));
	must(netrt_known_add_name(k, "\xD0\x9B\xD0\xB5\xD0\xB2", &e));
	must(netrt_known_add_name(k, "\xED\x9D\xAC\xEC\xA4\x91", &e));
	must(netrt_known_add_name(k, "\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF", &e));
	must(netrt_known_add_name(k, "Joergenz^Gruessbauer", &e));
	must(netrt_known_add_name(k, "Couch^Ann", &e));
	must(netrt_known_add_name(k, "Site", &e));
	must(netrt_known_add_name(k, "Sitename", &e));
	must(netrt_known_add_id(k, "MRN77410263", &e));
	must(netrt_known_add_id(k, "A12-34/5\\7741", &e));
	must(netrt_known_add_id(k, "0880099", &e));
	must(netrt_known_add_id(k, "12345678901", &e));
	must(netrt_known_add_id(k, "7", &e));
	must(netrt_known_add_id(k, "PAT20230501", &e));
	must(netrt_known_add_id(k, "0000012", &e));
	must(netrt_known_add_date(k, "19610217", &e));
	must(netrt_known_add_date(k, "19320211", &e));
	must(netrt_known_allow(k, "SITE_0001", &e));
	must(netrt_known_allow(k, "SITENAME_0001", &e));
	must(netrt_known_ready(k, &e));
	names();
	ids();
	apart();
	dates();
	readings();
	cuts();
	labels();
	raw();
	netrt_known_close(k);
	return done();
}
