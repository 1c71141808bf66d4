/* lib/finding, patient: findings, their verdict, their JSON. */
#include <stdlib.h>

#include "../tap.h"
#include "finding.h"
#include "patient.h"
#include "tag.h"

static struct netrt_err e;

static void
verdict(void)
{
	struct netrt_findings f = { 0 };
	char *text;
	size_t n;

	ok(netrt_findings_rc(&f, &e) == NETRT_OK, "nothing found");
	netrt_finding_add(&f, NETRT_WARNING, NETRT_OK, "w", NULL, 0, "so");
	ok(netrt_findings_rc(&f, &e) == NETRT_OK, "a warning is no error");
	netrt_finding_add(&f, NETRT_ERROR, NETRT_NOINPUT, "n", NULL, 0,
	    "missing");
	ok(netrt_findings_rc(&f, &e) == NETRT_NOINPUT, "missing");
	is(e.msg, "missing", "one error");
	netrt_finding_add(&f, NETRT_ERROR, NETRT_DATA, "d",
	    "/w/UID_1/DCM/7.dcm", TAG_PatientID, "a \"b\"\n\\");
	ok(netrt_findings_rc(&f, &e) == NETRT_DATA, "wrong is worse");
	is(e.msg, "DCM/7.dcm: a \"b\"\n\\ (and 1 more: netrt-validate -j)",
	    "the worst, its file, how many more");
	ok(netrt_findings_json(&f, "UID_1", &text, &n, &e) == NETRT_OK &&
	    n == strlen(text), "JSON");
	is(text, "{\"study\":\"UID_1\",\"severity\":\"warning\",\"code\":\"w\""
	    ",\"exit\":0,\"file\":\"\",\"text\":\"so\"}\n"
	    "{\"study\":\"UID_1\",\"severity\":\"error\",\"code\":\"n\""
	    ",\"exit\":66,\"file\":\"\",\"text\":\"missing\"}\n"
	    "{\"study\":\"UID_1\",\"severity\":\"error\",\"code\":\"d\""
	    ",\"exit\":65,\"file\":\"DCM/7.dcm\",\"tag\":\"(0010,0020)\""
	    ",\"name\":\"PatientID\",\"text\":\"a \\\"b\\\"\\n\\\\\"}\n",
	    "its lines");
	free(text);
	netrt_findings_free(&f);
}

static void
many(void)
{
	struct netrt_findings f = { 0 };

	for (int i = 0; i < 100; i++)
		netrt_finding_add(&f, NETRT_ERROR, NETRT_DATA, "x", NULL, 0,
		    "number %d", i);
	netrt_finding_add(&f, NETRT_ERROR, NETRT_DATA, "y", NULL, 0, "y");
	ok(f.n == NETRT_FINDINGS_ALIKE + 1 && f.list[f.n - 2].more == 80,
	    "the rest of one code is counted");
	ok(netrt_findings_rc(&f, &e) == NETRT_DATA, "an error");
	is(e.msg, "number 0 (and 100 more: netrt-validate -j)", "all count");
	netrt_findings_free(&f);
}

static struct netrt_dcm *
object(const char *id, const char *name, const char *study)
{
	struct netrt_dcm *d = NULL;

	if (netrt_dcm_new(&d, &e) != NETRT_OK ||
	    netrt_item_set_str(netrt_dcm_root(d), TAG_PatientID, id, &e) !=
	    NETRT_OK || netrt_item_set_str(netrt_dcm_root(d),
	    TAG_PatientName, name, &e) != NETRT_OK ||
	    netrt_item_set_str(netrt_dcm_root(d), TAG_StudyInstanceUID,
	    study, &e) != NETRT_OK)
		ok(0, "%s", e.msg);
	return d;
}

static void
patients(void)
{
	static const struct {
		const char *id, *name, *study, *code;
	} t[] = {
		{ "", "Doe^Jane", "1.2", NULL },
		{ "A 1", "Doe^Jane", "1.2", NULL },
		{ " a  1 ", "DOE^JANE^^", "1.2", NULL },
		{ "A 1", "Doe^Janet", "1.2", "patient-name-differs" },
		{ "A 1", "Doe^Jane", "1.3", "study-differs" },
		{ "A1", "Doe^Jane", "1.2", "patient-differs" },
	};
	struct netrt_patient p = { 0 };
	struct netrt_findings f = { 0 };

	for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
		struct netrt_dcm *d = object(t[i].id, t[i].name, t[i].study);
		size_t n = f.n;

		netrt_patient_check(&p, "x", netrt_dcm_root(d), &f);
		if (t[i].code == NULL)
			ok(f.n == n, "object %zu: the same", i);
		else
			is(f.n > n ? f.list[n].code : "none", t[i].code,
			    "differs");
		netrt_dcm_close(d);
	}
	netrt_patient_end(&p, &f);
	is(f.list[f.n - 1].code, "patient-id-missing", "one has no ID");
	is(f.list[f.n - 1].text, "1 of 6 objects have no Patient ID",
	    "counted");
	for (size_t i = 0; i < f.n; i++)
		ok(strstr(f.list[i].text, "Doe") == NULL, "no value is told");
	netrt_findings_free(&f);
	netrt_patient_free(&p);
}

int
main(void)
{
	if (netrt_dcm_init(&e) != NETRT_OK)
		ok(0, "%s", e.msg);
	verdict();
	many();
	patients();
	return done();
}
