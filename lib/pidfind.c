/* Under which key is a patient in the mapping?  See pidfind.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pidfind.h"
#include "pidform.h"
#include "pidspell.h"

#define LEGACY_LEN	17	/* NETRT: 16 hex digits */
#define KEY_LEN		36	/* "h1:" and 32 */

/* The key of NETRT: pid_manager.py, _generate_hash_key(). */
static enum netrt_rc
legacy_key(const char *text, char hex[NETRT_HEX_LEN], struct netrt_err *e)
{
	uint8_t digest[NETRT_HASH_LEN];
	struct netrt_hash *h;
	enum netrt_rc rc = netrt_hash_open(&h, NULL, 0, e);

	if (rc != NETRT_OK)
		return rc;
	netrt_hash_add(h, text, strlen(text));
	netrt_hash_get(h, digest);
	netrt_hash_close(h);
	netrt_hash_format(digest, hex);
	hex[LEGACY_LEN - 1] = '\0';
	return NETRT_OK;
}

enum netrt_rc
netrt_pidfind_rekey(const void *ctx, const char *old,
    char key[NETRT_HEX_LEN], struct netrt_err *e)
{
	const char *const parts[] = { "netrt", old, NULL };
	char hex[NETRT_HEX_LEN];
	enum netrt_rc rc = netrt_sitekey_map(ctx, parts, hex, e);

	if (rc == NETRT_OK)
		snprintf(key, KEY_LEN, "h0:%.32s", hex);
	return rc;
}

/* Under NETRT's key of "ID|name", or what has become of it. */
static enum netrt_rc
find_spelling(const struct netrt_pidstore *s,
    const struct netrt_sitekey *site, const char *text,
    struct netrt_pidfind *out, struct netrt_err *e)
{
	char old[NETRT_HEX_LEN];
	enum netrt_rc rc = legacy_key(text, old, e);

	if (rc != NETRT_OK)
		return rc;
	snprintf(out->from, sizeof out->from, "%s", old);
	out->is = netrt_pidstore_find(s, old, "");
	if (out->is.id != NULL || site == NULL)
		return NETRT_OK;
	rc = netrt_pidfind_rekey(site, old, out->from, e);
	if (rc == NETRT_OK)
		out->is = netrt_pidstore_find(s, out->from, "");
	return rc;
}

/* By the spellings that NETRT may have seen, the study's own ones first. */
static enum netrt_rc
find_legacy(const struct netrt_pidstore *s, const struct netrt_sitekey *site,
    const struct netrt_pid_query *q, struct netrt_pidfind *out,
    struct netrt_err *e)
{
	enum netrt_rc rc = NETRT_OK;
	bool more = q->nlegacy > 0;

	for (unsigned n = 0; more && out->is.id == NULL; n++) {
		more = false;
		for (size_t i = 0; rc == NETRT_OK && i < q->nlegacy &&
		    out->is.id == NULL; i++) {
			char *text;

			rc = netrt_pidspell(q->legacy[i], n, &text, e);
			if (rc == NETRT_OK && text != NULL)
				rc = find_spelling(s, site, text, out, e);
			more = more || text != NULL;
			free(text);
		}
		if (rc != NETRT_OK)
			return rc;
	}
	out->netrt = out->is.id != NULL;
	if (!out->netrt)
		out->from[0] = '\0';
	return NETRT_OK;
}

static enum netrt_rc
key_of(const struct netrt_sitekey *site, const struct netrt_pid_query *q,
    enum netrt_pidform form, char key[NETRT_HEX_LEN], struct netrt_err *e)
{
	char *id = NULL, *issuer = NULL, hex[NETRT_HEX_LEN];
	enum netrt_rc rc = netrt_pidform_get(q->patient_id, form, &id, e);

	if (rc == NETRT_OK)
		rc = netrt_pidform_get(q->issuer, form, &issuer, e);
	if (rc == NETRT_OK) {
		const char *const parts[] = { "pid", issuer, id, NULL };

		rc = netrt_sitekey_map(site, parts, hex, e);
	}
	if (rc == NETRT_OK)
		snprintf(key, KEY_LEN, "h1:%.32s", hex);
	free(id);
	free(issuer);
	return rc;
}

/*
 * Under the key of a form that releases before had.  One that is there beside
 * an entry under the right key was another patient then, and stays one: one
 * patient has one pseudonym for ever.
 */
static enum netrt_rc
find_form(const struct netrt_pidstore *s, const struct netrt_sitekey *site,
    const struct netrt_pid_query *q, enum netrt_pidform form,
    struct netrt_pidfind *out, struct netrt_err *e)
{
	bool have = out->is.id != NULL;
	char key[NETRT_HEX_LEN];
	struct netrt_pidstore_found is;
	enum netrt_rc rc = key_of(site, q, form, key, e);

	if (rc != NETRT_OK || strcmp(key, out->key) == 0 ||
	    (have && form != NETRT_PIDFORM_ASCII))
		return rc;
	is = netrt_pidstore_find(s, key, out->study);
	if (is.id == NULL)
		return NETRT_OK;
	out->is = is;
	snprintf(have ? out->key : out->from, NETRT_HEX_LEN, "%s", key);
	return NETRT_OK;
}

enum netrt_rc
netrt_pidfind(const struct netrt_pidstore *s, const struct netrt_sitekey *site,
    const struct netrt_pid_query *q, struct netrt_pidfind *out,
    struct netrt_err *e)
{
	const char *const of_study[] = { "study", q->study, NULL };
	enum netrt_rc rc;

	*out = (struct netrt_pidfind){ .key = "" };
	if (site == NULL)
		return find_legacy(s, NULL, q, out, e);
	if ((rc = netrt_sitekey_map(site, of_study, out->study, e)) !=
	    NETRT_OK || (rc = key_of(site, q, NETRT_PIDFORM_UPPER, out->key,
	    e)) != NETRT_OK)
		return rc;
	out->study[16] = '\0';
	out->is = netrt_pidstore_find(s, out->key, out->study);
	rc = find_form(s, site, q, NETRT_PIDFORM_ASCII, out, e);
	if (rc == NETRT_OK && out->is.id == NULL)
		rc = find_form(s, site, q, NETRT_PIDFORM_LOWER, out, e);
	if (rc == NETRT_OK && out->is.id == NULL)
		rc = find_legacy(s, site, q, out, e);
	return rc;
}
