/* What netrt-validate finds: see finding.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dcm.h"
#include "finding.h"
#include "logfmt.h"
#include "object.h"

static struct netrt_finding *
last_alike(struct netrt_findings *f, const char *code)
{
	size_t alike = 0;

	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->list[i].code, code) == 0 &&
		    ++alike == NETRT_FINDINGS_ALIKE)
			return &f->list[i];
	return NULL;
}

static void NETRT_PRINTF(7, 0)
put(struct netrt_findings *f, enum netrt_level level, enum netrt_rc rc,
    const char *code, const char *file, uint32_t tag, const char *fmt,
    va_list ap)
{
	struct netrt_finding *p;
	char text[768];

	vsnprintf(text, sizeof text, fmt, ap);
	if ((p = realloc(f->list, (f->n + 1) * sizeof *p)) == NULL) {
		f->lost = NETRT_TEMP;
		return;
	}
	f->list = p;
	p += f->n;
	*p = (struct netrt_finding){ .level = level, .rc = rc, .code = code,
	    .tag = tag };
	p->file = strdup(file != NULL ? netrt_object_name(file) : "");
	p->text = strdup(text);
	if (p->file == NULL || p->text == NULL) {
		free(p->file);
		free(p->text);
		f->lost = NETRT_TEMP;
		return;
	}
	f->n++;
}

void
netrt_finding_add(struct netrt_findings *f, enum netrt_level level,
    enum netrt_rc rc, const char *code, const char *file, uint32_t tag,
    const char *fmt, ...)
{
	struct netrt_finding *last = last_alike(f, code);
	va_list ap;

	if (last != NULL) {
		last->more++;
		return;
	}
	va_start(ap, fmt);
	put(f, level, rc, code, file, tag, fmt, ap);
	va_end(ap);
}

void
netrt_finding_put(struct netrt_findings *f, enum netrt_level level,
    enum netrt_rc rc, const char *code, const char *file, uint32_t tag,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(f, level, rc, code, file, tag, fmt, ap);
	va_end(ap);
}

void
netrt_findings_free(struct netrt_findings *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->list[i].file);
		free(f->list[i].text);
	}
	free(f->list);
	memset(f, 0, sizeof *f);
}

enum netrt_rc
netrt_findings_rc(const struct netrt_findings *f, struct netrt_err *e)
{
	const struct netrt_finding *worst = NULL;
	size_t errors = 0;

	if (f->lost != NETRT_OK)
		return netrt_err_set(e, f->lost, "no memory for findings");
	for (size_t i = 0; i < f->n; i++) {
		const struct netrt_finding *p = &f->list[i];

		if (p->rc == NETRT_OK)
			continue;
		errors += 1 + p->more;
		if (worst == NULL || (p->rc != worst->rc &&
		    netrt_rc_worst(worst->rc, p->rc) == p->rc))
			worst = p;
	}
	if (worst == NULL)
		return NETRT_OK;
	netrt_err_set(e, worst->rc, "%s", worst->text);
	if (worst->file[0] != '\0' && strstr(e->msg, worst->file) == NULL)
		netrt_err_prefix(e, "%s", worst->file);
	if (errors > 1) {
		size_t n = strlen(e->msg);

		snprintf(e->msg + n, sizeof e->msg - n, " (and %zu more: "
		    "netrt-validate -j)", errors - 1);
	}
	return worst->rc;
}

const char *
netrt_severity_name(enum netrt_level level)
{
	return level >= NETRT_ERROR ? "error" :
	    level >= NETRT_WARNING ? "warning" : "note";
}

static void
one(FILE *f, const struct netrt_finding *p, const char *study)
{
	char name[64];

	fputs("{\"study\":", f);
	netrt_put_json(f, study);
	fprintf(f, ",\"severity\":\"%s\",\"code\":\"%s\",\"exit\":%d",
	    netrt_severity_name(p->level), p->code, (int)p->rc);
	fputs(",\"file\":", f);
	netrt_put_json(f, p->file);
	if (p->tag != 0) {
		netrt_tag_format(p->tag, name, sizeof name);
		fprintf(f, ",\"tag\":\"(%04X,%04X)\",\"name\":",
		    p->tag >> 16, p->tag & 0xffff);
		netrt_put_json(f, name);
	}
	if (p->more > 0)
		fprintf(f, ",\"more\":%zu", p->more);
	fputs(",\"text\":", f);
	netrt_put_json(f, p->text);
	fputs("}\n", f);
}

enum netrt_rc
netrt_findings_json(const struct netrt_findings *f, const char *study,
    char **text, size_t *len, struct netrt_err *e)
{
	FILE *out = open_memstream(text, len);

	if (out == NULL)
		return netrt_err_errno(e, "findings");
	for (size_t i = 0; i < f->n; i++)
		one(out, &f->list[i], study);
	if (fclose(out) != 0) {
		free(*text);
		*text = NULL;
		return netrt_err_errno(e, "findings");
	}
	return NETRT_OK;
}
