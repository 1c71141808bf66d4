/* Association profiles: see profile.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dcm.h"
#include "profile.h"
#include "uid.h"

size_t
netrt_profile_syntaxes(const char *syntax,
    const char *out[NETRT_PROFILE_SYNTAXES])
{
	size_t n = 0;

	out[n++] = syntax;
	if (strcmp(syntax, NETRT_TS_BIG_ENDIAN) == 0 ||
	    strcmp(syntax, NETRT_TS_DEFLATED) == 0)
		out[n++] = NETRT_TS_EXPLICIT;
	if (n == 2 || strcmp(syntax, NETRT_TS_EXPLICIT) == 0)
		out[n++] = NETRT_TS_IMPLICIT;
	return n;
}

static void
print(FILE *f, const char *const *classes, size_t n,
    const char *const *syntaxes, size_t nsyntaxes)
{
	unsigned id = 0;

	fputs("[[TransferSyntaxes]]\n", f);
	for (size_t k = 0; k < nsyntaxes; k++)
		fprintf(f, "[T%zu]\nTransferSyntax1 = %s\n", k + 1,
		    syntaxes[k]);
	fputs("[[PresentationContexts]]\n[Contexts]\n", f);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < nsyntaxes; k++)
			fprintf(f, "PresentationContext%u = %s\\T%zu\n", ++id,
			    classes[i], k + 1);
	fputs("[[Profiles]]\n[Default]\nPresentationContexts = Contexts\n",
	    f);
}

enum netrt_rc
netrt_profile_format(const char *const *syntaxes, size_t nsyntaxes,
    const char *const *classes, size_t n, char **text, struct netrt_err *e)
{
	size_t len;

	*text = NULL;
	if (n * nsyntaxes > NETRT_PROFILE_CONTEXTS)
		return netrt_err_set(e, NETRT_DATA, "%zu SOP classes: too "
		    "many for one association", n);
	for (size_t i = 0; i < n; i++)
		if (!netrt_uid_valid(classes[i]))
			return netrt_err_set(e, NETRT_DATA, "(0008,0016): "
			    "not a UID");
	for (size_t i = 0; i < nsyntaxes; i++)
		if (!netrt_uid_valid(syntaxes[i]))
			return netrt_err_set(e, NETRT_DATA, "(0002,0010): "
			    "not a UID");

	FILE *f = open_memstream(text, &len);

	if (f == NULL)
		return netrt_err_errno(e, "association profile");
	print(f, classes, n, syntaxes, nsyntaxes);
	if (fclose(f) != 0) {
		free(*text);
		*text = NULL;
		return netrt_err_errno(e, "association profile");
	}
	return NETRT_OK;
}
