/* Expressions on UTF-8, and the filters of ROI names made of them. */
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "filter.h"
#include "pattern.h"

static struct netrt_err e;

static void
must(enum netrt_rc rc)
{
	if (rc != NETRT_OK) {
		fprintf(stderr, "%s\n", e.msg);
		exit(1);
	}
}

static bool
match(const char *ere, const char *text)
{
	struct netrt_pattern *p;
	bool hit;

	must(netrt_pattern_open(ere, &p, &e));
	must(netrt_pattern_match(p, text, &hit, &e));
	netrt_pattern_close(p);
	return hit;
}

static void
replaced(const char *ere, const char *text, const char *to, const char *want)
{
	struct netrt_pattern *p;
	char *got;

	must(netrt_pattern_open(ere, &p, &e));
	must(netrt_pattern_check(p, to, &e));
	must(netrt_pattern_replace(p, text, to, &got, &e));
	is(got != NULL ? got : "none", want, ere);
	free(got);
	netrt_pattern_close(p);
}

static void
patterns(void)
{
	struct netrt_pattern *p;
	char *low;

	ok(match("ptv", "my PTV 60"), "anywhere, in any case");
	ok(!match("^ptv", "my PTV 60"), "or at the beginning only");
	ok(match("^sch\xc3\x84.el$", "SCH\xc3\xa4\xc3\x9f" "el"),
	    "letters beyond ASCII, and a character is one");
	ok(match("^[a\xcf\x89]$", "\xce\xa9") && match("^[0-9]$", "7"),
	    "a set, a range");
	ok(netrt_pattern_open("[\xce\xb1-\xcf\x89]", &p, &e) ==
	    NETRT_CONFIG, "a range beyond ASCII is refused: %s", e.msg);
	ok(match("^(a|b){2}$", "ab") && !match("a{2}", "ab"), "extended");
	ok(netrt_pattern_open("ptv(", &p, &e) == NETRT_CONFIG && p == NULL &&
	    strstr(e.msg, "expression: ") != NULL, "a wrong one: %s", e.msg);
	replaced("^(ptv|gtv)[ _]*([0-9]+).*", "PTV_60Gy", "\\1 \\2", "PTV 60");
	replaced("b+", "abbbc", "<&>\\&\\\\", "a<bbb>&\\c");
	replaced("x", "abc", "y", "none");
	replaced("(a)|(b)", "b", "[\\1\\2]", "[b]");
	replaced("\xc3\xa4", "h\xc3\x84t\xc3\xa4", "ae", "haet\xc3\xa4");
	replaced("$", "abc", ".", "abc.");
	must(netrt_pattern_open("(a)b", &p, &e));
	ok(netrt_pattern_check(p, "\\1\\2", &e) == NETRT_CONFIG,
	    "parentheses that are not there: %s", e.msg);
	ok(netrt_pattern_check(p, "x\\", &e) == NETRT_CONFIG,
	    "a backslash at the end");
	netrt_pattern_close(p);
	must(netrt_text_fold("\xc3\x84 \xd0\x96 \xc4\x80 \xff Z", &low, &e));
	is(low, "\xc3\xa4 \xd0\xb6 \xc4\x81 \xff z", "lower case");
	free(low);
}

/* ---- filters ---- */

static const char *
selected(struct netrt_rtstruct *rs, const struct netrt_config *cfg)
{
	static char s[16];
	struct netrt_selection sel;
	size_t n = 0;

	must(netrt_selection_init(&sel, rs, cfg, &e));
	for (size_t i = 0; i < rs->nrois; i++) {
		s[i] = sel.use[i] ? 'y' : '-';
		n += sel.use[i];
		if (sel.use[i] != (sel.why[i] == NULL))
			s[i] = '!';
	}
	s[rs->nrois] = '\0';
	if (n != sel.nuse)
		s[0] = '?';
	netrt_selection_free(&sel);
	return s;
}

static void
filters(void)
{
	char *ignore[] = { "skull", "" }, *include[] = { "^ptv", "gtv-.$" };
	char *exclude[] = { "_OLD$" }, *umlaut[] = { "SCH\xc3\x84" "DEL" };
	struct netrt_roi roi[] = {
		{ .name = "*Skull" }, { .name = "PTV_60" },
		{ .name = "GTV-1" }, { .name = "ptv_old" },
		{ .name = "Sch\xc3\xa4" "del" }, { .name = "" },
	};
	struct netrt_rtstruct rs = { .roi = roi, .nrois = 6 };
	struct netrt_config cfg = { 0 }, other = { 0 };

	is(selected(&rs, &cfg), "yyyyyy", "no filter");
	cfg.processing.ignore_contour_names_containing.s = ignore;
	cfg.processing.ignore_contour_names_containing.n = 2;
	is(selected(&rs, &cfg), "-yyyyy", "a part of the name, in any case");
	cfg.processing.exclude_roi.s = exclude;
	cfg.processing.exclude_roi.n = 1;
	is(selected(&rs, &cfg), "-yy-yy", "an expression");
	cfg.processing.include_roi.s = include;
	cfg.processing.include_roi.n = 2;
	is(selected(&rs, &cfg), "-yy---", "only these");
	other.processing.ignore_contour_names_containing.s = umlaut;
	other.processing.ignore_contour_names_containing.n = 1;
	is(selected(&rs, &other), "yyyy-y", "letters beyond ASCII");
}

static void
renamed(const struct netrt_filter *f, const char *name, const char *want)
{
	char *got;

	must(netrt_filter_rename(f, name, &got, &e));
	is(got, want, *name != '\0' ? name : "no name");
	free(got);
}

static void
renames(void)
{
	struct netrt_rename rule[] = {
		{ "^z_", "" }, { "^(ptv)", "T\\1" }, { "p", "q" },
	};
	struct netrt_config cfg = { 0 };
	struct netrt_filter *f;

	cfg.processing.rename_roi = rule;
	cfg.processing.nrename_roi = 3;
	must(netrt_filter_open(&cfg, &f, &e));
	renamed(f, "PTV 1", "TPTV 1");
	renamed(f, "Z_PTV", "PTV");
	renamed(f, "z_", "z_");
	renamed(f, "pup", "qup");
	renamed(f, "other", "other");
	renamed(f, "", "");
	netrt_filter_close(f);
}

int
main(void)
{
	patterns();
	filters();
	renames();
	return done();
}
