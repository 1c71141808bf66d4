/* Is somebody else meant? */
#include <stdbool.h>

#include "../tap.h"
#include "person.h"

static void
check(bool want, const char *a, const char *b)
{
	struct netrt_err e;
	bool there = !want, back = !want;

	ok(netrt_person_other(a, "19610217", b, "19730831", &there, &e) ==
	    NETRT_OK && netrt_person_other(b, "19730831", a, "19610217", &back,
	    &e) == NETRT_OK && there == want && back == want,
	    "%s, %s: %s", a, b, want ? "two" : "may be one");
}

static void
dates(bool want, const char *a, const char *b)
{
	struct netrt_err e;
	bool other = !want;

	ok(netrt_person_other("Doe^Jane", a, "Smith^John", b, &other, &e) ==
	    NETRT_OK && other == want, "dates \"%s\", \"%s\"", a, b);
}

int
main(void)
{
	check(true, "Doe^Jane", "Smith^John");
	check(true, "Doe^Jane", "Smith^Jane");
	check(true, "Doe^Jane", "Smith^Jane^Mary^^Dr");
	check(true, "Li^Wei", "Lu^Wei");
	check(true, "山田^太郎", "鈴木^太郎");
	check(true, "Yamada^Tarou=山田^太郎", "Suzuki^Tarou=鈴木^太郎");
	check(true, "Doe^Jane", "Phantom");

	check(false, "Meier^Anna", "Maier-Huber^Berta");
	check(false, "Doe^Jane", "DOE^JANE^^");
	check(false, "Doe^Jane", "Jane^Doe");
	check(false, "Doe^Jane", "Jane Doe");
	check(false, "Doe^Jane", "Doe, J.");
	check(false, "Doe^Jane", "Smith-Doe^Jane");
	check(false, "M\xc3\xbcller^Eva", "MUELLER^EVA");
	check(false, "M\xc3\xbcller^Eva", "Muller^Eva");
	check(false, "B\xc3\xbchl^Eva", "BUEHL^OLGA");
	check(false, "Hernandez^Luis", "Hernadez^Luis");
	check(false, "Hernandez^Luis", "Hernamdez^Luis");
	check(false, "Wolfeschlegel^A", "Wolfe^A");
	check(false, "Yamada^Tarou=山田^太郎", "山田^太郎");
	check(false, "Yamada^Tarou", "山田^太郎");
	check(false, "山田太郎", "山田^太郎");
	check(false, "Иванов^Иван", "Ivanov^Ivan");
	check(false, "Doe^Jane", "");
	check(false, "", "");
	check(false, "^^=^", "Doe^Jane");
	check(false, "D^J", "Smith^John");

	dates(true, "19610217", "19730831");
	dates(false, "19610217", "19610217");
	dates(false, "", "19610217");
	dates(false, "1961", "19730831");
	dates(false, "19610217", "1973.08.31");
	return done();
}
