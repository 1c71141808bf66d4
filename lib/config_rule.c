/* Rules for the value of one key; those between several: config_between.c. */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_key.h"
#include "dcm.h"
#include "deid_rules.h"
#include "logfmt.h"
#include "offer.h"
#include "pattern.h"
#include "uid.h"

#define UPPER	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER	"abcdefghijklmnopqrstuvwxyz"
#define DIGIT	"0123456789"

static bool NETRT_PRINTF(2, 3)
no(char why[NETRT_WHY_LEN], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, NETRT_WHY_LEN, fmt, ap);
	va_end(ap);
	return false;
}

static bool
has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;
	return false;
}

bool
netrt_rule_plain(const char *text, char why[NETRT_WHY_LEN])
{
	return !has_control(text) ||
	    no(why, "must not hold control characters");
}

bool
netrt_rule_lines(const char *text, char why[NETRT_WHY_LEN])
{
	bool blank = true;

	for (; *text != '\0'; text++) {
		if (((unsigned char)*text < ' ' && *text != '\n') ||
		    *text == 0x7f)
			return no(why, "must not hold control characters");
		blank = blank && (*text == ' ' || *text == '\n');
	}
	return !blank || no(why, "must not be blank");
}

bool
netrt_rule_ere(const char *text, char why[NETRT_WHY_LEN])
{
	struct netrt_pattern *p;
	struct netrt_err e;
	enum netrt_rc rc = netrt_pattern_open(text, &p, &e);

	netrt_pattern_close(p);
	return rc == NETRT_OK || no(why, "%s", e.msg);
}

/* SH and LO, PS3.5 table 6.2-1 */
bool
netrt_rule_dicom(const char *text, char why[NETRT_WHY_LEN])
{
	if (strchr(text, '\\') != NULL)
		return no(why, "must not hold a backslash, which separates "
		    "values in DICOM");
	return netrt_rule_plain(text, why);
}

/* AE, PS3.5 table 6.2-1 */
bool
netrt_rule_ae(const char *text, char why[NETRT_WHY_LEN])
{
	size_t n = strlen(text);

	if (n < 1 || n > 16)
		return no(why, "an AE title has 1 to 16 characters");
	for (const char *s = text; *s != '\0'; s++)
		if (*s == '\\' || (unsigned char)*s < ' ' ||
		    (unsigned char)*s >= 0x7f)
			return no(why, "an AE title holds ASCII characters, "
			    "no backslash and no control character");
	return strspn(text, " ") < n ||
	    no(why, "an AE title must not be blank");
}

bool
netrt_rule_scu_ae(const char *text, char why[NETRT_WHY_LEN])
{
	/* DCMTK takes "-x" for an option and "@x" for a file of arguments,
	 * wherever they stand */
	const char first = text[strspn(text, " ")];

	if (first == '-' || first == '@')
		return no(why, "an AE title of ours or of a destination must "
		    "not begin with '-' or '@': storescu cannot be given it");
	return netrt_rule_ae(text, why);
}

bool
netrt_rule_host(const char *text, char why[NETRT_WHY_LEN])
{
	return (text[0] != '-' && text[strspn(text, UPPER LOWER DIGIT
	    ".:_-%")] == '\0') ||
	    no(why, "must be an IP address or the name of a host");
}

/* ADDRESS or ADDRESS/BITS, v4 or v6. */
bool
netrt_rule_cidr(const char *text, char why[NETRT_WHY_LEN])
{
	unsigned char a[16];
	char host[INET6_ADDRSTRLEN + 1];
	size_t n = strcspn(text, "/");
	unsigned max, bits;

	if (n >= sizeof host)
		return no(why, "must be an IP address or network such as "
		    "192.0.2.0/24");
	memcpy(host, text, n);
	host[n] = '\0';
	if (inet_pton(AF_INET, host, a) == 1)
		max = 32;
	else if (inet_pton(AF_INET6, host, a) == 1)
		max = 128;
	else
		return no(why, "must be an IP address or network such as "
		    "192.0.2.0/24 or 2001:db8::/32");
	if (text[n] == '\0')
		return true;
	const char *s = text + n + 1;
	if (strspn(s, DIGIT) != strlen(s) || strlen(s) < 1 || strlen(s) > 3 ||
	    (bits = (unsigned)strtoul(s, NULL, 10)) > max)
		return no(why, "the length after \"/\" must be 0 to %u", max);
	for (unsigned i = bits; i < max; i++)
		if (a[i / 8] >> (7 - i % 8) & 1)
			return no(why, "has bits set after the first %u: a "
			    "network, or an address without \"/\", is needed",
			    bits);
	return true;
}

bool
netrt_rule_uid(const char *text, char why[NETRT_WHY_LEN])
{
	return netrt_uid_valid(text) || no(why, "must be a UID: digits and "
	    "dots, at most 64 characters");
}

bool
netrt_rule_class(const char *text, char why[NETRT_WHY_LEN])
{
	if (strcmp(text, NETRT_STANDARD_CLASSES) == 0 ||
	    strcmp(text, NETRT_PRIVATE_CLASSES) == 0)
		return true;
	if (!netrt_uid_valid(text))
		return no(why, "must be a UID, \"standard\" or \"private\"");
	return netrt_offer_can(text) || no(why, "must be a storage class: "
	    "only those can be taken");
}

bool
netrt_rule_syntax(const char *text, char why[NETRT_WHY_LEN])
{
	return netrt_offer_known(text) || no(why, "must be the UID of a "
	    "transfer syntax that storescp can take");
}

bool
netrt_rule_name(const char *text, char why[NETRT_WHY_LEN])
{
	return text[strspn(text, UPPER LOWER DIGIT "_-")] == '\0' ||
	    no(why, "must be letters, digits, \"_\" and \"-\"");
}

/* A directory in WORKING that is no other directory's name there. */
bool
netrt_rule_subdir(const char *text, char why[NETRT_WHY_LEN])
{
	if (text[0] == '.' || strchr(text, '/') != NULL ||
	    strncmp(text, "UID_", 4) == 0 || strcmp(text, "done") == 0)
		return no(why, "must be one name, without \"/\", not \"done\""
		    " and not beginning with \".\" or \"UID_\"");
	return netrt_rule_plain(text, why);
}

/* The first part of PatientID (LO) and PatientName (PN). */
bool
netrt_rule_site(const char *text, char why[NETRT_WHY_LEN])
{
	size_t n = strlen(text);

	for (const char *s = text; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || (unsigned char)*s >= 0x7f ||
		    strchr("\\^=*?", *s) != NULL)
			return no(why, "must be ASCII characters, none of "
			    "\\ ^ = * ?");
	return (n > 0 && text[0] != ' ' && text[n - 1] != ' ') ||
	    no(why, "must not begin or end with a blank");
}

/* The same, or none. */
bool
netrt_rule_prefix(const char *text, char why[NETRT_WHY_LEN])
{
	return *text == '\0' || netrt_rule_site(text, why);
}

bool
netrt_rule_format(const char *text, char why[NETRT_WHY_LEN])
{
	return netrt_rule_plain(text, why) &&
	    netrt_logfmt_check(text, why, NETRT_WHY_LEN);
}

/* In full only when the dictionary is there: netrt_rule_all(). */
bool
netrt_rule_keyword(const char *text, char why[NETRT_WHY_LEN])
{
	if (strchr(text, ',') == NULL && strpbrk(text, "()") != NULL)
		return no(why, "in a list with brackets a tag wants quotes: "
		    "\"(gggg,eeee)\"");
	return text[strspn(text, UPPER LOWER DIGIT "(),")] == '\0' ||
	    no(why, "must be a keyword of the DICOM dictionary, such as "
	    "PatientBirthDate, or a tag, \"(gggg,eeee)\"");
}

/* "0029,10,SIEMENS CSA HEADER" */
bool
netrt_rule_private(const char *text, char why[NETRT_WHY_LEN])
{
	size_t n = strlen(text);
	static const char hex[] = DIGIT "ABCDEFabcdef";

	if (n < 9 || n > 8 + 64 || strspn(text, hex) != 4 || text[4] != ',' ||
	    strspn(text + 5, hex) != 2 || text[7] != ',' || text[8] == ' ' ||
	    text[n - 1] == ' ' || strchr("13579bdfBDF", text[3]) == NULL ||
	    strchr(text, '\\') != NULL)
		return no(why, "must be GROUP,ELEMENT,CREATOR: four and two "
		    "hexadecimal digits and the private creator, such as "
		    "\"0029,10,SIEMENS CSA HEADER\"");
	return netrt_rule_plain(text, why);
}

bool
netrt_rule_keep(const char *text, char why[NETRT_WHY_LEN])
{
	return strcmp(text, "pictures") == 0 || strcmp(text, "report") == 0 ||
	    no(why, "must be pictures or report");
}

static void
unknown_tag(const char *name, char text[NETRT_WHY_LEN])
{
	char near[65];

	if (strchr(name, ',') != NULL || strchr(name, '(') != NULL)
		(void)no(text, "\"%.32s\" is no tag of a data set: "
		    "(gggg,eeee), 8 hexadecimal digits, group 0008 or higher",
		    name);
	else if (netrt_tag_nearest(name, near, sizeof near))
		(void)no(text, "\"%.64s\" is no keyword of the DICOM "
		    "dictionary; the nearest is \"%.64s\"", name, near);
	else
		(void)no(text, "\"%.64s\" is no keyword of the DICOM "
		    "dictionary; a tag may be given as \"(gggg,eeee)\"",
		    name);
}

/*
 * Every keyword must be in the dictionary, or a misspelt one would leave the
 * attribute where it is (the Python NETRT took "PatientBirthdate").
 */
void
netrt_rule_tags(const char *key, const struct netrt_strings *tags,
    void (*say)(void *ctx, const char *key, const char *text), void *ctx)
{
	struct netrt_err e;
	char text[NETRT_WHY_LEN], item[NETRT_WHY_LEN];

	if (tags->n == 0)
		return;
	if (netrt_dcm_init(&e) != NETRT_OK) {
		say(ctx, key, e.msg);
		return;
	}
	for (unsigned i = 0; i < tags->n; i++) {
		uint32_t tag = netrt_tag_find(tags->s[i]);

		if (tag != 0 && !netrt_deid_needed(tag))
			continue;
		if (tag != 0)
			snprintf(text, sizeof text, "%.64s cannot be removed "
			    "or blanked: objects and the steps to come need "
			    "it", tags->s[i]);
		else
			unknown_tag(tags->s[i], text);
		snprintf(item, sizeof item, "%s[%u]", key, i);
		say(ctx, item, text);
	}
}
