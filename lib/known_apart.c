/*
 * Known tokens that are written apart: an ID of many digits in groups
 * ("QX-774-1023", "7741 023"), a name that is one word or two ("Mc Donald").
 * Any punctuation between any two characters: no list of forms.
 */
#include "known_priv.h"

static bool
digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/*
 * An ID of six characters, four of them digits, the number of seven digits in
 * one, a date of eight; a word of six letters, of two in Chinese, Japanese and
 * Korean.  What is shorter is found apart by chance, and an ID or a number that
 * is a date is one.
 */
bool
netrt_known_may_be_apart(const struct token *t)
{
	size_t digits = 0, wide = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (t->cp[i] == ' ')
			return false;
		digits += digit(t->cp[i]);
		wide += netrt_fold_wide(t->cp[i]);
	}
	switch (t->kind) {
	case NAME:
		return digits == 0 && t->n >= (wide == t->n ? 2 : 6);
	case ID:
		return t->n >= 6 && digits >= 4 &&
		    !(t->number && netrt_known_dated(t->raw, t->n));
	case RUN:
		return netrt_known_identifies(t);
	case DATE:
		return t->number;
	default:
		return false;
	}
}

/* Are a and b parts of one word, or of one number? */
static bool
one(uint32_t a, uint32_t b)
{
	return a != ' ' && b != ' ' && digit(a) == digit(b) &&
	    !netrt_fold_wide(a) && !netrt_fold_wide(b);
}

size_t
netrt_known_apart(const struct token *t, const struct netrt_fold *f, size_t i)
{
	size_t m = 0, end = i;
	bool apart = false;

	for (; m < t->n && end < f->n; end++)
		if (m > 0 && f->c[end].cp == ' ')
			apart = true;
		else if (f->c[end].cp != t->cp[m++])
			return 0;
	if (m < t->n || !apart ||
	    (end < f->n && one(t->cp[m - 1], f->c[end].cp)))
		return 0;
	while (i > 0 && digit(t->cp[0]) && f->c[i - 1].cp == '0')
		i--;
	return i > 0 && one(t->cp[0], f->c[i - 1].cp) ? 0 : end;
}
