/*
 * Dates in text, as people write them: numbers in any usual order, and the
 * names of months in Dutch, English, French, German, Italian, Portuguese and
 * Spanish, Roman numbers of months, and Chinese, Japanese and Korean.  Pure.
 */
#ifndef NETRT_CUT_DATE_H
#define NETRT_CUT_DATE_H

#include <stddef.h>

/*
 * The length in bytes of the date at p, which is the beginning of a word or a
 * number; 0: none.  start: the beginning of the text, UTF-8.  A day and a
 * month are one, and a month and a year.
 */
size_t netrt_cut_date(const char *p, const char *start);

/* One of Chinese, Japanese or Korean, which may follow any letter. */
size_t netrt_cut_date_cjk(const char *p, const char *start);

#endif
