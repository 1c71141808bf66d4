/* Filling attributes: see mkstudy.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkstudy.h"
#include "uid.h"

void
must(enum netrt_rc rc, const struct netrt_err *e)
{
	if (rc == NETRT_OK)
		return;
	fprintf(stderr, "mkstudy: %s\n", e->msg);
	exit((int)rc);
}

static uint32_t
tag(const char *keyword)
{
	uint32_t t = netrt_tag_find(keyword);

	if (t == 0) {
		fprintf(stderr, "mkstudy: no attribute %s\n", keyword);
		exit(70);
	}
	return t;
}

void
put(struct netrt_item *it, const char *keyword, const char *fmt, ...)
{
	struct netrt_err e;
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	if (vsnprintf(text, sizeof text, fmt, ap) >= (int)sizeof text)
		abort();
	va_end(ap);
	/* all that is not ASCII comes in UTF-8 */
	must(netrt_item_set_text(it, tag(keyword), text, 256, &e), &e);
}

struct netrt_item *
add(struct netrt_item *it, const char *keyword)
{
	struct netrt_item *item;
	struct netrt_err e;

	must(netrt_item_add(it, tag(keyword), &item, &e), &e);
	return item;
}

struct netrt_item *
put_code(struct netrt_item *it, const char *keyword, const char *value,
    const char *scheme, const char *meaning)
{
	struct netrt_item *item = add(it, keyword);

	put(item, "CodeValue", "%s", value);
	put(item, "CodingSchemeDesignator", "%s", scheme);
	put(item, "CodeMeaning", "%s", meaning);
	return item;
}

void
put_ds(struct netrt_item *it, const char *keyword, const double *v, size_t n)
{
	char text[512];
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		char one[32];
		double x = v[i] > -1e-12 && v[i] < 1e-12 ? 0 : v[i];

		for (int digits = 15; digits > 0; digits--)
			if (snprintf(one, sizeof one, "%.*g", digits, x) <=
			    16)
				break;
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%s", i > 0 ? "\\" : "", one);
		if (used >= sizeof text)
			abort();
	}
	put(it, keyword, "%s", text);
}

const char *
uid(const struct study *s, const char *role, int i)
{
	static char out[4][NETRT_UID_LEN];
	static unsigned next;
	char number[16];
	struct netrt_err e;

	next = (next + 1) % 4;
	snprintf(number, sizeof number, "%d", i);
	must(netrt_uid_map((const char *[]){ "mkstudy", s->key, role, number,
	    NULL }, NULL, 0, out[next], &e), &e);
	return out[next];
}

const char *
image_uid(const struct study *s, int series, int i)
{
	char role[32] = "image";

	if (series > 0)
		snprintf(role, sizeof role, "image%d", series + 1);
	return uid(s, role, i);
}

/* What should not be found again: the patient in many places. */
static void
plant(struct netrt_item *it, const struct study *s)
{
	char private[64] = "";
	struct netrt_err e;

	put(it, "InstitutionName", "Clinic of %s", s->name);
	put(it, "InstitutionalDepartmentName", "Ward %s", s->id);
	put(it, "StationName", "%.12s-1", s->id);
	put(it, "PerformingPhysicianName", "%s", s->name);
	put(it, "OtherPatientNames", "%s", s->name);
	put(it, "PatientComments", "%s, born %s", s->name, s->birth);
	put(it, "PatientAddress", "1 %s Street", s->name);
	put(it, "StudyDescription", "Head of %.40s", s->name);
	put(it, "RequestedProcedureID", "%.16s", s->id);
	put(add(it, "RequestAttributesSequence"),
	    "ScheduledProcedureStepDescription", "for %.40s", s->name);
	must(netrt_item_set_str(it, 0x00090010u, "MKSTUDY", &e), &e);
	snprintf(private, sizeof private, "%s %s", s->name, s->id);
	must(netrt_item_set_bytes(it, 0x00091001u, false, private,
	    (strlen(private) + 1) / 2 * 2, &e), &e);
}

void
put_common(struct netrt_item *it, const struct study *s,
    const char *sop_class, const char *sop, const char *modality,
    bool other_patient)
{
	put(it, "SpecificCharacterSet", s->k & K_UTF8 ? "ISO_IR 192" :
	    "ISO_IR 100");
	put(it, "SOPClassUID", "%s", sop_class);
	put(it, "SOPInstanceUID", "%s", sop);
	put(it, "StudyDate", "20260105");
	put(it, "StudyTime", "101500");
	put(it, "AccessionNumber", "%s", "");
	put(it, "Modality", "%s", modality);
	put(it, "Manufacturer", "netrt");
	put(it, "ManufacturerModelName", "mkstudy");
	put(it, "DeviceSerialNumber", "0815");
	put(it, "SoftwareVersions", "1\\2");
	put(it, "ReferringPhysicianName", "%s", "");
	put(it, "StudyDescription", "Phantom");
	put(it, "PatientName", "%s", other_patient ? "Other^Patient" :
	    s->name);
	put(it, "PatientID", "%s", other_patient ? "OTHER1" : s->id);
	put(it, "PatientBirthDate", "%s", s->birth);
	put(it, "PatientSex", "O");
	put(it, "StudyInstanceUID", "%s", s->study);
	put(it, "StudyID", "1");
	if (s->k & K_PHI)
		plant(it, s);
}

void
place(const struct study *s, double u, double v, double w, double p[3])
{
	static const double middle[3] = { 3.5, -12.25, -480 };

	for (int i = 0; i < 3; i++)
		p[i] = middle[i] + s->dir[0][i] * u + s->dir[1][i] * v +
		    s->dir[2][i] * w;
}
