/* How dates may be written: see known.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dayforms.h"
#include "known_priv.h"

#define MOST	48	/* bytes of a date that is written out */

/* As they fold: "février" is fevrier. */
static const char *const months[12] = {
	"january jan januar janvier enero gennaio janeiro januari",
	"february feb februar fevrier fevr febrero febbraio fevereiro februari",
	"march mar marz maerz mrz mars marzo marco maart mrt",
	"april apr avril avr abril abr aprile",
	"may mai mayo maggio maio mei mag",
	"june jun juni juin junio giugno junho giu",
	"july jul juli juillet juil julio luglio julho lug",
	"august aug aout agosto augustus ago",
	"september sep sept septembre septiembre settembre setembro set",
	"october oct oktober okt octobre octubre ottobre outubro ott out",
	"november nov novembre noviembre novembro",
	"december dec dezember dez decembre diciembre dicembre dezembro dic",
};

unsigned
netrt_known_month(const char *name)
{
	size_t n = strlen(name);

	for (unsigned m = 0; m < 12; m++)
		for (const char *p = months[m]; *p != '\0'; ) {
			size_t len = strcspn(p, " ");

			if (len == n && memcmp(p, name, n) == 0)
				return m + 1;
			p += len + strspn(p + len, " ");
		}
	return 0;
}

/* A form of dayforms.h, and in it %b: the name of the month, %o: -th, %f: of,
 * %e: de. */
static void
write_date(const char *form, const char *date, const char *name, char *text)
{
	static const char *const th[] = { "th", "st", "nd", "rd" };
	unsigned day = (unsigned)(date[7] - '0');

	for (text[0] = '\0'; *form != '\0'; text += strlen(text)) {
		char part[MOST];
		size_t n = strcspn(form, "%");

		if (n > 0) {
			snprintf(part, sizeof part, "%.*s", (int)n, form);
			netrt_dayforms_write(part, date, text);
			form += n;
			continue;
		}
		strcpy(text, form[1] == 'b' ? name : form[1] == 'f' ? "of" :
		    form[1] == 'e' ? "de" : th[date[6] == '1' || day > 3 ?
		    0 : day]);
		form += 2;
	}
}

static enum netrt_rc
add_forms(struct netrt_known *k, const char *const *form, size_t n,
    const char *date, const char *name, enum kind kind, struct netrt_err *e)
{
	char text[MOST];
	enum netrt_rc rc = NETRT_OK;

	for (size_t i = 0; rc == NETRT_OK && i < n; i++) {
		write_date(form[i], date, name, text);
		rc = netrt_known_add_token(k, text, kind, e);
	}
	return rc;
}

/* With the name of the month. */
static enum netrt_rc
add_named(struct netrt_known *k, const char *date, struct netrt_err *e)
{
	static const char *const forms[] = { "D %b Y", "d %b Y", "%b D Y",
	    "%b d Y", "Y %b D", "Y %b d", "D%bY", "d%bY", "%bdY", "Y%bd",
	    "D %b y", "d %b y", "d%by", "D%o %b Y", "D%o %f %b Y",
	    "%b D%o Y", "D %e %b %e Y", "D %e %b Y" };
	int m = (date[4] - '0') * 10 + (date[5] - '0');
	const char *p = m >= 1 && m <= 12 ? months[m - 1] : "";
	enum netrt_rc rc = NETRT_OK;

	while (rc == NETRT_OK && *p != '\0') {
		char name[16];
		size_t n = strcspn(p, " ");

		snprintf(name, sizeof name, "%.*s", (int)n, p);
		rc = add_forms(k, forms, sizeof forms / sizeof forms[0], date,
		    name, PART, e);
		p += n + strspn(p + n, " ");
	}
	return rc;
}

static bool
is_date(const char *date)
{
	return strlen(date) == 8 && strspn(date, "0123456789") == 8;
}

/* Without a century; a blank is any punctuation: in text only. */
static const char *const shortly[] = { "d m y", "m d y", "D M y", "M D y",
    "y m d", "ymd", "dmy", "mdy" };

enum netrt_rc
netrt_known_add_date(struct netrt_known *k, const char *date,
    struct netrt_err *e)
{
	static const char *const whole[] = { "Ymd", "Y-m-d", "Y.m.d", "Y/m/d",
	    "dmY", "d.m.Y", "d/m/Y", "d-m-Y", "mdY", "m/d/Y", "m-d-Y" };
	/* in text only, too; the last in Chinese and Japanese, and Korean */
	static const char *const loose[] = { "D M Y", "M D Y", "Y M D",
	    "Y\xE5\xB9\xB4M\xE6\x9C\x88" "D\xE6\x97\xA5",
	    "Y\xE5\xB9\xB4m\xE6\x9C\x88" "d\xE6\x97\xA5",
	    "Y\xEB\x85\x84 M\xEC\x9B\x94 D\xEC\x9D\xBC",
	    "Y\xEB\x85\x84 m\xEC\x9B\x94 d\xEC\x9D\xBC" };
	/* in bytes only so */
	static const char *const dotted[] = { "d.m.y", "d/m/y", "d-m-y",
	    "m/d/y", "m-d-y", "y-m-d", "y/m/d", "y.m.d" };
	enum netrt_rc rc;

	if (!is_date(date) || netrt_known_list_has(&k->seen, date))
		return NETRT_OK;
	rc = netrt_known_list_add(&k->seen, date, e);
	if (rc == NETRT_OK)
		rc = add_forms(k, whole, sizeof whole / sizeof whole[0], date,
		    "", DATE, e);
	if (rc == NETRT_OK)
		rc = add_forms(k, loose, sizeof loose / sizeof loose[0], date,
		    "", PART, e);
	if (rc == NETRT_OK)
		rc = add_forms(k, dotted, sizeof dotted / sizeof dotted[0],
		    date, "", PART, e);
	if (rc == NETRT_OK)
		rc = add_named(k, date, e);
	return rc != NETRT_OK ? rc : netrt_known_add_day(k, date, e);
}

enum netrt_rc
netrt_known_add_day(struct netrt_known *k, const char *date,
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;

	if (!is_date(date))
		return NETRT_OK;
	if (!netrt_known_list_has(&k->days, date))
		rc = netrt_known_list_add(&k->days, date, e);
	return rc != NETRT_OK ? rc : add_forms(k, shortly, sizeof shortly /
	    sizeof shortly[0], date, "", PART, e);
}

void
netrt_known_want_days(struct netrt_known *k)
{
	k->wants_days = true;
}
